"""`statuspage build`: publish the site."""

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statuspage.commands.helping import Command
from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.progress import progress
from statuspage.commands.telling import errors, pieces_of_advice, say, tell, tell_next
from statuspage.messages import Message, message, plural

if TYPE_CHECKING:
    from statuspage.build import Built

LISTED: Final = 12


@click.command(
    cls=Command,
    examples=(
        "statuspage build",
        'statuspage build --now "2026-11-28 23:00" --out preview',
    ),
)
@ROOT
@click.option("--out", type=click.Path(path_type=Path), help="The folder to publish to.  [default: ROOT/output]")
@NOW
@JOBS
def build(root: Path, out: Path | None, now: str | None, jobs: int) -> None:
    """Publish the site under ROOT."""
    from statuspage.build import build as build_site
    from statuspage.problems import SiteError
    from statuspage.times import TimeError

    began = time.perf_counter()
    folder, instant = out or root / "output", instant_of(now)
    try:
        with _no_garbage_collection(), progress() as told:
            built = build_site(root, instant, folder.absolute(), jobs, told)
    except TimeError as error:
        raise bad_now(error) from None
    except SiteError as error:
        tell(error.errors, root)
        say(message("{errors}; nothing was published", errors=errors(len(error.errors))), err=True)
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
    _list("wrote {path}", "wrote {number} more", published.written, folder)
    _list("removed {path}", "removed {number} more", published.removed, folder)
    numbers = {"removed": len(published.removed), "unchanged": published.unchanged, "seconds": seconds}
    told = plural(
        len(published.written),
        "{number} file written, {removed} removed, {unchanged} unchanged, in {seconds:.2f} s",
        "{number} files written, {removed} removed, {unchanged} unchanged, in {seconds:.2f} s",
        **numbers,
    )
    say(told)
    if prepared.advice:
        say(message("{advice}: see `statuspage check`", advice=pieces_of_advice(len(prepared.advice))))
    change = prepared.next_change
    if change is None:
        say(message("no next change: nothing is dated ahead"))
    else:
        tell_next(change, prepared.config.zone)


def _list(each: str, more: str, paths: Sequence[str], folder: Path) -> None:
    """Tell the first paths, and how many more there are."""
    for path in paths[:LISTED]:
        say(Message(each, {"path": folder / path}))
    if len(paths) > LISTED:
        say(Message(more, {"number": len(paths) - LISTED}))
