"""The strip of a component: the worst of each of 90 local days, as published notices tell it."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.days import DAYS, Strip, strip
from statuspage.model import Content, Event
from statuspage.plan import Site, make_site
from statuspage.problems import Problems
from statuspage.snapshot import RANK, Health, take_snapshot
from statuspage.theme import Theme, load_theme
from tests.sites import EMPTY, ROOT, SMALL, make, write
from tests.strategies import COMPONENTS, config, events, instants, several_events, steady

BERLIN = """\
-- config.toml --
[site]
title = "Berlin"
time_zone = "Europe/Berlin"
languages = ["en"]

[[components]]
id = "shop"
name = "Shop"

[[components]]
id = "mail"
name = "Mail"
"""

LATER = datetime(2026, 11, 30, 12, tzinfo=UTC)


@cache
def theme() -> Theme:
    found = load_theme(ROOT / "themes", config(), Problems())
    assert found is not None
    return found


def site_of(found: tuple[Event, ...], now: datetime) -> Site:
    content = Content(events=found)
    return make_site(config(), content, take_snapshot(content, config(), now), theme())


def by_day(site: Site, component: str) -> dict[date, Health]:
    """Return what each local day of a component's strip was."""
    made = strip(site, component)
    if made is None:
        return {}
    last = made.until.astimezone(site.config.zone).date()
    days = (last - timedelta(days=ago) for ago in range(len(made.days)))
    return dict(zip(days, reversed(made.days), strict=True))


def told(root: Path, front: str, updates: str = "", component: str = "shop", now: datetime = LATER) -> dict[str, str]:
    """Return the days that weren't ok of a component with one notice, as month and day → health."""
    site = make(write(root, f"{BERLIN}-- content/events/one.md --\n---\ntitle: One\n{front}---\n{updates}"), now)
    days = by_day(site, component)
    return {f"{day:%m-%d}": health.value for day, health in sorted(days.items()) if health is not Health.OK}


WORK = "components: { shop: outage, mail: degraded }\nstart: 2026-11-10 22:00\nend: 2026-11-11 02:00\n"
FAULT = "kind: incident\ncomponents: { shop: outage, mail: degraded }\nstart: 2026-11-10 22:00\n"


# --- what holds for all events


@given(several_events(), instants())
@steady(60)
def test_a_strip_has_90_days_unless_nothing_was_said(found: tuple[Event, ...], now: datetime):
    """Every component has as many days, the last of them the one of `as_of`; without `as_of` there is no strip."""
    site = site_of(found, now)
    for name in COMPONENTS:
        made = strip(site, name)
        assert (made is None) == (site.snapshot.as_of is None)
        if made is not None:
            assert len(made.days) == DAYS == 90
            assert made.until == site.snapshot.as_of


@given(several_events(), events(), instants())
@steady(60)
def test_one_more_event_makes_no_day_better(found: tuple[Event, ...], more: Event, now: datetime):
    """A day is as bad as the worst event of it."""
    before, after = site_of(found, now), site_of((*found, more), now)
    for name in COMPONENTS:
        days = by_day(after, name)
        for day, health in by_day(before, name).items():
            if day in days:
                assert RANK[days[day]] >= RANK[health]


@given(several_events(), instants())
@steady(60)
def test_the_last_day_is_no_better_than_the_component_is(found: tuple[Event, ...], now: datetime):
    """What is under way at `as_of` stands on its day: page and strip can't disagree."""
    site = site_of(found, now)
    for state in site.snapshot.components:
        made = strip(site, state.component.id)
        if made is not None:
            assert RANK[made.days[-1]] >= RANK[state.health]


@given(several_events(), instants(), st.integers(1, 5))
@steady(60)
def test_no_day_is_told_better_later(found: tuple[Event, ...], now: datetime, later: int):
    """What is said afterwards takes nothing back of what was."""
    before, after = site_of(found, now), site_of(found, now + timedelta(hours=later))
    for name in COMPONENTS:
        days = by_day(after, name)
        for day, health in by_day(before, name).items():
            assert day not in days or RANK[days[day]] >= RANK[health]


