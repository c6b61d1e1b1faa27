"""Texts of other systems without what only these understand, or what no text here may hold; what goes is returned."""

import re
from dataclasses import dataclass
from typing import Final

from statuspage.body import COMMENT_ENDS, prose_lines
from statuspage.problems import CONTROL_CHARACTER

_PARTS: Final = (
    re.compile(r"<(script|style|iframe|object|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\{\{([<%])(?:(?!\{\{)[^\n])*?[>%]\}\}"),
    re.compile(r"\{\{[<%][ \t]*/?[\w.-]*[ \t]*(?:\"[^\"\n]*\"?|[^\s}>]*)[ \t]*[>%]?\}{0,2}"),
    re.compile(r"^[ \t]*:{3,}[^\n]*$", re.MULTILINE),
    re.compile(r":{3,}"),
    re.compile(r"</?script[^>\n]*>?", re.IGNORECASE),
    CONTROL_CHARACTER,
)
"""Scripts and frames with what is in them, comments, shortcodes of Hugo (whole, then broken ones), containers of
VuePress, and characters that no file here may hold. Each is searched in what those before it left."""

_CONFLICT: Final = re.compile(r"^([<>|])(?=\1{6} )", re.MULTILINE)
_BLANK_LINES: Final = re.compile(r"(?:[ \t]*\n){3,}")


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text that can stand here, and the pieces that were taken out of it."""

    text: str
    removed: tuple[str, ...] = ()


def tidied(text: str) -> Tidied:
    """Return a text without scripts, comments, shortcodes and containers of other systems, its lines ended by LF."""
    text, removed = text.replace("\r\n", "\n").replace("\r", "\n"), list[str]()
    while pieces := [part for part in _PARTS if part.search(text)]:  # what is taken out may join what stood around it
        for part in pieces:
            removed += [match[0].strip() for match in part.finditer(text)]
            text = part.sub("", text)
    text = _CONFLICT.sub(lambda match: f"&#{ord(match[1])};", text)
    return Tidied(_closed(_BLANK_LINES.sub("\n\n", text)).strip(), tuple(piece for piece in removed if piece))


def _closed(text: str) -> str:
    """Close a code block that is never closed, as Markdown reads it; what begins a comment and isn't one is text."""
    text = text.replace("<!--", "&lt;!--")
    _, unclosed = prose_lines(text.split("\n"))
    return f"{text}\n{unclosed[1]}" if unclosed and unclosed[1] != COMMENT_ENDS else text
