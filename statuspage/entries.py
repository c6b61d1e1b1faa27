"""What feeds tell: one entry for everything that was said of an event, or that the clock alone brought about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.model import Update
from statuspage.plan import Site
from statuspage.state import EventState, Phase, announced, clock_changes, state_at
from statuspage.times import UNDATED, stamp

AT_LEAST: Final = 50
RECENT: Final = timedelta(days=90)
SECOND: Final = timedelta(seconds=1)
ANNOUNCED: Final = "announced"
OPENED: Final = "window-opened"
BY_THE_CLOCK: Final = {Phase.IN_PROGRESS: OPENED, Phase.OVERRUN: "overrun", Phase.ENDED: "ended"}
"""What an entry is called when an event comes into a phase and nobody has said so."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One thing to tell: what happened *at* an instant, and all that was true of the event then.

    `what` is `announced`, the state of the *update*, or one of BY_THE_CLOCK. `published` is *at*, or the next second
    that no other entry has. An entry is equal to itself alone, so that what is made of it can be remembered.
    """

    at: datetime
    published: datetime
    what: str
    state: EventState
    update: Update | None = None

    @property
    def stamp(self) -> str:
        """The instant as ids and fragments of addresses hold it; an event has one entry at an instant."""
        return stamp(self.at)


def entries(states: Iterable[EventState], clock: bool) -> tuple[Entry, ...]:
    """Return all entries of events, the latest first; those by the clock only where *clock* asks for them."""
    found = [entry for state in states for entry in (*_said(state), *(_by_the_clock(state) if clock else ()))]
    found.sort(key=lambda entry: (entry.at, entry.state.event.id))
    return tuple(reversed(list(_apart(found))))


@lru_cache(maxsize=1)
def all_entries(site: Site) -> tuple[Entry, ...]:
    """Return everything that a site ever told, the latest first."""
    return entries(site.snapshot.events, site.config.subscriptions.clock_entries)


@lru_cache(maxsize=1)
def clock_marks(site: Site) -> dict[str, list[str]]:
    """Return the stamps of the entries that no update stands behind, by the id of their event."""
    marks: dict[str, list[str]] = {}
    for entry in all_entries(site):
        if entry.what in BY_THE_CLOCK.values():
            marks.setdefault(entry.state.event.id, []).append(entry.stamp)
    return marks


def latest(found: Sequence[Entry]) -> Sequence[Entry]:
    """Return the last 50, or those of the 90 days before the newest where these are more."""
    since = found[0].published - RECENT if found else UNDATED
    return [entry for number, entry in enumerate(found) if number < AT_LEAST or entry.published >= since]


def by_month(found: Sequence[Entry], zone: ZoneInfo) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of each month that was over when the newest was published, as {"2026-10": …}.

    Such a month never changes again, but for what is dated back.
    """
    groups = groupby(found, lambda entry: f"{entry.published.astimezone(zone):%Y-%m}")
    months = {month: tuple(group) for month, group in groups}
    return dict(list(months.items())[1:])


def _said(state: EventState) -> Iterator[Entry]:
    """Yield the announcement, unless it isn't dated or the first update says the same at that instant."""
    event = state.event
    first = announced(event)
    if first is not None and all(update.at != first for update in event.updates):
        yield Entry(first, first, ANNOUNCED, state_at(event, first))
    for update in event.updates:
        yield Entry(update.at, update.at, update.state, state_at(event, update.at), update)


def _by_the_clock(state: EventState) -> Iterator[Entry]:
    for at, then in clock_changes(state):
        if then.phase in BY_THE_CLOCK:
            yield Entry(at, at, BY_THE_CLOCK[then.phase], then)


def _apart(found: Iterable[Entry]) -> Iterator[Entry]:
    """Give each entry, the oldest first, a second of its own: some readers take the second of two for known."""
    last = UNDATED
    for entry in found:
        last = max(entry.at, last + SECOND)
        yield entry if entry.at == last else replace(entry, published=last)
