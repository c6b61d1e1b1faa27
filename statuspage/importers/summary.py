"""What an import did, or would do, in a few sentences for the person who ran it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from statuspage.importers.history import Loss, Sort
from statuspage.importers.ledger import Fate
from statuspage.importers.moving_in import Move
from statuspage.messages import Message, message, plural

LISTED_AT_MOST: Final = 10
LEFT: Final = {
    Fate.EDITED: message("changed here since, so left as it is:"),
    Fate.DELETED: message("deleted here since, so not written again:"),
    Fate.TAKEN: message("another file stands there already, which is left as it is:"),
}
"""Why a file wasn't written."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, or an item of a list below one."""

    told: str
    item: bool = False


def summary(move: Move) -> Iterator[Row]:
    """Yield what is worth knowing of an import, the counts first."""
    fates = Counter(fate for _, fate in move.files)
    yield Row(message("{came} of {found} records come over", came=move.came, found=move.arrival.found))
    new, changed, same = (fates[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME))
    yield Row(message("files: {new} new, {changed} changed, {same} as before", new=new, changed=changed, same=same))
    for fate, told in LEFT.items():
        yield from _listed(told, [one.path for one, what in move.files if what is fate])
    yield from _listed(message("its source is gone, the file stays:"), move.gone)
    unread = [message("{source}: {told}", source=loss.source, told=loss.told) for loss in _unread(move)]
    yield from _listed(message("not read:"), unread)
    come = move.arrival
    if come.naive:
        told = plural(
            come.naive,
            "{number} time has no offset, and was read in {zone}; --tz names another zone",
            "{number} times have no offset, and were read in {zone}; --tz names another zone",
            zone=come.zone,
        )
        yield Row(told)
    if come.asked:
        words = [word or message("(nothing said)") for word in come.asked]
        told = message("how bad is this? Please say so under [severities] in the mapping file: {words}", words=words)
        yield Row(told)
    if come.unlisted:
        told = message(
            "not among the systems of the source, please say in the mapping file which they are: {words}",
            words=come.unlisted,
        )
        yield Row(told)
    yield Row(_losses(move))


def _unread(move: Move) -> list[Loss]:
    return [loss for loss in move.losses if loss.sort is Sort.UNREAD]


def _listed(told: Message, items: Sequence[str]) -> Iterator[Row]:
    if items:
        yield Row(told)
        yield from (Row(item, item=True) for item in items[:LISTED_AT_MOST])
    if len(items) > LISTED_AT_MOST:
        yield Row(message("and {number} more", number=len(items) - LISTED_AT_MOST), item=True)


def _losses(move: Move) -> Message:
    sorts = Counter(loss.sort for loss in move.losses)
    lost, assumed, unread = (sorts[sort] for sort in (Sort.LOST, Sort.ASSUMED, Sort.UNREAD))
    return message("{lost} lost, {assumed} assumed, {unread} not read", lost=lost, assumed=assumed, unread=unread)
