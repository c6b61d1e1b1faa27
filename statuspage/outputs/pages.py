"""HTML pages, one of each for every language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from statuspage.markup import to_html
from statuspage.model import Contact, Phrase, Text
from statuspage.plan import Output, Site
from statuspage.state import OVER, RANK, UNDER_WAY, EventState, Phase, health_of
from statuspage.times import rfc3339
from statuspage.words import Language

RECENT: Final = 5


@dataclass(frozen=True, slots=True)
class Address:
    """A page's path under its language's folder, in which it is found as index.html."""

    path: str
    template: str
    made_by: str
    subject: Any = None


@dataclass(frozen=True, slots=True)
class Month:
    """The events of one month of the history, the latest first."""

    start: datetime
    path: str
    events: tuple[EventState, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The months of one year of the history, the latest first."""

    number: int
    path: str
    months: tuple[Month, ...]


def outputs(site: Site) -> Iterator[Output]:
    """Plan each page in each language, and the one page for addresses that don't exist."""
    shared = _shared(site)
    for lang in site.config.languages:
        for address in addresses(site, shared["years"]):
            path = f"{folder(site, lang)}{address.path}index.html"
            yield Output(path, address.made_by, partial(render, site, lang, address, shared))
    lost = Address("", "404.html", "pages")
    yield Output("404.html", "pages", partial(render, site, site.config.default_language, lost, shared))


def page_paths(site: Site) -> Iterator[str]:
    """Yield the path of each page that a search engine should know."""
    years = history(site)
    for lang in site.config.languages:
        for address in addresses(site, years):
            if address.template != "widget.html":
                yield folder(site, lang) + address.path


def folder(site: Site, lang: str) -> str:
    """Return the folder of a language: the default one stands at the top."""
    return "" if lang == site.config.default_language else f"{lang}/"


def addresses(site: Site, years: Sequence[Year]) -> Iterator[Address]:
    """Yield the pages of one language."""
    yield Address("", "home.html", "pages")
    for state in site.snapshot.events:
        yield Address(f"events/{state.event.id}/", "event.html", state.event.place.path, state)
    for component in site.snapshot.components:
        path = f"components/{component.component.id}/"
        yield Address(path, "component.html", "config.toml", component)
    yield Address("history/", "history.html", "pages")
    for year in years:
        yield Address(year.path, "year.html", "pages", year)
        for month in year.months:
            yield Address(month.path, "month.html", "pages", month)
    yield Address("faq/", "faq.html", "pages")
    yield Address("contact/", "contact.html", "pages")
    yield Address("subscribe/", "subscribe.html", "pages")
    yield Address("widget/", "widget.html", "pages")
    for page in site.content.pages:
        yield Address(f"pages/{page.id}/", "page.html", page.place.path, page)


def history(site: Site) -> tuple[Year, ...]:
    """Return what has begun or is over by year and month of its start, the latest first."""
    begun = [state for state in site.snapshot.events if state.phase is not Phase.UPCOMING]
    months = [_month(site, list(states)) for _, states in groupby(begun, key=partial(_year_month, site))]
    return tuple(
        Year(int(number), f"history/{number}/", tuple(grouped))
        for number, grouped in groupby(months, key=lambda month: month.path.split("/")[1][:4])
    )


def render(site: Site, lang: str, address: Address, shared: dict[str, Any]) -> bytes:
    """Render one page in one language."""
    view = View(site, site.theme.languages[lang], address)
    return site.theme.render(address.template, {**view.names(), **shared}).encode()


