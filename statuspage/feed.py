"""The feeds of a site: of all, of each component and of each audience, in each language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from statuspage.entries import NOTHING_SAID, Entry, latest
from statuspage.model import Audience
from statuspage.plan import Site
from statuspage.texts import NO_TEXT, Text
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
        """When its newest entry was published; never the clock."""
        return self.entries[0].published if self.entries else NOTHING_SAID

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
        meant = [entry for entry in found if concerns(entry, audience)]
        yield Feed(view, f"audiences/{audience.id}/", audience.name, latest(meant))


def concerns(entry: Entry, audience: Audience) -> bool:
    """Tell whether an entry is for an audience: what names it, and what is for everyone."""
    named = entry.state.event.audiences
    return not named or audience.id in named
