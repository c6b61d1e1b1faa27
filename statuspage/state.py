"""What is true at an instant: Content and `now` → Snapshot, by one table of rules that has no other input.

`resolve` folds an event's updates up to `now` over what was announced. What is dated after `now` doesn't exist yet.
The same rules stand in the visitor's browser; tests/cases/state.json holds both to one file of cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from statuspage.model import ENDS, PLANNED, Event, Impact, Kind, Update, UpdateState, Window

TICK: Final = timedelta(microseconds=1)
SAID: Final = 10
"""What one thing said adds to `sequence`: more than the clock can change between two."""


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


def group(phase: Phase) -> str:
    """Return the group that a phase belongs to: hidden, upcoming, under-way or over."""
    if phase in OVER:
        return "over"
    return "under-way" if phase in UNDER_WAY else phase


STEPS: Final = frozenset(
    {
        UpdateState.IN_PROGRESS,
        UpdateState.INVESTIGATING,
        UpdateState.IDENTIFIED,
        UpdateState.MONITORING,
        UpdateState.VERIFYING,
    }
)


@dataclass(frozen=True, slots=True)
class EventState:
    """What is true of one event at an instant.

    `windows` holds every planned window, oldest first; the last is the one that holds. `actual_start` and `actual_end`
    are what was said, None until then; `revised` counts corrections of words. `changes` are the instants up to now,
    oldest first, and `next_change` the first after it, at which anything here changes.
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
    revised: int = 0
    next_change: datetime | None = None
    changes: tuple[datetime, ...] = ()

    @property
    def over(self) -> bool:
        """Tell whether somebody, or the clock where it may, has said that it is over."""
        return self.phase in OVER

    @property
    def changed(self) -> datetime | None:
        """The latest instant up to now at which anything changed."""
        return self.changes[-1] if self.changes else None

    @property
    def sequence(self) -> int:
        """A number that rises with each change, and with each update that is added later (RFC 5545, section 3.8.7.4).

        What is said often has a time before changes that the clock had brought, as `completed` at 02:50 that is
        written after 03:00: it takes them back, and has to count for more than all of them.
        """
        said = sorted((*(update.at for update in self.updates), *self.event.revised[: self.revised]))
        since = [at for at in self.changes if at != announced(self.event) and (not said or at > said[-1])]
        return SAID * len(said) + len(since)

    @property
    def window(self) -> Window:
        """The planned window that holds."""
        return self.windows[-1] if self.windows else self.event.window


def resolve(event: Event, now: datetime) -> EventState:
    """Return what is true of an event at `now` (design section 3)."""
    moments = _moments(event)
    coming = (moment for moment in moments if moment > now)
    past = [moment for moment in moments if moment <= now]
    states = [state_at(event, moments[0] - TICK), *(state_at(event, moment) for moment in past)]
    changes = tuple(moment for moment, (before, after) in zip(past, pairwise(states), strict=True) if before != after)
    return replace(
        states[-1],
        next_change=next((moment for moment in coming if _changes(event, moment)), None),
        changes=changes,
    )


def clock_changes(state: EventState) -> Iterator[tuple[datetime, EventState]]:
    """Yield when an event came into another phase though nobody spoke at that instant, and what was true then."""
    event = state.event
    said = {announced(event), *(update.at for update in event.updates)}
    for at in (at for at in state.changes if at not in said):
        then = state_at(event, at)
        if then.phase is not state_at(event, at - TICK).phase:
            yield at, then


def ended(state: EventState) -> datetime | None:
    """Return when an event was over: as somebody said, or its planned end where the clock closed it."""
    if not state.over:
        return None
    return next((update.at for update in reversed(state.updates) if update.state in ENDS), state.window.end)


def announced(event: Event) -> datetime | None:
    """Return the instant at which an event becomes public, or None if it always was.

    Without a word of the file: planned work at once, a fault from its start or first update, whichever is first.
    """
    if event.announced is not None or event.kind in PLANNED:
        return event.announced
    return min([event.window.start, *(update.at for update in event.updates[:1])])


def state_at(event: Event, now: datetime) -> EventState:
    """Return what is true of an event at `now`, but for when it last changed and will change next."""
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
        revised=sum(1 for at in event.revised if at <= now),
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
    found = (announced(event), *ends, *starts, *said, *promised, *due, *event.revised)
    return sorted({moment for moment in found if moment is not None})


def _changes(event: Event, moment: datetime) -> bool:
    return state_at(event, moment - TICK) != state_at(event, moment)
