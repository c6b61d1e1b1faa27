"""`statuspage check`: tell what is wrong with the site, and publish nothing."""

import sys
from pathlib import Path

import click

from statuspage.commands.helping import Command
from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.progress import progress
from statuspage.commands.telling import errors, pieces_of_advice, say, tell
from statuspage.messages import message


@click.command(
    cls=Command,
    examples=(
        "statuspage check",
        'statuspage check --now "2026-11-28 23:00"',
        "statuspage check --format github",
    ),
)
@ROOT
@NOW
@JOBS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    help="How problems are told.",
)
def check(root: Path, now: str | None, jobs: int, form: str) -> None:
    """Tell what is wrong with the site under ROOT; publish nothing."""
    from statuspage.build import prepare
    from statuspage.problems import Level, SiteError, in_order
    from statuspage.times import TimeError

    instant = instant_of(now)
    try:
        with progress() as told:
            problems = in_order(prepare(root, instant, jobs, told).advice)
    except SiteError as error:
        problems = error.problems
    except TimeError as error:
        raise bad_now(error) from None
    tell(problems, root, form)
    found = sum(1 for problem in problems if problem.level is Level.ERROR)
    if form == "text":
        advice = pieces_of_advice(len(problems) - found)
        say(message("{errors}, {advice}", errors=errors(found), advice=advice), err=True)
    sys.exit(1 if found else 0)
