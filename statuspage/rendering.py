"""Outputs that are planned → their bytes, in one process or in several."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Final

from statuspage.markup import MarkupError
from statuspage.messages import message
from statuspage.model import Contact, Content, Event, Page, Question
from statuspage.plan import Joined, Output, Part, Planned
from statuspage.problems import Place, Problem, Problems
from statuspage.texts import Text
from statuspage.theme import RenderError

SHARE: Final = 100
"""How many outputs are worth handing to another process at once."""

Rendered = tuple[dict[str, bytes], list[Problem]]
Shares = Sequence[Sequence[Output]]
Told = Callable[[int, int], None]
"""What is told how many outputs are rendered, of how many."""


def to_nobody(_done: int, _of: int) -> None:
    """Leave the progress of rendering untold."""


def render(
    planned: Iterable[Planned], content: Content, problems: Problems, jobs: int = 1, told: Told = to_nobody
) -> dict[str, bytes]:
    """Render every output to bytes, in *jobs* processes at most; *told* hears now and then how far that has come.

    What a template or the Markdown of *content* doesn't allow becomes a problem. The result is the same for any number
    of processes.
    """
    planned = tuple(planned)
    outputs = [output for output in planned if isinstance(output, Output)]
    # What is made by one file goes together: its texts are converted once in each process that meets them.
    by_maker = sorted(outputs, key=lambda output: output.made_by)
    shares = [by_maker[start : start + SHARE] for start in range(0, len(by_maker), SHARE)]
    several = jobs > 1 and len(shares) > 1 and hasattr(os, "fork")
    results = _in_processes(shares, content, jobs) if several else (_render(share, content) for share in shares)
    files: dict[str, bytes] = {}
    done = 0
    for share, (rendered, found) in zip(shares, results, strict=True):
        files |= rendered
        problems.found += found
        done += len(share)
        told(done, len(outputs))
    _join(planned, files)
    return {output.path: files[output.path] for output in planned if output.path in files}


def _join(planned: Sequence[Planned], files: dict[str, bytes]) -> None:
    """Add what is made of other files, and drop each part with the last that is made of it: they take much memory."""
    joined = [output for output in planned if isinstance(output, Joined)]
    wanted = Counter(path for output in joined for path in output.of)
    parts = {output.path for output in planned if isinstance(output, Part)}
    for output in joined:
        if files.keys() >= set(output.of):  # else one of them is a problem already
            files[output.path] = output.join(files[path] for path in output.of)
        wanted.subtract(output.of)
        for path in output.of:
            if path in parts and not wanted[path]:
                files.pop(path, None)


def _in_processes(shares: Shares, content: Content, jobs: int) -> Iterator[Rendered]:
    """Render shares in processes that are forked from this one: no output could be sent to one that isn't."""
    from multiprocessing import get_context

    with get_context("fork").Pool(min(jobs, len(shares)), _inherit, (shares, content)) as pool:
        yield from pool.imap(_render_share, range(len(shares)))


_inherited: tuple[Shares, Content] = ((), Content())
"""What a forked process has been given to render."""


def _inherit(shares: Shares, content: Content) -> None:
    global _inherited  # set once, in a process of its own
    _inherited = (shares, content)
    gc.freeze()  # what was read stays; only what a share leaves behind is looked at


def _render_share(number: int) -> Rendered:
    shares, content = _inherited
    rendered = _render(shares[number], content)
    gc.collect()
    return rendered


def _render(outputs: Iterable[Output], content: Content) -> Rendered:
    files, problems = {}, Problems()
    for output in outputs:
        try:
            files[output.path] = output.render()
        except RenderError as error:
            problems.found.append(error.problem)
        except MarkupError as error:
            place = _place_of(error.text, content) or Place(output.made_by)
            told = message("this text can't be turned into a page: {why}", why=str(error))
            problems.error(place, told, message("write it more simply"))
    return files, problems.found


def _place_of(text: str, content: Content) -> Place | None:
    """Find where a text was written: with its update or field, or else with its file."""
    items: tuple[Event | Question | Contact | Page, ...] = (
        *content.events,
        *content.questions,
        *content.contacts,
        *content.pages,
    )
    for item in items:
        updates = item.updates if isinstance(item, Event) else ()
        for update in updates:
            if _says(update.text, text):
                return update.place
        for field in fields(item):
            if _says(getattr(item, field.name), text):
                return item.place_of(field.name) if isinstance(item, Event) else item.place
    return None


def _says(value: object, text: str) -> bool:
    return isinstance(value, Text) and any(phrase.text == text for phrase in value.said)
