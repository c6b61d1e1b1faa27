"""history.json read back: the same settings and content, and a sentence for whatever can't be read."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.history import Sort
from statuspage.importers.own import Archive, read, wanted
from statuspage.model import Content
from statuspage.outputs.history import history
from statuspage.plan import make_site
from statuspage.problems import Problems
from statuspage.settings_file import written_settings
from statuspage.snapshot import take_snapshot
from statuspage.theme import Theme, load_theme
from statuspage.writing import written_content
from tests.sites import ROOT, SMALL, make, render, settings, write
from tests.strategies import steady
from tests.wordy import NIGHTS, a_site, told_events

LATER: Final = datetime(2035, 1, 1, tzinfo=UTC)
"""An instant at which nothing of any site is hidden."""


@cache
def theme() -> Theme:
    found = load_theme(ROOT / "themes", a_site(), Problems())
    assert found is not None
    return found


def archive(data: bytes) -> Archive:
    return read({"history.json": data})


def test_a_site_that_was_exported_and_imported_is_the_same_site(tmp_path: Path):
    """Settings and content written as files again give the same pages, feeds, calendars and APIs, to the byte."""
    before = write(tmp_path / "before", SMALL)
    found = archive(history(make(before, LATER)))
    assert found.settings is not None
    assert found.losses == ()
    files = {"config.toml": written_settings(found.settings), **written_content(found.content, found.settings)}
    for path, data in files.items():
        (tmp_path / "after" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "after" / path).write_bytes(data)
    assert render(tmp_path / "after", LATER) == render(before, LATER)


def test_the_sample_site_comes_back_whole():
    """All its events, translations, stages, questions and contacts are read as they are in its files."""
    site = make(ROOT, LATER)
    found = archive(history(site))
    assert found.losses == ()
    in_time = tuple(sorted(site.content.events, key=lambda event: (event.window.start, event.id)))
    assert found.content == replace(site.content, events=in_time)
    assert found.settings is not None
    names = ("title", "url", "time_zone", "languages", "default_language", "owner", "description")
    for name in (*names, "components", "audiences"):
        assert getattr(found.settings, name) == getattr(settings(ROOT), name)


@pytest.mark.parametrize("time_zone", NIGHTS)
def test_any_event_comes_back_as_it_was(time_zone: str):
    """Whatever can be said of an event can be told and read, in nights too in which clocks change."""
    site = a_site(time_zone)

    @steady(15)
    @given(told_events(NIGHTS[time_zone]))
    def holds(event: Any) -> None:
        content = Content(events=(event,))
        told = history(make_site(site, content, take_snapshot(content, site, LATER), theme()))
        found = archive(told)
        assert found.losses == ()
        assert found.content == content

    holds()


@cache
def small() -> dict[str, Any]:
    """Return a history of one event with an update, and a contact."""
    text = {"en": "It"}
    update = {"at": "2026-01-01T10:00:00Z", "state": "note", "text": text}
    event = {"id": "it", "kind": "incident", "title": text, "start": "2026-01-01T09:00:00Z", "updates": [update]}
    contact = {"id": "desk", "title": text, "reach": text}
    site = {"title": text, "time_zone": "UTC", "languages": ["en", "de"], "default_language": "en"}
    components = [{"id": "mail", "name": text}]
    return {"version": 1, "site": site, "components": components, "events": [event], "contacts": [contact]}


def changed(change: Callable[[dict[str, Any]], object]) -> Archive:
    """Return what is read of the small history once something in it was changed."""
    document = json.loads(json.dumps(small()))
    change(document)
    return archive(json.dumps(document).encode())


NO_LANGUAGE: Final = {"title": "It", "time_zone": "UTC", "languages": [None]}


def the_event(document: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = document["events"][0]
    return event


def test_what_is_missing_is_as_in_a_file():
    """Other programs may leave out whatever a file may do without."""
    found = archive(json.dumps(small()).encode())
    assert found.losses == ()
    [event] = found.content.events
    assert (event.id, event.window.end, event.updates[0].text.original.text) == ("it", None, "It")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda event: event.pop("start"), "'start' is missing"),
        (lambda event: event.pop("id"), "'id' is missing"),
        (lambda event: event.update(id="It"), "'It' can't be an id"),
        (lambda event: event.update(id=7, title={}), "'title' is missing"),
        (lambda event: event.update(start=[1]), "this is a list, not a time"),
        (lambda event: event.update(end="2026-01-01T08:00:00Z"), "is not after the start"),
        (lambda event: event.update(kind="outage"), "unknown kind 'outage'"),
        (lambda event: event.update(title="a\ud800"), "the text is not UTF-8"),
        (lambda event: event.update(title={"fr": "x"}), "unknown language 'fr'"),
        (lambda event: event.update(body={"en": "```\nx"}), "the text begins a code block and doesn't close it"),
        (lambda event: event.update(components={"mial": "none"}), "unknown component 'mial'"),
        (lambda event: event.update(contact="nobody"), "unknown contact 'nobody'"),
        (lambda event: event.update(colour="red"), "unknown field 'colour'"),
        (lambda event: event.update(timetable=["23:00 x"]), "this must be a table"),
        (lambda event: event["updates"][0].update(state="completed"), "the state 'completed' doesn't fit 'incident'"),
        (lambda event: event["updates"][0].update(end="2026-01-02T00:00:00Z"), "'end:' doesn't belong to 'note'"),
        (lambda event: event["updates"].append(event["updates"][0]), "two updates have the same time"),
        (
            lambda event: event.update(
                kind="drill", end="2026-01-01T12:00:00Z", updates=[{"at": "2026-01-01T10:00:00Z", "state": "extended"}]
            ),
            "'extended' needs 'end:'",
        ),
    ],
)
def test_an_event_that_can_not_be_true_is_told_and_left_out(change: Callable[[dict[str, Any]], object], told: str):
    """The rest is read; the record is named, and its own words are kept for the report."""
    found = changed(lambda document: change(the_event(document)))
    assert found.content.events == ()
    assert [contact.id for contact in found.content.contacts] == ["desk"]
    [loss] = found.losses
    assert loss.sort is Sort.UNREAD
    assert loss.source.startswith("history.json#events/")
    assert told in loss.told
    assert '"updates"' in loss.original


@pytest.mark.parametrize(
    ("change", "source", "told"),
    [
        (lambda document: document.update(version=2), "history.json", "this is no history of version 1"),
        (lambda document: document.update(site=[]), "history.json", "'site' is missing"),
        (lambda document: document["site"].update(time_zone="Mars"), "history.json", "unknown time zone 'Mars'"),
        (lambda document: document["site"].update(languages=["en", {"a": 1}]), "history.json", "this is a table"),
        (lambda document: document.update(site=NO_LANGUAGE, components=[]), "history.json", "unknown language 'None'"),
        (lambda document: document["components"].append(1), "history.json", "this must be a table"),
        (lambda document: document.update(events={"a": 1}), "history.json#events", "this must be a list of tables"),
        (lambda document: document["events"].append(None), "history.json#events/2", "this must be a table"),
        (lambda document: document["events"].append(the_event(document)), "history.json#events/it", "is used twice"),
        (lambda document: document.update(policy={}), "history.json", "unknown field 'policy'"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_told(change: Callable[[dict[str, Any]], object], source: str, told: str):
    """Wrong settings leave no site; a wrong list leaves the others."""
    found = changed(change)
    assert {loss.source for loss in found.losses} == {source}
    assert told in " ".join(loss.told for loss in found.losses)
    assert (found.settings is None) == ("#" not in source and "policy" not in told)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"1" * 5000,
        b"[" * 100_000,
        b'{"version": 1}',
    ],
)
def test_what_is_no_history_is_told(data: bytes):
    """Neither bytes nor depth nor a number of thousands of digits ends the program."""
    found = archive(data)
    assert found.settings is None
    assert [loss.sort for loss in found.losses] == [Sort.UNREAD]


def test_what_is_nested_deeply_is_told():
    """A record that nobody could mean doesn't end the program either."""
    deep: dict[str, Any] = {}
    for _ in range(600):
        deep = {"a": deep}
    found = changed(lambda document: document["events"].append(deep))
    assert found.losses
    assert {loss.sort for loss in found.losses} == {Sort.UNREAD}


