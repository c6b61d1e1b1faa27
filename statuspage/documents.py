"""One Markdown file as front matter and body, with lines that stay right.

python-frontmatter finds the block; our handler keeps the lines, which the library loses, and composes the YAML into
nodes without giving scalars a type.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from statuspage.messages import Message, message
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import CONTROL_CHARACTER, Place, Problems

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20
NODES_WITHOUT_A_LOOK: Final = 1000

_CONFLICT: Final = re.compile(r"^(?:<{7} |>{7} |\|{7} )", re.MULTILINE)
_BOUNDARY: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FULL_WIDTH_COLON: Final = re.compile(r"\s*([\w-]+)\s*：", re.ASCII)
_COLON_WITHOUT_BLANK: Final = re.compile(r"\s*([\w-]+):[^\s/]", re.ASCII)
_VALUE: Final = re.compile(r"\s*(?:- +)?([\w-]+): +(\S.*)", re.ASCII)
_NEEDS_QUOTES: Final = re.compile(r"[*&%@`!]|[|>] *[^ ]|- |[^'\"\[{].*:(?: |$)")
_NOT_IN_YAML: Final = {0x85: " ", 0x2028: " ", 0x2029: " ", 0xFEFF: "\u2060"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file's front matter and its body; `body_line` is the line on which the body begins."""

    name: str
    table: Table
    body: str
    body_line: int

    @property
    def place(self) -> Place:
        """Where the file begins."""
        return Place(self.name)


