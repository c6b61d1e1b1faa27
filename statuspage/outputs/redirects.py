"""Pages at addresses that a site had elsewhere, each of which leads on, and _redirects for hosts that read it."""

from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import quote, urlsplit

from statuspage.plan import Joined, Output, Part, Planned, Site
from statuspage.redirects import FILE, Redirect
from statuspage.view import Address, View


def outputs(site: Site) -> Iterator[Planned]:
    """Plan a page for each old address that people come to, and what hosts read, where there is any.

    Of what programs fetch there is no file, but a part of what hosts read: one more file at that address is an error.
    """
    for redirect in site.redirects:
        made_by = f"{FILE}:{redirect.place.line}"
        if redirect.has_page:
            yield Output(redirect.path, made_by, partial(page, site, redirect))
        else:
            yield Part(redirect.path, made_by, partial(_line, site, redirect))
    if site.redirects:
        fed = tuple(redirect.path for redirect in site.redirects if not redirect.has_page)
        yield Joined("_redirects", "redirects", fed, partial(rules, site))


def page(site: Site, redirect: Redirect) -> bytes:
    """Write a page that leads to the new address at once, in the site's language; it needs no script."""
    language = site.theme.languages[site.config.default_language]
    view = View(site, language, Address(redirect.path, "redirect.html", FILE, redirect))
    address = view.root + redirect.target
    canonical = site.config.url + redirect.target if site.config.url else address
    names = {**view.names(), "config": site.config, "address": address, "canonical": canonical}
    return site.theme.render("redirect.html", names).encode()


def rules(site: Site, fed: Iterable[bytes]) -> bytes:
    """Write the rules of Netlify, Cloudflare Pages and GitLab Pages: first those that no page stands in for.

    Hosts read a limited number of them.
    """
    return b"".join((*fed, *(_line(site, redirect) for redirect in site.redirects if redirect.has_page)))


def _line(site: Site, redirect: Redirect) -> bytes:
    """Write one rule; its paths begin at the host's root, where the site may stand in a folder."""
    base = quote(urlsplit(site.config.url).path.rstrip("/"))
    return f"{base}/{quote(redirect.old)} {base}/{redirect.target} 301\n".encode()
