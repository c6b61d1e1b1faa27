"""A notice as a rule of the policy sees it, and the advice that a rule gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from statuspage.messages import Message, message
from statuspage.model import PLANNED, Config, Event, Impact
from statuspage.problems import Level, Place, Problem
from statuspage.state import EventState, Phase

Advice = Iterator[Problem]
SERIOUS: Final = frozenset({Impact.PARTIAL, Impact.OUTAGE})
LONG: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Notice:
    """One event as it was written, its state, and the site that it belongs to."""

    event: Event
    state: EventState
    now: datetime
    config: Config

    @property
    def serious(self) -> bool:
        """Tell whether a component fails in part or entirely."""
        return any(impact in SERIOUS for _, impact in self.event.components)

    @property
    def planned(self) -> bool:
        """Tell whether it is planned work, not a fault."""
        return self.event.kind in PLANNED

    @property
    def long(self) -> bool:
        """Tell whether it is planned to take more than two hours."""
        window = self.event.window
        return window.end is not None and window.end - window.start > LONG

    @property
    def overrun(self) -> bool:
        """Tell whether its planned end has passed without a word."""
        return self.state.phase is Phase.OVERRUN

    def advise(self, code: str, field: str, message: str, hint: str = "") -> Problem:
        """Give advice at the place of one of the event's fields."""
        return advice(self.event.place_of(field), code, message, hint)


Rule = Callable[[Notice], Advice]


def advice(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Give one piece of advice."""
    return Problem(place, message, hint, Level.ADVICE, code)


def spell(duration: timedelta) -> Message:
    """Write a duration for an editor: 45 min, 13 h, 3 days."""
    minutes = round(duration.total_seconds() / 60)
    if minutes < 120:
        return message("{minutes} min", minutes=minutes)
    if minutes < 48 * 60 or (minutes % (24 * 60) and minutes < 96 * 60):
        hours, rest = divmod(minutes, 60)
        return (
            message("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else message("{hours} h", hours=hours)
        )
    days, rest = divmod(minutes, 24 * 60)
    return (
        message("{days} days {hours} h", days=days, hours=rest // 60)
        if rest >= 60
        else message("{days} days", days=days)
    )
