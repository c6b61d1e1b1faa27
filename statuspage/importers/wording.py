"""Texts of other systems as they can stand on a page here; what goes, or is shown otherwise, is told."""

import re
from typing import Final

from statuspage.importers.history import Loss, Sort
from statuspage.importers.tidying import tidied
from statuspage.markup import MarkupError, check_brackets, to_html
from statuspage.messages import message

_MAY_NEST: Final = re.compile(r"^(?:[ \t]{200}|(?:[ \t]*[>*+-]){60})", re.MULTILINE)


def shown(written: str, source: str, losses: list[Loss]) -> str:
    """Return a text without what can't stand here; one that no page could be made of is shown as it was typed."""
    text = _tidied(written, source, losses)
    try:
        _check(text)
    except MarkupError as error:
        told = message("{why}: the text is shown as it was typed", why=error.args[0])
        losses.append(Loss(source, Sort.ASSUMED, told, text))
        return _disarmed(text)
    return text


def on_one_line(written: str, source: str, losses: list[Loss]) -> str:
    """Return a title or a name without what can't stand here, its line breaks as blanks."""
    return " ".join(_tidied(written, source, losses).split())


def _tidied(written: str, source: str, losses: list[Loss]) -> str:
    clean = tidied(written)
    told = message("taken out of the text: only the old system knows it, or it runs")
    losses += [Loss(source, Sort.LOST, told, piece) for piece in clean.removed]
    return clean.text


def _check(text: str) -> None:
    """Raise MarkupError for a text that no page could be made of; only what may nest deeply is converted for that."""
    check_brackets(text)
    if _MAY_NEST.search(text):
        to_html(text)


def _disarmed(text: str) -> str:
    """Return Markdown that shows a text line by line, with no sign of it meaning anything."""
    lines = (line.strip() for line in text.split("\n"))
    return "  \n".join(re.sub(r"[^\w\s]", lambda sign: f"&#{ord(sign[0])};", line) for line in lines)
