"""How far a long build has come, on a line that goes away, shown only to a person at a terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from statuspage.commands.language import said
from statuspage.messages import message

WORTH_IT: Final = 1_000
"""From how many outputs on: fewer are rendered before one has read the line."""

Told = Callable[[int, int], None]


@contextmanager
def progress() -> Iterator[Told]:
    """Yield what is to be told how many are done, and of how many; nothing comes of it where nobody looks."""
    with ExitStack() as shown:
        bars: list[Callable[[int], None]] = []

        def told(done: int, of: int) -> None:
            if of >= WORTH_IT and _somebody_looks():
                if not bars:
                    bars.append(_bar(of, shown))
                bars[0](done)

        yield told


def _somebody_looks() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _bar(of: int, shown: ExitStack) -> Callable[[int], None]:
    """Show a bar until *shown* is left; it has no thread of its own, beside which no process could be forked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    shown.enter_context(bar)
    task = bar.add_task(said(message("rendering")), total=of)
    return lambda done: bar.update(task, completed=done, refresh=True)
