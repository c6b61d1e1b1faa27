"""The keys of [appearance] in config.toml: what a site changes of its theme without a theme of its own."""

import re
from pathlib import PurePosixPath
from typing import Any, Final

from statuspage.contrast import COLOUR
from statuspage.described import table_of
from statuspage.fields import (
    Field,
    Reader,
    choice,
    listing,
    mapping,
    one_line,
    read_fields,
    scalar,
    text,
    words_by_language,
)
from statuspage.looks import Link, Shades
from statuspage.messages import message
from statuspage.nodes import Node, Scalar, Table
from statuspage.problems import Problems, meant
from statuspage.shapes import like, shaped
from statuspage.texts import Text

PICTURES: Final = {
    ".svg": re.compile(rb"<svg[\s>]"),
    ".png": re.compile(rb"\A\x89PNG\r\n\x1a\n"),
    ".webp": re.compile(rb"\ARIFF....WEBP", re.DOTALL),
    ".jpg": re.compile(rb"\A\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\A\xff\xd8\xff"),
}
"""The pictures that every browser shows, by the end of their name, and how each is known."""
_URL: Final = re.compile(r"""https?://[^\s<>"]+|mailto:[^\s<>"@]+@[^\s<>"@]+|tel:\+?[\d-]+|/(?!/)[^\s<>"]*""", re.ASCII)
_EITHER_CASE: Final = {letter: f"[{letter}{letter.upper()}]" for letter in "svgpnwebj"} | {".": r"\."}
_PICTURE: Final = re.compile(
    rf"[\s\S]*(?:{'|'.join(''.join(_EITHER_CASE[letter] for letter in suffix) for suffix in PICTURES)})[/.]*"
)
_MAIL: Final = re.compile(r"[^\s/:@]+@[^\s/:@]+\.[^\s/:@]+")
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")
_SWITCH: Final = {"true": "on", "yes": "on", "false": "off", "no": "off", "none": "off"}


def appearance_fields(default: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the keys of [appearance]."""
    shades = mapping(text, _shades, 'link = "#1b47b0"')
    return (
        Field("logo", _picture, "a picture beside the site's name"),
        Field("colours", shades, "colours of the theme that are changed, by name", ()),
        Field("links", listing(_link(default, languages)), "links at the foot of each page", ()),
        Field("contrast", choice(("on", "off"), "switch", _SWITCH), "whether colours are checked to be readable", "on"),
    )


def link_fields(default: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the keys of one of the links."""
    words = one_line(words_by_language(default, languages))
    return (
        Field("name", words, "what is shown", Text(), required=True),
        Field("url", _address, "where it leads", required=True),
    )


@shaped(lambda: like(_PICTURE))
def _picture(node: Node, problems: Problems) -> Scalar | None:
    """Read the path of a picture, as far as that can be done without a look at the disk."""
    found = scalar(node, problems, "the path of a picture")
    if found is None:
        return None
    path = PurePosixPath(found.text.strip())
    if path.suffix.lower() not in PICTURES:
        told = message("'{word}' is not a picture that browsers show", word=found.text)
        problems.error(node.place, told, message("its name ends in {known}", known=tuple(PICTURES)))
        return None
    return Scalar(str(path), found.place)


@shaped(lambda: like(COLOUR))
def _colour(node: Node, problems: Problems) -> str | None:
    found = text(node, problems)
    if found is not None and not COLOUR.fullmatch(found):
        told = message("'{word}' is not a colour", word=found)
        problems.error(node.place, told, message('write red, green and blue as "#1b47b0"'))
        return None
    return found


SHADES: Final = (
    Field("light", _colour, "the colour in the light scheme", ""),
    Field("dark", _colour, "the colour in the dark scheme", ""),
)


@shaped(lambda: {"anyOf": [_colour.schema(), table_of(SHADES)]})
def _shades(node: Node, problems: Problems) -> Shades | None:
    """Read a colour for both schemes, or one for each."""
    if not isinstance(node, Table):
        colour = _colour(node, problems)
        return Shades(colour, colour, node.place) if colour else None
    values = read_fields(node, SHADES, problems)
    return Shades(values["light"] or "", values["dark"] or "", node.place)


def _link(default: str, languages: tuple[str, ...]) -> Reader:
    fields = link_fields(default, languages)

    @shaped(lambda: table_of(fields))
    def read(node: Node, problems: Problems) -> Link | None:
        if not isinstance(node, Table):
            hint = message('begin each with a line [[appearance.links]], then name = "…" and url = "…"')
            problems.error(node.place, message("a link has a name and an address"), hint)
            return None
        values: dict[str, Any] = read_fields(node, fields, problems)
        return Link(values["name"], values["url"])

    return read


@shaped(lambda: like(_URL))
def _address(node: Node, problems: Problems) -> str | None:
    found = text(node, problems)
    if found is not None and not _URL.fullmatch(found):
        problems.error(node.place, message("'{word}' is not an address", word=found), _address_hint(found))
        return None
    return found


def _address_hint(word: str) -> str:
    if _MAIL.fullmatch(word):
        return meant(f"mailto:{word}")
    if re.fullmatch(r"\+?\d[\d -]{3,}", word):
        return meant(f"tel:{word.replace(' ', '')}")
    if _HOST.fullmatch(word):
        return meant(f"https://{word}")
    return message(
        "write https://example.org/page, mailto:desk@example.org, tel:+49-30-1234, or a path of this site as /faq/"
    )
