"""HTML of other systems as Markdown."""

import re
from html import unescape


def to_markdown(html: str) -> str:
    """Return the text of a piece of HTML with its emphasis, links and lists; what a page can't hold is `tidying`'s."""
    from bs4.exceptions import ParserRejectedMarkup
    from markdownify import ATX, SPACES, markdownify

    head, closed, tail = html.rpartition(">")
    html = f"{head}{closed}{tail.replace('<', '&lt;')}"  # no tag ends there, and the library would look for one often
    try:  # in an element of its own: bare text that looks like an address is warned of by the library
        text: str = markdownify(f"<div>{html}</div>", heading_style=ATX, newline_style=SPACES, bullets="-")
    except (RecursionError, ParserRejectedMarkup):  # elements a thousand deep, or what no parser reads: the text alone
        text = unescape(re.sub(r"<[^<>]*>", "", html))
    return text.replace("\u00a0", " ").strip()
