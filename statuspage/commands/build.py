"""`statuspage build`: publish the site."""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import count, tell

if TYPE_CHECKING:
    from statuspage.build import Built

LISTED: Final = 12


@click.command()
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
    folder, instant = out or root / "output", instant_of(now)
    try:
        with _no_garbage_collection():
            built = build_site(root, instant, folder.absolute(), jobs)
    except TimeError as error:
        raise bad_now(error) from None
    except SiteError as error:
        errors = [problem for problem in error.problems if problem.level is Level.ERROR]
        tell(errors, root)
        click.echo(f"{count(len(errors), 'error')}; nothing was published", err=True)
        sys.exit(1)
    _report(built, folder, time.perf_counter() - began)


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


def _report(built: "Built", folder: Path, seconds: float) -> None:
    published, prepared = built.published, built.prepared
    for verb, paths in (("wrote", published.written), ("removed", published.removed)):
        for path in paths[:LISTED]:
            click.echo(f"{verb} {folder / path}")
        if len(paths) > LISTED:
            click.echo(f"{verb} {len(paths) - LISTED} more")
    click.echo(
        f"{count(len(published.written), 'file')} written, {len(published.removed)} removed,"
        f" {published.unchanged} unchanged, in {seconds:.2f} s"
    )
    if prepared.advice:
        click.echo(f"{count(len(prepared.advice), 'piece')} of advice: see `statuspage check`")
    change = prepared.next_change
    if change is None:
        click.echo("no next change: nothing is dated ahead")
    else:
        stamp = change.at.astimezone(prepared.config.zone).isoformat(timespec="minutes")
        click.echo(f"next change {stamp} ({change.event} {change.what})")
