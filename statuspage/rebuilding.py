"""When a preview is built again: after each change of what it is read from, and when its clock asks for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from statuspage.builder import Good, Outcome
from statuspage.watching import Look

LOOKS: Final = 2.0
"""Seconds between two looks though nothing was told of: a notice may be lost, and a machine may have slept."""
SOONEST: Final = timedelta(minutes=1)
"""How long a site that must be very fresh is left alone: building it may take long."""


class Watched(Protocol):
    """What is looked at, and can be waited for."""

    def look(self) -> Look:
        """Return what the site looks like now."""

    def wait(self, seconds: float) -> Look:
        """Return what it looks like when something was told of, or else after so many seconds."""


def keep_building(
    site: Watched,
    build: Callable[[datetime], Outcome],
    show: Callable[[Outcome], None],
    clock: Callable[[], datetime],
) -> None:
    """Build, show what came of it, and wait until there is a reason to build again; it ends by an exception only.

    What changes while a build runs is found right after it, since the look before it is what is compared with.
    """
    seen = site.look()
    while True:
        now = clock().replace(microsecond=0)
        outcome = build(now)
        show(outcome)
        seen = _wait(site, seen, _due(outcome, now), clock)


def _due(outcome: Outcome, now: datetime) -> datetime | None:
    """Return when what is shown would be untrue, or too old to be believed (policy `fresh`); never if it is broken."""
    if not isinstance(outcome, Good):
        return None
    old = now + max(outcome.fresh / 2, SOONEST)
    return min(outcome.next_change.at, old) if outcome.next_change else old


def _wait(site: Watched, seen: Look, due: datetime | None, clock: Callable[[], datetime]) -> Look:
    """Return what the site looks like, once that isn't what was seen, or else when a build is due."""
    found = site.look()
    while found == seen:
        left = (due - clock()) / timedelta(seconds=1) if due else LOOKS
        if left <= 0:
            break
        found = site.wait(min(left, LOOKS))
    return found
