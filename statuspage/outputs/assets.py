"""The theme's files and the site's logo; scripts and further stylesheets are minified, all else is copied."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from statuspage.plan import Output, Site
from statuspage.stylesheet import STYLE

AT_THE_TOP: Final = frozenset({"widget.js"})
"""Assets that other sites ask for, at an address that never changes."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan each of the theme's assets in their folder, and the logo beside them; at the top what others ask for."""
    for path, data in site.theme.assets.items():
        # The one stylesheet was made and minified with the theme.
        make = bytes if path == STYLE else partial(minified, path)
        place = path if path in AT_THE_TOP else site.assets + path
        yield Output(place, f"assets/{path} of the theme", partial(make, data))
    if logo := site.config.appearance.logo:
        yield Output(site.assets + logo.name, "logo in config.toml", partial(bytes, logo.data))


def minified(path: str, data: bytes) -> bytes:
    """Leave out what browsers pass over; comments that begin with an exclamation mark stay, for licences."""
    if path.endswith(".js"):
        from rjsmin import jsmin

        return bytes(jsmin(data, keep_bang_comments=True))
    if path.endswith(".css"):
        from rcssmin import cssmin

        return bytes(cssmin(data, keep_bang_comments=True))
    return data
