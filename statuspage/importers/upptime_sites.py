"""What an Upptime checkout tells of the sites that it watches: their names, and how long they were down each day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from statuspage.importers.front_matter import read_settings
from statuspage.importers.history import Files, Loss, Prose, Sort, System
from statuspage.importers.loose_json import as_written, load, text_of
from statuspage.messages import message

CONFIGS: Final = (".upptimerc.yml", ".upptimerc.yaml")
SUMMARY: Final = "history/summary.json"

_TITLE: Final = "Uptime before the move"
_ABOUT: Final = (
    "Minutes for which an incident was open, by site and day, as Upptime had counted them last. "
    "It counts the incidents of a year at most and doesn't say at what time of the day they were; "
    "a slowdown counts as an outage does."
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True, slots=True)
class Site:
    """A site by the label that its issues bear, and the name that people gave it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """What a checkout says of itself and of its sites; `earlier` are labels of sites that are watched no more."""

    title: str = ""
    url: str = ""
    language: str = ""
    time_zone: str = ""
    sites: tuple[Site, ...] = ()
    earlier: frozenset[str] = frozenset()
    downtime: Prose | None = None
    losses: tuple[Loss, ...] = ()

    @property
    def systems(self) -> tuple[System, ...]:
        """The sites as what events affect."""
        return tuple(System(name=site.slug, title=site.name) for site in self.sites)

    def slug_of(self, word: str) -> str:
        """Return the label of the site that a person means by a label or a name, or the word itself."""
        plain = word.strip()
        known = {site.name.casefold(): site.slug for site in self.sites}
        known |= {slug.casefold(): slug for slug in (*self.earlier, *(site.slug for site in self.sites))}
        return known.get(plain.casefold(), plain)

    def knows(self, label: str) -> bool:
        """Tell whether a label stands for a site, watched now or earlier."""
        return label in self.earlier or any(site.slug == label for site in self.sites)


def read_sites(files: Files) -> Sites:
    """Return what `.upptimerc.yml` and `history/` tell; a file that can't be read is a loss."""
    name = next((name for name in CONFIGS if name in files), "")
    config, crooked = read_settings(name, files[name]) if name else ({}, ())
    losses: list[Loss] = [*crooked]
    summary = _summary(files, losses)
    website, words = _table(config.get("status-website")), _table(config.get("i18n"))
    for field in ("introTitle", "introMessage"):
        if text := text_of(website.get(field.lower())):
            told = message("'{field}' of the old start page isn't brought over: write it on a page", field=field)
            losses.append(Loss(name, Sort.LOST, told, text))
    stems = {PurePosixPath(path).stem for path in files if path.startswith("history/") and path.endswith(".yml")}
    sites = tuple(dict.fromkeys(_sites(config, summary, stems)))
    return Sites(
        title=text_of(website.get("name")),
        url=_address(config, website),
        language=text_of(words.get("locale")),
        time_zone=text_of(website.get("timezone")),
        sites=sites,
        earlier=frozenset(stems - {site.slug for site in sites}),
        downtime=_downtime(summary, losses),
        losses=tuple(losses),
    )


def bare(text: str) -> str:
    """Return a text's letters and digits, in which a site's name and the label made of it agree."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _summary(files: Files, losses: list[Loss]) -> list[dict[Any, Any]]:
    if SUMMARY not in files:
        return []
    values, unread = load(SUMMARY, files[SUMMARY])
    losses.extend(unread)
    records = [record for value in values for record in (value if isinstance(value, list) else [value])]
    for record in records:
        if not isinstance(record, dict):
            losses.append(Loss(SUMMARY, Sort.LOST, message("this is no summary of a site"), as_written(record)))
    return [record for record in records if isinstance(record, dict)]


def _sites(config: Mapping[str, Any], summary: list[dict[Any, Any]], stems: set[str]) -> Iterator[Site]:
    """Yield the sites of the settings, then those that the summary alone still holds."""
    slugs = {text_of(record.get("name")): text_of(record.get("slug")) for record in summary}
    listed = config.get("sites")
    seen = set()
    for site in map(_table, listed if isinstance(listed, tuple) else []):
        if name := text_of(site.get("name")).strip():
            slug = text_of(site.get("slug")).strip() or slugs.get(name) or _slug(name, stems)
            seen.add(slug)
            yield Site(slug, name)
    for name, slug in slugs.items():
        if slug and slug not in seen:
            yield Site(slug, name or slug)


def _slug(name: str, stems: set[str]) -> str:
    """Return the label that Upptime made of a name: the history file's that it fits, or else the plain form of it."""
    fitting = sorted(stem for stem in stems if bare(stem) == bare(name))
    return fitting[0] if fitting else re.sub(r"[\W_]+", "-", name.lower()).strip("-") or name


def _address(config: Mapping[str, Any], website: Mapping[str, Any]) -> str:
    """Return where the site stands: Upptime publishes on GitHub Pages, under a name of its own if it has one."""
    if domain := text_of(website.get("cname")):
        return f"https://{domain}{text_of(website.get('baseurl')).rstrip('/')}"
    owner, repository = text_of(config.get("owner")), text_of(config.get("repo"))
    return f"https://{owner}.github.io/{repository}" if owner and repository else ""


def _downtime(summary: list[dict[Any, Any]], losses: list[Loss]) -> Prose | None:
    """Return minutes down by day as a page; a day without a time of day is no event."""
    parts = [
        f"## {_cell(text_of(record.get('name')) or text_of(record.get('slug')))}\n\n"
        "| Date | Minutes down |\n| --- | ---: |\n" + "\n".join(f"| {day} | {minutes} |" for day, minutes in rows)
        for record in summary
        if (rows := sorted(_rows(record, losses), reverse=True))
    ]
    if not parts:
        return None
    body = "\n\n".join([_ABOUT, *parts])
    return Prose(source=SUMMARY, key="uptime-before-the-move", title=_TITLE, body=body, original=as_written(summary))


def _rows(record: dict[Any, Any], losses: list[Loss]) -> Iterator[tuple[str, int | float]]:
    for day, minutes in _table(record.get("dailyMinutesDown")).items():
        counted = isinstance(minutes, int | float) and not isinstance(minutes, bool) and 0 <= minutes < float("inf")
        if _DATE.fullmatch(day) and counted:
            yield day, minutes
        else:
            told = message("this isn't a day with its minutes down")
            losses.append(Loss(SUMMARY, Sort.LOST, told, as_written({day: minutes})))


def _cell(name: str) -> str:
    """Return a name as text in a heading, whatever Markdown would make of it."""
    return _MARKUP.sub(r"\\\1", " ".join(name.split()))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
