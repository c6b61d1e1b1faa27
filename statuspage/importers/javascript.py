"""The object that a JavaScript file exports, as far as it is written out: a program that is read and never run."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from statuspage.importers.values import MAX_DEPTH, Value

MAX_CHARACTERS: Final = 100_000

_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*(?:.*?\*/|.*))
    |(?P<text>"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?)
    |(?P<word>[\w$][\w$.+-]*)
    |(?P<mark>.)""",
    re.DOTALL | re.VERBOSE,
)
"""A comment or a text that doesn't end is one token all the same, so that nothing is looked at twice."""

_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": ""}
_WORDS: Final = re.compile(r"true|false|null|\d+(?:\.\d+)?")
_EXPORT: Final = (["module.exports", "="], ["export", "default"], ["exports.default", "="])


class Code(NamedTuple):
    """A value that only running the program would tell: what stands there, and on which line, counted from 1."""

    text: str
    line: int


class Exported(NamedTuple):
    """What is written out, by names in lower case, and what isn't, by names joined with dots."""

    values: Mapping[str, Value]
    code: Mapping[str, Code]


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def read_exported(source: str) -> Exported | None:
    """Return what stands after `module.exports =` or `export default`, or None where no object is written there.

    A name that stands there is looked for once, as `const name = {`.
    """
    source = source[:MAX_CHARACTERS]
    tokens = [
        _Token(str(match.lastgroup), match[0], match.start())
        for match in _TOKEN.finditer(source)
        if match.lastgroup != "blank"
    ]
    at = _after(tokens, *_EXPORT)
    if at is not None and tokens[at].kind == "word":
        name = tokens[at].text
        at = _after(tokens, *([kind, name, "="] for kind in ("const", "let", "var")))
    if at is None or tokens[at].text != "{":
        return None
    reading = _Reading(source, tokens)
    value, _ = reading.table(at, "", 0)
    return Exported(value, reading.code)


def _after(tokens: list[_Token], *beginnings: list[str]) -> int | None:
    """Return the place of the token after one of some beginnings."""
    texts = [token.text for token in tokens]
    for beginning in beginnings:
        for at in range(len(texts) - len(beginning)):
            if texts[at : at + len(beginning)] == beginning:
                return at + len(beginning)
    return None


class _Reading:
    """Tokens of a source, read into values; what isn't one is noted with its path."""

    def __init__(self, source: str, tokens: list[_Token]) -> None:
        self.source, self.tokens = source, tokens
        self.code: dict[str, Code] = {}

    def table(self, at: int, path: str, depth: int) -> tuple[dict[str, Value], int]:
        """Read from `{` and return the values with the place after `}`."""
        found: dict[str, Value] = {}
        at += 1
        while self.text(at) not in ("}", ""):
            name = self.key(at)
            inner = f"{path}.{name}" if path else name
            value, after = self.value(at + 2, inner, depth) if self.text(at + 1) == ":" else (None, self.skipped(at))
            if value is None:
                self.note(inner, at if self.text(at + 1) != ":" else at + 2, after)
            else:
                found[name] = value
            at = max(at + 1, after + (self.text(after) == ","))
        return found, at + 1

    def listing(self, at: int, path: str, depth: int) -> tuple[tuple[Value, ...], int]:
        """Read from `[` and return the items with the place after `]`."""
        found: list[Value] = []
        at += 1
        while self.text(at) not in ("]", ""):
            value, after = self.value(at, path, depth)
            if value is None:
                self.note(path, at, after)
            else:
                found.append(value)
            at = max(at + 1, after + (self.text(after) == ","))
        return tuple(found), at + 1

    def value(self, at: int, path: str, depth: int) -> tuple[Value | None, int]:
        """Return a value, or None for code, with the place of what ends it: a comma or a bracket."""
        value: Value | None = None
        after = at + 1
        if self.text(at) in ("{", "[") and depth < MAX_DEPTH:
            value, after = (self.table if self.text(at) == "{" else self.listing)(at, path, depth + 1)
        elif self.kind(at) == "text" and _is_whole(self.text(at)):
            value = _unescaped(self.text(at)[1:-1])
        elif _WORDS.fullmatch(self.text(at)):
            value = self.text(at).replace("null", "")
        if value is not None and self.text(after) in (",", "}", "]", ""):
            return value, after
        return None, self.skipped(at)

    def key(self, at: int) -> str:
        text = self.text(at)
        return (_unescaped(text[1:-1]) if self.kind(at) == "text" else text).lower()

    def skipped(self, at: int) -> int:
        """Return the place of the comma or bracket that ends what begins here."""
        depth = 0
        while at < len(self.tokens):
            text = self.text(at)
            if depth == 0 and text in (",", "}", "]"):
                return at
            depth += (text in ("{", "[", "(")) - (text in ("}", "]", ")"))
            at += 1
        return at

    def note(self, path: str, begin: int, end: int) -> None:
        first = self.tokens[begin].at if begin < len(self.tokens) else len(self.source)
        last = self.tokens[end].at if end < len(self.tokens) else len(self.source)
        self.code[path] = Code(self.source[first:last].strip(), self.source.count("\n", 0, first) + 1)

    def text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else ""


def _is_whole(text: str) -> bool:
    """Tell whether a text ends on its line, and holds nothing that would be put in when it runs."""
    return len(text) > 1 and text[-1] == text[0] and not (text[0] == "`" and "${" in text)


def _unescaped(text: str) -> str:
    """Return what a text of JavaScript says; half characters, which no file can hold, become `?`."""
    return _ESCAPE.sub(_sign, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sign(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        number = int(digits, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return "" if match[4] else _SIGNS.get(match[5], match[5])
