"""A translation, merged into its original: words alone, facts stand in the main file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from statuspage.body import LEAVE_A_BLANK_LINE, Entry, split_body
from statuspage.documents import Document
from statuspage.events import word_fields
from statuspage.fields import Field, moment, read_fields
from statuspage.messages import message
from statuspage.model import Config, Event, Update
from statuspage.nodes import Table
from statuspage.problems import Problems
from statuspage.texts import Text
from statuspage.timetable import place_stages


def translate(
    event: Event, document: Document, lang: str, config: Config, facts: Sequence[Field], problems: Problems
) -> Event:
    """Return the event with the words of its translation into *lang* added; *facts* may not stand in it."""
    values = read_words(document, word_fields(lang), facts, event.place.path, problems)
    body, entries = split_body(document, problems)
    stages = place_stages(values.pop("timetable"), event.window.start, lang, config, problems)
    if stages and [stage.after for stage in stages] != [stage.after for stage in event.timetable]:
        place = next(key.place for key, _ in document.table.entries if key.text == "timetable")
        told = message("the timetable's times differ from the original's")
        problems.error(place, told, message("see {path}", path=event.place.path))
        stages = ()
    merged: dict[str, Any] = {name: merge(getattr(event, name), said) for name, said in values.items()}
    return replace(
        event,
        **merged,
        body=merge(event.body, Text.of(body, lang)),
        timetable=tuple(
            replace(stage, text=merge(stage.text, said.text))
            for stage, said in zip(event.timetable, stages or event.timetable, strict=True)
        ),
        updates=_translated_updates(event, entries, lang, config, problems),
    )


def read_words(
    document: Document, fields: Sequence[Field], facts: Sequence[Field], original: str, problems: Problems
) -> dict[str, Any]:
    """Read a translation's front matter: words alone; a fact there is an error."""
    names = {field.name for field in facts}
    for key, _ in document.table.entries:
        if key.text in names:
            hint = message("a translation holds words alone; write it in {path}", path=original)
            problems.error(key.place, message("'{name}' is a fact", name=key.text), hint)
    entries = tuple((key, node) for key, node in document.table.entries if key.text not in names)
    optional = [replace(field, required=False) for field in fields]
    return read_fields(Table(entries, document.table.place), optional, problems)


def merge(original: Text, translation: Text | None) -> Text:
    """Return the original with the languages of the translation added, unless that couldn't be read."""
    if not original or not translation or translation is original:
        return original
    return Text(original.said + translation.said)


def _translated_updates(
    event: Event, entries: Sequence[Entry], lang: str, config: Config, problems: Problems
) -> tuple[Update, ...]:
    said = dict(_translations(event, entries, lang, config, problems))
    return tuple(replace(update, text=merge(update.text, said.get(update.at, Text()))) for update in event.updates)


def _translations(
    event: Event, entries: Sequence[Entry], lang: str, config: Config, problems: Problems
) -> Iterator[tuple[datetime, Text]]:
    states = {update.at: update.state for update in event.updates}
    seen: set[datetime] = set()
    for entry in entries:
        for key, _ in entry.fields:
            hint = message("a translation holds words alone; {else_}", else_=LEAVE_A_BLANK_LINE)
            problems.error(key.place, message("'{name}' stands in a translation's update", name=key.text), hint)
        at = moment(config.zone)(entry.time, problems)
        if at is None:
            continue
        if at in seen:
            problems.error(entry.place, message("this update is translated twice"), message("keep one of the two"))
        elif at not in states:
            hint = message("an update there is headed by the time of one in {path}", path=event.place.path)
            problems.error(entry.place, message("the original has no update at '{time}'", time=entry.time.text), hint)
        elif entry.state.text not in ("", states[at]):
            hint = message("the original says '{state}'; leave the state out, or repeat it", state=states[at])
            told = message("'{state}' is not the original's state", state=entry.state.text)
            problems.error(entry.state.place, told, hint)
        seen.add(at)
        yield at, Text.of(entry.text, lang)
