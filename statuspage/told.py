"""An entry of a feed as one language tells it, before any format writes it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urljoin

from statuspage.entries import ANNOUNCED, Entry
from statuspage.view import View

TITLE_LENGTH: Final = 200
_LINK: Final = re.compile('href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: `id` lasts for ever, `html` is safe and has absolute addresses, `title` has no markup."""

    id: str
    title: str
    address: str
    html: str
    published: datetime
    tags: tuple[str, ...]


@lru_cache(maxsize=100)  # as many as one event has: its forms are written one after the other
def tell(entry: Entry, view: View) -> Told:
    """Put an entry into a language; the facts are those of its own instant, so that what was fetched stays true."""
    event = entry.state.event
    address = view.absolute(f"events/{event.id}/") + _fragment(entry)
    components = {component.id: component for component in view.site.config.components}
    contacts = {contact.id: contact for contact in view.site.content.contacts}
    names = {**view.names(), "components": components, "contacts": contacts}
    names |= {"state": entry.state, "update": entry.update, "what": entry.what}
    html = view.site.theme.render("entry.html", names)
    return Told(
        id=name(view, f"{quote(event.id)}/{entry.stamp}"),
        title=_title(entry, view),
        address=address,
        html=_LINK.sub(lambda link: f'href="{urljoin(address, link[1])}"', html).strip(),
        published=entry.published,
        tags=(event.kind, *(components[name].name.in_lang(view.language.tag).text for name, _ in entry.state.impacts)),
    )


def _fragment(entry: Entry) -> str:
    """Return what tells an entry's address from others of its event: some readers go by it."""
    if entry.what == ANNOUNCED:
        return ""
    return f"#{'update' if entry.update else 'clock'}-{entry.stamp}"


def name(view: View, what: str) -> str:
    """Return a tag URI (RFC 4151) for something in a language; neither page nor position is part of it."""
    return f"tag:{view.site.config.tag}:{view.language.tag}/{what}"


def _title(entry: Entry, view: View) -> str:
    """Return the state that was said and the event's title, as plain text of at most 200 characters."""
    said = view.language.translations.pgettext("update", entry.what)
    return f"[{said}] {entry.state.event.title.in_lang(view.language.tag).text}"[:TITLE_LENGTH]
