"""HTML of other systems as Markdown."""

import re
from html import unescape


def to_markdown(html: str) -> str:
    """Return the text of a piece of HTML with its emphasis, links and lists; what a page can't hold is `tidying`'s."""
    from markdownify import ATX, BACKSLASH, markdownify

    try:
        text: str = markdownify(html, heading_style=ATX, newline_style=BACKSLASH, bullets="-")
    except RecursionError:  # elements a thousand deep: their text alone
        text = unescape(re.sub(r"<[^<>]*>", "", html))
    return text.replace("\u00a0", " ").strip()
