"""An event in the words of the Statuspage API v2, the incident model that programs know: statuses, and what was said.

v2 has fewer words than we have. The tables here take the nearest that doesn't claim more than was said; where there is
none (cancelled, ended by the clock), the name and the newest text say so beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Final

from statuspage.model import PLANNED, Event, Impact, Kind, Update, UpdateState
from statuspage.snapshot import Health
from statuspage.state import STEPS, EventState, Phase, announced, clock_changes, state_at
from statuspage.times import UNDATED, stamp

COMPONENT_STATUS: Final = {
    Health.OK: "operational",
    Health.MAINTENANCE: "under_maintenance",
    Health.OVERRUN: "under_maintenance",
    Health.DEGRADED: "degraded_performance",
    Health.PARTIAL: "partial_outage",
    Health.OUTAGE: "major_outage",
}

INDICATOR: Final = {
    Health.OK: "none",
    Health.MAINTENANCE: "none",
    Health.OVERRUN: "minor",
    Health.DEGRADED: "minor",
    Health.PARTIAL: "major",
    Health.OUTAGE: "critical",
}
"""The four documented words. Planned work is no fault, so it is `none`; once it has overrun nobody can say so."""

IMPACT: Final = {
    Impact.NONE: "none",
    Impact.DEGRADED: "minor",
    Impact.PARTIAL: "major",
    Impact.OUTAGE: "critical",
}

_WORK: Final = {
    Phase.UPCOMING: "scheduled",
    Phase.IN_PROGRESS: "in_progress",
    Phase.VERIFYING: "verifying",
    Phase.COMPLETED: "completed",
    Phase.ENDED: "completed",
    Phase.CANCELLED: "completed",
}

_FAULT: Final = {
    Phase.UPCOMING: "investigating",
    Phase.IN_PROGRESS: "investigating",
    Phase.INVESTIGATING: "investigating",
    Phase.IDENTIFIED: "identified",
    Phase.MONITORING: "monitoring",
    Phase.VERIFYING: "monitoring",
    Phase.COMPLETED: "resolved",
    Phase.RESOLVED: "resolved",
    Phase.ENDED: "resolved",
    Phase.CANCELLED: "resolved",
}

STATUS: Final = {
    Kind.MAINTENANCE: _WORK,
    Kind.DRILL: _WORK,
    Kind.INCIDENT: _FAULT,
    # A sudden fault is being mended, without lead time: its components are down, not `under_maintenance`, and it goes
    # by the ladder of faults. That work was planned, or has begun, says that the cause is known.
    Kind.EMERGENCY: {**_FAULT, Phase.UPCOMING: "identified", Phase.IN_PROGRESS: "identified"},
}
"""The status of an event by its kind and phase, but for `overrun`, which keeps the status that was said last."""

REVIEWED: Final = "postmortem"
"""The status of a fault that is over and was reviewed; a maintenance has none such."""


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of an event's log: the announcement, an update, or what the clock alone brought about.

    `state` is what was true of the event at that instant. Announcement and clock have no update; `key` tells entries of
    one event apart for ever.
    """

    at: datetime
    key: str
    state: EventState
    update: Update | None = None


def event_id(event: Event) -> str:
    """Return an event's id in letters that every client can take; one in other scripts becomes a digest of it.

    An ASCII id has no underscore, so none is ever taken twice.
    """
    return event.id if event.id.isascii() else f"event_{digest(event.id)}"


def digest(text: str) -> str:
    """Return sixteen letters and digits that stand for a text on every machine, always."""
    return sha256(text.encode()).hexdigest()[:16]


def status(state: EventState) -> str:
    """Return the status of an incident or a scheduled maintenance."""
    phase = _step(state) if state.phase is Phase.OVERRUN else state.phase
    reviewed = state.over and any(update.state is UpdateState.REVIEWED for update in state.updates)
    if reviewed and state.event.kind not in PLANNED:
        return REVIEWED
    return STATUS[state.event.kind][phase]


def impact(state: EventState) -> str:
    """Return the worst impact that was ever said of an event; planned work is `maintenance`, as on real pages."""
    if state.event.kind in PLANNED:
        return "maintenance"
    told = [impact for _, impact in chain(state.event.components, *(update.impacts for update in state.updates))]
    rank = list(Impact)
    return IMPACT[max(told, key=rank.index, default=Impact.DEGRADED)]  # without components: no worse than was said


def monitored(state: EventState) -> datetime | None:
    """Return when a fault was last said to be watched after its repair."""
    steps = (UpdateState.MONITORING, UpdateState.VERIFYING)
    if state.event.kind in PLANNED:
        return None
    return next((update.at for update in reversed(state.updates) if update.state in steps), None)


def created(event: Event) -> datetime:
    """Return when an event became public; of one that was always so nobody said when."""
    return announced(event) or UNDATED


def log(state: EventState) -> list[Said]:
    """Return what was said of an event, the newest first; never nothing, as the announcement is an entry."""
    event = state.event
    at = created(event)
    first = Said(at, "announced", state_at(event, at))
    updates = [Said(update.at, stamp(update.at), state_at(event, update.at), update) for update in state.updates]
    # By these the newest entry has the status of the event, as it has on a Statuspage.
    clock = [Said(at, stamp(at), then) for at, then in clock_changes(state)]
    found = [first, *updates, *clock]
    return sorted(found, key=lambda said: said.at)[::-1]  # of one instant, the announcement was first


def _step(state: EventState) -> Phase:
    """Return the step that was said last and still holds; without one, work began by the clock."""
    for update in reversed(state.updates):
        if update.state in STEPS:
            return Phase(update.state)
        if update.state is UpdateState.RESCHEDULED:
            break
    return Phase.IN_PROGRESS
