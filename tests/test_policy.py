"""Advice: each rule at its edges, and the codes that switch it off or make it an error."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statuspage.notices import spell
from statuspage.policy import advise
from statuspage.problems import Level
from statuspage.settings import CODES
from statuspage.times import parse_moment, zone
from tests.conftest import Load

CONFIG = """-- config.toml --
[site]
title = "x"
url = "https://status.example.org/"
time_zone = "{zone}"
languages = ["en"]

[[components]]
id = "orders"
name = "Orders"

[policy]
{policy}
-- content/events/a.md --
---
title: x
{fields}---
"""

PLAN = "start: 2026-11-28 23:00\nend: 2026-11-29 03:00\ncomponents:\n  orders: degraded\n"

Codes = Callable[..., list[str]]


@pytest.fixture
def codes(load: Load) -> Codes:
    """Return the codes of the advice on one event at an instant, without those on missing parts."""

    def read(fields: str, now: str, policy: str = "", local: str = "Asia/Shanghai") -> list[str]:
        loaded = load(CONFIG.format(fields=fields, policy=policy, zone=local))
        assert loaded.told == ()
        assert loaded.config is not None
        given = advise(loaded.content, loaded.config, parse_moment(now, zone(local)))
        return [problem.code for problem in given if not problem.code.startswith("missing-")]

    return read


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_told_in_a_script(code: str):
    """Each code of the policy is given in at least one script, with its message and place."""
    scripts = Path(__file__).parent.glob("scripts/advice-*.txt")
    assert any(f"advice[{code}]: " in script.read_text("utf-8").partition("\n-- ")[0] for script in scripts)


@pytest.mark.parametrize(
    ("announced", "expected"),
    [("2026-11-27 23:00", []), ("2026-11-27 23:01", ["lead-time"]), ("2026-11-29 00:00", ["lead-time"])],
)
def test_lead_time_is_kept_to_the_minute(codes: Codes, announced: str, expected: list[str]):
    """What is announced exactly as long ahead as the policy asks is in time."""
    assert codes(f"{PLAN}announced: {announced}\n", "2026-11-26 12:00") == expected


def test_lead_time_concerns_what_is_planned(codes: Codes):
    """A fault can't be announced ahead, and once work has begun it is too late for advice on that."""
    late = "announced: 2026-11-28 22:00\n"
    assert codes(f"{PLAN}{late}", "2026-11-28 22:30") == ["lead-time"]
    assert codes(f"{PLAN}{late}kind: emergency\nupdate_every: 1h\n", "2026-11-28 22:30") == []
    assert codes(f"{PLAN}{late}", "2026-11-28 23:30") == []


def test_an_outage_for_some_needs_the_shorter_lead_time(codes: Codes):
    """Only an outage for everyone has to be announced days ahead."""
    fields = PLAN.replace("degraded", "outage") + "announced: 2026-11-27 12:00\n"
    audience = '[[audiences]]\nid = "finance"\nname = "Finance"\n'
    assert codes(fields, "2026-11-27 12:30") == ["lead-time"]
    assert codes(f"{fields}audiences: finance\n", "2026-11-27 12:30", audience) == []


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-26 22:00", "2026-11-27 06:00", []),
        ("2026-11-26 21:59", "2026-11-27 06:00", ["quiet-hours"]),
        ("2026-11-26 22:00", "2026-11-27 06:01", ["quiet-hours"]),
        ("2026-11-27 22:00", "2026-11-30 06:00", []),
        ("2026-11-27 22:00", "2026-11-30 06:01", ["quiet-hours"]),
        ("2026-11-28 09:00", "2026-11-28 18:00", []),
        ("2026-11-26 23:00", "2026-12-26 23:00", ["quiet-hours"]),
    ],
)
def test_quiet_hours_are_kept_to_the_minute(codes: Codes, start: str, end: str, expected: list[str]):
    """A window within quiet hours, over midnight and a whole weekend too, gets no advice; a minute more does."""
    assert codes(f"start: {start}\nend: {end}\ncomponents:\n  orders: degraded\n", "2026-11-25 00:00") == expected


def test_quiet_hours_may_lie_within_one_day(codes: Codes):
    """Quiet hours needn't go over midnight."""
    policy = 'quiet_hours = "01:00-05:00"\nquiet_days = []\n'
    fields = "start: 2026-11-26 0{}:00\nend: 2026-11-26 05:00\ncomponents:\n  orders: degraded\n"
    assert codes(fields.format(1), "2026-11-24 00:00", policy) == []
    assert codes(fields.format(0), "2026-11-24 00:00", policy) == ["quiet-hours"]


def test_quiet_hours_are_those_of_the_site(codes: Codes):
    """Hours are read on the clocks of the site's zone, in a night of changing clocks too."""
    fields = "start: 2026-10-26 {} +01:00\nend: 2026-10-26 05:59 +01:00\ncomponents:\n  orders: degraded\n"
    fields = fields.replace("2026-10-26 {}", "2026-10-25 {}")
    assert codes(fields.format("22:00"), "2026-10-24 00:00", local="Europe/Berlin") == []
    assert codes(fields.format("22:00"), "2026-10-24 00:00", local="Asia/Shanghai") == ["quiet-hours"]


