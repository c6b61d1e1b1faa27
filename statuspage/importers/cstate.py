"""cState, a theme of Hugo: issues as Markdown or HTML with front matter, systems in the site's settings."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from statuspage.importers.front_matter import FrontMatter, other_case, read_front_matter
from statuspage.importers.history import Files, Happening, History, Loss, Meaning, Prose, Sort, Stamp, System
from statuspage.importers.hugo import (
    CONTENT,
    SETTINGS,
    Site,
    Where,
    address,
    is_draft,
    read_site,
    site_of,
    table_of,
    text_of,
    truth,
    where,
)
from statuspage.importers.hypertext import to_markdown
from statuspage.importers.paragraphs import TRACK
from statuspage.importers.stamps import read_stamp
from statuspage.importers.tracks import Split, split_body, with_times
from statuspage.importers.values import Value, as_texts
from statuspage.messages import Message, message
from statuspage.model import Impact, Kind

INFORMATIONAL: Final = "informational"
MEANING: Final = Meaning(
    impacts={
        "down": Impact.OUTAGE,
        "disrupted": Impact.DEGRADED,
        "notice": Impact.DEGRADED,
        "ok": Impact.NONE,
        INFORMATIONAL: Impact.NONE,
    },
    kinds={
        "down": Kind.INCIDENT,
        "disrupted": Kind.INCIDENT,
        "notice": Kind.MAINTENANCE,
        "ok": Kind.INCIDENT,
        INFORMATIONAL: Kind.MAINTENANCE,
    },
)
"""The theme shows an open `notice` as "Maintenance", on the systems too. `informational` is our word for what the theme
keeps out of all states."""

_NAMES: Final = ("title", "date", "resolved", "resolvedWhen", "severity", "affected", "section", "informational")
_NAMES_OF_HUGO: Final = ("draft", "published", "publishDate", "slug", "url")
PINNED: Final = "pin"
_HOLD: Final = "\ue000"
_HELD: Final = re.compile(rf"{_HOLD}(\d+){_HOLD}")


@dataclass(frozen=True, slots=True)
class _Record:
    """One file that can be read: its path in the source, where it stands on its site, and what it holds."""

    source: str
    at: Where
    front: FrontMatter

    @property
    def is_issue(self) -> bool:
        return self.at.folder == "issues" or self.front.text("section").lower() == "issue"

    @property
    def key(self) -> str:
        return self.at.path.removeprefix("issues/") if self.at.folder == "issues" else self.at.path

    def loss(self, sort: Sort, told: Message, name: str) -> Loss:
        """Return what there is to say of one of its values."""
        return Loss(self.source, sort, told, self.front.written(name), self.front.line(name))


def wanted(path: str) -> bool:
    """Tell whether a file of a checkout is read: issues and pages, not lists (`_index`), and the site's settings."""
    match = CONTENT.fullmatch(path)
    return bool(SETTINGS.fullmatch(path)) or bool(match and match["name"].partition(".")[0].lower() != "_index")


def read(files: Files) -> History:
    """Return what a checkout of a site tells, or one file of it, which is taken for an issue then."""
    settings, told_of_settings = read_site(files)
    site, losses = site_of(settings), list(told_of_settings)
    happenings, pages = list[Happening](), list[Prose]()
    for record in _told_apart(_records(files, site, losses), site, losses):
        said = list(other_case(record.front, record.source, (*_NAMES, *_NAMES_OF_HUGO)))
        event = record.is_issue and _is_event(record, said)
        if event:
            happenings.append(_happening(record, site, said))
        else:
            pages.append(_page(record, site, said))
        losses += [*said, *_unused(record, () if event else (PINNED,))]
    losses += _undescribed(table_of(settings, "params"), files)
    url = text_of(settings, "baseurl")
    return History(
        found=sum(not SETTINGS.fullmatch(path) for path in files),
        title=text_of(settings, "title"),
        url=url if url.startswith(("https://", "http://")) else "",
        language=text_of(settings, "defaultcontentlanguage") or text_of(settings, "languagecode"),
        time_zone=text_of(settings, "timezone"),
        systems=tuple(_systems(table_of(settings, "params"), files, losses)),
        happenings=tuple(happenings),
        pages=tuple(pages),
        addresses=(("index.xml", "feed.rss"), ("issues/index.xml", "feed.rss")) if settings else (),
        losses=tuple(losses),
    )


