"""The shape of JSON that programs are told, as JSON Schema (2020-12): exactly these keys and these words."""

from collections.abc import Iterable
from typing import Any, Final

Shape = dict[str, Any]

DIALECT: Final = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
TIME: Final[Shape] = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$",
}
"""An instant as `times.rfc3339` writes it."""

NAME: Final[Shape] = {"type": "string", "minLength": 1}


def record(**properties: Shape) -> Shape:
    """Return the shape of an object with these keys, each of them and no other."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def by_name(value: Shape) -> Shape:
    """Return the shape of an object whose keys are names, each with such a value."""
    return {"type": "object", "propertyNames": NAME, "additionalProperties": value}


def many(item: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": item}


def one_of(words: Iterable[str]) -> Shape:
    """Return the shape of one of a few words."""
    return {"enum": [*words]}


def or_null(kind: Shape) -> Shape:
    """Return the shape of a value of one type that may be missing."""
    return kind | {"type": [kind["type"], "null"]}
