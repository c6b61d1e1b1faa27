"""maintnote.ics: planned work as MAINTNOTE notifications, which network operators' programs read.

X-MAINTNOTE properties are added to the entries of calendars, as the draft NANOG BCOP "A machine parseable standard for
formatting maintenance notifications" has them. Programs refuse a whole file for one entry that lacks some of them or
says an unknown word, so it is a file of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from statuspage.channels import Maintnote
from statuspage.icalendars import entry_in, inserted, joined, listed, new_calendar, own_path, properties, text
from statuspage.model import Impact, Kind
from statuspage.plan import Joined, Site
from statuspage.state import UNDER_WAY, EventState, Phase

IMPACTS: Final = {
    Impact.NONE: "NO-IMPACT",
    Impact.DEGRADED: "DEGRADED",
    Impact.PARTIAL: "DEGRADED",  # "negative impact, not a total outage"
    Impact.OUTAGE: "OUTAGE",
}
WORST_LAST: Final = tuple(Impact)
STATUS: Final = {
    Phase.UPCOMING: "CONFIRMED",
    **dict.fromkeys(UNDER_WAY, "IN-PROCESS"),
    Phase.COMPLETED: "COMPLETED",
    Phase.RESOLVED: "COMPLETED",
    Phase.ENDED: "COMPLETED",  # there is no other word for a window that has closed
    Phase.CANCELLED: "CANCELLED",
}
"""Programs know these words and refuse others; what was moved is confirmed anew, with a SEQUENCE of its own."""


def outputs(site: Site) -> Iterator[Joined]:
    """Plan maintnote.ics in the default language, where [maintnote] is set and the site's address is known."""
    note = site.config.maintnote
    if note is None or not site.config.url:
        return
    states = listed(filter(conforms, site.snapshot.events), site.snapshot.as_of)
    own = tuple(own_path(site, site.config.default_language, state) for state in states)
    yield Joined("maintnote.ics", "maintnote", own, partial(notifications, states, note, site.config.authority))


def conforms(state: EventState) -> bool:
    """Tell whether an event can be told so: it is work with an end, and names a component as the object."""
    return state.event.kind is not Kind.INCIDENT and state.window.end is not None and bool(state.impacts)


def notifications(states: Sequence[EventState], note: Maintnote, provider: str, own: Iterable[bytes]) -> bytes:
    """Join the calendars of events to one of notifications; METHOD says that no answer is asked for (RFC 5546)."""
    cal = new_calendar()
    cal.add("METHOD", "PUBLISH")
    return joined(cal, (_noted(entry_in(data), state, note, provider) for state, data in zip(states, own, strict=True)))


def _noted(entry: bytes, state: EventState, note: Maintnote, provider: str) -> bytes:
    from icalendar import Event, vCalAddress

    organizer, noted = Event(), Event()
    organizer.add("ORGANIZER", vCalAddress(f"mailto:{note.organizer}"))
    found = impacts(state)
    noted.add("X-MAINTNOTE-PROVIDER", text(provider))
    noted.add("X-MAINTNOTE-ACCOUNT", text(note.account))
    noted.add("X-MAINTNOTE-MAINTENANCE-ID", text(state.event.id))
    for name, impact in found.items():
        # With one object alone programs take the impact of the whole.
        own = {"X-MAINTNOTE-OBJECT-IMPACT": IMPACTS[impact]} if len(found) > 1 else {}
        noted.add("X-MAINTNOTE-OBJECT-ID", text(name), parameters=own)
    noted.add("X-MAINTNOTE-IMPACT", IMPACTS[max(found.values(), key=WORST_LAST.index)])
    noted.add("X-MAINTNOTE-STATUS", STATUS[state.phase])
    entry = inserted(entry, "STATUS:", properties(organizer))
    return inserted(entry, "END:VEVENT", properties(noted))


def impacts(state: EventState) -> dict[str, Impact]:
    """Return the impact of each component as it is now; of what is over, the worst that was said."""
    if not state.over:
        return dict(state.impacts)
    said = [*state.event.components, *(impact for update in state.updates for impact in update.impacts)]
    return {
        name: max((impact for other, impact in said if other == name), key=WORST_LAST.index)
        for name, _ in state.impacts
    }
