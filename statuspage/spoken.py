"""Instants and windows as the program says them to editors: weekday, date and clock in the site's zone."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.messages import Message, message
from statuspage.model import Window

WEEKDAYS: Final = (
    message("Mon"),
    message("Tue"),
    message("Wed"),
    message("Thu"),
    message("Fri"),
    message("Sat"),
    message("Sun"),
)


def moment(instant: datetime, local: ZoneInfo) -> Message:
    """Say an instant in the zone *local*, as `Sat 2026-11-28 23:00`; with its offset where clocks show it twice."""
    there = instant.astimezone(local)
    weekday, day, clock = WEEKDAYS[there.weekday()], f"{there:%Y-%m-%d}", _clock(there)
    if there.utcoffset() == there.replace(fold=1 - there.fold).utcoffset():
        return message("{weekday} {day} {clock}", weekday=weekday, day=day, clock=clock)
    offset = there.isoformat()[-6:]
    return message("{weekday} {day} {clock} ({offset})", weekday=weekday, day=day, clock=clock, offset=offset)


def window(span: Window, local: ZoneInfo) -> Message:
    """Say a window in the zone *local*; the day of its end is left out where it is that of its start."""
    start = moment(span.start, local)
    if span.end is None:
        return message("from {start}", start=start)
    first, last = span.start.astimezone(local), span.end.astimezone(local)
    same_day = first.date() == last.date() and first.utcoffset() == last.utcoffset()
    return message("{start} to {end}", start=start, end=_clock(last) if same_day else moment(span.end, local))


def _clock(there: datetime) -> str:
    return f"{there:%H:%M:%S}" if there.second else f"{there:%H:%M}"
