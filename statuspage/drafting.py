"""A new event or question as the bytes of a file: from nothing, or from a template whose words and comments stay."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from statuspage.appending import line_end
from statuspage.yaml_lines import Value, field_lines, field_names, with_fields

ID_AT_MOST: Final = 60
_FRONT_MATTER: Final = re.compile(r"(\ufeff?\s*---[ \t]*\n)(.*?)(^---[ \t]*(?:\n|\Z))(.*)", re.DOTALL | re.MULTILINE)


def drafted(values: Mapping[str, Value], body: str, template: bytes | None = None) -> bytes:
    """Return a content file with these fields and this text, or the template's own text where none is given.

    *values* stand in the order given; of a template's fields those are replaced that have a value here, an `id` too.
    The template must be one that can be read.
    """
    given = {name: value for name, value in values.items() if value and name != "id"}
    if template is None:
        lines = [line for name, value in given.items() for line in field_lines(name, value)]
        text = "\n".join(["---", *lines, "---", ""])
        return f"{text}\n{body}\n".encode() if body else text.encode()
    plain = template.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(plain)
    assert match, "a template that can be read has front matter"
    opening, block, closing, rest = match.groups()
    if "id" in field_names(block):
        given["id"] = values["id"]
    text = opening + with_fields(block, given) + closing.rstrip("\n") + "\n" + (f"\n{body}\n" if body else rest)
    return text.replace("\n", line_end(template)).encode()


def id_of(title: str, day: date | None) -> str | None:
    """Return an id made of an English title, after a day if one is given, or None for a title in another script."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not title.isascii() or not slug:
        return None
    while len(slug) > ID_AT_MOST and "-" in slug:
        slug = slug.rpartition("-")[0]
    return f"{day:%Y-%m-%d}-{slug[:ID_AT_MOST]}" if day else slug[:ID_AT_MOST]
