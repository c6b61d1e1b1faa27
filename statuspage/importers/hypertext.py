"""HTML of other systems as Markdown."""


def to_markdown(html: str) -> str:
    """Return the text of a piece of HTML with its emphasis, links and lists; what a page can't hold is `tidying`'s."""
    from markdownify import ATX, BACKSLASH, markdownify

    text: str = markdownify(html, heading_style=ATX, newline_style=BACKSLASH, bullets="-")
    return text.replace("\u00a0", " ").strip()
