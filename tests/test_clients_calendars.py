"""Calendars in clients that others wrote: all see the same times, zones and states, and those are the snapshot's."""

import re
from collections.abc import Callable, Iterable, Mapping
from ctypes import c_char_p, c_void_p
from datetime import UTC, datetime
from urllib.parse import quote

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from statuspage.model import Kind
from statuspage.state import EventState, Phase
from tests.clients.run import khal, node, python
from tests.clients.sites import BuiltSites
from tests.test_validity import by_libical as times_by_libical
from tests.test_validity import libical

pytestmark = pytest.mark.whole

Row = tuple[datetime, datetime, str]
"""Start and end, in the zone that the client sees, and state."""
Seen = Mapping[str, Mapping[str, Row]]
"""What a client sees of each calendar: its events by their UIDs."""
ICAL_VEVENT = 4
"""What libical 3 calls an event (icalenums.h)."""


def parsed(sites: BuiltSites) -> dict[str, icalendar.Calendar]:
    return {path: icalendar.Calendar.from_ical(sites.of(path).read(path)) for path in sites.named(".ics")}


def by_icalendar(sites: BuiltSites) -> Seen:
    found: dict[str, dict[str, Row]] = {}
    for path, calendar in parsed(sites).items():
        assert not [event.errors for event in calendar.events if event.errors], path
        assert not calendar.get_missing_tzids(), path
        found[path] = _rows(calendar.events)
    return found


def by_recurring_ical_events(sites: BuiltSites) -> Seen:
    """List what happens between two dates, as programs do that expand rules of recurrence.

    It tells times in the zone that a calendar names for showing them (X-WR-TIMEZONE).
    """
    found: dict[str, dict[str, Row]] = {}
    for path, calendar in parsed(sites).items():
        events = recurring_ical_events.of(calendar).between((2000, 1, 1), (2100, 1, 1))
        found[path] = _rows(events)
        assert len(found[path]) == len(events), path
    return found


