"""Why an update doesn't fit where its event stands: one sentence, and what to do instead."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.lifecycle import MEANT_INSTEAD, command_for
from statuspage.messages import Message, message
from statuspage.model import ENDS, LADDERS, Event, Update, UpdateState, Window
from statuspage.problems import Problem
from statuspage.state import OVER, EventState, Phase, state_at
from statuspage.typed_times import understood
from statuspage.updates import AFTER_THE_END, SETS_WINDOW

NOT_BEGUN: Final = frozenset({Phase.HIDDEN, Phase.UPCOMING})
ASKS_FOR_A_BEGIN: Final = frozenset(
    {UpdateState.VERIFYING, UpdateState.COMPLETED, UpdateState.MONITORING, UpdateState.RESOLVED}
)

Told = tuple[Message, Message] | None
Rule = Callable[[EventState, Update, ZoneInfo], Told]


def refusal(event: Event, update: Update, local: ZoneInfo) -> Problem | None:
    """Return why an update can't be appended to an event, told in the zone *local*, or None if it can be."""
    before = state_at(event, update.at)
    for rule in RULES:
        if told := rule(before, update, local):
            place = event.updates[-1].place if event.updates and rule in ABOUT_THE_LAST else event.place
            return Problem(place, *told)
    return None


def _fits_kind(before: EventState, update: Update, _: ZoneInfo) -> Told:
    event, state = before.event, update.state
    if state in LADDERS[event.kind]:
        return None
    command = command_for(event, MEANT_INSTEAD[state])
    return (
        message(
            "'{state}' doesn't fit '{id}', which is of the kind '{kind}'", state=state, id=event.id, kind=event.kind
        ),
        message("write it with `statuspage {command}`", command=command),
    )


def _is_public(before: EventState, update: Update, local: ZoneInfo) -> Told:
    announced = before.event.announced
    if announced is None or update.at >= announced:
        return None
    told = message("'{id}' is not public before {time}", id=before.event.id, time=understood(announced, local))
    return told, message("say a later time with --at, or correct 'announced:' in the file")


def _is_later(before: EventState, update: Update, local: ZoneInfo) -> Told:
    said = before.event.updates
    if not said or update.at > said[-1].at:
        return None
    told = message("the latest update of '{id}' is of {time}", id=before.event.id, time=understood(said[-1].at, local))
    return told, message("updates follow each other: say a later time with --at")


def _is_open(before: EventState, update: Update, local: ZoneInfo) -> Told:
    end = next((said for said in before.updates if said.state in ENDS), None)
    if end is None:
        return None
    event, time = before.event, understood(end.at, local)
    if update.state not in AFTER_THE_END:
        told = {
            UpdateState.CANCELLED: message("'{id}' was cancelled: {time}", id=event.id, time=time),
            UpdateState.COMPLETED: message("'{id}' was completed: {time}", id=event.id, time=time),
            UpdateState.RESOLVED: message("'{id}' was resolved: {time}", id=event.id, time=time),
        }[end.state]
        hint = message(
            "what is over can have a note (`statuspage update {id}`) or a review; for new work write a new event",
            id=event.id,
        )
        return told, hint
    if update.next_update or update.impacts:
        told = message("'{id}' is over: nothing is promised of it, and nothing affected by it", id=event.id)
        return told, message("leave out --next-update and --component")
    return None


def _has_begun(before: EventState, update: Update, local: ZoneInfo) -> Told:
    event = before.event
    if update.state not in ASKS_FOR_A_BEGIN or before.phase not in NOT_BEGUN:
        return None
    told = message("'{id}' begins only at {time}", id=event.id, time=understood(_window(before).start, local))
    begin = UpdateState.IN_PROGRESS if UpdateState.IN_PROGRESS in LADDERS[event.kind] else UpdateState.INVESTIGATING
    command = command_for(event, begin)
    if UpdateState.CANCELLED in LADDERS[event.kind]:
        hint = message(
            "if it has begun, first say so: `statuspage {command}`; if it won't take place: `statuspage cancel {id}`",
            command=command,
            id=event.id,
        )
        return told, hint
    return told, message("if it has begun, say so first with `statuspage {command}`", command=command)