@given(several_events(), instants())
@steady(60)
def test_runs_and_troubles_tell_the_days_again(found: tuple[Event, ...], now: datetime):
    """Both name each day that wasn't ok once, runs in the order of days, troubles the worst first."""
    site = site_of(found, now)
    for name in COMPONENTS:
        made = strip(site, name) or Strip(now, (Health.OK,) * DAYS)
        days = [Health.OK] * DAYS
        for start, length, health in made.runs:
            days[start : start + length] = [health] * length
        assert tuple(days) == made.days
        assert sorted(made.runs) == list(made.runs)
        again = [(start, length, of) for of, _, runs in made.troubles for start, length in runs]
        assert sorted(again) == list(made.runs)
        assert all(count == made.days.count(of) for of, count, _ in made.troubles)
        assert [RANK[of] for of, _, _ in made.troubles] == sorted({RANK[d] for d in days} - {0}, reverse=True)


# --- which days count


def test_work_over_midnight_counts_on_both_days(tmp_path: Path):
    """Planned work is maintenance, however bad its impact, on each day that it touches and on no other."""
    updates = "\n## 2026-11-10 22:05 in-progress\n\n## 2026-11-11 01:30 completed\n"
    assert told(tmp_path, WORK, updates) == {"11-10": "maintenance", "11-11": "maintenance"}


def test_what_ends_at_midnight_leaves_the_next_day_alone(tmp_path: Path):
    """The instant of the end is no part of it."""
    updates = "\n## 2026-11-11 00:00 completed\n"
    assert told(tmp_path, WORK, updates) == {"11-10": "maintenance"}


def test_what_begins_at_midnight_leaves_the_day_before_alone(tmp_path: Path):
    """The instant of the start is its first."""
    front = FAULT.replace("10 22:00", "11 00:00")
    assert told(tmp_path, front, "\n## 2026-11-11 00:30 resolved\n") == {"11-11": "outage"}


def test_a_fault_counts_by_its_impact_on_each_component(tmp_path: Path):
    """The shop was out, mail only slow."""
    updates = "\n## 2026-11-10 23:00 resolved\n"
    assert told(tmp_path / "shop", FAULT, updates) == {"11-10": "outage"}
    assert told(tmp_path / "mail", FAULT, updates, "mail") == {"11-10": "degraded"}


def test_staged_recovery_counts_as_it_was_said(tmp_path: Path):
    """After an update says less, days are less bad, and ok where it says that nothing is affected any more."""
    updates = """
## 2026-11-11 09:00 monitoring
shop: degraded
mail: none

## 2026-11-13 09:00 resolved
"""
    shop = {"11-10": "outage", "11-11": "outage", "11-12": "degraded", "11-13": "degraded"}
    assert told(tmp_path / "shop", FAULT, updates) == shop
    assert told(tmp_path / "mail", FAULT, updates, "mail") == {"11-10": "degraded", "11-11": "degraded"}


def test_a_component_that_an_update_names_counts_from_then(tmp_path: Path):
    """Mail wasn't announced as affected."""
    front = FAULT.replace(", mail: degraded", "")
    updates = "\n## 2026-11-12 09:00 identified\nmail: partial\n\n## 2026-11-12 10:00 resolved\n"
    assert told(tmp_path, front, updates, "mail") == {"11-12": "partial"}


@pytest.mark.parametrize("state", ["cancelled", "completed"])
def test_what_never_began_counts_for_nothing(tmp_path: Path, state: str):
    """Work called off, or done with, before its start leaves every day ok."""
    assert told(tmp_path, WORK, f"\n## 2026-11-10 12:00 {state}\n") == {}


def test_what_was_cancelled_after_it_began_counts_until_then(tmp_path: Path):
    """People were without the shop until it was said."""
    updates = "\n## 2026-11-10 22:00 in-progress\n\n## 2026-11-10 22:30 cancelled\n"
    assert told(tmp_path, WORK, updates) == {"11-10": "maintenance"}


