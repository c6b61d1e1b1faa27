"""What lies on an editor's desk at an instant: what runs, what is late, what comes, and the next command for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from statuspage.lifecycle import next_command
from statuspage.messages import message
from statuspage.model import PLANNED, Config, UpdateState
from statuspage.notices import Notice, spell
from statuspage.snapshot import Change, Health, Snapshot
from statuspage.spoken import moment
from statuspage.state import UNDER_WAY, EventState, Phase, ended
from statuspage.timeliness import untimely

FORGOTTEN: Final = timedelta(days=90)
"""How long after its end nobody is asked for a review any more; `api/status.json` drops an event then, too."""


class Pile(StrEnum):
    """Where an event lies on the desk, the most urgent first."""

    OVERRUN = "overrun"
    LATE = "late"
    UNDER_WAY = "under-way"
    COMING = "coming"
    REVIEW = "review"


class Need(StrEnum):
    """Why an event needs a person, by the code of the policy's advice where there is one."""

    OVERRUN = "overrun"
    UPDATE_LATE = "update-late"
    REVIEW_LATE = "review-late"


@dataclass(frozen=True, slots=True)
class Item:
    """One event on the desk: why it needs a person, sentences on how it stands, and what to type after `statuspage`."""

    pile: Pile
    state: EventState
    needs: tuple[Need, ...]
    told: tuple[str, ...]
    command: str | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What lies on the desk `at` an instant, pile by pile; `later` counts what comes after the days asked for."""

    at: datetime
    health: Health
    items: tuple[Item, ...]
    later: int
    next_change: Change | None

    @property
    def needs_a_person(self) -> bool:
        """Tell whether anything has overrun, or an update or a review is late."""
        return any(item.needs for item in self.items)

    def pile(self, pile: Pile) -> tuple[Item, ...]:
        """Return what lies on one pile."""
        return tuple(item for item in self.items if item.pile is pile)


def make_agenda(snapshot: Snapshot, config: Config, now: datetime, ahead: timedelta, review_after: timedelta) -> Agenda:
    """Lay out what of a snapshot an editor has to know at *now*: what comes within *ahead*, too.

    What is late follows the rules of the policy's advice, and a code that the policy switches off asks for nobody. A
    fault is to be reviewed within *review_after* of its end (domain section 4; the policy has no figure for it).
    """
    found = [_item(Notice(state.event, state, now, config), review_after) for state in snapshot.events]
    items = [item for item in found if item]
    near = [item for item in items if item.pile is not Pile.COMING or item.state.window.start <= now + ahead]
    piles = list(Pile)
    near.sort(key=lambda item: (piles.index(item.pile), item.state.window.start, item.state.event.id))
    return Agenda(now, snapshot.health, tuple(near), len(items) - len(near), snapshot.next_change)


def _item(notice: Notice, review_after: timedelta) -> Item | None:
    state, given = notice.state, {problem.code: problem.message for problem in untimely(notice)}
    review = _review_due(state, notice.now, review_after)
    if state.over and review is None:
        return None
    needs = [need for need in (Need.OVERRUN, Need.UPDATE_LATE) if need in given]
    needs += [Need.REVIEW_LATE] if review is not None and notice.now >= review else []
    needs = [need for need in needs if need not in notice.config.policy.off]
    told = [
        *_standing(notice, review),
        *(given[code] for code in ("overrun", "update-late", "reminder") if code in given),
    ]
    return Item(_pile(state, needs), state, tuple(needs), tuple(told), next_command(state))


def _pile(state: EventState, needs: list[Need]) -> Pile:
    if state.phase is Phase.OVERRUN:
        return Pile.OVERRUN
    if Need.UPDATE_LATE in needs:
        return Pile.LATE
    if state.phase in UNDER_WAY:
        return Pile.UNDER_WAY
    return Pile.REVIEW if state.over else Pile.COMING


def _review_due(state: EventState, now: datetime, review_after: timedelta) -> datetime | None:
    """Return by when a fault that is over is to be reviewed; None once it was, or where nobody asks for it."""
    end = ended(state)
    if state.event.kind in PLANNED or state.phase is Phase.CANCELLED or end is None or now - end >= FORGOTTEN:
        return None
    reviewed = any(update.state is UpdateState.REVIEWED for update in state.updates)
    return None if reviewed else end + review_after


def _standing(notice: Notice, review: datetime | None) -> Iterator[str]:
    """Yield what is ahead of an event, or what it still lacks once it is over."""
    state, now, zone = notice.state, notice.now, notice.config.zone
    end = ended(state) or state.window.end
    if state.phase is Phase.UPCOMING:
        yield message("starts in {time}", time=spell(state.window.start - now))
    elif state.phase in UNDER_WAY and end and end > now:
        yield message("planned end in {time}", time=spell(end - now))
    if state.next_update and not state.late:
        yield message("the next update is due {moment}", moment=moment(state.next_update, zone))
    if review is not None and end:
        if now < review:
            yield message(
                "ended {time} ago; to be reviewed by {moment}", time=spell(now - end), moment=moment(review, zone)
            )
        else:
            yield message("ended {time} ago, and nobody has reviewed it", time=spell(now - end))
