"""How commands talk: all that is told or asked goes through here, in the language of this run."""

import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from statuspage.commands.language import language, said
from statuspage.messages import Message, message, plural

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from statuspage.problems import Level, Problem
    from statuspage.snapshot import Change


def say(text: str = "", err: bool = False, nl: bool = True) -> None:
    """Print a message; what was styled keeps its colours only where somebody looks and wants them."""
    click.echo(said(text), err=err, nl=nl, color=None if coloured() else False)


def ask(text: str, **settings: Any) -> Any:
    """Ask for a value as click.prompt does."""
    return click.prompt(said(text), **settings)


def confirm(text: str, **settings: Any) -> bool:
    """Ask a question that is answered with yes or no, as click.confirm does."""
    return click.confirm(said(text), **settings)


def as_typed(command: str, root: Path) -> str:
    """Return one of our commands as it can be typed where the caller stands: with the site's folder, quoted."""
    where = "" if root == Path() else f" {shlex.quote(root.as_posix())}"
    return f"statuspage {command}{where}"


def coloured() -> bool:
    """Tell whether a terminal may show colours: not where NO_COLOR is set, nor where it can't."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def tell(problems: "Iterable[Problem]", root: Path, form: str = "text") -> None:
    """Print problems with their paths as seen from here; as text they go to standard error."""
    from statuspage.problems import FORMATS, as_text, under

    for problem in problems:
        shown = under(root.as_posix(), problem)
        if form == "text":
            say(as_text(shown, language(), _painted), err=True)
        else:
            say(FORMATS[form](shown, language()))


def tell_next(change: "Change", zone: "ZoneInfo") -> None:
    """Print when a site changes next, in its zone, and what changes then."""
    at = change.at.astimezone(zone).isoformat(timespec="minutes")
    say(message("next change {time} ({event} {what})", time=at, event=change.event, what=change.what))


def end_with(problems: "Iterable[Problem]", root: Path) -> NoReturn:
    """Tell problems, and end the command with the code that says that there are some."""
    tell(problems, root)
    sys.exit(1)


def _painted(level: "Level", text: str) -> str:
    return click.style(text, fg={"error": "red", "advice": "yellow"}[level], bold=True if level == "error" else None)


def errors(number: int) -> Message:
    """Return a number of errors in words."""
    return plural(number, "{number} error", "{number} errors")


def pieces_of_advice(number: int) -> Message:
    """Return a number of pieces of advice in words."""
    return plural(number, "{number} piece of advice", "{number} pieces of advice")
