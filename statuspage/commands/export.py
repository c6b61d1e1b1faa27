"""`statuspage export`: the whole history in a form that other programs read, so that nobody is locked in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statuspage.commands.helping import Command
from statuspage.commands.options import NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import errors, say, tell
from statuspage.messages import Message, message, plural

if TYPE_CHECKING:
    from statuspage.build import Exported
    from statuspage.model import Event

STATUSPAGE: Final = "statuspage"
FORMATS: Final = (STATUSPAGE, "json")


@click.command(
    cls=Command,
    examples=(
        "statuspage export json --out backup",
        'statuspage export statuspage --out v2 --now "2026-11-28 23:00"',
    ),
)
@click.argument("form", type=click.Choice(FORMATS), metavar="FORMAT")
@ROOT
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write to.")
@NOW
def export(form: str, root: Path, out: Path, now: str | None) -> None:
    """Write the whole history of the site under ROOT as JSON.

    FORMAT is json, which holds all that content says, or statuspage, the files of the Statuspage API v2. What isn't
    public yet is left out. Files of the same names are overwritten; what else stands in the folder stays.
    """
    from statuspage.saving import put

    made = _made(form, root, now)
    for path, data in made.files.items():
        try:
            put(out / path, data)
        except OSError as error:
            raise click.FileError(str(out / path), error.strerror) from error
        say(message("wrote {path}", path=out / path))
    _tell(made, form)


def _made(form: str, root: Path, now: str | None) -> "Exported":
    from statuspage.build import export as export_site
    from statuspage.outputs import api_v2, history
    from statuspage.problems import SiteError
    from statuspage.times import TimeError

    try:
        return export_site(root, instant_of(now), api_v2.whole if form == STATUSPAGE else history.outputs)
    except TimeError as error:
        raise bad_now(error) from None
    except SiteError as error:
        tell(error.errors, root)
        say(message("{errors}; nothing was written", errors=errors(len(error.errors))), err=True)
        sys.exit(1)


def _tell(made: "Exported", form: str) -> None:
    """Say how much was written, what was left out, and what the files can't say."""
    events, updates = _count(made.site.content.events)
    say(message("{events} with {updates} written", events=_events(events), updates=_updates(updates)))
    all_events, all_updates = _count(made.read.events)
    if (all_events, all_updates) != (events, updates):
        late, later = _events(all_events - events), _updates(all_updates - updates)
        say(message("left out, as they aren't public yet: {events} and {updates}", events=late, updates=later))
    if form == STATUSPAGE and not made.site.config.url:
        say(message("config.toml has no 'url', so addresses in these files begin below that of the site"))


def _count(events: "tuple[Event, ...]") -> tuple[int, int]:
    """Return how many events there are, and how many updates of them."""
    return len(events), sum(len(event.updates) for event in events)


def _events(number: int) -> Message:
    return plural(number, "{number} event", "{number} events")


def _updates(number: int) -> Message:
    return plural(number, "{number} update", "{number} updates")
