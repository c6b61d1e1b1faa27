"""What was said of one maintenance, notice after notice, as one event with its updates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from statuspage.importers.as_typed import as_typed
from statuspage.importers.copies import instant, loss, revisions, same, surely_before
from statuspage.importers.history import Happening, Loss, Sort, Stamp, Told
from statuspage.importers.labels import state_of
from statuspage.importers.statements import COMPLETED, TENTATIVE, Statement
from statuspage.messages import message
from statuspage.model import Kind, UpdateState
from statuspage.times import UNDATED

SAID: Final = frozenset({UpdateState.IN_PROGRESS, UpdateState.COMPLETED, UpdateState.CANCELLED})
"""States that a status stands for; another is told as a note."""

UNSAID: Final = Stamp(UNDATED, "")


def happening(statements: Sequence[Statement]) -> tuple[Happening, list[Loss]]:
    """Make one event of all that was said of it.

    The notice with the lowest SEQUENCE, of equals the one with the earliest time, is the announcement; each later one
    is an update. What a later one only repeats makes none.
    """
    losses = [loss for one in statements for loss in one.losses]
    ordered = sorted(statements, key=lambda one: (one.sequence, instant(one.at)))
    said = revisions(ordered, losses)
    first = said[0]
    timed = next((one for one in said if one.start), first)
    if timed.start is None:
        losses.append(loss(first, Sort.LOST, message("no start stands there")))
    over, cancelled, ended = _end(said, losses)
    made = Happening(
        source=f"{first.source}#{first.key}",
        key=f"{first.key} {first.recurrence}".strip(),
        title=next((one.title for one in said if one.title), ""),
        kind=Kind.MAINTENANCE,
        severity=next((one.impact for one in said if one.impact), ""),
        affected=next((one.objects for one in said if one.objects), ()),
        announced=_announced(first, timed.start, losses),
        start=timed.start,
        end=timed.end,
        closes=True,
        over=over,
        cancelled=cancelled,
        ended=ended,
        body=first.text,
        updates=tuple(_updates(said, losses)),
        original="\n".join(dict.fromkeys(one.original for one in ordered)),
    )
    return made, losses


def _announced(first: Statement, start: Stamp | None, losses: list[Loss]) -> Stamp | None:
    """Return when it was announced, if the first notice that is known was one: not of what had begun already."""
    if first.created and not (start and surely_before(start, first.created)):
        return first.created
    if first.at is None:
        told = message("no DTSTAMP stands there: it isn't known when this was said")
        losses.append(loss(first, Sort.LOST, told))
    elif state_of(first.word) in SAID or (start and surely_before(start, first.at)):
        told = message("its first notice isn't here: it isn't known when it was announced")
        losses.append(loss(first, Sort.ASSUMED, told))
    else:
        if first.sequence > 1:
            told = message(
                "the notices before SEQUENCE {number} aren't here: taken for the announcement", number=first.sequence
            )
            losses.append(loss(first, Sort.ASSUMED, told))
        return first.at
    return None


def _end(said: Sequence[Statement], losses: list[Loss]) -> tuple[bool, bool, Stamp | None]:
    """Return whether it is over, whether it was cancelled, and since when, as far as that can be true."""
    last, start = said[0], None
    for one in said:
        start = one.start or start
        if one.word and one.word != last.word:
            last = one
    state = state_of(last.word)
    if last.word == TENTATIVE:
        told = message("'{word}' has no word here: it is announced like any other", word=last.word)
        losses.append(loss(last, Sort.LOST, told))
    if state is UpdateState.COMPLETED and _too_early(last, start):
        told = message("said to be over before its start: since when it is over isn't known")
        losses.append(loss(last, Sort.LOST, told, last.original))
        return True, False, None
    if state in (UpdateState.COMPLETED, UpdateState.CANCELLED):
        return True, state is UpdateState.CANCELLED, last.at
    return False, False, None


def _too_early(one: Statement, start: Stamp | None) -> bool:
    return one.at is not None and start is not None and surely_before(one.at, start)


def _updates(said: Sequence[Statement], losses: list[Loss]) -> Iterator[Told]:
    """Yield what each notice after the first adds or changes; of the first what it says besides the announcement."""
    known = said[0]
    if known.at and state_of(known.word) in SAID:
        yield _status(known, known, known.at)
    for one in said[1:]:
        now = _carried(known, one, losses)
        if one.at:
            yield from _differences(known, now, one.at)
            known = now
        elif list(_differences(known, now, UNSAID)):
            told = message("no DTSTAMP stands there: what this notice changes isn't brought over")
            losses.append(loss(one, Sort.LOST, told, one.original))


def _carried(known: Statement, one: Statement, losses: list[Loss]) -> Statement:
    """Return a notice with what it doesn't say as it was known before; this program writes the real end over a plan."""
    stays = one.start is None or same(one.start, known.start)
    end = one.end or (known.end if stays else None)
    if one.own and one.word == COMPLETED:
        end = known.end or end
    gone = [name for name, _ in known.objects if name not in dict(one.objects)] if one.objects else []
    if gone:
        told = message("{names}: no longer named, and left as it was", names=gone)
        losses.append(loss(one, Sort.ASSUMED, told))
    if one.impact and one.impact != known.impact and not (one.objects or known.objects):
        told = message("the impact is now '{word}', and nothing is named that it affects", word=one.impact)
        losses.append(loss(one, Sort.LOST, told))
    return replace(
        one,
        start=one.start or known.start,
        end=end,
        word=one.word or known.word,
        impact=one.impact or known.impact,
        title=one.title or known.title,
        text=one.text or known.text,
        objects=one.objects or known.objects,
    )


def _differences(known: Statement, now: Statement, at: Stamp) -> Iterator[Told]:
    """Yield what a notice says that wasn't known: a window that moved, then a status, with its words and impacts."""
    told = [moved] if (moved := _moved(known, now, at)) else []
    if now.word != known.word:
        label_only = told and state_of(now.word) not in SAID
        told = [replace(told[0], label=now.word)] if label_only else [*told, _status(known, now, at)]
    title = as_typed(now.title) if now.title != known.title else ""
    text = "\n\n".join(part for part in (title, now.text if now.text != known.text else "") if part)
    before, impacts = _impacts(known), _impacts(now)
    changed = tuple((name, word) for name, word in impacts.items() if word and word != before.get(name))
    if (text or changed) and not told:
        told = [Told(at=at)]
    if told:
        yield from told[:-1]
        yield replace(told[-1], text=text, impacts=changed)


def _impacts(one: Statement) -> dict[str, str]:
    return {name: word or one.impact for name, word in one.objects}


def _moved(known: Statement, now: Statement, at: Stamp) -> Told | None:
    """Return what is said of a window that isn't where it was: extended if its end alone is later, else rescheduled."""
    if known.start is None or now.start is None or (same(known.start, now.start) and same(known.end, now.end)):
        return None
    if same(known.start, now.start) and known.end and now.end and instant(known.end) < instant(now.end):
        return Told(at=at, state=UpdateState.EXTENDED, end=now.end)
    return Told(at=at, state=UpdateState.RESCHEDULED, start=now.start, end=now.end)


def _status(known: Statement, one: Statement, at: Stamp) -> Told:
    """Return what is said of the status: a note, if its word isn't known or can't be true yet."""
    state = state_of(one.word)
    early = state is UpdateState.COMPLETED and _too_early(one, one.start or known.start)
    return Told(at=at, label=one.word, state=state if state in SAID and not early else None)
