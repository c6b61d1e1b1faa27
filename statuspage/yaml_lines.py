"""Front matter as lines of text: values written so that they read back as typed, put in where fields stand."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

Value = str | Sequence[str] | Mapping[str, str]
"""What is written of a field: a text, a list of texts, or texts by name."""

_BREAKS: Final = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}
"""What breaks lines for YAML, or can't stand in it as it is, and JSON doesn't escape."""

_ESCAPED: Final = re.compile(f"[{''.join(map(chr, _BREAKS))}]")
_PLAIN: Final = re.compile(r"\w(?:[\w ,.;()/+%'\"!?&=–—…·，。、；：！？（）《》“”‘’-]|:(?=[\w/]))*(?<! )")
"""Texts that YAML surely reads as they stand, so that nobody has to try: most are such."""

_COMMENT: Final = re.compile(r"\s*#")


def field_lines(name: str, value: Value) -> list[str]:
    """Return the lines that hold a field, without their ends."""
    if isinstance(value, str):
        first, *more = _scalar(name, value)
        return [f"{name}: {first}", *more]
    if isinstance(value, Mapping):
        return [f"{name}:", *(f"  {line}" if line else "" for pair in value.items() for line in field_lines(*pair))]
    return [f"{name}:", *(f"  - {_item(said)}" for said in value)]


def field_names(block: str) -> frozenset[str]:
    """Return the names of the fields in a block of front matter that can be read."""
    return frozenset(name for name, _, _ in _fields(block))


def texts_by_name(block: str, name: str) -> dict[str, str]:
    """Return what a field that holds texts by name has in a block of front matter that can be read."""
    values = [value for other, _, value in _fields(block) if other == name and isinstance(value, yaml.MappingNode)]
    return {key.value: said.value for value in values for key, said in value.value if isinstance(said, yaml.ScalarNode)}


def with_fields(block: str, values: Mapping[str, Value]) -> str:
    """Return a block of front matter, its lines ended by line feeds, with some fields replaced and the others added.

    What else stands there stays, comments too. The block must be YAML that can be read.
    """
    lines = block.split("\n")[:-1] if block.endswith("\n") else block.split("\n")
    left, end = dict(values), len(lines)
    for name, begin, before in reversed(_fields(block)):
        if name in left:
            lines[begin:end] = _replaced(lines[begin:end], name, left.pop(name), begin, before)
        end = begin
    for name, value in ((name, value) for name, value in values.items() if name in left):
        lines += field_lines(name, value)
    return "".join(f"{line}\n" for line in lines)


def _fields(block: str) -> list[tuple[str, int, yaml.Node]]:
    """Return each field's name, its first line from 0, and its value."""
    root = yaml.compose(block, Loader=yaml.CSafeLoader)
    return [(key.value, key.start_mark.line, value) for key, value in root.value] if root else []


def _replaced(old: list[str], name: str, value: Value, begin: int, before: yaml.Node) -> list[str]:
    """Return the lines of a field with another value than *before*, and the comments that stood beside it."""
    new = field_lines(name, value)
    if isinstance(before, yaml.ScalarNode) and before.style in ("|", ">"):
        kept = len(old)
        while kept > 1 and (not old[kept - 1] or old[kept - 1].startswith("#")):
            kept -= 1
        return new + old[kept:]
    beside, rest = old[0].partition(":")[2], old[1:]
    if isinstance(before, yaml.ScalarNode) or (isinstance(before, yaml.CollectionNode) and before.flow_style):
        last = before.end_mark.line - begin
        beside, rest = old[last][before.end_mark.column :], old[last + 1 :]
    if _COMMENT.match(beside):
        new[0] += beside if beside[0].isspace() else f" {beside}"
    return new + [line for line in rest if not line.strip() or _COMMENT.match(line)]


def _scalar(name: str, text: str) -> list[str]:
    """Return a text as YAML: as it is where that reads back, as a block where it has lines, else in quotes."""
    if "\n" in text:
        block = _block(text)
        return block if _reads_back(f"{name}: " + "\n".join([*block, ""]), text) else [_quoted(text)]
    return [text] if _PLAIN.fullmatch(text) or _reads_back(f"{name}: {text}", text) else [_quoted(text)]


def _block(text: str) -> list[str]:
    """Return a text of several lines as a literal block (YAML 1.2, section 8.1), its line ends at the end kept."""
    indented = "2" if text[0].isspace() else ""
    kept = "+" if text.endswith("\n\n") else "" if text.endswith("\n") else "-"
    return [f"|{indented}{kept}", *(f"  {line}" if line else "" for line in text.removesuffix("\n").split("\n"))]


def _item(text: str) -> str:
    """Return a text as an item of a list."""
    if _PLAIN.fullmatch(text) or (_reads_back(f"item: {text}", text) and _reads_back(f"item:\n  - {text}", text)):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_BREAKS)


def _reads_back(line: str, text: str) -> bool:
    """Tell whether YAML reads a line as one field with exactly that text, an item of a list likewise."""
    try:
        root = yaml.compose(line, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 1 or _ESCAPED.search(text):
        return False
    value = root.value[0][1]
    if isinstance(value, yaml.SequenceNode) and len(value.value) == 1:
        value = value.value[0]
    plain = isinstance(value, yaml.ScalarNode) and not value.tag.startswith("!")
    return plain and value.value == text
