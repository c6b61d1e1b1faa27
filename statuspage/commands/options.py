"""What several commands are given alike: the site's folder, the instant, the number of processes."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statuspage.messages import message

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from statuspage.times import TimeError

ROOT = click.argument("root", type=click.Path(path_type=Path), default=".", metavar="[ROOT]")
NOW = click.option("--now", "now", metavar="TIME", help="The instant to build for, as 2026-11-28 23:00 (site's zone).")
MOST_JOBS: Final = 4  # each holds some 40 MB more at 1,000 events, and gains less
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: min(os.cpu_count() or 1, MOST_JOBS),
    metavar="N",
    help="How many processes may render at once.  [default: one for each processor, 4 at most]",
)


class _EventId(click.types.StringParamType):
    """The id of an event, which a shell completes."""

    name = "id"

    def shell_complete(self, ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Return the ids that begin like what was typed, of the site that was named or the folder that one is in."""
        from click.shell_completion import CompletionItem

        from statuspage.content import ids_by_file_name

        root = Path(ctx.params.get("root") or ".")
        return [CompletionItem(name) for name in ids_by_file_name(root / "content") if name.startswith(incomplete)]


EVENT_ID: Final = _EventId()


def instant_of(written: str | None) -> datetime:
    """Return the instant that --now names, or the present; one without an offset is the site's own time."""
    if written is None:
        return datetime.now(UTC).replace(microsecond=0)
    from statuspage.times import TimeError, parse_written

    try:
        return parse_written(written)
    except TimeError as error:
        raise bad_now(error) from None


def bad_now(error: "TimeError") -> click.BadParameter:
    """Say what is wrong with --now."""
    return click.BadParameter(message("{told}; {hint}", told=str(error), hint=error.hint), param_hint="--now")
