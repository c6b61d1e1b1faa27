"""How far an event has come: its steps, how each component came back, and when its window was moved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statuspage.model import ENDS, PLANNED, Impact, Kind, UpdateState, Window
from statuspage.state import STEPS, UNDER_WAY, EventState, Phase, announced, group, state_at

ANNOUNCED: Final = "announced"
WORK: Final = (UpdateState.IN_PROGRESS, UpdateState.VERIFYING, UpdateState.COMPLETED)
FAULT: Final = (UpdateState.INVESTIGATING, UpdateState.IDENTIFIED, UpdateState.MONITORING, UpdateState.RESOLVED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step on an event's way; `at` is when it was said to be reached, None if nobody said so."""

    name: str
    at: datetime | None
    reached: bool
    current: bool


def steps(state: EventState) -> tuple[Step, ...]:
    """Return the steps of an event in their order; of one that is over only those that were said."""
    said = _said(state)
    ladder = _ladder(state)
    reached = [name for name in ladder if name in said]
    if state.phase in UNDER_WAY and not [name for name in reached if name != ANNOUNCED]:
        reached.append(UpdateState.INVESTIGATING if ladder[0] in FAULT else UpdateState.IN_PROGRESS)
    last = reached[-1] if reached else ""
    shown = [name for name in ladder if not state.over or name in said]
    return tuple(Step(name, said.get(name), name in reached, name == last) for name in shown)


def steps_by_group(state: EventState) -> dict[str, tuple[Step, ...]]:
    """Return the steps now, and those that the clock alone can bring, by the group of phases in which they hold."""
    found = {group(state.phase): steps(state)}
    for moment in (state.window.start, state.window.end):
        if moment and not state.over:
            later = state_at(state.event, max(moment, state.changed or moment))
            found.setdefault(group(later.phase), steps(later))
    return found


def _ladder(state: EventState) -> tuple[str, ...]:
    if state.phase is Phase.CANCELLED:
        return (ANNOUNCED, UpdateState.CANCELLED)
    spoken = {update.state for update in state.updates}
    fault = state.event.kind not in PLANNED and (state.event.kind is Kind.INCIDENT or spoken & set(FAULT))
    if not fault:
        return (ANNOUNCED, *WORK)
    return (*FAULT[:-1], UpdateState.COMPLETED if UpdateState.COMPLETED in spoken else UpdateState.RESOLVED)


def _said(state: EventState) -> dict[str, datetime | None]:
    """Return when each step was said last; the steps before a new date were of another attempt."""
    said: dict[str, datetime | None] = {ANNOUNCED: announced(state.event)}
    for update in state.updates:
        if update.state is UpdateState.RESCHEDULED:
            said = {ANNOUNCED: said[ANNOUNCED]}
        if update.state in STEPS or update.state in ENDS:
            said[update.state] = update.at
    return said


def recovery(state: EventState) -> tuple[tuple[str, tuple[tuple[datetime | None, Impact], ...]], ...]:
    """Return each component's impact as announced and after each update that changed it; nothing if none did."""
    found: dict[str, list[tuple[datetime | None, Impact]]] = {
        name: [(None, impact)] for name, impact in state.event.components
    }
    for update in state.updates:
        for name, impact in update.impacts:
            found.setdefault(name, []).append((update.at, impact))
    staged = any(len(impacts) > 1 for impacts in found.values())
    return tuple((name, tuple(impacts)) for name, impacts in found.items()) if staged else ()


def moves(state: EventState) -> tuple[tuple[datetime | None, str, Window], ...]:
    """Return each window that was told: when, by which word, and the window; the last is the one that holds."""
    told = [(announced(state.event), ANNOUNCED)]
    told += [(update.at, str(update.state)) for update in state.updates if update.start or update.end]
    return tuple((at, word, window) for (at, word), window in zip(told, state.windows, strict=True))