@pytest.mark.parametrize("fields", [PLAN.replace("degraded", "none"), PLAN.partition("components")[0]])
def test_what_nobody_feels_may_be_at_any_hour(codes: Codes, fields: str):
    """Work without an impact isn't asked to wait for the night."""
    assert codes(fields.replace("23:00", "12:00").replace("11-28", "11-27"), "2026-11-25 00:00") == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-11-27 22:59", []), ("2026-11-27 23:00", ["reminder"]), ("2026-11-28 23:00", [])],
)
def test_a_reminder_is_due_from_the_policy_s_hour_to_the_start(codes: Codes, now: str, expected: list[str]):
    """Within the policy's time before the start, and not after it, a reminder is missed."""
    assert codes(f"{PLAN}announced: 2026-11-20 10:00\n", now) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-28 12:00", "2026-11-28 23:00", []),
        ("2026-11-28 12:00", "2026-11-28 23:01", ["freeze"]),
        ("2026-11-29 03:00", "2026-11-30 00:00", []),
        ("2026-11-29 02:59", "2026-11-30 00:00", ["freeze"]),
    ],
)
def test_a_freeze_meets_a_window_at_its_edges(codes: Codes, start: str, end: str, expected: list[str]):
    """A freeze that ends when work starts, or starts when it ends, is none of its business."""
    freeze = f'[[freezes]]\nname = "x"\nstart = "{start}"\nend = "{end}"\n'
    assert codes(PLAN, "2026-11-25 00:00", freeze) == expected
    assert codes(f"kind: emergency\nupdate_every: 1h\n{PLAN}", "2026-11-25 00:00", freeze) == []


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-28 12:00", "2026-11-28 23:00", []),
        ("2026-11-28 12:00", "2026-11-28 23:01", ["freeze"]),
        ("2026-11-28 23:00", "2026-11-30 00:00", ["freeze"]),
        ("2026-11-28 23:01", "2026-11-30 00:00", []),
    ],
)
def test_of_work_without_an_end_the_start_lies_in_a_freeze(codes: Codes, start: str, end: str, expected: list[str]):
    """What was imported may lack an end: that it lasts into a freeze isn't made up, nor that it keeps quiet hours."""
    freeze = f'[[freezes]]\nname = "x"\nstart = "{start}"\nend = "{end}"\n'
    fields = "start: 2026-11-28 23:00\nimported: x\ncomponents:\n  orders: degraded\n"
    assert codes(fields, "2026-11-25 00:00", freeze) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-28 22:59", []),
        ("2026-11-28 23:00", ["overlap"]),
        ("2026-11-29 02:59", ["overlap"]),
        ("2026-11-29 03:00", []),
    ],
)
def test_work_without_an_end_overlaps_where_it_starts(codes: Codes, start: str, expected: list[str]):
    """Of two pieces of work the one whose end nobody announced is known to meet the other at its start alone."""
    other = f"title: y\nimported: x\ncomponents:\n  orders: none\nstart: {start}\n"
    given = codes(f"{PLAN}---\n-- content/events/b.md --\n---\n{other}", "2026-11-25 00:00")
    assert [code for code in given if code == "overlap"] == expected


def test_silence_during_a_fault_is_measured_from_the_last_word(codes: Codes):
    """Without a promise, a fault is silent for longer than the policy's figure from its start or latest update."""
    fault = "kind: incident\nstart: 2026-11-25 10:00\ncomponents:\n  orders: degraded\n"
    assert codes(fault, "2026-11-25 10:15") == []
    assert codes(fault, "2026-11-25 10:16") == ["update-late"]
    assert codes(f"{fault}update_every: 1h\n", "2026-11-25 10:16") == []


def test_what_is_over_gets_no_advice_on_its_notice(load: Load):
    """Once a notice is over, nothing can be announced earlier, and it is left alone."""
    written = CONFIG.format(fields=PLAN, policy="", zone="UTC") + "\n## 2026-11-29 02:00 completed\n"
    loaded = load(written)
    assert loaded.config is not None
    assert advise(loaded.content, loaded.config, datetime(2026, 11, 30, tzinfo=UTC)) == ()


def test_enforce_makes_an_error_and_off_goes_before_it(load: Load):
    """The policy decides what advice weighs; a code that is off isn't given, enforced or not."""
    policy = 'off = ["missing-reason"]\nenforce = ["missing-reason", "missing-signed"]\n'
    loaded = load(CONFIG.format(fields=PLAN, policy=policy, zone="UTC"))
    assert loaded.config is not None
    given = {p.code: p.level for p in advise(loaded.content, loaded.config, datetime(2026, 11, 25, tzinfo=UTC))}
    assert "missing-reason" not in given
    assert given["missing-signed"] is Level.ERROR
    assert given["missing-contact"] is Level.ADVICE


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (119, "119 min"),
        (120, "2 h"),
        (125, "2 h 5 min"),
        (47 * 60, "47 h"),
        (48 * 60, "2 days"),
        (61 * 60, "61 h"),
        (96 * 60 + 30, "4 days"),
        (108 * 60, "4 days 12 h"),
        (120 * 24 * 60, "120 days"),
    ],
)
def test_a_duration_is_told_as_people_say_it(minutes: int, told: str):
    """Durations are told in minutes, hours or days, and never rounded up."""
    assert spell(timedelta(minutes=minutes)) == told
