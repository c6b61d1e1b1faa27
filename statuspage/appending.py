"""An update appended to the file of its event: every byte that stands there stays, and text stays text."""

import re
from collections.abc import Collection, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.body import COMMENT_ENDS, is_update, prose_lines
from statuspage.lookalikes import reads_like_update
from statuspage.messages import Message, message
from statuspage.model import Update
from statuspage.problems import CONTROL_CHARACTER
from statuspage.typed_times import written

MARKS: Final = " \t#*>-+=_[]()"
"""What may stand around a word in Markdown, and doesn't change how a line reads."""

_CONFLICT: Final = re.compile(r"^(?:<{7} |>{7} |\|{7} )", re.MULTILINE)


class Unwritable(ValueError):
    """A text that can't stand in a content file; `hint` says what to do."""

    def __init__(self, told: Message, hint: Message) -> None:
        super().__init__(told)
        self.told, self.hint = told, hint


def appended(data: bytes, update: Update, local: ZoneInfo, fields: Collection[str]) -> bytes:
    """Return the bytes of an event's file with an update after them, its times in the zone *local*.

    *fields* are the names of field lines. The update's text is its original. Raises Unwritable.
    """
    end = line_end(data)
    lines = update_lines(update, local, fields)
    return data + (_gap(data, end) + "".join(f"{line}{end}" for line in lines)).encode()


def update_lines(update: Update, local: ZoneInfo, fields: Collection[str]) -> list[str]:
    """Return the lines of an update, as `appended` writes them, without their ends. Raises Unwritable."""
    text = as_text(update.text.original.text, fields)
    lines = [f"## {written(update.at, local)} {update.state}", *_field_lines(update, local)]
    return [*lines, "", *text.split("\n")] if text else lines


def _field_lines(update: Update, local: ZoneInfo) -> Iterator[str]:
    for name, at in (("start", update.start), ("end", update.end), ("next update", update.next_update)):
        if at:
            yield f"{name}: {written(at, local)}"
    yield from (f"{component}: {impact}" for component, impact in update.impacts)


def line_end(data: bytes) -> str:
    """Return how most lines of a file end; without a line, as most files of the world do."""
    both = data.count(b"\r\n")
    ends = {"\n": data.count(b"\n") - both, "\r\n": both, "\r": data.count(b"\r") - both}
    return max(ends, key=lambda end: ends[end])


def _gap(data: bytes, end: str) -> str:
    """Return what parts an update from the bytes before it: one blank line, unless there is one."""
    lines = re.split(b"\r\n|\n|\r", data)
    if lines[-1]:
        return end if not lines[-1].strip() else end + end
    return "" if len(lines) > 1 and not lines[-2].strip() else end


def as_text(text: str, fields: Collection[str]) -> str:
    """Return a text so written that no line of it reads as an update or a field line, though it is shown as typed.

    A character that would make it one is written as HTML writes it (`&#58;` is a colon). Raises Unwritable.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    refuse_hidden(plain)
    refuse_conflict(plain)
    lines = plain.split("\n")
    prose, unclosed = prose_lines(lines)
    if unclosed:
        closer = unclosed[1]
        what = message("a comment") if closer == COMMENT_ENDS else message("a code block")
        told = message("the text begins {what} and doesn't close it", what=what)
        raise Unwritable(told, message("close it with a line {closer}", closer=closer))
    for number in prose:
        lines[number] = _as_prose(lines[number])
    if _reads_as_fields("\n".join(lines), fields):
        lines[0] = _colon_disguised(lines[0])
    return "\n".join(lines)


def refuse_hidden(text: str) -> None:
    """Raise Unwritable for a text with characters that no content file may hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unwritable(message("the text is not UTF-8"), message("type it anew")) from None
    if hidden := CONTROL_CHARACTER.search(text):
        code = f"U+{ord(hidden[0]):04X}"
        told = message("the text holds an invisible control character ({code})", code=code)
        raise Unwritable(told, message("type it anew without what was pasted"))


def refuse_conflict(text: str) -> None:
    """Raise Unwritable for a text with lines that would read as a merge conflict where nothing stands before them."""
    if _CONFLICT.search(text):
        told = message("the text holds a line that marks a merge conflict")
        raise Unwritable(told, message("choose one of the two versions and remove the marker lines"))


def _as_prose(line: str) -> str:
    """Disguise the first character after the marks of what is an update, and the last of what reads like one."""
    if is_update(line):
        begin = len(line) - len(line.lstrip(MARKS))
        line = _disguised(line, begin)
    if reads_like_update(line):
        line = _disguised(line, len(line.rstrip(MARKS)) - 1)
    return line


def _disguised(line: str, index: int) -> str:
    return f"{line[:index]}&#{ord(line[index])};{line[index + 1 :]}"


def _reads_as_fields(text: str, fields: Collection[str]) -> bool:
    """Tell whether each line of the first paragraph begins as a field line does."""
    paragraph = text.partition("\n\n")[0].split("\n")
    return all(line.partition(":")[0].strip() in fields for line in paragraph)


def _colon_disguised(line: str) -> str:
    return _disguised(line, line.index(":")) if ":" in line else _disguised(line, 0)