def test_one_history_is_read_at_a_time():
    """Of a folder its history.json is wanted; a second one is named and not read."""
    assert [path for path in ("history.json", "a/history.json", "status.json") if wanted(path)] == [
        "history.json",
        "a/history.json",
    ]
    data = json.dumps(small()).encode()
    found = read({"b/history.json": data, "a/history.json": data})
    assert len(found.content.events) == 1
    assert [loss.source for loss in found.losses] == ["b/history.json"]
    assert read({}) == Archive(None, Content(), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(("it", "en")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("id", "en", "at", "title")), inner),
    max_leaves=6,
)


@steady(80)
@given(JSON, st.integers(0, 60))
def test_whatever_stands_in_it_reading_does_not_fail(value: Any, number: int):
    """Any value anywhere is read or told, never a crash; what is read can be written."""
    document = json.loads(json.dumps(small()))
    places = list(places_in(document))
    holder, key = places[number % len(places)]
    holder[key] = value
    found = archive(json.dumps(document).encode())
    if found.settings:
        written_content(found.content, found.settings)


def places_in(value: Any) -> Any:
    """Yield each place in a document as what holds it and its key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places_in(inner)


@pytest.mark.parametrize("value", [None, [], {}, 0, -1.5, True, "", "x", [None], {"en": None}, {"x": "y"}])
def test_no_value_of_another_type_ends_the_program(value: Any):
    """Each value of a history in turn is another, or isn't there at all."""
    for number in range(sum(1 for _ in places_in(small()))):
        for there in (True, False):
            document = json.loads(json.dumps(small()))
            holder, key = list(places_in(document))[number]
            if there:
                holder[key] = value
            else:
                del holder[key]
            found = archive(json.dumps(document).encode())
            if found.settings:
                written_content(found.content, found.settings)


@steady(50)
@given(st.data())
def test_whatever_is_cut_or_changed_reading_does_not_fail(data: st.DataObject):
    """Bytes that are lost, doubled or others."""
    whole = json.dumps(small()).encode()
    at = data.draw(st.integers(0, len(whole)))
    archive(whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 9)) :])
