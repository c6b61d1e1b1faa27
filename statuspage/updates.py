"""Updates as written → Updates of the model, and what can't be true of them in the order of their times."""

from typing import Any, Final

from statuspage.body import LEAVE_A_BLANK_LINE, Entry
from statuspage.fields import Reader, choice, moment
from statuspage.messages import message
from statuspage.model import ENDS, LADDERS, Config, Event, Impact, Kind, Update, UpdateState, Window
from statuspage.nodes import Scalar
from statuspage.problems import Problems, did_you_mean, nearest
from statuspage.synonyms import MEANT
from statuspage.texts import Text

FIELDS: Final = ("start", "end", "next update")
AFTER_THE_END: Final = frozenset({UpdateState.NOTE, UpdateState.REVIEWED})
SETS_WINDOW: Final = {UpdateState.EXTENDED: ("end",), UpdateState.RESCHEDULED: ("start", "end")}


def read_update(entry: Entry, kind: Kind | None, config: Config, problems: Problems) -> Update | None:
    """Make an Update of an entry in a body; what is wrong is noted, and None returned."""
    local = moment(config.zone)
    at = local(entry.time, problems)
    state = _state(entry, LADDERS[kind], kind, problems) if kind else None
    values: dict[str, Any] = {}
    for key, value in entry.fields:
        read = _update_reader(key, local, config, problems)
        if key.text in values:
            told = message("'{name}' is given twice", name=key.text)
            problems.error(key.place, told, message("keep one of the two"))
        elif read is not None:
            values[key.text] = read(value, problems)
    _check_text(entry, config, problems)
    if state is not None and kind is not None:
        _check_window_fields(state, LADDERS[kind], values, entry, problems)
    if at is None or state is None:
        return None
    return Update(
        at=at,
        state=state,
        start=values.pop("start", None),
        end=values.pop("end", None),
        next_update=values.pop("next update", None),
        impacts=tuple(values.items()),
        text=Text.of(entry.text, config.default_language),
        place=entry.place,
    )


def _state(entry: Entry, allowed: frozenset[UpdateState], kind: str, problems: Problems) -> UpdateState | None:
    """Return the state that a heading names, if an event of this kind can have it."""
    word = entry.state.text
    if not word:
        known = message("known are: {words}", words=sorted(allowed))
        problems.error(entry.place, message("this update has no state"), known)
        return None
    if word not in set(UpdateState):
        hint = did_you_mean(MEANT.get(word, word), allowed)
        if word.split()[0] in allowed:
            hint = message("write '{word}' alone; text belongs below, after a blank line", word=word.split()[0])
        problems.error(entry.state.place, message("unknown state '{word}'", word=word), hint)
        return None
    if word not in allowed:
        told = message("the state '{state}' doesn't fit '{kind}'", state=word, kind=kind)
        problems.error(entry.state.place, told, message("it can be: {words}", words=sorted(allowed)))
        return None
    return UpdateState(word)


def _check_text(entry: Entry, config: Config, problems: Problems) -> None:
    """Note field lines that a blank line parts from their heading: they would be text, and do nothing."""
    known = (*FIELDS, *(component.id for component in config.components))
    paragraph = entry.text.partition("\n\n")[0].split("\n")
    keys = [line.partition(":")[0].strip() for line in paragraph]
    if all(key in known for key in keys):
        hint = message("remove the blank line above it: field lines stand right under the heading")
        problems.error(entry.text_place, message("'{name}:' stands in the text of the update", name=keys[0]), hint)


def _update_reader(key: Scalar, local: Reader, config: Config, problems: Problems) -> Reader | None:
    components = [component.id for component in config.components]
    if key.text in FIELDS:
        return local
    if key.text in components:
        return choice(Impact, "impact")
    near = nearest(key.text, (*FIELDS, *components))
    hint = LEAVE_A_BLANK_LINE
    if near:
        hint = message("did you mean '{word}'? Or, {else_}", word=near, else_=LEAVE_A_BLANK_LINE)
    problems.error(key.place, message("'{name}' is no field of an update", name=key.text), hint)
    return None


def _check_window_fields(
    state: UpdateState,
    allowed: frozenset[UpdateState],
    values: dict[str, Any],
    entry: Entry,
    problems: Problems,
) -> None:
    needed = SETS_WINDOW.get(state, ())
    for name in needed:
        if name not in values:
            hint = message("write a line '{name}: 2026-11-29 04:00' right under the heading", name=name)
            problems.error(entry.place, message("'{state}' needs '{name}:'", state=state, name=name), hint)
    for key, _ in entry.fields:
        if key.text in ("start", "end") and key.text not in needed:
            hint = message("to move an end write 'extended', to move both write 'rescheduled'")
            if UpdateState.EXTENDED not in allowed:
                hint = message(
                    "the planned window of an incident isn't moved; correct '{name}:' at the top of the file",
                    name=key.text,
                )
            told = message("'{name}:' doesn't belong to '{state}'", name=key.text, state=state)
            problems.error(key.place, told, hint)


def check_log(event: Event, problems: Problems) -> None:
    """Note what can't be true of the updates, read in the order of their times."""
    window, over, before = event.window, None, None
    for update in event.updates:
        if event.announced and update.at < event.announced:
            hint = message("correct the update's time, or 'announced'")
            problems.error(update.place, message("this update is dated before its event was announced"), hint)
        if before is not None and update.at == before.at:
            hint = message("the other is on line {line}; date one of them a minute later", line=before.place.line)
            problems.error(update.place, message("two updates have the same time"), hint)
        if over is not None and update.state not in AFTER_THE_END:
            hint = message("what is over can have a 'note' or be 'reviewed'; for new work write a new event")
            told = message("'{state}' comes after '{end}'", state=update.state, end=over)
            problems.error(update.place, told, hint)
        closed = event.auto_complete and window.end is not None and update.at >= window.end
        if over is None and update.state is UpdateState.REVIEWED and not closed:
            hint = message("say first that it is over, with 'completed' or 'resolved'")
            problems.error(update.place, message("'reviewed' comes before the end"), hint)
        if update.next_update and update.next_update <= update.at:
            hint = message("check the date and the hour of 'next update:'")
            problems.error(update.place, message("the next update is promised for no later than this one"), hint)
        window = _moved(window, update, problems)
        over = update.state if update.state in ENDS else over
        before = update


def _moved(window: Window, update: Update, problems: Problems) -> Window:
    start, end = update.start or window.start, update.end or window.end
    if update.end and update.end <= start:
        hint = message("check both dates and hours")
        problems.error(update.place, message("the new end is not after the start"), hint)
    elif update.state is UpdateState.EXTENDED and window.end and update.end and update.end <= window.end:
        hint = message("to bring an end forward write 'rescheduled' with start: and end:")
        problems.error(update.place, message("the new end is not later than the end before it"), hint)
    return Window(start, end)
