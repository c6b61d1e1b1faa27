"""The feeds of a site: of all, of each component and of each audience, in each language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from statuspage.entries import Entry, latest
from statuspage.plan import Joined, Part, Site
from statuspage.texts import NO_TEXT, Text
from statuspage.times import UNDATED
from statuspage.told import name
from statuspage.view import Address, View, folder


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed in one language: where it stands, whose page it belongs to, and its entries, the latest first.

    `path` is its folder under that of the language.
    """

    view: View
    path: str
    about: Text
    entries: Sequence[Entry]

    @property
    def id(self) -> str:
        """A name that lasts for ever (RFC 4287, section 4.2.6)."""
        return name(self.view, f"{self.path}feed")

    @property
    def title(self) -> str:
        """The site's title, and what of it the feed tells."""
        lang, config = self.view.language.tag, self.view.site.config
        return " · ".join(text.in_lang(lang).text for text in (config.title, self.about) if text)

    @property
    def subtitle(self) -> str:
        """What the site is for."""
        config = self.view.site.config
        return (config.description or config.title).in_lang(self.view.language.tag).text

    @property
    def author(self) -> str:
        """Who speaks."""
        config = self.view.site.config
        return (config.owner or config.title).in_lang(self.view.language.tag).text

    @property
    def home(self) -> str:
        """The address of the page that tells the same."""
        return self.view.absolute(self.path)

    @property
    def updated(self) -> datetime:
        """When its newest entry was published, never the clock; Atom wants a date without one (RFC 4287, 4.2.15)."""
        return self.entries[0].published if self.entries else UNDATED

    def file(self, name: str) -> str:
        """Return the path in the output of a file beside the feed."""
        return folder(self.view.site, self.view.language.tag) + self.path + name

    def address(self, name: str) -> str:
        """Return the address of a file beside the feed."""
        return self.view.absolute(self.path + name)


@lru_cache(maxsize=1)
def views(site: Site) -> list[View]:
    """Return how feeds are told in each language; none while the site's address is unknown, since they need it."""
    at_home = Address("", "entry.html", "feeds")
    return [View(site, language, at_home) for language in site.theme.languages.values()] if site.config.url else []


def feeds(view: View, found: Sequence[Entry]) -> Iterator[Feed]:
    """Yield the feeds of one language, of what was found."""
    yield Feed(view, "", NO_TEXT, latest(found))
    for component in view.site.config.components:
        named = [entry for entry in found if component.id in dict(entry.state.impacts)]
        yield Feed(view, f"components/{component.id}/", component.name, latest(named))
    for audience in view.site.config.audiences:
        meant = [entry for entry in found if entry.state.event.is_for(audience.id)]
        yield Feed(view, f"audiences/{audience.id}/", audience.name, latest(meant))


def listed(told: Iterable[Feed]) -> list[Entry]:
    """Return each entry that any of some feeds holds, once."""
    return list(dict.fromkeys(entry for feed in told for entry in feed.entries))


def parts(view: View, found: Iterable[Entry], form: str, write: Callable[[Entry, View], bytes]) -> Iterator[Part]:
    """Plan entries in one form, each written once for all feeds, beside the page of its event."""
    for entry in found:
        yield Part(_part(view, form, entry), entry.state.event.place.path, partial(write, entry, view))


def joined(feed: Feed, file: str, join: Callable[[Iterable[bytes]], bytes]) -> Joined:
    """Plan a feed of its parts; their form is how the name of the file ends."""
    form = file.rpartition(".")[2]
    return Joined(feed.file(file), "feeds", tuple(_part(feed.view, form, entry) for entry in feed.entries), join)


def _part(view: View, form: str, entry: Entry) -> str:
    return f"entries/{view.language.tag}/{entry.state.event.id}/{entry.stamp}.{form}"
