"""What is asked of a person on a terminal: missing values, each shown as understood, and a text in their editor."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import click

from statuspage.commands.language import said
from statuspage.commands.telling import ask as ask_once
from statuspage.commands.telling import say
from statuspage.messages import Message, message

Answer = TypeVar("Answer")

BELOW: Final = "-------- >8 --------"


def on_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin.isatty()


def ask(question: Message, read: Callable[[str], Answer], default: str | None = None) -> Answer:
    """Ask until the answer can be read; *read* raises click.BadParameter for one that can't."""
    while True:
        written = ask_once(question, default=default, err=True, show_default=bool(default))
        try:
            return read(written.strip())
        except click.BadParameter as error:
            say(error.message, err=True)


def text_of(given: str | None, about: Message, begun: str = "") -> str:
    """Return the text that was given, or what a person on a terminal makes of one that is *begun* in their editor.

    Closing the editor without saving ends the command.
    """
    if given is not None or not on_terminal():
        return given or ""
    try:
        written = click.edit(f"{begun}\n\n{BELOW}\n{said(about)}\n", extension=".md")
    except click.ClickException as error:
        told = message(
            "your editor failed ({why}); give the text with -m, or name another editor in EDITOR", why=str(error)
        )
        raise click.ClickException(told) from None
    if written is None:
        raise click.ClickException(message("the editor was closed without saving; nothing was written"))
    return written.partition(BELOW)[0].strip()


@contextmanager
def not_lost(text: str) -> Iterator[None]:
    """Show a text again if what it was written for ends without having written it."""
    try:
        yield
    except BaseException:
        if text:
            say(message("what you wrote:"), err=True)
            say(text, err=True)
        raise


def require(missing: dict[str, Message]) -> None:
    """End the command if options are missing that nobody can be asked for: all are named at once."""
    if missing:
        listed = "\n".join(f"  {option}  {said(what)}" for option, what in missing.items())
        raise click.UsageError(message("this is needed too:\n{listed}", listed=listed))
