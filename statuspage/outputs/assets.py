"""The theme's files, copied."""

from collections.abc import Iterator
from functools import partial

from statuspage.plan import Output, Site


def outputs(site: Site) -> Iterator[Output]:
    """Plan a copy of each of the theme's assets under /assets/."""
    for path, data in site.theme.assets.items():
        yield Output(f"assets/{path}", f"assets/{path} of the theme", partial(bytes, data))
