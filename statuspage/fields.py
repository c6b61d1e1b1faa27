"""Front matter, field lines and TOML tables as typed values, each with its place.

A scalar stays text until a reader here parses it, so YAML can't turn `22:00` into 1320 or `no` into False. A reader
gets a node, returns its value, or notes what is wrong and returns None; reading then goes on.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from statuspage.messages import Message, as_message, message
from statuspage.nodes import Listing, Node, Scalar, Table, is_empty, was_written
from statuspage.problems import CONTROL_CHARACTER, Problems, did_you_mean
from statuspage.shapes import (
    MARKDOWN,
    NOBODY,
    TEXT,
    Shaped,
    like,
    list_of,
    one_of,
    pairs_of,
    shaped,
    without_markdown,
)
from statuspage.synonyms import MEANT
from statuspage.texts import Phrase, Text
from statuspage.times import DURATION, MOMENT, TimeError, parse_duration, parse_moment

Reader = Shaped[[Node, Problems], Any]

SHAPES: Final = {
    Scalar: message("a text"),
    Listing: message("a list"),
    Table: message("a table of names and values"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A key that may be written: how its value is read, what holds without it, and what it is for."""

    name: str
    read: Reader
    about: str
    default: Any = None
    required: bool = False

    @property
    def attribute(self) -> str:
        """The field's name in the model."""
        return self.name.replace("-", "_").replace(" ", "_")


def read_fields(table: Table, fields: Collection[Field], problems: Problems) -> dict[str, Any]:
    """Read a table into {attribute: value}; unknown, doubled and missing keys are noted as errors."""
    known = {field.name: field for field in fields}
    values = {field.attribute: field.default for field in fields}
    seen: dict[str, Scalar] = {}
    for key, node in table.entries:
        if key.text in seen:
            line = seen[key.text].place.line
            hint = message("it stands already on line {line}; keep one of the two", line=line)
            problems.error(key.place, message("'{name}' is given twice", name=key.text), hint)
        elif key.text not in known:
            told = message("unknown field '{name}'", name=key.text)
            problems.error(key.place, told, did_you_mean(key.text, known))
        elif not is_empty(node):
            values[known[key.text].attribute] = known[key.text].read(node, problems)
        seen.setdefault(key.text, key)
    for field in fields:
        if field.required and not was_written(table, field.name):
            hint = message("add '{name}': {about}", name=field.name, about=as_message(field.about))
            problems.error(table.place, message("'{name}' is missing", name=field.name), hint)
    return values


def scalar(node: Node, problems: Problems, wanted: str = "a text") -> Scalar | None:
    """Return the node if it is a single value."""
    if isinstance(node, Scalar):
        hidden = CONTROL_CHARACTER.search(node.text)
        if hidden is None:
            return node
        told = message("control character U+{code:04X} in this text", code=ord(hidden[0]))
        problems.error(node.place, told, message("remove it"))
        return None
    hint = message("write {wanted}", wanted=as_message(wanted))
    if isinstance(node, Table) and node.entries:
        word = node.entries[0][0].text
        hint = message("the colon after '{word}' makes a table of it; put the whole text in quotes", word=word)
    problems.error(node.place, _other_shape(node, as_message(wanted)), hint)
    return None


def _other_shape(node: Node, wanted: Message) -> Message:
    return message("this is {found}, not {wanted}", found=SHAPES[type(node)], wanted=wanted)


@shaped(dict)
def unread(_node: Node, _problems: Problems) -> None:
    """Take any value, and leave it unread."""


@shaped(lambda: TEXT)
def text(node: Node, problems: Problems) -> str | None:
    """Read one text without blanks around it."""
    found = scalar(node, problems)
    return found.text.strip() if found else None


def words(lang: str) -> Reader:
    """Read a text that is written in *lang*."""

    @shaped(lambda: MARKDOWN)
    def read(node: Node, problems: Problems) -> Text | None:
        found = text(node, problems)
        return None if found is None else Text.of(found, lang)

    return read


def words_by_language(default: str, languages: Collection[str]) -> Reader:
    """Read a text, or a table of texts by language; the default language comes first."""

    @shaped(lambda: {"anyOf": [TEXT, pairs_of(one_of(languages, NOBODY), TEXT)]})
    def read(node: Node, problems: Problems) -> Text | None:
        if not isinstance(node, Table):
            return words(default)(node, problems)  # type: ignore[no-any-return]
        said, noted = [], len(problems.found)
        for key, value in node.entries:
            if key.text not in languages:
                hint = did_you_mean(key.text, languages)
                problems.error(key.place, message("unknown language '{name}'", name=key.text), hint)
            elif found := text(value, problems):
                said.append(Phrase(found, key.text))
        if not said and len(problems.found) == noted:
            problems.error(node.place, message("this text is empty"), message("write it in one language at least"))
        return Text(tuple(sorted(said, key=lambda phrase: phrase.lang != default)))

    return read


