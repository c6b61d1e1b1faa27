"""What other systems keep above a text and in their settings, tolerant where `documents` is strict."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from statuspage.importers.history import Loss, Sort
from statuspage.importers.values import (
    Read,
    Unreadable,
    Value,
    as_texts,
    read_json,
    read_json_until,
    read_toml,
    read_yaml,
)
from statuspage.messages import message

MAX_CHARACTERS: Final = 100_000

_OPENING: Final = re.compile(r"(?P<mark>-{3}|\+{3})[ \t]*(?:\n|\Z)")
_CLOSING: Final = {
    "---": re.compile(r"^-{3,}[ \t]*", re.MULTILINE),
    "+++": re.compile(r"^\+{3,}[ \t]*", re.MULTILINE),
}
_BLANK: Final = "\ufeff \t\n"
_SHOWN_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands above a text: values by their names in lower case, where and how the names stand there, the text.

    `original` is the block without its marks, `body` the text below without blank lines above; lines count from 1 in
    the file. A file without such a block has no values and is text from its first line on.
    """

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    names: Mapping[str, str]
    original: str
    original_line: int
    body: str
    body_line: int

    @property
    def whole(self) -> str:
        """All that stands in the file, without the marks of the block."""
        return f"{self.original}\n\n{self.body}".strip("\n")

    def text(self, name: str) -> str:
        """Return a value as one text; a list is joined with commas, and what isn't there is empty."""
        return ", ".join(self.texts(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a value as texts; a single one is a list of one, and what is empty is left out."""
        return as_texts(self.values.get(name.lower(), ""))

    def line(self, name: str) -> int | None:
        """Return the line on which a value stands, if it is known."""
        return self.lines.get(name.lower())

    def written(self, name: str) -> str:
        """Return the line of the file on which a value stands as it stands there, or else the value."""
        number = self.line(name)
        if number is None:
            return self.text(name)
        return self.original.split("\n")[number - self.original_line].strip()


def read_front_matter(source: str, data: bytes) -> tuple[FrontMatter | None, tuple[Loss, ...]]:
    """Return what a file holds, or None if it can't be read (one UNREAD tells why), and what there is to say of it.

    YAML between `---`, TOML between `+++`, JSON as an object; a byte order mark, blanks above and any line ends are
    taken as they come. Of a name that stands twice the last counts, as it did in Hugo before 0.152.
    """
    text, losses = decoded(source, data)
    try:
        front, twice = _split(text)
    except Unreadable as error:
        return None, (*losses, _unread(source, text, error))
    return front, (*losses, *_told_twice(source, text, twice))


def read_settings(source: str, data: bytes) -> tuple[Mapping[str, Value], tuple[Loss, ...]]:
    """Return the values of a file of settings, by the format that its name tells, and what there is to say of it."""
    text, losses = decoded(source, data)
    readers = {"toml": read_toml, "json": read_json}
    try:
        read = readers.get(source.rpartition(".")[2].lower(), read_yaml)(text)
    except Unreadable as error:
        return {}, (*losses, _unread(source, text, error))
    return read.values, (*losses, *_told_twice(source, text, read.twice))


def other_case(front: FrontMatter, source: str, known: Iterable[str]) -> tuple[Loss, ...]:
    """Tell which names stand there in other letters than a system's own, though they are read as these."""
    losses = []
    for name in known:
        written = front.names.get(name.lower(), name)
        if written != name:
            told = message("'{name}' is read as '{known}'", name=written, known=name)
            losses.append(Loss(source, Sort.ASSUMED, told, front.written(name), front.line(name)))
    return tuple(losses)


def decoded(source: str, data: bytes) -> tuple[str, tuple[Loss, ...]]:
    """Return a file's text with LF, and what there is to say if it isn't UTF-8."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        data.decode()
    except UnicodeDecodeError:
        told = message("not all of it is UTF-8: what isn't is shown as '{mark}'", mark="\ufffd")
        return text, (Loss(source, Sort.ASSUMED, told),)
    return text, ()


def _split(text: str) -> tuple[FrontMatter, tuple[tuple[str, int | None], ...]]:
    begin = len(text) - len(text.lstrip(_BLANK))
    if begin == len(text):
        raise Unreadable(message("the file is empty"))
    if text.startswith("{", begin) and not text.startswith("{{", begin):
        read, end = read_json_until(text)
        return _made(text, read, begin, text[begin:end], end), read.twice
    opening = _OPENING.match(text, begin)
    if opening is None:
        return _made(text, Read({}, {}, {}), begin, "", begin), ()
    first = text.count("\n", 0, begin) + 1
    closing = _CLOSING[opening["mark"]].search(text, opening.end())
    if closing is None:
        raise Unreadable(message("the front matter that begins here isn't closed"), first)
    block = text[opening.end() : closing.start()]
    if len(block) > MAX_CHARACTERS:
        raise Unreadable(message("the front matter has more than {most} characters", most=MAX_CHARACTERS), first)
    try:
        read = read_yaml(block) if opening["mark"] == "---" else read_toml(block)
    except Unreadable as error:
        raise Unreadable(error.told, first + (error.line or 0)) from None
    read = read._replace(
        lines={name: first + line for name, line in read.lines.items()},
        twice=tuple((name, line and first + line) for name, line in read.twice),
    )
    return _made(text, read, opening.end(), block, closing.end()), read.twice


def _made(text: str, read: Read, begin: int, block: str, end: int) -> FrontMatter:
    body = text[end:].lstrip("\n")
    return FrontMatter(
        values=read.values,
        lines=read.lines,
        names=read.names,
        original=block.rstrip("\n"),
        original_line=text.count("\n", 0, begin) + 1,
        body=body.rstrip(),
        body_line=text.count("\n", 0, len(text) - len(body)) + 1,
    )


def _unread(source: str, text: str, error: Unreadable) -> Loss:
    return Loss(source, Sort.UNREAD, error.told, _line_of(text, error.line), error.line)


def _told_twice(source: str, text: str, twice: Iterable[tuple[str, int | None]]) -> tuple[Loss, ...]:
    told = ((message("'{name}' stands there twice: the last one counts", name=name), line) for name, line in twice)
    return tuple(Loss(source, Sort.ASSUMED, what, _line_of(text, line), line) for what, line in told)


def _line_of(text: str, line: int | None) -> str:
    """Return one line of a text, counted from 1, no longer than a table shows it."""
    lines = text.split("\n")
    return lines[line - 1].strip()[:_SHOWN_AT_MOST] if line and line <= len(lines) else ""