class FrontMatterError(Exception):
    """The front matter can't be read; carries the place and what to do."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place, self.hint = place, hint


def read_text(path: Path, name: str, problems: Problems) -> str | None:
    """Read a file as UTF-8 text with line feeds; *name* is its path in messages.

    A byte order mark and CRLF are accepted. Noted as errors: what can't be read, is too large, isn't UTF-8, holds
    control characters (XML 1.0 section 2.2 forbids them in feeds) or a merge conflict that was left over.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.error(Place(name), message("the file can't be read: {why}", why=error.strerror))
        return None
    if len(data) > MAX_BYTES:
        told = message("the file has {size:.1f} MB", size=len(data) / 1_000_000)
        problems.error(Place(name), told, message("at most 1 MB is read; link to what is larger"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error(*_undecodable(error, name))
        return None
    text = _with_line_feeds(text)
    for found in CONTROL_CHARACTER.finditer(text):
        place = _place(text, found.start(), name)
        before = text[found.start() - min(place.column - 1, 12) : found.start()]
        hint = message("delete the line's first character")
        if before:
            hint = message("delete what stands, unseen, after '{before}'", before=before)
        problems.error(place, message("an invisible control character (U+{code:04X})", code=ord(found[0])), hint)
    for found in _CONFLICT.finditer(text):
        hint = message("choose one of the two versions and remove the marker lines")
        problems.error(_place(text, found.start(), name), message("a merge conflict was left here"), hint)
    return None if CONTROL_CHARACTER.search(text) or _CONFLICT.search(text) else text


def read_document(path: Path, name: str, problems: Problems) -> Document | None:
    """Read a Markdown file with front matter; what is wrong is noted, and None returned."""
    text = read_text(path, name, problems)
    if text is None:
        return None
    if not text.strip():
        problems.error(Place(name), message("the file is empty"), message("write it, or delete it"))
        return None
    leading = len(text) - len(text.lstrip())
    handler = _PlacedYAML(name, text.count("\n", 0, leading) + 1)
    try:
        metadata, body = frontmatter.parse(text[leading:], handler=handler)
    except FrontMatterError as error:
        problems.error(error.place, str(error), error.hint)
        return None
    return Document(name, cast(Table, metadata["table"]), body, handler.body_line)


class _PlacedYAML(BaseHandler):
    """Splits off the front matter of one file and composes it into nodes with their places."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name, self.first_line, self.body_line = name, first_line, first_line
        self.seen: set[int] = set()

    def split(self, text: str) -> tuple[str, str]:
        """Return the block between the two `---` lines, and what follows it."""
        opening = _BOUNDARY.match(text)
        if opening is None:
            hint = message("begin the file with a line '---', then fields such as 'title: …', then '---' again")
            raise FrontMatterError(Place(self.name, self.first_line), message("there is no front matter"), hint)
        closing = _BOUNDARY.search(text, opening.end())
        if closing is None:
            hint = message("write a line '---' between the fields and the text")
            raise FrontMatterError(Place(self.name, self.first_line), message("the front matter is not closed"), hint)
        body = text[closing.end() :]
        begin = closing.end() + len(body) - len(body.lstrip())
        self.body_line = self.first_line + text.count("\n", 0, begin)
        # YAML has more line breaks than editors and we; as blanks they leave the lines right. It refuses U+FEFF.
        return text[opening.end() + 1 : closing.start()].translate(_NOT_IN_YAML), body

    def load(self, block: str) -> dict[str, Any]:
        """Compose the block; the first character of it stands one line below the opening `---`."""
        if _may_nest_deeply(block) and _is_too_deep(block):
            place = Place(self.name, self.first_line)
            raise FrontMatterError(place, message("lists and tables are nested too deeply in the front matter"))
        try:
            root = yaml.compose(block, Loader=yaml.CSafeLoader)
            table = Table((), Place(self.name, self.first_line)) if root is None else self.node(root)
        except yaml.MarkedYAMLError as error:
            raise self.unreadable(error, block) from None
        except (yaml.YAMLError, RecursionError) as error:
            place = Place(self.name, self.first_line)
            raise FrontMatterError(place, message("the front matter can't be read: {why}", why=str(error))) from None
        if not isinstance(table, Table):
            slips = (_slip(line) for line in block.split("\n"))
            hint = next((hint for _, hint in filter(None, slips)), message("write each as 'name: value'"))
            raise FrontMatterError(table.place, message("the front matter has no fields"), hint)
        return {"table": table}

    def node(self, node: yaml.Node, depth: int = 0) -> Node:
        """Turn a YAML node into ours."""
        place = self.place(node.start_mark)
        if depth > MAX_DEPTH:
            raise FrontMatterError(place, message("lists and tables are nested too deeply here"))
        if id(node) in self.seen:
            hint = message("write the value itself both times")
            raise FrontMatterError(place, message("an alias (*) stands for this"), hint)
        self.seen.add(id(node))
        if node.tag.startswith("!"):
            told = message("'{tag}' has a meaning of its own in YAML", tag=node.tag)
            raise FrontMatterError(place, told, message("put the text in quotes"))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, place)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(self.node(item, depth + 1) for item in node.value), place)
        entries = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                hint = message("a text that begins with { or [ needs quotes")
                raise FrontMatterError(self.place(key.start_mark), message("a name must be a single word"), hint)
            entries.append((Scalar(key.value, self.place(key.start_mark)), self.node(value, depth + 1)))
        return Table(tuple(entries), place)

    def place(self, mark: yaml.Mark) -> Place:
        """Return the place of a mark in the block."""
        return Place(self.name, self.first_line + 1 + mark.line, mark.column + 1)

    def unreadable(self, error: yaml.MarkedYAMLError, block: str) -> FrontMatterError:
        """Say which slip made the YAML parser stop, or else where it stopped and why."""
        mark = error.problem_mark or error.context_mark or yaml.Mark("", 0, 0, 0, None, 0)
        lines = block.split("\n")
        looked_at = [mark.line, mark.line - 1]
        if error.context_mark and "block" not in (error.context or ""):
            looked_at.insert(1, error.context_mark.line)
        for number in looked_at:
            if 0 <= number < len(lines) and (slip := _slip(lines[number])):
                place = Place(self.name, self.first_line + 1 + number, slip[0])
                return FrontMatterError(place, message("the front matter can't be read here"), slip[1])
        hint = message("check quotes, brackets and indentation on this line and the one before")
        told = message("the front matter can't be read here: {why}", why=error.problem)
        return FrontMatterError(self.place(mark), told, hint)


def _may_nest_deeply(block: str) -> bool:
    return sum(block.count(opener) for opener in ("[", "{", "- ", "? ")) > NODES_WITHOUT_A_LOOK


def _is_too_deep(block: str) -> bool:
    """Look at nesting in the parser's events, no further than needed: composing recurses in C and ends the process."""
    depth = 0
    try:
        for event in yaml.parse(block, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return True
    except yaml.YAMLError:
        pass  # the composer will say what is wrong
    return False


def _slip(line: str) -> tuple[int, Message] | None:
    """Return the column of what isn't YAML in a line, though its writer thinks so, and what to write instead."""
    begin = len(line) - len(line.lstrip())
    if "\t" in line[:begin]:
        return line.index("\t") + 1, message("indent with blanks, not with tabs")
    if match := _FULL_WIDTH_COLON.match(line):
        return begin + 1, message("write '{name}: ' with an ASCII colon and a blank, not '{name}：'", name=match[1])
    if match := _COLON_WITHOUT_BLANK.match(line):
        return begin + 1, message("write a blank after the colon of '{name}:'", name=match[1])
    if match := _VALUE.fullmatch(line.rstrip()):
        hint = _value_hint(match[1], match[2])
        return (match.start(2) + 1, hint) if hint else None
    if line.strip() and not begin and ":" not in line and line[0] not in "#-[{\"'":
        return 1, message("write it as 'name: value', or begin it with blanks if it goes on with the text above")
    return None


def _value_hint(key: str, value: str) -> Message | None:
    """Say what is wrong with a value that YAML can't read as the text it is meant to be."""
    if _NEEDS_QUOTES.match(value):
        if len(value) <= 60 and '"' not in value and "\\" not in value:
            return message("put the text in quotes: {quoted}", quoted=f'{key}: "{value}"')
        return message("put the text after '{name}:' in quotes", name=key)
    if value[0] in "'\"" and (len(value) == 1 or value[-1] != value[0] or value[0] in value[1:-1]):
        return message("begin and end the text with {mark} and write none between; or leave both out", mark=value[0])
    if value[0] in "[{" and value[-1] not in "]}":
        return message("close the bracket; or put the text in quotes, if it is a text")
    return None


def _undecodable(error: UnicodeDecodeError, name: str) -> tuple[Place, Message, Message]:
    before = _with_line_feeds(error.object[: error.start].decode())
    place = _place(before, len(before), name)
    try:
        error.object.decode("gb18030")
        hint = message("it looks like GB 18030 (GBK); save it again as UTF-8")
    except UnicodeDecodeError:
        hint = message("save it again as UTF-8")
    return place, message("the file is not UTF-8"), hint


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(text: str, index: int, name: str) -> Place:
    return Place(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
