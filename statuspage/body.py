"""The body of an event: free text, then updates as written, each under a level-2 heading of a time and a state."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from statuspage.documents import Document
from statuspage.lookalikes import reads_like_update
from statuspage.messages import message
from statuspage.model import UpdateState
from statuspage.nodes import Scalar
from statuspage.problems import Place, Problems

_DATE: Final = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
_CLOCK: Final = r"\d{1,2}\s*[:：时点]|(?:[01]?\d|2[0-4])\.[0-5]\d(?![\d%])"
_STATE: Final = "|".join(state.replace("-", "[-_ ]") for state in UpdateState)
_MEANT_AS_UPDATE: Final = re.compile(
    rf"{_DATE}[ T,，]*(?:{_CLOCK})|(?=.*(?:{_DATE}|{_CLOCK}))[\d\s:：.,，/年月日时点分TZ+-]+(?:{_STATE})$"
    rf"|(?:{_STATE})[ ]+{_DATE}"
)
_TIME_AND_STATE: Final = re.compile(
    r"(\S+(?:[ T]+(?:\d{1,2}\s*[:：时点]\s*\d\S*|\d\S*))?(?:[ ]+(?:Z|[+-]\d{2}:?\d{2}))?)[ ]*(.*)"
)
_NAME: Final = re.compile(r"\w[\w -]*", re.ASCII)
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_CODE: Final = re.compile(r"(`+).*?\1")
COMMENT_ENDS: Final = "-->"
HEADING_AT_MOST: Final = 200
LEAVE_A_BLANK_LINE: Final = message("to write text there, leave a blank line below the heading")


@dataclass(frozen=True, slots=True)
class Entry:
    """An update as written: its time and state, its field lines, its text and where that begins."""

    time: Scalar
    state: Scalar
    fields: tuple[tuple[Scalar, Scalar], ...]
    text: str
    text_place: Place
    place: Place


def split_body(document: Document, problems: Problems) -> tuple[str, tuple[Entry, ...]]:
    """Split a body into the notice's own text and its updates, in the order written."""
    lines = document.body.split("\n")
    prose, unclosed = prose_lines(lines)
    headings = [number for number in prose if is_update(lines[number])]
    for number in sorted({*prose} - {*headings}):
        if reads_like_update(lines[number]):
            place = Place(document.name, document.body_line + number)
            hint = message(
                "write '## 2026-11-28 23:02 in-progress': two #, a blank, date, time and state, and nothing else"
            )
            problems.error(place, message("this reads like an update, but isn't one"), hint)
    if unclosed:
        number, closer = unclosed
        comment, code = message("this comment is not closed"), message("this code block is not closed")
        hint = message(
            "close it with a line {mark}; until then all that follows belongs to it, updates too", mark=closer
        )
        place = Place(document.name, document.body_line + number)
        problems.error(place, comment if closer == COMMENT_ENDS else code, hint)
    entries = (
        _entry(lines[start:end], Place(document.name, document.body_line + start), problems)
        for start, end in pairwise([*headings, len(lines)])
    )
    text = "\n".join(lines[: headings[0]] if headings else lines).strip()
    return text, tuple(entry for entry in entries if entry is not None)


def is_update(line: str) -> bool:
    """Tell whether a line of prose is a heading that is meant as an update, be it a right one or not."""
    heading = _heading(line)
    return heading is not None and _MEANT_AS_UPDATE.match(heading[0][:HEADING_AT_MOST]) is not None


def _heading(line: str) -> tuple[str, int] | None:
    """Return the text of a level-2 heading and the index at which it begins; no expression, which blanks could slow."""
    if not line.startswith("##") or line.startswith("###"):
        return None
    text = line[2:].rstrip(" \t").rstrip("#").strip(" \t")
    return text, line.index(text, 2)


def prose_lines(lines: list[str]) -> tuple[list[int], tuple[int, str] | None]:
    """Return the indices of the lines that stand neither in a fenced block nor in a comment.

    Beside them, if one of these is never closed: the index of the line that opens it, and what would close it.
    """
    prose, opened, closer = [], 0, ""
    for number, line in enumerate(lines):
        if closer:
            closer = "" if _closes(line, closer) else closer
        elif match := _FENCE.match(line):
            opened, closer = number, match[1]
        else:
            prose.append(number)
            shown = _CODE.sub("", line)
            if "<!--" in shown and COMMENT_ENDS not in shown.rpartition("<!--")[2]:
                opened, closer = number, COMMENT_ENDS
    return prose, (opened, closer) if closer else None


def _closes(line: str, closer: str) -> bool:
    if closer == COMMENT_ENDS:
        return closer in line
    return line.strip().startswith(closer) and not line.strip().strip(closer[0])


def _entry(lines: list[str], place: Place, problems: Problems) -> Entry | None:
    heading = _heading(lines[0])
    match = _TIME_AND_STATE.fullmatch(heading[0]) if heading else None
    if heading is None or match is None:
        return None
    begin = heading[1] + 1
    time = Scalar(match[1], Place(place.path, place.line, begin))
    state = Scalar(match[2], Place(place.path, place.line, begin + match.start(2)))
    blank = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    fields = tuple(_fields(lines[1:blank], Place(place.path, place.line + 1), problems))
    text = "\n".join(lines[blank:])
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    return Entry(time, state, fields, text.strip(), Place(place.path, place.line + blank + skipped), place)


def _fields(lines: list[str], first: Place, problems: Problems) -> Iterator[tuple[Scalar, Scalar]]:
    for number, line in enumerate(lines, first.line):
        word = line.strip()
        indent = len(line) - len(line.lstrip())
        place = Place(first.path, number, indent + 1)
        name, colon, value = word.partition(":")
        if "：" in name:
            name, colon, value = word.partition("：")
            colon = colon if _NAME.fullmatch(name.rstrip()) else ""
            if colon:
                told = message("the colon after '{name}' is a full-width one (：)", name=name.rstrip())
                hint = message("write it as '{name}: …'; or, {else_}", name=name.rstrip(), else_=LEAVE_A_BLANK_LINE)
                problems.error(place, told, hint)
        if not (colon and name.strip()):
            told = message("'{name}' is no field of an update", name=f"{word[:20]}{'…' if len(word) > 20 else ''}")
            problems.error(place, told, LEAVE_A_BLANK_LINE)
            continue
        at = indent + len(name) + 1 + len(value) - len(value.lstrip())
        yield Scalar(name.rstrip(), place), Scalar(value.strip(), Place(first.path, number, at + 1))
