"""Times as calendars write them: DATE, DATE-TIME and DURATION with their zones (RFC 5545, sections 3.3.4 to 3.3.6)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from statuspage.importers.content_lines import Component, Line
from statuspage.importers.history import Stamp
from statuspage.importers.stamps import read_stamp
from statuspage.messages import message
from statuspage.times import YEARS, zone, zone_names

Zones = Mapping[str, timezone]
"""Zones that a calendar defines itself and that always have one offset, by TZID."""

_OFFSET: Final = re.compile(r"([+-])([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d)?", re.ASCII)
_DAY: Final = timedelta(days=1)


def fixed_zones(parts: Iterable[Component]) -> Zones:
    """Return the zones that a calendar defines with one and the same offset for ever (RFC 5545, section 3.6.5).

    One that changes its offset is left to its name: what a calendar says of its changes is often only this year's.
    """
    known, names, offsets = list(parts), dict[int, str](), dict[int, set[str]]()
    for index, part in enumerate(known):
        if part.name == "VTIMEZONE":
            names[index] = part.text("TZID")
        elif part.inside in names:
            offsets.setdefault(part.inside, set()).add(part.text("TZOFFSETTO"))
    fixed = {names[index]: _offset(*found) for index, found in offsets.items() if len(found) == 1}
    return {name: offset for name, offset in fixed.items() if name and offset}


def _offset(text: str) -> timezone | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


def read_time(line: Line, zones: Zones) -> Stamp | None:
    """Read the time of a property, or return None where there is none that a clock could show.

    A time without Z keeps the name of its TZID; of a path (`/example.org/Europe/Paris`) what tz knows. Zones that
    *zones* has and tz hasn't are resolved.
    """
    from icalendar import vDDDTypes

    written, name = line.value.strip(), _zone_name(line.params.get("TZID", ""))
    try:
        found = vDDDTypes.from_ical(written)  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return read_stamp(written)
    if not isinstance(found, date):
        return None
    if found.year not in YEARS:
        return None
    if not isinstance(found, datetime):
        told = message("no time of day stands there: read as 00:00")
        return Stamp(datetime.combine(found, time.min), written, name, told)
    if found.tzinfo:
        return Stamp(found.replace(tzinfo=UTC), written)
    if name in zones and name not in zone_names():
        return Stamp(found.replace(tzinfo=zones[name]), written)
    return Stamp(found, written, name)


def is_day(line: Line) -> bool:
    """Tell whether a property holds a date without a time of day."""
    return re.fullmatch(r"\d{8}", line.value.strip(), re.ASCII) is not None


def _zone_name(tzid: str) -> str:
    """Return the name of a zone; of a path (section 3.8.3.1) its end that tz knows, which has three parts at most."""
    name = tzid.strip()
    parts = name.strip("/").rsplit("/", 3)[-3:] if name.startswith("/") else []
    tails = ("/".join(parts[begin:]) for begin in range(len(parts)))
    return next((tail for tail in tails if tail in zone_names()), name)


def end_by_duration(start: Stamp, line: Line) -> Stamp | None:
    """Return the end that a DURATION sets: days as the calendar has them, hours as they pass (section 3.3.6).

    None where it can't be read. Where a naive start has a zone that isn't known, hours are counted by the wall clock.
    """
    from icalendar import vDuration

    written = f"{start.written} + {line.value.strip()}"
    try:
        lasts = vDuration.from_ical(line.value.strip())  # type: ignore[no-untyped-call]
        day = start.at + timedelta(days=lasts.days)
        hours = lasts - timedelta(days=lasts.days)
        if hours and day.tzinfo is None and start.zone in zone_names():
            local = zone(start.zone)
            after = (day.replace(tzinfo=local).astimezone(UTC) + hours).astimezone(local).replace(tzinfo=None)
            return Stamp(after, written, start.zone)
        end = day + hours
    except (ValueError, OverflowError):
        return None
    told = (
        message("hours were counted by the wall clock, as the zone isn't known") if hours and not day.tzinfo else None
    )
    return Stamp(end, written, start.zone, told) if end.year in YEARS else None


def next_day(start: Stamp) -> Stamp:
    """Return the end of an event of one day that names no end (RFC 5545, section 3.6.1)."""
    return replace(start, at=start.at + _DAY)
