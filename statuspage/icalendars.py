r"""iCalendar files as bytes: an event's own calendar, and every other one made of the same entries (RFC 5545).

icalendar writes the properties. What is ours: its lines are folded at once and not character by character, which takes
half of the time of a calendar, and a typed `\N` stays what it is, which the library takes for a line break.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from statuspage.plan import Site
from statuspage.problems import CONTROL_CHARACTER
from statuspage.state import EventState, ended
from statuspage.view import folder

if TYPE_CHECKING:
    from icalendar import Calendar, Component, vText

PRODUCT: Final = "-//statuspage//markdown-statuspage//EN"
KEPT: Final = timedelta(days=366)
"""How long before `as_of` what is over still stands in a calendar: twelve months."""

WIDTH: Final = 74
"""Octets of a line without the blank that begins a folded one."""

_BREAK: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
"""All that readers may take for the end of a line, besides the one that is escaped."""
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def own_path(site: Site, lang: str, state: EventState) -> str:
    """Return the path of an event's own calendar in a language."""
    return f"{folder(site, lang)}events/{state.event.id}.ics"


def end(state: EventState) -> datetime | None:
    """Return when an event ends in UTC, really or as planned; None while nobody said either."""
    return state.actual_end or state.window.end


def _last(state: EventState) -> datetime:
    """Return up to when something that is over concerned anybody: work without an end, until it was called off."""
    return end(state) or max(state.window.start, ended(state) or state.window.start)


def uid(event_id: str, site: Site) -> str:
    """Return what calendars know an event by for ever (RFC 5545, section 3.8.4.7)."""
    return f"{quote(event_id)}@{site.config.authority}"


def listed(states: Iterable[EventState], as_of: datetime | None) -> list[EventState]:
    """Return the events that a calendar lists, the first start first.

    They are those that aren't over, and those that ended in the twelve months before *as_of*. Where there are none the
    last one stays: a calendar needs an entry (RFC 5545, section 3.6), and some clients keep all they had when none is
    left.
    """
    ordered = sorted(states, key=lambda state: (state.window.start, state.event.id))
    kept = [state for state in ordered if not (state.over and as_of and _last(state) < as_of - KEPT)]
    return kept or ordered[-1:]


def new_calendar() -> "Calendar":
    """Return a calendar with what each must have, and no METHOD."""
    from icalendar import Calendar

    cal = Calendar()
    cal.add("PRODID", PRODUCT)
    cal.add("VERSION", "2.0")
    cal.add("CALSCALE", "GREGORIAN")
    return cal


def text(value: str) -> "vText":
    """Return a value of type TEXT that clients show as it was typed (RFC 5545, section 3.3.11)."""
    return _text_type()(CONTROL_CHARACTER.sub("\ufffd", _BREAK.sub("\n", value)))


@cache
def _text_type() -> "type[vText]":
    from icalendar import vText

    class Text(vText):
        def to_ical(self) -> bytes:
            return self.translate(_ESCAPED).encode()

    return Text


def alone(entry: "Component") -> bytes:
    """Write a calendar of one entry; it has no name, by which clients would add a calendar."""
    before, after = _bare()
    return before + _folded(entry) + after


def joined(cal: "Calendar", entries: Iterable[bytes]) -> bytes:
    """Write a calendar of entries that are written already."""
    before, after = _frame(cal)
    return b"".join((before, *entries, after))


def entry_in(data: bytes) -> bytes:
    """Return the entry of a calendar that `alone` wrote."""
    before, after = _bare()
    return data[len(before) : -len(after)]


def inserted(entry: bytes, before: str, lines: bytes) -> bytes:
    """Put lines into an entry, before the one that begins so; no text can look like the beginning of a line."""
    head, begin, tail = entry.partition(f"\r\n{before}".encode())
    return head + b"\r\n" + lines + begin[2:] + tail


def parts(items: Sequence["Component"]) -> bytes:
    """Write components, as alarms, that stand inside of an entry."""
    return b"".join(_folded(item) for item in items)


def properties(item: "Component") -> bytes:
    """Write the properties of a component alone, in the library's order."""
    return b"".join(fold(line) for line in item.content_lines()[1:-2])


@cache
def _bare() -> tuple[bytes, bytes]:
    return _frame(new_calendar())


def _frame(cal: "Calendar") -> tuple[bytes, bytes]:
    """Return a calendar's lines before its entries, and the one after them."""
    after = b"END:VCALENDAR\r\n"
    return _folded(cal).removesuffix(after), after


def _folded(part: "Component") -> bytes:
    return b"".join(fold(line) for line in part.content_lines() if line)


def fold(line: str) -> bytes:
    """Break a line into lines of at most 75 octets, between characters (RFC 5545, section 3.1), as the library does.

    An escaping backslash, or caret (RFC 6868), stays with what it escapes: some clients read line by line.
    """
    data, folded, begin = line.encode(), [], 0
    while len(data) - begin > WIDTH:
        stop = begin + WIDTH
        while data[stop] & 0xC0 == 0x80:  # in the middle of a character
            stop -= 1
        stop -= data[stop - 1] in b"\\^"
        folded.append(data[begin:stop])
        begin = stop
    folded.append(data[begin:])
    return b"\r\n ".join(folded) + b"\r\n"
