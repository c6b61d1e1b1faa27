"""What was adopted as files of a site, each with what it was read of, and the files that an import keeps for itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from statuspage.appending import Unwritable
from statuspage.importers.adopting import Adopted
from statuspage.importers.history import Loss, Sort
from statuspage.importers.ledger import Entry
from statuspage.messages import message
from statuspage.model import Config, Event
from statuspage.writing import written_event, written_prose

FOLDERS: Final = {True: "events", False: "pages"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One file of the site: what it is to hold, and which record of the source it was made of."""

    path: str
    data: bytes
    source: str
    id: str

    def entry(self, digest: str) -> Entry:
        """Return what the ledger says of the file."""
        return Entry(self.path, self.source, self.id, digest)


def placed(
    items: Iterable[Adopted], format: str, config: Config, ledger: Mapping[str, Entry], losses: list[Loss]
) -> Iterator[Placed]:
    """Yield the files of what was adopted; what an import wrote before keeps its path, in whatever year it is now."""
    before = {(entry.source, entry.id, _suffix(path)): path for path, entry in ledger.items()}
    for adopted in items:
        try:
            files = _written(adopted, format, config)
        except Unwritable as error:
            told = message("{told}: it isn't brought over", told=error.told)
            losses.append(Loss(adopted.source, Sort.UNREAD, told))
            continue
        for path, data in files.items():
            standing = before.get((adopted.source, adopted.item.id, _suffix(path)), path)
            yield Placed(standing, data, adopted.source, adopted.item.id)


def _written(adopted: Adopted, format: str, config: Config) -> Mapping[str, bytes]:
    """Return the files of an item; they say what it was read of where it has more to say, or lacks a planned end."""
    item, original = adopted.item, adopted.original.strip("\n")
    imported = {"format": format, "source": adopted.source, "original": original}
    kept = {name: text for name, text in imported.items() if text}
    if isinstance(item, Event):
        return written_event(item, config, kept if original or item.lacks_end(item.window) else {})
    return written_prose(item, config, kept if original else {})


def _suffix(path: str) -> str:
    """Return what follows the id in a file's name: which language it is in."""
    return path.rpartition("/")[2].partition(".")[2]


def moved(items: Iterable[Adopted], addresses: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the old path and the new one of each page that had another address, and of feeds."""
    for adopted in items:
        folder = FOLDERS[isinstance(adopted.item, Event)]
        if adopted.address:
            yield adopted.address, f"{folder}/{quote(adopted.item.id)}/"
    yield from addresses
