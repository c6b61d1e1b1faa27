"""What hosts and crawlers look for: sitemap.xml, robots.txt, .nojekyll."""

from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import quote
from xml.sax.saxutils import escape

from statuspage.outputs.pages import page_paths
from statuspage.plan import Output, Site


def outputs(site: Site) -> Iterator[Output]:
    """Plan robots.txt and .nojekyll, and the sitemap where the site's address is known (it must be absolute)."""
    yield Output(".nojekyll", "hosts", bytes)
    yield Output("robots.txt", "hosts", partial(robots, site.config.url))
    if site.config.url:
        yield Output("sitemap.xml", "hosts", partial(sitemap, site.config.url, tuple(page_paths(site))))


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
