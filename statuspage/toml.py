"""TOML text as nodes with places, which tomllib doesn't tell."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from statuspage.messages import Message, message
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import Place

Path = tuple[str | int, ...]


def parse_toml(source: str, name: str) -> tuple[dict[str, Any], Node]:
    """Read a TOML document as plain values, and as nodes with places; *name* is its path in messages.

    Raises tomllib.TOMLDecodeError, which `toml_error` explains, and RecursionError.
    """
    source = source.replace("\r\n", "\n")  # one line break of TOML like the other
    document = tomllib.loads(source)
    return document, _node(document, (), _places(source, name), Place(name))


def toml_error(error: Exception, name: str) -> tuple[Place, Message, Message]:
    """Return place, message and hint for a document that isn't TOML."""
    match = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
    place = Place(name, int(match[1]), int(match[2])) if match else Place(name)
    why = str(error).replace(match[0], "") if match else str(error)
    hint = message("check quotes, brackets and commas here")
    if re.search("overwrite|twice|already", why):
        hint = message("the same name is written twice; keep one of the two")
    return place, message("this is not valid TOML: {why}", why=why), hint


def string(text: str) -> str:
    """Write a text as TOML wants it, whose strings are those of JSON but for U+007F (TOML 1.0, section String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _node(value: Any, path: Path, places: dict[Path, Place], near: Place) -> Node:
    """Turn a TOML value into nodes; what has no place of its own has that of what holds it."""
    place = places.get(path, near)
    if isinstance(value, dict):
        entries = (
            (Scalar(key, places.get((*path, key), place)), _node(item, (*path, key), places, place))
            for key, item in value.items()
        )
        return Table(tuple(entries), place)
    if isinstance(value, list):
        return Listing(tuple(_node(item, (*path, i), places, place) for i, item in enumerate(value)), place)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), place)


def _places(source: str, name: str) -> dict[Path, Place]:
    """Find where each key of a valid TOML document was written.

    tomllib tells no places. But each statement of a valid document is a valid document itself, so that reading them
    one by one gives each one's keys and its first line.
    """
    places: dict[Path, Place] = {}
    counts: dict[Path, int] = {}
    header: Path = ()
    for line, statement, document in _statements(source):
        if statement.lstrip().startswith("["):
            header = _header(document, counts)
            for end in range(1, len(header)):
                places.setdefault(header[:end], Place(name, line))
            places[header] = Place(name, line)
            continue
        for path in _paths(document):
            found = re.search(rf"(?<![\w-]){re.escape(path[-1])}(?![\w-])", statement)
            places[(*header, *path)] = Place(name, line, found.start() + 1 if found else 1)
    return places


def _statements(source: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    lines, first = source.split("\n"), 0
    for end in range(1, len(lines) + 1):
        statement = "\n".join(lines[first:end])
        try:
            document = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on over the next line
        if document:
            yield first + 1, statement, document
        first = end


def _header(document: Any, counts: dict[Path, int]) -> Path:
    """Return the path that a header alone stands for; each [[name]] counts one up."""
    path: Path = ()
    while document:
        if isinstance(document, list):
            counts[path] = counts.get(path, -1) + 1
            path, document = (*path, counts[path]), document[0]
        else:
            key, document = next(iter(document.items()))
            path = (*path, key)
            if path in counts and isinstance(document, dict):  # a table of the last [[name]]
                path = (*path, counts[path])
    return path


def _paths(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in document.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *path) for path in _paths(value))
