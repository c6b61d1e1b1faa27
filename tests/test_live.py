"""What a page tells its script: facts that say all that the rules need, and nothing that isn't public."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import pytest

from statuspage.live import COMING, facts, next_time, under_way, upcoming
from statuspage.state import Phase, resolve
from tests.facts import event_of, instant
from tests.sites import EMPTY, NOW, SMALL, make, render, without_the_end, write

CASES = json.loads(Path(__file__).with_name("cases").joinpath("state.json").read_text("utf-8"))["cases"]


def told(files: dict[str, bytes] | Any, path: str) -> dict[str, Any] | None:
    """Return the block of data of a page."""
    page = html5lib.parse(files[path], namespaceHTMLElements=False)
    block = next((script for script in page.iter("script") if script.get("id") == "page_"), None)
    return None if block is None else dict(json.loads(block.text or ""))


def test_facts_say_all_that_the_rules_need():
    """From what a page tells, every case comes out as from the event itself."""
    for case in CASES:
        event, now = event_of(case["event"]), instant(case["now"])
        again = event_of(facts(event, ZoneInfo("Europe/Berlin")))
        assert (again.window, again.components, again.updates) == (event.window, event.components, event.updates)
        assert resolve(again, now).next_change == resolve(event, now).next_change, case["name"]


def test_a_page_tells_nothing_that_is_not_public(tmp_path: Path):
    """What is hidden and what will be said later is in no page's data."""
    files = render(write(tmp_path, SMALL))
    for path in (path for path in files if path.endswith(".html")):
        assert "hidden-thing" not in json.dumps(told(files, path)), path
        assert "completed" not in json.dumps((told(files, path) or {}).get("events")), path


def test_a_page_that_the_clock_cannot_change_has_no_facts(tmp_path: Path):
    """What is over, and pages of prose, need no facts, and so stay the same bytes as the site goes on."""
    files = render(write(tmp_path, SMALL))
    for path in (
        "events/mail-slow/index.html",
        "faq/index.html",
        "pages/about/index.html",
        "history/2026-02/index.html",
    ):
        assert told(files, path) is None, path
    for path in ("index.html", "events/shop-db/index.html", "components/shop/index.html", "history/2026-03/index.html"):
        assert [event["id"] for event in (told(files, path) or {})["events"]] == ["shop-db"], path


@pytest.mark.parametrize(
    ("now", "expected"), [((28, 22, 0), "upcoming"), ((28, 23, 30), "end"), ((29, 4, 0), "overrun")]
)
def test_the_next_time_is_of_what_matters_most(now: tuple[int, int, int], expected: str):
    """A start that comes, the planned end of what runs, and the end that has passed without a word."""
    work = event_of({"kind": "maintenance", "start": "2026-11-28T23:00:00Z", "end": "2026-11-29T03:00:00Z"})
    state = resolve(work, datetime(2026, 11, *now, tzinfo=UTC))
    running = [] if state.phase is Phase.UPCOMING else [state]
    coming = [state] if state.phase is Phase.UPCOMING else []
    found = next_time(running, coming)
    assert found is not None
    assert found[0] == expected
    assert next_time([], []) is None


def test_a_promise_that_was_missed_is_no_next_time():
    """A fault without an end tells when the next update is due, until that time has passed."""
    fault = event_of({"kind": "incident", "start": "2026-11-28T23:00:00Z", "update_every": 30})
    assert next_time([resolve(fault, instant("2026-11-28T23:10:00Z"))], []) == (
        "update",
        instant("2026-11-28T23:30:00Z"),
    )
    assert next_time([resolve(fault, instant("2026-11-28T23:40:00Z"))], []) is None


def test_what_comes_next_comes_first_and_the_first_page_knows_a_bounded_number(tmp_path: Path):
    """However much is planned, the first page stays small: it knows the nearest."""
    plans = "".join(
        f"-- content/events/plan-{day:02}.md --\n---\ntitle: Plan {day}\nstart: 2027-01-{day:02} 10:00\n"
        f"end: 2027-01-{day:02} 11:00\n---\n"
        for day in range(1, 29)
    )
    root = write(tmp_path, EMPTY + plans)
    page = told(render(root, NOW), "index.html")
    assert page is not None
    assert [event["id"] for event in page["events"]] == [f"plan-{day:02}" for day in range(1, COMING + 1)]
    events = make(root, NOW).snapshot.events
    known = under_way(events) + upcoming(events)
    assert [state.event.id for state in known] == [f"plan-{day:02}" for day in range(1, 29)]


def test_what_overran_is_still_known(tmp_path: Path):
    """An overrun is open until somebody says that it is over, however long ago its end was."""
    files = render(write(tmp_path, without_the_end(SMALL)), datetime(2026, 6, 1, tzinfo=UTC))
    page = told(files, "index.html")
    assert page is not None
    assert [event["id"] for event in page["events"]] == ["hidden-thing", "shop-db"]
