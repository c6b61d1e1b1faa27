"""badge.svg of the site and of each component: a picture of the state for pages elsewhere, with its date.

A picture can't move by itself, so it tells as of when it holds. It is drawn with text and no font of its own: each text
is given the width that is kept for it, so that it fits whatever font there is.
"""

from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from typing import Final
from unicodedata import category, east_asian_width
from xml.sax.saxutils import escape, quoteattr

from statuspage.plan import Output, Site
from statuspage.snapshot import ComponentState
from statuspage.stylesheet import STYLE, colours
from statuspage.texts import Phrase
from statuspage.view import folder

LARGE, SMALL = 12, 11
"""Sizes of letters, in pixels."""
ROW: Final = 24
HEIGHT: Final = 44
GAP: Final = 8
LONGEST: Final = 360
"""How wide a name may get, in pixels; what is longer is cut, and whole in the picture's title."""
NARROW: Final = frozenset("iljtfrI.,:;'!|()[]{}/-` ")
WIDE: Final = frozenset("mwMW@%&—…")


def outputs(site: Site) -> Iterator[Output]:
    """Plan the badge of the site and of each component in each language."""
    for lang in site.config.languages:
        home = folder(site, lang)
        yield Output(f"{home}badge.svg", "badges", partial(overall, site, lang))
        for state in site.snapshot.components:
            path = f"{home}components/{state.component.id}/badge.svg"
            yield Output(path, "config.toml", partial(of_component, site, lang, state))


def overall(site: Site, lang: str) -> bytes:
    """Draw the state of the site."""
    words, health = site.theme.languages[lang].translations, site.snapshot.health
    return badge(site, lang, site.config.title.in_lang(lang), words.pgettext("banner", health), health)


def of_component(site: Site, lang: str, state: ComponentState) -> bytes:
    """Draw the state of a component."""
    said = site.theme.languages[lang].translations.pgettext("health", state.health)
    return badge(site, lang, state.component.name.in_lang(lang), said, state.health)


def badge(site: Site, lang: str, name: Phrase, said: str, tone: str) -> bytes:
    """Draw a name, what is said of it in the colour of a tone, and as of when, as SVG 1.1.

    The colours are the theme's for the light scheme, in pairs that the build has found to be readable; the ground is
    the picture's own, so that it can be read on any page.
    """
    language, shades = site.theme.languages[lang], colours(site.theme.assets[STYLE])["light"]
    as_of, rtl = site.snapshot.as_of, language.direction == "rtl"
    dated = language.translations.gettext("As of %(time)s") % {"time": language.moment(as_of)} if as_of else ""
    zone = language.zone_name(as_of) if as_of else ""
    told = " · ".join(part for part in (name.text, said, dated, zone) if part)
    label = cut(name.text)
    left, right = width(label, LARGE) + 2 * GAP, width(said, LARGE) + 2 * GAP
    across = max(left + right, width(dated, SMALL) + 2 * GAP)
    right = across - left
    own = site.theme.languages[name.lang].html_tag if name.lang not in ("", lang) else ""
    height = HEIGHT if dated else ROW
    begin, other = (0, right) if rtl else (left, 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{height}" viewBox="0 0 {across} {height}"'
        f' role="img" xml:lang={quoteattr(language.html_tag)} font-family="system-ui,sans-serif">',
        f"<title>{escape(told)}</title>",
        f'<rect width="{across}" height="{height}" fill={quoteattr(shades["line"])}/>',
        f'<rect x="1" y="1" width="{across - 2}" height="{height - 2}" fill={quoteattr(shades["card"])}/>',
        f'<rect x="{begin}" width="{right}" height="{ROW}" fill={quoteattr(shades[tone])}/>',
        _text(label, other + left / 2, 16, LARGE, shades["text"], own),
        _text(said, begin + right / 2, 16, LARGE, shades["on-solid"]),
        _text(dated, across / 2, 38, SMALL, shades["muted"]) if dated else "",
        "</svg>\n",
    ]
    return "".join(parts).encode()


def _text(text: str, middle: float, baseline: int, size: int, colour: str, lang: str = "") -> str:
    """Draw a text around its middle, in the width that is kept for it (SVG 1.1, section 10.4)."""
    marked = f" xml:lang={quoteattr(lang)}" if lang else ""
    kept = f'textLength="{width(text, size)}" lengthAdjust="spacingAndGlyphs"'
    place = f'x="{middle:g}" y="{baseline}" font-size="{size}" text-anchor="middle"'
    return f"<text {place} {kept} fill={quoteattr(colour)}{marked}>{escape(text)}</text>"


def width(text: str, size: int) -> int:
    """Return how wide a text is in a usual font, in whole pixels."""
    return round(sum(_share(char) for char in text) * size)


def cut(text: str) -> str:
    """Return a text that is no wider than a name may be, with an ellipsis for what is left out."""
    line = " ".join(text.split())
    ends = accumulate(_share(char) * LARGE for char in line)
    kept = sum(1 for end in ends if end <= LONGEST)
    return line if kept == len(line) else f"{line[:kept].rstrip()}…"


def _share(char: str) -> float:
    """Return the width of a character as a share of the letters' size; Han characters fill a square (UAX 11)."""
    if category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(char) in "WF":
        return 1.0
    if char in NARROW:
        return 0.34
    if char in WIDE:
        return 0.9
    return 0.66 if char.isupper() else 0.57
