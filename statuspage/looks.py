"""What a site changes of its theme, as frozen values: logo, colours, links."""

from dataclasses import dataclass, field
from typing import Final

from statuspage.problems import Place
from statuspage.texts import Text


@dataclass(frozen=True, slots=True)
class Shades:
    """A colour in the light and in the dark scheme, as #rrggbb; the theme's own where it is empty."""

    light: str
    dark: str
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that stands for the organisation; it is published by its *name* beside the theme's files."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link at the foot of each page; *url* is an address, or a path of this site that begins with a slash."""

    name: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What a site changes of its theme without a theme of its own: picture, colours by name, links."""

    logo: Logo | None = None
    colours: tuple[tuple[str, Shades], ...] = ()
    links: tuple[Link, ...] = ()
    contrast: bool = True


AS_IT_IS: Final = Appearance()
"""The theme as it is, nothing changed."""
