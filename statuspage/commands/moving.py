"""How a command makes an update: what was said and when, whether it fits the event, and the change of its file."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from statuspage.commands.asking import ask, not_lost, on_terminal, require, text_of
from statuspage.commands.editing import (
    commit_alone,
    event_called,
    impacts_of,
    open_desk,
    settle,
    stop,
    tell_understood,
    typed,
)
from statuspage.commands.site import Desk
from statuspage.commands.telling import as_typed, say, tell
from statuspage.messages import Message, message

if TYPE_CHECKING:
    from statuspage.model import Event, Update, UpdateState
    from statuspage.saving import Change


def move(
    word: str, event_id: str, root: Path, at: str | None, now: str | None, dry_run: bool, commit: bool, **said: Any
) -> None:
    """Append an update to an event's file, if it fits and the file is right with it."""
    from statuspage.lifecycle import next_command
    from statuspage.refusals import refusal
    from statuspage.saving import told_of
    from statuspage.state import state_at

    state = _state(word)
    desk = open_desk(root, now)
    event = event_called(desk, event_id)
    text = said.pop("message")
    spoken = _update(state, event, at, desk, **said)
    if refused := refusal(event, spoken, desk.config.zone):
        tell([refused], root)
        with not_lost(text or ""):
            stop()
    text = text_of(text, message("{id}: {state}. Write above the line what to tell.", id=event.id, state=state))
    with not_lost(text):
        change = _change(desk, event, spoken, text)
        settle(desk, change, told_of(event.place.path, desk.content, desk.config, desk.now), dry_run)
    if commit and not dry_run:
        commit_alone(change, _subject(event, spoken, desk))
    after = state_at(replace(event, updates=(*event.updates, spoken)), max(desk.now, spoken.at))
    if not dry_run and (command := next_command(after)):
        say(message("next: {command}", command=as_typed(command, root)))


def _state(word: str) -> "UpdateState":
    from statuspage.model import UpdateState
    from statuspage.problems import did_you_mean
    from statuspage.synonyms import MEANT

    if word in set(UpdateState):
        return UpdateState(word)
    near = did_you_mean(MEANT.get(word, word), list(UpdateState))
    raise click.BadParameter(message("unknown state '{word}'; {hint}", word=word, hint=near), param_hint="--state")


def _update(
    state: "UpdateState",
    event: "Event",
    at: str | None,
    desk: Desk,
    components: tuple[str, ...] = (),
    next_update: str | None = None,
    **window: str | None,
) -> "Update":
    """Return the update that the options ask for, without its text; times are told as they were understood."""
    from statuspage.lifecycle import time_of_saying
    from statuspage.model import Impact, Update
    from statuspage.typed_times import ahead, past

    if at is None:
        said = time_of_saying(event, desk.now)
        tell_understood("--at", "now", said, desk)
    else:
        said = typed("--at", at, past(desk.now), desk)
    begin, end = _window(event, said, desk, window)
    promised = typed("--next-update", next_update, ahead(desk.minute, said), desk) if next_update else None
    impacts = tuple((name, Impact(impact)) for name, impact in impacts_of(components, desk).items())
    return Update(at=said, state=state, next_update=promised, impacts=impacts, start=begin, end=end, place=event.place)


def _window(
    event: "Event", said: datetime, desk: Desk, asked: dict[str, str | None]
) -> tuple[datetime | None, datetime | None]:
    """Return the new start and end as far as the command moves them; what is missing is asked for on a terminal."""
    from statuspage.state import state_at
    from statuspage.typed_times import Sense, ahead

    what = {
        "until": message("the new planned end"),
        "start": message("the new start"),
        "end": message("the new planned end"),
    }
    if not on_terminal():
        require({f"--{name}": what[name] for name, text in asked.items() if text is None})

    def moment(name: str, sense: Sense) -> datetime:
        text, option = asked[name], f"--{name}"
        if text is not None:
            return typed(option, text, sense, desk)
        return ask(what[name], lambda answer: typed(option, answer, sense, desk))

    if "until" in asked:
        windows = state_at(event, said).windows or (event.window,)
        return None, moment("until", ahead(desk.minute, max(said, windows[-1].start)))
    if "start" in asked:
        start = moment("start", ahead(desk.minute, said))
        return start, moment("end", ahead(desk.minute, start))
    return None, None


def _change(desk: Desk, event: "Event", spoken: "Update", text: str) -> "Change":
    """Return the change that appends an update; a text that can't be written is told."""
    from statuspage.appending import Unwritable, appended
    from statuspage.model import UpdateState
    from statuspage.saving import Change, standing
    from statuspage.texts import Text
    from statuspage.updates import FIELDS

    if spoken.state is UpdateState.NOTE and not (text or spoken.impacts or spoken.next_update):
        require({"--message": message("what is new")})
    fields = (*FIELDS, *(component.id for component in desk.config.components))
    before = standing(desk.root, event.place.path)
    assert before is not None  # it was read a moment ago
    try:
        whole = replace(spoken, text=Text.of(text, desk.config.default_language))
        after = appended(before, whole, desk.config.zone, fields)
    except Unwritable as error:
        told = message("{problem}; {hint}", problem=error.told, hint=error.hint)
        raise click.BadParameter(told, param_hint="--message") from None
    return Change(desk.root, event.place.path, before, after)


def _subject(event: "Event", spoken: "Update", desk: Desk) -> Message:
    """Return what the commit says: which event, and what came of it."""
    from statuspage.model import UpdateState
    from statuspage.typed_times import offset_of

    def short(at: datetime | None) -> str:
        shown = at.astimezone(desk.config.zone) if at else None
        return f"{shown:%Y-%m-%d %H:%M} ({offset_of(shown)})" if shown else ""

    if spoken.state is UpdateState.EXTENDED:
        return message("{id}: extended to {end}", id=event.id, end=short(spoken.end))
    if spoken.state is UpdateState.RESCHEDULED:
        return message("{id}: rescheduled to {start}", id=event.id, start=short(spoken.start))
    return message("{id}: {state}, {time}", id=event.id, state=spoken.state, time=short(spoken.at))
