"""What people expect of Markdown and the library doesn't do by itself."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
TOP: Final = 3
"""The level of the highest heading of a text: h1 is the page's, h2 its sections'."""
_CJK: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
INDENT: Final = " " * 4
_ITEM: Final = re.compile(r"(?:(?P<interrupts>[-*+]|1[.)])|\d+[.)])[ ]+\S")


class Dialect(Extension):
    """What people expect of Markdown and the library doesn't do by itself."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: D102  # the library's method
        md.preprocessors.register(_Lists(md), "lists", 5)
        between = f"(?<=[{_CJK}])\n(?=[{_CJK}“‘])|(?<=[{_CJK}”’])\n(?=[{_CJK}])"
        md.inlinePatterns.register(_JoinedLines(between, md), "joined-lines", 15)
        md.treeprocessors.register(_Shape(md), "shape", 5)


class _Lists(Preprocessor):
    """Lists as in CommonMark: right after a line of text, and nested by as many blanks as their writer likes.

    The library wants an empty line before a list and four blanks for each level.
    """

    def run(self, lines: list[str]) -> list[str]:
        shaped: list[str] = []
        levels: list[int] = []  # how far the items of each open level are indented
        for line in lines:
            text, indent = line.lstrip(), len(line) - len(line.lstrip())
            after_text = bool(shaped and shaped[-1].strip())
            item = _ITEM.match(text)
            if item and not levels and (indent > 3 or (after_text and not item["interrupts"])):
                item = None  # code, or a line of a paragraph that happens to begin with a number
            if item:
                shaped += [""] if after_text and not levels else []
                levels = [*(level for level in levels if level < indent), indent]
                line = INDENT * (len(levels) - 1) + text
            elif levels and text and not indent and not after_text:
                levels = []  # text at the margin after an empty line
            elif levels and indent > levels[0]:
                levels = [level for level in levels if level < indent]
                line = INDENT * len(levels) + text
            shaped.append(line)
        return shaped


class _JoinedLines(InlineProcessor):
    """A line break between Han characters is no blank (W3C clreq)."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return "", m.start(0), m.end(0)


class _Shape(Treeprocessor):
    """Headings go under the page's own, pictures become links, alignment becomes a class."""

    def run(self, root: Element) -> None:
        levels = sorted({element.tag for element in root.iter() if element.tag in HEADINGS})
        level = -1
        for picture in [picture for link in root.iter("a") for picture in link.iter("img")]:
            picture.tag, picture.text = "span", picture.get("alt") or picture.get("src")
        for element in root.iter():
            if element.tag in levels:
                level = min(levels.index(element.tag), level + 1)
                element.tag = HEADINGS[min(TOP - 1 + level, 5)]
            elif element.tag == "img":
                element.tag, element.text = "a", element.get("alt") or element.get("src")
                element.set("href", element.get("src", ""))
            elif element.tag in ("td", "th") and element.get("align"):
                element.set("class", element.get("align", ""))
