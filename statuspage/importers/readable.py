"""A history without characters that no file here may hold, wherever they stand in it."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from statuspage.problems import CONTROL_CHARACTER

T = TypeVar("T")


def readable(value: T) -> T:
    """Return a frozen value whose texts are UTF-8 and free of control characters; these become U+FFFD."""
    found: Any = _readable(value)
    return found  # type: ignore[no-any-return]


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        plain = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        cleaned = CONTROL_CHARACTER.sub("\ufffd", plain.replace("\r\n", "\n").replace("\r", "\n"))
        return value if cleaned == value else cleaned
    if isinstance(value, tuple):
        return tuple(_readable(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _readable(old) for field in fields(value) if (old := getattr(value, field.name))}
        return replace(value, **changed)
    return value
