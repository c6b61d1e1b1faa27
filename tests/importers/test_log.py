"""What was said of an event elsewhere follows one order here, and is over once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.history import Loss, Sort
from statuspage.importers.log import Course, Said, ordered
from statuspage.model import ENDS, Event, Kind, Update, UpdateState, Window
from statuspage.problems import Place, Problems
from statuspage.texts import Text
from statuspage.updates import check_log
from tests.strategies import steady

START = datetime(2021, 3, 4, 10, tzinfo=UTC)
S = UpdateState


def at(minutes: float) -> datetime:
    """Return the instant so many minutes after the start."""
    return START + timedelta(minutes=minutes)


def said(minutes: float, state: UpdateState, text: str = "", label: str = "") -> Said:
    return Said(at=at(minutes), state=state, text=text, label=label)


def course(kind: Kind = Kind.INCIDENT, ended: float | None = None, **more) -> Course:
    over = more.pop("over", ended is not None)
    values = {"source": "a.md", "lang": "en", "kind": kind, "window": Window(START, None), "cancelled": False}
    return Course(**{**values, "over": over, "ended": None if ended is None else at(ended), **more})


def log(one: Course, *things: Said) -> tuple[list[tuple[float, str]], list[Loss]]:
    """Return minutes and state of each update, and what was told."""
    losses: list[Loss] = []
    found = ordered(one, list(things), losses)
    return [((thing.at - START).total_seconds() / 60, str(thing.state)) for thing in found], losses


def test_updates_stand_in_the_order_of_time_wherever_the_newest_stands():
    """Some systems write the newest first, and of one minute the one above is the later one then."""
    newest_first = (said(20, S.RESOLVED), said(10, S.MONITORING, "b"), said(10, S.IDENTIFIED, "a"), said(0, S.NOTE))
    found, _ = log(course(over=True), *newest_first)
    assert [state for _, state in found] == ["note", "identified", "monitoring", "resolved"]


def test_an_end_without_words_is_said_at_its_time():
    """CState has `resolvedWhen`, which no paragraph repeats."""
    assert log(course(ended=60), said(5, S.INVESTIGATING))[0] == [(5, "investigating"), (60, "resolved")]
    assert log(course(Kind.MAINTENANCE, ended=60))[0] == [(60, "completed")]
    assert log(course(Kind.MAINTENANCE, ended=60, cancelled=True))[0] == [(60, "cancelled")]


def test_work_is_cancelled_before_its_start():
    """That is no contradiction, and nothing of it is lost."""
    found, losses = log(course(Kind.MAINTENANCE, ended=-60, cancelled=True), said(-60, S.CANCELLED))
    assert (found, losses) == ([(-60, "cancelled")], [])
    found, losses = log(course(Kind.MAINTENANCE, ended=-60), said(-60, S.CANCELLED))
    assert (found, losses) == ([(-60, "cancelled")], [])


def test_an_end_at_the_time_of_an_update_is_that_update():
    """The source says both of one instant: one thing was said then."""
    found = ordered(course(ended=60), [said(60, S.NOTE, "A fix is in.")], [])
    assert [(one.state, one.text) for one in found] == [(S.RESOLVED, "A fix is in.")]


def test_the_end_is_the_last_that_says_so_and_earlier_ones_are_notes():
    """What was called resolved and went on was not over."""
    found, losses = log(course(over=True), said(1, S.RESOLVED), said(2, S.MONITORING), said(3, S.RESOLVED))
    assert found == [(1, "note"), (2, "monitoring"), (3, "resolved")]
    assert [str(loss.told) for loss in losses] == ["'resolved' wasn't the end: a note"]


def test_an_event_that_was_taken_up_again_stays_open():
    """Resolved, then monitoring, and the source doesn't say that it is over."""
    assert log(course(), said(1, S.RESOLVED), said(2, S.MONITORING))[0] == [(1, "note"), (2, "monitoring")]


def test_a_last_update_that_says_so_ends_an_event_that_its_source_leaves_open():
    """`resolved: false` above a last paragraph that begins with Resolved."""
    found, losses = log(course(), said(1, S.INVESTIGATING), said(2, S.RESOLVED))
    assert found == [(1, "investigating"), (2, "resolved")]
    assert [loss.sort for loss in losses] == [Sort.ASSUMED]


