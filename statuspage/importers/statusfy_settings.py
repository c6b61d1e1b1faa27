"""What a Statusfy checkout says of itself: title, address, languages, systems and the names that people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from statuspage.importers.front_matter import decoded, read_settings
from statuspage.importers.history import Files, Loss, Sort, System
from statuspage.importers.javascript import MAX_CHARACTERS, read_exported
from statuspage.importers.values import Value, as_texts
from statuspage.messages import message

CONFIGS: Final = ("config.yml", "config.toml", "config.js")
"""Statusfy takes the first of them that is there."""

_DEFAULT_LANGUAGE: Final = "en"
_DEFAULT_WORDS: Final = "locales/en.json"
_READ: Final = {
    name.lower(): name
    for name in ("title", "description", "baseUrl", "defaultLocale", "locales", "content", "content.dir")
} | {"content.systems": "content.systems"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings, and the names in the default language; `languages` are the others, `folder` holds the events."""

    title: str = ""
    url: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    folder: str = "content"
    systems: tuple[System, ...] = ()
    losses: tuple[Loss, ...] = ()


def read_site(files: Files) -> Settings:
    """Return what the settings and `locales/` tell; what only running them would tell is a loss."""
    name = next((name for name in CONFIGS if name in files), "")
    read = _javascript if name.endswith(".js") else read_settings
    values, losses = read(name, files[name]) if name else ({}, ())
    content = _table(values.get("content"))
    language = _text(values.get("defaultlocale")) or (_DEFAULT_LANGUAGE if name or _DEFAULT_WORDS in files else "")
    words, crooked = _words(files, f"locales/{language}.json")
    described = _text(words.get("description")) or _text(values.get("description"))
    left = Loss(
        name or _DEFAULT_WORDS, Sort.LOST, message("the description of the old site isn't brought over"), described
    )
    url = _text(values.get("baseurl"))
    return Settings(
        title=_text(words.get("title")) or _text(values.get("title")),
        url="" if url == "/" else url,
        language=language,
        languages=tuple(code for code in _codes(values.get("locales")) if code != language),
        folder=_text(content.get("dir")).strip("./") or "content",
        systems=tuple(_systems(as_texts(content.get("systems", "")), words)),
        losses=(*losses, *crooked, *((left,) if described else ())),
    )


def _javascript(name: str, data: bytes) -> tuple[Mapping[str, Value], tuple[Loss, ...]]:
    """Read config.js as far as it is written out."""
    text, losses = decoded(name, data)
    exported = read_exported(text)
    if exported is None or len(text) > MAX_CHARACTERS:
        told = message("no object is written out after 'module.exports =' or 'export default', and code is never run")
        return {}, (*losses, Loss(name, Sort.UNREAD, told))
    worked_out = (
        Loss(
            name,
            Sort.LOST,
            message("'{key}' is worked out by code, which is never run", key=_READ[path]),
            code.text,
            code.line,
        )
        for path, code in exported.code.items()
        if path in _READ
    )
    return exported.values, (*losses, *worked_out)


def _words(files: Files, name: str) -> tuple[Mapping[str, Value], tuple[Loss, ...]]:
    return read_settings(name, files[name]) if name in files else ({}, ())


def _codes(locales: Value | None) -> tuple[str, ...]:
    tables = locales if isinstance(locales, tuple) else ()
    return tuple(filter(None, (_text(_table(table).get("code")) for table in tables)))


def _systems(names: tuple[str, ...], words: Mapping[str, Value]) -> list[System]:
    """Return the systems under the names that events use, with what `locales/` says that people read."""
    items = _table(_table(words.get("systems")).get("items"))
    told = {name: _table(items.get(name.lower())) for name in dict.fromkeys(names)}
    return [
        System(
            name=name, title=_text(told[name].get("title")) or name, description=_text(told[name].get("description"))
        )
        for name in told
    ]


def _table(value: Value | None) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Value | None) -> str:
    return value.strip() if isinstance(value, str) else ""
