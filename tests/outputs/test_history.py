"""history.json: all that content says and is public, in the words of the model, and its schema."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from statuspage.outputs.history import WORDS, history, outputs, schema
from tests.sites import LIVELY, NOW, ROOT, SMALL, make, write

LATER = datetime(2026, 4, 1, tzinfo=UTC)
"""An instant at which nothing of the small site is hidden any more."""


def told(root: Path, now: datetime = NOW) -> dict[str, Any]:
    """Return what is told of a site, once it was found to be as its schema says."""
    found: dict[str, Any] = json.loads(history(make(root, now)))
    Draft202012Validator(json.loads(schema())).validate(found)
    return found


def test_an_event_is_told_to_the_letter(tmp_path: Path):
    """Its fields have the names of its file, times an offset, texts their languages with the original first."""
    found = told(write(tmp_path, SMALL), LATER)
    [work] = (event for event in found["events"] if event["id"] == "shop-db")
    assert {name: value for name, value in work.items() if value not in ({}, [], None)} == {
        "id": "shop-db",
        "kind": "maintenance",
        "title": {"zh": "商店数据库升级", "en": "Shop database upgrade"},
        "components": {"shop": "outage"},
        "start": "2026-03-01T23:00:00+08:00",
        "end": "2026-03-02T02:00:00+08:00",
        "announced": "2026-02-25T10:00:00+08:00",
        "reason": {"zh": "更换存储。", "en": "New storage."},
        "contact": "desk",
        "auto_complete": False,
        "body": {"zh": "升级期间**不能下单**。", "en": "No orders **meanwhile**."},
        "updates": [
            {
                "at": at,
                "state": state,
                **dict.fromkeys(("start", "end", "next_update")),
                "components": {},
                "text": text,
            }
            for at, state, text in (
                ("2026-03-01T23:05:00+08:00", "in-progress", {"zh": "已开始。", "en": "Begun."}),
                ("2026-03-02T01:30:00+08:00", "completed", {"zh": "秘密的将来。", "en": "A secret of the future."}),
            )
        ],
    }
    assert set(WORDS) < set(work)
    assert list(work["title"]) == ["zh", "en"]
    assert found["as_of"] == "2026-03-21T01:00:00+08:00"


def test_the_settings_that_content_goes_by_are_told(tmp_path: Path):
    """Whoever reads it needs no other file to know what a component is called."""
    found = told(write(tmp_path, SMALL))
    assert found["site"] == {
        "title": {"zh": "小站状态", "en": "Small site"},
        "url": "https://status.example/",
        "time_zone": "Asia/Shanghai",
        "languages": ["zh", "en"],
        "default_language": "zh",
        "owner": {"zh": "小站", "en": "The small site"},
        "description": {},
    }
    assert found["components"] == [
        {
            "id": "shop",
            "name": {"zh": "商店", "en": "Shop"},
            "group": {"zh": "业务", "en": "Business"},
            "description": {},
        },
        {"id": "mail", "name": {"zh": "邮箱", "en": "Mail"}, "group": {}, "description": {}},
    ]
    assert [contact["reach"] for contact in found["contacts"]] == [{"zh": "400-000-0000"}]
    assert [question["order"] for question in found["questions"]] == [1000]
    assert [page["id"] for page in found["pages"]] == ["about"]


def test_what_is_not_public_yet_is_not_told(tmp_path: Path):
    """An event before its announcement and an update that is dated ahead are nowhere in it, as on the site."""
    data = b"".join(output.render() for output in outputs(make(write(tmp_path, SMALL))))
    assert "升级期间".encode() in data
    for secret in ("hidden-thing", "绝密", "秘密的将来", "A secret of the future"):
        assert secret.encode() not in data


def test_the_sample_site_is_told_as_the_schema_says():
    """Every kind of event, stages, promises and staged recovery among them; the schema allows no other key."""
    found = told(ROOT, LIVELY)
    assert any(stage["text"].get("en") for event in found["events"] for stage in event["timetable"])
    validator = Draft202012Validator(json.loads(schema()))
    assert not validator.is_valid(found | {"more": 1})
    assert not validator.is_valid(found | {"version": 2})
    assert not validator.is_valid(found | {"events": [found["events"][0] | {"end": "2026-03-02"}]})
