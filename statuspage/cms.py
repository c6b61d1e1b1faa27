"""The settings of a browser editor (Sveltia CMS) for one site: a form for each sort of content file.

They are made of the same fields by which the files are read, so that a form asks for what `check` asks for. The body is
a plain field: field lines of an update stand right under its heading, and an editor that formats text would part them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from statuspage.events import word_fields
from statuspage.fields import IMPORTED, Field
from statuspage.messages import Message, message
from statuspage.model import Config
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Sort
from statuspage.schemas import event_fields, said
from statuspage.shapes import Schema

Made = dict[str, Any]

_LETTER: Final = "a-z0-9\u00df-\u02ff\u0370-\u1fff\u3040-\u9fff\uac00-\ud7af"
ID: Final = f"^[{_LETTER}]+(-[{_LETTER}]+)*$"
"""What an id looks like, as far as a browser can tell before it is checked."""
ID_LETTERS: Final = 40
UNASKED: Final = frozenset({"id", IMPORTED.name})
"""What no form asks for: an id is the file's name, and the editor keeps fields that aren't in its forms."""
NAMED: Final = message("its name in addresses, for ever: small letters, digits and hyphens")


@dataclass(frozen=True, slots=True)
class Form:
    """A sort of content file as the browser editor shows it; `body` says what its text is."""

    folder: str
    name: Message
    fields: tuple[Field, ...]
    words: frozenset[str]
    body: Message


def editor_settings(config: Config, contacts: Collection[str], lang: str) -> Made:
    """Return the settings of the browser editor but where the files are kept, which their owner says.

    *contacts* are the ids of the site's contacts; the forms are in the language *lang*.
    """
    made: Made = {"site_url": config.url} if config.url else {}
    made |= {
        "media_folder": "content",
        "slug": {"encoding": "unicode", "maxlength": ID_LETTERS},
        "output": {"omit_empty_optional_fields": True},
        "editor": {"preview": False},
    }
    if len(config.languages) > 1:
        made["i18n"] = {
            "structure": "multiple_files",
            "locales": list(config.languages),
            "default_locale": config.default_language,
            "initial_locales": "default",
            "omit_default_locale_from_file_path": True,
        }
    return made | {"collections": [_collection(form, config, lang) for form in _forms(config, contacts)]}


def _forms(config: Config, contacts: Collection[str]) -> tuple[Form, ...]:
    lang = config.default_language
    told = message("the notice itself; what happens later is appended below it, as updates")
    words = frozenset(field.name for field in word_fields(lang))

    def prose(folder: str, name: Message, sort: Sort[Any], body: Message) -> Form:
        said = sort.words(lang)
        return Form(folder, name, (*said, *sort.facts), frozenset(field.name for field in said), body)

    return (
        Form("events", message("Events"), event_fields(config, contacts), words, told),
        prose("faq", message("Questions"), QUESTIONS, message("the answer")),
        prose("contacts", message("Contacts"), CONTACTS, message("what else there is to say")),
        prose("pages", message("Pages"), PAGES, message("the text")),
    )


def _collection(form: Form, config: Config, lang: str) -> Made:
    wrong = said(message("small letters, digits and hyphens"), lang)
    body = {"name": "body", "label": said(form.body, lang), "widget": "text", "required": False}
    several = len(config.languages) > 1
    return {
        "name": form.folder,
        "label": said(form.name, lang),
        "folder": f"content/{form.folder}",
        "nested": {"subfolders": False},
        "slug": {"editable": ["create"], "hint": said(NAMED, lang), "pattern": [ID, wrong]},
        **({"i18n": True} if several else {}),
        "fields": [
            *(_field(field, lang, field.name in form.words and several) for field in form.fields if _asked(field)),
            body | ({"i18n": True} if several else {}),
        ],
    }


def _asked(field: Field) -> bool:
    return field.name not in UNASKED


def _field(field: Field, lang: str, translated: bool) -> Made:
    made: Made = {"name": field.name, "label": said(field.about, lang), "required": field.required}
    if isinstance(field.default, str) and field.default:
        made["default"] = str(field.default)
    return made | _widget(field.read.schema(), lang) | ({"i18n": True} if translated else {})


def _widget(schema: Schema, lang: str) -> Made:
    """Return the control with which people enter what a schema describes."""
    if "anyOf" in schema:
        items = schema["anyOf"][0]["items"]["anyOf"][0]
        if "enum" in items:
            return _widget(items, lang) | {"multiple": True}
        return {"widget": "list", "field": {"name": "item", "label": "1", **_widget(items, lang)}}
    if "enum" in schema:
        words = [word for word in schema["enum"] if isinstance(word, str)]
        called = schema.get("enumDescriptions") or [""] * len(words)
        options = [
            {"label": _label(word, said(name, lang)), "value": word} for word, name in zip(words, called, strict=True)
        ]
        return {"widget": "select", "options": options}
    if schema["type"] == "object":
        return _table(schema, lang)
    if "boolean" in schema["type"] and "pattern" in schema:
        return {"widget": "select", "options": ["true", "false"]}  # a switch would say false where nobody chose
    if "integer" in schema["type"]:
        return {"widget": "number", "value_type": "int"}
    if "pattern" in schema:
        wrong = said(message("this is not written as in the example"), lang)
        return {"widget": "string", "pattern": [schema["pattern"], wrong]}
    return {"widget": "text" if schema.get("contentMediaType") else "string"}


def _table(schema: Schema, lang: str) -> Made:
    """Return a control for each key that there may be, or for keys of any name."""
    if "properties" not in schema:
        return {"widget": "keyvalue"}
    fields = [
        {
            "name": name,
            "label": _label(name, said(inner.get("description", ""), lang)),
            "required": False,
            **_widget(inner, lang),
        }
        for name, inner in schema["properties"].items()
    ]
    return {"widget": "object", "fields": fields}


def _label(word: str, name: str) -> str:
    return f"{name} ({word})" if name else word
