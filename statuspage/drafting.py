"""A new event or question as the bytes of a file: from nothing, or from a template whose words and comments stay."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from statuspage.appending import line_end
from statuspage.yaml_lines import Value, field_lines, field_names, texts_by_name, with_fields

ID_AT_MOST: Final = 60
ORDER: Final = (
    *("id", "title", "kind", "components", "start", "end", "announced", "audiences", "reason", "alternatives"),
    *("before", "during", "after", "data", "rollback", "timetable", "apology", "compensation", "contact"),
    *("update_every", "auto_complete", "revised", "signed"),
)
"""The fields of an event as its file holds them: what it is and when, what to do, and the formal parts."""

_FRONT_MATTER: Final = re.compile(r"(\ufeff?\s*---[ \t]*\n)(.*?)(^---[ \t]*(?:\n|\Z))(.*)", re.DOTALL | re.MULTILINE)


def drafted(values: Mapping[str, Value], body: str, template: bytes | None = None) -> bytes:
    """Return a content file with these fields and this text, or the template's own text where none is given.

    *values* stand in the order given; of a template's fields those are replaced that have a value here, an `id` too,
    and those emptied that have an empty mapping. The template must be one that can be read.
    """
    given = {name: value for name, value in values.items() if value and name != "id"}
    if template is None:
        lines = [line for name, value in given.items() for line in field_lines(name, value)]
        text = "\n".join(["---", *lines, "---", ""])
        return f"{text}\n{body}\n".encode() if body else text.encode()
    opening, block, closing, rest = _parts(template)
    names = field_names(block)
    if "id" in names:
        given["id"] = values["id"]
    given |= {name: value for name, value in values.items() if value == {} and name in names}
    text = opening + with_fields(block, given) + closing.rstrip("\n") + "\n" + (f"\n{body}\n" if body else rest)
    return text.replace("\n", line_end(template)).encode()


def modelled(template: bytes, name: str) -> Mapping[str, str]:
    """Return what a template that can be read says of a field that holds texts by name."""
    return texts_by_name(_parts(template)[1], name)


def text_in(template: bytes) -> str:
    """Return the text below the fields of a template that can be read, its lines ended by line feeds."""
    return _parts(template)[3].strip()


def _parts(template: bytes) -> tuple[str, str, str, str]:
    """Return the opening line, the fields, the closing line and the text of a template that can be read."""
    plain = template.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(plain)
    assert match, "a template that can be read has front matter"
    opening, block, closing, rest = match.groups()
    return opening, block, closing, rest


def id_of(title: str, day: date | None) -> str | None:
    """Return an id made of an English title, after a day if one is given, or None for a title in another script."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not title.isascii() or not slug:
        return None
    while len(slug) > ID_AT_MOST and "-" in slug:
        slug = slug.rpartition("-")[0]
    return f"{day:%Y-%m-%d}-{slug[:ID_AT_MOST]}" if day else slug[:ID_AT_MOST]