def _rows(events: Iterable[icalendar.Event]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for event in events:
        start, end = event.start, event.end
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        found[str(event["UID"])] = (start, end, str(event["STATUS"]))
    return found


def by_libical(sites: BuiltSites) -> Seen:
    """Read calendars with the library of many desktop clients; it knows what the RFCs forbid."""
    found: dict[str, dict[str, Row]] = {}
    for path in sites.named(".ics"):
        data = sites.of(path).read(path)
        states = _states_by_libical(data)
        found[path] = {uid: (*times, states[uid]) for uid, times in times_by_libical(data).items()}
    return found


def _states_by_libical(data: bytes) -> dict[str, str]:
    library = libical()
    library.icalcomponent_get_status.argtypes = [c_void_p]
    library.icalproperty_status_to_string.restype = c_char_p
    calendar, states = library.icalparser_parse_string(data), {}
    event = library.icalcomponent_get_first_component(calendar, ICAL_VEVENT)
    while event:
        uid = library.icalcomponent_get_uid(event).decode()
        states[uid] = library.icalproperty_status_to_string(library.icalcomponent_get_status(event)).decode()
        event = library.icalcomponent_get_next_component(calendar, ICAL_VEVENT)
    library.icalcomponent_free(calendar)
    return states


def by_ical_js(sites: BuiltSites) -> Seen:
    seen = node("calendars.mjs", sites.named(".ics"), sites.folder)["ical.js"]
    assert {path: rows for path, rows in seen.items() if isinstance(rows, dict)} == {}
    found: dict[str, dict[str, Row]] = {}
    for path, rows in seen.items():
        assert {zone for _, _, _, zone, _ in rows} <= {"UTC"}, path
        found[path] = {uid: (_instant(start), _instant(end), state) for uid, start, end, _, state in rows}
    return found


def by_khal(sites: BuiltSites) -> Seen:
    """Read the calendars of all events; the others hold some of the same bytes, and khal takes its time."""
    of_all = [path for path in sites.named(".ics") if not re.search("/(?:events|components|audiences)/", path)]
    seen = khal(of_all, sites.folder)
    assert {path: rows for path, rows in seen.items() if isinstance(rows, dict)} == {}
    return {
        path: {uid: (_instant(start), _instant(end), state.strip()) for uid, start, end, state in rows}
        for path, rows in seen.items()
    }


def _instant(text: str) -> datetime:
    """Read an instant; what says no zone was told in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


CLIENTS: Mapping[str, Callable[[BuiltSites], Seen]] = {
    "icalendar": by_icalendar,
    "recurring-ical-events": by_recurring_ical_events,
    "libical": by_libical,
    "ical.js": by_ical_js,
    "khal": by_khal,
}


@pytest.fixture(scope="session")
def seen(built_sites: BuiltSites) -> Mapping[str, Seen]:
    """What each client sees."""
    return {client: read(built_sites) for client, read in CLIENTS.items()}


@pytest.mark.parametrize("client", list(CLIENTS))
def test_clients_agree_on_every_event(client: str, built_sites: BuiltSites, seen: Mapping[str, Seen]):
    """Each client finds the same events, at the same instants, told in UTC, and with the same states."""
    found = seen[client]
    assert found
    for path, events in found.items():
        expected = seen["icalendar"][path]
        zones = {"UTC"} if client != "recurring-ical-events" else {"UTC", built_sites.of(path).site.config.time_zone}
        assert events.keys() == expected.keys(), path
        for uid, (start, end, state) in events.items():
            assert {str(start.tzinfo), str(end.tzinfo)} <= zones, (path, uid)
            assert (start, end, state) == expected[uid], (path, uid)


def test_clients_see_what_the_snapshot_says(built_sites: BuiltSites, seen: Mapping[str, Seen]):
    """Each event of a calendar begins and ends as its snapshot says, and is cancelled if it was."""
    for path, events in seen["icalendar"].items():
        built = built_sites.of(path)
        states = {quote(state.event.id): state for state in built.snapshot.events}
        for uid, row in events.items():
            assert _as_told(row, states[uid.rpartition("@")[0]]), (path, uid, row)


def _as_told(row: Row, state: EventState) -> bool:
    """Tell whether a client's row is what is true of an event; what ends as it starts has no end that could be drawn."""
    start, end, told = row
    ends = state.actual_end or state.window.end
    right_end = end == ends if ends and ends > state.window.start else end >= start
    return start == state.window.start and right_end and (told == "CANCELLED") == (state.phase is Phase.CANCELLED)


def test_no_calendar_lacks_what_is_open(built_sites: BuiltSites, seen: Mapping[str, Seen]):
    """Whatever is coming or under way stands in the calendars of all, in each language, and in one of its own."""
    for built in built_sites:
        events = [quote(state.event.id) for state in built.snapshot.events if not state.over]
        for lang in built.site.config.languages:
            folder = built.name + ("/" if lang == built.site.config.default_language else f"/{lang}/")
            of_all = {uid.rpartition("@")[0] for uid in seen["icalendar"][f"{folder}calendar.ics"]}
            assert of_all >= set(events), folder
            own = [path for path in seen["icalendar"] if path.startswith(f"{folder}events/")]
            assert {_one(seen["icalendar"][path]) for path in own} >= set(events), folder


def _one(events: Mapping[str, Row]) -> str:
    (uid,) = events
    return uid.rpartition("@")[0]


def test_a_program_for_maintenance_notifications_reads_them(built_sites: BuiltSites, seen: Mapping[str, Seen]):
    """circuit-maintenance-parser finds every notification whole, at the times of the calendar, with its components."""
    told = python("maintnote.py", [f"{built.name}/maintnote.ics" for built in built_sites], built_sites.folder)
    for path, notifications in told.items():
        assert isinstance(notifications, list), (path, notifications)
        states = {state.event.id: state for state in built_sites.of(path).snapshot.events}
        found = {one["uid"]: (_at(one["start"]), _at(one["end"])) for one in notifications}
        assert found == {uid: row[:2] for uid, row in seen["icalendar"][path].items()}, path
        for one in notifications:
            state = states[one["maintenance_id"]]
            assert (one["status"] == "CANCELLED") == (state.phase is Phase.CANCELLED), one
            assert {circuit["circuit_id"] for circuit in one["circuits"]} == dict(state.impacts).keys(), one
        open_work = {name for name, state in states.items() if not state.over and _is_notified(state)}
        assert {one["maintenance_id"] for one in notifications} >= open_work, path


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _is_notified(state: EventState) -> bool:
    """Tell whether an event is work that ends and concerns a component: what notifications are for."""
    return state.event.kind is not Kind.INCIDENT and state.window.end is not None and bool(state.impacts)
