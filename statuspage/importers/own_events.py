"""An event of history.json → an Event, by the readers of our own files and under the same rules."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from statuspage.events import fact_fields, word_fields
from statuspage.fields import Field, choice, mapping, moment, one_line, read_fields, words_by_language
from statuspage.messages import message
from statuspage.model import LADDERS, PLANNED, Config, Event, Impact, Kind, Stage, Update, UpdateState, Window
from statuspage.nodes import Table
from statuspage.problems import Problems
from statuspage.settings import tables
from statuspage.texts import NO_TEXT
from statuspage.updates import SETS_WINDOW, check_log

ONE_LINE: Final = frozenset({"title", "group", "signed"})
"""The words that are shown on one line."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an event of one site, of a stage in its timetable, and of an update."""

    event: tuple[Field, ...]
    stage: tuple[Field, ...]
    update: tuple[Field, ...]


def in_languages(words: Iterable[Field], config: Config) -> Iterator[Field]:
    """Yield fields of words as fields that hold them by language, the text at the end with them."""
    said = words_by_language(config.default_language, config.languages)
    for field in (*words, Field("body", said, "", NO_TEXT)):
        yield replace(field, read=one_line(said) if field.name in ONE_LINE else said)


def in_records(facts: Iterable[Field]) -> Iterator[Field]:
    """Yield fields of facts as a record has them: it has no file that names it, and nothing that was imported."""
    for field in facts:
        if field.name != "imported":
            yield replace(field, required=True) if field.name == "id" else field


def shape(config: Config, contacts: Collection[str]) -> Shape:
    """Return the fields of an event in history.json; *contacts* are the ids that may be named."""
    local, facts = moment(config.zone), fact_fields(config, contacts)
    said = words_by_language(config.default_language, config.languages)
    component = choice([component.id for component in config.components], "component")
    impacts = mapping(component, choice(Impact, "impact"), "'orders: outage', one line for each component")
    words = in_languages((field for field in word_fields("") if field.name != "timetable"), config)
    lists = (Field("timetable", tables, "", ()), Field("updates", tables, "", ()))
    at = Field("at", local, "", required=True)
    return Shape(
        event=(*words, *in_records(facts), *lists),
        stage=(at, Field("text", said, "", required=True)),
        update=(
            at,
            Field("state", choice(UpdateState, "state"), "", required=True),
            *(Field(name, local, "") for name in ("start", "end", "next_update")),
            Field("components", impacts, "", ()),
            Field("text", said, "", NO_TEXT),
        ),
    )


def read_event(table: Table, fields: Shape, config: Config, problems: Problems) -> Event | None:
    """Make an Event of a table; what is wrong is noted, and None returned if no event can be made of it."""
    values = read_fields(table, fields.event, problems)
    start, end = values.pop("start"), values.pop("end")
    if start is None or values["kind"] is None:
        return None
    if end and end <= start:
        problems.error(table.place, message("the end ({end}) is not after the start ({start})", end=end, start=start))
    if values["auto_complete"] is None:
        values["auto_complete"] = config.policy.auto_complete and values["kind"] in PLANNED
    values["timetable"] = tuple(_stages(values["timetable"], start, fields.stage, problems))
    values["updates"] = tuple(_log(values["updates"], values["kind"], fields.update, problems))
    values["revised"] = tuple(sorted(values["revised"]))
    if problems.found:
        return None
    event = Event(**values, window=Window(start, end), place=table.place)
    check_log(event, problems)
    return event


def _stages(stages: Iterable[Table], start: datetime, fields: tuple[Field, ...], problems: Problems) -> Iterator[Stage]:
    for table in stages:
        values = read_fields(table, fields, problems)
        if values["at"] and values["text"]:
            yield Stage(values["at"] - start, values["text"])


def _log(entries: Iterable[Table], kind: Kind, fields: tuple[Field, ...], problems: Problems) -> list[Update]:
    """Return the updates, oldest first."""
    log = []
    for table in entries:
        values = read_fields(table, fields, problems)
        if values["at"] and values["state"]:
            _check_state(values, kind, table, problems)
            impacts = values.pop("components")
            log.append(Update(**values, impacts=impacts, place=table.place))
    return sorted(log, key=lambda update: update.at)


def _check_state(values: dict[str, Any], kind: Kind, table: Table, problems: Problems) -> None:
    """Note a state that such an event can't have, and a window that it doesn't set or lacks."""
    state, needed = values["state"], SETS_WINDOW.get(values["state"], ())
    if state not in LADDERS[kind]:
        problems.error(table.place, message("the state '{state}' doesn't fit '{kind}'", state=state, kind=kind))
    for name in ("start", "end"):
        if name in needed and values[name] is None:
            problems.error(table.place, message("'{state}' needs '{name}:'", state=state, name=name))
        if name not in needed and values[name] is not None:
            problems.error(table.place, message("'{name}:' doesn't belong to '{state}'", name=name, state=state))
