"""`statuspage import`: another system's history as files of a site."""

import sys
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuspage.commands.helping import Command
from statuspage.commands.language import said
from statuspage.commands.telling import as_typed, end_with, say
from statuspage.messages import message

if TYPE_CHECKING:
    from statuspage.importers.before import Wish
    from statuspage.importers.moving_in import Move

MAPPING = "The mapping file.  [default: imports/FORMAT.toml in the site]"
FORMATS = ("cstate", "statusfy", "statuspage", "upptime", "ics", "json")


@click.command(
    "import",
    cls=Command,
    examples=(
        "statuspage import cstate ../old-status --into . --tz Europe/Berlin --report losses.csv",
        "statuspage import statuspage history/ --into new-site",
        "statuspage import ics maintenance.eml --into . --dry-run",
    ),
)
@click.argument("form", type=click.Choice(FORMATS), metavar="FORMAT")
@click.argument("source", type=click.Path(path_type=Path), metavar="SOURCE")
@click.option("--into", "root", type=click.Path(path_type=Path), required=True, help="The folder of the site.")
@click.option("--tz", "zone", metavar="ZONE", help="The zone of times without an offset, as Europe/Berlin.")
@click.option("--mapping", type=click.Path(path_type=Path), help=MAPPING)
@click.option("--report", type=click.Path(path_type=Path), help="Write what was lost or assumed into this CSV file.")
@click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing but the report.")
def import_(
    form: str, source: Path, root: Path, zone: str | None, mapping: Path | None, report: Path | None, dry_run: bool
) -> None:
    """Bring the history of another system into a site.

    FORMAT is cstate, statusfy, statuspage, upptime, ics for calendars and mails, or json for an export of ours; SOURCE
    is a file or a folder, as that of a checkout. What the words of the source mean here stands in the mapping file:
    correct it, and give the same command again. A file that somebody has changed since is left as it is.
    """
    from statuspage.importers.before import Wish
    from statuspage.importers.moving_in import carry_out, planned
    from statuspage.importers.sources import SourceError
    from statuspage.problems import SiteError
    from statuspage.times import zone_names

    if zone is not None and zone not in zone_names():
        raise click.BadParameter(message("unknown time zone '{name}'", name=zone), param_hint="--tz")
    _apart(source, root, mapping, report)
    wish = Wish(form, source, root, zone, mapping)
    try:
        move = planned(wish)
    except SourceError as error:
        say(message("error: {reason}", reason=error.told), err=True)
        say(f"    {said(error.hint)}", err=True)
        sys.exit(1)
    except SiteError as error:
        end_with(error.problems, root)
    except OSError as error:
        raise click.FileError(str(error.filename or root), error.strerror) from error
    try:
        if not dry_run:
            carry_out(move, wish)
        _report(move, report)
    except OSError as error:
        raise click.FileError(str(error.filename or root), error.strerror) from error
    _tell(move, wish, report, dry_run)
    if any(loss.sort == "unread" for loss in move.losses):
        sys.exit(1)


def _apart(source: Path, root: Path, mapping: Path | None, report: Path | None) -> None:
    """Refuse a path that is given twice, or that the site needs: one would be written over the other."""
    seen = {realpath(path) for path in (source, root / "config.toml", root / "redirects.txt")}
    for option, path in (("--mapping", mapping), ("--report", report)):
        if path is not None and realpath(path) in seen:
            raise click.BadParameter(message("'{path}' is needed for something else", path=path), param_hint=option)
        seen |= {realpath(path)} if path is not None else set()


def _report(move: "Move", path: Path | None) -> None:
    from statuspage.importers.report import table
    from statuspage.saving import put

    if path is not None:
        put(path, table(move.losses, said))


def _tell(move: "Move", wish: "Wish", report: Path | None, dry_run: bool) -> None:
    from statuspage.config import is_site
    from statuspage.importers.summary import summary

    for row in summary(move):
        say(f"    {said(row.told)}" if row.item else row.told)
    if report:
        say(message("each stands in {path}", path=report))
    elif move.losses:
        say(message("give --report losses.csv to see each"))
    if dry_run:
        say(message("nothing was written but the report") if report else message("nothing was written"))
        return
    if not is_site(wish.root):
        say(message("nothing comes over, so no site was made"))
        return
    mapping = wish.root / wish.mapping_path
    if move.arrival.mapping:
        say(message("mapping file: {path}; correct what is wrong there, then give this command again", path=mapping))
    say(message("now: {command}", command=as_typed("check", wish.root)))
