"""The site's full state for programs: api/status.json, its shape as a JSON Schema beside it, and the heartbeat."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from statuspage.encoding import as_json
from statuspage.model import Impact, Kind, Window
from statuspage.plan import Output, Site
from statuspage.records import DIALECT, NAME, TIME, by_name, many, one_of, or_null, record
from statuspage.snapshot import Health
from statuspage.state import EventState, Phase
from statuspage.times import rfc3339

KEPT: Final = timedelta(days=90)
"""How long before `as_of` what is over still stands in status.json."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan api/status.json and its schema, which is the same for every site."""
    yield Output("api/status.json", "api", partial(status, site))
    yield Output("api/status.schema.json", "api", schema)


def beat(now: datetime, site: Site) -> Iterator[Output]:
    """Plan api/heartbeat.json for a build at *now*."""
    yield Output("api/heartbeat.json", "api", partial(heartbeat, site, now))


def status(site: Site) -> bytes:
    """Write the state of the site, its components, and the events that aren't long over."""
    snapshot = site.snapshot
    change = snapshot.next_change
    return as_json(
        {
            "as_of": _time(site, snapshot.as_of),
            "next_change": _time(site, change.at if change else None),
            "state": snapshot.health,
            "components": [
                {"id": state.component.id, "state": state.health, "because": state.because}
                for state in snapshot.components
            ],
            "events": [event(site, state) for state in snapshot.events if not snapshot.long_over(state, KEPT)],
        }
    )


def heartbeat(site: Site, now: datetime) -> bytes:
    """Write when the site was built, what it shows, and when that changes: the only output that knows `now`."""
    change = site.snapshot.next_change
    return as_json(
        {
            "built": _time(site, now),
            "snapshot": site.digest,
            "next_change": _time(site, change.at if change else None),
        }
    )


def event(site: Site, state: EventState) -> dict[str, Any]:
    """Return one event as status.json tells it."""
    facts, window = state.event, state.window
    return {
        "id": facts.id,
        "kind": facts.kind,
        "phase": state.phase,
        "title": facts.title.in_lang(site.config.default_language).text,
        "url": f"{site.config.url or '../'}events/{quote(facts.id)}/",
        "start": _time(site, window.start),
        "end": _time(site, window.end),
        "actual_start": _time(site, state.actual_start),
        "actual_end": _time(site, state.actual_end),
        "windows": [_window(site, planned) for planned in state.windows],
        "components": dict(state.impacts),
        "next_update": _time(site, state.next_update),
        "late": state.late,
    }


def _window(site: Site, window: Window) -> dict[str, str | None]:
    return {"start": _time(site, window.start), "end": _time(site, window.end)}


def _time(site: Site, instant: datetime | None) -> str | None:
    return rfc3339(instant, site.config.zone)


def schema() -> bytes:
    """Write what status.json may hold as a JSON Schema (2020-12): exactly these keys and these words."""
    known = record(
        id=NAME,
        kind=one_of(Kind),
        phase=one_of(phase for phase in Phase if phase is not Phase.HIDDEN),
        title={"type": "string"},
        url={"type": "string", "format": "uri-reference"},
        start=TIME,
        end=or_null(TIME),
        actual_start=or_null(TIME),
        actual_end=or_null(TIME),
        windows={"type": "array", "minItems": 1, "items": record(start=TIME, end=or_null(TIME))},
        components=by_name(one_of(Impact)),
        next_update=or_null(TIME),
        late={"type": "boolean"},
    )
    component = record(id=NAME, state=one_of(Health), because=many(NAME))
    whole = record(
        as_of=or_null(TIME),
        next_change=or_null(TIME),
        state=one_of(Health),
        components=many(component),
        events=many(known),
    )
    told = {"title": "status.json", "description": "The state of a status page, its components and its events."}
    return as_json(DIALECT | told | whole)
