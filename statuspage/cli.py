"""The command line: the only module that asks the clock, prints, and ends the process."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from statuspage.build import Built
    from statuspage.problems import Problem

ROOT = click.argument("root", type=click.Path(path_type=Path), default=".", metavar="[ROOT]")
NOW = click.option(
    "--now", "now", metavar="TIME", help="The instant to build for, as 2026-11-28 23:00 (site's zone)."
)
LISTED = 12


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="markdown-statuspage")
def main() -> None:
    """Turn a folder of Markdown notices into a static status site."""


@main.command()
@ROOT
@click.option(
    "--out", type=click.Path(path_type=Path), help="The folder to publish to.  [default: ROOT/output]"
)
@NOW
def build(root: Path, out: Path | None, now: str | None) -> None:
    """Publish the site under ROOT."""
    from statuspage.build import build as build_site
    from statuspage.problems import Level, SiteError

    began = time.perf_counter()
    folder = out or root / "output"
    try:
        built = build_site(root, _instant(now), folder)
    except SiteError as error:
        errors = [problem for problem in error.problems if problem.level is Level.ERROR]
        _tell(errors, root, "text")
        click.echo(f"{_count(len(errors), 'error')}; nothing was published", err=True)
        sys.exit(1)
    _report(built, folder, time.perf_counter() - began)


@main.command()
@ROOT
@NOW
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    help="How problems are told.",
)
def check(root: Path, now: str | None, form: str) -> None:
    """Tell what is wrong with the site under ROOT, and what its notices lack; publish nothing."""
    from statuspage.build import prepare
    from statuspage.problems import Level, SiteError

    try:
        problems = prepare(root, _instant(now)).advice
    except SiteError as error:
        problems = error.problems
    _tell(problems, root, form)
    errors = sum(1 for problem in problems if problem.level is Level.ERROR)
    if form == "text":
        click.echo(f"{_count(errors, 'error')}, {len(problems) - errors} of advice", err=True)
    sys.exit(1 if errors else 0)


def _instant(written: str | None) -> datetime:
    """Return the instant that --now names, or the present; one without an offset is the site's own time."""
    if written is None:
        return datetime.now(UTC).replace(microsecond=0)
    from statuspage.times import TimeError, parse_written

    try:
        return parse_written(written)
    except TimeError as error:
        raise click.BadParameter(f"{error}; {error.hint}", param_hint="--now") from None


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
        click.echo(f"{len(prepared.advice)} of advice: see `statuspage check`")
    change = prepared.next_change
    if change is None:
        click.echo("no next change: nothing is dated ahead")
    else:
        stamp = change.at.astimezone(prepared.config.zone).isoformat(timespec="minutes")
        click.echo(f"next change {stamp} ({change.event} {change.what})")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
