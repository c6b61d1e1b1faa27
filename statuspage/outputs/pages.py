"""HTML pages, one of each for every language."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from statuspage.live import page_facts, state_words, under_way, upcoming
from statuspage.model import Audience
from statuspage.plan import Output, Site
from statuspage.sharing import share
from statuspage.state import EventState, ended
from statuspage.texts import Text
from statuspage.timeline import Year, history
from statuspage.view import Address, View, folder

RECENT: Final = 5
"""How many of the last that ended the first page tells."""
CARDS: Final = 3
"""How many of those to come the first page tells in full."""
ROWS: Final = 50
"""How many events a component's or an audience's page lists; the history has all."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan each page in each language, and the one page for addresses that don't exist."""
    shared, parts = _shared(site), _Parts(site)
    for lang in site.config.languages:
        for address in addresses(site, shared["years"]):
            path = f"{folder(site, lang)}{address.path}index.html"
            yield Output(path, address.made_by, partial(render, site, lang, address, shared, parts))
    lost = Address("", "404.html", "pages")
    yield Output("404.html", "pages", partial(render, site, site.config.default_language, lost, shared, parts))


def page_paths(site: Site) -> Iterator[str]:
    """Yield the path of each page that a search engine should know."""
    years = history(site)
    for lang in site.config.languages:
        for address in addresses(site, years):
            if address.template != "widget.html":
                yield folder(site, lang) + address.path


def addresses(site: Site, years: Sequence[Year]) -> Iterator[Address]:
    """Yield the pages of one language."""
    yield Address("", "home.html", "pages")
    for state in site.snapshot.events:
        yield Address(f"events/{state.event.id}/", "event.html", state.event.place.path, state)
    for component in site.snapshot.components:
        path = f"components/{component.component.id}/"
        yield Address(path, "component.html", "config.toml", component)
    for audience in site.config.audiences:
        yield Address(f"audiences/{audience.id}/", "audience.html", "config.toml", audience)
    yield Address("history/", "history.html", "pages")
    for year in years:
        yield Address(year.path, "year.html", "pages", year)
        for month in year.months:
            yield Address(month.path, "month.html", "pages", month)
    yield Address("faq/", "faq.html", "pages")
    yield Address("contact/", "contact.html", "pages")
    yield Address("subscribe/", "subscribe.html", "pages")
    yield Address("search/", "search.html", "pages")
    yield Address("widget/", "widget.html", "pages")
    for page in site.content.pages:
        yield Address(f"pages/{page.id}/", "page.html", page.place.path, page)


def render(site: Site, lang: str, address: Address, shared: dict[str, Any], parts: "_Parts") -> bytes:
    """Render one page in one language."""
    language = site.theme.languages[lang]
    view = View(site, language, address)
    facts = _facts(site, lang, address, shared)
    if facts:
        facts |= {"root": view.root, "words": state_words(language)}
    names = {**view.names(), **shared, "facts": facts, "share": share(view)}
    return site.theme.render(address.template, {**names, "part": partial(parts.render, names)}).encode()


def _facts(site: Site, lang: str, address: Address, shared: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the page's script needs, or None for a page that the clock can't change."""
    subject, as_of = address.subject, site.snapshot.as_of
    match address.template:
        case "home.html" | "widget.html":
            names = {component.id: component.name.in_lang(lang).text for component in site.config.components}
            return page_facts(site, ("site", ""), site.snapshot.events, names, as_of)
        case "component.html":
            known = subject.component
            names = {known.id: known.name.in_lang(lang).text}
            return page_facts(site, ("component", known.id), shared["by_component"][known.id], names, as_of)
        case "event.html" if not subject.over:
            return page_facts(site, ("event", subject.event.id), [subject], {}, subject.changed)
    facts = page_facts(site, ("", ""), _events_of(address, shared), {}, as_of)
    return facts if facts["events"] else None


def _events_of(address: Address, shared: dict[str, Any]) -> Sequence[EventState]:
    """Return the events whose phases a page tells that has no state of its own."""
    match address.template:
        case "audience.html":
            return list(shared["by_audience"][address.subject.id])
        case "history.html":
            return list(shared["upcoming"])
        case "year.html":
            return [state for month in address.subject.months for state in month.events]
        case "month.html":
            return list(address.subject.events)
    return []


OF_ONE_PAGE: Final = ("page", "subject", "languages", "facts", "share")
"""Names that a part of a page doesn't see."""


class _Parts:
    """What is the same on all pages of a language and a depth, rendered once for all of them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rendered: dict[tuple[str, ...], Markup] = {}

    def render(self, names: dict[str, Any], template: str) -> Markup:
        """Render a part of a page.

        It doesn't see the page that it stands on, only `current`: the path of a page that the navigation may name.
        """
        page = names["page"]
        top = page.path.count("/") < 2 and page.template != "404.html"
        current = page.path if top else "-"
        key = (template, names["language"].tag, names["root"], current)
        if key not in self.rendered:
            own = {name: value for name, value in names.items() if name not in OF_ONE_PAGE}
            self.rendered[key] = Markup(self.site.theme.render(template, {**own, "current": current}))
        return self.rendered[key]


def _shared(site: Site) -> dict[str, Any]:
    """Return what all pages receive alike."""
    events = site.snapshot.events
    components = {component.id: component for component in site.config.components}
    return {
        "config": site.config,
        "content": site.content,
        "snapshot": site.snapshot,
        "components": components,
        "audiences": {audience.id: audience for audience in site.config.audiences},
        "contacts": {contact.id: contact for contact in site.content.contacts},
        "urgent": [contact for contact in site.content.contacts if contact.urgent],
        "under_way": under_way(events),
        "upcoming": upcoming(events),
        "cards": CARDS,
        "rows_shown": ROWS,
        "recent": _recent(events),
        "years": history(site),
        "groups": _groups(site),
        "questions": _questions(site),
        "by_component": {
            name: _open_first([state for state in events if name in dict(state.impacts)]) for name in components
        },
        "by_audience": {audience.id: _of(audience, events) for audience in site.config.audiences},
    }


def _of(audience: Audience, events: Sequence[EventState]) -> list[EventState]:
    """Return what concerns an audience: what names it, and what is for everyone."""
    return _open_first([state for state in events if state.event.is_for(audience.id)])


def _open_first(states: list[EventState]) -> list[EventState]:
    """Return events in the order in which they matter: the worst under way, what comes first, the last that ended."""
    return [*under_way(states), *upcoming(states), *(state for state in states if state.over)]


def _recent(events: Sequence[EventState]) -> list[tuple[EventState, datetime]]:
    """Return what ended last and when, the latest first."""
    over = [(state, ended(state) or state.window.start) for state in events if state.over]
    return sorted(over, key=lambda told: (told[1], told[0].event.id), reverse=True)[:RECENT]


def _groups(site: Site) -> list[tuple[Text, list[Any]]]:
    """Return the components by group in the order of the configuration; first those without one."""
    groups: dict[Text, list[Any]] = {}
    for state in site.snapshot.components:
        groups.setdefault(state.component.group, []).append(state)
    return sorted(groups.items(), key=lambda group: bool(group[0]))


def _questions(site: Site) -> list[tuple[Text, list[Any]]]:
    """Return the questions by the original's group, in the order of their first question."""
    groups: dict[str, list[Any]] = {}
    for question in site.content.questions:
        groups.setdefault(question.group.original.text, []).append(question)
    return [(questions[0].group, questions) for questions in groups.values()]
