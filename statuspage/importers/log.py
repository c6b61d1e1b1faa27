"""What was said of one event, as updates that can follow each other here: in order of time, and over once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from statuspage.catalogues import in_language
from statuspage.importers.history import Loss, Sort
from statuspage.messages import Message, message
from statuspage.model import ENDS, LADDERS, Impact, Kind, UpdateState, Window

SECOND: Final = timedelta(seconds=1)
NEAR: Final = timedelta(minutes=1)
NO_TIME_OF_THE_END: Final = message("(When it was over isn't known.)")

_ON_THE_LADDER_OF_FAULTS: Final = {
    UpdateState.COMPLETED: UpdateState.RESOLVED,
    UpdateState.CANCELLED: UpdateState.RESOLVED,
    UpdateState.VERIFYING: UpdateState.MONITORING,
}
_ON_THE_LADDER_OF_WORK: Final = {
    UpdateState.RESOLVED: UpdateState.COMPLETED,
    UpdateState.MONITORING: UpdateState.VERIFYING,
}
_AFTER_THE_END: Final = frozenset({UpdateState.NOTE, UpdateState.REVIEWED})
_MOVES: Final = frozenset({UpdateState.EXTENDED, UpdateState.RESCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing said, at an instant, with the ids of what it affects; `label` is the source's word for its state."""

    at: datetime
    state: UpdateState
    text: str = ""
    label: str = ""
    start: datetime | None = None
    end: datetime | None = None
    impacts: tuple[tuple[str, Impact], ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a source says that an event went: its kind and first window, and whether and since when it is over.

    `lang` is the language of what has to be said of it here.
    """

    source: str
    lang: str
    kind: Kind
    window: Window
    over: bool
    cancelled: bool
    ended: datetime | None


def ordered(course: Course, said: list[Said], losses: list[Loss]) -> tuple[Said, ...]:
    """Return what was said in the order of time, as the kind of the event lets it be said; what changes is told."""
    newest_first = len(said) > 1 and said[0].at > said[-1].at
    in_time = sorted(reversed(said) if newest_first else said, key=lambda one: one.at)
    fitted = [_on_the_ladder(course, one, losses) for one in in_time]
    closed = _closed(course, fitted, losses)
    return tuple(_windowed(course, _apart(course, _after_the_end(course, closed, losses), losses), losses))


def _tell(losses: list[Loss], course: Course, sort: Sort, told: Message, one: Said | None = None) -> None:
    original = f"{one.label or one.state}: {one.text}" if one else ""
    losses.append(Loss(course.source, sort, told, original, one.line if one else None))


def _on_the_ladder(course: Course, one: Said, losses: list[Loss]) -> Said:
    """Say with a word of the event's own ladder what was said with one of the other."""
    if one.state in LADDERS[course.kind]:
        return one
    other: Mapping[UpdateState, UpdateState] = _ON_THE_LADDER_OF_WORK
    if course.kind is Kind.INCIDENT:
        other = _ON_THE_LADDER_OF_FAULTS
    state = other.get(one.state, UpdateState.NOTE)
    told = message("'{label}' isn't said of '{kind}' here: '{state}'", label=_word(one), kind=course.kind, state=state)
    _tell(losses, course, Sort.ASSUMED, told, one)
    return _as_note(one) if state is UpdateState.NOTE else replace(one, state=state, start=None, end=None)


def _word(one: Said) -> str:
    return one.label or one.state


def _as_note(one: Said) -> Said:
    """Keep what was said as a note that begins with the word that can't be a state here."""
    label = _word(one).replace("-", " ").capitalize() if not one.label else one.label
    text = f"**{label}:** {one.text}".rstrip() if one.state is not UpdateState.NOTE or one.label else one.text
    return replace(one, state=UpdateState.NOTE, text=text, label="", start=None, end=None)


def _closed(course: Course, said: list[Said], losses: list[Loss]) -> list[Said]:
    """Let one thing said be the end, or add it where the source says so without words; what else ended is a note."""
    ends = [one for one in said if one.state in ENDS]
    last_run = _last_run(said)
    over = course.over or bool(last_run)
    if last_run and not course.over:
        told = message("the last update says that it is over, the source doesn't")
        _tell(losses, course, Sort.ASSUMED, told, last_run[0])
    ended = _usable(course, ends, losses)
    end = _end(course, last_run or ends[-1:], ended, losses) if over else None
    for one in ends:
        if one not in last_run and one is not end:
            _tell(losses, course, Sort.ASSUMED, message("'{label}' wasn't the end: a note", label=_word(one)), one)
    noted = [_as_note(one) if one in ends and one not in last_run and one is not end else one for one in said]
    noted = [replace(one, state=UpdateState.NOTE) if one in last_run and one is not end else one for one in noted]
    return noted if end or not over else list(_with_end(course, noted, ended, losses))


def _last_run(said: list[Said]) -> list[Said]:
    """Return what says at the end, again and again, that it is over, whatever notes stand between."""
    run: list[Said] = []
    for one in reversed(said):
        if one.state in ENDS:
            run.insert(0, one)
        elif one.state not in _AFTER_THE_END:
            break
    return run


def _end(course: Course, ends: list[Said], ended: datetime | None, losses: list[Loss]) -> Said | None:
    """Return which of these is the end: the one at the time that the source has for it, else the first of them.

    None if the source has a later time for it.
    """
    if not ends or ended is None:
        return ends[0] if ends else None
    nearest = min(ends, key=lambda one: abs(one.at - ended))
    if abs(nearest.at - ended) <= NEAR:
        return nearest
    if ended > ends[-1].at:
        return None
    told = message("the source has {time} for the end; the update that says so has another", time=_shown(ended))
    _tell(losses, course, Sort.LOST, told, ends[0])
    return ends[0]


def _usable(course: Course, ends: list[Said], losses: list[Loss]) -> datetime | None:
    """Return the end that the source has, unless it lies before the start, as that of a cancellation may."""
    cancelled = course.cancelled or any(one.state is UpdateState.CANCELLED for one in ends)
    if course.ended and course.ended < course.window.start and not cancelled:
        told = message(
            "the end ({end}) is before the start ({start})",
            end=_shown(course.ended),
            start=_shown(course.window.start),
        )
        _tell(losses, course, Sort.LOST, told)
        return None
    return course.ended


def _shown(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def _with_end(course: Course, said: list[Said], ended: datetime | None, losses: list[Loss]) -> Iterator[Said]:
    """Say that it is over at the time that the source has, else with the last that was said, which is told."""
    state = UpdateState.RESOLVED if UpdateState.RESOLVED in LADDERS[course.kind] else UpdateState.COMPLETED
    if course.cancelled and UpdateState.CANCELLED in LADDERS[course.kind]:
        state = UpdateState.CANCELLED
    starts = [course.window.start, *(one.start for one in said if one.state in _MOVES and one.start)]
    at = ended or max([*starts, *(one.at for one in said)])
    if ended is None:
        told = message("it is over, but nothing says since when: dated {time}, the last that was said", time=_shown(at))
        _tell(losses, course, Sort.ASSUMED, told)
    beside = next((one for one in reversed(said) if abs(one.at - at) < SECOND and one.state not in _MOVES), None)
    for one in said:
        if one is beside and ended is not None:
            yield replace(_as_note(one) if one.state is not UpdateState.NOTE else one, state=state)
        else:
            yield one
    if beside is None or ended is None:
        yield Said(at=at, state=state, text="" if ended else in_language(NO_TIME_OF_THE_END, course.lang))


def _after_the_end(course: Course, said: list[Said], losses: list[Loss]) -> Iterator[Said]:
    """Make a note of what can't be said before, or after, it is over."""
    said = sorted(said, key=lambda one: one.at)
    over = False
    for one in said:
        fits = one.state in _AFTER_THE_END if over else one.state is not UpdateState.REVIEWED
        if not fits:
            told = message("'{label}' was said after the end: a note", label=_word(one))
            if not over:
                told = message("'{label}' was said before the end: a note", label=_word(one))
            _tell(losses, course, Sort.ASSUMED, told, one)
        yield one if fits else _as_note(one)
        over = over or one.state in ENDS


def _apart(course: Course, said: Iterator[Said], losses: list[Loss]) -> Iterator[Said]:
    """Date what was said at one and the same second a second later each, so that nothing is lost of either."""
    before: datetime | None = None
    for one in said:
        at = one.at if before is None or one.at > before else before + SECOND
        if at != one.at:
            told = message("another update has the same time: dated {time}", time=_shown(at))
            _tell(losses, course, Sort.ASSUMED, told, one)
        yield replace(one, at=at)
        before = at


def _windowed(course: Course, said: Iterator[Said], losses: list[Loss]) -> Iterator[Said]:
    """Let a window be moved only to where one can be; an end that isn't later than before is a new window."""
    window = course.window
    for one in said:
        if one.state not in _MOVES:
            yield replace(one, start=None, end=None)
            continue
        start = one.start or window.start
        if one.end is None or one.end <= start:
            _tell(losses, course, Sort.LOST, message("the new window has no end after its start: a note"), one)
            yield _as_note(one)
            continue
        later = one.start in (None, window.start) and (window.end is None or one.end > window.end)
        window = Window(start, one.end)
        if later:
            yield replace(one, state=UpdateState.EXTENDED, start=None)
        else:
            yield replace(one, state=UpdateState.RESCHEDULED, start=start)