class View:
    """What a template may call on one page: words, times and links as this page needs them."""

    def __init__(self, site: Site, language: Language, address: Address) -> None:
        """Prepare the page at an address in a language."""
        self.site, self.language, self.address = site, language, address
        self.home = folder(site, language.tag)
        depth = f"{self.home}{address.path}".count("/")
        self.root = "../" * depth or "./"
        if address.template == "404.html":
            self.root = "/" + site.config.url.partition("://")[2].partition("/")[2]

    def names(self) -> dict[str, Any]:
        """Return all that a template receives besides what all pages share."""
        language = self.language
        return {
            "_": language.gettext,
            "ngettext": language.ngettext,
            "pgettext": language.pgettext,
            "language": language,
            "languages": self.languages(),
            "page": self.address,
            "subject": self.address.subject,
            "root": self.root,
            "absolute": self.absolute,
            "link": self.link,
            "say": self.say,
            "prose": self.prose,
            "when": self.when,
            "window": self.window,
            "reach": self.reach,
        }

    def languages(self) -> list[tuple[Language, str]]:
        """Return the other languages with the address of this page in each."""
        return [
            (language, self.root + quote(folder(self.site, language.tag) + self.address.path))
            for language in self.site.theme.languages.values()
            if language is not self.language
        ]

    def link(self, path: str) -> str:
        """Return the address of a page or file of this language, relative to this page."""
        return self.root + quote(self.home + path) or "./"

    def absolute(self, path: str = "") -> str:
        """Return an absolute address, or nothing while the site's own is unknown."""
        url = self.site.config.url
        return url + quote(self.home + path) if url else ""

    def say(self, text: Text) -> Markup:
        """Return a text in the page's language, or the original marked with its own."""
        phrase = text.in_lang(self.language.tag)
        return self._marked("span", phrase, escape(phrase.text))

    def prose(self, text: Text, top: int = 3) -> Markup:
        """Return a Markdown text as HTML in the page's language, or the original marked with its own."""
        phrase = text.in_lang(self.language.tag)
        base = self.site.config.url or self.root
        return self._marked("div", phrase, Markup(to_html(phrase.text, base, top)))

    def when(self, instant: datetime, style: str = "moment") -> Markup:
        """Return an instant as <time> with the zone's offset; *style* is a method of Language."""
        stamp = rfc3339(instant, self.site.config.zone)
        return Markup('<time datetime="{}">{}</time>').format(stamp, getattr(self.language, style)(instant))

    def window(self, start: datetime, end: datetime | None) -> Markup:
        """Return a range in words; both dates are told where it goes over midnight."""
        if end is None:
            return self.language.gettext("from %(start)s", start=self.when(start))
        zone = self.site.config.zone
        same = start.astimezone(zone).date() == end.astimezone(zone).date()
        told = self.when(end, "clock" if same else "moment")
        return self.language.gettext("%(start)s to %(end)s", start=self.when(start), end=told)

    def reach(self, contact: Contact) -> list[Markup]:
        """Return the numbers and addresses of a contact, as links where they are one."""
        phrase = contact.reach.in_lang(self.language.tag)
        return [_reach(line, self._marked("span", phrase, escape(line))) for line in phrase.text.split("\n")]

    def _marked(self, tag: str, phrase: Phrase, html: Markup) -> Markup:
        if not phrase.lang or phrase.lang == self.language.tag:
            return html
        lang = self.site.theme.languages[phrase.lang].html_tag
        return Markup('<{0} lang="{1}">{2}</{0}>').format(Markup(tag), lang, html)


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
        "under_way": _under_way(site),
        "upcoming": [state for state in reversed(events) if state.phase is Phase.UPCOMING],
        "recent": _recent(events),
        "years": history(site),
        "groups": _groups(site),
        "questions": _questions(site),
        "by_component": {
            name: [state for state in events if name in dict(state.impacts)] for name in components
        },
    }


def _under_way(site: Site) -> list[EventState]:
    """Return what is under way, the worst first, and of equals the one that began first."""
    found = [state for state in reversed(site.snapshot.events) if state.phase in UNDER_WAY]
    return sorted(found, key=lambda state: -RANK[health_of(state)])


def _recent(events: Sequence[EventState]) -> list[EventState]:
    over = [state for state in events if state.phase in OVER and state.changed]
    return sorted(over, key=lambda state: (state.actual_end or state.window.start, state.event.id))[
        : -RECENT - 1 : -1
    ]


def _groups(site: Site) -> list[tuple[Text, list[Any]]]:
    """Return the components by group, groups and components in the order of the configuration."""
    groups: dict[Text, list[Any]] = {}
    for state in site.snapshot.components:
        groups.setdefault(state.component.group, []).append(state)
    return list(groups.items())


def _questions(site: Site) -> list[tuple[Text, list[Any]]]:
    """Return the questions by the original's group, in the order of their first question."""
    groups: dict[str, list[Any]] = {}
    for question in site.content.questions:
        groups.setdefault(question.group.original.text, []).append(question)
    return [(questions[0].group, questions) for questions in groups.values()]


def _year_month(site: Site, state: EventState) -> str:
    return state.window.start.astimezone(site.config.zone).strftime("%Y-%m")


def _month(site: Site, states: list[EventState]) -> Month:
    return Month(states[0].window.start, f"history/{_year_month(site, states[0])}/", tuple(states))


def _reach(line: str, shown: Markup) -> Markup:
    """Make a link of what is an e-mail address, a web address or a telephone number."""
    word = line.strip()
    if word.startswith(("https://", "http://")) and " " not in word:
        return Markup('<a href="{}">{}</a>').format(word, shown)
    if "@" in word and " " not in word:
        return Markup('<a href="mailto:{}">{}</a>').format(quote(word, safe="@"), shown)
    digits = word.replace("-", "").replace(" ", "").removeprefix("+")
    if digits.isascii() and digits.isdigit() and len(digits) > 4:
        return Markup('<a href="tel:{}">{}</a>').format(word.replace(" ", ""), shown)
    return shown
