"""The blocks in which Statusfy keeps updates: `::: update Label | TIME`, text, `:::`."""

import re
from typing import Final, NamedTuple

from statuspage.body import prose_lines
from statuspage.importers.history import Loss, Sort, Told
from statuspage.importers.labels import state_of
from statuspage.importers.stamps import read_stamp
from statuspage.messages import Message, message

_OPENING: Final = re.compile(r" {0,3}(?P<mark>:{3,})[ \t]*update\b(?P<words>.*)")
_CLOSING: Final = re.compile(r" {0,3}(?P<mark>:{3,})[ \t]*")


class Split(NamedTuple):
    """What stands in blocks, what stands around them, and what is wrong with a block that stays where it is."""

    body: str
    updates: tuple[Told, ...]
    losses: tuple[Loss, ...]


def split_updates(source: str, text: str, first_line: int) -> Split:
    """Take the updates out of a text whose first line is *first_line* of its file.

    A block that isn't closed, or whose time can't be read, stays in the text as it is. Blocks in code are code.
    """
    lines = text.split("\n")
    prose = {number for number in prose_lines(lines)[0] if lines[number].lstrip().startswith(":::")}
    kept, updates, losses, at = list[str](), list[Told](), list[Loss](), 0
    while at < len(lines):
        opening = _OPENING.fullmatch(lines[at]) if at in prose else None
        if opening is None:
            kept.append(lines[at])
            at += 1
            continue
        end = _end(lines, prose, at, len(opening["mark"]))
        told = _update(opening["words"], lines[at + 1 : end], first_line + at) if end is not None else _UNCLOSED
        if isinstance(told, Told):
            updates.append(told)
        else:
            block = lines[at : at + 1 if end is None else end + 1]
            losses.append(Loss(source, Sort.LOST, told, "\n".join(block), first_line + at))
            kept += block
        at = at + 1 if end is None else end + 1
    return Split("\n".join(kept).strip(), tuple(updates), tuple(losses))


_UNCLOSED: Final = message("an update isn't closed with ':::': it stays in the text")


def _end(lines: list[str], prose: set[int], begin: int, colons: int) -> int | None:
    """Return the line that closes a block, unless another one begins before it."""
    for at in range(begin + 1, len(lines)):
        if at in prose:
            closing = _CLOSING.fullmatch(lines[at])
            if closing and len(closing["mark"]) >= colons:
                return at
            if _OPENING.fullmatch(lines[at]):
                return None
    return None


def _update(words: str, lines: list[str], number: int) -> Told | Message:
    """Return an update, or what is wrong with what stands after `update`."""
    label, bar, time = (part.strip() for part in words.rpartition("|"))
    if not bar or not time:
        return message("an update has no time: it stays in the text")
    at = read_stamp(time)
    if at is None:
        return message("the time of an update can't be read, '{text}': it stays in the text", text=time)
    return Told(at=at, label=label, state=state_of(label), text="\n".join(lines).strip("\n"), line=number)
