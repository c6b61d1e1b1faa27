"""api/v2/: the site in the shapes of the Statuspage public API v2, so that its clients work.

Exactly the keys and words that are known, since strict clients refuse others; what they can't say stands in
api/status.json. In the site's default language, and only where its address is known: `url` and `shortlink` can't be
left out, nor be anything but absolute.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import quote

from statuspage import incidents
from statuspage.encoding import as_json
from statuspage.live import under_way, upcoming
from statuspage.markup import to_text
from statuspage.model import PLANNED, Component
from statuspage.plaintext import body, title
from statuspage.plan import Output, Site
from statuspage.snapshot import ComponentState, Health, impact_health, worst
from statuspage.state import EventState, ended
from statuspage.times import UNDATED
from statuspage.words import Language

Told = dict[str, Callable[[Site], object]]
"""What a file tells, by its keys."""

MOST_RECENT: Final = 50
"""How many incidents and how many maintenances are listed; what is still open is listed all the same."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan the files of the API, where the site's address is known."""
    if site.config.url:
        for name, told in FILES.items():
            yield Output(f"api/v2/{name}.json", "api_v2", partial(write, site, told))


def whole(site: Site) -> Iterator[Output]:
    """Plan the same files with all that ever was, to be taken elsewhere.

    Where the site's address isn't known, the page's `url` is empty, and each `shortlink` begins below it.
    """
    for name, told in _files(sys.maxsize).items():
        yield Output(f"{name}.json", "api_v2", partial(write, site, told))


def write(site: Site, told: Told) -> bytes:
    """Write one file of the API: the page, and what stands beside it."""
    return as_json({"page": page(site)} | {key: tell(site) for key, tell in told.items()})


def page(site: Site) -> dict[str, Any]:
    """Return what every file begins with; its id lasts as long as the tag that feeds are named by."""
    config = site.config
    return {
        "id": _page_id(site),
        "name": config.title.in_lang(config.default_language).text,
        "url": config.url.removesuffix("/"),
        "time_zone": config.time_zone,
        "updated_at": _time(site, site.snapshot.as_of or UNDATED),
    }


def status(site: Site) -> dict[str, str]:
    """Return the state of the whole site: how bad a fault is, and the words of the first page."""
    health = site.snapshot.health
    said = _language(site).translations.pgettext("banner", health)
    return {"indicator": incidents.INDICATOR[health], "description": said}


@lru_cache(maxsize=2)
def components(site: Site) -> tuple[dict[str, Any], ...]:
    """Return the components in the order of the first page, each group before its members."""
    groups: dict[str, list[ComponentState]] = {}
    for state in site.snapshot.components:
        groups.setdefault(_group(site, state.component), []).append(state)
    changed = _changed(site)
    listed: list[dict[str, Any]] = []
    for group, members in sorted(groups.items(), key=lambda item: bool(item[0])):
        ids = [state.component.id for state in members]
        if group:
            whole = worst(state.health for state in members)
            latest = max(changed[name] for name in ids)
            listed.append(_component(site, _group_id(group), group, whole, latest) | {"group": True, "components": ids})
        for state in members:
            name = state.component.name.in_lang(site.config.default_language).text
            about = to_text(state.component.description.in_lang(site.config.default_language).text)
            one = _component(site, state.component.id, name, state.health, changed[state.component.id])
            listed.append(one | {"description": about or None, "group_id": _group_id(group) if group else None})
    return tuple(component | {"position": number} for number, component in enumerate(listed, 1))


def _component(site: Site, name: str, title: str, health: Health, changed: datetime) -> dict[str, Any]:
    return {
        "id": name,
        "name": title,
        "status": incidents.COMPONENT_STATUS[health],
        "created_at": _time(site, UNDATED),
        "updated_at": _time(site, changed),
        "position": 0,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": _page_id(site),
        "group": False,
        "only_show_if_degraded": False,
    }


def _changed(site: Site) -> dict[str, datetime]:
    """Return by component the latest change of an event that names it."""
    found = dict.fromkeys(site.config.component_names, UNDATED)
    for state in site.snapshot.events:
        for name, _ in state.impacts:
            found[name] = max(found[name], state.changed or UNDATED)
    return found


