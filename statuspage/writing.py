"""What stands in content/ as the bytes of its files: read again, they say the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from statuspage.appending import Unwritable, as_text, refuse_conflict, refuse_hidden, update_lines
from statuspage.drafting import ORDER, drafted
from statuspage.events import word_fields
from statuspage.model import PLANNED, Config, Contact, Content, Event, Page, Question
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Sort
from statuspage.shapes import NOBODY
from statuspage.texts import Text
from statuspage.times import TimeError
from statuspage.timetable import stage_texts
from statuspage.typed_times import written, written_duration
from statuspage.updates import FIELDS
from statuspage.yaml_lines import Value

Written = dict[str, bytes]
"""Files by their paths below the site's root."""

Prose = Question | Contact | Page

WORDS: Final = tuple(field.name for field in word_fields("") if field.name != "timetable")
"""The fields of an event that hold one text each."""

PROSE: Final[Mapping[type, tuple[str, Sort[Any]]]] = MappingProxyType(
    {Question: ("faq", QUESTIONS), Contact: ("contacts", CONTACTS), Page: ("pages", PAGES)}
)
"""In which folder of content/ a sort of prose stands, and of what fields."""


def written_content(content: Content, config: Config) -> Written:
    """Return the files of all that content holds. Raises Unwritable."""
    made: Written = {}
    for event in content.events:
        made |= written_event(event, config)
    prose: Iterable[Prose] = (*content.questions, *content.contacts, *content.pages)
    for item in prose:
        made |= written_prose(item, config)
    return made


def written_event(event: Event, config: Config, imported: Mapping[str, str] = NOBODY) -> Written:
    """Return the file of an event, and one for each language of the site that it is translated into.

    *imported* holds texts by name that stand last in the original's front matter, their line ends as line feeds. A
    line of text that would read as an update is disguised. Work without a planned end can be read only with something
    imported. Raises Unwritable for what no file may hold.
    """
    lang = config.default_language
    stem = f"content/events/{event.window.start.astimezone(config.zone).year}/{event.id}"
    values = _facts(event, config) | _words(event, lang, config)
    fields: dict[str, Value] = {name: values[name] for name in ORDER if name in values}
    fields |= _kept(imported)
    made = {f"{stem}.md": _file(fields, as_text(_said(event.body, lang, config), ()), _log(event, config))}
    for other in _translations(_texts(event), config):
        body, log = as_text(_said(event.body, other, config), ()), _translated_log(event, other, config)
        made[f"{stem}.{other}.md"] = _file(_words(event, other, config), body, log)
    return made


def written_prose(item: Prose, config: Config, imported: Mapping[str, str] = NOBODY) -> Written:
    """Return the file of a question, contact or page, and those of its translations, as `written_event` does."""
    folder, sort = PROSE[type(item)]
    stem, names = f"content/{folder}/{item.id}", tuple(field.name for field in sort.words(""))
    facts: dict[str, Value] = {
        field.name: str(getattr(item, field.name)).lower()
        for field in sort.facts
        if field.name in ("order", "urgent") and getattr(item, field.name) != field.default
    }
    made = {f"{stem}.md": _answer(item, names, config.default_language, {**facts, **_kept(imported)}, config)}
    for other in _translations((getattr(item, name) for name in (*names, "body")), config):
        made[f"{stem}.{other}.md"] = _answer(item, names, other, {}, config)
    return made


def _answer(item: Prose, names: Iterable[str], lang: str, facts: Mapping[str, Value], config: Config) -> bytes:
    """Return the file of one language; no heading in its text has a meaning."""
    words: dict[str, Value] = {name: _checked(_said(getattr(item, name), lang, config)) for name in names}
    body = _checked(_said(item.body, lang, config))
    refuse_conflict(body)
    return drafted({**words, **facts}, body)


def _file(fields: Mapping[str, Value], body: str, log: Iterable[list[str]]) -> bytes:
    """Return a file with its updates, a blank line above each."""
    updates = "".join("\n".join(["", *lines, ""]) for lines in log)
    return drafted(fields, body) + updates.encode()


def _facts(event: Event, config: Config) -> dict[str, Value]:
    """Return the fields that hold facts, but for those that say what holds without them."""
    local = config.zone
    times = {"start": event.window.start, "end": event.window.end, "announced": event.announced}
    facts: dict[str, Value] = {
        "kind": event.kind,
        "components": dict(event.components),
        **{name: written(at, local) for name, at in times.items() if at},
        "audiences": event.audiences,
        "contact": event.contact,
        "update_every": written_duration(event.update_every) if event.update_every else "",
        "revised": [written(at, local) for at in event.revised],
    }
    if event.auto_complete != (config.policy.auto_complete and event.kind in PLANNED):
        facts["auto_complete"] = "true" if event.auto_complete else "false"
    return {name: value for name, value in facts.items() if value}


def _words(event: Event, lang: str, config: Config) -> dict[str, Value]:
    """Return the fields that hold words in a language; of a timetable all stages are told in it, or none."""
    words: dict[str, Value] = {name: _checked(_said(getattr(event, name), lang, config)) for name in WORDS}
    stages = [(stage.after, _checked(_said(stage.text, lang, config))) for stage in event.timetable]
    if all(text for _, text in stages):
        try:
            words["timetable"] = list(stage_texts(stages, event.window.start, config.zone))
        except TimeError as error:
            raise Unwritable(error.args[0], error.hint) from None
    return {name: value for name, value in words.items() if value}


def _log(event: Event, config: Config) -> Iterator[list[str]]:
    lang, known = config.default_language, (*FIELDS, *config.component_names)
    for update in event.updates:
        told = replace(update, text=Text.of(_said(update.text, lang, config), lang))
        yield update_lines(told, config.zone, known)


def _translated_log(event: Event, lang: str, config: Config) -> Iterator[list[str]]:
    for update in event.updates:
        if text := as_text(_said(update.text, lang, config), ()):
            yield [f"## {written(update.at, config.zone)}", "", *text.split("\n")]


def _texts(event: Event) -> Iterator[Text]:
    yield from (getattr(event, name) for name in (*WORDS, "body"))
    yield from (stage.text for stage in event.timetable)
    yield from (update.text for update in event.updates)


def _translations(texts: Iterable[Text], config: Config) -> list[str]:
    """Return the languages of the site beside its own in which anything is told."""
    spoken = {phrase.lang for text in texts for phrase in text.said}
    return sorted((spoken & set(config.languages)) - {config.default_language})


def _said(text: Text, lang: str, config: Config) -> str:
    """Return what stands in the file of a language: the original's has each text in some language at least."""
    return text.in_lang(lang).text if lang == config.default_language or text.has(lang) else ""


def _checked(text: str) -> str:
    refuse_hidden(text)
    return text


def _kept(imported: Mapping[str, str]) -> dict[str, Value]:
    """Return the field that holds what was imported, if anything was."""
    texts = {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in imported.items()}
    return {"imported": texts} if texts else {}
