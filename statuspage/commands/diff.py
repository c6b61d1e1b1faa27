"""`statuspage diff`: what a change of the files would mean for readers, before it is merged."""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuspage.commands.helping import Command
from statuspage.commands.language import language, said
from statuspage.commands.lines import Line, show
from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import say, tell
from statuspage.messages import Message, message

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from statuspage.build import Prepared
    from statuspage.differences import Differences
    from statuspage.problems import Problem


@click.command(
    cls=Command,
    examples=(
        "statuspage diff",
        "statuspage diff origin/main --format markdown",
        'statuspage diff HEAD~3 --now "2026-11-28 23:00"',
    ),
)
@click.argument("revision", default="HEAD", metavar="[REV]")
@ROOT
@NOW
@JOBS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="How it is told; markdown suits a comment on a merge request.",
)
def diff(revision: str, root: Path, now: str | None, jobs: int, form: str) -> None:
    """Tell what the files under ROOT, against those of REV in git, change for readers.

    REV is HEAD without it. Exits with 0 whether anything differs or not.
    """
    from statuspage.differences import compare
    from statuspage.revisions import RevisionError, taken_out

    instant = instant_of(now)
    try:
        with taken_out(root, revision) as folder:
            after = _prepared(root, instant, jobs)
            if after is None:
                sys.exit(1)
            at = _in_utc(instant, after)
            before = _prepared(folder, at, jobs, f"{revision}:")
            if before is None:
                sys.exit(1)
            found = compare(before, after)
    except RevisionError as error:
        say(message("error: {reason}", reason=error.args[0]), err=True)
        if error.hint:
            say(f"    {said(error.hint)}", err=True)
        sys.exit(1)
    _tell(revision, at, found, after.config.zone, form)


def _prepared(root: Path, now: datetime, jobs: int, revision: str = "") -> "Prepared | None":
    """Prepare one side, or tell its errors, with paths as git names files of a *revision*."""
    from statuspage.build import prepare
    from statuspage.differences import COMPARED
    from statuspage.problems import SiteError
    from statuspage.times import TimeError

    try:
        return prepare(root, now, jobs, outputs=COMPARED)
    except TimeError as error:
        raise bad_now(error) from None
    except SiteError as error:
        tell(_of(revision, error.errors) if revision else error.errors, Path() if revision else root)
        return None


def _of(revision: str, problems: "Iterable[Problem]") -> "list[Problem]":
    return [replace(one, place=one.place._replace(path=f"{revision}{one.place.path}")) for one in problems]


def _in_utc(instant: datetime, after: "Prepared") -> datetime:
    """Return the instant for both sides: without an offset it is in the zone that the files have now."""
    from statuspage.times import in_zone

    return instant.astimezone(UTC) if instant.tzinfo else in_zone(instant, after.config.zone)


def _tell(revision: str, at: datetime, found: "Differences", local: "ZoneInfo", form: str) -> None:
    from statuspage.change_report import as_markdown, as_record, sections

    if form == "json":
        say(json.dumps(as_record(revision, at, found, local), ensure_ascii=False, indent=2))
        return
    told, title = sections(found, local), _title(revision, at, found, local)
    if form == "markdown":
        say(as_markdown(title, told, language()))
        return
    lines = [Line(title, style="bold")]
    for section in told:
        lines += [Line(""), Line(section.heading, style="bold"), *(Line(row, 2) for row in section.rows)]
    show(lines)


def _title(revision: str, at: datetime, found: "Differences", local: "ZoneInfo") -> Message:
    from statuspage.spoken import moment

    if not found:
        return message("Nothing changes for readers since {revision}.", revision=revision)
    when = moment(at, local)
    return message("What changes for readers since {revision}, as of {moment}", revision=revision, moment=when)
