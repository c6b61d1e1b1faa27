"""Atom and RSS: the history of a Statuspage, entry by entry; posts of other systems, which say nothing of any state.

An entry of a Statuspage is an event with all its updates, the newest first. Its date is that of the newest, or of the
planned start of work to come. A post of another system comes over as a page: an event that nobody ever says to be over
would stay open for ever.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from statuspage.importers.feed_updates import Moment, Paragraph, dated, offsets, paragraphs, window
from statuspage.importers.history import Happening, Loss, Prose, Sort, Stamp, Told
from statuspage.importers.hypertext import to_markdown
from statuspage.importers.labels import state_of
from statuspage.importers.stamps import read_stamp
from statuspage.messages import message
from statuspage.model import Kind, UpdateState
from statuspage.times import YEARS

SUFFIX: Final = " - Incident History"
"""What a Statuspage adds to its name in the title of its feeds."""

_WORK: Final = frozenset({UpdateState.IN_PROGRESS, UpdateState.VERIFYING, UpdateState.COMPLETED})
_ENDS: Final = frozenset({UpdateState.RESOLVED, UpdateState.COMPLETED, UpdateState.CANCELLED})
_SCHEDULED: Final = "scheduled"
_DATES: Final = ("pubDate", "published", "updated", "date", "issued")
_TEXTS: Final = ("content", "encoded", "summary", "description")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands; `texts` are by the names of elements, without their namespaces."""

    source: str
    key: str
    line: int | None
    texts: Mapping[str, str]
    html: str
    link: str
    dates: tuple[Stamp, ...]
    said: tuple[Paragraph, ...]
    original: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed tells: each entry with what isn't brought over of it; `losses` are those of the whole."""

    title: str = ""
    url: str = ""
    language: str = ""
    entries: tuple[tuple[Happening | Prose, tuple[Loss, ...]], ...] = ()
    losses: tuple[Loss, ...] = ()


def read_feed(path: str, data: bytes) -> Feed:
    """Return what an Atom or RSS feed tells; entities are never expanded, and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.strip(b"\xef\xbb\xbf\x00 \t\r\n") if b"\x00" not in data else data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        told = message("this is no XML, from line {line}, column {column} on", line=line, column=column)
        return Feed(losses=(Loss(path, Sort.UNREAD, told, line=line or None),))
    except (ValueError, etree.LxmlError):
        return Feed(losses=(Loss(path, Sort.UNREAD, message("this is no XML that can be read")),))
    if _name(root) not in ("feed", "rss", "RDF"):
        return Feed(losses=(Loss(path, Sort.UNREAD, message("this is neither Atom nor RSS")),))
    head = root if _name(root) == "feed" else next((child for child in root if _name(child) == "channel"), root)
    return _feed(path, head, [*root.iter("{*}entry", "{*}item")])


def _feed(path: str, head: Any, nodes: Sequence[Any]) -> Feed:
    texts = _texts(head)
    entries = _entries(path, nodes)
    zones = offsets((date, [one.at for one in entry.said if one.at]) for entry in entries for date in entry.dates)
    told = [_happening(entry, zones) or _post(entry) for entry in entries]
    losses = []
    if any(isinstance(one, Happening) for one, _ in told):
        what = message("a feed tells of no component, no severity and no planned end of what has begun")
        losses.append(Loss(path, Sort.LOST, what))
    return Feed(
        title=_plain(texts.get("title", "")).removesuffix(SUFFIX),
        url=_link(head),
        language=head.get("{http://www.w3.org/XML/1998/namespace}lang") or texts.get("language", ""),
        entries=tuple(told),
        losses=tuple(losses),
    )


def _entries(path: str, nodes: Sequence[Any]) -> list[Entry]:
    """Return the entries, each with a key of its own."""
    from lxml import etree

    texts = [_texts(node) for node in nodes]
    links = [_link(node) for node in nodes]
    found = []
    for number, (node, each, link, key) in enumerate(zip(nodes, texts, links, _keys(texts, links), strict=True), 1):
        key = key or f"{PurePosixPath(path).stem}-{number}"
        html = next((each[name] for name in _TEXTS if each.get(name, "").strip()), "")
        dates = tuple(stamp for name in _DATES if (stamp := _date(each.get(name, ""))))
        original = etree.tostring(node, encoding="unicode", with_tail=False)
        said = tuple(paragraphs(html))
        found.append(Entry(f"{path}#{key}", key, node.sourceline, each, html, link, dates, said, original))
    return found


def _keys(texts: Sequence[Mapping[str, str]], links: Sequence[str]) -> list[str]:
    """Return the end of each entry's address, with that of its id where entries share one, nothing where both are."""
    ends = [_tail(link.partition("#")[0]) for link in links]
    ids = [_tail(each.get("id") or each.get("guid") or "") for each in texts]
    both = [f"{end}-{own}" if end and own else end or own for end, own in zip(ends, ids, strict=True)]
    once, seldom = Counter(ends), Counter(both)
    pairs = zip(ends, both, strict=True)
    return [end if end and once[end] == 1 else pair if seldom[pair] == 1 else "" for end, pair in pairs]


