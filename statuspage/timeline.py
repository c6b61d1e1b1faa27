"""The history of a site by year and month."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Final

from statuspage.plan import Site
from statuspage.state import EventState, Phase


@dataclass(frozen=True, slots=True)
class Month:
    """The events of one month of the history, the latest first."""

    start: datetime
    path: str
    events: tuple[EventState, ...]


SHOWN_OF_A_MONTH: Final = 20


@dataclass(frozen=True, slots=True)
class Year:
    """The months of one year of the history, the latest first; its page shows so many events of each at most."""

    number: int
    path: str
    months: tuple[Month, ...]
    shown: int = SHOWN_OF_A_MONTH


def history(site: Site) -> tuple[Year, ...]:
    """Return what has begun or is over by year and month of its start, the latest first."""
    begun = [state for state in site.snapshot.events if state.phase is not Phase.UPCOMING]
    months = [_month(site, list(states)) for _, states in groupby(begun, key=partial(_year_month, site))]
    return tuple(
        Year(int(number), f"history/{number}/", tuple(grouped))
        for number, grouped in groupby(months, key=lambda month: month.path.split("/")[1][:4])
    )


def _month(site: Site, states: list[EventState]) -> Month:
    return Month(states[0].window.start, f"history/{_year_month(site, states[0])}/", tuple(states))


def _year_month(site: Site, state: EventState) -> str:
    return state.window.start.astimezone(site.config.zone).strftime("%Y-%m")
