"""The commands that carry an event through its life: which writes a state, and which would be next."""

from datetime import datetime
from typing import Final

from statuspage.model import FAULT, LADDERS, Event, UpdateState
from statuspage.state import OVER, EventState, Phase

_COMMANDS: Final = {
    UpdateState.IN_PROGRESS: "start {id}",
    UpdateState.VERIFYING: "verify {id}",
    UpdateState.EXTENDED: "extend {id} --until TIME",
    UpdateState.RESCHEDULED: "reschedule {id} --start TIME --end TIME",
    UpdateState.COMPLETED: "complete {id}",
    UpdateState.CANCELLED: "cancel {id}",
    UpdateState.RESOLVED: "resolve {id}",
    UpdateState.REVIEWED: "review {id}",
    UpdateState.NOTE: "update {id}",
}

MEANT_INSTEAD: Final = {
    UpdateState.REMINDER: UpdateState.NOTE,
    UpdateState.IN_PROGRESS: UpdateState.INVESTIGATING,
    UpdateState.VERIFYING: UpdateState.MONITORING,
    UpdateState.EXTENDED: UpdateState.NOTE,
    UpdateState.RESCHEDULED: UpdateState.NOTE,
    UpdateState.COMPLETED: UpdateState.RESOLVED,
    UpdateState.CANCELLED: UpdateState.RESOLVED,
    UpdateState.INVESTIGATING: UpdateState.NOTE,
    UpdateState.IDENTIFIED: UpdateState.NOTE,
    UpdateState.MONITORING: UpdateState.VERIFYING,
    UpdateState.RESOLVED: UpdateState.COMPLETED,
}
"""What the other ladder says instead of a state that doesn't fit."""

_NEXT: Final = {
    Phase.UPCOMING: UpdateState.IN_PROGRESS,
    Phase.INVESTIGATING: UpdateState.IDENTIFIED,
    Phase.IDENTIFIED: UpdateState.MONITORING,
    Phase.MONITORING: UpdateState.RESOLVED,
    Phase.COMPLETED: UpdateState.REVIEWED,
    Phase.RESOLVED: UpdateState.REVIEWED,
    Phase.ENDED: UpdateState.REVIEWED,
}


def command_for(event: Event, state: UpdateState) -> str:
    """Return the command that writes a state, without the program's name: `complete orders-db`."""
    template = _COMMANDS.get(state, f"update {{id}} --state {state}")
    return template.replace("{id}", event.id)


def next_command(state: EventState) -> str | None:
    """Return the command that would be next for an event, without the program's name, or None if none is."""
    said = _next_state(state)
    return command_for(state.event, said) if said else None


def _next_state(state: EventState) -> UpdateState | None:
    ladder, phase = LADDERS[state.event.kind], state.phase
    if any(update.state is UpdateState.REVIEWED for update in state.updates):
        return None
    if phase in (Phase.IN_PROGRESS, Phase.VERIFYING, Phase.OVERRUN):
        return _next_of_work(state) if UpdateState.COMPLETED in ladder else _next_of_fault(state)
    if state.late and phase not in OVER:
        return UpdateState.NOTE
    said = _NEXT.get(phase)
    return said if said is None or said in ladder else MEANT_INSTEAD[said]


def _next_of_work(state: EventState) -> UpdateState:
    faults = FAULT - {UpdateState.NOTE, UpdateState.REVIEWED}
    if any(update.state in faults for update in state.updates):
        return _next_of_fault(state)
    if state.phase is Phase.IN_PROGRESS and state.actual_start is None:
        return UpdateState.IN_PROGRESS
    if state.late and state.phase is not Phase.OVERRUN:
        return UpdateState.NOTE
    return UpdateState.VERIFYING if state.phase is Phase.IN_PROGRESS else UpdateState.COMPLETED


def _next_of_fault(state: EventState) -> UpdateState:
    if state.phase is Phase.OVERRUN:
        return UpdateState.RESOLVED
    return UpdateState.INVESTIGATING if not state.updates else UpdateState.NOTE


def time_of_saying(event: Event, now: datetime) -> datetime:
    """Return when an update is dated that is written now: to the minute, or to the second where that is too early."""
    minute = now.replace(second=0, microsecond=0)
    follows = all(update.at < minute for update in event.updates)
    public = event.announced is None or event.announced <= minute
    return minute if follows and public else now.replace(microsecond=0)