def incident(site: Site, state: EventState) -> dict[str, Any]:
    """Return one event as an incident, or as a scheduled maintenance if it was planned."""
    event, window = state.event, state.window
    planned = event.kind in PLANNED
    named = {name for name, _ in state.impacts}
    begun = incidents.created(event) if planned else state.actual_start or window.start
    found = {
        "id": incidents.event_id(event),
        "name": title(state, _language(site)),
        "status": incidents.status(state),
        "created_at": _time(site, incidents.created(event)),
        "updated_at": _time(site, state.changed or incidents.created(event)),
        "monitoring_at": _time(site, incidents.monitored(state)),
        "resolved_at": _time(site, ended(state)),
        "impact": incidents.impact(state),
        "shortlink": f"{site.config.url}events/{quote(event.id)}/",
        "started_at": _time(site, begun),  # of planned work it is the time of the announcement on real pages too
        "page_id": _page_id(site),
        "incident_updates": _updates(site, state),
        "components": [component for component in components(site) if component["id"] in named],
        "reminder_intervals": None,
    }
    if planned:
        found |= {"scheduled_for": _time(site, window.start), "scheduled_until": _time(site, window.end)}
    return found


def _updates(site: Site, state: EventState) -> list[dict[str, Any]]:
    """Return what was said, the newest first, each with what it made of the components."""
    found: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    for said in reversed(incidents.log(state)):
        after = dict.fromkeys(before, incidents.COMPONENT_STATUS[Health.OK])  # a new date drops what was added since
        for name, impact in said.state.impacts:
            after[name] = incidents.COMPONENT_STATUS[impact_health(said.state, impact)]
        at = _time(site, said.at)
        found.append(
            {
                "id": f"{incidents.event_id(state.event)}_{said.key}",
                "status": incidents.status(said.state),
                "body": body(said, _language(site), site.config.component_names),
                "incident_id": incidents.event_id(state.event),
                "created_at": at,
                "updated_at": at,
                "display_at": at,
                "affected_components": [_affected(site, name, before.get(name), after[name]) for name in after],
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
        )
        before = after
    return found[::-1]


def _affected(site: Site, name: str, old: str | None, new: str) -> dict[str, str]:
    component = next(component for component in site.config.components if component.id == name)
    title = component.name.in_lang(site.config.default_language).text
    group = _group(site, component)
    return {
        "code": name,
        "name": f"{group} - {title}" if group else title,
        "old_status": old or incidents.COMPONENT_STATUS[Health.OK],
        "new_status": new,
    }


def _recent(site: Site, *, planned: bool, most: int) -> list[dict[str, Any]]:
    """Return so many recent events of a sort, the latest start first, and what is older but still open."""
    found = [state for state in site.snapshot.events if (state.event.kind in PLANNED) is planned]
    return [incident(site, state) for number, state in enumerate(found) if number < most or not state.over]


def _unresolved(site: Site) -> list[dict[str, Any]]:
    """Return the faults that nobody has said to be over, the latest start first."""
    faults = (state for state in site.snapshot.events if state.event.kind not in PLANNED)
    return [incident(site, state) for state in faults if not state.over]


def _active(site: Site) -> list[dict[str, Any]]:
    """Return the planned work that is under way or has overrun, the worst first."""
    planned = (state for state in site.snapshot.events if state.event.kind in PLANNED)
    return [incident(site, state) for state in under_way(planned)]


def _upcoming(site: Site) -> list[dict[str, Any]]:
    """Return the planned work to come, the first first."""
    planned = (state for state in site.snapshot.events if state.event.kind in PLANNED)
    return [incident(site, state) for state in upcoming(planned)]


def _open_work(site: Site) -> list[dict[str, Any]]:
    return [*_active(site), *_upcoming(site)]


def _files(most: int) -> dict[str, Told]:
    """Return what each file tells beside the page, by its path under api/v2/ without .json; *most* of each sort."""
    return {
        "summary": {
            "components": components,
            "incidents": _unresolved,
            "scheduled_maintenances": _open_work,
            "status": status,
        },
        "status": {"status": status},
        "components": {"components": components},
        "incidents": {"incidents": partial(_recent, planned=False, most=most)},
        "incidents/unresolved": {"incidents": _unresolved},
        "scheduled-maintenances": {"scheduled_maintenances": partial(_recent, planned=True, most=most)},
        "scheduled-maintenances/upcoming": {"scheduled_maintenances": _upcoming},
        "scheduled-maintenances/active": {"scheduled_maintenances": _active},
    }


FILES: Final = _files(MOST_RECENT)
"""The files that are published with the site."""


def _language(site: Site) -> Language:
    return site.theme.languages[site.config.default_language]


def _group(site: Site, component: Component) -> str:
    return component.group.in_lang(site.config.default_language).text


def _page_id(site: Site) -> str:
    return incidents.digest(site.config.tag)


def _group_id(group: str) -> str:
    return f"group_{incidents.digest(group)}"


def _time(site: Site, instant: datetime | None) -> str | None:
    """Write an instant as Statuspage does: with milliseconds, in the page's zone, and Z for an offset of zero."""
    if instant is None:
        return None
    return instant.astimezone(site.config.zone).isoformat(timespec="milliseconds").replace("+00:00", "Z")
