"""feed.atom and feed.rss, one entry for each update: the only module that knows feedgen.

An entry per update, not per event, since readers show an entry once and never again when it grows. feedgen prepends
entries, stamps the present and takes the last link for RSS unless told all of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import urljoin

from statuspage.model import Event, Update
from statuspage.plan import Output, Site
from statuspage.state import announced, state_at
from statuspage.view import Address, View, folder

AT_LEAST: Final = 50
RECENT: Final = timedelta(days=90)
EMPTY_SINCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed without entries: Atom requires one (RFC 4287, section 4.2.15), and nothing was said yet."""
TITLE_LENGTH: Final = 200
_LINK: Final = re.compile('href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said of an event: an update, or the announcement (no update)."""

    at: datetime
    event: Event
    update: Update | None


def outputs(site: Site) -> Iterator[Output]:
    """Plan both feeds in each language, where the site's address is known: feeds need absolute ones."""
    if not site.config.url:
        return
    for lang in site.config.languages:
        for name, write in (("feed.atom", atom), ("feed.rss", rss)):
            yield Output(folder(site, lang) + name, "feeds", partial(write, site, lang))


def atom(site: Site, lang: str) -> bytes:
    """Write the feed as Atom (RFC 4287)."""
    data: bytes = _linked(site, lang, "feed.atom").atom_str(pretty=True)
    return data + b"\n"


def rss(site: Site, lang: str) -> bytes:
    """Write the feed as RSS 2.0."""
    data: bytes = _linked(site, lang, "feed.rss").rss_str(pretty=True)
    return data + b"\n"


def _linked(site: Site, lang: str, name: str) -> Any:
    """Return the feed with the links of one format; RSS takes the last as the site's own."""
    view, feed = _view(site, lang), _feed(site, lang)
    own = {"href": view.absolute(name), "rel": "self", "type": f"application/{name.rpartition('.')[2]}+xml"}
    feed.link([own, {"href": view.absolute(), "rel": "alternate"}], replace=True)
    return feed


def entries(site: Site) -> list[Entry]:
    """Return what was said, the latest first: the last 50, or those of the last 90 days where these are more."""
    said = [entry for state in site.snapshot.events for entry in _said(state.event)]
    said.sort(key=lambda entry: (entry.at, entry.event.id), reverse=True)
    since = said[0].at - RECENT if said else EMPTY_SINCE
    return [entry for number, entry in enumerate(said) if number < AT_LEAST or entry.at >= since]


def _said(event: Event) -> Iterator[Entry]:
    """Yield the announcement, unless it isn't dated or the first update says the same at that instant."""
    first = announced(event)
    if first is not None and all(update.at != first for update in event.updates):
        yield Entry(first, event, None)
    for update in event.updates:
        yield Entry(update.at, event, update)


def _view(site: Site, lang: str) -> View:
    return View(site, site.theme.languages[lang], Address("", "entry.html", "feeds"))


@lru_cache(maxsize=8)
def _feed(site: Site, lang: str) -> Any:
    """Make the feed that both formats are written of."""
    from feedgen.feed import FeedGenerator

    view = _view(site, lang)
    found = entries(site)
    feed = FeedGenerator()
    feed.id(view.absolute())
    feed.title(site.config.title.in_lang(lang).text)
    feed.subtitle(site.config.description.in_lang(lang).text or site.config.title.in_lang(lang).text)
    feed.author(name=site.config.owner.in_lang(lang).text or site.config.title.in_lang(lang).text)
    feed.language(view.language.html_tag)
    feed.generator("statuspage")
    updated = found[0].at if found else EMPTY_SINCE
    feed.updated(updated)
    feed.lastBuildDate(updated)
    for entry in found:
        _add(feed.add_entry(order="append"), entry, view)
    return feed


def _add(item: Any, entry: Entry, view: View) -> None:
    address = view.absolute(f"events/{entry.event.id}/") + fragment(entry.update)
    item.id(address)
    item.guid(address, permalink=True)
    item.title(title(entry, view))
    item.link(href=address)
    item.published(entry.at)
    item.updated(entry.at)
    components = {component.id: component for component in view.site.config.components}
    # The facts are those of the entry's own instant, so that what a reader has fetched stays true and unchanged.
    state = state_at(entry.event, entry.at)
    context = {**view.names(), "components": components, "state": state, "update": entry.update}
    html = view.site.theme.render("entry.html", context)
    item.content(_LINK.sub(lambda link: f'href="{urljoin(address, link[1])}"', html), type="html")
    for name, _ in state.impacts:
        item.category(term=name)


def fragment(update: Update | None) -> str:
    """Return the part of an address that names an update by its time, never by its position."""
    return f"#update-{update.at:%Y%m%dT%H%M%SZ}" if update else ""


def title(entry: Entry, view: View) -> str:
    """Return the state that was said and the event's title, as plain text of at most 200 characters."""
    state = entry.update.state if entry.update else "announced"
    said = view.language.translations.pgettext("update", state)
    name = entry.event.title.in_lang(view.language.tag).text
    return f"[{said}] {name}"[:TITLE_LENGTH]
