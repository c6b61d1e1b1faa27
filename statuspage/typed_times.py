"""Times as people type them at a terminal, what was understood of them, and how a file holds them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as TimeOfDay
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.messages import Message, message
from statuspage.times import TimeError, in_zone, parse_duration, parse_moment

CAN_BE_TYPED: Final = message(
    "type it as 23:00, tomorrow 23:00, Sat 23:00, 11-28 23:00, 2026-11-28 23:00, +1h30m or now (明天 23:00, 周六 23:00)"
)
JUST_NOW: Final = timedelta(hours=6)
WEEKDAYS: Final = (
    *(message("Mon"), message("Tue"), message("Wed"), message("Thu"), message("Fri")),
    *(message("Sat"), message("Sun")),
)

_NOW: Final = {"now", "现在", "此刻"}
_DAYS: Final = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "昨天": -1, "yesterday": -1, "前天": -2}
_ENGLISH: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE: Final = re.compile("(下个?)?(?:周|星期|礼拜)([一二三四五六日天])")
_DAY_OF_YEAR: Final = re.compile(r"(\d{1,2})(?:[-/](\d{1,2})|月(\d{1,2})[日号])", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?|[点时](?:(\d{1,2})分?)?)$", re.ASCII)
_DISTANCE: Final = re.compile(r"([+-]) ?(\d.*)")
_UNITS: Final = (("天", "d"), ("小时", "h"), ("时", "h"), ("分钟", "m"), ("分", "m"), (" ", ""))
_MOST_OF_A_UNIT: Final = 99_999  # so many digits has a number in a duration, at most
_YEARS: Final = range(-8, 9)  # 29 February comes again within eight years

Pick = Callable[[Iterable[datetime], datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class Sense:
    """How a time is meant that says less than date and hour.

    `now` is what "now" and "tomorrow" go by; clock times, weekdays and durations count from `origin`, and `pick`
    chooses among the instants at which such a clock time comes.
    """

    now: datetime
    origin: datetime
    pick: Pick


def ahead(now: datetime, after: datetime | None = None) -> Sense:
    """Mean the first such time after an instant, the present one without it: what is planned."""
    return Sense(now, after or now, _first_after)


def past(now: datetime) -> Sense:
    """Mean the last such time that isn't after the present: what has happened."""
    return Sense(now, now, _last_until)


def near(now: datetime) -> Sense:
    """Mean such a time within the last six hours, or else the next one: what has just begun, or is about to."""
    return Sense(now, now, _just_begun_or_next)


def _first_after(found: Iterable[datetime], origin: datetime) -> datetime | None:
    return min((instant for instant in found if instant > origin), default=None)


def _last_until(found: Iterable[datetime], origin: datetime) -> datetime | None:
    return max((instant for instant in found if instant <= origin), default=None)


def _just_begun_or_next(found: Iterable[datetime], origin: datetime) -> datetime | None:
    instants = list(found)
    gone = _last_until(instants, origin)
    return gone if gone and origin - gone <= JUST_NOW else _first_after(instants, origin)


