"""Lines of help that hold Chinese, broken by their width on a terminal: between characters, not at blanks alone."""

import re
from typing import Final
from unicodedata import east_asian_width

AS_IT_STANDS: Final = "\b"
"""On a line of its own it tells click to leave the lines below it as they are."""
_UNIT: Final = re.compile(r"[（「《“]*(?:[!-~]+|[^\s!-~])[，。；：、！？）」》”…]*|\s+")
"""What isn't parted: a word of Latin letters or one other character, with the marks that can't begin or end a line."""


def wrapped(text: str, width: int) -> str:
    """Return a text whose paragraphs have lines of at most *width* columns; one without wide characters stays."""
    if text.isascii():
        return text
    paragraphs = text.split("\n\n")
    return "\n\n".join(each if each.startswith(AS_IT_STANDS) else _wrapped(each, width) for each in paragraphs)


def _wrapped(paragraph: str, width: int) -> str:
    lines = [""]
    for unit in _UNIT.findall(" ".join(paragraph.split("\n"))):
        if columns(lines[-1] + unit.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return "\n".join([AS_IT_STANDS, *(line.rstrip() for line in lines)])


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode Standard Annex 11)."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