def _says_something_new(before: EventState, update: Update, local: ZoneInfo) -> Told:
    event = before.event
    if update.state is UpdateState.REMINDER and before.phase not in NOT_BEGUN:
        told = message("'{id}' has begun already, so there is nothing to remind of", id=event.id)
        return told, message("say how it stands with `statuspage update {id}`", id=event.id)
    begun = before.phase is Phase.IN_PROGRESS and before.actual_start
    if update.state is UpdateState.IN_PROGRESS and begun:
        told = message("'{id}' is in progress already, since {time}", id=event.id, time=understood(begun, local))
        return told, message("say how it stands with `statuspage update {id}`", id=event.id)
    return None


def _is_over(before: EventState, update: Update, _: ZoneInfo) -> Told:
    event = before.event
    if update.state is not UpdateState.REVIEWED or before.phase in OVER:
        return None
    end = UpdateState.COMPLETED if UpdateState.COMPLETED in LADDERS[event.kind] else UpdateState.RESOLVED
    told = message("nobody has said that '{id}' is over, so it can't be reviewed", id=event.id)
    return told, message("say so first with `statuspage {command}`", command=command_for(event, end))


def _has_its_times(before: EventState, update: Update, _: ZoneInfo) -> Told:
    needed = SETS_WINDOW.get(update.state, ())
    if all(getattr(update, name) for name in needed):
        return None
    told = message("'{state}' needs new times, which this command doesn't take", state=update.state)
    command = command_for(before.event, update.state)
    return told, message("write it with `statuspage {command}`", command=command)


def _moves_on(before: EventState, update: Update, local: ZoneInfo) -> Told:
    if update.state is UpdateState.EXTENDED and update.end:
        return _extends(before, update.end, update.at, local)
    if update.start and update.end:
        return _reschedules(update.start, update.end, update.at, local)
    return None


def _extends(before: EventState, end: datetime, at: datetime, local: ZoneInfo) -> Told:
    event, window, until = before.event, _window(before), understood(end, local)
    if end <= at:
        told = message("'{id}' can't be extended to {time}, which has passed", id=event.id, time=until)
        return told, message("say a time that is still to come with --until")
    if end <= window.start:
        told = message("{time} is not after the start of '{id}'", id=event.id, time=until)
        return told, message("it starts at {start}", start=understood(window.start, local))
    if window.end and end <= window.end:
        told = message("'{id}' is planned to last longer than {time} already", id=event.id, time=until)
        hint = message(
            "it ends at {end}; to bring that forward, use `statuspage {command}`",
            end=understood(window.end, local),
            command=command_for(event, UpdateState.RESCHEDULED),
        )
        return told, hint
    return None


def _window(before: EventState) -> Window:
    """Return the window that holds; an event that isn't public yet has the one of its file."""
    return before.windows[-1] if before.windows else before.event.window


def _reschedules(start: datetime, end: datetime, at: datetime, local: ZoneInfo) -> Told:
    if end <= start:
        told = message(
            "the new end, {end}, is not after the new start, {start}",
            end=understood(end, local),
            start=understood(start, local),
        )
        return told, message("check both dates and hours")
    if start < at:
        told = message("the new start, {start}, has passed", start=understood(start, local))
        return told, message("say a time that is still to come with --start, or when it was decided with --at")
    return None


def _promises_ahead(_before: EventState, update: Update, local: ZoneInfo) -> Told:
    if update.next_update is None or update.next_update > update.at:
        return None
    told = message(
        "the next update can't be due at {time}, no later than this one", time=understood(update.next_update, local)
    )
    return told, message("say a later time with --next-update")


RULES: Final[tuple[Rule, ...]] = (
    _fits_kind,
    _is_public,
    _is_later,
    _is_open,
    _has_begun,
    _is_over,
    _says_something_new,
    _has_its_times,
    _moves_on,
    _promises_ahead,
)
ABOUT_THE_LAST: Final = frozenset({_is_later, _is_open, _says_something_new})
