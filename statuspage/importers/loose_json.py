"""JSON of other systems: whatever stands there, reading it never raises."""

import json
from collections.abc import Iterator
from typing import Any

from statuspage.importers.history import Loss, Sort
from statuspage.messages import message


def load(path: str, data: bytes) -> tuple[Any, tuple[Loss, ...]]:
    """Return the value that a file holds, or None and a loss that says why there is none."""
    try:
        return _whole(json.loads(data.decode("utf-8-sig"))), ()
    except RecursionError:
        told = message("the JSON is nested too deeply to be read")
    except UnicodeDecodeError:
        told = message("the file isn't UTF-8: save it as UTF-8")
    except json.JSONDecodeError as error:
        told = message("this is no JSON, from line {line}, column {column} on", line=error.lineno, column=error.colno)
        return None, (Loss(path, Sort.UNREAD, told, line=error.lineno),)
    except ValueError:  # a number of thousands of digits
        told = message("a number in the JSON is too long to be read")
    return None, (Loss(path, Sort.UNREAD, told),)


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
