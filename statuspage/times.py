"""Instants and durations: what people write, what a zone makes of it, how programs are told.

Every instant in the program is an aware datetime in UTC: arithmetic and comparison of two datetimes that share a
zone would follow the wall clock and be wrong around the end of summer time (PEP 495).
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.messages import Message, message

EXAMPLE: Final = "2026-11-28 23:00"
YEARS: Final = range(1990, 2200)
UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an instant of which nobody said when, where a format asks for one; everything said is later."""

MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T]+(\d{2}:\d{2}(?::\d{2})?)[ ]*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?", re.ASCII
)
# So few digits that no moment goes beyond the calendar when a duration is added to it.
DURATION: Final = re.compile(r"(?:(\d{1,5})d)? ?(?:(\d{1,5})h)? ?(?:(\d{1,5})m)?", re.ASCII)
CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
CLOCK_RANGE: Final = re.compile(rf"{CLOCK.pattern}\s*-\s*{CLOCK.pattern}", re.ASCII)
"""What people may write, as it is read once the blanks around it are gone."""


class TimeError(ValueError):
    """What was written is no time; `hint` says what to write instead."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message)
        self.hint = hint


@cache
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone *name* from the pinned tzdata package, so that every machine has the same rules.

    Raises KeyError for a name that isn't a zone.
    """
    if name not in zone_names():
        raise KeyError(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all IANA zones that tzdata lists."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


def parse_moment(text: str, local: ZoneInfo) -> datetime:
    """Read `2026-11-28 23:00` in the zone *local*, or with an offset of its own, as an instant in UTC.

    Raises TimeError for anything else, and for local times that don't exist or exist twice.
    """
    written = parse_written(text)
    return written.astimezone(UTC) if written.tzinfo else in_zone(written, local)


def parse_written(text: str) -> datetime:
    """Read `2026-11-28 23:00` as it stands: aware if an offset was written, else naive. Raises TimeError."""
    match = MOMENT.fullmatch(text)
    if match is None:
        raise TimeError(message("'{text}' is not a time", text=text), _closest_moment(text))
    day, clock, offset = match.groups()
    try:
        if clock >= "24":  # Python 3.14 reads 24:00 as the next midnight
            raise ValueError
        written = datetime.fromisoformat(f"{day}T{clock}{offset or ''}")
    except ValueError:
        hint = message(
            "write it as {example}; hours go from 00 to 23, and midnight begins the next day at 00:00", example=EXAMPLE
        )
        raise TimeError(message("'{text}' is not a time: no such day or hour", text=text), hint) from None
    if written.year not in YEARS:
        told = message("'{text}' is in the year {year}", text=text, year=written.year)
        raise TimeError(told, message("is the year right?"))
    return written


def in_zone(naive: datetime, local: ZoneInfo) -> datetime:
    """Return the instant at which clocks in the zone *local* show *naive*.

    Raises TimeError where they never show it (a gap) or show it twice (a fold), see PEP 495.
    """
    first = naive.replace(tzinfo=local, fold=0)
    second = naive.replace(tzinfo=local, fold=1)
    shown = f"{naive:%Y-%m-%d %H:%M}"
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(local).replace(tzinfo=None) != naive:
        later = f"{first.astimezone(UTC).astimezone(local):%Y-%m-%d %H:%M}"
        hint = message("the clocks go forward there; perhaps {later}", later=later)
        raise TimeError(message("'{time}' doesn't exist in {zone}", time=shown, zone=local.key), hint)
    hint = message("say which: {one} or {other}", one=_with_offset(first), other=_with_offset(second))
    raise TimeError(message("'{time}' exists twice in {zone}", time=shown, zone=local.key), hint)


def parse_duration(text: str) -> timedelta:
    """Read `30m`, `24h`, `3d` or `1h30m` as a duration above zero; raises TimeError."""
    match = DURATION.fullmatch(text)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    duration = timedelta(days=days, hours=hours, minutes=minutes)
    if not duration:
        hint = message("write it as 30m, 24h, 3d or 1h30m")
        raise TimeError(message("'{text}' is not a duration", text=text), hint)
    return duration


def parse_clock(text: str) -> timedelta:
    """Read `23:00` as the time since midnight; raises TimeError."""
    match = CLOCK.fullmatch(text)
    if match is None:
        raise TimeError(message("'{text}' is not a time of day", text=text), message("write it as 23:00"))
    return timedelta(hours=int(match[1]), minutes=int(match[2]))


def rfc3339(instant: datetime | None, local: ZoneInfo) -> str | None:
    """Write an instant for programs, with the zone's offset (RFC 3339); None stays None."""
    return None if instant is None else instant.astimezone(local).isoformat(timespec="seconds")


def stamp(instant: datetime) -> str:
    """Write an instant in UTC as ids and fragments of addresses hold it (ISO 8601, basic format)."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _closest_moment(text: str) -> Message:
    """Say what the writer may have meant: full-width characters, slashes and 年月日时分 are common slips."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(r" ?([年月日时点分]) ?", r"\1", plain)
    plain = re.sub(r"[年月/.‐–—−](?=\d)", "-", plain, count=2).replace("日", " ").rstrip()
    plain = re.sub(r"(\d)[时点](\d+)分?", r"\1:\2", plain)
    plain = re.sub(r"(?<!\d)(\d)(?=[-: ]|$)", r"0\1", plain)
    if not MOMENT.fullmatch(plain):
        return _what_is_missing(plain)
    try:
        parse_written(plain)
    except TimeError as error:
        return error.hint
    if plain == text.replace("\u00a0", " ").replace("\u3000", " "):
        return message("it holds a special blank; type an ordinary one between date and time")
    return message("did you mean '{word}'?", word=plain)


def _what_is_missing(plain: str) -> Message:
    if CLOCK.fullmatch(plain):
        return message("write the date too: {example}", example=f"{EXAMPLE[:10]} {plain}")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        return message("write the time of day too: {example}", example=f"{plain} 23:00")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}.*(?:UTC|GMT|[+-]\d{1,2}\)?)", plain):
        return message("write the offset as +08:00, for example {example}", example=f"{EXAMPLE} +08:00")
    return message("write it as {example}", example=EXAMPLE)


def _with_offset(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {moment.isoformat()[-6:]}"