def _records(files: Files, site: Site, losses: list[Loss]) -> Iterator[_Record]:
    """Yield what can be read and is published."""
    for source in sorted(files):
        if SETTINGS.fullmatch(source):
            continue
        front, told = read_front_matter(source, files[source])
        losses.extend(told)
        if front and is_draft(front):
            losses.append(Loss(source, Sort.LOST, message("a draft, which isn't on the site"), front.whole))
        elif front:
            yield _Record(source, where(source, site), front)


def _told_apart(records: Iterator[_Record], site: Site, losses: list[Loss]) -> Iterator[_Record]:
    """Yield one record of those that say the same in several languages, and give each a path of its own."""
    ranks = {language: rank for rank, language in enumerate(site.languages)}
    found = sorted(records, key=lambda record: (ranks.get(record.at.language, len(ranks)), record.source))
    first: dict[str, _Record] = {}
    for record in found:
        known = first.setdefault(record.at.path, record)
        if known is record:
            yield record
        elif known.at.language == record.at.language:
            yield replace(record, at=replace(record.at, path=f"{record.at.path}.{record.source.rpartition('.')[2]}"))
        else:
            told = message("a translation of {path}: it isn't brought over", path=known.source)
            losses.append(Loss(record.source, Sort.LOST, told, record.front.whole))


def _is_event(record: _Record, said: list[Loss]) -> bool:
    """Tell whether a post speaks of systems or of an end; one that is for information alone may speak of neither."""
    front = record.front
    return not _yes(record, "informational", said) or bool(front.texts("affected") or front.text("resolvedWhen"))


def _happening(record: _Record, site: Site, said: list[Loss]) -> Happening:
    front, split = record.front, _split(record)
    said += split.losses
    for_information = truth(front.text("informational"))
    over, ended = _yes(record, "resolved", said), _stamp(record, "resolvedWhen", said)
    if ended and not over:
        told = message("it isn't resolved: the end that stands there all the same isn't brought over")
        said.append(record.loss(Sort.LOST, told, "resolvedWhen"))
    return Happening(
        source=record.source,
        key=record.key,
        title=front.text("title"),
        severity=front.text("severity") or (INFORMATIONAL if for_information else ""),
        affected=tuple((name, INFORMATIONAL if for_information else "") for name in front.texts("affected")),
        announced=_stamp(record, "publishDate", said),
        start=_stamp(record, "date", said),
        over=over,
        ended=ended if over else None,
        body=split.text,
        updates=split.updates,
        original=front.original,
        address=address(record.at, front, site),
    )


def _page(record: _Record, site: Site, said: list[Loss]) -> Prose:
    if record.is_issue:
        told = message("a post that names neither systems nor an end is brought over as a page, without its date")
        said.append(record.loss(Sort.LOST, told, "date"))
    return Prose(
        source=record.source,
        key=record.key.removeprefix("pages/"),  # pages have that folder here too
        title=record.front.text("title"),
        body=with_times(_markdown(record)),
        pinned=truth(record.front.text(PINNED)) is True,
        original=record.front.original,
        address=address(record.at, record.front, site),
    )


def _yes(record: _Record, name: str, said: list[Loss]) -> bool:
    word = record.front.text(name)
    if truth(word) is None:
        told = message("'{word}' is neither yes nor no: read as no", word=word)
        said.append(record.loss(Sort.ASSUMED, told, name))
    return truth(word) is True