def typed_time(text: str, sense: Sense, local: ZoneInfo) -> datetime:
    """Read a time as people type it, in the zone *local*, as an instant in UTC.

    Raises TimeError for what can't be understood, and for local times that don't exist or exist twice.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    word = plain.lower()
    if word in _NOW:
        return sense.now
    if distance := _DISTANCE.fullmatch(word):
        return _at_distance(text, distance[1], distance[2], sense.origin)
    if re.match(r"\d{4}\D", word):
        return parse_moment(plain, local)
    clock = _CLOCK.search(word)
    days = _dates(word[: clock.start()].strip(), sense, local) if clock else None
    if clock is None or days is None:
        raise TimeError(message("'{text}' is not a time", text=text), _what_is_missing(word))
    hour = _time_of_day(clock, text)
    return _chosen([datetime.combine(day, hour) for day in days], sense, text, local)


def _at_distance(text: str, sign: str, length: str, origin: datetime) -> datetime:
    """Return the whole minute at a distance, which never is the origin itself."""
    for unit, letter in _UNITS:
        length = length.replace(unit, letter)
    try:
        duration = parse_duration(length)
    except TimeError:
        hint = message("write it as +30m, +2h, +1h30m or +1d; with - in front it lies in the past")
        raise TimeError(message("'{text}' is no distance in time", text=text), hint) from None
    at = origin + duration if sign == "+" else origin - duration
    return at.replace(second=0, microsecond=0)


def _what_is_missing(word: str) -> Message:
    if word in _DAYS or _weekday(word) is not None or _DAY_OF_YEAR.fullmatch(word):
        return message("write the time of day too: {day} 23:00", day=word)
    if re.fullmatch(r"(?:\d+[dhm])+", word):
        return message("did you mean '+{duration}', that long from then?", duration=word)
    return CAN_BE_TYPED


def _dates(word: str, sense: Sense, local: ZoneInfo) -> list[date] | None:
    """Return the days that a word may mean, or None if it is no such word."""
    today, origin = sense.now.astimezone(local).date(), sense.origin.astimezone(local).date()
    if not word:
        return [origin + timedelta(days=days) for days in (-1, 0, 1)]
    if word in _DAYS:
        return [today + timedelta(days=_DAYS[word])]
    if (weekday := _weekday(word)) is not None:
        if word.startswith("下"):
            return [today + timedelta(days=7 - today.weekday() + weekday)]
        return [origin + timedelta(days=weekday - origin.weekday() + days) for days in (-7, 0, 7)]
    if match := _DAY_OF_YEAR.fullmatch(word):
        return list(_days_of_year(origin.year, int(match[1]), int(match[2] or match[3])))
    return None


def _weekday(word: str) -> int | None:
    """Return the number of a weekday, Monday 0, or None if the word names none."""
    if match := _CHINESE.fullmatch(word):
        return min("一二三四五六日天".index(match[2]), 6)
    bare = word.removesuffix(".")
    if len(bare) >= 3:
        return next((number for number, name in enumerate(_ENGLISH) if name.startswith(bare)), None)
    return None


def _days_of_year(year: int, month: int, day: int) -> Iterator[date]:
    for other in _YEARS:
        try:
            yield date(year + other, month, day)
        except ValueError:
            continue


def _time_of_day(clock: re.Match[str], text: str) -> TimeOfDay:
    try:
        return TimeOfDay(int(clock[1]), int(clock[2] or clock[4] or 0), int(clock[3] or 0))
    except ValueError:
        hint = message("hours go from 00 to 23, and midnight begins the next day at 00:00")
        raise TimeError(message("'{text}' is not a time: no such hour", text=text), hint) from None


def _chosen(found: list[datetime], sense: Sense, text: str, local: ZoneInfo) -> datetime:
    """Choose among local times by the instants at which clocks show them, each of which may come twice."""
    instants = {naive.replace(tzinfo=local, fold=fold).astimezone(UTC): naive for naive in found for fold in (1, 0)}
    at = next(iter(instants)) if len(found) == 1 else sense.pick(instants, sense.origin)
    if at is None:
        raise TimeError(message("'{text}' is not a time: no such day", text=text), CAN_BE_TYPED)
    return in_zone(instants[at], local)


def written(instant: datetime, local: ZoneInfo) -> str:
    """Write an instant as a content file holds it: in the zone *local*, with an offset where that comes twice."""
    shown = instant.astimezone(local)
    text = f"{shown:%Y-%m-%d} {clock_of(shown)}"
    return f"{text} {offset_of(shown)}" if comes_twice(shown) else text


def written_duration(duration: timedelta) -> str:
    """Write a duration of whole minutes above zero as a content file holds it, as 1d2h30m."""
    text, rest = "", duration
    for letter, unit in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1))):
        count = min(rest // unit, _MOST_OF_A_UNIT)
        text, rest = f"{text}{count}{letter}" if count else text, rest - count * unit
    return text


def understood(instant: datetime, local: ZoneInfo) -> Message:
    """Tell an instant so that a slip is seen: weekday, date, time of day, offset and zone."""
    shown = instant.astimezone(local)
    return message(
        "{weekday} {date} {time} {offset} ({zone})",
        weekday=WEEKDAYS[shown.weekday()],
        date=f"{shown:%Y-%m-%d}",
        time=clock_of(shown),
        offset=offset_of(shown),
        zone=local.key,
    )


def clock_of(shown: datetime) -> str:
    """Return the time of day of a local time, with seconds where there are any."""
    return f"{shown:%H:%M:%S}" if shown.second else f"{shown:%H:%M}"


def comes_twice(shown: datetime) -> bool:
    """Tell whether clocks show a local time twice, as when they go back."""
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def offset_of(shown: datetime) -> str:
    """Return the offset of a local time from UTC, as +08:00."""
    return shown.isoformat(timespec="seconds")[19:25]
