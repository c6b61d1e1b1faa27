"""`statuspage start`, `update`, `extend` …: say what has come of an event, by an update at the end of its file."""

from collections.abc import Callable
from typing import Any

import click

from statuspage.commands.editing import COMMIT, COMPONENTS, DRY_RUN, PRESENT
from statuspage.commands.helping import Command
from statuspage.commands.moving import move
from statuspage.commands.options import EVENT_ID, ROOT

ID = click.argument("event_id", metavar="ID", type=EVENT_ID)
AT = click.option("--at", metavar="TIME", help="When it was so; the last such time that has passed.  [default: now]")
MESSAGE = click.option(
    "-m", "--message", metavar="TEXT", help="What to tell, in Markdown; on a terminal your editor asks without it."
)
NEXT_UPDATE = click.option("--next-update", metavar="TIME", help="When the next update is promised.")
Function = Callable[..., None]


def _saying(command: Function) -> Function:
    """Give a command what every update takes."""
    for option in (PRESENT, COMMIT, DRY_RUN, MESSAGE, AT, ROOT, ID):
        command = option(command)
    return command


def _promising(command: Function) -> Function:
    """Give a command what an update takes while an event isn't over."""
    return NEXT_UPDATE(COMPONENTS(command))


@click.command(
    cls=Command,
    examples=(
        "statuspage start orders-db",
        'statuspage start orders-db --at 23:05 -m "The work has begun."',
    ),
)
@_promising
@_saying
def start(**asked: Any) -> None:
    """Say that the work on the event ID has begun."""
    move("in-progress", **asked)


@click.command(
    cls=Command,
    examples=(
        'statuspage update orders-db -m "Half of it is done."',
        'statuspage update login-slow --state identified -m "A certificate has expired." --next-update +30m',
    ),
)
@_promising
@_saying
@click.option(
    "--state", default="note", metavar="STATE", help="note, reminder, investigating, identified, monitoring …"
)
def update(state: str, **asked: Any) -> None:
    """Say how the event ID stands: a note, or another STATE."""
    move(state, **asked)


@click.command(
    cls=Command,
    examples=(
        "statuspage extend orders-db --until 04:00",
        'statuspage extend orders-db --until +1h -m "One check is still running." --next-update +30m',
    ),
)
@click.option("--until", metavar="TIME", help="The new planned end; the first such time after the update.")
@_promising
@_saying
def extend(until: str | None, **asked: Any) -> None:
    """Move the planned end of the event ID to a later time."""
    move("extended", until=until, **asked)


@click.command(
    cls=Command,
    examples=('statuspage reschedule orders-db --start "Sat 23:00" --end +4h',),
)
@click.option("--start", metavar="TIME", help="The new start; the first such time after the update.")
@click.option("--end", metavar="TIME", help="The new planned end; the first such time after the new start.")
@_promising
@_saying
def reschedule(start: str | None, end: str | None, **asked: Any) -> None:
    """Move the whole window of the event ID."""
    move("rescheduled", start=start, end=end, **asked)


@click.command(
    cls=Command,
    examples=(
        "statuspage verify orders-db",
        'statuspage verify orders-db --component orders=none -m "Orders work again; payments are being checked."',
    ),
)
@_promising
@_saying
def verify(**asked: Any) -> None:
    """Say that the work on the event ID is done, and being verified."""
    move("verifying", **asked)


@click.command(
    cls=Command,
    examples=(
        "statuspage complete orders-db",
        'statuspage complete orders-db --at 03:50 -m "All is back." --commit',
    ),
)
@_saying
def complete(**asked: Any) -> None:
    """Say that the work on the event ID is completed."""
    move("completed", **asked)


@click.command(
    cls=Command,
    examples=('statuspage cancel orders-db -m "The supplier has put it off."',),
)
@_saying
def cancel(**asked: Any) -> None:
    """Say that the event ID won't take place, or was broken off."""
    move("cancelled", **asked)


@click.command(
    cls=Command,
    examples=(
        "statuspage resolve login-slow",
        'statuspage resolve login-slow --at -10m -m "The new certificate is in place."',
    ),
)
@_saying
def resolve(**asked: Any) -> None:
    """Say that the fault ID is resolved."""
    move("resolved", **asked)


@click.command(
    cls=Command,
    examples=('statuspage review login-slow -m "Expiry dates are watched from now on."',),
)
@_saying
def review(**asked: Any) -> None:
    """Append the review of the event ID, which is over."""
    move("reviewed", **asked)
