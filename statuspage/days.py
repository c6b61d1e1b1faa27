"""What published notices tell of a component's last 90 days: the worst of each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from statuspage.model import Event
from statuspage.plan import Site
from statuspage.snapshot import RANK, Health, impact_health, worst
from statuspage.state import TICK, state_at

DAYS: Final = 90
LONG_OVER: Final = timedelta(days=DAYS + 1)
"""What was over so long before the last day counts on none of its days, in whatever zone."""

Spell = tuple[str, Health, datetime, datetime]
"""A component's id, what it was, since when, and the last instant at which it was."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The worst of each of 90 days, the oldest first: days of the site's zone, the last is the one of `until`.

    It tells what notices say, not what was measured: a day of which nobody wrote is ok.
    """

    until: datetime
    days: tuple[Health, ...]

    @property
    def runs(self) -> tuple[tuple[int, int, Health], ...]:
        """Equal days in a row that weren't ok: the index of the first, how many, and what they were."""
        runs = [(health, list(days)) for health, days in groupby(range(len(self.days)), self.days.__getitem__)]
        return tuple((days[0], len(days), health) for health, days in runs if health is not Health.OK)

    @property
    def troubles(self) -> tuple[tuple[Health, int, tuple[tuple[int, int], ...]], ...]:
        """What days weren't ok, the worst first: what they were, how many, and their runs (first day, length)."""
        found = sorted(set(self.days) - {Health.OK}, key=RANK.__getitem__, reverse=True)
        runs = {health: tuple((start, length) for start, length, of in self.runs if of is health) for health in found}
        return tuple((health, self.days.count(health), runs[health]) for health in found)


def strip(site: Site, component_id: str) -> Strip | None:
    """Return the strip of a component up to the day of `as_of`, None while nothing has ever been said.

    It depends on the snapshot alone (law 4): what is under way counts up to `as_of`, and not up to the build.
    """
    return _strips(site).get(component_id)


@lru_cache(maxsize=1)
def _strips(site: Site) -> Mapping[str, Strip]:
    """Return the strips of all components, from one walk over the events of their days."""
    until, zone = site.snapshot.as_of, site.config.zone
    if until is None:
        return {}
    first = until.astimezone(zone).toordinal() - DAYS + 1
    found = {component.id: [Health.OK] * DAYS for component in site.config.components}
    for state in site.snapshot.events:
        if state.over and state.changed and state.changed < until - LONG_OVER:
            continue
        for name, health, since, last in _spells(state.event, until):
            days = found[name]
            begun, ended = (instant.astimezone(zone).toordinal() - first for instant in (since, last))
            for day in range(max(begun, 0), ended + 1):
                days[day] = worst((days[day], health))
    return {name: Strip(until, tuple(days)) for name, days in found.items()}


def _spells(event: Event, until: datetime) -> Iterator[Spell]:
    """Yield what an event made of its components, up to *until*, by the rules of `state_at` at each of its turns.

    When it was announced makes no difference: an outage that is told of a day later was one on its own day.
    """
    told = replace(event, announced=None)
    windows = state_at(told, until).windows
    turns = {update.at for update in event.updates}
    turns |= {instant for window in windows for instant in (window.start, window.end) if instant}
    for since, later in pairwise([*sorted(turn for turn in turns if turn <= until), until + TICK]):
        state = state_at(told, since)
        for name, impact in state.impacts:
            health = impact_health(state, impact)
            if health is not Health.OK:
                yield name, health, since, later - TICK
