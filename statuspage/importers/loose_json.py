"""JSON of other systems: whatever stands there, reading it never raises."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from statuspage.importers.history import Loss, Sort
from statuspage.messages import message

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DIGITS: Final = 18

Table = dict[str, Any]


def load(path: str, data: bytes, kept: Callable[[Table], Table] | None = None) -> tuple[list[Any], tuple[Loss, ...]]:
    """Return the values that stand in a file one after another, and a loss that says why the rest can't be read.

    Answers that were fetched page by page and joined are several. Byte order marks, UTF-16 (what PowerShell writes for
    `>`) and UTF-32 are read too (RFC 4627, section 3). *kept* says what to keep of each object as it is read.
    """
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        return [], (Loss(path, Sort.UNREAD, message("this is no text in UTF-8"), line=1),)
    decoder = json.JSONDecoder(object_hook=kept, parse_int=_integer)
    found: list[Any] = []
    at = _end_of_blank(text, 0)
    try:
        while at < len(text) or not found:
            value, at = decoder.raw_decode(text, at)
            found.append(_whole(value))
            at = _end_of_blank(text, at)
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, error.pos) + 1
        return found, (Loss(path, Sort.UNREAD, message("this isn't valid JSON: {why}", why=error.msg), line=line),)
    except RecursionError:
        told = message("lists and tables are nested too deeply here")
        return found, (Loss(path, Sort.UNREAD, told, line=text.count("\n", 0, at) + 1),)
    return found, ()


def text_of(value: Any) -> str:
    """Return a text or a number as text, and nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def tables_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, if it is one."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def as_written(value: Any) -> str:
    """Return a value as JSON for people to read, however deeply it is nested."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:
        return "…"


def _integer(digits: str) -> int | str:
    """Return a number, or the text of one that is longer than any count or id."""
    return int(digits) if len(digits) <= _DIGITS else digits


def _end_of_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _whole(value: Any) -> Any:
    """Return a value whose texts can be written: half of a character (a lone surrogate) is shown as one unknown."""
    match value:
        case str():
            return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(name): _whole(item) for name, item in value.items()}
    return value
