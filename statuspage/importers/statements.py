"""One VEVENT as a statement about a maintenance: whose it is, when it was made, what it says.

The words are those of RFC 5545 and of the draft NANOG BCOP "A machine parseable standard for formatting maintenance
notifications" (X-MAINTNOTE).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from statuspage.icalendars import PRODUCT
from statuspage.importers.as_typed import as_typed
from statuspage.importers.calendar_times import Zones, end_by_duration, fixed_zones, is_day, next_day, read_time
from statuspage.importers.content_lines import CALENDAR, EVENT, Component, Line
from statuspage.importers.history import Loss, Sort, Stamp
from statuspage.messages import message

NOTE: Final = "X-MAINTNOTE-"
CANCELLED: Final = "CANCELLED"
COMPLETED: Final = "COMPLETED"
TENTATIVE: Final = "TENTATIVE"
UNCHANGED: Final = "NO-CHANGE"

_DIGITS: Final = re.compile(r"\d{1,10}", re.ASCII)  # an integer of 32 bits (RFC 5545, section 3.3.8)
_PHASE: Final = re.compile(r"\[[^\]]*\] ")
_SUFFIX: Final = re.compile(r"\.[A-Za-z]+$")

_LEFT: Final = ("LOCATION", "CATEGORIES", "URL", "ATTACH", "CONFERENCE")
_REPEATS: Final = ("RRULE", "RDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one VEVENT says. `group` tells whose it is, `key` is what an id is made of.

    `at` is when it was said, `created` when its maintenance was first; `word` the status in capitals, empty without
    one; `impact` the word for the whole, `objects` each with a word of its own or an empty one. `own`: written by this
    program, whose DTEND of what is completed is when that was said. `excluded`: its only time is taken out again.
    """

    source: str
    line: int | None
    group: tuple[str, ...]
    key: str
    recurrence: str
    sequence: int
    at: Stamp | None
    created: Stamp | None
    title: str
    text: str
    word: str
    impact: str
    objects: tuple[tuple[str, str], ...]
    start: Stamp | None
    end: Stamp | None
    own: bool
    original: str
    excluded: bool
    losses: tuple[Loss, ...]


def statements(source: str, parts: Sequence[Component], before: int = 0) -> Iterator[Statement]:
    """Yield what each VEVENT of a file says, each in the light of the calendar around it.

    *before* is how many of the same source came already; one without an identifier is known by its place.
    """
    zones = fixed_zones(parts)
    bare = Component(CALENDAR, 1, None)
    number = before
    for part in parts:
        if part.name == EVENT:
            number += 1
            outer = bare if part.inside is None else parts[part.inside]
            yield _statement(source, number, part, outer, zones)


def _statement(source: str, number: int, part: Component, calendar: Component, zones: Zones) -> Statement:
    losses: list[Loss] = []
    own = calendar.text("PRODID") == PRODUCT
    start, end = _window(source, part, zones, losses)
    group, key = _identity(source, number, part, own, losses)
    changed, stamped, created = (
        _time(source, part, name, zones, losses) for name in ("LAST-MODIFIED", "DTSTAMP", "CREATED")
    )
    word = _word(source, part, calendar, own, losses)
    losses += _left(source, part, own)
    sequence = _DIGITS.fullmatch(part.text("SEQUENCE"))
    title = part.text("SUMMARY")
    return Statement(
        source=source,
        line=part.number,
        group=group,
        key=key,
        recurrence=part.text("RECURRENCE-ID"),
        sequence=int(sequence[0]) if sequence else 0,
        at=end if own and word == COMPLETED else changed or stamped,
        created=created,
        title=_PHASE.sub("", title, count=1) if own else title,
        text=as_typed(part.text("DESCRIPTION")),
        word=word,
        impact=part.text(f"{NOTE}IMPACT"),
        objects=_objects(part),
        start=start,
        end=end,
        own=own,
        original=part.original,
        excluded=_excluded(part),
        losses=tuple(losses),
    )


