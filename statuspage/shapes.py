"""What may be written for a field, as JSON Schema (2020-12): each reader carries its own, so that the two can't drift.

A schema here is no stricter than its reader: it never refuses what the reader takes, but for blanks around a word in
quotes, which no completion would offer.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, ParamSpec, TypeVar

Schema = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")

TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
"""Any single value: a scalar stays text, so that a title may be 2026 or true."""

MARKDOWN: Final[Schema] = TEXT | {"contentMediaType": "text/markdown"}
"""The same, of as many lines as it needs."""

NOTHING: Final[Schema] = {"type": ["null", "string"], "pattern": r"^\s*$"}
"""A field without a value counts as absent."""

NOBODY: Final[Mapping[str, str]] = MappingProxyType({})
"""Where nobody has said what words stand for."""

_NUMBER: Final = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_OTHER_NUMBER: Final = re.compile(r"0[xo]?[0-9a-f]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shaped(Generic[P, T]):
    """A function that reads what people wrote, and the schema of what it takes."""

    read: Callable[P, T]
    schema: Callable[[], Schema]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Read."""
        return self.read(*args, **kwargs)


def shaped(schema: Callable[[], Schema]) -> Callable[[Callable[P, T]], Shaped[P, T]]:
    """Give a reader the schema of what it takes; it is made when somebody asks for it."""

    def give(read: Callable[P, T]) -> Shaped[P, T]:
        return Shaped(read, schema)

    return give


def without_markdown(schema: Schema) -> Schema:
    """Return the schema of a text for one line."""
    return {key: value for key, value in schema.items() if key != "contentMediaType"}


def optional(schema: Schema) -> Schema:
    """Return the schema of what may be left empty."""
    return {"anyOf": [schema, NOTHING]}


def like(pattern: re.Pattern[str]) -> Schema:
    """Return the schema of a text that has to look like a pattern, blanks around it aside."""
    assert not pattern.flags & (re.IGNORECASE | re.DOTALL), "JSON Schema knows no flags"
    return {"type": "string", "pattern": rf"^\s*(?:{pattern.pattern})\s*$"}


def text_like(pattern: re.Pattern[str]) -> Schema:
    """Return the schema of any single value whose text has to look like a pattern: an id may be 404."""
    return {**like(pattern), **TEXT}


def list_of(item: Schema) -> Schema:
    """Return the schema of a list, or of a single value that counts as a list of one."""
    return {"anyOf": [{"type": "array", "items": optional(item)}, item]}


def one_of(words: Collection[str], told: Mapping[str, str]) -> Schema:
    """Return the schema of one of a few words, of which *told* says what they stand for; of any text without words."""
    if not words:
        return TEXT
    called = [told.get(word, "") for word in words]
    made: Schema = {"enum": [*words, *(value for word in words for value in _as_yaml_reads(word))]}
    return made | ({"enumDescriptions": called} if any(called) else {})


def pairs_of(key: Schema, value: Schema) -> Schema:
    """Return the schema of a table with free keys."""
    if "enum" not in key:
        return {"type": "object", "additionalProperties": value}
    words = [word for word in key["enum"] if isinstance(word, str)]
    called = dict(zip(words, key.get("enumDescriptions", ()), strict=False))
    properties = {word: {"description": called[word], **value} if called.get(word) else value for word in words}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _as_yaml_reads(word: str) -> list[Any]:
    """Return what other YAML readers make of a word that we leave as text: an id may be 404, or true."""
    if word in ("true", "false", "null"):
        return [{"true": True, "false": False, "null": None}[word]]
    if _NUMBER.fullmatch(word):
        return [float(word) if re.search("[.eE]", word) else int(word)]
    if _OTHER_NUMBER.fullmatch(word):
        try:
            return [int(word, 0 if word[1] in "xo" else 10)]
        except ValueError:
            return []
    return []
