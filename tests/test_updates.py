"""Updates: typed values, sorted by time, and what can't be true of them together."""

from datetime import UTC, datetime, timedelta

import pytest

from statuspage.model import LADDERS, Impact, Kind, UpdateState
from statuspage.texts import Phrase
from tests.conftest import Load

CONFIG = """-- config.toml --
[site]
title = "x"
time_zone = "Asia/Shanghai"
languages = ["en"]

[[components]]
id = "orders"
name = "Orders"

[[components]]
id = "next-day"
name = "Next day"
-- content/events/a.md --
---
title: x
kind: {kind}
start: 2026-11-28 23:00
end: 2026-11-29 03:00
---
"""


def test_an_update_is_read_whole(load: Load):
    """Time, state, window, promise, impacts and text of an update stand in the model, instants in UTC."""
    loaded = load(
        CONFIG.format(kind="maintenance") + "## 2026-11-26 10:00 rescheduled\nstart: 2026-12-05 23:00\n"
        "end: 2026-12-06 03:00 +08:00\nnext update: 2026-12-01 10:00\norders: partial\nnext-day: none\n\nA week later.\n"
    )
    assert loaded.told == ()
    (update,) = loaded.content.events[0].updates
    assert update.at == datetime(2026, 11, 26, 2, tzinfo=UTC)
    assert update.state is UpdateState.RESCHEDULED
    assert update.start == datetime(2026, 12, 5, 15, tzinfo=UTC)
    assert update.end == datetime(2026, 12, 5, 19, tzinfo=UTC)
    assert update.next_update == datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert update.impacts == (("orders", Impact.PARTIAL), ("next-day", Impact.NONE))
    assert update.text.said == (Phrase("A week later.", "en"),)


def test_updates_come_in_the_order_of_their_times(load: Load):
    """However they stand in the file, and with whatever offset, updates are sorted by instant."""
    loaded = load(
        CONFIG.format(kind="maintenance")
        + "".join(f"## {time} note\n\n" for time in ("2026-11-28 23:30", "2026-11-28 15:10 Z", "2026-11-28 23:20"))
    )
    assert loaded.told == ()
    minutes = [update.at.minute for update in loaded.content.events[0].updates]
    assert minutes == [10, 20, 30]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("state", list(UpdateState))
def test_each_kind_has_its_ladder(load: Load, kind: Kind, state: UpdateState):
    """Work has the states of work, an incident those of a fault, an emergency both; nothing else is read."""
    lines = {
        UpdateState.EXTENDED: "end: 2026-11-29 04:00\n",
        UpdateState.RESCHEDULED: "start: 2026-12-05 23:00\nend: 2026-12-06 03:00\n",
    }
    end = "resolved" if UpdateState.COMPLETED not in LADDERS[kind] else "completed"
    before = f"## 2026-11-28 23:10 {end}\n\n" if state is UpdateState.REVIEWED else ""
    loaded = load(f"{CONFIG.format(kind=kind)}{before}## 2026-11-28 23:30 {state}\n{lines.get(state, '')}")
    if state in LADDERS[kind]:
        assert loaded.told == ()
        assert loaded.content.events[0].updates[-1].state is state
    else:
        assert f"the state '{state}' doesn't fit '{kind}'" in loaded.told[0]
        assert loaded.content.events == ()


def test_the_ladders_are_those_of_the_reference():
    """The states of each kind are the ones that editors were promised."""
    both = {"note", "reviewed"}
    work = both | {"reminder", "in-progress", "verifying", "extended", "rescheduled", "completed", "cancelled"}
    fault = both | {"investigating", "identified", "monitoring", "resolved"}
    expected = {"maintenance": work, "drill": work, "incident": fault, "emergency": work | fault}
    assert expected == LADDERS


@pytest.mark.parametrize("end", ["completed", "cancelled"])
def test_what_is_over_stays_over(load: Load, end: str):
    """After an end only a note or a review may follow; a second end is an error too."""
    body = "## 2026-11-28 23:10 {}\n\n## 2026-11-28 23:30 {}\n"
    for state in ("note", "reviewed"):
        assert load(CONFIG.format(kind="maintenance") + body.format(end, state)).told == ()
    for state in ("in-progress", "verifying", "reminder", "completed", "cancelled"):
        told = load(CONFIG.format(kind="maintenance") + body.format(end, state)).told
        assert [line.partition("\n")[0] for line in told] == [
            f"content/events/a.md:9:1: error: '{state}' comes after '{end}'"
        ]


def test_an_extension_is_measured_against_the_end_that_holds(load: Load):
    """After a move, an end is later or earlier than the moved one, not than the first."""
    moved = "## 2026-11-26 10:00 rescheduled\nstart: 2026-12-05 23:00\nend: 2026-12-06 03:00\n\n"
    late = "## 2026-12-06 02:00 extended\nend: 2026-12-06 {}:00\n"
    assert load(CONFIG.format(kind="maintenance") + moved + late.format("04")).told == ()
    told = load(CONFIG.format(kind="maintenance") + moved + late.format("01")).told
    assert len(told) == 1
    assert told[0].startswith("content/events/a.md:11:1: error: the new end")


def test_a_wrong_field_does_not_hide_the_others(load: Load):
    """Everything wrong in one update is told at once."""
    told = load(CONFIG.format(kind="maintenance") + "## 2026-11-28 24:10 nonsense\nend: soon\norder: none\n").told
    assert [line.partition(": error: ")[0] for line in told] == [
        "content/events/a.md:7:4",
        "content/events/a.md:7:21",
        "content/events/a.md:8:6",
        "content/events/a.md:9:1",
    ]


def test_an_unknown_kind_is_told_once(load: Load):
    """Where the kind isn't known, no state is said not to fit it."""
    told = load(CONFIG.format(kind="repair") + "## 2026-11-28 23:10 in-progress\n").told
    assert len(told) == 1
    assert "unknown kind 'repair'" in told[0]


def test_a_window_that_was_moved_lies_where_the_last_word_puts_it(load: Load):
    """Two extensions in a row are fine when each is later than the one before it."""
    body = "".join(f"## 2026-11-29 0{h}:50 extended\nend: 2026-11-29 0{h + 2}:00\n\n" for h in (1, 2, 3))
    body = body.replace("end: 2026-11-29 03:00", "end: 2026-11-29 03:30")
    loaded = load(CONFIG.format(kind="drill") + body)
    assert loaded.told == ()
    ends = [update.end for update in loaded.content.events[0].updates if update.end]
    assert [end - ends[0] for end in ends] == [timedelta(), timedelta(minutes=30), timedelta(minutes=90)]
