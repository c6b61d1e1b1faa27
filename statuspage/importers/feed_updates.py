"""The updates in an entry of a Statuspage's feed: paragraphs that begin with a day, a time and a state, without a year.

The entry's own date has the year: an update that shows the same day and time has it by this, and any other the year in
which it comes last before that date, which is told as assumed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from html import unescape
from itertools import zip_longest
from typing import Final

from statuspage.importers.history import Stamp
from statuspage.importers.hypertext import to_markdown
from statuspage.messages import message

_HEAD: Final = re.compile(
    r"<p\b[^>]{0,99}>\s*<small\b[^>]{0,99}>(?P<when>.{0,300}?)</small>\s*(?:<br\b[^>]{0,9}>\s*)?"
    r"<strong\b[^>]{0,99}>(?P<label>.{0,99}?)</strong>(?:\s*[-–—])?",
    re.DOTALL | re.IGNORECASE,
)
_WINDOW: Final = re.compile(r"<strong>\s*THIS IS A SCHEDULED EVENT\s(?P<window>.{0,300}?)</strong>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]{0,99}>")

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = r"(?P<month>[A-Z][a-z]{2,8})\.? ?(?P<day>\d{1,2})(?: ?, ?(?P<year>\d{4}))?"
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"
_ZONE: Final = r"(?P<zone>[A-Z][A-Za-z]{0,5}|[+-]\d{2}(?::?\d{2})?)"
_WHEN: Final = re.compile(rf"{_DAY} ?[,-]? ?{_CLOCK}(?: {_ZONE})?")
_SPAN: Final = re.compile(rf"(?P<start>{_DAY} ?,? ?{_CLOCK}) ?- ?(?P<end>.{{5,40}}?)(?P<in> {_ZONE})?")

LEEWAY: Final = timedelta(days=31)
"""How much later than its entry's date an update may be, where the two never meet: work to come bears its start."""
_NEARLY: Final = timedelta(days=1)
_YEARS_BACK: Final = 8  # until there is a 29 February


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of some year and a time of day, `zone` as it is written; `year` where it stands there."""

    written: str
    month: int
    day: int
    hour: int
    minute: int
    zone: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One update: `at` is None where its time can't be read, `text` is Markdown, `html` what was read."""

    at: Moment | None
    label: str
    text: str
    html: str


def paragraphs(html: str) -> Iterator[Paragraph]:
    """Yield the updates in the text of an entry, in its order; none, if it is no entry of a Statuspage."""
    heads = [*_HEAD.finditer(html)]
    for head, following in zip_longest(heads, heads[1:]):
        end = following.start() if following else len(html)
        text = to_markdown(f"<p>{html[head.end() : end]}")
        yield Paragraph(_moment(_plain(head["when"])), _plain(head["label"]), text, html[head.start() : end])


def window(html: str) -> tuple[Moment, Moment] | None:
    """Return start and end of work to come, which stand above its updates."""
    found = _WINDOW.search(html)
    span = _SPAN.fullmatch(_plain(found["window"])) if found else None
    if span is None:
        return None
    zone = span["in"] or ""
    start = _moment(span["start"] + zone)
    end = _moment(span["end"] + zone) or _moment(f"{span['month']} {span['day']}, {span['end']}{zone}")
    return (start, end) if start and end else None


def offsets(shown: Iterable[tuple[Stamp, Sequence[Moment]]]) -> dict[str, tzinfo]:
    """Return what the abbreviations of zones stand for, where an entry's date shows the day and time of an update."""
    found: dict[str, set[timedelta]] = {}
    for stamp, moments in shown:
        for moment in moments:
            offset = stamp.at.utcoffset()
            if offset is not None and moment.zone and _meet(stamp.at, moment):
                found.setdefault(moment.zone, set()).add(offset)
    return {zone: timezone(each.pop()) for zone, each in found.items() if len(each) == 1}


def dated(moments: Sequence[Moment], stamps: Sequence[Stamp], zones: Mapping[str, tzinfo]) -> list[Stamp | None]:
    """Return the moments as times, by the dates of their entry; None for one whose year can't be told."""
    dates = [stamp.at if stamp.at.tzinfo else stamp.at.replace(tzinfo=UTC) for stamp in stamps]
    met = any(_meet(date, moment) for date in dates for moment in moments)
    last = max(dates) + (_NEARLY if met else LEEWAY) if dates else None
    return [_dated(moment, dates, last, zones) for moment in moments]


def _dated(
    moment: Moment, dates: Sequence[datetime], last: datetime | None, zones: Mapping[str, tzinfo]
) -> Stamp | None:
    zone = _zone(moment.zone, zones)
    same = next((date.year for date in dates if _meet(date, moment)), None)
    if year := moment.year or same:
        at = _at(moment, year, zone)
        return Stamp(at, moment.written, "" if zone else moment.zone) if at else None
    if last is None:
        return None
    for year in range(last.year, last.year - _YEARS_BACK, -1):
        at = _at(moment, year, zone)
        if at and (at if at.tzinfo else at.replace(tzinfo=last.tzinfo)) <= last:
            told = message("no year stands there: read as {year}, by the date of the entry", year=str(year))
            return Stamp(at, moment.written, "" if zone else moment.zone, told)
    return None


def _meet(date: datetime, moment: Moment) -> bool:
    """Tell whether a date shows the day and time of an update, on its own clock."""
    shown = date.astimezone(UTC) if moment.zone in _UTC and date.tzinfo else date
    return (shown.month, shown.day, shown.hour, shown.minute) == (moment.month, moment.day, moment.hour, moment.minute)


_UTC: Final = frozenset({"UTC", "GMT", "Z"})


def _zone(written: str, zones: Mapping[str, tzinfo]) -> tzinfo | None:
    if written in _UTC:
        return UTC
    if written[:1] in ("+", "-"):
        digits = written[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if written[0] == "-" else offset) if offset < timedelta(hours=24) else None
    return zones.get(written)


def _at(moment: Moment, year: int, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime(year, moment.month, moment.day, moment.hour, moment.minute, tzinfo=zone)
    except ValueError:
        return None


def _moment(written: str) -> Moment | None:
    match = _WHEN.fullmatch(written)
    if match is None or match["month"][:3].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    clock = int(match["day"]), int(match["hour"]), int(match["minute"])
    return Moment(written, month, *clock, match["zone"] or "", int(match["year"]) if match["year"] else None)


def _plain(html: str) -> str:
    """Return a piece of HTML as one line of text, each tag a blank, none before a comma."""
    return " ".join(unescape(_TAG.sub(" ", html)).split()).replace(" ,", ",")
