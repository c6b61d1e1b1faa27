"""What can be wrong with a site, and how it is told: place first, the user's own word, what to do."""

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, NamedTuple

from statuspage.catalogues import SOURCE, in_language
from statuspage.messages import Message, message

TOLD_AT_MOST: Final = 400


class Level(StrEnum):
    """How much a problem weighs: an error stops the build, advice never does."""

    ERROR = "error"
    ADVICE = "advice"


class Place(NamedTuple):
    """Where something was written: a path relative to the site's root, a line and a column, both from 1."""

    path: str
    line: int = 1
    column: int = 1


CONTROL_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What XML 1.0 (section 2.2) forbids or discourages; no text may hold it, be it written or escaped."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that its writer can mend it.

    `code` names a rule of the policy (advice only); a site can switch it off or enforce it by that name.
    """

    place: Place
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    code: str = ""

    def __post_init__(self) -> None:
        """Keep message and hint fit to be shown, since both quote what people wrote."""
        object.__setattr__(self, "message", _shown(self.message))
        object.__setattr__(self, "hint", _shown(self.hint))


class SiteError(Exception):
    """The site can't be published truthfully; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the site has errors")
        self.problems = in_order(problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems without the advice."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


@dataclass(slots=True)
class Problems:
    """Collects errors while the readers go on, so that all can be told at once."""

    found: list[Problem] = field(default_factory=list)

    def error(self, place: Place, message: str, hint: str = "") -> None:
        """Note an error at a place."""
        self.found.append(Problem(place, message, hint))

    def stop_if_any(self) -> None:
        """Raise a SiteError with all that was found, if anything was."""
        if self.found:
            raise SiteError(self.found)


def _shown(told: str) -> str:
    """Keep what is told on one line, and no longer than a person reads: it may quote a whole text."""
    line = CONTROL_CHARACTER.sub("\ufffd", re.sub(r"[\r\n]+", " ", told))
    line = line if len(line) <= TOLD_AT_MOST else f"{line[: TOLD_AT_MOST - 1]}…"
    if line == told:
        return told
    return told.shown_as(line) if isinstance(told, Message) else line


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, errors before advice, and drop those told twice."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.level is Level.ADVICE, p.message)))


def under(root: str, problem: Problem) -> Problem:
    """Return the problem with its path as seen from outside the site's root folder."""
    place = problem.place
    shown = posixpath.normpath(posixpath.join(root, place.path))
    return replace(problem, place=place._replace(path=shown))


LISTED_AT_MOST: Final = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that *word* may be a slip for, or nothing."""
    words = list(known)
    near = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    near = near or [other for other in words if len(other) > 2 and word.lower().startswith(other)]
    return near[0] if near else ""


def meant(word: str) -> Message:
    """Return the hint that names one word."""
    return message("did you mean '{word}'?", word=word)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to *word*, or else the known words, sets in order."""
    words = sorted(known) if isinstance(known, Set) else list(known)
    if near := nearest(word, words):
        return meant(near)
    if not words:
        return ""
    listed, more = words[:LISTED_AT_MOST], len(words) - LISTED_AT_MOST
    if more > 0:
        return message("known are: {words} and {number} more", words=listed, number=more)
    return message("known are: {words}", words=listed)


def level_of(problem: Problem) -> Message:
    """Return how much a problem weighs, with the rule's code if it has one."""
    if problem.level is Level.ERROR:
        return message("error[{code}]", code=problem.code) if problem.code else message("error")
    return message("advice[{code}]", code=problem.code) if problem.code else message("advice")


def _plain(_level: Level, text: str) -> str:
    return text


def as_text(problem: Problem, lang: str = SOURCE, paint: Callable[[Level, str], str] = _plain) -> str:
    """Write a problem for a person: `path:line:column: level[code]: message`, the hint below it.

    *paint* gives the words for the level their colour, where there are colours.
    """
    place = f"{problem.place.path}:{problem.place.line}:{problem.place.column}"
    level = paint(problem.level, in_language(level_of(problem), lang))
    told = message("{place}: {level}: {told}", place=place, level=level, told=told_in(problem.message, lang))
    line = in_language(told, lang)
    return f"{line}\n    {told_in(problem.hint, lang)}" if problem.hint else line


def told_in(text: str, lang: str) -> str:
    """Return what a problem says in a language, on one line that a person reads."""
    return _shown(in_language(text, lang))


def as_github(problem: Problem, lang: str = SOURCE) -> str:
    """Write a problem as a GitHub workflow command that annotates the line."""
    command = "error" if problem.level is Level.ERROR else "warning"
    words = "\n".join(told_in(text, lang) for text in (problem.message, problem.hint) if text)
    properties = {
        "file": problem.place.path,
        "line": problem.place.line,
        "col": problem.place.column,
        "title": problem.code,
    }
    told = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items() if value)
    return f"::{command} {told}::{_escape_data(words)}"


def as_json(problem: Problem, lang: str = SOURCE) -> str:
    """Write a problem as one JSON object on one line; its words are in *lang*, all else is the same in each."""
    place = problem.place
    told = {"path": place.path, "line": place.line, "column": place.column, "level": problem.level}
    told |= {"code": problem.code, "message": told_in(problem.message, lang), "hint": told_in(problem.hint, lang)}
    return json.dumps(told, ensure_ascii=False)


FORMATS: Final[dict[str, Callable[[Problem, str], str]]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
