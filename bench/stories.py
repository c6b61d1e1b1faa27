"""What happens to an event: its window, and two to five updates that keep to the rules of its kind."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """An update without its text."""

    at: datetime
    state: str
    start: datetime | None = None
    end: datetime | None = None
    restored: tuple[str, ...] = ()

    def fields(self) -> Iterator[str]:
        """Yield its field lines."""
        if self.start:
            yield f"start: {self.start:%Y-%m-%d %H:%M}"
        if self.end:
            yield f"end: {self.end:%Y-%m-%d %H:%M}"
        for name in self.restored:
            yield f"{name}: none"


@dataclass(frozen=True)
class Story:
    """When an event was announced and for when, and what was said of it; `end` is None where none was planned."""

    announced: datetime
    start: datetime
    end: datetime | None
    planned_end: datetime
    updates: tuple[Said, ...]

    def said(self, components: Sequence[str]) -> Iterator[Said]:
        """Yield the updates; the first word that work is done brings back all components but the last."""
        for update in self.updates:
            if update.state in ("verifying", "monitoring") and len(components) > 1:
                update = Said(update.at, update.state, restored=tuple(components[:-1]))
            yield update


def story(kind: str, day: datetime, dice: random.Random) -> Story:
    """Tell what happens to an event of a kind on a day."""
    return STORIES[kind](day, dice)


def _maintenance(day: datetime, dice: random.Random) -> Story:
    start = day + dice.choice((22, 23)) * HOUR
    end = start + dice.choice((2, 3, 4, 5)) * HOUR
    announced = day - dice.randrange(3, 8) * DAY + dice.randrange(9, 17) * HOUR
    remind = Said(start - dice.randrange(8, 20) * HOUR, "reminder")
    ending = dice.choice(("plain", "plain", "plain", "extended", "rescheduled", "cancelled"))
    if ending == "cancelled":
        return Story(announced, start, end, end, (remind, Said(start - 3 * HOUR, "cancelled")))
    if ending == "rescheduled":
        later = 7 * DAY
        moved = Said(remind.at, "rescheduled", start + later, end + later)
        work = _work(start + later, end + later, dice)
        return Story(announced, start, end, end, (moved, *work))
    if ending == "extended":
        late = end + dice.choice((1, 2)) * HOUR
        longer = Said(end - 20 * MINUTE, "extended", end=late)
        begun, *rest = _work(start, late, dice)
        return Story(announced, start, end, end, (begun, longer, *(said for said in rest if said.at > longer.at)))
    reviewed = Said(end + 2 * DAY + 10 * HOUR, "reviewed")
    told = (remind, *_work(start, end, dice), reviewed)
    return Story(announced, start, end, end, told[: dice.choice((4, 5))])


def _work(start: datetime, end: datetime, dice: random.Random) -> tuple[Said, Said, Said]:
    over = end - dice.randrange(2, 15) * MINUTE
    return (
        Said(start + dice.randrange(1, 5) * MINUTE, "in-progress"),
        Said(over - dice.randrange(4, 18) * MINUTE, "verifying"),
        Said(over, "completed"),
    )


def _incident(day: datetime, dice: random.Random) -> Story:
    start = day + dice.randrange(7 * 60, 21 * 60) * MINUTE
    at, updates = start, []
    for state in ("investigating", "identified", "monitoring", "resolved"):
        at += dice.randrange(4, 45) * MINUTE
        updates.append(Said(at, state))
    if dice.random() < 0.3:
        del updates[1]
    if dice.random() < 0.5:
        updates.append(Said(at + 3 * DAY, "reviewed"))
    return Story(start + 2 * MINUTE, start, None, at, tuple(updates))


def _emergency(day: datetime, dice: random.Random) -> Story:
    start = day + dice.randrange(17, 22) * HOUR
    end = start + dice.choice((1, 2, 3)) * HOUR
    identified = Said(start - 2 * HOUR, "identified")
    told = (identified, *_work(start, end, dice))
    return Story(start - 3 * HOUR, start, end, end, told)


def _drill(day: datetime, dice: random.Random) -> Story:
    start = day + 22 * HOUR
    end = start + dice.choice((2, 3)) * HOUR
    begun, _, done = _work(start, end, dice)
    announced = day - dice.randrange(4, 9) * DAY + 10 * HOUR
    result = Said(end + DAY, "note")
    return Story(announced, start, end, end, (Said(day + 9 * HOUR, "reminder"), begun, done, result))


STORIES: Final[dict[str, Callable[[datetime, random.Random], Story]]] = {
    "maintenance": _maintenance,
    "incident": _incident,
    "emergency": _emergency,
    "drill": _drill,
}
