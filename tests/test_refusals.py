"""Wrong moves get a sentence: what stands against an update, where, and what to do instead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from statuspage.model import Event, Impact, Kind, Update, UpdateState
from statuspage.problems import Place, Problem
from statuspage.refusals import refusal
from statuspage.times import zone
from tests.strategies import DAY
from tests.test_lifecycle import HOUR, PLACE, S, event

LOCAL = zone("Asia/Shanghai")
WORK = ((0.0, S.IN_PROGRESS),)


def refused(known: Event, hours: float, state: UpdateState, **more: Any) -> Problem | None:
    moved: dict[str, Any] = {name: DAY + at * HOUR if isinstance(at, int | float) else at for name, at in more.items()}
    said = Update(at=DAY + hours * HOUR, state=state, place=PLACE, **moved)
    return refusal(known, said, LOCAL)


@pytest.mark.parametrize(
    ("kind", "said", "hours", "state", "more"),
    [
        (Kind.MAINTENANCE, (), -40, S.NOTE, {}),
        (Kind.MAINTENANCE, (), -1, S.REMINDER, {}),
        (Kind.MAINTENANCE, (), -1, S.IN_PROGRESS, {}),
        (Kind.MAINTENANCE, (), 1, S.IN_PROGRESS, {}),
        (Kind.MAINTENANCE, (), 1, S.COMPLETED, {}),
        (Kind.MAINTENANCE, (), -1, S.CANCELLED, {}),
        (Kind.MAINTENANCE, (), -1, S.EXTENDED, {"end": 5}),
        (Kind.MAINTENANCE, (), -1, S.RESCHEDULED, {"start": 24, "end": 25}),
        (Kind.MAINTENANCE, (), 2, S.RESCHEDULED, {"start": 2, "end": 3}),
        (Kind.MAINTENANCE, WORK, 1, S.VERIFYING, {"next_update": 2}),
        (Kind.MAINTENANCE, (*WORK, (2, S.VERIFYING)), 3, S.IN_PROGRESS, {}),
        (Kind.MAINTENANCE, (*WORK, (2, S.RESCHEDULED)), 3, S.IN_PROGRESS, {}),
        (Kind.MAINTENANCE, WORK, 6, S.EXTENDED, {"end": 7}),
        (Kind.MAINTENANCE, (*WORK, (2, S.COMPLETED)), 3, S.NOTE, {}),
        (Kind.MAINTENANCE, (*WORK, (2, S.COMPLETED)), 3, S.REVIEWED, {}),
        (Kind.MAINTENANCE, ((-1, S.CANCELLED),), 3, S.REVIEWED, {}),
        (Kind.EMERGENCY, (), -1, S.INVESTIGATING, {}),
        (Kind.EMERGENCY, ((-1, S.INVESTIGATING),), 1, S.COMPLETED, {}),
        (Kind.INCIDENT, (), 1, S.RESOLVED, {}),
        (Kind.INCIDENT, ((0, S.INVESTIGATING),), 1, S.INVESTIGATING, {}),
    ],
)
def test_a_right_move_is_not_refused(
    kind: Kind, said: tuple[tuple[float, UpdateState], ...], hours: float, state: UpdateState, more: dict[str, Any]
):
    """Each step of a life, and what happens beside them, may be said."""
    assert refused(event(kind, *said), hours, state, **more) is None


@pytest.mark.parametrize(
    ("kind", "said", "hours", "state", "more", "told", "hint"),
    [
        (
            Kind.INCIDENT,
            (),
            1,
            S.COMPLETED,
            {},
            "'completed' doesn't fit 'orders-db', which is of the kind 'incident'",
            "write it with `statuspage resolve orders-db`",
        ),
        (Kind.INCIDENT, (), 1, S.EXTENDED, {"end": 9}, "'extended' doesn't fit", "`statuspage update orders-db`"),
        (Kind.INCIDENT, (), 1, S.IN_PROGRESS, {}, "'in-progress' doesn't fit", "--state investigating`"),
        (Kind.DRILL, (), 1, S.RESOLVED, {}, "'resolved' doesn't fit", "`statuspage complete orders-db`"),
        (
            Kind.MAINTENANCE,
            (),
            -60,
            S.NOTE,
            {},
            "'orders-db' is not public before Thu 2026-11-26 08:00 +08:00 (Asia/Shanghai)",
            "say a later time with --at, or correct 'announced:' in the file",
        ),
        (
            Kind.MAINTENANCE,
            WORK,
            0,
            S.NOTE,
            {},
            "the latest update of 'orders-db' is of Sat 2026-11-28 08:00 +08:00 (Asia/Shanghai)",
            "say a later time with --at",
        ),
        (Kind.MAINTENANCE, WORK, -1, S.NOTE, {}, "the latest update of 'orders-db' is of", "say a later time"),
        (
            Kind.MAINTENANCE,
            ((-1, S.CANCELLED),),
            1,
            S.COMPLETED,
            {},
            "'orders-db' was cancelled: Sat 2026-11-28 07:00 +08:00 (Asia/Shanghai)",
            "for new work write a new event",
        ),
        (Kind.MAINTENANCE, (*WORK, (1, S.COMPLETED)), 2, S.CANCELLED, {}, "'orders-db' was completed", "a note"),
        (Kind.INCIDENT, ((0, S.RESOLVED),), 2, S.MONITORING, {}, "'orders-db' was resolved", "a note"),
        (
            Kind.MAINTENANCE,
            (*WORK, (1, S.COMPLETED)),
            2,
            S.NOTE,
            {"next_update": 3},
            "'orders-db' is over: nothing is promised of it",
            "leave out --next-update and --component",
        ),
        (
            Kind.MAINTENANCE,
            (*WORK, (1, S.COMPLETED)),
            2,
            S.NOTE,
            {"impacts": (("orders", Impact.NONE),)},
            "'orders-db' is over",
            "leave out",
        ),
        (
            Kind.MAINTENANCE,
            (),
            -1,
            S.COMPLETED,
            {},
            "'orders-db' begins only at Sat 2026-11-28 08:00 +08:00 (Asia/Shanghai)",
            "if it has begun, first say so: `statuspage start orders-db`; if it won't take place: `statuspage cancel",
        ),
        (Kind.INCIDENT, (), -1, S.RESOLVED, {}, "'orders-db' begins only at", "--state investigating`"),
        (
            Kind.MAINTENANCE,
            WORK,
            1,
            S.REVIEWED,
            {},
            "nobody has said that 'orders-db' is over, so it can't be reviewed",
            "say so first with `statuspage complete orders-db`",
        ),
        (Kind.INCIDENT, (), 1, S.REVIEWED, {}, "nobody has said", "`statuspage resolve orders-db`"),
        (Kind.MAINTENANCE, WORK, 1, S.REMINDER, {}, "'orders-db' has begun already", "`statuspage update orders-db`"),
        (Kind.MAINTENANCE, WORK, 1, S.IN_PROGRESS, {}, "'orders-db' is in progress already, since Sat", "update"),
        (
            Kind.MAINTENANCE,
            WORK,
            6,
            S.EXTENDED,
            {"end": 5},
            "'orders-db' can't be extended to Sat 2026-11-28 13:00 +08:00 (Asia/Shanghai), which has passed",
            "say a time that is still to come with --until",
        ),
        (Kind.MAINTENANCE, (), -2, S.EXTENDED, {"end": -1}, "is not after the start of 'orders-db'", "it starts at"),
        (
            Kind.MAINTENANCE,
            WORK,
            1,
            S.EXTENDED,
            {"end": 3},
            "'orders-db' is planned to last longer than Sat 2026-11-28 11:00 +08:00 (Asia/Shanghai) already",
            "to bring that forward, use `statuspage reschedule orders-db --start TIME --end TIME`",
        ),
        (
            Kind.DRILL,
            (),
            -2,
            S.EXTENDED,
            {},
            "'extended' needs new times",
            "`statuspage extend orders-db --until TIME`",
        ),
        (Kind.DRILL, (), -2, S.RESCHEDULED, {"start": 5}, "'rescheduled' needs new times", "--start TIME --end TIME`"),
        (Kind.DRILL, (), -2, S.RESCHEDULED, {"start": 5, "end": 5}, "the new end, Sat 2026-11-28 13:00", "check both"),
        (Kind.DRILL, (), 2, S.RESCHEDULED, {"start": 1, "end": 5}, "the new start, Sat 2026-11-28 09:00", "--start"),
        (Kind.DRILL, (), 1, S.NOTE, {"next_update": 1}, "the next update can't be due at Sat", "--next-update"),
    ],
)
def test_a_wrong_move_is_refused(
    kind: Kind,
    said: tuple[tuple[float, UpdateState], ...],
    hours: float,
    state: UpdateState,
    more: dict[str, Any],
    told: str,
    hint: str,
):
    """One sentence says what stands against it, another what to do."""
    problem = refused(event(kind, *said), hours, state, **more)
    assert problem is not None
    assert problem.message.startswith(told) or told in problem.message
    assert hint in problem.hint


def test_an_emergency_that_nobody_has_seen_yet_can_be_extended():
    """Without 'announced' it is public from its start or first update, and this is the first."""
    quiet = event(Kind.EMERGENCY, announced=None)
    assert refused(quiet, -1, S.EXTENDED, end=6) is None
    told = refused(quiet, -1, S.COMPLETED)
    assert told is not None
    assert told.message.startswith("'orders-db' begins only at")


def test_what_the_clock_has_closed_can_be_reviewed_and_extended():
    """A window that ends by itself needs no 'completed' before its review; it may turn out not to be over."""
    closed = event(Kind.MAINTENANCE, auto_complete=True)
    assert refused(closed, 5, S.REVIEWED) is None
    assert refused(closed, 5, S.EXTENDED, end=6) is None
    assert refused(closed, 1, S.REVIEWED) is not None


def test_the_place_is_the_update_that_stands_against_it():
    """A refusal points to the line that it is about, else to the file."""
    over = event(Kind.MAINTENANCE, *WORK, (1, S.COMPLETED))
    last = Place("content/events/orders-db.md", 30)
    moved = Update(at=DAY + timedelta(hours=1), state=S.COMPLETED, place=last)
    problem = refused(replace(over, updates=(over.updates[0], moved)), 2, S.VERIFYING)
    assert problem is not None
    assert problem.place == last
    unfit = refused(over, 2, S.RESOLVED)
    assert unfit is not None
    assert unfit.place == PLACE
