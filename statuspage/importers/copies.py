"""Notices of one maintenance, in order: what says the same at the same time is one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from statuspage.importers.history import Loss, Sort, Stamp
from statuspage.importers.statements import Statement
from statuspage.messages import Message, message

FARTHEST: Final = timedelta(hours=14)
"""How far clocks on Earth may be from UTC: what a naive time can't be compared within."""

LOOK_BACK: Final = 8
"""How many notices before are looked at for one that says the same."""


def loss(one: Statement, sort: Sort, told: Message, original: str = "") -> Loss:
    """Return what a notice loses."""
    return Loss(one.source, sort, told, original, one.line)


def instant(stamp: Stamp | None) -> datetime:
    """Return a time to sort by: one without a zone as if it were UTC."""
    if stamp is None:
        return datetime.min.replace(tzinfo=UTC)
    return stamp.at if stamp.at.tzinfo else stamp.at.replace(tzinfo=UTC)


def surely_before(one: Stamp, other: Stamp) -> bool:
    """Tell whether a time is before another, whatever the zones of those are that have none."""
    apart = FARTHEST * sum(stamp.at.tzinfo is None for stamp in (one, other))
    return instant(one) + apart < instant(other)


def revisions(ordered: Sequence[Statement], losses: list[Loss]) -> list[Statement]:
    """Join what says the same at the same time: copies, and one notice in several languages or forms."""
    said: list[Statement] = []
    told_words: set[tuple[str, str]] = set()
    for one in ordered:
        same = next((at for at in range(len(said) - 1, -1, -1)[:LOOK_BACK] if _agree(said[at], one)), None)
        if same is not None:
            words = (one.title, one.text)
            if words not in (("", ""), (said[same].title, said[same].text)) and words not in told_words:
                told_words.add(words)
                told = message("the same notice in other words: these aren't brought over")
                losses.append(loss(one, Sort.LOST, told, f"{one.title}\n{one.text}".strip()))
            said[same] = _joined(said[same], one)
            continue
        if said and one.at and said[-1].at and (one.sequence, one.at.at) == (said[-1].sequence, said[-1].at.at):
            told = message("another notice of the same SEQUENCE and time says otherwise: this one is read as the later")
            losses.append(loss(one, Sort.ASSUMED, told, one.original))
        said.append(one)
    return said


def _agree(one: Statement, other: Statement) -> bool:
    """Tell whether two notices are of one revision, and neither says what the other denies."""
    objects = dict(one.objects)
    facts = [(one.start, other.start), (one.end, other.end), (one.word, other.word), (one.impact, other.impact)]
    facts += [(objects.get(name, ""), word) for name, word in other.objects]
    at = one.at is None or other.at is None or one.at.at == other.at.at
    return one.sequence == other.sequence and at and all(not a or not b or same(a, b) for a, b in facts)


def same(one: Stamp | str | None, other: Stamp | str | None) -> bool:
    """Tell whether two facts are one: times by what the clock shows in which zone, whatever their spelling."""
    if isinstance(one, Stamp) and isinstance(other, Stamp):
        return (one.at, one.zone) == (other.at, other.zone)
    return one == other


def _joined(one: Statement, other: Statement) -> Statement:
    words = {name: word for name, word in (*other.objects, *one.objects) if word}
    names = dict.fromkeys(name for name, _ in (*one.objects, *other.objects))
    return replace(
        one,
        at=one.at or other.at,
        created=one.created or other.created,
        start=one.start or other.start,
        end=one.end or other.end,
        word=one.word or other.word,
        impact=one.impact or other.impact,
        title=one.title or other.title,
        text=one.text or other.text,
        objects=tuple((name, words.get(name, "")) for name in names),
    )
