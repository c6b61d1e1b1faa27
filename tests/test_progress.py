"""How far an event has come: its steps, its staged recovery, its moves."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given

from statuspage.progress import moves, recovery, steps, steps_by_group
from statuspage.state import EventState, Phase, resolve
from tests.facts import event_of, instant
from tests.strategies import events, instants

WORK = {
    "kind": "maintenance",
    "start": "2026-11-28T23:00:00+08:00",
    "end": "2026-11-29T03:00:00+08:00",
    "announced": "2026-11-24T10:00:00+08:00",
    "components": {"orders": "outage", "mail": "degraded"},
}


def at(moment: str, *updates: dict[str, Any], **facts: Any) -> EventState:
    """Return the state of some work at an instant of the site's zone."""
    said = [{**update, "at": f"{update['at']}:00+08:00"} for update in updates]
    return resolve(event_of({**WORK, **facts, "updates": said}), instant(f"{moment}:00+08:00"))


def shown(state: EventState) -> str:
    """Write steps as text: reached ones with an x, the current one in brackets."""
    return " ".join(
        f"[{step.name}]" if step.current else f"{step.name}{'x' if step.reached else ''}" for step in steps(state)
    )


def test_announced_work_waits_for_its_start():
    """Before the start only the announcement is reached, and all that is to come is told."""
    assert shown(at("2026-11-27T10:00")) == "[announced] in-progress verifying completed"


def test_the_clock_begins_work_and_never_ends_it():
    """Past the start work is under way without a word; past the end it stays there."""
    assert shown(at("2026-11-28T23:30")) == "announcedx [in-progress] verifying completed"
    assert shown(at("2026-11-29T05:00")) == "announcedx [in-progress] verifying completed"


def test_what_is_over_shows_only_the_steps_that_were_said():
    """Nobody said that it was verified, so the list doesn't claim it."""
    done = at("2026-11-29T05:00", {"at": "2026-11-29T02:00", "state": "completed"})
    assert shown(done) == "announcedx [completed]"


def test_a_new_date_begins_the_steps_anew():
    """Steps said before work was moved were of another attempt."""
    said = [
        {"at": "2026-11-28T23:05", "state": "in-progress"},
        {
            "at": "2026-11-28T23:50",
            "state": "rescheduled",
            "start": "2026-12-05T23:00:00+08:00",
            "end": "2026-12-06T03:00:00+08:00",
        },
    ]
    assert shown(at("2026-11-29T05:00", *said)) == "[announced] in-progress verifying completed"


def test_a_fault_has_the_steps_of_a_fault():
    """An incident is investigated from its start on; an emergency takes that ladder once it uses its words."""
    fault = {"kind": "incident", "end": None, "announced": None}
    assert shown(at("2026-11-28T23:30", **fault)) == "[investigating] identified monitoring resolved"
    words = {"at": "2026-11-28T23:10", "state": "identified"}
    assert shown(at("2026-11-28T23:30", words, kind="emergency")) == "investigating [identified] monitoring resolved"
    assert shown(at("2026-11-28T23:30", kind="emergency")) == "announcedx [in-progress] verifying completed"


def test_cancelled_work_has_two_steps():
    """What was called off was announced and cancelled, and nothing in between."""
    assert shown(at("2026-11-29T05:00", {"at": "2026-11-28T20:00", "state": "cancelled"})) == "announcedx [cancelled]"


def test_a_page_knows_the_steps_that_the_clock_can_bring():
    """Before the start it knows how the steps stand once work runs; an end only where the clock may say so."""
    assert list(steps_by_group(at("2026-11-27T10:00"))) == ["upcoming", "under-way"]
    assert list(steps_by_group(at("2026-11-27T10:00", auto_complete=True))) == ["upcoming", "under-way", "over"]
    assert list(steps_by_group(at("2026-11-29T05:00"))) == ["under-way"]
    assert [step.name for step in steps_by_group(at("2026-11-27T10:00"))["under-way"] if step.current] == [
        "in-progress"
    ]


def test_staged_recovery_is_told_for_each_component():
    """A component that came back earlier says since when; nothing is told where no update said anything."""
    back = at("2026-11-29T02:30", {"at": "2026-11-29T02:00", "state": "verifying", "components": {"orders": "none"}})
    since = datetime(2026, 11, 28, 18, tzinfo=UTC)
    assert recovery(back) == (("orders", ((None, "outage"), (since, "none"))), ("mail", ((None, "degraded"),)))
    assert recovery(at("2026-11-29T02:30")) == ()


def test_each_window_is_told_with_the_word_that_set_it():
    """The announced window stays in the list when work is extended."""
    longer = {"at": "2026-11-29T02:40", "state": "extended", "end": "2026-11-29T04:00:00+08:00"}
    told = moves(at("2026-11-29T02:50", longer))
    assert [word for _, word, _ in told] == ["announced", "extended"]
    assert [window.end for _, _, window in told] == [instant("2026-11-29T03:00:00+08:00"), instant(longer["end"])]


@given(events(), instants())
def test_every_public_event_has_one_current_step_at_most_and_all_its_windows(event: Any, now: datetime):
    """Whatever was said, a reader finds one place where things stand, and no window is lost."""
    state = resolve(event, now)
    if state.phase is Phase.HIDDEN:
        return
    found = steps(state)
    assert sum(step.current for step in found) == any(step.reached for step in found), found
    assert all(step.reached for step in found if step.current or step.at)
    assert [window for _, _, window in moves(state)] == list(state.windows)
