"""`statuspage next`: when the site has to be built again, for schedulers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from statuspage.commands.helping import Command
from statuspage.commands.options import NOW, ROOT
from statuspage.commands.site import desk_at
from statuspage.commands.telling import end_with, say


@click.command(
    cls=Command,
    examples=("statuspage next", "statuspage next --cron", 'statuspage next --seconds --now "2026-11-28 23:00"'),
)
@ROOT
@NOW
@click.option("--cron", "form", flag_value="cron", help="Print five fields for cron, in UTC, at or after the change.")
@click.option("--seconds", "form", flag_value="seconds", help="Print how many seconds from now it is, rounded up.")
def next(root: Path, now: str | None, form: str | None) -> None:
    """Print when anything changes next, as 2026-11-28T23:00:00+08:00.

    Prints nothing, and exits with 0 too, where nothing is dated ahead.
    """
    from statuspage.problems import SiteError
    from statuspage.snapshot import take_snapshot
    from statuspage.times import rfc3339

    try:
        desk = desk_at(root, now)
    except SiteError as error:
        end_with(error.problems, root)
    if desk.problems:
        end_with(desk.problems, root)
    change = take_snapshot(desk.content, desk.config, desk.now).next_change
    if change is not None and form == "cron":
        say(cron(change.at))
    elif change is not None and form == "seconds":
        say(str(-((desk.now - change.at) // timedelta(seconds=1))))
    elif change is not None:
        say(str(rfc3339(change.at, desk.config.zone)))


def cron(instant: datetime) -> str:
    """Write an instant for cron (minute, hour, day, month, any weekday), in UTC; seconds make it the next minute."""
    minute = -(-instant.astimezone(UTC).timestamp() // 60) * 60
    there = datetime.fromtimestamp(minute, UTC)
    return f"{there.minute} {there.hour} {there.day} {there.month} *"
