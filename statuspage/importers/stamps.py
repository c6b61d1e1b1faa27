"""Times as other systems and people wrote them, read as far as they say something, never further."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from statuspage.importers.history import Stamp
from statuspage.messages import Message, message
from statuspage.times import YEARS

_DAY: Final = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_CLOCK: Final = r"(?P<hour>\d{1,3}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_OFFSET: Final = (
    r"(?P<utc>Z|z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?(?: +(?:[A-Z]{3,4}|\+\d{4}))?"
)
_ZONE: Final = r"(?P<zone>[A-Z][A-Za-z_]+/[A-Za-z_/]+|[A-Z]{2,5})"
_STAMP: Final = re.compile(
    rf"{_DAY}(?:(?:[Tt]| +|,? +at +){_CLOCK} *(?P<half>[AaPp]\.?[Mm]\.?)?)? *(?:{_OFFSET}|{_ZONE})?", re.ASCII
)
_NOON: Final = 12


def read_stamp(written: str) -> Stamp | None:
    """Read a time, or return None where there is none that a clock could show.

    ISO 8601 and what is met beside it: a blank for the T, one or three digits of the hour, `AM` and `PM`, offsets as
    `+08:00`, `+0800`, `+08` or a zone's name. `-00:00` is UTC (RFC 3339, section 4.3). Fractions of seconds go.
    """
    match = _STAMP.fullmatch(" ".join(written.split()))
    if match is None:
        return None
    part = match.groupdict()
    hour, assumed = _hour(part["hour"], part["half"])
    try:
        clock = (hour, int(part["minute"] or 0), int(part["second"] or 0))
        at = datetime(int(part["year"]), int(part["month"]), int(part["day"]), *clock, tzinfo=_offset(part))
    except ValueError:
        return None
    if at.year not in YEARS:
        return None
    return Stamp(at, written.strip(), part["zone"] or "", assumed)


def _hour(digits: str | None, half: str | None) -> tuple[int, Message | None]:
    """Return the hour of the day; a date alone begins at midnight, which is told."""
    if digits is None:
        return 0, message("no time of day stands there: read as 00:00")
    hour, word = int(digits), (half or "").lower().replace(".", "")
    told = message("the hour is written with three digits") if len(digits) > len("23") else None
    if not word:
        return hour, told
    if hour > _NOON:
        return hour, message("'{half}' stands beside an hour of 24: read without it", half=half)
    return hour % _NOON + (_NOON if word == "pm" else 0), told


def _offset(part: dict[str, str | None]) -> timezone | None:
    if part["utc"]:
        return UTC
    if not part["sign"]:
        return None
    offset = timedelta(hours=int(part["hours"] or 0), minutes=int(part["minutes"] or 0))
    return timezone(-offset if part["sign"] == "-" else offset)
