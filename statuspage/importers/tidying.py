"""Texts of other systems without what only these understand, or what no text here may hold; what goes is returned."""

import re
from dataclasses import dataclass
from typing import Final

from statuspage.body import COMMENT_ENDS, prose_lines
from statuspage.problems import CONTROL_CHARACTER

_PARTS: Final = (
    re.compile(r"\{\{([<%])(?:(?!\{\{|\n[ \t]*\n)[\s\S])*?[>%]\}\}"),
    re.compile(r"\{\{[<%][ \t]*/?[\w.-]*[ \t]*(?:\"[^\"\n]*\"?|[^\s}>]*)[ \t]*[>%]?\}{0,2}"),
    re.compile(r"^[ \t]*:{3,}[^\n]*$", re.MULTILINE),
    re.compile(r":{3,}"),
    re.compile(r"</?(?:script|style|iframe|object|template)\b[^>\n]*>?|</?script[^>\n]*>?", re.IGNORECASE),
    CONTROL_CHARACTER,
)
"""Shortcodes of Hugo (whole, then broken ones), containers of VuePress, tags of what runs or frames, and characters
that no file here may hold. Each is searched in what those before it left."""

_ELEMENT: Final = re.compile(r"<(script|style|iframe|object|template)\b|<!--", re.IGNORECASE)
_ENDS: Final = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "iframe", "object", "template")
}
_COMMENT_END: Final = re.compile(COMMENT_ENDS)
_ROUNDS: Final = 10
"""How often pieces that were put into one another are taken out; then what is left of them is shown as it stands."""
_DISARMED: Final = (
    (CONTROL_CHARACTER, ""),
    (re.compile(r":{3,}"), ""),
    (re.compile(r"\{\{(?=[<%])"), "{&#123;"),
    (re.compile(r"<(?=!--|/?(?:script|style|iframe|object|template))", re.IGNORECASE), "&lt;"),
)
_CONFLICT: Final = re.compile(r"^([<>|])(?=\1{6} )", re.MULTILINE)
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_BLANK_ABOVE: Final = re.compile(r"(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text that can stand here, and the pieces that were taken out of it."""

    text: str
    removed: tuple[str, ...] = ()


def tidied(text: str) -> Tidied:
    """Return a text without scripts, comments, shortcodes and containers of other systems, its lines ended by LF.

    U+FEFF, which editors leave behind unseen, goes without a word. A text that has nothing of these stays as it is.
    """
    text, removed = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n"), list[str]()
    for _ in range(_ROUNDS):  # what is taken out may join what stood around it
        before, text = text, _without_elements(text, removed)
        for part in _PARTS:
            removed += [match[0].strip() for match in part.finditer(text)]
            text = part.sub("", text)
        if text == before:
            break
    else:
        for pattern, instead in _DISARMED:
            text = pattern.sub(instead, text)
    text = _CONFLICT.sub(lambda match: f"&#{ord(match[1])};", text)
    text = _BLANK_LINES.sub("\n\n", text) if removed else text
    text = _closed(text).rstrip()
    above = _BLANK_ABOVE.match(text)
    return Tidied(text[above.end() :] if above else text, tuple(piece for piece in removed if piece))


def _without_elements(text: str, removed: list[str]) -> str:
    """Return a text without comments and without scripts, frames and their like with what is in them.

    What is never closed is left to others: it would take all that follows. Looked for once, so that a text of nothing
    but openings takes no longer than any.
    """
    kept, at, unclosed = list[str](), 0, set[str]()
    for match in _ELEMENT.finditer(text):
        name = (match[1] or "").lower()
        if match.start() < at or name in unclosed:
            continue
        end = _ENDS.get(name, _COMMENT_END).search(text, match.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(text[at : match.start()])
        removed.append(text[match.start() : end.end()])
        at = end.end()
    return "".join((*kept, text[at:]))


def _closed(text: str) -> str:
    """Close a code block that is never closed, as Markdown reads it; what begins a comment and isn't one is text."""
    text = text.replace("<!--", "&lt;!--")
    _, unclosed = prose_lines(text.split("\n"))
    return f"{text}\n{unclosed[1]}" if unclosed and unclosed[1] != COMMENT_ENDS else text
