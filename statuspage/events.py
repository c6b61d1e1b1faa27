"""A document in content/events → an Event."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from statuspage.body import split_body
from statuspage.documents import Document
from statuspage.fields import (
    IMPORTED,
    Field,
    Reader,
    choice,
    duration,
    flag,
    listing,
    mapping,
    moment,
    one_line,
    read_fields,
    text,
    words,
)
from statuspage.messages import message
from statuspage.model import PLANNED, Audience, Component, Config, Event, Impact, Kind, Window
from statuspage.nodes import was_written
from statuspage.problems import Problems
from statuspage.texts import Text
from statuspage.timetable import place_stages, read_stage
from statuspage.updates import check_log, read_update

KINDS: Final[Mapping[str, str]] = {
    Kind.MAINTENANCE: message("planned work"),
    Kind.EMERGENCY: message("work on a sudden fault"),
    Kind.INCIDENT: message("an unplanned interruption"),
    Kind.DRILL: message("an exercise of the fallback plan"),
}
IMPACTS: Final[Mapping[str, str]] = {
    Impact.NONE: message("not affected, or works again"),
    Impact.DEGRADED: message("slow, or disturbed"),
    Impact.PARTIAL: message("partly unavailable"),
    Impact.OUTAGE: message("unavailable"),
}


@cache
def word_fields(lang: str) -> tuple[Field, ...]:
    """Return the fields of an event that hold words, which a translation may give."""
    said = words(lang)
    return (
        Field("title", one_line(said), "what it is, naming the system and the time", Text(), required=True),
        Field("reason", said, "why, in plain words", Text()),
        Field("alternatives", said, "what people can use meanwhile", Text()),
        Field("before", said, "what to do before it starts", Text()),
        Field("during", said, "what to do while it lasts", Text()),
        Field("after", said, "what to do when it is over", Text()),
        Field("data", said, "what happens to data; backups", Text()),
        Field("rollback", said, "what happens if it fails", Text()),
        Field("timetable", listing(read_stage), "the stages, each as '23:00 what happens'", ()),
        Field("apology", said, "an apology", Text()),
        Field("compensation", said, "what people get for the trouble", Text()),
        Field("signed", one_line(said), "the unit that signs the notice", Text()),
    )


def fact_fields(config: Config, contacts: Collection[str]) -> tuple[Field, ...]:
    """Return the fields of an event that hold facts, which stand in the main file alone."""
    local = moment(config.zone)
    component = _one_of(config.components, "component")
    audience = _one_of(config.audiences, "audience")
    impact = choice(Impact, "impact", told=IMPACTS)
    impacts = mapping(component, impact, "'orders: outage', one line for each component")
    return (
        Field("id", text, "the event's name in addresses; without it the file's name"),
        Field("kind", choice(Kind, "kind", told=KINDS), "maintenance, emergency, incident or drill", Kind.MAINTENANCE),
        Field("components", impacts, "what is affected, and how badly", ()),
        Field("start", local, "when it begins, as 2026-11-28 23:00", required=True),
        Field("end", local, "when it is planned to end, as 2026-11-29 03:00"),
        Field("announced", local, "when the notice becomes public"),
        Field("audiences", listing(audience), "who is affected; everyone without it", ()),
        Field("contact", choice(contacts, "contact"), "whom to ask: a file in content/contacts", ""),
        Field("revised", listing(local), "when words were corrected, so that calendars take them up", ()),
        Field("update_every", duration, "how often an update is promised, as 30m"),
        Field("auto_complete", flag, "whether the clock closes the window; planned work takes it from the policy"),
        IMPORTED,
    )


def _one_of(items: Sequence[Component | Audience], what: str) -> Reader:
    """Read the id of one of these; whoever writes a name instead is told the id."""
    names = {phrase.text: item.id for item in items for phrase in item.name.said}
    return choice([item.id for item in items], what, names, {item.id: item.name.original.text for item in items})


def read_event(
    document: Document, name: str, config: Config, facts: Sequence[Field], problems: Problems
) -> Event | None:
    """Make an Event with the id *name* of its main file; what is wrong is noted, and None returned.

    *facts* are the `fact_fields` of the site.
    """
    noted = len(problems.found)
    lang = config.default_language
    values = read_fields(document.table, (*word_fields(lang), *facts), problems)
    places = tuple((key.text, key.place) for key, _ in document.table.entries)
    del values[IMPORTED.attribute]
    window = _window(values.pop("start"), values.pop("end"), values["kind"], document, problems)
    body, entries = split_body(document, problems)
    updates = [read_update(entry, values["kind"], config, problems) for entry in entries]
    if len(problems.found) > noted or window is None:
        return None
    timetable = place_stages(values.pop("timetable"), window.start, lang, config, problems)
    log = tuple(sorted((update for update in updates if update), key=lambda update: update.at))
    values["revised"] = tuple(sorted(values["revised"]))
    values |= {"id": name, "window": window, "timetable": timetable, "updates": log}
    if values["auto_complete"] is None:
        values["auto_complete"] = config.policy.auto_complete and values["kind"] in PLANNED
    values |= {"body": Text.of(body, lang), "place": document.place, "places": places}
    event = Event(**values)
    check_log(event, problems)
    return event if len(problems.found) == noted else None


def _window(
    start: datetime | None,
    end: datetime | None,
    kind: Kind | None,
    document: Document,
    problems: Problems,
) -> Window | None:
    places = {key.text: key.place for key, _ in document.table.entries}
    # Other systems know no planned end of work, and what nobody said isn't made up.
    needed = kind not in (None, Kind.INCIDENT) and not was_written(document.table, IMPORTED.name)
    if needed and not was_written(document.table, "end"):
        hint = message("write end: 2026-11-29 03:00; only an incident may do without a planned end")
        problems.error(places.get("start", document.place), message("'{name}' is missing", name="end"), hint)
    if start and end and end <= start:
        told = {key.text: getattr(node, "text", "") for key, node in document.table.entries}
        begin, close = told["start"].strip(), told["end"].strip()
        wrong = message("the end ({end}) is not after the start ({start})", end=close, start=begin)
        problems.error(places["end"], wrong, message("check both dates and hours"))
    return Window(start, end) if start else None