def test_what_was_moved_counts_where_it_took_place(tmp_path: Path):
    """The old window leaves no trace."""
    updates = """
## 2026-11-09 12:00 rescheduled
start: 2026-11-14 22:00
end: 2026-11-14 23:00

## 2026-11-14 22:50 completed
"""
    assert told(tmp_path, WORK, updates) == {"11-14": "maintenance"}


def test_work_past_its_planned_end_is_overrun(tmp_path: Path):
    """It counts as overrun from the planned end until somebody says that it is over."""
    updates = "\n## 2026-11-13 09:00 completed\n"
    days = {"11-10": "maintenance", "11-11": "overrun", "11-12": "overrun", "11-13": "overrun"}
    assert told(tmp_path, WORK, updates) == days


def test_a_window_that_the_clock_closes_counts_to_its_end(tmp_path: Path):
    """`auto_complete` leaves nothing to overrun."""
    assert told(tmp_path, f"{WORK}auto_complete: true\n") == {"11-10": "maintenance", "11-11": "maintenance"}


def test_what_was_announced_afterwards_counts_on_its_own_days(tmp_path: Path):
    """An outage that is told of days later was one when it was."""
    front = f"{FAULT}announced: 2026-11-20 09:00\n"
    assert told(tmp_path, front, "\n## 2026-11-20 09:00 resolved\n")["11-10"] == "outage"


def test_what_is_coming_or_hidden_counts_for_nothing(tmp_path: Path):
    """Nothing after `as_of` stands in a strip, nor does what isn't public."""
    early = datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert told(tmp_path / "coming", f"{WORK}announced: 2026-11-08 09:00\n", now=early) == {}
    root = write(tmp_path / "hidden", f"{BERLIN}-- content/events/one.md --\n---\ntitle: One\n{WORK}---\n")
    (root / "content/events/one.md").write_text(f"---\ntitle: One\n{WORK}announced: 2026-11-12 09:00\n---\n")
    assert strip(make(root, early), "shop") is None


def test_what_is_under_way_counts_up_to_as_of_and_not_to_the_build(tmp_path: Path):
    """Bytes depend on the snapshot: a build two days later, before anything changes, makes the same strip."""
    text = f"{BERLIN}-- content/events/one.md --\n---\ntitle: One\n{FAULT}---\n"
    one = strip(make(write(tmp_path, text), datetime(2026, 11, 10, 21, 0, tzinfo=UTC)), "shop")
    other = strip(make(tmp_path, datetime(2026, 11, 13, 21, 0, tzinfo=UTC)), "shop")
    assert one is not None
    assert one == other
    assert one.runs == ((DAYS - 1, 1, Health.OUTAGE),)


def test_the_day_is_the_one_of_the_site_s_zone(tmp_path: Path):
    """23:30 UTC is after midnight in Berlin."""
    front = FAULT.replace("2026-11-10 22:00", "2026-11-10 23:30 +00:00")
    assert told(tmp_path, front, "\n## 2026-11-11 02:00 resolved\n") == {"11-11": "outage"}


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(tmp_path: Path, month: int, day: int):
    """In the nights of the change of clocks, what lasts from 00:00 until 23:59 stays on its day; days go on after it."""
    on = f"2026-{month:02}-{day:02}"
    front = FAULT.replace("2026-11-10 22:00", f"{on} 00:00")
    now = datetime(2026, month, day, 12, tzinfo=UTC) + timedelta(days=3)
    found = told(tmp_path / "one", front, f"\n## {on} 23:59 resolved\n", now=now)
    assert found == {on[5:]: "outage"}
    after = f"2026-{month:02}-{day + 1:02}"
    found = told(tmp_path / "two", front, f"\n## {after} 00:01 resolved\n", now=now)
    assert found == {on[5:]: "outage", after[5:]: "outage"}


def test_only_90_days_are_looked_at(tmp_path: Path):
    """The 90th day counts and the one before it no more, whatever is said of it afterwards."""
    front = FAULT.replace("11-10", "08-30")
    updates = "\n## 2026-09-01 10:00 resolved\n\n## 2026-11-29 10:00 reviewed\n"
    assert told(tmp_path / "last", front, updates) == {"09-01": "outage"}
    assert told(tmp_path / "gone", front, updates.replace("11-29", "11-30")) == {}


