"""feed.atom, feed.rss and the archives of the former: the only module that knows feedgen.

Each entry is written once for all files that hold it, beside the page of its event. feedgen stamps the present unless
it is told every date, takes a feed's last link for that of RSS, and loses what a link of an entry says beside its
address, so that an entry has one link.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from statuspage.entries import Entry, all_entries, by_month
from statuspage.feed import Feed, feeds, views
from statuspage.plan import Joined, Part, Planned, Site
from statuspage.told import tell
from statuspage.view import View

ARCHIVE: Final = "http://purl.org/syndication/history/1.0"
Links = dict[str, str]


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the feeds of each language, and of all entries the archives (RFC 5005, section 4)."""
    found = all_entries(site)
    for view in views(site):
        yield from _parts(view, found, "atom", atom_entry)
        scopes = list(feeds(view, found))
        wanted = {id(entry): entry for feed in scopes for entry in feed.entries}
        yield from _parts(view, list(wanted.values()), "rss", rss_item)
        for feed in scopes:
            yield _joined(feed, "feed.atom", atom, _chain(feed, found))
            yield _joined(feed, "feed.rss", rss, {})
        yield from _archives(scopes[0], found)
        # The names that Statuspage gives them.
        yield _joined(scopes[0], "history.atom", atom, _chain(scopes[0], found))
        yield _joined(scopes[0], "history.rss", rss, {})


def _parts(view: View, found: Sequence[Entry], form: str, write: Callable[[Entry, View], bytes]) -> Iterator[Part]:
    for entry in found:
        yield Part(_part(view, form, entry), entry.state.event.place.path, partial(write, entry, view))


def _part(view: View, form: str, entry: Entry) -> str:
    return f"entries/{view.language.tag}/{entry.state.event.id}/{entry.stamp}.{form}"


def _joined(feed: Feed, name: str, write: Callable[..., bytes], links: Links) -> Joined:
    form = name.rpartition(".")[2]
    of = tuple(_part(feed.view, form, entry) for entry in feed.entries)
    return Joined(feed.file(name), "feeds", of, partial(write, feed, name, links))


def _archives(feed: Feed, found: Sequence[Entry]) -> Iterator[Joined]:
    """Plan a file for each month that is over; none says which came after it, so that it stays the same for ever."""
    months = by_month(found, feed.view.site.config.zone)
    for month, told in months.items():
        links = {"current": feed.address("feed.atom"), **_earlier(feed, [old for old in months if old < month])}
        of_month = Feed(feed.view, feed.path, feed.about, told)
        yield _joined(of_month, f"archive/{month}.atom", archive, links)


def _chain(feed: Feed, found: Sequence[Entry]) -> Links:
    """Return where a feed goes on; the archives are those of all entries."""
    return _earlier(feed, list(by_month(found, feed.view.site.config.zone))) if not feed.path else {}


def _earlier(feed: Feed, months: Sequence[str]) -> Links:
    return {"prev-archive": feed.address(f"archive/{max(months)}.atom")} if months else {}


def atom(feed: Feed, name: str, links: Links, parts: Iterable[bytes]) -> bytes:
    """Write a feed as Atom (RFC 4287)."""
    return _filled(_frame(feed, name, links).atom_str(pretty=True), b"</feed>", parts)


def archive(feed: Feed, name: str, links: Links, parts: Iterable[bytes]) -> bytes:
    """Write an archive document (RFC 5005, section 4)."""
    frame = _frame(feed, name, links)
    frame.register_extension("history", _history(), None)
    return _filled(frame.atom_str(pretty=True), b"</feed>", parts)


def rss(feed: Feed, name: str, links: Links, parts: Iterable[bytes]) -> bytes:
    """Write a feed as RSS 2.0."""
    return _filled(_frame(feed, name, links).rss_str(pretty=True), b"</channel>", parts)


def _filled(frame: bytes, end: bytes, parts: Iterable[bytes]) -> bytes:
    before, after, rest = frame.rpartition(end)
    return b"".join((before, *parts, after, rest, b"\n"))


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
