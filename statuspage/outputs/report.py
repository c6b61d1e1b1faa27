"""contact/report.txt: the template of a fault report as a file, for those who fill it in elsewhere."""

from collections.abc import Iterator
from functools import partial
from html import unescape

from statuspage.plan import Output, Site
from statuspage.view import Address, View, folder


def outputs(site: Site) -> Iterator[Output]:
    """Plan the report template in each language."""
    for lang in site.config.languages:
        yield Output(f"{folder(site, lang)}contact/report.txt", "report", partial(report, site, lang))


def report(site: Site, lang: str) -> bytes:
    """Write the template as plain text.

    With a byte order mark, since hosts send text without saying that it is UTF-8, and with the line ends of Windows,
    whose editors took longest to learn others.
    """
    view = View(site, site.theme.languages[lang], Address("contact/", "_report.html", "report"))
    text = unescape(site.theme.render("_report.html", view.names())).strip()
    return ("\ufeff" + text + "\n").replace("\n", "\r\n").encode()
