"""What is true of a site at an instant: Content and `now` → Snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from statuspage.messages import Message, message
from statuspage.model import PLANNED, Component, Config, Content, Impact
from statuspage.state import UNDER_WAY, EventState, Phase, resolve, state_at


class Health(StrEnum):
    """The state of a component or of the site, from best to worst."""

    OK = "ok"
    MAINTENANCE = "maintenance"
    OVERRUN = "overrun"
    DEGRADED = "degraded"
    PARTIAL = "partial"
    OUTAGE = "outage"


RANK: Final = {health: rank for rank, health in enumerate(Health)}


@dataclass(frozen=True, slots=True)
class ComponentState:
    """The state of a component, and the ids of the events that cause it."""

    component: Component
    health: Health
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The next instant at which anything changes, and what changes then."""

    at: datetime
    event: str
    what: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is true of a site from `as_of` until just before `next_change`; it doesn't hold `now` itself.

    `events` are those that are public, the latest start first.
    """

    health: Health
    as_of: datetime | None
    events: tuple[EventState, ...]
    components: tuple[ComponentState, ...]
    next_change: Change | None

    def long_over(self, state: EventState, kept: timedelta) -> bool:
        """Tell whether an event was over, and last changed, more than *kept* before `as_of`.

        Measured from there and not from the clock, so that nothing changes between two changes (law 4).
        """
        last = state.changed
        return state.over and self.as_of is not None and last is not None and self.as_of - last > kept


def take_snapshot(content: Content, config: Config, now: datetime) -> Snapshot:
    """Resolve every event, and each component and the site by the worst of what is under way."""
    states = [resolve(event, now) for event in content.events]
    public = [_without_future(state) for state in states if state.phase is not Phase.HIDDEN]
    public.sort(key=lambda state: (state.window.start, state.event.id), reverse=True)
    components = tuple(_component(component, public) for component in config.components)
    whole = (health_of(state) for state in public if not state.impacts)
    return Snapshot(
        health=worst([*(component.health for component in components), *whole]),
        as_of=max((state.changed for state in public if state.changed), default=None),
        events=tuple(public),
        components=components,
        next_change=_next_change(states),
    )


def worst(healths: Iterable[Health]) -> Health:
    """Return the worst of some states, `ok` if there are none."""
    return max(healths, key=RANK.__getitem__, default=Health.OK)


def health_of(state: EventState) -> Health:
    """Return what an event makes of the worst of its components.

    One that names none counts for the whole site, and no worse than was said: a page must not call all well while an
    event is open.
    """
    impacts = [impact for _, impact in state.impacts] or [Impact.DEGRADED]
    return worst(impact_health(state, impact) for impact in impacts)


def worst_first(states: Iterable[EventState]) -> list[EventState]:
    """Return events the worst first; of equals what has overrun last, and else in the order given."""
    return sorted(states, key=lambda state: (-RANK[health_of(state)], state.phase is Phase.OVERRUN))


def tone(state: EventState) -> str:
    """Return how an event looks: that it is coming, over or cancelled, else planned work or a fault's impact."""
    if state.phase in (Phase.UPCOMING, Phase.CANCELLED):
        return state.phase
    if state.over:
        return "over"
    found = health_of(state)
    if found is not Health.OK:
        return found
    return Health.MAINTENANCE if state.event.kind in PLANNED else Health.DEGRADED


def _without_future(state: EventState) -> EventState:
    known = replace(state.event, updates=state.updates, revised=state.event.revised[: state.revised])
    return replace(state, event=known)


def _component(component: Component, states: list[EventState]) -> ComponentState:
    causes = []
    for state in states:
        health = impact_health(state, dict(state.impacts).get(component.id, Impact.NONE))
        if health is not Health.OK:
            causes.append((health, state.event.id))
    return ComponentState(component, worst(health for health, _ in causes), tuple(name for _, name in causes))


def impact_health(state: EventState, impact: Impact) -> Health:
    """Return what an event makes of a component: planned work is maintenance or overrun, a fault is its impact."""
    if state.phase not in UNDER_WAY or impact is Impact.NONE:
        return Health.OK
    if state.event.kind in PLANNED:
        return Health.OVERRUN if state.phase is Phase.OVERRUN else Health.MAINTENANCE
    return Health(impact.value)


def _next_change(states: list[EventState]) -> Change | None:
    coming = [(state.next_change, state.event.id, state) for state in states if state.next_change]
    if not coming:
        return None
    at, name, state = min(coming, key=lambda change: change[:2])
    return Change(at, name, _what_changes(state, state_at(state.event, at)))


def _what_changes(before: EventState, after: EventState) -> Message:
    if before.phase is Phase.HIDDEN:
        return message("is announced")
    if len(before.updates) < len(after.updates):
        return message("has an update: {state}", state=after.updates[-1].state)
    if before.phase is after.phase:
        return message("has its words corrected") if before.revised < after.revised else message("owes an update")
    return {
        Phase.IN_PROGRESS: message("starts"),
        Phase.OVERRUN: message("passes its planned end"),
        Phase.ENDED: message("ends as planned"),
    }[after.phase]
