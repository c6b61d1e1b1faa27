"""Markdown → safe HTML, remembered by text.

Python-Markdown converts, nh3 lets through only what is listed here. What comes out needs no script, no style
attribute and no request to another host: pictures become links.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from html import unescape
from typing import Final

import nh3
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension

from statuspage.dialect import TOP, Dialect
from statuspage.messages import Message, message
from statuspage.problems import CONTROL_CHARACTER

TAGS: Final = set(
    """a abbr b blockquote br code dd del details div dl dt em hr i ins kbd li mark ol p pre q s small strong
    sub summary sup table tbody td th thead tr ul h3 h4 h5 h6""".split()  # noqa: SIM905  # a list would fill a page
)
ATTRIBUTES: Final = {
    "a": {"href", "id", "class", "hreflang"},
    "abbr": {"title"},
    "div": {"class"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"class"},
    "th": {"class"},
}
CLASSES: Final = frozenset({"footnote", "footnote-ref", "footnote-backref", "left", "center", "right"})
SCHEMES: Final = {"http", "https", "mailto", "sms", "tel"}

_PLAIN: Final = re.compile(r"(?!\d+[.)])[^\W_](?:[^\W_]|[ ,.;:?!'\"()/%+—–…·，。；：、？！（）《》“”‘’「」-])*(?<! )")
"""One line in which nothing means anything to Markdown or HTML: most of what people write in a field."""
_HEADING_TAG: Final = re.compile(r"<(/?)h([3-6])>")
_ROOT_LINK: Final = re.compile(r'(<a(?: [a-z]+="[^"]*")*? href=")/(?!/)([^/"?#]*)')
_FOOTNOTE_ID: Final = re.compile(r"fn(?:ref\d*)?-[0-9a-f]{8}-.+")
_OPENERS: Final = "[(<"
_BRACKET: Final = re.compile(r"\n[ \t]*(?=\n)|[\[\]()>]|<(?=[A-Za-z/!?])")
FOOTNOTES: Final = 200
"""How many marks of footnotes a text may have: the time the library needs grows with their square."""
TOO_DEEP: Final = 100
REMEMBERED: Final = 2_000
"""How many texts are remembered: what is made of one event is rendered together, and all else uses few of them."""


class MarkupError(Exception):
    """A text can't be converted; carries the text."""

    def __init__(self, text: str, message: Message) -> None:
        super().__init__(message)
        self.text = text


@dataclass(frozen=True, slots=True)
class Links:
    """Where links from the root lead: to pages of one language, but for folders that have none (`api`) or are one."""

    root: str
    language: str
    apart: frozenset[str] = frozenset()

    def base(self, folder: str) -> str:
        """Return the address that a path beginning with *folder* is found under."""
        return self.root if folder in self.apart else self.root + self.language


@lru_cache(REMEMBERED)
def to_html(text: str, links: Links | None = None, top: int = TOP) -> str:
    """Convert Markdown to safe HTML.

    *links* says where links from the root (`/faq/`) lead; *top* is the level of the highest heading. The same
    arguments give the same HTML. Raises MarkupError for a text that is nested beyond reason.
    """
    html = _safe_html(text)
    if top != TOP:
        html = _HEADING_TAG.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + top - TOP, 6)}>", html)
    return _ROOT_LINK.sub(lambda link: link[1] + links.base(link[2]) + link[2], html) if links else html


@lru_cache(REMEMBERED)
def to_text(text: str) -> str:
    """Convert Markdown to plain text, for calendars."""
    if _PLAIN.fullmatch(text):
        return text
    items = to_html(text).replace("<li>", "<li>- ")
    plain = unescape(nh3.clean(items, tags=set()))
    return re.sub(r"\n\s*\n+", "\n", plain).strip()


@lru_cache(REMEMBERED)
def _safe_html(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return f"<p>{text}</p>"
    converter, footnotes = _converter()
    converter.reset()
    # Two texts on one page must not share the ids of their footnotes.
    footnotes.setConfig("SEPARATOR", f"-{sha256(text.encode()).hexdigest()[:8]}-")
    check_brackets(text)
    try:
        html = _cleaner().clean(converter.convert(text))
    except RecursionError:
        _converter.cache_clear()  # it stopped halfway
        raise MarkupError(text, message("lists or quotes stand too deeply inside each other")) from None
    return CONTROL_CHARACTER.sub("\ufffd", html)  # an entity may have stood for one


def check_brackets(text: str) -> None:
    """Refuse what the library would need hours for: from each bracket on it looks for the one that closes it.

    Those of links are counted anew in each paragraph, beyond which the library doesn't look.
    """
    if text.count("[^") > FOOTNOTES:
        raise MarkupError(text, message("more than {number} footnote marks", number=FOOTNOTES))
    if max(map(text.count, _OPENERS)) <= TOO_DEEP:
        return
    depth = dict.fromkeys(_OPENERS, 0)
    for found in _BRACKET.finditer(text):
        char = found[0]
        if char in depth:
            depth[char] += 1
            if depth[char] > TOO_DEEP:
                told = message("more than {number} '{sign}' are open at one place", number=TOO_DEEP, sign=char)
                raise MarkupError(text, told)
        elif char == "]":
            depth["["] = max(depth["["] - 1, 0)
        elif char == ")":
            depth["("] = max(depth["("] - 1, 0)
        elif char == ">":
            depth["<"] = 0
        else:
            depth["["] = depth["("] = 0


@cache
def _converter() -> tuple[Markdown, FootnoteExtension]:
    footnotes = FootnoteExtension(BACKLINK_TITLE="")
    converter = Markdown(
        extensions=["tables", "fenced_code", "def_list", "sane_lists", footnotes, Dialect()],
        extension_configs={"tables": {"use_align_attribute": True}},
        output_format="html",
    )
    return converter, footnotes


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, url_schemes=SCHEMES, link_rel=None
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Let through ids of our footnotes and the classes we style; nothing that could take another id's place."""
    if name == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    if name == "class":
        return value if value in CLASSES else None
    return value
