"""The program's own words in other languages, as the catalogues in statuspage/locale give them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from statuspage.messages import Message

SOURCE: Final = "en"
"""The language that messages are written in; it needs no catalogue."""
LANGUAGES: Final = (SOURCE, "zh")
"""The languages that the program speaks to editors."""
COMMA: Final = ", "
"""What stands between the items of a list; a catalogue may have another sign for it."""

LOCALE: Final = Path(__file__).with_name("locale")
_LINE: Final = re.compile(r'(?:(msgid|msgid_plural|msgstr)(?:\[0\])? )?"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t"}


def in_language(text: str, lang: str) -> str:
    """Return a message in a language of LANGUAGES, with all messages that were put into it.

    A text that is no message, and what a catalogue doesn't have, stays as it is.
    """
    if lang == SOURCE or not isinstance(text, Message):
        return text
    template = catalogue(lang).get(text.template, text.template)
    filled = {name: _said(value, lang) for name, value in text.variables.items()}
    return template.format(**filled) if filled else template


def _said(value: Any, lang: str) -> Any:
    if isinstance(value, tuple | list):
        return catalogue(lang).get(COMMA, COMMA).join(_said(str(item), lang) for item in value)
    return in_language(value, lang) if isinstance(value, str) else value


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return what a language has for each English template, that of one thing as that of many."""
    source = (LOCALE / f"{lang}.po").read_text("utf-8")
    return {template: said for template, said in _entries(source) if template and said}


def _entries(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a gettext catalogue has for each msgid and msgid_plural.

    It reads the part of the format that ours are written in: no contexts, and one form for all numbers. That takes a
    tenth of the time that a library for all of the format needs just to load. Raises ValueError for a line that is
    something else.
    """
    for block in re.split(r"\n\s*\n", source):
        entry: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            found = _LINE.fullmatch(line.strip())
            if found is None or not (found[1] or keyword):
                raise ValueError(f"not a line of a catalogue: {line}")
            keyword = found[1] or keyword
            entry[keyword] = entry.get(keyword, "") + _unescaped(found[2])
        if entry:
            yield entry["msgid"], entry["msgstr"]
            if "msgid_plural" in entry:
                yield entry["msgid_plural"], entry["msgstr"]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
