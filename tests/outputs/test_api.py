"""api/status.json and api/heartbeat.json: what programs are told, to the letter."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from statuspage.model import Content, Event
from statuspage.outputs.api import heartbeat, outputs, schema, status
from statuspage.plan import make_site
from statuspage.snapshot import take_snapshot
from statuspage.theme import Theme
from tests.sites import NOW, SMALL, make, without_url, write
from tests.strategies import config, instants, several_events, steady


def told(root: Path, now: datetime = NOW) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(status(make(root, now)))
    return answer


def test_status_tells_what_is_true(tmp_path: Path):
    """The whole of a small site: work under way, an incident that is over, one component each."""
    assert told(write(tmp_path, SMALL)) == {
        "as_of": "2026-03-01T23:05:00+08:00",
        "next_change": "2026-03-02T01:30:00+08:00",
        "state": "maintenance",
        "components": [
            {"id": "shop", "state": "maintenance", "because": ["shop-db"]},
            {"id": "mail", "state": "ok", "because": []},
        ],
        "events": [
            {
                "id": "shop-db",
                "kind": "maintenance",
                "phase": "in-progress",
                "title": "商店数据库升级",
                "url": "https://status.example/events/shop-db/",
                "start": "2026-03-01T23:00:00+08:00",
                "end": "2026-03-02T02:00:00+08:00",
                "actual_start": "2026-03-01T23:05:00+08:00",
                "actual_end": None,
                "windows": [{"start": "2026-03-01T23:00:00+08:00", "end": "2026-03-02T02:00:00+08:00"}],
                "components": {"shop": "outage"},
                "next_update": None,
                "late": False,
            },
            {
                "id": "mail-slow",
                "kind": "incident",
                "phase": "resolved",
                "title": "邮件发送缓慢",
                "url": "https://status.example/events/mail-slow/",
                "start": "2026-02-10T09:00:00+08:00",
                "end": None,
                "actual_start": "2026-02-10T09:00:00+08:00",
                "actual_end": "2026-02-10T10:00:00+08:00",
                "windows": [{"start": "2026-02-10T09:00:00+08:00", "end": None}],
                "components": {"mail": "none"},
                "next_update": None,
                "late": False,
            },
        ],
    }


def test_earlier_windows_stand_before_the_one_that_holds(tmp_path: Path):
    """A moved end is told with the one that was announced, oldest first."""
    moved = "## 2026-03-01 23:20 extended\nend: 2026-03-02 03:00\n\n延长。\n\n## 2026-03-02 01:30"
    site = told(
        write(tmp_path, SMALL.replace("## 2026-03-02 01:30 completed", f"{moved} completed").replace("A secret", "A"))
    )
    event = site["events"][0]
    assert [window["end"][11:16] for window in event["windows"]] == ["02:00", "03:00"]
    assert event["end"] == event["windows"][-1]["end"]


def test_what_is_over_is_left_out_after_ninety_days(tmp_path: Path):
    """What was over more than 90 days before the latest change is history."""
    later = SMALL.replace("start: 2026-02-10 09:00", "start: 2025-11-30 09:00")
    later = later.replace("2026-02-10 09:10", "2025-11-30 09:10").replace("2026-02-10 10:00", "{end}")
    just = told(write(tmp_path, later.replace("{end}", "2025-12-01 23:05")))
    gone = told(write(tmp_path, later.replace("{end}", "2025-12-01 23:04")))
    assert [event["id"] for event in just["events"]] == ["shop-db", "mail-slow"]
    assert [event["id"] for event in gone["events"]] == ["shop-db"]


def test_titles_and_ids_are_data(tmp_path: Path):
    """Whatever a title holds, the JSON stays JSON, on one line and without an escape for Chinese."""
    root = write(tmp_path, SMALL.replace("title: 商店数据库升级", "title: '</script>\"\\ 升级'"))
    written = status(make(root))
    assert json.loads(written)["events"][0]["title"] == '</script>"\\ 升级'
    assert written.count(b"\n") == 1
    assert "升级".encode() in written


def test_without_an_address_urls_are_relative(tmp_path: Path):
    """While the site's address is unknown, events are addressed from where status.json stands."""
    assert told(write(tmp_path, without_url(SMALL)))["events"][0]["url"] == "../events/shop-db/"


def test_the_heartbeat_alone_knows_when_it_was_built(tmp_path: Path):
    """It holds the instant in the site's zone, a digest of what is shown, and the next change."""
    root = write(tmp_path, SMALL)
    first = json.loads(heartbeat(make(root), NOW))
    later = json.loads(heartbeat(make(root, NOW + timedelta(hours=1)), NOW + timedelta(hours=1)))
    assert first["built"] == "2026-03-01T23:30:00+08:00"
    assert later["built"] == "2026-03-02T00:30:00+08:00"
    assert first["snapshot"] == later["snapshot"]
    assert first["next_change"] == later["next_change"] == "2026-03-02T01:30:00+08:00"


def test_times_have_the_offset_of_their_own_instant(tmp_path: Path):
    """Across the end of summer time each instant is written with the offset that holds then."""
    root = write(
        tmp_path, SMALL.replace("Asia/Shanghai", "Europe/Berlin").replace("2026-03-02 02:00", "2026-04-01 02:00")
    )
    event = told(root, datetime(2026, 3, 1, 23, tzinfo=UTC))["events"][0]
    assert (event["start"][-6:], event["end"][-6:]) == ("+01:00", "+02:00")


def test_status_and_its_schema_are_planned_here(tmp_path: Path):
    """The heartbeat is added by the build, which alone knows the instant."""
    planned = [output.path for output in outputs(make(write(tmp_path, SMALL)))]
    assert planned == ["api/status.json", "api/status.schema.json"]


def refused(answer: object) -> list[str]:
    """Return where an answer isn't as the published schema says."""
    checker = Draft202012Validator(json.loads(schema()))
    return [error.json_path for error in checker.iter_errors(answer)]


def test_the_schema_is_one():
    """What is published is a schema of the dialect that it names."""
    written = json.loads(schema())
    Draft202012Validator.check_schema(written)
    assert written["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@given(several_events(), instants())
@steady(60)
def test_whatever_is_true_fits_the_schema(events: tuple[Event, ...], now: datetime):
    """Every state that events can come to is told in the words and keys of the schema."""
    settings = config()
    content = Content(events=events)
    snapshot = take_snapshot(content, settings, now)
    site = make_site(settings, content, snapshot, cast(Theme, SimpleNamespace(digest="", assets={})))
    assert refused(json.loads(status(site))) == []


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda told: told | {"more": 1}, "$"),
        (lambda told: told | {"state": "fine"}, "$.state"),
        (lambda told: told | {"as_of": 0}, "$.as_of"),
        (lambda told: told | {"as_of": "2026-03-01 23:05"}, "$.as_of"),
        (lambda told: told | {"components": [{"id": "shop", "state": "ok"}]}, "$.components[0]"),
        (lambda told: told | {"events": [told["events"][0] | {"phase": "hidden"}]}, "$.events[0].phase"),
        (lambda told: told | {"events": [told["events"][0] | {"windows": []}]}, "$.events[0].windows"),
        (
            lambda told: told | {"events": [told["events"][0] | {"components": {"a": "bad"}}]},
            "$.events[0].components.a",
        ),
    ],
)
def test_the_schema_refuses_what_is_never_told(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], dict[str, Any]], where: str
):
    """Another key, another word, a key too few: the schema is strict, so that programs can rely on it."""
    answer = told(write(tmp_path, SMALL))
    assert refused(answer) == []
    assert refused(spoil(answer)) == [where]
