"""`statuspage check`: tell what is wrong with the site, and publish nothing."""

import sys
from pathlib import Path

import click

from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import count, tell


@click.command()
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
        problems = in_order(prepare(root, instant, jobs).advice)
    except SiteError as error:
        problems = error.problems
    except TimeError as error:
        raise bad_now(error) from None
    tell(problems, root, form)
    errors = sum(1 for problem in problems if problem.level is Level.ERROR)
    if form == "text":
        told = f"{count(errors, 'error')}, {count(len(problems) - errors, 'piece')} of advice"
        click.echo(told, err=True)
    sys.exit(1 if errors else 0)
