"""Plain text of other systems as Markdown that shows it as it was typed."""

import re
from typing import Final

from statuspage.importers.hypertext import to_markdown

_TAG: Final = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|pre|span|strong|table|td|tr|u|ul)(?:\s[^<>]*)?/?>"
    r"|<(?:iframe|object|script|style|template)\b",
    re.IGNORECASE,
)
_BREAKS: Final = re.compile(r"<(?:br|p|div|li|td)\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[\w.~:/?#@!$&+,;=%-]*[\w/#=&+-]", re.ASCII)
_BLANK: Final = re.compile(r"\n\s*\n")
_MEANT: Final = (
    (re.compile(r"[\\`*_\[\]|]"), r"\\\g<0>"),
    (re.compile(r"&(?=[#\w])"), "&amp;"),
    (re.compile(r"(?<!\{\{)<(?=[A-Za-z/!?])"), "&lt;"),
)
"""What means something to Markdown or HTML wherever it stands; shortcodes of Hugo stay for `tidying`."""
_FIRST: Final = re.compile(r"([-+#>])|(\d+)([.)])|([=~])|(:)(?=\s)")


def as_typed(text: str) -> str:
    """Return Markdown that shows a plain text as it was typed, its lines as lines, its web addresses as links.

    A text with tags is HTML, which RFC 5545 has no place for and calendar programs write all the same.
    """
    if _TAG.search(text):
        return to_markdown(text if _BREAKS.search(text) else text.replace("\n", "<br>"))
    paragraphs = (paragraph.strip().split("\n") for paragraph in _BLANK.split(text))
    return "\n\n".join("  \n".join(_line(line.strip()) for line in lines) for lines in paragraphs).strip()


def _line(line: str) -> str:
    """Return one line, its web addresses as links and all else without a meaning."""
    parts, begin = list[str](), 0
    for address in _ADDRESS.finditer(line):
        parts += [_plain(line[begin : address.start()]), f"<{address[0]}>"]
        begin = address.end()
    written = "".join((*parts, _plain(line[begin:])))
    first = _FIRST.match(written)
    return f"{_disarmed(first)}{written[first.end() :]}" if first else written


def _plain(text: str) -> str:
    for meant, shown in _MEANT:
        text = meant.sub(shown, text)
    return text


def _disarmed(first: re.Match[str]) -> str:
    """Return what begins a line so that it begins no list, heading, quotation, code, definition or underline."""
    if first[1]:
        return f"\\{first[1]}"
    if first[2]:
        return f"{first[2]}\\{first[3]}"
    return f"&#{ord(first[0])};"
