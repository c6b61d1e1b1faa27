"""What hosts and crawlers look for: sitemap.xml, robots.txt, .nojekyll, and _headers."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from statuspage.outputs.pages import page_paths
from statuspage.plan import Output, Site
from statuspage.view import folder

Rule = tuple[str, Sequence[str]]

SOON: Final = "Cache-Control: public, max-age=60, must-revalidate"
"""For what programs poll."""
LATER: Final = "Cache-Control: public, max-age=300, must-revalidate"
"""For what readers fetch now and then."""
FOR_EVER: Final = "Cache-Control: public, max-age=31536000, immutable"
"""For assets: the name of their folder changes with them."""
SHARED: Final = "Access-Control-Allow-Origin: *"
RULES: Final[tuple[Rule, ...]] = (
    ("/*", ("X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin")),
    ("/*.ics", ("Content-Type: text/calendar; charset=utf-8", SHARED, LATER)),
    ("/*.atom", ("Content-Type: application/atom+xml; charset=utf-8", SHARED, LATER)),
    ("/*.rss", ("Content-Type: application/rss+xml; charset=utf-8", SHARED, LATER)),
    ("/*feed.json", ("Content-Type: application/feed+json; charset=utf-8", SHARED, LATER)),
    ("/*badge.svg", (SHARED, LATER)),
    ("/widget.js", (SHARED, LATER)),
    ("/api/*", (SHARED, SOON)),
    ("/metrics", ("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8", SOON)),
    ("/assets/*", (FOR_EVER,)),
)
"""Where several rules fit one address, Cloudflare joins what they say: no two that can may set the same header."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan what hosts read, and the sitemap where the site's address is known (it must be absolute)."""
    paths = tuple(page_paths(site))
    yield Output(".nojekyll", "hosts", bytes)
    yield Output("_headers", "hosts", partial(headers, site, paths))
    yield Output("robots.txt", "hosts", partial(robots, site.config.url))
    if site.config.url:
        yield Output("sitemap.xml", "hosts", partial(sitemap, site.config.url, paths))


def headers(site: Site, paths: Iterable[str]) -> bytes:
    """Write what Netlify and Cloudflare Pages shall send with which address, in the form that both read.

    Cloudflare reads 100 rules: those on which programs depend come first, then pages in the order of the languages.
    """
    rules = [*RULES, *policies(site, paths)]
    return "".join(f"{path}\n" + "".join(f"  {line}\n" for line in lines) for path, lines in rules).encode()


def policies(site: Site, paths: Iterable[str]) -> Iterator[Rule]:
    """Yield the pages' own security policy as a header, with what a page can't say itself: who may frame it.

    Only the banner may stand in frames of other sites. Rules can't take anything out, so the others are listed.
    """
    policy = " ".join(site.theme.render("_policy.html", {}).split())
    homes = [folder(site, lang) for lang in site.config.languages]
    pages = dict.fromkeys(_section(path, homes) for path in paths)
    yield from ((f"/{home}widget/*", (f"Content-Security-Policy: {policy}",)) for home in homes)
    yield from ((path, (f"Content-Security-Policy: {policy}; frame-ancestors 'self'",)) for path in pages)


def _section(path: str, homes: Iterable[str]) -> str:
    """Return the rule's address for a page: the first page of its language, or all of the folder that it is in."""
    home = next((home for home in homes if home and path.startswith(home)), "")
    section = path.removeprefix(home).partition("/")[0]
    return f"/{home}{section}/*" if section else f"/{home}"


def robots(url: str) -> bytes:
    """Let every crawler in (RFC 9309), and name the sitemap if there is one."""
    lines = ["User-agent: *", "Allow: /"]
    lines += [f"Sitemap: {url}sitemap.xml"] if url else []
    return ("\n".join(lines) + "\n").encode()


def sitemap(url: str, paths: Iterable[str]) -> bytes:
    """List the pages by their absolute addresses (sitemaps.org 0.9)."""
    entries = "".join(f"  <url><loc>{escape(url + quote(path))}</loc></url>\n" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    ).encode()
