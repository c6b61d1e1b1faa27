"""What an import has written: by it the next one tells what changed at the source from what an editor changed here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

SETTINGS: Final = "config.toml"


class Fate(StrEnum):
    """What an import does with one file, and why."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    EDITED = "edited"
    DELETED = "deleted"
    TAKEN = "taken"


WRITTEN = frozenset({Fate.NEW, Fate.CHANGED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that an import wrote: of which source, by which id, and the digest of what it wrote."""

    path: str
    source: str
    id: str
    digest: str


def digest(data: bytes) -> str:
    """Return the digest of a file; how its lines end makes no difference, since git may change that."""
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def fate(data: bytes, standing: bytes | None, entry: Entry | None) -> Fate:
    """Return what becomes of a file that is to hold *data*, where *standing* is what is there.

    What somebody has changed, deleted or put there since is left as it is.
    """
    if standing is None:
        return Fate.NEW if entry is None else Fate.DELETED
    if digest(standing) == digest(data):
        return Fate.SAME
    if entry is None:
        return Fate.TAKEN
    return Fate.CHANGED if digest(standing) == entry.digest else Fate.EDITED


def read_ledger(data: bytes | None) -> Mapping[str, Entry] | None:
    """Return the entries by path, none without a ledger, and None for one that can't be read.

    A path that isn't one of an import is passed over: what stands elsewhere is never written.
    """
    try:
        records = json.loads(data or b'{"files": []}')["files"]
        entries = [Entry(**{name: record[name] for name in Entry.__slots__}) for record in records]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    sound = all(isinstance(getattr(entry, name), str) for entry in entries for name in Entry.__slots__)
    return {entry.path: entry for entry in entries if _is_ours(entry.path)} if sound else None


def _is_ours(path: str) -> bool:
    first, *parts = path.split("/")
    return path == SETTINGS or (first == "content" and not {"", ".", ".."} & {*parts})


def written_ledger(entries: Iterable[Entry]) -> bytes:
    """Return the entries as a file, one to a line, so that git can merge it."""
    records = [{name: getattr(entry, name) for name in Entry.__slots__} for entry in entries]
    lines = sorted(json.dumps(record, ensure_ascii=False) for record in records)
    return ('{"files": [\n' + ",\n".join(lines) + "\n]}\n").encode()
