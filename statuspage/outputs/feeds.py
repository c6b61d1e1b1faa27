"""feed.atom, feed.rss and the archives of the former: the only module that knows feedgen.

Each entry is written once for all files that hold it, beside the page of its event. feedgen stamps the present unless
it is told every date, takes a feed's last link for that of RSS, and loses what a link of an entry says beside its
address, so that an entry has one link.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from statuspage.entries import Entry, all_entries, by_month
from statuspage.feed import Feed, feeds, joined, listed, parts, views
from statuspage.plan import Joined, Planned, Site
from statuspage.told import tell
from statuspage.view import View

ARCHIVE: Final = "http://purl.org/syndication/history/1.0"
Links = dict[str, str]


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the feeds of each language, and of all entries the archives (RFC 5005, section 4)."""
    found = all_entries(site)
    months = by_month(found, site.config.zone)
    for view in views(site):
        told = list(feeds(view, found))
        whole = told[0]
        yield from parts(view, found, "atom", atom_entry)
        yield from parts(view, listed(told), "rss", rss_item)
        for feed in told:
            yield _joined(feed, "feed.atom", atom, _earlier(whole, months) if feed is whole else {})
            yield _joined(feed, "feed.rss", rss, {})
        yield from _archives(whole, months)
        # The names that Statuspage gives them.
        yield _joined(whole, "history.atom", atom, _earlier(whole, months))
        yield _joined(whole, "history.rss", rss, {})


def _joined(feed: Feed, name: str, write: Callable[..., bytes], links: Links) -> Joined:
    return joined(feed, name, partial(write, feed, name, links))


def _archives(feed: Feed, months: Mapping[str, Sequence[Entry]]) -> Iterator[Joined]:
    """Plan a file for each month that is over; none says which came after it, so that it stays the same for ever."""
    for month, told in months.items():
        links = {"current": feed.address("feed.atom"), **_earlier(feed, [old for old in months if old < month])}
        yield _joined(replace(feed, entries=told), f"archive/{month}.atom", archive, links)


def _earlier(feed: Feed, months: Collection[str]) -> Links:
    """Return where a document goes on; the archives are those of all entries."""
    return {"prev-archive": feed.address(f"archive/{max(months)}.atom")} if months else {}


def atom(feed: Feed, name: str, links: Links, items: Iterable[bytes]) -> bytes:
    """Write a feed as Atom (RFC 4287)."""
    return _filled(_frame(feed, name, links).atom_str(pretty=True), b"</feed>", items)


def archive(feed: Feed, name: str, links: Links, items: Iterable[bytes]) -> bytes:
    """Write an archive document (RFC 5005, section 4)."""
    frame = _frame(feed, name, links)
    frame.register_extension("history", _history(), None)
    return _filled(frame.atom_str(pretty=True), b"</feed>", items)


def rss(feed: Feed, name: str, links: Links, items: Iterable[bytes]) -> bytes:
    """Write a feed as RSS 2.0."""
    return _filled(_frame(feed, name, links).rss_str(pretty=True), b"</channel>", items)


def _filled(frame: bytes, end: bytes, items: Iterable[bytes]) -> bytes:
    before, after, rest = frame.rpartition(end)
    return b"".join((before, *items, after, rest, b"\n"))


def _frame(feed: Feed, name: str, links: Links) -> Any:
    """Return the feed without entries; RSS takes the last link as the site's own."""
    from feedgen.feed import FeedGenerator

    frame = FeedGenerator()
    frame.id(feed.id)
    frame.title(feed.title)
    frame.subtitle(feed.subtitle)
    frame.author(name=feed.author)
    frame.language(feed.view.language.html_tag)
    frame.generator("statuspage")
    frame.updated(feed.updated)
    frame.lastBuildDate(feed.updated)
    own = {"href": feed.address(name), "rel": "self", "type": f"application/{name.rpartition('.')[2]}+xml"}
    others = [{"href": address, "rel": rel, "type": "application/atom+xml"} for rel, address in links.items()]
    frame.link([own, *others, {"href": feed.home, "rel": "alternate", "type": "text/html"}], replace=True)
    return frame


def _history() -> type:
    from feedgen.ext.base import BaseExtension
    from lxml.etree import SubElement

    class History(BaseExtension):  # type: ignore[misc]  # feedgen has no types
        """Says that a document is an archive, by the library's hook for what it doesn't know."""

        def extend_ns(self) -> dict[str, str]:
            return {"fh": ARCHIVE}

        def extend_atom(self, feed: Any) -> Any:
            SubElement(feed, f"{{{ARCHIVE}}}archive")
            return feed

    return History


def atom_entry(entry: Entry, view: View) -> bytes:
    """Write an entry as an element of Atom."""
    return _element(_item(entry, view).atom_entry())


def rss_item(entry: Entry, view: View) -> bytes:
    """Write an entry as an item of RSS."""
    return _element(_item(entry, view).rss_entry())


def _element(element: Any) -> bytes:
    from lxml.etree import tostring

    written: bytes = tostring(element, encoding="utf-8")
    return b"  " + written + b"\n"


def _item(entry: Entry, view: View) -> Any:
    from feedgen.entry import FeedEntry

    told = tell(entry, view)
    item = FeedEntry()
    item.id(told.id)
    item.guid(told.id, permalink=False)
    item.title(told.title)
    item.link(href=told.address)
    item.published(told.published)
    item.updated(told.published)
    item.content(told.html, type="html")
    for tag in told.tags:
        item.category(term=tag)
    return item
