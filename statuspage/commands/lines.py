"""Lines for a person on standard output: coloured on a terminal, plain where they go into a file or another program."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from statuspage.commands.language import said
from statuspage.commands.telling import say


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, how far it stands in, and a style of rich's for it on a terminal."""

    said: str
    indent: int = 0
    style: str = ""


def show(lines: Iterable[Line]) -> None:
    """Print lines; NO_COLOR and a terminal that knows no colours are heeded."""
    if not sys.stdout.isatty():
        for line in lines:
            say(_plain(line))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text(_plain(line), style=line.style), soft_wrap=True)


def _plain(line: Line) -> str:
    return f"{' ' * line.indent}{said(line.said)}"