def one_line(read_words: Reader) -> Reader:
    """Read words that are shown on one line: line breaks become blanks."""

    @shaped(lambda: without_markdown(read_words.schema()))
    def read(node: Node, problems: Problems) -> Text | None:
        found = read_words(node, problems)
        return found and Text(tuple(Phrase(" ".join(said.text.split()), said.lang) for said in found.said))

    return read


def choice(
    options: type[StrEnum] | Collection[str],
    what: str,
    names: Mapping[str, str] = MEANT,
    told: Mapping[str, str] = NOBODY,
) -> Reader:
    """Read one of a few words; *what* names them in messages ("impact", "kind", "component").

    *names* gives the word that somebody means who writes what is shown on pages instead, *told* says of a word what it
    stands for.
    """
    known = [str(option) for option in options]

    @shaped(lambda: one_of(known, told))
    def read(node: Node, problems: Problems) -> str | None:
        found = scalar(node, problems, message("one {what}", what=as_message(what)))
        if found is None:
            return None
        word = found.text.strip()
        if word not in known:
            near = [names[word]] if names.get(word) in known else known
            hint = did_you_mean(names.get(word, word), near)
            hint = hint or message("no {what} is defined yet", what=as_message(what))
            problems.error(found.place, message("unknown {what} '{word}'", what=as_message(what), word=word), hint)
            return None
        return options(word) if isinstance(options, type) else word

    return read


@shaped(lambda: {"type": ["boolean", "string"], "pattern": "^(true|false)$"})
def flag(node: Node, problems: Problems) -> bool | None:
    """Read `true` or `false`."""
    found = scalar(node, problems, "true or false")
    if found is None:
        return None
    if found.text not in ("true", "false"):
        told = message("'{word}' is neither true nor false", word=found.text)
        problems.error(found.place, told, message("write true or false"))
        return None
    return found.text == "true"


@shaped(lambda: {"type": ["integer", "string"], "pattern": "^-?[0-9]{1,9}$"})
def number(node: Node, problems: Problems) -> int | None:
    """Read a whole number of at most nine digits."""
    found = scalar(node, problems, "a number")
    if found is None:
        return None
    digits = found.text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        told = message("'{word}' is not a whole number", word=found.text)
        problems.error(found.place, told, message("write 1, 2, 3 …"))
        return None
    return int(found.text)


def moment(local: ZoneInfo) -> Reader:
    """Read an instant, written in the zone *local* or with an offset."""

    def parse(written: str) -> datetime:
        return parse_moment(written, local)

    return parsed(parse, "a time", MOMENT)


def parsed(parse: Callable[[str], object], wanted: str, form: re.Pattern[str]) -> Reader:
    """Read a single value through a parser that raises TimeError for what doesn't look like *form*, at least."""

    @shaped(lambda: like(form))
    def read(node: Node, problems: Problems) -> object | None:
        found = scalar(node, problems, wanted)
        if found is None:
            return None
        try:
            return parse(found.text.strip())
        except TimeError as error:
            problems.error(found.place, str(error), error.hint)
            return None

    return read


IMPORTED: Final = Field("imported", unread, "what an import found at its source; kept here, and never published")
"""Where an import keeps what the source said. Nothing of it is in the model, so that nothing can publish it."""

duration: Final[Reader] = parsed(parse_duration, "a duration", DURATION)


def listing(read_item: Reader) -> Reader:
    """Read a list, or a single value as a list of one; items that are wrong are left out."""

    @shaped(lambda: list_of(read_item.schema()))
    def read(node: Node, problems: Problems) -> tuple[Any, ...]:
        items = node.items if isinstance(node, Listing) else (node,)
        values = (read_item(item, problems) for item in items if not is_empty(item))
        return tuple(value for value in values if value is not None)

    return read


def mapping(read_key: Reader, read_value: Reader, example: str) -> Reader:
    """Read a table with free keys as pairs in the order written; *example* shows one line."""

    @shaped(lambda: pairs_of(read_key.schema(), read_value.schema()))
    def read(node: Node, problems: Problems) -> tuple[tuple[Any, Any], ...] | None:
        if not isinstance(node, Table):
            problems.error(
                node.place, _other_shape(node, SHAPES[Table]), message("write {wanted}", wanted=as_message(example))
            )
            return None
        pairs: dict[Any, Any] = {}
        for key, value in node.entries:
            name, read_as = read_key(key, problems), read_value(value, problems)
            if name in pairs:
                told = message("'{name}' is given twice", name=key.text)
                problems.error(key.place, told, message("keep one of the two"))
            elif name is not None and read_as is not None:
                pairs[name] = read_as
        return tuple(pairs.items())

    return read