def _identity(source: str, number: int, part: Component, own: bool, losses: list[Loss]) -> tuple[tuple[str, ...], str]:
    """Return whose a statement is, and the words that its id is made of.

    A MAINTENANCE-ID is unique for its PROVIDER, and its UID may be shared by others; else the UID decides (RFC 5545,
    section 3.8.4.7). Of several MAINTENANCE-IDs the one that is PRIMARY counts.
    """
    uid, provider = part.text("UID"), part.text(f"{NOTE}PROVIDER")
    ids = part.all(f"{NOTE}MAINTENANCE-ID")
    primary = [line for line in ids if line.params.get(f"{NOTE}PRECEDENCE", "").upper() == "PRIMARY"]
    maintenance = (primary or ids)[0].text if ids else ""
    if own and uid:
        return ("own", uid), unquote(uid.rpartition("@")[0]) or uid
    if provider and maintenance:
        return ("note", provider, maintenance), f"{provider} {maintenance}"
    if uid:
        return ("uid", uid), uid
    told = message("no UID stands there: taken for an event of its own, known by its place in the file")
    losses.append(Loss(source, Sort.ASSUMED, told, line=part.number))
    return ("place", source, str(number)), f"{_SUFFIX.sub('', source)}-{number}"


def _window(source: str, part: Component, zones: Zones, losses: list[Loss]) -> tuple[Stamp | None, Stamp | None]:
    """Return the start, and the end by DTEND, DURATION or, for a whole day without both, the next day."""
    start = _time(source, part, "DTSTART", zones, losses)
    if part.first("DTEND"):
        return start, _time(source, part, "DTEND", zones, losses)
    first, lasts = part.first("DTSTART"), part.first("DURATION")
    if start is None or first is None:
        return start, None
    if lasts is None:
        return start, next_day(start) if is_day(first) else None
    end = end_by_duration(start, lasts)
    if end is None:
        told = message("DURATION '{text}' can't be read", text=lasts.value.strip())
        losses.append(Loss(source, Sort.LOST, told, lasts.value, lasts.number))
    return start, end


def _time(source: str, part: Component, name: str, zones: Zones, losses: list[Loss]) -> Stamp | None:
    line = part.first(name)
    if line is None:
        return None
    stamp = read_time(line, zones)
    if stamp is None:
        told = message("{name} '{text}' is no time", name=name, text=line.value.strip())
        losses.append(Loss(source, Sort.LOST, told, line.value, line.number))
    return stamp


def _word(source: str, part: Component, calendar: Component, own: bool, losses: list[Loss]) -> str:
    """Return the status: as X-MAINTNOTE has it, else cancelled by METHOD, else as iCalendar has it.

    This program writes CONFIRMED of whatever isn't cancelled, which says nothing.
    """
    noted, status = part.text(f"{NOTE}STATUS").upper(), part.text("STATUS").upper()
    status = "" if own and status != CANCELLED else status
    if calendar.text("METHOD").upper() == "CANCEL":
        status = CANCELLED
    if noted and status == CANCELLED != noted:
        told = message(
            "the calendar says that it is cancelled, and X-MAINTNOTE-STATUS '{word}': that counts", word=noted
        )
        losses.append(Loss(source, Sort.ASSUMED, told, line=part.number))
    word = noted or status
    return "" if word == UNCHANGED else word


def _objects(part: Component) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for line in part.all(f"{NOTE}OBJECT-ID"):
        if line.text:
            found[line.text] = found.get(line.text) or line.params.get(f"{NOTE}OBJECT-IMPACT", "").strip()
    return tuple(found.items())


def _excluded(part: Component) -> bool:
    """Tell whether the first time of what repeats is taken out again (RFC 5545, section 3.8.5.1)."""
    start = part.text("DTSTART")
    return any(start == value.strip() for line in part.all("EXDATE") for value in line.value.split(","))


def _left(source: str, part: Component, own: bool) -> Iterator[Loss]:
    """Yield what readers of the calendar see and readers here don't."""
    lines = [line for line in part.lines if line.name in _LEFT and line.value.strip()]
    if lines and not own:
        told = message("not brought over: {names}", names=sorted({line.name for line in lines}))
        yield Loss(source, Sort.LOST, told, _written(lines), part.number)
    repeats = [line for line in part.lines if line.name in _REPEATS]
    if repeats:
        told = message("it repeats: only its first time is brought over")
        yield Loss(source, Sort.LOST, told, _written(repeats), repeats[0].number)
    later = [line for line in part.all("RECURRENCE-ID") if "RANGE" in line.params]
    if later:
        told = message("it changes all later times as well: only this one is brought over")
        yield Loss(source, Sort.LOST, told, _written(later), later[0].number)


def _written(lines: Sequence[Line]) -> str:
    return "\n".join(f"{line.name}:{line.value}" for line in lines)