def _stamp(record: _Record, name: str, said: list[Loss]) -> Stamp | None:
    written = record.front.text(name)
    stamp = read_stamp(written)
    if written and stamp is None:
        said.append(record.loss(Sort.LOST, message("no time can be read of '{written}'", written=written), name))
    return stamp


def _split(record: _Record) -> Split:
    """Return text and updates; lines of HTML aren't those of its Markdown."""
    split = split_body(record.source, _markdown(record), record.front.body_line)
    if not _is_html(record):
        return split
    updates = tuple(replace(told, line=None) for told in split.updates)
    return replace(split, updates=updates, losses=tuple(replace(loss, line=None) for loss in split.losses))


def _markdown(record: _Record) -> str:
    """Return the body as Markdown; what stands in a time's braces isn't shown to a reader of HTML."""
    if not _is_html(record):
        return record.front.body
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"{_HOLD}{len(held) - 1}{_HOLD}"

    html = TRACK.sub(hold, record.front.body.replace(_HOLD, ""))
    markdown = to_markdown(f"<div>{html}</div>")  # an address alone would be taken for one to be fetched
    return _HELD.sub(lambda match: held[int(match[1])], markdown)


def _is_html(record: _Record) -> bool:
    return record.source.lower().endswith((".html", ".htm"))


def _unused(record: _Record, more: Collection[str]) -> Iterator[Loss]:
    """Yield what stands in a file's front matter and says nothing here; it is kept as it was written."""
    used = {name.lower() for name in ((*_NAMES, *_NAMES_OF_HUGO) if record.is_issue else ("title", *_NAMES_OF_HUGO))}
    for name in record.front.values:
        if name not in {*used, *more} and truth(record.front.text(name)) is not False:
            told = message("'{name}' isn't brought over", name=record.front.names[name])
            yield record.loss(Sort.LOST, told, name)


def _systems(params: Mapping[str, Value], files: Files, losses: list[Loss]) -> Iterator[System]:
    """Yield the systems in the order in which the theme shows them; the name of a category may be hidden."""
    source = next(filter(SETTINGS.fullmatch, sorted(files)), "")
    categories = list(_tables(params, "categories"))
    names = [text_of(table, "name") for table in categories]
    hidden = {text_of(table, "name") for table in categories if truth(text_of(table, "untitled"))}
    seen = set[str]()
    systems = sorted(_tables(params, "systems"), key=lambda table: _rank(names, text_of(table, "category")))
    for table in systems:
        name, group = text_of(table, "name"), text_of(table, "category")
        if not name or name in seen:
            told = message("system '{name}' stands there twice: the first one counts", name=name)
            told = told if name else message("a system without a name isn't brought over")
            losses.append(Loss(source, Sort.ASSUMED if name else Sort.LOST, told, as_texts((table,))[0]))
            continue
        seen.add(name)
        if link := text_of(table, "link"):
            told = message("the link of system '{name}' isn't brought over", name=name)
            losses.append(Loss(source, Sort.LOST, told, link))
        yield System(
            name=name, title=name, group="" if group in hidden else group, description=text_of(table, "description")
        )


def _undescribed(params: Mapping[str, Value], files: Files) -> Iterator[Loss]:
    """Tell of what the settings say of the site and of categories: a group has no place for more than its name."""
    source = next(filter(SETTINGS.fullmatch, sorted(files)), "")
    if text := text_of(params, "description"):
        yield Loss(source, Sort.LOST, message("the description of the old site isn't brought over"), text)
    for table in _tables(params, "categories"):
        if text := text_of(table, "description"):
            told = message("the description of category '{name}' isn't brought over", name=text_of(table, "name"))
            yield Loss(source, Sort.LOST, told, text)


def _tables(params: Mapping[str, Value], name: str) -> Iterator[Mapping[str, Value]]:
    found = params.get(name, ())
    yield from (item for item in found if isinstance(item, Mapping)) if isinstance(found, tuple) else ()


def _rank(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)
