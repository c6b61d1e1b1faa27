"""The mapping file: the words of a source as TOML, for an editor to correct, and as read back."""

import re
import tomllib
from typing import Any, Final

from statuspage.fields import Field, Reader, choice, mapping, read_fields
from statuspage.importers.mapping import Words
from statuspage.messages import message
from statuspage.model import Impact, Kind
from statuspage.nodes import Node, Scalar, Table
from statuspage.problems import Problems
from statuspage.settings import component_id, time_zone
from statuspage.shapes import TEXT, shaped
from statuspage.toml import parse_toml, string, toml_error

_ZONE: Final = re.compile(r"""^(zone[ \t]*=[ \t]*)(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)

ABOUT: Final = {
    "components": "Each system of the source, and its id here. An empty id leaves the system out.",
    "severities": "How badly each word affects: none, degraded, partial, outage. The empty word: nothing was said.",
    "kinds": "What a severity makes of its event: maintenance, emergency, incident or drill. Others make an incident.",
    "zones": "The zone that each name of a zone stands for, as America/New_York. An empty one: read in the zone above.",
}
ASKED: Final = "# not known: taken for degraded until you say"
NO_ZONE: Final = "# not known: read in the zone above until you say"
UNLISTED: Final = "# not among the systems of the source: which one is it?"


def new_file(words: Words) -> str:
    """Return the text of a mapping file."""
    head = "# What the words of the source mean here. Correct what is wrong, then give the same command again.\n"
    text = f"{head}\n# Times without an offset are read in this zone.\nzone = {string(words.zone)}\n"
    return with_new(text, Words(words.zone, {}, {}, {}, {}), words)


def with_new(text: str, said: Words, words: Words) -> str:
    """Return the text of a mapping file with its zone and a line for each word that it lacks; all else stays."""
    if said.zone != words.zone:
        text = _ZONE.sub(lambda line: f"{line[1]}{string(words.zone)}", text, count=1)
    for name, about in ABOUT.items():
        before, now = getattr(said, name), getattr(words, name)
        lines = [_line(word, now[word], _question(name, word, words)) for word in now if word not in before]
        if not lines:
            continue
        text = text if text.endswith("\n") else f"{text}\n"
        if header := _header(name, text):
            text = text[: header.end()] + "".join(lines) + text[header.end() :]
        else:
            text = f"{text}\n[{name}]\n# {about}\n{''.join(lines)}"
    return text


def _question(name: str, word: str, words: Words) -> str:
    """Return what an editor is asked of a word, as a comment."""
    if name == "severities" and words.severities[word] is None:
        return f"  {ASKED}"
    if name == "zones" and not words.zones[word]:
        return f"  {NO_ZONE}"
    return f"  {UNLISTED}" if name == "components" and word in words.unlisted else ""


def _line(word: str, value: str | None, question: str) -> str:
    return f"{string(word)} = {string(value or '')}{question}\n"


def _header(name: str, text: str) -> re.Match[str] | None:
    """Return where a table begins, with the comments below its header."""
    header = rf"^[ \t]*\[[ \t]*([\"']?){name}\1[ \t]*\][^\n]*(?:\n|\Z)(?:[ \t]*#[^\n]*\n)*"
    return re.search(header, text, re.MULTILINE)


def read_mapping(source: str, name: str, problems: Problems) -> Words | None:
    """Read the text of a mapping file; what is wrong is noted with its place in *name*, and None returned."""
    try:
        _, root = parse_toml(source, name)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.error(*toml_error(error, name))
        return None
    assert isinstance(root, Table)  # a TOML document is a table
    values = read_fields(root, FIELDS, problems)
    for key, _ in root.entries:
        if key.text in ABOUT and not _header(key.text, source):
            told = message("'{name}' is no table that an import can add to", name=key.text)
            hint = message(
                "begin it with a line [{name}], and write each word on a line of its own below", name=key.text
            )
            problems.error(key.place, told, hint)
    if problems.found:
        return None
    components, severities, kinds, zones = (dict(values[key]) for key in ABOUT)
    severities = {word.lower(): impact or None for word, impact in severities.items()}
    kinds = {word.lower(): kind for word, kind in kinds.items()}
    return Words(values["zone"], components, severities, kinds, zones)


@shaped(lambda: TEXT)
def _word(node: Node, _problems: Problems) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def _or_empty(read: Reader) -> Reader:
    """Read what may be left empty, which then is an empty text."""

    @shaped(read.schema)
    def either(node: Node, problems: Problems) -> Any:
        return "" if isinstance(node, Scalar) and not node.text.strip() else read(node, problems)

    return either


_IMPACT: Final = _or_empty(choice(Impact, "impact"))
FIELDS: Final = (
    Field("zone", time_zone, message("the zone of times without an offset"), required=True),
    Field("components", mapping(_word, _or_empty(component_id), '"API" = "api"'), "ids by name", ()),
    Field("severities", mapping(_word, _IMPACT, '"down" = "outage"'), "impacts by word", ()),
    Field("kinds", mapping(_word, choice(Kind, "kind"), '"notice" = "maintenance"'), "kinds by severity", ()),
    Field("zones", mapping(_word, _or_empty(time_zone), '"EST" = "America/New_York"'), "zones by name", ()),
)
