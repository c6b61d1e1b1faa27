"""iCalendar text as components with their lines, each with its place, however crooked the text is (RFC 5545, 3.1).

icalendar reads the parameters of a line. What is ours: it refuses a whole file for one line, and knows no places.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from statuspage.importers.history import Loss, Sort
from statuspage.messages import Message, message

TEXTS: Final = frozenset({"SUMMARY", "DESCRIPTION", "COMMENT", "LOCATION"})
"""Properties whose text may have been broken where no line may break."""

CALENDAR: Final = "VCALENDAR"
EVENT: Final = "VEVENT"
_READ: Final = frozenset({CALENDAR, EVENT, "VTIMEZONE", "STANDARD", "DAYLIGHT"})
"""Components whose lines are read; of others only that they are there."""
_ALONE: Final = frozenset({CALENDAR, EVENT, "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
"""Components that stand in nothing but a calendar."""

_BREAK: Final = re.compile(rb"\r\n|\n|\r")
_SHAPE: Final = re.compile(r"([A-Za-z0-9_.-]+)[ \t]*[;:]")
_HEAD: Final = re.compile(r'((?:[^":]|"[^"]*")*):')
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in capitals, its parameters, and its value as it stands."""

    number: int
    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as a text (RFC 5545, section 3.3.11)."""
        return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value).strip()


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between a BEGIN and its END; `inside` is the index of the component around it.

    `lines` are its own properties, not those of what stands in it; `original` is all of it, unfolded.
    """

    name: str
    number: int
    inside: int | None
    lines: tuple[Line, ...] = ()
    original: str = ""

    def all(self, name: str) -> list[Line]:
        """Return the lines of a property."""
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> Line | None:
        """Return the first line of a property, or None."""
        return next((line for line in self.lines if line.name == name), None)

    def text(self, name: str) -> str:
        """Return the text of a property, empty without one."""
        line = self.first(name)
        return line.text if line else ""


@dataclass(frozen=True, slots=True)
class _Open:
    """A component whose END hasn't come yet; `begin` is where it begins among the lines."""

    index: int
    name: str
    begin: int
    inside: int | None
    own: list[tuple[int, str]] = field(default_factory=list)


def components(source: str, data: bytes) -> tuple[list[Component], list[Loss]]:
    """Return the components of a file in the order of their beginnings, and what was strange about its text.

    What isn't closed ends where the next one begins that can't stand inside it, or with the file.
    """
    lines, losses = _lines(source, data)
    found: dict[int, Component] = {}
    stack: list[_Open] = []
    names = Counter[str]()

    def close(end: int) -> None:
        part = stack.pop()
        names[part.name] -= 1
        block = lines[part.begin : end] if part.name == EVENT else lines[part.begin : part.begin + 1]
        found[part.index] = _component(source, part, block, losses)

    for at, (number, text) in enumerate(lines):
        word, _, value = text.partition(":")
        word, name = word.strip().upper(), value.strip().upper()
        if word == "BEGIN":
            while stack and name in _ALONE and stack[-1].name != CALENDAR:
                losses += _unclosed(source, stack[-1], lines)
                close(at)
            stack.append(_Open(len(found) + len(stack), name, at, stack[-1].index if stack else None))
            names[name] += 1
        elif word == "END" and names[name]:
            while stack[-1].name != name:
                losses += _unclosed(source, stack[-1], lines)
                close(at)
            close(at + 1)
        elif stack and stack[-1].name in _READ and word != "END":
            stack[-1].own.append((number, text))
    while stack:
        losses += _unclosed(source, stack[-1], lines)
        close(len(lines))
    return [found[index] for index in sorted(found)], losses


def _unclosed(source: str, part: _Open, lines: list[tuple[int, str]]) -> list[Loss]:
    if part.name not in (CALENDAR, EVENT):
        return []
    told = message("'{name}' isn't closed: what ended it may be missing", name=part.name)
    return [Loss(source, Sort.ASSUMED, told, line=lines[part.begin][0])]


def _component(source: str, part: _Open, block: list[tuple[int, str]], losses: list[Loss]) -> Component:
    """Read the lines of a component; one that is no property goes on with the text before it, or is told.

    *block* is all that stands in an event, of others their BEGIN alone.
    """
    own: list[Line] = []
    for number, text in part.own:
        line, told = _line(number, text)
        if line:
            own.append(line)
        elif own and own[-1].name in TEXTS:
            own[-1] = replace(own[-1], value=f"{own[-1].value}\\n{text.strip()}")
            told = message("the text before goes on without the blank that says so: read as a new line of it")
        if told:
            losses.append(Loss(source, Sort.ASSUMED, told, text, number))
    original = "\n".join(text for _, text in block) if part.name == EVENT else ""
    return Component(part.name, block[0][0], part.inside, tuple(own), original)


def _line(number: int, text: str) -> tuple[Line | None, Message | None]:
    """Read one unfolded line; what is told is about the line, if it is one."""
    from icalendar.parser import Contentline

    shape = _SHAPE.match(text)
    if shape is None:
        return None, message("this is no line of a calendar: not read")
    match = _HEAD.match(text)
    head = match[1] if match else text.partition(":")[0]
    params: dict[str, str] = {}
    told = None
    if ";" in head:
        try:
            found = Contentline(f"{head}:").raw_parts()[1]  # type: ignore[no-untyped-call]
            params = {key: value if isinstance(value, str) else ",".join(value) for key, value in found.items()}
        except ValueError:
            told = message("what stands before the colon can't be read: only the value is")
    return Line(number, shape[1].upper(), params, text[len(head) + 1 :]), told


def _lines(source: str, data: bytes) -> tuple[list[tuple[int, str]], list[Loss]]:
    """Return the unfolded lines of a file with their numbers, and one loss if some bytes are no UTF-8.

    They are unfolded as bytes: a line may have been broken in the middle of a character (RFC 5545, section 3.1).
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            data = data.decode(name, "replace").encode("utf-8", "replace")
    unfolded: list[tuple[int, list[bytes]]] = []
    for number, raw in enumerate(_BREAK.split(data), 1):
        if unfolded and raw[:1] in (b" ", b"\t"):
            unfolded[-1][1].append(raw[1:])
        elif raw.strip():
            unfolded.append((number, [raw]))
    joined = [(number, b"".join(parts)) for number, parts in unfolded]
    lines = [(number, raw.decode("utf-8", "replace")) for number, raw in joined]
    crooked = next((at for at, (_, text) in enumerate(lines) if "\ufffd" in text and not _is_utf8(joined[at][1])), None)
    if crooked is None:
        return lines, []
    told = message("some bytes are no UTF-8: they are shown as \ufffd")
    return lines, [Loss(source, Sort.LOST, told, lines[crooked][1], lines[crooked][0])]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
