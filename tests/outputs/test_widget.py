"""api/widget.json: what /widget.js is told, to the letter, and what it isn't."""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from statuspage.outputs.widget import COMING, facts, outputs
from tests.sites import EMPTY, NOW, SMALL, make, render, without_the_end, without_url, write
from tests.visits import BUILT, COMPLETED, END, EXTENDED, MANY, NIGHT, START, with_updates


def told(root: Path, now: datetime = BUILT, lang: str = "en") -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(facts(make(root, now), lang))
    return answer


def test_there_is_one_file_for_each_language_and_one_for_everybody(tmp_path: Path):
    """The default language is found without its tag too, since the script doesn't know which it is."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, SMALL)))}
    assert list(planned) == ["api/widget.json", "api/widget.zh.json", "api/widget.en.json"]
    assert planned["api/widget.json"] == planned["api/widget.zh.json"]


def test_an_event_is_told_by_its_facts(tmp_path: Path):
    """What the banner shows of work under way: nothing of advice, texts and earlier windows."""
    assert told(write(tmp_path, SMALL), NOW)["events"] == [
        {
            "id": "shop-db",
            "title": "Shop database upgrade",
            "path": "en/events/shop-db/",
            "phase": "in-progress",
            "start": "2026-03-01T23:00:00+08:00",
            "end": "2026-03-02T02:00:00+08:00",
            "said": "2026-03-01T23:05:00+08:00",
            "tone": "maintenance",
            "components": ["shop"],
        }
    ]


def test_a_title_without_translation_tells_its_language(tmp_path: Path):
    """A reader's machine speaks it by the right rules."""
    root = write(tmp_path, NIGHT)
    assert told(root)["events"][0]["lang"] == "zh-CN"
    assert "lang" not in told(root, lang="zh")["events"][0]


@pytest.mark.parametrize(
    ("text", "now", "phases"),
    [
        (NIGHT, BUILT, ["upcoming"]),
        (NIGHT, START, ["in-progress"]),
        (NIGHT, END, ["overrun"]),
        (with_updates(EXTENDED), END, ["in-progress"]),
        (with_updates(COMPLETED), END, ["overrun"]),
        (with_updates(COMPLETED), END + timedelta(hours=2), []),
        (with_updates("\n## 2026-11-28 22:30 cancelled\n\n取消。\n"), START, []),
        (MANY, BUILT, ["investigating", "upcoming", "upcoming", "upcoming"]),
    ],
)
def test_only_what_is_under_way_or_coming_is_told(tmp_path: Path, text: str, now: datetime, phases: list[str]):
    """The worst under way, then what comes first; what is over, cancelled, hidden or dated ahead isn't there."""
    assert [event["phase"] for event in told(write(tmp_path, text), now)["events"]] == phases


def test_no_word_says_that_work_is_over(tmp_path: Path):
    """The script couldn't claim it if it wanted to."""
    root = write(tmp_path, without_the_end(SMALL))
    for lang in ("zh", "en"):
        assert told(root, NOW, lang)["words"]["phase"].keys() == {
            *("upcoming", "in-progress", "investigating", "identified", "monitoring", "verifying", "overrun")
        }


def test_events_look_as_on_the_pages(tmp_path: Path):
    """The tone is that of the event while it lasts: planned work, or the impact of a fault; it is told ahead."""
    tones = {event["id"]: event["tone"] for event in told(write(tmp_path, MANY))["events"]}
    assert tones == {"slow": "degraded", "db": "maintenance", "drill": "maintenance", "power": "partial"}
    late = told(write(tmp_path, MANY), END)["events"]
    assert {event["id"]: event["tone"] for event in late} == {
        "slow": "degraded",
        "power": "partial",
        "db": "maintenance",
    }


def test_the_clock_closes_only_what_it_may(tmp_path: Path):
    """`closes` stands where auto_complete does, but not once somebody still worked after the end."""
    root = write(tmp_path, MANY)
    assert [event["id"] for event in told(root)["events"] if event.get("closes")] == ["drill"]
    late = MANY.replace(
        "auto_complete: true\n---\n", "auto_complete: true\n---\n\n## 2026-11-29 01:40 verifying\n\n还在。\n"
    )
    event = next(event for event in told(write(tmp_path, late), END)["events"] if event["id"] == "drill")
    assert event["phase"] == "overrun"
    assert "closes" not in event


