"""`statuspage next`: when the site has to be built again, for schedulers."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from statuspage.commands.helping import Command
from statuspage.commands.options import NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import say, tell


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
    from statuspage.build import read
    from statuspage.problems import Problems, SiteError, in_order
    from statuspage.snapshot import take_snapshot
    from statuspage.times import TimeError, rfc3339

    problems, instant = Problems(), instant_of(now)
    try:
        config, content, at = read(root, instant, problems)
    except TimeError as error:
        raise bad_now(error) from None
    except SiteError as error:
        tell(error.problems, root)
        sys.exit(1)
    if problems.found:
        tell(in_order(problems.found), root)
        sys.exit(1)
    change = take_snapshot(content, config, at).next_change
    if change is not None and form == "cron":
        say(cron(change.at))
    elif change is not None and form == "seconds":
        say(str(-((at - change.at) // timedelta(seconds=1))))
    elif change is not None:
        say(str(rfc3339(change.at, config.zone)))


def cron(instant: datetime) -> str:
    """Write an instant for cron (minute, hour, day, month, any weekday), in UTC; seconds make it the next minute."""
    minute = -(-instant.astimezone(UTC).timestamp() // 60) * 60
    there = datetime.fromtimestamp(minute, UTC)
    return f"{there.minute} {there.hour} {there.day} {there.month} *"
