"""What may stand in front matter and in config.toml, as JSON Schema (2020-12) for editors and other programs.

All of it is made of the fields by which files are read. With a site's settings, its ids are the only ones that fit.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from statuspage.appearance import appearance_fields
from statuspage.catalogues import in_language
from statuspage.described import table_of
from statuspage.events import fact_fields, word_fields
from statuspage.fields import IMPORTED, Field
from statuspage.messages import Message, message
from statuspage.model import Config, Kind, Policy
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Sort
from statuspage.settings import (
    MAINTNOTE,
    POLICY,
    SUBSCRIPTIONS,
    TOP,
    audience_fields,
    component_fields,
    freeze_fields,
    site_fields,
)
from statuspage.shapes import Schema
from statuspage.texts import NO_TEXT
from statuspage.times import zone

DIALECTS: Final = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "07": "http://json-schema.org/draft-07/schema#",
}
"""The drafts of JSON Schema by which ours can be read: nothing in them means another thing in the older one."""

ANY_SITE: Final = Config(
    title=NO_TEXT,
    url="",
    time_zone="UTC",
    languages=(),
    default_language="",
    theme="default",
    owner=NO_TEXT,
    description=NO_TEXT,
    components=(),
    audiences=(),
    policy=Policy(**{field.attribute: field.default for field in POLICY}),
    freezes=(),
)
"""Stands for a site of which nothing is known: its components, audiences and contacts may be called anything."""

TOLD: Final = frozenset({"title", "description", "enumDescriptions"})
"""Under which keys of a schema something is told to people."""

WITHOUT_AN_END: Final = {
    "anyOf": [
        {"properties": {"kind": {"const": Kind.INCIDENT}}, "required": ["kind"]},
        {"required": [IMPORTED.name]},
    ]
}
"""The events whose end may be missing, as events reads it."""


def event_fields(config: Config = ANY_SITE, contacts: Collection[str] = ()) -> tuple[Field, ...]:
    """Return the fields of an event in the order in which a notice tells them: its title, facts, then other words."""
    title, *words = word_fields(config.default_language)
    return (title, *fact_fields(config, contacts), *words)


def event(config: Config, contacts: Collection[str]) -> Schema:
    """Return the schema of an event's front matter."""
    made = table_of(event_fields(config, contacts))
    return {"title": message("front matter of an event")} | made | {"if": WITHOUT_AN_END, "else": {"required": ["end"]}}


def translation() -> Schema:
    """Return the schema of a translation's front matter: words alone, and none of them needed."""
    fields = (replace(field, required=False) for field in word_fields(""))
    return {"title": message("front matter of an event's translation")} | table_of(fields)


def prose(title: str, sort: Sort[Any]) -> Schema:
    """Return the schema of the front matter of a question, a contact or a page."""
    return {"title": title} | table_of((*sort.words(""), *sort.facts))


def tables() -> Mapping[str, Sequence[Field]]:
    """Return the keys of each table of config.toml, by the table's name.

    They are those of any site: what a schema took from the file itself would be wrong with the file's next line.
    """
    return {
        "site": site_fields("", ()),
        "components": component_fields("", ()),
        "audiences": audience_fields("", ()),
        "policy": POLICY,
        "freezes": freeze_fields("", (), zone("UTC"), ()),
        "appearance": appearance_fields("", ()),
        "subscriptions": SUBSCRIPTIONS,
        "maintnote": MAINTNOTE,
    }


def settings() -> Schema:
    """Return the schema of config.toml."""
    top = table_of(TOP)
    for name, fields in tables().items():
        shape = next(field for field in TOP if field.name == name).read.schema()
        table = table_of(fields)
        told = {"description": top["properties"][name]["description"]}
        top["properties"][name] = told | ({**shape, "items": table} if "items" in shape else table)
    return {"title": "config.toml"} | top


SCHEMAS: Final[Mapping[str, Callable[[Config, Collection[str]], Schema]]] = MappingProxyType(
    {
        "event": event,
        "translation": lambda _config, _contacts: translation(),
        "config": lambda _config, _contacts: settings(),
        "question": lambda _config, _contacts: prose(message("front matter of a question"), QUESTIONS),
        "contact": lambda _config, _contacts: prose(message("front matter of a contact"), CONTACTS),
        "page": lambda _config, _contacts: prose(message("front matter of a page"), PAGES),
    }
)
"""What each sort of file may hold."""


def schema_of(
    sort: str, lang: str, config: Config = ANY_SITE, contacts: Collection[str] = (), draft: str = "2020-12"
) -> Schema:
    """Return the schema of one sort of file, described in *lang*; *contacts* are the ids that a site has."""
    made: Schema = {"$schema": DIALECTS[draft], **SCHEMAS[sort](config, contacts)}
    told: Schema = _told(made, lang)
    return told


def _told(made: Any, lang: str, key: str = "") -> Any:
    """Return a schema with what it tells people in another language."""
    if isinstance(made, dict):
        return {name: _told(value, lang, name) for name, value in made.items()}
    if isinstance(made, list):
        return [_told(item, lang, key) for item in made]
    return said(made, lang) if key in TOLD and isinstance(made, str) else made


def said(text: str, lang: str) -> str:
    """Return what a field or a word is for in another language; fields tell it as plain words."""
    return in_language(text if isinstance(text, Message) else Message(text), lang)
