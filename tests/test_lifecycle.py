"""The commands that carry an event through its life, and which is next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from statuspage.lifecycle import command_for, next_command, time_of_saying
from statuspage.model import Event, Kind, Update, UpdateState, Window
from statuspage.problems import Place
from statuspage.state import resolve
from statuspage.texts import Text
from tests.strategies import DAY

HOUR = timedelta(hours=1)
PLACE = Place("content/events/orders-db.md")


def event(kind: Kind, *said: tuple[float, UpdateState], **more: object) -> Event:
    """Return an event of four hours, with updates so many hours after its start."""
    updates = tuple(Update(at=DAY + hours * HOUR, state=state, place=PLACE) for hours, state in said)
    window = Window(DAY, None if kind is Kind.INCIDENT else DAY + 4 * HOUR)
    made = Event(
        id="orders-db", kind=kind, title=Text.of("x", "en"), window=window, announced=DAY - 48 * HOUR, place=PLACE
    )
    return replace(made, updates=updates, **more)  # type: ignore[arg-type]


S = UpdateState


@pytest.mark.parametrize(
    ("kind", "said", "hours", "command"),
    [
        (Kind.MAINTENANCE, [], -50, None),
        (Kind.MAINTENANCE, [], -1, "start orders-db"),
        (Kind.MAINTENANCE, [], 1, "start orders-db"),
        (Kind.MAINTENANCE, [(0, S.IN_PROGRESS)], 1, "verify orders-db"),
        (Kind.MAINTENANCE, [(0, S.IN_PROGRESS), (2, S.VERIFYING)], 3, "complete orders-db"),
        (Kind.MAINTENANCE, [(0, S.IN_PROGRESS)], 5, "complete orders-db"),
        (Kind.MAINTENANCE, [(0, S.IN_PROGRESS), (3, S.COMPLETED)], 5, "review orders-db"),
        (Kind.MAINTENANCE, [(3, S.COMPLETED), (9, S.REVIEWED)], 10, None),
        (Kind.DRILL, [(1, S.CANCELLED)], 5, None),
        (Kind.INCIDENT, [(-2, S.NOTE)], -1, "update orders-db --state investigating"),
        (Kind.INCIDENT, [], 1, "update orders-db --state investigating"),
        (Kind.INCIDENT, [(0, S.INVESTIGATING)], 1, "update orders-db --state identified"),
        (Kind.INCIDENT, [(0, S.IDENTIFIED)], 1, "update orders-db --state monitoring"),
        (Kind.INCIDENT, [(0, S.MONITORING)], 1, "resolve orders-db"),
        (Kind.INCIDENT, [(0, S.RESOLVED)], 1, "review orders-db"),
        (Kind.EMERGENCY, [(0, S.INVESTIGATING)], 1, "update orders-db --state identified"),
        (Kind.EMERGENCY, [(0, S.IDENTIFIED)], 5, "resolve orders-db"),
        (Kind.EMERGENCY, [(0, S.IN_PROGRESS)], 5, "complete orders-db"),
    ],
)
def test_the_next_command_follows_the_ladder(
    kind: Kind, said: list[tuple[float, UpdateState]], hours: float, command: str | None
):
    """What would be said next of an event where it stands; nothing after its review or its cancellation."""
    assert next_command(resolve(event(kind, *said), DAY + hours * HOUR)) == command


def test_a_late_update_comes_before_the_next_step():
    """Who owes a word gives it first; what has overrun is said to be over, or extended."""
    owed = event(Kind.MAINTENANCE, (0, S.IN_PROGRESS), update_every=HOUR)
    assert next_command(resolve(owed, DAY + HOUR / 2)) == "verify orders-db"
    assert next_command(resolve(owed, DAY + 2 * HOUR)) == "update orders-db"
    assert next_command(resolve(owed, DAY + 5 * HOUR)) == "complete orders-db"
    fault = event(Kind.INCIDENT, (0, S.INVESTIGATING), update_every=HOUR)
    assert next_command(resolve(fault, DAY + 2 * HOUR)) == "update orders-db"


@pytest.mark.parametrize("state", UpdateState)
def test_each_state_has_a_command(state: UpdateState):
    """Every state is written by a command of its own, or by `update`."""
    assert command_for(event(Kind.EMERGENCY), state).split()[1] == "orders-db"


def test_an_update_is_dated_to_the_minute_where_it_can_be():
    """Seconds are written only where the minute is taken, or lies before the announcement."""
    now = DAY + timedelta(minutes=10, seconds=40)
    minute = DAY + timedelta(minutes=10)
    assert time_of_saying(event(Kind.DRILL), now) == minute
    taken = event(Kind.DRILL, (10 / 60, S.NOTE))
    assert time_of_saying(taken, now) == now
    assert time_of_saying(event(Kind.DRILL, announced=now - timedelta(seconds=5)), now) == now
    assert time_of_saying(event(Kind.DRILL, announced=minute), datetime.fromisoformat(now.isoformat())) == minute