@pytest.mark.parametrize("ended", [None, -30], ids=["no time", "a time before the start"])
def test_an_end_of_which_nobody_knows_when_is_dated_at_the_last_thing_said_and_says_so(ended):
    """Nothing is invented: the text tells that the time isn't known."""
    losses: list[Loss] = []
    found = ordered(course(ended=ended, over=True), [said(40, S.MONITORING)], losses)
    assert [(one.at, one.state) for one in found] == [
        (at(40), S.MONITORING),
        (at(40) + timedelta(seconds=1), S.RESOLVED),
    ]
    assert found[-1].text == "(When it was over isn't known.)"
    assert Sort.ASSUMED in {loss.sort for loss in losses}


def test_work_that_moved_is_not_dated_over_before_its_new_start():
    """Where nobody knows when it was over, it was after it began."""
    moved = Said(at=at(5), state=S.RESCHEDULED, start=at(600), end=at(700))
    assert log(course(Kind.MAINTENANCE, over=True), moved)[0] == [(5, "rescheduled"), (600, "completed")]


def test_what_is_said_after_the_end_is_a_note_that_keeps_its_word():
    """No word of it is lost, and the event stays over."""
    losses: list[Loss] = []
    found = ordered(course(ended=10), [said(20, S.MONITORING, "Still looking.", "Under Observation")], losses)
    assert [(one.state, one.text) for one in found] == [
        (S.RESOLVED, ""),
        (S.NOTE, "**Under Observation:** Still looking."),
    ]
    assert losses[0].original == "Under Observation: Still looking."


def test_a_word_of_the_other_ladder_becomes_the_nearest_of_its_own():
    """Work is completed, faults are resolved; and what has no likeness is a note."""
    assert log(course(Kind.MAINTENANCE), said(1, S.RESOLVED))[0] == [(1, "completed")]
    assert log(course(), said(1, S.COMPLETED))[0] == [(1, "resolved")]
    assert log(course(Kind.MAINTENANCE), said(1, S.INVESTIGATING))[0] == [(1, "note")]


def test_a_window_that_is_moved_is_extended_or_rescheduled_by_what_changes():
    """A later end alone extends; any other window is a new one; one without an end can't be."""
    planned = course(Kind.MAINTENANCE, window=Window(START, at(60)))
    moves = [
        Said(at=at(-30), state=S.RESCHEDULED, end=at(90)),
        Said(at=at(-20), state=S.EXTENDED, end=at(80)),
        Said(at=at(-10), state=S.RESCHEDULED, start=at(100)),
    ]
    losses: list[Loss] = []
    found = ordered(planned, moves, losses)
    assert [(one.state, one.start, one.end) for one in found] == [
        (S.EXTENDED, None, at(90)),
        (S.RESCHEDULED, START, at(80)),
        (S.NOTE, None, None),
    ]
    assert [loss.sort for loss in losses] == [Sort.LOST]


def _said() -> st.SearchStrategy[Said]:
    minutes = st.one_of(st.none(), st.integers(-20, 100))
    return st.builds(
        lambda minute, state, label, start, end: replace(
            said(minute, state, "x", label),
            start=None if start is None else at(start),
            end=None if end is None else at(end),
        ),
        st.integers(-20, 100),
        st.sampled_from(UpdateState),
        st.sampled_from(("", "Update", "Fixed")),
        minutes,
        minutes,
    )


@steady(200)
@given(
    kind=st.sampled_from(Kind),
    things=st.lists(_said(), max_size=6),
    ended=st.one_of(st.none(), st.integers(-20, 120)),
    over=st.booleans(),
    cancelled=st.booleans(),
    planned=st.booleans(),
)
def test_whatever_was_said_elsewhere_can_be_said_here(kind, things, ended, over, cancelled, planned):
    """The log of any source passes the check of the site, loses no text, and is over if its source says so."""
    window = Window(START, at(60) if planned else None)
    one = course(kind, ended, over=over or cancelled, cancelled=cancelled, window=window)
    found = ordered(one, things, [])
    updates = tuple(
        Update(at=thing.at, state=thing.state, start=thing.start, end=thing.end, place=Place("a.md")) for thing in found
    )
    event = Event(id="a", kind=kind, title=Text.of("A", "en"), window=window, updates=updates, place=Place("a.md"))
    problems = Problems()
    check_log(event, problems)
    assert problems.found == []
    assert len(found) >= len(things)
    ends = [thing for thing in found if thing.state in ENDS]
    assert len(ends) <= 1
    assert ends or not (over or cancelled)
