"""`statuspage status`: what an editor has to know now, with the command that would be next."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

import click

from statuspage.commands.helping import Command
from statuspage.commands.lines import Line, show
from statuspage.commands.options import NOW, ROOT
from statuspage.commands.site import desk_at
from statuspage.commands.telling import as_typed, end_with, say, tell
from statuspage.messages import Message, message

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from statuspage.agenda import Agenda, Item
    from statuspage.model import Config

NEEDED: Final = 3
"""The exit code that says that something needs a person: a scheduled job can nag by it."""


@click.command(
    cls=Command,
    examples=("statuspage status", "statuspage status --days 30", "statuspage status --format json"),
)
@ROOT
@NOW
@click.option("--days", type=click.IntRange(min=0), default=7, help="How many days ahead to look.", show_default=True)
@click.option(
    "--review-after",
    type=click.IntRange(min=0),
    default=7,
    metavar="DAYS",
    help="How many days after its end a fault is to be reviewed; from 90 on nobody is asked.",
    show_default=True,
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
def status(root: Path, now: str | None, days: int, review_after: int, form: str) -> None:
    """Tell what is under way, late or coming, and the next command for it.

    Exits with 3 when something needs a person.
    """
    from statuspage.agenda import make_agenda
    from statuspage.problems import SiteError
    from statuspage.snapshot import take_snapshot

    try:
        desk = desk_at(root, now)
    except SiteError as error:
        end_with(error.problems, root)
    snapshot = take_snapshot(desk.content, desk.config, desk.now)
    agenda = make_agenda(snapshot, desk.config, desk.now, timedelta(days=days), timedelta(days=review_after))
    if form == "json":
        say(json.dumps(_record(agenda, desk.config, root), ensure_ascii=False, indent=2))
    else:
        show(_lines(agenda, desk.config, root, days))
    tell(desk.problems, root)
    sys.exit(1 if desk.problems else NEEDED if agenda.needs_a_person else 0)


def _lines(agenda: "Agenda", config: "Config", root: Path, days: int) -> Iterator[Line]:
    from statuspage.agenda import Pile
    from statuspage.spoken import HEALTHS, moment

    title, at, state = config.title.original.text, moment(agenda.at, config.zone), HEALTHS[agenda.health]
    yield Line(message("{title}: {state} at {moment}", title=title, state=state, moment=at), style="bold")
    headings = {
        Pile.OVERRUN: message("Overrun"),
        Pile.LATE: message("An update is late"),
        Pile.UNDER_WAY: message("Under way"),
        Pile.COMING: message("Coming within {days} days", days=days),
        Pile.REVIEW: message("To be reviewed"),
    }
    width = max((_columns(item.state.event.id) for item in agenda.items), default=0)
    for pile, heading in headings.items():
        items = agenda.pile(pile)
        if items:
            yield Line("")
            yield Line(heading, style="bold")
            for item in items:
                yield from _about(item, config.zone, root, width)
    yield Line("")
    if not agenda.items:
        yield Line(message("Nothing is under way, late, or coming within {days} days.", days=days))
    if agenda.later:
        yield Line(message("Coming later: {count}", count=agenda.later))
    yield Line(_next_change(agenda, config.zone))


def _about(item: "Item", zone: "ZoneInfo", root: Path, width: int) -> Iterator[Line]:
    from statuspage.spoken import KINDS, PHASES, window

    event = item.state.event
    gap = " " * (width - _columns(event.id) + 2)
    inside = width + 4
    yield Line(f"{event.id}{gap}{event.title.original.text}", 2, "red" if item.needs else "")
    times, phase = window(item.state.window, zone), PHASES[item.state.phase]
    yield Line(message("{kind}, {phase}: {window}", kind=KINDS[event.kind], phase=phase, window=times), inside)
    for said in item.told:
        yield Line(said, inside)
    command = _command(item, root)
    if command:
        yield Line(message("next: {command}", command=command), inside, "cyan")


def _next_change(agenda: "Agenda", zone: "ZoneInfo") -> Message:
    from statuspage.spoken import moment

    change = agenda.next_change
    if change is None:
        return message("Nothing else is dated ahead.")
    at = moment(change.at, zone)
    return message("Next change: {moment} ({event} {what})", moment=at, event=change.event, what=change.what)


def _command(item: "Item", root: Path) -> str | None:
    """Return the next command as it can be typed where the caller stands."""
    return None if item.command is None else as_typed(item.command, root)


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes (UAX 11)."""
    return sum(2 if east_asian_width(char) in "FW" else 1 for char in text)


def _record(agenda: "Agenda", config: "Config", root: Path) -> dict[str, Any]:
    from statuspage.times import rfc3339

    change, zone = agenda.next_change, config.zone
    return {
        "at": rfc3339(agenda.at, zone),
        "state": agenda.health,
        "needs_a_person": agenda.needs_a_person,
        "next_change": rfc3339(change.at, zone) if change else None,
        "coming_later": agenda.later,
        "events": [
            {
                "id": item.state.event.id,
                "title": item.state.event.title.original.text,
                "kind": item.state.event.kind,
                "phase": item.state.phase,
                "pile": item.pile,
                "start": rfc3339(item.state.window.start, zone),
                "end": rfc3339(item.state.window.end, zone),
                "next_update": rfc3339(item.state.next_update, zone),
                "needs": list(item.needs),
                "told": list(item.told),
                "next": _command(item, root),
            }
            for item in agenda.items
        ],
    }