def test_components_are_those_that_are_affected_now(tmp_path: Path):
    """One that works again is left out; an event that names none has no list at all."""
    again = with_updates("\n## 2026-11-29 02:00 verifying\nshop: none\n\n已恢复。\n")
    assert told(write(tmp_path, again), END - timedelta(minutes=1))["events"][0]["components"] == []
    bare = NIGHT.replace("components:\n  shop: outage\n", "")
    assert "components" not in told(write(tmp_path, bare))["events"][0]


def test_a_word_of_the_log_changes_what_was_dismissed(tmp_path: Path):
    """`said` is the latest update's instant; without one there is none."""
    assert "said" not in told(write(tmp_path, NIGHT), START)["events"][0]
    moved = told(write(tmp_path, with_updates(EXTENDED)), END)["events"][0]
    assert moved["said"] == "2026-11-29T02:40:00+08:00"
    assert moved["end"] == "2026-11-29T04:00:00+08:00"


def test_colours_are_the_site_s_own(tmp_path: Path):
    """What config.toml says of a colour holds in the banner too, in its scheme; what isn't in figures is passed over."""
    ours = '\n[appearance]\ncontrast = "off"\n[appearance.colours]\nlink = { light = "#123456", dark = "#abcdef" }\n-- content'
    colours = told(write(tmp_path / "a", NIGHT.replace("-- content", ours, 1)))["colours"]
    assert "--link:#123456;" in colours["light"]
    assert "--link:#abcdef;" in colours["dark"]
    odd = "-- themes/default/assets/tokens.css --\n:root { --link: var(--x); --card: red; --text: #010203; }\n"
    light = told(
        write(
            tmp_path / "b",
            NIGHT.replace('"zh"\nowner', '"zh"\ntheme = "default"\nowner').replace(
                "-- content", '\n[appearance]\ncontrast = "off"\n-- content', 1
            )
            + odd,
        )
    )["colours"]["light"]
    assert "--link:#1b47b0;" in light
    assert "--card:#fff;" in light
    assert "--text:#010203;" in light


def test_the_file_stays_small(tmp_path: Path):
    """2 kB on the wire with four events, and bounded however many are planned."""
    assert len(gzip.compress(facts(make(write(tmp_path / "a", MANY), BUILT), "zh"), 6)) <= 2000
    many = "".join(
        f"-- content/events/plan-{number}.md --\n---\ntitle: 维护{number}\n"
        f"start: {BUILT + timedelta(days=number + 1):%Y-%m-%d} 23:00\n"
        f"end: {BUILT + timedelta(days=number + 2):%Y-%m-%d} 01:00\n---\n"
        for number in range(COMING + 20)
    )
    events = told(write(tmp_path / "b", NIGHT + many))["events"]
    assert [event["id"] for event in events] == ["db", *(f"plan-{number}" for number in range(COMING - 1))]


def test_paths_lead_to_notices_that_are_published(tmp_path: Path):
    """From the top of the site, wherever that is, with its address or without one; the script is there too."""
    for text in (MANY, without_url(MANY)):
        files = render(write(tmp_path, text), BUILT)
        for lang in ("zh", "en"):
            events = json.loads(files[f"api/widget.{lang}.json"])["events"]
            assert events
            assert all(f"{event['path']}index.html" in files for event in events)
        assert "widget.js" in files
        assert [path for path in files if path.endswith("widget.js")] == ["widget.js"]


def test_bytes_change_with_what_is_shown_alone(tmp_path: Path):
    """Between two changes a build writes the same file."""
    root = write(tmp_path, NIGHT)
    first, later, begun = (facts(make(root, at), "en") for at in (BUILT, START - timedelta(seconds=1), START))
    assert first == later != begun


def test_a_site_without_events_has_nothing_to_tell(tmp_path: Path):
    """The file is there, so that the script finds that there is nothing."""
    empty = told(write(tmp_path, EMPTY))
    assert (empty["events"], empty["as_of"], empty["title"]) == ([], None, "Empty")
