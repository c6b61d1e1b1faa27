"""An import as a recipe: from a source to what each file of the site is to hold, and then to the disk."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statuspage.config import parse_config
from statuspage.documents import MAX_BYTES
from statuspage.importers.arriving import Arrival, arrival, wanted_of
from statuspage.importers.before import Before, Wish, before
from statuspage.importers.history import Loss, Sort
from statuspage.importers.ledger import SETTINGS, WRITTEN, Entry, Fate, digest, fate, written_ledger
from statuspage.importers.placing import Placed, moved, placed
from statuspage.importers.redirecting import with_redirects
from statuspage.importers.sources import read_source
from statuspage.messages import message
from statuspage.model import Config
from statuspage.problems import Place, Problem, Problems, SiteError
from statuspage.redirects import FILE as REDIRECTS
from statuspage.saving import misread, put, standing
from statuspage.settings_file import with_components

_ON_ONE_LINE: Final = re.compile(r"^[ \t]*[\"']?components[\"']?[ \t]*=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Move:
    """What an import would do: `files` of the site with the fate of each, and the `others` by path, if they differ.

    `gone` are paths of files whose source is no more; `came` counts the records that come over, `losses` has those of
    reading, mapping and writing.
    """

    files: tuple[tuple[Placed, Fate], ...]
    others: Mapping[str, bytes]
    gone: tuple[str, ...]
    losses: tuple[Loss, ...]
    came: int
    arrival: Arrival


def planned(wish: Wish) -> Move:
    """Read the source and the site, and return what an import would do; nothing is written.

    Raises SourceError for a source that can't be read, and SiteError for settings or a mapping file that can't.
    """
    files, unread = read_source(wish.source, wanted_of(wish.format), wish.root)
    site = before(wish, (REDIRECTS,))
    come = arrival(files, wish, site)
    losses = [*unread, *come.losses]
    if not (site.config or (come.settings and (come.items or come.components))):
        return Move((), {}, (), tuple(losses), 0, come)
    settings, config = _settings(come, wish, site)
    made = _usable(list(placed(come.items, wish.format, config, site.ledger, losses)), config, wish.root, losses)
    fates = tuple((one, fate(one.data, standing(wish.root, one.path), site.ledger.get(one.path))) for one in made)
    redirects, left = with_redirects(site.texts[REDIRECTS], moved(come.items, come.addresses), _folders(config))
    losses += [Loss(REDIRECTS, Sort.LOST, message("no page can stand at this old address"), old) for old, _ in left]
    texts = {SETTINGS: settings, wish.mapping_path: come.mapping, REDIRECTS: redirects}
    written = {path: text.encode() for path, text in texts.items() if text}
    entries = dict(site.ledger)
    if site.config is None or site.made:
        entries[SETTINGS] = Entry(SETTINGS, "", "", digest(settings.encode()))
    written[wish.ledger_path] = written_ledger(_entries(fates, entries))
    return Move(
        files=fates,
        others={path: data for path, data in written.items() if data != standing(wish.root, path)},
        gone=tuple(sorted(site.ledger.keys() - {SETTINGS, *(one.path for one in made)})),
        losses=tuple(losses),
        came=len({one.source for one in made}),
        arrival=come,
    )


def _folders(config: Config) -> set[str]:
    """Return the languages that have a folder in the site."""
    return {*config.languages} - {config.default_language}


def _settings(come: Arrival, wish: Wish, site: Before) -> tuple[str, Config]:
    """Return the settings as they will be, as text too: made anew where an import made them and nobody touched them.

    Raises SiteError where new components don't fit what stands.
    """
    if site.config is None or site.made:
        text = with_components(come.settings, _read(come.settings, wish), (*come.components, *site.used))
        return text, _read(text, wish)
    before = site.texts[SETTINGS]
    text = with_components(before, site.config, come.components)
    if text != before and (on_one_line := _ON_ONE_LINE.search(before)):
        place = Place(SETTINGS, before.count("\n", 0, on_one_line.start()) + 1)
        told = message("'components' stands on a line, to which an import can't add")
        raise SiteError([Problem(place, told, message("begin each component with a line [[components]]"))])
    return text, _read(text, wish)


def _read(settings: str, wish: Wish) -> Config:
    problems = Problems()
    if (size := len(settings.encode())) > MAX_BYTES:
        told = message("it would have {size:.1f} MB, and at most 1 MB is read", size=size / 1_000_000)
        problems.error(Place(SETTINGS), told, message("import it in parts"))
        problems.stop_if_any()
    config = parse_config(settings, SETTINGS, wish.root, problems)
    problems.stop_if_any()
    assert config is not None  # without problems there is a config
    return config


def _usable(made: Sequence[Placed], config: Config, root: Path, losses: list[Loss]) -> list[Placed]:
    """Leave out what can't be read back as it should, and tell it: no import makes a site that can't be built."""
    sources = {one.path: one.source for one in made}
    refused = set()
    for problem in misread({one.path: one.data for one in made}, config, root):
        source = sources.get(problem.place.path, "")
        if not source:
            continue
        told = message("it can't be written so that it is read again: {why}", why=problem.message)
        losses.append(Loss(source, Sort.UNREAD, told))
        refused.add(source)
    return [one for one in made if one.source not in refused]


def _entries(fates: Sequence[tuple[Placed, Fate]], ledger: Mapping[str, Entry]) -> Iterator[Entry]:
    """Yield what the ledger is to say: what an editor has changed since stays as it was written last."""
    entries = dict(ledger)
    for one, what in fates:
        if what in WRITTEN or what is Fate.SAME:
            entries[one.path] = one.entry(digest(one.data))
    yield from entries.values()


def carry_out(move: Move, wish: Wish) -> None:
    """Write what an import would do, each file whole or not at all, and the ledger last. Raises OSError."""
    files = {one.path: one.data for one, what in move.files if what in WRITTEN}
    for path, data in sorted({**move.others, **files}.items(), key=lambda item: item[0] == wish.ledger_path):
        put(wish.root / path, data)
