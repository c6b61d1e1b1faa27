"""What was written, as values of which each has its place: YAML and TOML alike."""

from dataclasses import dataclass
from typing import NamedTuple

from statuspage.problems import Place


class Scalar(NamedTuple):
    """A single value as it was written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Named values; a key is a Scalar, so that it has a place too."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node = Scalar | Listing | Table


def is_empty(node: Node) -> bool:
    """Tell whether nothing was written: `end:` with no value counts as absent."""
    return isinstance(node, Scalar) and not node.text.strip()


def was_written(table: Table, name: str) -> bool:
    """Tell whether a field has a value, be it a wrong one."""
    return any(key.text == name and not is_empty(node) for key, node in table.entries)
