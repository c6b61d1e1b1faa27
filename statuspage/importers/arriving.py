"""What comes from a source, in our words: from another system by what words mean, from an export of ours as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

from statuspage.importers import own
from statuspage.importers.adopting import Adopted, adopt
from statuspage.importers.before import Before, Wish
from statuspage.importers.history import Files, History, Loss, Sort
from statuspage.importers.mapping import Words, meant
from statuspage.importers.mapping_file import new_file, with_new
from statuspage.importers.readable import readable
from statuspage.importers.settling import language_of, new_settings, zone_of
from statuspage.messages import message
from statuspage.model import Component, Config
from statuspage.settings_file import written_settings

OWN: Final = "json"
FORMATS: Final[Mapping[str, str]] = {
    "cstate": "cstate",
    "statusfy": "statusfy",
    "statuspage": "api_v2",
    "upptime": "upptime",
    "ics": "ics",
    OWN: "own",
}
"""The formats that can be imported, each with its module here."""

UTC: Final = "UTC"

_TAKEN: Final = message("something else in the site has its id already: it stays behind")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes from a source: `settings` for a site that has none, `mapping` as its file is to be, if there is one.

    `found` counts the records of the source, `naive` the times without an offset, which were read in `zone`; `asked`
    are severities that nobody knows, `unlisted` names of systems that the source's own list lacks; `addresses` are old
    paths and new ones, beside those of the items.
    """

    settings: str
    components: tuple[Component, ...]
    items: tuple[Adopted, ...]
    losses: tuple[Loss, ...]
    found: int
    mapping: str = ""
    addresses: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    naive: int = 0
    zone: str = ""


def wanted_of(format: str) -> Any:
    """Return which files of a folder a format reads: a function of a path in it."""
    return import_module(f"statuspage.importers.{FORMATS[format]}").wanted


def arrival(files: Files, wish: Wish, site: Before) -> Arrival:
    """Return what comes from the files of a source into a site."""
    return _ours(files, site) if wish.format == OWN else _theirs(files, wish, site)


def _ours(files: Files, site: Before) -> Arrival:
    """Read an export of ours: it says all that its files will, so nothing is mapped, and nothing else is kept."""
    archive = own.read(files)
    if archive.settings is None:
        return Arrival("", (), (), archive.losses, found=len(archive.losses))
    content = archive.content
    items = (
        *(Adopted(f"{own.NAME}#events/{event.id}", event) for event in content.events),
        *(Adopted(f"{own.NAME}#questions/{question.id}", question) for question in content.questions),
        *(Adopted(f"{own.NAME}#contacts/{contact.id}", contact) for contact in content.contacts),
        *(Adopted(f"{own.NAME}#pages/{page.id}", page) for page in content.pages),
    )
    unread = {loss.source for loss in archive.losses if loss.sort is Sort.UNREAD}
    losses = [*archive.losses, *_unspoken(archive.settings, site)]
    losses += [Loss(one.source, Sort.LOST, _TAKEN) for one in items if one.item.id in site.taken]
    return Arrival(
        settings=written_settings(archive.settings).decode(),
        components=archive.settings.components,
        items=tuple(one for one in items if one.item.id not in site.taken),
        losses=tuple(losses),
        found=len(items) + len(unread),
    )


def _unspoken(settings: Config, site: Before) -> Iterator[Loss]:
    """Tell of languages that the site doesn't speak: a text has no place for them there."""
    spoken = site.config.languages if site.config else settings.languages
    for lang in settings.languages:
        if lang not in spoken:
            told = message("the site doesn't speak '{lang}': its texts stay behind", lang=lang)
            yield Loss(own.NAME, Sort.LOST, told)


def _theirs(files: Files, wish: Wish, site: Before) -> Arrival:
    """Read the history of another system by what its words mean here."""
    importer: Any = import_module(f"statuspage.importers.{FORMATS[wish.format]}")
    history: History = readable(importer.read(files))
    losses = [*history.losses]
    lang = site.config.default_language if site.config else language_of(history, losses)
    named = wish.zone or zone_of(history, losses)
    zone = (
        wish.zone or (site.said.zone if site.said else "") or named or (site.config.time_zone if site.config else UTC)
    )
    said = replace(site.said or Words("", {}, {}, {}, {}), zone=zone)
    words = meant(history, importer.MEANING, site.config.components if site.config else (), said)
    ids = {entry.source: entry.id for entry in site.ledger.values()}
    adoption = adopt(history, words, lang, ids, site.taken)
    return Arrival(
        settings=new_settings(history, lang, site.config.time_zone if site.config else zone),
        components=adoption.components,
        items=adoption.items,
        losses=(*losses, *adoption.losses),
        found=history.found,
        mapping=with_new(site.texts[wish.mapping_path], site.said, words) if site.said else new_file(words),
        addresses=history.addresses,
        asked=words.asked,
        unlisted=words.unlisted,
        naive=adoption.naive,
        zone=zone,
    )
