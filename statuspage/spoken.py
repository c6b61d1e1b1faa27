"""Instants, windows and states as the program says them to editors: times with weekdays in the site's zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.messages import Message, message
from statuspage.model import Kind, Window
from statuspage.snapshot import Health
from statuspage.state import Phase
from statuspage.typed_times import WEEKDAYS, clock_of, comes_twice, offset_of

KINDS: Final[Mapping[Kind, Message]] = {
    Kind.MAINTENANCE: message("maintenance"),
    Kind.EMERGENCY: message("emergency"),
    Kind.INCIDENT: message("incident"),
    Kind.DRILL: message("drill"),
}
PHASES: Final[Mapping[Phase, Message]] = {
    Phase.HIDDEN: message("hidden"),
    Phase.UPCOMING: message("upcoming"),
    Phase.IN_PROGRESS: message("in-progress"),
    Phase.INVESTIGATING: message("investigating"),
    Phase.IDENTIFIED: message("identified"),
    Phase.MONITORING: message("monitoring"),
    Phase.VERIFYING: message("verifying"),
    Phase.OVERRUN: message("overrun"),
    Phase.COMPLETED: message("completed"),
    Phase.RESOLVED: message("resolved"),
    Phase.ENDED: message("ended"),
    Phase.CANCELLED: message("cancelled"),
}
HEALTHS: Final[Mapping[Health, Message]] = {
    Health.OK: message("ok"),
    Health.MAINTENANCE: message("under maintenance"),
    Health.OVERRUN: message("overrun"),
    Health.DEGRADED: message("degraded"),
    Health.PARTIAL: message("partial"),
    Health.OUTAGE: message("outage"),
}


def moment(instant: datetime, local: ZoneInfo) -> Message:
    """Say an instant in the zone *local*, as `Sat 2026-11-28 23:00`; with its offset where clocks show it twice."""
    there = instant.astimezone(local)
    weekday, day, clock = WEEKDAYS[there.weekday()], f"{there:%Y-%m-%d}", clock_of(there)
    if not comes_twice(there):
        return message("{weekday} {day} {clock}", weekday=weekday, day=day, clock=clock)
    offset = offset_of(there)
    return message("{weekday} {day} {clock} ({offset})", weekday=weekday, day=day, clock=clock, offset=offset)


def window(span: Window, local: ZoneInfo) -> Message:
    """Say a window in the zone *local*; the day of its end is left out where it is that of its start."""
    start = moment(span.start, local)
    if span.end is None:
        return message("from {start}", start=start)
    first, last = span.start.astimezone(local), span.end.astimezone(local)
    same_day = first.date() == last.date() and first.utcoffset() == last.utcoffset()
    return message("{start} to {end}", start=start, end=clock_of(last) if same_day else moment(span.end, local))
