"""The command line: the only module that asks the clock, prints, and ends the process."""

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuspage import __version__

if TYPE_CHECKING:
    from statuspage.build import Built
    from statuspage.problems import Problem
    from statuspage.times import TimeError

ROOT = click.argument("root", type=click.Path(path_type=Path), default=".", metavar="[ROOT]")
NOW = click.option("--now", "now", metavar="TIME", help="The instant to build for, as 2026-11-28 23:00 (site's zone).")
MOST_JOBS = 4  # each holds some 40 MB more at 1,000 events, and gains less
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: min(os.cpu_count() or 1, MOST_JOBS),
    metavar="N",
    help="How many processes may render at once.  [default: one for each processor, 4 at most]",
)
LISTED = 12


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Leave memory alone while a site is built: little of it is garbage before the end, and looking takes time.

    Processes that render look once after each share.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Turn a folder of Markdown notices into a static status site."""


@main.command()
@ROOT
@click.option("--out", type=click.Path(path_type=Path), help="The folder to publish to.  [default: ROOT/output]")
@NOW
@JOBS
def build(root: Path, out: Path | None, now: str | None, jobs: int) -> None:
    """Publish the site under ROOT."""
    from statuspage.build import build as build_site
    from statuspage.problems import Level, SiteError
    from statuspage.times import TimeError

    began = time.perf_counter()
    folder, instant = out or root / "output", _instant(now)
    try:
        with _no_garbage_collection():
            built = build_site(root, instant, folder.absolute(), jobs)
    except TimeError as error:
        raise _bad_now(error) from None
    except SiteError as error:
        errors = [problem for problem in error.problems if problem.level is Level.ERROR]
        _tell(errors, root, "text")
        click.echo(f"{_count(len(errors), 'error')}; nothing was published", err=True)
        sys.exit(1)
    _report(built, folder, time.perf_counter() - began)


@main.command()
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

    instant = _instant(now)
    try:
        problems = in_order(prepare(root, instant, jobs).advice)
    except SiteError as error:
        problems = error.problems
    except TimeError as error:
        raise _bad_now(error) from None
    _tell(problems, root, form)
    errors = sum(1 for problem in problems if problem.level is Level.ERROR)
    if form == "text":
        told = f"{_count(errors, 'error')}, {_count(len(problems) - errors, 'piece')} of advice"
        click.echo(told, err=True)
    sys.exit(1 if errors else 0)


def _instant(written: str | None) -> datetime:
    """Return the instant that --now names, or the present; one without an offset is the site's own time."""
    if written is None:
        return datetime.now(UTC).replace(microsecond=0)
    from statuspage.times import TimeError, parse_written

    try:
        return parse_written(written)
    except TimeError as error:
        raise _bad_now(error) from None


def _bad_now(error: "TimeError") -> click.BadParameter:
    return click.BadParameter(f"{error}; {error.hint}", param_hint="--now")


def _tell(problems: "tuple[Problem, ...] | list[Problem]", root: Path, form: str) -> None:
    from statuspage.problems import FORMATS, under

    for problem in problems:
        click.echo(FORMATS[form](under(root.as_posix(), problem)), err=form == "text")


def _report(built: "Built", folder: Path, seconds: float) -> None:
    published, prepared = built.published, built.prepared
    for verb, paths in (("wrote", published.written), ("removed", published.removed)):
        for path in paths[:LISTED]:
            click.echo(f"{verb} {folder / path}")
        if len(paths) > LISTED:
            click.echo(f"{verb} {len(paths) - LISTED} more")
    click.echo(
        f"{_count(len(published.written), 'file')} written, {len(published.removed)} removed,"
        f" {published.unchanged} unchanged, in {seconds:.2f} s"
    )
    if prepared.advice:
        click.echo(f"{_count(len(prepared.advice), 'piece')} of advice: see `statuspage check`")
    change = prepared.next_change
    if change is None:
        click.echo("no next change: nothing is dated ahead")
    else:
        stamp = change.at.astimezone(prepared.config.zone).isoformat(timespec="minutes")
        click.echo(f"next change {stamp} ({change.event} {change.what})")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
