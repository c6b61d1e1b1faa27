"""YAML, TOML and JSON of other systems as texts, lists and tables, tolerant where their own systems are.

No value gets a type, so that `22:00`, `no` and a date stay as they were written.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final, NamedTuple

from statuspage.messages import Message, message

Value = str | tuple["Value", ...] | Mapping[str, "Value"]
"""A text, a list or a table; the names in a table are in lower case. What is left empty, or null, is an empty text."""

MAX_DEPTH: Final = 20
TOO_DEEP: Final = message("lists and tables are nested too deeply there")

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TOML_LINE: Final = re.compile(r"[ \t]*([\"']?)(?P<name>[^\"'=\s]+)\1[ \t]*=[ \t]*(?P<value>[^#\n]*)")
_TOML_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_BREAKS: Final = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " ", "\ufeff": None})
"""YAML has more line breaks than editors and we; as blanks they leave the lines right. It refuses U+FEFF."""
_REPEATED_AT_MOST: Final = 1000
_LOOKED_FOR_AT_MOST: Final = 100


class Read(NamedTuple):
    """Values by name in lower case, the line of each (counted from 1), how it is written there, and what came twice."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    names: Mapping[str, str]
    twice: tuple[tuple[str, int | None], ...] = ()


class Unreadable(Exception):
    """A text isn't what it should be: why, and on which of its lines, counted from 1."""

    def __init__(self, told: Message, line: int | None = None) -> None:
        super().__init__(told)
        self.told, self.line = told, line


def as_texts(value: Value) -> tuple[str, ...]:
    """Return any value as texts that aren't empty: a list as its items, and what isn't a text in it as JSON."""
    items = value if isinstance(value, tuple) else (value,)
    texts = (item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items if item)
    return tuple(text.strip() for text in texts if text.strip())


def read_yaml(text: str) -> Read:
    """Read YAML; of a name that stands twice the last counts. Raises Unreadable.

    The library's composer recurses in C without a bound, so that its events are put together here. An alias of a text
    stands for it, an alias of anything else for its own name.
    """
    import yaml

    tree = _Tree()
    try:
        for event in yaml.parse(text.translate(_BREAKS), Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.ScalarEvent):
                empty = event.implicit[0] and event.value in _NULLS
                tree.add("" if empty else event.value, line, event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                tree.add(tree.anchors.get(event.anchor or "", f"*{event.anchor}"), line)
            elif isinstance(event, yaml.CollectionStartEvent):
                tree.begin(isinstance(event, yaml.MappingStartEvent), line)
            elif isinstance(event, yaml.CollectionEndEvent):
                tree.end()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = message("this isn't valid YAML: {why}", why=error.problem or error.context or "")
        raise Unreadable(told, mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        why = str(error).partition("\n")[0]
        raise Unreadable(message("this isn't valid YAML: {why}", why=why)) from None
    return tree.read()


class _Tree:
    """Values that come as a stream of events, put together without recursion."""

    def __init__(self) -> None:
        self.begun: list[tuple[bool, list[Value], list[int]]] = [(False, [], [])]
        self.anchors: dict[str, str] = {}
        self.twice: list[tuple[str, int | None]] = []
        self.whole = Read({}, {}, {})

    def begin(self, is_table: bool, line: int) -> None:
        if len(self.begun) > MAX_DEPTH:
            raise Unreadable(TOO_DEEP, line)
        self.begun.append((is_table, [], [line]))

    def add(self, value: Value, line: int, anchor: str | None = None) -> None:
        if anchor and isinstance(value, str) and len(value) <= _REPEATED_AT_MOST:
            self.anchors[anchor] = value
        self.begun[-1][1].append(value)
        self.begun[-1][2].append(line)

    def end(self) -> None:
        is_table, items, at = self.begun.pop()
        if not is_table:
            return self.add(tuple(items), at[0])
        table, lines, names = dict[str, Value](), dict[str, int](), dict[str, str]()
        for key, line, value in zip(items[::2], at[1::2], items[1::2], strict=False):
            written = ", ".join(as_texts(key))
            name = written.lower()
            if name in table:
                self.twice.append((written, line))
            table[name], lines[name], names[name] = value, line, written
        self.whole = Read(table, lines, names)
        return self.add(table, at[0])

    def read(self) -> Read:
        """Return the outermost table, the last that came to its end."""
        found = self.begun[0][1]
        if found and found[0] and not isinstance(found[0], Mapping):
            raise Unreadable(message("there are no names with values"), 1)
        return self.whole._replace(twice=tuple(self.twice))


def read_toml(text: str) -> Read:
    """Read TOML, dates at its top as they are written there. Raises Unreadable."""
    try:
        document = tomllib.loads(text.lstrip("\ufeff"))
        values = _named(document)
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except ValueError as error:
        place = _TOML_PLACE.search(str(error))
        told = message("this isn't valid TOML: {why}", why=_TOML_PLACE.sub("", str(error)))
        raise Unreadable(told, int(place[1]) if place and place[1] else None) from None
    names, lines = {name.lower(): name for name in document}, dict[str, int]()
    for number, line in enumerate(text.split("\n"), 1):
        match = _TOML_LINE.match(line)
        name = match["name"].lower() if match else ""
        if match and name in values and name not in lines:
            lines[name] = number
            if _is_written(document[names[name]], match["value"]):
                values[name] = match["value"].strip()
    return Read(values, lines, names)


def _is_written(value: Any, text: str) -> bool:
    """Tell whether a text of TOML is this time; the line might also stand inside of another value."""
    try:
        return isinstance(value, date | datetime | time) and tomllib.loads(f"it = {text}") == {"it": value}
    except ValueError:
        return False


def read_json(text: str) -> Read:
    """Read a JSON object. Raises Unreadable."""
    return read_json_until(text)[0]


def read_json_until(text: str) -> tuple[Read, int]:
    """Read a JSON object with which a text begins, and say where it ends. Raises Unreadable."""
    twice: list[tuple[str, int | None]] = []

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = set[str]()
        for name, _ in pairs:
            twice.extend([(name, None)] if name.lower() in seen else [])
            seen.add(name.lower())
        return dict(pairs)

    decoder = json.JSONDecoder(
        object_pairs_hook=table, parse_int=str, parse_float=str, parse_constant=str, strict=False
    )
    try:
        document, end = decoder.raw_decode(text, len(text) - len(text.lstrip("\ufeff \t\n")))
        values = _named(document) if isinstance(document, dict) else {}
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise Unreadable(message("this isn't valid JSON: {why}", why=error.msg), error.lineno) from None
    if not isinstance(document, dict):
        raise Unreadable(message("there are no names with values"), 1)
    names = {name.lower(): name for name in document}
    looked_for = islice(names.items(), _LOOKED_FOR_AT_MOST)
    found = ((name, text.find(json.dumps(written, ensure_ascii=False), 0, end)) for name, written in looked_for)
    lines = {name: text.count("\n", 0, at) + 1 for name, at in found if at >= 0}
    return Read(values, lines, names, tuple(twice)), end


def _named(table: Mapping[str, Any], depth: int = 1) -> dict[str, Value]:
    """Return a table with its values as texts and its names in lower case."""
    return {name.lower(): _plain(value, depth) for name, value in table.items()}


def _plain(value: Any, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return _named(value, depth + 1)
    if isinstance(value, list):
        return tuple(_plain(item, depth + 1) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
