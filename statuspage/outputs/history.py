"""history.json: all that a site's content says, in the words of its own model, for whoever moves on with it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from statuspage.encoding import as_json
from statuspage.events import word_fields
from statuspage.model import Contact, Event, Impact, Kind, Page, Question, Update, UpdateState
from statuspage.plan import Output, Site
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Item, Sort
from statuspage.records import DIALECT, NAME, TIME, Shape, by_name, many, one_of, or_null, record
from statuspage.texts import Text
from statuspage.times import rfc3339
from statuspage.typed_times import written_duration

VERSION: Final = 1
"""Goes up when a program that reads the shape as it was would misunderstand it."""

WORDS: Final = tuple(field.name for field in word_fields("") if field.name not in ("title", "timetable"))


def outputs(site: Site) -> Iterator[Output]:
    """Plan history.json and its schema, which is the same for every site."""
    yield Output("history.json", "history", partial(history, site))
    yield Output("history.schema.json", "history", schema)


def history(site: Site) -> bytes:
    """Write the settings that content goes by, and all content that is public."""
    config, content = site.config, site.content
    return as_json(
        {
            "version": VERSION,
            "as_of": _time(site, site.snapshot.as_of),
            "site": {
                "title": _text(config.title),
                "url": config.url,
                "time_zone": config.time_zone,
                "languages": config.languages,
                "default_language": config.default_language,
                "owner": _text(config.owner),
                "description": _text(config.description),
            },
            "components": [
                {
                    "id": one.id,
                    "name": _text(one.name),
                    "group": _text(one.group),
                    "description": _text(one.description),
                }
                for one in config.components
            ],
            "audiences": [
                {"id": one.id, **_texts(name=one.name, description=one.description)} for one in config.audiences
            ],
            "events": [_event(site, event) for event in content.events],
            "questions": [_prose(QUESTIONS, question) for question in content.questions],
            "contacts": [_prose(CONTACTS, contact) for contact in content.contacts],
            "pages": [_prose(PAGES, page) for page in content.pages],
        }
    )


def _event(site: Site, event: Event) -> dict[str, Any]:
    """Return the notice as announced, and its log."""
    start = event.window.start
    stages = [{"at": _time(site, start + stage.after), "text": _text(stage.text)} for stage in event.timetable]
    return {
        "id": event.id,
        "kind": event.kind,
        "title": _text(event.title),
        "components": dict(event.components),
        "start": _time(site, start),
        "end": _time(site, event.window.end),
        "announced": _time(site, event.announced),
        "audiences": event.audiences,
        **{name: _text(getattr(event, name)) for name in WORDS},
        "timetable": stages,
        "contact": event.contact or None,
        "update_every": written_duration(event.update_every) if event.update_every else None,
        "auto_complete": event.auto_complete,
        "revised": [_time(site, at) for at in event.revised],
        "body": _text(event.body),
        "updates": [_update(site, update) for update in event.updates],
    }


def _update(site: Site, update: Update) -> dict[str, Any]:
    return {
        "at": _time(site, update.at),
        "state": update.state,
        "start": _time(site, update.start),
        "end": _time(site, update.end),
        "next_update": _time(site, update.next_update),
        "components": dict(update.impacts),
        "text": _text(update.text),
    }


def _prose(sort: Sort[Item], item: Item) -> dict[str, Any]:
    words = {field.name: _text(getattr(item, field.name)) for field in sort.words("")}
    facts = {field.name: getattr(item, field.name) for field in sort.facts if field.name in _FACTS}
    return {"id": item.id, **words, **facts, "body": _text(item.body)}


def _texts(**texts: Text) -> dict[str, dict[str, str]]:
    return {name: _text(text) for name, text in texts.items()}


def _text(text: Text) -> dict[str, str]:
    """Return a text by language, the original first."""
    return {phrase.lang: phrase.text for phrase in text.said}


def _time(site: Site, instant: datetime | None) -> str | None:
    return rfc3339(instant, site.config.zone)


def schema() -> bytes:
    """Write what history.json may hold as a JSON Schema: exactly these keys and these words."""
    texts: dict[str, Shape] = dict.fromkeys(("title", "owner", "description"), _TEXT)
    names: dict[str, Shape] = dict.fromkeys(("time_zone", "default_language"), NAME)
    named = {"id": NAME, "name": _TEXT, "description": _TEXT}
    whole = record(
        version={"const": VERSION},
        as_of=or_null(TIME),
        site=record(**texts, **names, url={"type": "string"}, languages=many(NAME)),
        components=many(record(**named, group=_TEXT)),
        audiences=many(record(**named)),
        events=many(_event_shape()),
        questions=many(_prose_shape(QUESTIONS)),
        contacts=many(_prose_shape(CONTACTS)),
        pages=many(_prose_shape(PAGES)),
    )
    told = {"title": "history.json", "description": "All that the content of a status page says."}
    return as_json(DIALECT | told | whole)


def _event_shape() -> Shape:
    impacts, later = by_name(one_of(Impact)), or_null(TIME)
    update = record(
        at=TIME,
        state=one_of(UpdateState),
        **dict.fromkeys(("start", "end", "next_update"), later),
        components=impacts,
        text=_TEXT,
    )
    return record(
        id=NAME,
        kind=one_of(Kind),
        **dict.fromkeys(("title", *WORDS, "body"), _TEXT),
        components=impacts,
        start=TIME,
        end=later,
        announced=later,
        audiences=many(NAME),
        timetable=many(record(at=TIME, text=_TEXT)),
        contact=or_null(NAME),
        update_every=or_null({"type": "string", "pattern": r"^(\d+d)?(\d+h)?(\d+m)?$"}),
        auto_complete={"type": "boolean"},
        revised=many(TIME),
        updates=many(update),
    )


def _prose_shape(sort: Sort[Question] | Sort[Contact] | Sort[Page]) -> Shape:
    words = {field.name: _TEXT for field in sort.words("")}
    facts = {field.name: _FACTS[field.name] for field in sort.facts if field.name in _FACTS}
    return record(**{"id": NAME, **words, **facts, "body": _TEXT})


_TEXT: Final = by_name(NAME)
"""A text by language, the original first; of a text that nobody wrote there is nothing in it."""

_FACTS: Final[dict[str, Shape]] = {"order": {"type": "integer"}, "urgent": {"type": "boolean"}}
