"""One page as a template sees it: words, times and links as this page, in this language, needs them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from statuspage.days import strip
from statuspage.encoding import embedded
from statuspage.entries import clock_marks
from statuspage.live import next_time, next_words, time_words
from statuspage.markup import Links, to_html
from statuspage.model import Contact, Window
from statuspage.plan import Site
from statuspage.progress import moves, recovery, steps_by_group
from statuspage.qr import qr_svg
from statuspage.snapshot import tone
from statuspage.state import EventState, group
from statuspage.texts import Phrase, Text
from statuspage.times import rfc3339
from statuspage.words import Language

_WEB: Final = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_PHONE: Final = re.compile(r"\+?\d[\d -]{3,}\d", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WITHOUT_LANGUAGE: Final = frozenset({"api", "assets", "maintnote.ics", "metrics", "widget.js"})
"""Folders and files that stand at the top alone."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page's path under its language's folder, in which it is found as index.html."""

    path: str
    template: str
    made_by: str
    subject: Any = None


def folder(site: Site, lang: str) -> str:
    """Return the folder of a language: the default one stands at the top."""
    return "" if lang == site.config.default_language else f"{lang}/"


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
        self.links = Links(site.config.url or self.root, self.home, WITHOUT_LANGUAGE | set(site.config.languages))

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
            "assets": self.root + self.site.assets,
            "absolute": self.absolute,
            "link": self.link,
            "say": self.say,
            "prose": self.prose,
            "when": self.when,
            "window": self.window,
            "goes_to": self.goes_to,
            "reach": self.reach,
            "tone": tone,
            "clock_marks": self.clock_marks,
            "group": group,
            "qr": qr_svg,
            "strip": partial(strip, self.site),
            "steps_by_group": steps_by_group,
            "recovery": recovery,
            "moves": moves,
            "next_time": self.next_time,
            "embedded": embedded,
            "time_words": partial(time_words, language),
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
        return self.root + quote(self.home + path)

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
        html = to_html(phrase.text, self.links, top)
        if "<table>" in html:  # what is too wide scrolls, and who has no mouse reaches it by keyboard (WCAG 2.1.1)
            html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
            html = html.replace("</table>", "</table></div>")
        return self._marked("div", phrase, Markup(html))

    def when(self, instant: datetime, style: str = "moment") -> Markup:
        """Return an instant as <time> with the zone's offset, a day without; *style* is a method of Language."""
        return _time(instant, style, self.language)

    def window(self, window: Window) -> Markup:
        """Return a window in words; both dates are told where it goes over midnight."""
        start = self.when(window.start)
        if window.end is None:
            return self.language.gettext("from %(start)s", start=start)
        end = self.when(window.end, self.language.end_style(window))
        return self.language.gettext("%(start)s to %(end)s", start=start, end=end)

    def next_time(self, under_way: Sequence[EventState], upcoming: Sequence[EventState]) -> Markup:
        """Return the one next time that matters in words, or nothing."""
        found = next_time(under_way, upcoming)
        pattern = Markup(next_words(self.language)[found[0]]) if found else Markup()
        return pattern % {"time": self.when(found[1], "brief")} if found else pattern

    def goes_to(self, url: str) -> str:
        """Return the address that a link of the settings leads to from this page."""
        return self.links.base(re.split("[/?#]", url[1:])[0]) + url[1:] if url.startswith("/") else url

    def clock_marks(self, state: EventState) -> list[str]:
        """Return the stamps of an event's entries by the clock, which their addresses name."""
        return clock_marks(self.site).get(state.event.id, [])

    def reach(self, contact: Contact) -> list[Markup]:
        """Return the numbers and addresses of a contact, as links where they are one."""
        phrase = contact.reach.in_lang(self.language.tag)
        return [_reach(line, self._marked("span", phrase, escape(line))) for line in phrase.text.split("\n")]

    def _marked(self, tag: str, phrase: Phrase, html: Markup) -> Markup:
        if not phrase.lang or phrase.lang == self.language.tag:
            return html
        lang = self.site.theme.languages[phrase.lang].html_tag
        return Markup(f'<{tag} lang="{escape(lang)}">{html}</{tag}>')


@lru_cache(1_000)  # an event's page, entries and calendar tell the same few
def _time(instant: datetime, style: str, language: Language) -> Markup:
    stamp = str(rfc3339(instant, language.zone))[: 10 if style == "day" else None]
    return Markup(f'<time datetime="{stamp}">{escape(getattr(language, style)(instant))}</time>')


def _reach(line: str, shown: Markup) -> Markup:
    """Make a link of what is an e-mail address, a web address or a telephone number, and nothing else."""
    word = line.strip()
    if _WEB.fullmatch(word):
        return Markup('<a href="{}">{}</a>').format(word, shown)
    if _MAIL.fullmatch(word):
        return Markup('<a href="mailto:{}">{}</a>').format(quote(word, safe="@"), shown)
    if _PHONE.fullmatch(word) and not _DATE.fullmatch(word):
        return Markup('<a href="tel:{}">{}</a>').format(word.replace(" ", ""), shown)
    return shown
