"""An import as a recipe: from a source to what each file of the site is to hold, and then to the disk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

from statuspage.config import parse_config
from statuspage.importers.adopting import Adoption, adopt
from statuspage.importers.before import Before, Wish, before
from statuspage.importers.history import History, Loss, Sort
from statuspage.importers.ledger import WRITTEN, Entry, Fate, digest, fate, written_ledger
from statuspage.importers.mapping import Words, meant
from statuspage.importers.mapping_file import new_file, with_new
from statuspage.importers.placing import Placed, moved, placed
from statuspage.importers.readable import readable
from statuspage.importers.redirecting import REDIRECTS, with_redirects
from statuspage.importers.settling import language_of, new_settings, with_components, zone_of
from statuspage.importers.sources import read_source
from statuspage.messages import message
from statuspage.model import Config
from statuspage.problems import Problems
from statuspage.saving import misread, put, standing

FORMATS: Final = {
    "cstate": "cstate",
    "statusfy": "statusfy",
    "statuspage": "api_v2",
    "upptime": "upptime",
    "ics": "ics",
}
"""The formats that can be imported, each with its module here."""

SETTINGS: Final = "config.toml"
UTC: Final = "UTC"


@dataclass(frozen=True, slots=True)
class Move:
    """What an import would do: `files` of the site with the fate of each, and `others` by path, the ledger last.

    `gone` are paths of files whose source is no more. `found` counts the records of the source, `came` those that
    come over, `naive` the times without an offset, which were read in `zone`; `asked` are severities nobody knows.
    """

    files: tuple[tuple[Placed, Fate], ...]
    others: Mapping[str, bytes]
    gone: tuple[str, ...]
    losses: tuple[Loss, ...]
    asked: tuple[str, ...]
    found: int
    came: int
    naive: int
    zone: str


def planned(wish: Wish) -> Move:
    """Read the source and the site, and return what an import would do; nothing is written.

    Raises SourceError for a source that can't be read, and SiteError for settings or a mapping file that can't.
    """
    importer: Any = import_module(f"statuspage.importers.{FORMATS[wish.format]}")
    files, unread = read_source(wish.source, importer.wanted)
    history: History = readable(importer.read(files))
    losses = [*unread, *history.losses]
    site = before(wish, (REDIRECTS,))
    lang = site.config.default_language if site.config else language_of(history, losses)
    said = _said(wish, history, site, losses)
    words = meant(history, importer.MEANING, site.config.components if site.config else (), said)
    ids = {entry.source: entry.id for entry in site.ledger.values()}
    adoption = adopt(history, words, lang, ids, site.taken)
    losses += adoption.losses
    settings = _settings(wish, history, site, adoption, lang)
    config = _config(settings, wish)
    made = _usable(list(placed(adoption.items, wish.format, config, site.ledger, losses)), config, losses)
    fates = tuple((one, fate(one.data, standing(wish.root, one.path), site.ledger.get(one.path))) for one in made)
    texts = {
        SETTINGS: settings,
        wish.mapping_path: with_new(site.texts[wish.mapping_path], said, words) if site.said else new_file(words),
        REDIRECTS: with_redirects(site.texts[REDIRECTS], moved(adoption.items, history.addresses)),
    }
    written = {path: text.encode() for path, text in texts.items() if text}
    written[wish.ledger_path] = written_ledger(_entries(fates, site.ledger))
    return Move(
        files=fates,
        others={path: data for path, data in written.items() if data != standing(wish.root, path)},
        gone=tuple(sorted(site.ledger.keys() - {one.path for one in made})),
        losses=tuple(losses),
        asked=words.asked,
        found=history.found,
        came=len({one.source for one in made}),
        naive=adoption.naive,
        zone=words.zone,
    )


def _said(wish: Wish, history: History, site: Before, losses: list[Loss]) -> Words:
    """Return the mapping as an editor left it, or an empty one, with the zone that times without an offset are in."""
    zone = wish.zone or (site.said.zone if site.said else "") or zone_of(history, losses)
    zone = zone or (site.config.time_zone if site.config else UTC)
    return replace(site.said or Words("", {}, {}, {}, {}), zone=zone)


def _settings(wish: Wish, history: History, site: Before, adoption: Adoption, lang: str) -> str:
    if site.config is None:
        zone = wish.zone or zone_of(history, []) or UTC
        return new_settings(history, lang, zone, adoption.components)
    return with_components(site.texts[SETTINGS], adoption.components, site.config.component_names)


def _config(settings: str, wish: Wish) -> Config:
    """Return the settings as they will be. Raises SiteError where the new components don't fit what stands there."""
    problems = Problems()
    config = parse_config(settings, SETTINGS, wish.root, problems)
    problems.stop_if_any()
    assert config is not None  # without problems there is a config
    return config


def _usable(made: Sequence[Placed], config: Config, losses: list[Loss]) -> list[Placed]:
    """Leave out what can't be read back as it should, and tell it: no import makes a site that can't be built."""
    sources = {one.path: one.source for one in made}
    refused = set()
    for problem in misread({one.path: one.data for one in made}, config):
        source = sources.get(problem.place.path, problem.place.path)
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