def _happening(entry: Entry, zones: Mapping[str, tzinfo]) -> tuple[Happening, tuple[Loss, ...]] | None:
    """Return the event that an entry with updates is, or None for one without, or without a time that can be told."""
    pairs = [*zip(entry.said, _times(entry, [one.at for one in entry.said], zones), strict=True)]
    said = [
        Told(at=stamp, label=one.label, state=state_of(one.label), text=one.text)
        for one, stamp in reversed(pairs)
        if stamp
    ]
    if not said:
        return None
    told = message("an update without a time that can be read isn't brought over")
    losses = [Loss(entry.source, Sort.LOST, told, one.html, entry.line) for one, stamp in pairs if not stamp]
    event = Happening(
        source=entry.source,
        key=entry.key,
        title=_plain(entry.texts.get("title", "")),
        kind=Kind.INCIDENT,
        start=said[0].at,
        updates=tuple(said),
        original=entry.original,
        address=_address(entry.link),
    )
    event = _ended(event)
    span = _window(entry, zones)
    if span or any(one.state in _WORK or one.label.lower() == _SCHEDULED for one in said):
        event, more = _work(entry, event, span)
        losses += more
    return event, tuple(losses)


def _ended(event: Happening) -> Happening:
    """Return an event as over, if the last step that its updates tell is its end."""
    steps = [one for one in event.updates if one.state not in (None, UpdateState.NOTE, UpdateState.REVIEWED)]
    if not steps or steps[-1].state not in _ENDS:
        return event
    return replace(event, over=True, ended=steps[-1].at)


def _work(entry: Entry, event: Happening, span: tuple[Stamp, Stamp | None] | None) -> tuple[Happening, list[Loss]]:
    """Return an event as planned work: its announcement is its text, and it starts as planned, else when it began."""
    event, losses = replace(event, kind=Kind.MAINTENANCE), list[Loss]()
    first, *rest = event.updates
    if first.label.lower() == _SCHEDULED:
        event = replace(event, announced=first.at, body=first.text, updates=tuple(rest))
    if span:
        return replace(event, start=span[0], end=span[1]), losses
    begun = next((one.at for one in rest if one.state is UpdateState.IN_PROGRESS), None)
    if begun is None and event.announced:
        told = message("no planned start stands there: the date of the entry is taken")
        begun = entry.dates[0] if entry.dates else event.announced
        losses.append(Loss(entry.source, Sort.ASSUMED, told, begun.written, entry.line))
    return replace(event, start=begun or event.start), losses


def _times(entry: Entry, moments: Sequence[Moment | None], zones: Mapping[str, tzinfo]) -> list[Stamp | None]:
    """Return times by the dates of their entry, None for those that can't be read."""
    found = iter(dated([moment for moment in moments if moment], entry.dates, zones))
    return [next(found) if moment else None for moment in moments]


def _window(entry: Entry, zones: Mapping[str, tzinfo]) -> tuple[Stamp, Stamp | None] | None:
    """Return the planned window of work to come, which an entry bears as dates or above its updates."""
    end = _date(entry.texts.get("maintenanceEndDate", ""))
    if end and entry.dates:
        return entry.dates[0], end
    span = window(entry.html)
    if not span:
        return None
    start, until = _times(entry, span[:1], zones)[0], _times(entry, span[1:], zones)[0]
    return (start, until) if start else None


def _post(entry: Entry) -> tuple[Prose, tuple[Loss, ...]]:
    """Return an entry that says nothing of any state as a page that begins with its date, as it is written."""
    date = f"*{entry.dates[0].written}*\n\n" if entry.dates else ""
    page = Prose(
        source=entry.source,
        key=entry.key,
        title=_plain(entry.texts.get("title", "")),
        body=date + to_markdown(f"<div>{entry.html}</div>"),
        original=entry.original,
        address=_address(entry.link),
    )
    told = message("the post doesn't say whether it is over: brought over as a page, not as an event")
    return page, (Loss(entry.source, Sort.ASSUMED, told, page.title, entry.line),)


def _texts(node: Any) -> dict[str, str]:
    """Return the texts of an element's children by their names, the first of each."""
    found: dict[str, str] = {}
    for child in node:
        if isinstance(child.tag, str):
            found.setdefault(_name(child), _inside(child))
    return found


def _inside(node: Any) -> str:
    """Return what stands in an element as HTML: as text that is escaped once, or as elements (Atom's `xhtml`)."""
    from lxml import etree

    if len(node):
        return (node.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in node)
    return node.text or ""


def _link(node: Any) -> str:
    """Return the address of a page: Atom's `alternate`, RSS's text."""
    for child in node:
        if isinstance(child.tag, str) and _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return str(child.get("href") or child.text or "").strip()
    return ""


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _tail(link: str) -> str:
    """Return the last part of an address or an id."""
    return link.strip().rstrip("/").rpartition("/")[2]


def _address(link: str) -> str:
    try:
        return urlsplit(link).path.lstrip("/")
    except ValueError:
        return ""


def _plain(html: str) -> str:
    return " ".join(unescape(html).split())


def _date(written: str) -> Stamp | None:
    """Read a date of a feed: RFC 3339, or RFC 822 as RSS has it; `-0000` is UTC (RFC 5322, section 3.3)."""
    if stamp := read_stamp(written):
        return stamp
    try:
        at = parsedate_to_datetime(written.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if written.rstrip().endswith("-0000") else at
    return Stamp(at, written.strip()) if at.year in YEARS else None
