"""The body of a cState issue as free text and dated updates: paragraphs that carry a time, `{{< track "TIME" >}}`.

The theme shows such a time behind whatever it stands in. What has none isn't given one: it stays in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from statuspage.importers.history import Loss, Sort, Stamp, Told
from statuspage.importers.paragraphs import ITEM, QUOTES, TRACK, Block, blocks
from statuspage.importers.stamps import read_stamp
from statuspage.messages import message, plural

_BELOW: Final = re.compile(r" {0,3}(?:[-*+>]|\d{1,9}[.)]|`{3}|~{3})")
_ITEMS: Final = re.compile(rf"^{ITEM.pattern}", re.MULTILINE)
_DASH: Final = re.compile(r"(?:[-–—:：]+[ \t]+)?")
_BREAKS_ABOVE: Final = re.compile(r"(?:\\\n\s*)*")
_ENDS_WITH: Final = ".,;:!?)…*_"


@dataclass(frozen=True, slots=True)
class Split:
    """A body as the text that has no time, the updates that have one, and what there is to say of it."""

    text: str
    updates: tuple[Told, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Blocks that are said at one time, or await it, with the label above them."""

    blocks: list[Block] = field(default_factory=list)
    at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What the blocks of a body turn out to be; of those in the body, some have a label or stand below an update."""

    body: list[Block] = field(default_factory=list)
    updates: list[_Group] = field(default_factory=list)
    labelled: list[Block] = field(default_factory=list)
    below: list[Block] = field(default_factory=list)


def split_body(source: str, text: str, first_line: int) -> Split:
    """Split a body into text and dated updates; `first_line` is its line in the file, for what is told of it.

    A label opens an update, which ends with the first time below it, at the next label or at a rule. A label that is
    itself a full date and time, as people write who don't know of `track`, dates what stands below it.
    """
    found = _sorted(blocks(text.replace("\ufeff", ""), first_line))
    updates = tuple(_told(group, group.at) for group in found.updates if group.at)
    return Split(_body(found.body), updates, tuple(_losses(source, found)))


def _sorted(written: Iterator[Block]) -> _Sorted:
    found, group = _Sorted(), _Group()
    for block in written:
        label, stamp = block.label, block.stamp
        opens = label is not None and label.opens
        if opens or block.is_rule or (group.at and block.times):
            _close(found, group)
            group = _Group()
        if stamp:
            found.updates.append(_Group([*group.blocks, block], stamp))
            group = _Group()
        elif label and opens:
            group = _Group([block], label.time)
            if label.rest.strip() and label.time:
                _close(found, group)
                group = _Group()
        elif group.blocks or label:
            group.blocks.append(block)
        elif found.updates and _goes_on(found.updates[-1], block):
            found.updates[-1].blocks.append(block)
        else:
            found.body.append(block)
            found.below.extend([block] if found.updates and not block.is_rule else [])
    _close(found, group)
    return found


def _close(found: _Sorted, group: _Group) -> None:
    """End a group: one that has a time of its own, and a text, is an update; any other stays in the text."""
    if group.at and _text(group):
        found.updates.append(group)
        return
    found.body.extend(group.blocks)
    first = group.blocks[0] if group.blocks else None
    if first and (label := first.label) and label.opens and (label.state or not label.is_heading):
        found.labelled.append(first)


def _goes_on(group: _Group, block: Block) -> bool:
    """Tell whether a list, quotation or piece of code is what an update announced with a colon at its end."""
    last = group.blocks[-1]
    announced = TRACK.sub("", last.text).rstrip(QUOTES).endswith((":", "："))
    follows = announced or (not last.times and _BELOW.match(last.text) is not None and len(group.blocks) > 1)
    return follows and last.number == block.number - 1 and not block.times and _BELOW.match(block.text) is not None


def _told(group: _Group, at: Stamp) -> Told:
    label = group.blocks[0].label
    state = label.state if label else None
    words = label.words if label and state else ""
    return Told(at=at, label=words, state=state, text=_text(group), line=group.blocks[0].line)


def _text(group: _Group) -> str:
    """Return the text of an update without its time and without a label that is known."""
    first = group.blocks[0]
    whole = first.text
    if first.label and (first.label.state or not first.label.words):
        whole = first.label.rest
    elif len(_ITEMS.findall(whole)) == 1 and (item := ITEM.match(whole)):
        whole = whole[item.end() :]
    said = [replace(first, text=whole), *group.blocks[1:]]
    text = _joined([replace(block, text=_cut(block.text)) for block in said]).strip()
    text = text[match.end() :] if (match := _BREAKS_ABOVE.match(text)) else text
    return text.rstrip("\\ \n\t") if text.endswith("\\") else text


def _cut(text: str) -> str:
    """Take the time of an update out of its text; in the middle of a sentence it stays as its words."""
    match = TRACK.search(text)
    if match is None:
        return text
    before, after = text[: match.start()].rstrip(" \t"), text[match.end() :].lstrip(" \t")
    inside = before and not before.endswith("\n"), after and not after.startswith("\n")
    if before.endswith("(") and after.startswith(")"):
        return f"{before[:-1].rstrip()}{after[1:]}"
    if all(inside) and after[0] not in _ENDS_WITH:
        return f"{before} ({match['time'].strip(QUOTES)}) {after}"
    if not inside[0]:
        after = _DASH.sub("", after)
    return before + after


def _joined(said: list[Block]) -> str:
    """Return blocks as one text, with a blank line where there was one or where something between them is gone."""
    text = "".join(block.text for block in said[:1])
    for before, block in pairwise(said):
        text += ("\n" if block.tight and block.number == before.number + 1 else "\n\n") + block.text
    return text


def _body(untimed: list[Block]) -> str:
    """Return the text that has no time; rules go where they stood beside an update."""
    numbers = {block.number for block in untimed}
    kept = [b for b in untimed if not b.is_rule or {b.number - 1, b.number + 1} <= numbers]
    shown = [replace(block, text=with_times(block.text)) for block in kept]
    return _joined(shown).strip()


def with_times(text: str) -> str:
    """Return a text in which each time that is no update's stands as words, as the theme shows it."""
    return TRACK.sub(_as_words, text)


def _as_words(match: re.Match[str]) -> str:
    """Show a time in the text as the theme does."""
    time = match["time"].strip(QUOTES)
    return f"({time})" if time else ""


def _losses(source: str, found: _Sorted) -> Iterator[Loss]:
    for block in found.body:
        if block.times or block.broken:
            told = message("the time in this paragraph can't be read: it stays in the text")
            if not block.broken and all(read_stamp(time) for time in block.times):
                told = message("this paragraph names several times: it stays in the text")
            yield Loss(source, Sort.LOST, told, block.text, block.line)
    if labelled := [block for block in found.labelled if not block.times and not block.broken]:
        told = plural(
            len(labelled),
            "one paragraph has a label and no time: it stays in the text",
            "{number} paragraphs have a label and no time: they stay in the text",
        )
        yield Loss(source, Sort.LOST, told, labelled[0].text, labelled[0].line)
    if found.below:
        told = plural(
            len(found.below),
            "one paragraph below the first update has no time: it stays in the text",
            "{number} paragraphs below the first update have no time: they stay in the text",
        )
        yield Loss(source, Sort.ASSUMED, told, found.below[0].text, found.below[0].line)