def test_what_lasts_longer_than_90_days_fills_the_strip(tmp_path: Path):
    """What nobody ends counts on every day, long before the first of them as well."""
    front = FAULT.replace("2026-11-10", "2025-01-01")
    assert len(told(tmp_path, front, "\n## 2026-11-29 10:00 identified\n")) == DAYS


def test_what_was_over_early_in_the_90_days_counts(tmp_path: Path):
    """An event that nobody spoke of since counts as long as its day is shown."""
    other = "-- content/events/two.md --\n---\ntitle: Two\nstart: 2026-11-29 10:00\nend: 2026-11-29 11:00\n---\n"
    front = FAULT.replace("11-10", "09-01")
    updates = "\n## 2026-09-01 23:00 resolved\n"
    assert told(tmp_path / "last", front, updates + other) == {"09-01": "outage"}
    assert told(tmp_path / "gone", front, updates + other.replace("11-29", "11-30")) == {}


def test_what_begins_at_as_of_counts_even_at_midnight(tmp_path: Path):
    """The last day of a strip may be an instant old."""
    now = datetime(2026, 11, 10, 23, tzinfo=UTC)
    assert told(tmp_path, FAULT.replace("10 22:00", "11 00:00"), now=now) == {"11-11": "outage"}


def test_a_site_of_which_nothing_was_said_has_no_strips(tmp_path: Path):
    """Without events there is no day to end with, and a strip that is not there isn't drawn."""
    site = make(write(tmp_path, f'{EMPTY}\n[[components]]\nid = "shop"\nname = "Shop"\n'))
    assert strip(site, "shop") is None


# --- how it is drawn and told


def test_troubles_are_told_the_worst_first():
    """Days of one health stand together, however far apart they are."""
    days = [Health.OK] * DAYS
    days[3:5], days[6], days[40] = [Health.OVERRUN] * 2, Health.OUTAGE, Health.OVERRUN
    made = Strip(LATER, tuple(days))
    assert made.runs == ((3, 2, Health.OVERRUN), (6, 1, Health.OUTAGE), (40, 1, Health.OVERRUN))
    assert made.troubles == ((Health.OUTAGE, 1, ((6, 1),)), (Health.OVERRUN, 3, ((3, 2), (40, 1))))


def drawn(root: Path, lang: str, component: str = "shop", text: str = SMALL) -> str:
    """Return the strip of a component as HTML."""
    site = make(write(root, text))
    words = site.theme.languages[lang]
    names = {"_": words.gettext, "ngettext": words.ngettext, "pgettext": words.pgettext, "language": words}
    template = '{% import "_strip.html" as strips with context %}{{ strips.strip_of(strip) }}'
    return site.theme.environment.from_string(template).render({**names, "strip": strip(site, component)})


def test_a_strip_is_a_picture_with_a_sentence(tmp_path: Path):
    """It holds one path for each health, and says all that it shows."""
    shown = drawn(tmp_path, "en", "mail")
    assert re.findall(r"<path [^>]*>", shown) == ['<path data-state="degraded" d="M70 0h1"/>']
    assert 'role="img"' in shown
    assert re.findall('aria-label="(.*?)"', shown) == [
        "In the 90 days to Sun 1 Mar 2026, published notices tell of maintenance or trouble on 1 day (Degraded: 1 day)."
    ]
    assert not re.search(r"\bstyle=|tabindex|<title|\n", shown)


def test_a_strip_is_told_in_chinese(tmp_path: Path):
    """Days are counted without a space between Han characters and figures."""
    (label,) = re.findall('aria-label="(.*?)"', drawn(tmp_path, "zh"))
    assert label == "截至2026年3月1日（周日）的90天内，公告中有1天提到维护或故障（维护中：1天）。"


def test_a_strip_without_trouble_says_so(tmp_path: Path):
    """All days ok are no path at all."""
    quiet = SMALL.replace("shop: outage", "shop: none")
    shown = drawn(tmp_path, "en", text=quiet)
    assert "<path" not in shown
    assert "published notices tell of no maintenance and no trouble." in shown
