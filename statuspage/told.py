"""An entry of a feed as one language tells it, before any format writes it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urljoin

from markupsafe import Markup

from statuspage.entries import ANNOUNCED, Entry
from statuspage.state import EventState, Phase
from statuspage.view import View

TITLE_LENGTH: Final = 200
_LINK: Final = re.compile('href="(?!https?:)([^"]*)"')


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
    state, event = entry.state, entry.state.event
    page = view.absolute(f"events/{event.id}/")
    address, components = page + _fragment(entry), _names(view)["components"]
    return Told(
        id=name(view, f"{quote(event.id)}/{entry.stamp}"),
        title=_title(entry, view),
        address=address,
        html=_LINK.sub(lambda link: f'href="{urljoin(address, link[1])}"', _html(entry, view, page)).strip(),
        published=entry.published,
        tags=(event.kind, *(components[name].name.in_lang(view.language.tag).text for name, _ in state.impacts)),
    )


def _html(entry: Entry, view: View, page: str) -> str:
    state = entry.state
    before = [update for update in reversed(state.updates) if update is not entry.update]
    told = {"update": entry.update, "what": entry.what, "before": before, "details": _facts(_Facts(state), view)}
    return view.site.theme.render("entry.html", {**_names(view), "state": state, "address": page, **told})


class _Facts:
    """An event at an instant, equal to the same event at another instant where an entry's facts are the same."""

    def __init__(self, state: EventState) -> None:
        self.state = state
        self.key = (state.event.id, state.windows, state.impacts, state.over, state.phase is Phase.CANCELLED)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Facts) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=100)
def _facts(facts: _Facts, view: View) -> Markup:
    return Markup(view.site.theme.render("_entry.html", {**_names(view), "state": facts.state}))


@lru_cache(maxsize=8)
def _names(view: View) -> dict[str, Any]:
    config, content = view.site.config, view.site.content
    components = {component.id: component for component in config.components}
    contacts = {contact.id: contact for contact in content.contacts}
    return {**view.names(), "components": components, "contacts": contacts}


def _fragment(entry: Entry) -> str:
    """Return what tells an entry's address from others of its event: some readers go by it."""
    if entry.what == ANNOUNCED:
        return ""
    return f"#{'update' if entry.update else 'clock'}-{entry.stamp}"


def name(view: View, what: str) -> str:
    """Return a tag URI (RFC 4151) for something in a language; neither page nor position is part of it."""
    return f"{_authority(view)}{view.language.tag}/{what}"


@lru_cache(maxsize=8)
def _authority(view: View) -> str:
    return f"tag:{view.site.config.tag}:"


def _title(entry: Entry, view: View) -> str:
    """Return the state that was said and the event's title, as plain text of at most 200 characters."""
    said = view.language.translations.pgettext("update", entry.what)
    return f"[{said}] {entry.state.event.title.in_lang(view.language.tag).text}"[:TITLE_LENGTH]
