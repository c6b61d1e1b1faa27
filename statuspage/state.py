"""What is true at an instant: Content and `now` → Snapshot, by one table of rules that has no other input.

`resolve` folds an event's updates up to `now` over what was announced. What is dated after `now` doesn't exist yet.
The same rules stand in the visitor's browser; tests/cases/state.json holds both to one file of cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from statuspage.model import (
    ENDS,
    PLANNED,
    Component,
    Config,
    Content,
    Event,
    Impact,
    Kind,
    Update,
    UpdateState,
    Window,
)

TICK: Final = timedelta(microseconds=1)


class Phase(StrEnum):
    """Where an event stands. `ended` is a window that the clock closed because the event allows it."""

    HIDDEN = "hidden"
    UPCOMING = "upcoming"
    IN_PROGRESS = "in-progress"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    VERIFYING = "verifying"
    OVERRUN = "overrun"
    COMPLETED = "completed"
    RESOLVED = "resolved"
    ENDED = "ended"
    CANCELLED = "cancelled"


OVER: Final = frozenset({Phase.COMPLETED, Phase.RESOLVED, Phase.ENDED, Phase.CANCELLED})
UNDER_WAY: Final = frozenset(Phase) - OVER - {Phase.HIDDEN, Phase.UPCOMING}
STEPS: Final = frozenset(
    {
        UpdateState.IN_PROGRESS,
        UpdateState.INVESTIGATING,
        UpdateState.IDENTIFIED,
        UpdateState.MONITORING,
        UpdateState.VERIFYING,
    }
)


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
class EventState:
    """What is true of one event at an instant.

    `windows` holds every planned window, oldest first; the last is the one that holds. `actual_start` and `actual_end`
    are what was said, None until then. `changed` is the latest instant up to now, and `next_change` the first after
    it, at which anything here changes.
    """

    event: Event
    phase: Phase
    windows: tuple[Window, ...] = ()
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    impacts: tuple[tuple[str, Impact], ...] = ()
    updates: tuple[Update, ...] = ()
    next_update: datetime | None = None
    late: bool = False
    changed: datetime | None = None
    next_change: datetime | None = None

    @property
    def window(self) -> Window:
        """The planned window that holds."""
        return self.windows[-1] if self.windows else self.event.window


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


def resolve(event: Event, now: datetime) -> EventState:
    """Return what is true of an event at `now` (design section 3)."""
    state = _fold(event, now)
    moments = _moments(event)
    past = (moment for moment in reversed(moments) if moment <= now)
    coming = (moment for moment in moments if moment > now)
    return replace(
        state,
        changed=next((moment for moment in past if _changes(event, moment)), None),
        next_change=next((moment for moment in coming if _changes(event, moment)), None),
    )


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
    return worst(_health(state, impact) for impact in impacts)


def announced(event: Event) -> datetime | None:
    """Return the instant at which an event becomes public, or None if it always was.

    Without a word of the file: planned work at once, a fault from its start or first update, whichever is first.
    """
    if event.announced is not None or event.kind in PLANNED:
        return event.announced
    return min([event.window.start, *(update.at for update in event.updates[:1])])


def _fold(event: Event, now: datetime) -> EventState:
    public = announced(event)
    if public is not None and now < public:
        return EventState(event, Phase.HIDDEN)
    said = tuple(update for update in event.updates if update.at <= now)
    windows, impacts = [event.window], dict(event.components)
    begun: datetime | None = None
    step: Update | None = None
    end: Update | None = None
    for update in said:
        if update.state is UpdateState.RESCHEDULED:
            begun, step, impacts = None, None, dict(event.components)
        if update.start or update.end:
            windows.append(Window(update.start or windows[-1].start, update.end))
        if update.state in STEPS:
            begun, step = begun or update.at, update
        if update.state in ENDS:
            end = update
        impacts.update(update.impacts)
    start = event.window.start
    if event.kind is Kind.INCIDENT and start <= (end.at if end else now):
        begun = min(begun or start, start)  # a fault's start is said in its facts
    phase = _phase(event, windows[-1], step, end, now)
    next_update = _promise(event, windows[-1], begun, said, phase)
    return EventState(
        event=event,
        phase=phase,
        windows=tuple(windows),
        actual_start=begun,
        actual_end=end.at if end and phase is not Phase.CANCELLED else None,
        impacts=tuple((name, Impact.NONE if phase in OVER else impact) for name, impact in impacts.items()),
        updates=said,
        next_update=next_update,
        late=next_update is not None and now >= next_update,
    )


def _phase(event: Event, window: Window, step: Update | None, end: Update | None, now: datetime) -> Phase:
    if end:
        return Phase(end.state)
    if window.end and now >= window.end:
        silent = step is None or step.at < window.end
        return Phase.ENDED if event.auto_complete and silent else Phase.OVERRUN
    if step:
        return Phase(step.state)
    return Phase.IN_PROGRESS if now >= window.start else Phase.UPCOMING


def _promise(
    event: Event, window: Window, begun: datetime | None, said: tuple[Update, ...], phase: Phase
) -> datetime | None:
    """Return when the next update is due: as the latest update says, or by `update_every` while work lasts."""
    if phase in OVER:
        return None
    if said and said[-1].next_update:
        return said[-1].next_update
    if event.update_every is None or phase not in UNDER_WAY:
        return None
    spoken = said[-1].at if said else window.start
    return max(spoken, begun or window.start) + event.update_every


def _moments(event: Event) -> list[datetime]:
    """Return, sorted, every instant at which something may change; not at each of them anything does."""
    ends = [event.window.end, *(update.end for update in event.updates)]
    starts = [event.window.start, *(update.start for update in event.updates)]
    said = [update.at for update in event.updates]
    promised = [update.next_update for update in event.updates]
    every = event.update_every
    due = [moment + every for moment in (*starts, *said) if moment] if every else []
    found = (announced(event), *ends, *starts, *said, *promised, *due)
    return sorted({moment for moment in found if moment is not None})


def _changes(event: Event, moment: datetime) -> bool:
    return _fold(event, moment - TICK) != _fold(event, moment)


def _without_future(state: EventState) -> EventState:
    return replace(state, event=replace(state.event, updates=state.updates))


def _component(component: Component, states: list[EventState]) -> ComponentState:
    causes = []
    for state in states:
        health = _health(state, dict(state.impacts).get(component.id, Impact.NONE))
        if health is not Health.OK:
            causes.append((health, state.event.id))
    return ComponentState(component, worst(health for health, _ in causes), tuple(name for _, name in causes))


def _health(state: EventState, impact: Impact) -> Health:
    """Tell planned work apart from faults: planned work is maintenance or overrun, a fault is its impact."""
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
    return Change(at, name, _what_changes(state, _fold(state.event, at)))


def _what_changes(before: EventState, after: EventState) -> str:
    if before.phase is Phase.HIDDEN:
        return "is announced"
    if len(before.updates) < len(after.updates):
        return f"has an update: {after.updates[-1].state}"
    if before.phase is after.phase:
        return "owes an update"
    return {
        Phase.IN_PROGRESS: "starts",
        Phase.OVERRUN: "passes its planned end",
        Phase.ENDED: "ends as planned",
    }[after.phase]
