"""feed.json: the feeds as JSON Feed 1.1 (jsonfeed.org)."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from statuspage.encoding import as_json
from statuspage.entries import Entry, all_entries
from statuspage.feed import Feed, feeds, joined, listed, parts, views
from statuspage.plan import Planned, Site
from statuspage.times import rfc3339
from statuspage.told import tell
from statuspage.view import View

VERSION: Final = "https://jsonfeed.org/version/1.1"
NAME: Final = "feed.json"


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the feeds of each language; an entry is written once for all of them, beside the page of its event."""
    found = all_entries(site)
    for view in views(site):
        told = list(feeds(view, found))
        yield from parts(view, listed(told), "json", item)
        for feed in told:
            yield joined(feed, NAME, partial(json_feed, feed))


def json_feed(feed: Feed, items: Iterable[bytes]) -> bytes:
    """Write a feed around its items."""
    frame = as_json(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.address(NAME),
            "description": feed.subtitle,
            "language": feed.view.language.html_tag,
            "authors": [{"name": feed.author}],
            "items": [],
        }
    )
    return frame.removesuffix(b"]}\n") + b",".join(item.strip() for item in items) + b"]}\n"


def item(entry: Entry, view: View) -> bytes:
    """Write an entry as an item."""
    told = tell(entry, view)
    return as_json(
        {
            "id": told.id,
            "url": told.address,
            "title": told.title,
            "content_html": told.html,
            "date_published": rfc3339(told.published, view.site.config.zone),
            "tags": list(dict.fromkeys(told.tags)),
            "language": view.language.html_tag,
        }
    )
