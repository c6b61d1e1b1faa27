"""Instants and durations: what people write, what a zone makes of it, and how programs are told."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.times import (
    YEARS,
    TimeError,
    in_zone,
    parse_clock,
    parse_duration,
    parse_moment,
    parse_written,
    rfc3339,
    zone,
    zone_names,
)
from tests.strategies import steady

FIRST: Final = datetime(2025, 1, 1, tzinfo=UTC)
DAYS: Final = range(3 * 365)
# Seconds from a change of the clocks, on either side of the hour (or half hour) that is skipped or shown twice.
AROUND: Final = (-7200, -3601, -3600, -3599, -1801, -1800, -1, 0, 1, 1799, 1800, 1801, 3599, 3600, 3601, 7200)
HOUR: Final = timedelta(hours=1)
SHANGHAI: Final = zone("Asia/Shanghai")


T = TypeVar("T")


# --- zones


def test_every_zone_reads_every_local_time_rightly() -> None:
    """A local time is read as the one instant at which clocks show it, and refused where there is none or two."""
    wrong, clear, gaps, folds = [], 0, 0, 0
    for name in sorted(zone_names()):
        local = zone(name)
        for naive in _local_times(local):
            shown = _instants_that_show(naive, local)
            try:
                read = [in_zone(naive, local)]
            except TimeError as error:
                told = "exists twice" if shown else "doesn't exist"
                gaps, folds = gaps + (not shown), folds + bool(shown)
                if len(shown) == 1 or str(error) != f"'{naive:%Y-%m-%d %H:%M}' {told} in {name}":
                    wrong.append((name, naive, shown, str(error)))
                continue
            clear += 1
            if read != shown or read[0].tzinfo is not UTC:
                wrong.append((name, naive, shown, str(read)))
    assert wrong == []
    assert clear > 60_000
    assert gaps > 1000
    assert folds > 1000


def test_zones_are_the_pinned_ones() -> None:
    """Zones come from the tzdata package and are the same object each time; the machine's own are not asked."""
    assert zone("Asia/Shanghai") is SHANGHAI
    assert SHANGHAI.key == "Asia/Shanghai"
    assert SHANGHAI is not ZoneInfo("Asia/Shanghai")
    assert len(zone_names()) > 500
    assert {"UTC", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"} <= zone_names()


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "asia/shanghai", "Asia", "../tzdata/zones", "/etc/localtime", "zones", "CST"]
)
def test_what_is_no_zone_is_a_key_error(name: str) -> None:
    """A name that isn't listed is refused, be it a path, a folder, or a zone in the wrong case."""
    with pytest.raises(KeyError):
        zone(name)


def test_the_machines_zone_makes_no_difference() -> None:
    """On machines in Honolulu and in Auckland a time is read and told as anywhere else."""
    code = (
        "from statuspage.times import *; z = zone('Europe/Berlin'); at = parse_moment('2026-07-01 12:00', z);"
        "print(rfc3339(at, z), at.isoformat(), parse_written('2026-07-01 12:00'))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"TZ": machine}, capture_output=True, text=True, check=True
        ).stdout
        for machine in ("Pacific/Honolulu", "Pacific/Auckland", "")
    }
    assert told == {"2026-07-01T12:00:00+02:00 2026-07-01T10:00:00+00:00 2026-07-01 12:00:00\n"}


@pytest.mark.parametrize(
    ("name", "written", "message", "hint"),
    [
        (
            "Europe/Berlin",
            "2026-03-29 02:30",
            "'2026-03-29 02:30' doesn't exist in Europe/Berlin",
            "the clocks go forward there; perhaps 2026-03-29 03:30",
        ),
        (
            "America/New_York",
            "2026-11-01 01:30",
            "'2026-11-01 01:30' exists twice in America/New_York",
            "say which: 2026-11-01 01:30 -04:00 or 2026-11-01 01:30 -05:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-04 02:15",
            "'2026-10-04 02:15' doesn't exist in Australia/Lord_Howe",
            "the clocks go forward there; perhaps 2026-10-04 02:45",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-05 01:45",
            "'2026-04-05 01:45' exists twice in Australia/Lord_Howe",
            "say which: 2026-04-05 01:45 +11:00 or 2026-04-05 01:45 +10:30",
        ),
        (
            "Pacific/Apia",
            "2011-12-30 12:00",
            "'2011-12-30 12:00' doesn't exist in Pacific/Apia",
            "the clocks go forward there; perhaps 2011-12-31 12:00",
        ),
    ],
)
def test_gaps_and_folds_are_told_with_a_way_out(name: str, written: str, message: str, hint: str) -> None:
    """A local time that is skipped or shown twice is refused; the hint can be written instead."""
    assert _refused(written, name) == (message, hint)
    for way_out in re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d(?: [+-]\d\d:\d\d)?", hint):
        assert parse_moment(way_out, zone(name)).tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "written", "utc"),
    [
        ("Asia/Shanghai", "2026-11-28 23:00", "2026-11-28T15:00"),
        ("Asia/Shanghai", "1990-07-01 00:00", "1990-06-30T15:00"),
        ("America/New_York", "2026-11-01 00:59", "2026-11-01T04:59"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01T07:00"),
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00"),
        ("Asia/Kathmandu", "2026-01-01 00:00", "2025-12-31T18:15"),
        ("Pacific/Marquesas", "2026-01-01 00:00", "2026-01-01T09:30"),
        ("Pacific/Chatham", "2026-01-01 00:00", "2025-12-31T10:15"),
        ("Pacific/Kiritimati", "2026-01-01 13:59", "2025-12-31T23:59"),
        ("UTC", "2028-02-29 12:00", "2028-02-29T12:00"),
    ],
)
def test_local_times_become_instants(name: str, written: str, utc: str) -> None:
    """A time without an offset is read in the site's zone, by the rules of its day."""
    assert parse_moment(written, zone(name)) == datetime.fromisoformat(f"{utc}+00:00")


# --- what people write


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-28 23:00 +08:00", "2026-11-28T15:00:00"),
        ("2026-11-28 23:00+08:00", "2026-11-28T15:00:00"),
        ("2026-11-28 23:00 +0800", "2026-11-28T15:00:00"),
        ("2026-11-28T23:00:30+08:00", "2026-11-28T15:00:30"),
        ("2026-11-28T23:00Z", "2026-11-28T23:00:00"),
        ("2026-11-28 23:00 Z", "2026-11-28T23:00:00"),
        ("2026-11-28 23:00 -00:00", "2026-11-28T23:00:00"),
        ("2026-11-28 23:00 -03:30", "2026-11-29T02:30:00"),
        ("2026-11-28 23:00 +14:00", "2026-11-28T09:00:00"),
        ("2026-11-01 01:30 -04:00", "2026-11-01T05:30:00"),
        ("2026-11-01 01:30 -05:00", "2026-11-01T06:30:00"),
        ("2026-03-08 02:30 -05:00", "2026-03-08T07:30:00"),
    ],
)
@pytest.mark.parametrize("name", ["America/New_York", "Asia/Shanghai"])
def test_an_offset_that_is_written_holds(written: str, utc: str, name: str) -> None:
    """With an offset of its own a time is the same instant in whatever zone the site is."""
    read = parse_moment(written, zone(name))
    assert read == datetime.fromisoformat(f"{utc}+00:00")
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-28 23\uff1a00", "2026-11-28 23:00"),
        ("２０２６-１１-２８ ２３:００", "2026-11-28 23:00"),
        ("2026/11/28\u300023:00", "2026-11-28 23:00"),
        ("2026-11-28\t23:00", "2026-11-28 23:00"),
        ("2026–11–28 23:00", "2026-11-28 23:00"),
        ("2026年11月28日 23:00", "2026-11-28 23:00"),
        ("2026年11月28日23:00", "2026-11-28 23:00"),
        ("2026 年 11 月 28 日 23 时 00 分", "2026-11-28 23:00"),
        ("2026年1月2日9点5分", "2026-01-02 09:05"),
        ("2026/11/28 23:00", "2026-11-28 23:00"),
        ("2026/1/2 9:05", "2026-01-02 09:05"),
        ("2026.11.28 23:00", "2026-11-28 23:00"),
        ("2026-1-2 23:00", "2026-01-02 23:00"),
        ("2026-11-28 9:00", "2026-11-28 09:00"),
        ("2026-11-28 9:00 +08:00", "2026-11-28 09:00 +08:00"),
        (" 2026-11-28 23:00 ", "2026-11-28 23:00"),
    ],
)
def test_common_slips_get_a_did_you_mean(written: str, meant: str) -> None:
    """Full-width characters, slashes, dots, 年月日时分 and single digits are refused with what was meant."""
    assert _refused(written) == (f"'{written}' is not a time", f"did you mean '{meant}'?")
    assert isinstance(parse_written(meant), datetime)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-28 24:00",
        "2026-11-28 24:00:00",
        "2026-11-28T24:00Z",
        "2026-11-28 25:00",
        "2026-11-28 23:60",
        "2026-11-28 23:00:60",
        "2026-02-30 12:00",
        "2027-02-29 12:00",
        "2026-13-01 12:00",
        "2026-00-01 12:00",
        "2026-11-00 12:00",
        "0000-01-01 12:00",
    ],
)
def test_days_and_hours_that_do_not_exist(written: str) -> None:
    """No calendar has a 30th of February and no day a 24:00; the hint says where midnight belongs."""
    hint = "write it as 2026-11-28 23:00; hours go from 00 to 23, and midnight begins the next day at 00:00"
    assert _refused(written) == (f"'{written}' is not a time: no such day or hour", hint)


def test_a_slip_that_would_be_no_day_either_is_not_suggested() -> None:
    """The hint for a slip never names a time that would be refused too."""
    for written in ("2026/02/30 23:00", "2026年11月28日24:00"):
        message, hint = _refused(written)
        assert message == f"'{written}' is not a time"
        assert hint.startswith("write it as 2026-11-28 23:00; hours go from 00 to 23")
    assert _refused("26年11月28日23:00")[1] == "write it as 2026-11-28 23:00"
    assert _refused("0026年11月28日23:00")[1] == "is the year right?"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "tomorrow",
        "2026-11-28 23",
        "2026-11-28 23:",
        "2026-11-28 2300",
        "20261128 23:00",
        "11-28 23:00",
        "28.11.2026 23:00",
        "2026-11-28 23:00 CST",
        "2026-11-28 23:00 +08:60",
        "2026-11-28 23:00 +15:00",
        "2026-11-28 23:00 +24:00",
        "2026-11-28 23:00:00.000Z",
        "2026-11-28 11:00 PM",
        "2026-11-28 23:00\n",
        "2026-11-28 23:00 2026-11-28 23:00",
        "١٩٩٩-١١-٢٨ ٢٣:٠٠",
    ],
)
def test_what_is_no_time_gets_an_example(written: str) -> None:
    """A missing day, hour, minute or sense is refused with a time to imitate, or with what was meant."""
    message, hint = _refused(written)
    assert message == f"'{written}' is not a time"
    assert hint in ("write it as 2026-11-28 23:00", "did you mean '2026-11-28 23:00'?")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("09:30", "write the date too: 2026-11-28 09:30"),
        ("2026-12-01", "write the time of day too: 2026-12-01 23:00"),
        ("2026年12月1日", "write the time of day too: 2026-12-01 23:00"),
        ("2026-11-28 23:00 +8", "write the offset as +08:00, for example 2026-11-28 23:00 +08:00"),
        ("2026-11-28 23:00 UTC+8", "write the offset as +08:00, for example 2026-11-28 23:00 +08:00"),
        ("2026-11-28\u300023:00", "it holds a special blank; type an ordinary one between date and time"),
        ("2026-11-28\xa023:00", "it holds a special blank; type an ordinary one between date and time"),
    ],
)
def test_what_is_missing_or_cannot_be_seen_is_named(written: str, hint: str) -> None:
    """Half a time gets the other half named, and a blank that looks like any other is told apart."""
    assert _refused(written) == (f"'{written}' is not a time", hint)


@pytest.mark.parametrize("year", [1, 202, 1989, 2200, 9999])
def test_years_out_of_range_are_asked_about(year: int) -> None:
    """A year that can only be a slip of the hand is refused by name."""
    for written in (f"{year:04}-11-28 23:00", f"{year:04}-11-28 23:00 +08:00"):
        assert _refused(written) == (f"'{written}' is in the year {year}", "is the year right?")


def test_the_first_and_the_last_year_are_fine_everywhere() -> None:
    """The edges of the range can be read in the zones farthest east and west, and told there."""
    for name in ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Shanghai"):
        for written in (f"{YEARS.start}-01-01T00:00:00", f"{YEARS.stop - 1}-12-31T23:59:59"):
            told = rfc3339(parse_moment(written, zone(name)), zone(name))
            assert told is not None
            assert told.startswith(written)


@given(st.text("0123456789-:/.+ TZ年月日时点分:０９", max_size=30) | st.text(max_size=30))
@steady(500)
def test_any_text_is_a_time_or_a_time_error(text: str) -> None:
    """Nothing that can be written ends in any other way, and no hint suggests what would be refused."""
    read = _read_or_refused(lambda text: parse_moment(text, SHANGHAI), text)
    if isinstance(read, TimeError):
        assert str(read).startswith(f"'{text}' is ")
        if read.hint.startswith("did you mean '"):
            assert isinstance(_read_or_refused(parse_written, read.hint[14:-2]), datetime)
    for parse in (parse_duration, parse_clock):
        length = _read_or_refused(parse, text)
        assert length.hint.startswith("write it as ") if isinstance(length, TimeError) else length >= timedelta()


def test_a_very_long_text_is_refused_at_once() -> None:
    """However long a text is, it is refused in time that grows no faster than it."""
    for text in (" " * 200_000 + "x", "9" * 200_000, "2026年" * 50_000, "1d" * 100_000):
        assert _refused(text)[1].startswith("write it as ")
        for parse in (parse_duration, parse_clock):
            with pytest.raises(TimeError):
                parse(text)


# --- durations and clocks


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("30m", 30),
        ("24h", 1440),
        ("3d", 4320),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("1d 2h 3m", 1563),
        ("90m", 90),
        ("0h5m", 5),
        ("99999d", 99999 * 1440),
    ],
)
def test_durations(written: str, minutes: int) -> None:
    """Days, hours and minutes add up."""
    assert parse_duration(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "30", "m", "0m", "0d0h0m", "-30m", "1.5h", "30 m", "30min", "30分钟", "30M", "1m1h", "30m30m"),
        *("３０m", "100000d", "9" * 5000 + "d"),
    ],
)
def test_what_is_no_duration(written: str) -> None:
    """A number without a unit, another unit, nothing at all or half an age is refused with what to write."""
    with pytest.raises(TimeError) as caught:
        parse_duration(written)
    assert str(caught.value) == f"'{written}' is not a duration"
    assert caught.value.hint == "write it as 30m, 24h, 3d or 1h30m"


def test_any_duration_can_be_added_to_and_taken_from_any_moment() -> None:
    """The longest duration that can be written leads from no moment out of the calendar."""
    longest = parse_duration("99999d99999h99999m")
    assert parse_moment(f"{YEARS.start}-01-01 00:00 +14:00", SHANGHAI) - longest > datetime(1, 1, 2, tzinfo=UTC)
    assert parse_moment(f"{YEARS.stop - 1}-12-31 23:59 -14:00", SHANGHAI) + longest < datetime(9999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("written", "minutes"), [("00:00", 0), ("09:05", 545), ("23:00", 1380), ("23:59", 1439)])
def test_clocks(written: str, minutes: int) -> None:
    """A time of day is told since midnight."""
    assert parse_clock(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written", ["", "24:00", "25:00", "9:00", "23:60", "23", "23:00:00", "２３:００", "23\uff1a00", "-1:00", "11pm"]
)
def test_what_is_no_clock(written: str) -> None:
    """A time of day has two digits, a colon, two digits."""
    with pytest.raises(TimeError) as caught:
        parse_clock(written)
    assert (str(caught.value), caught.value.hint) == (f"'{written}' is not a time of day", "write it as 23:00")


# --- how programs are told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("UTC", "2026-11-28T15:00:00+00:00"),
        ("Asia/Shanghai", "2026-11-28T23:00:00+08:00"),
        ("Asia/Kolkata", "2026-11-28T20:30:00+05:30"),
        ("Asia/Kathmandu", "2026-11-28T20:45:00+05:45"),
        ("Pacific/Chatham", "2026-11-29T04:45:00+13:45"),
        ("Pacific/Kiritimati", "2026-11-29T05:00:00+14:00"),
        ("America/New_York", "2026-11-28T10:00:00-05:00"),
        ("America/St_Johns", "2026-11-28T11:30:00-03:30"),
        ("Pacific/Marquesas", "2026-11-28T05:30:00-09:30"),
        ("Pacific/Pago_Pago", "2026-11-28T04:00:00-11:00"),
    ],
)
def test_programs_are_told_the_zones_offset(name: str, told: str) -> None:
    """An instant is written in the site's zone with the offset of that day, whole or not, east or west."""
    instant = datetime(2026, 11, 28, 15, tzinfo=UTC)
    assert rfc3339(instant, zone(name)) == told
    assert datetime.fromisoformat(told) == instant


def test_programs_are_told_both_halves_of_a_fold() -> None:
    """The hour that comes twice is told with two offsets, to the second and without fractions."""
    new_york = zone("America/New_York")
    first = datetime(2026, 11, 1, 5, 30, 15, 999_999, tzinfo=UTC)
    assert rfc3339(first, new_york) == "2026-11-01T01:30:15-04:00"
    assert rfc3339(first + HOUR, new_york) == "2026-11-01T01:30:15-05:00"


def test_programs_are_told_nothing_of_no_instant() -> None:
    """No instant stays none."""
    assert rfc3339(None, SHANGHAI) is None


def _read_or_refused(parse: Callable[[str], T], text: str) -> T | TimeError:
    try:
        return parse(text)
    except TimeError as error:
        return error


def _refused(written: str, name: str = "Asia/Shanghai") -> tuple[str, str]:
    with pytest.raises(TimeError) as caught:
        parse_moment(written, zone(name))
    return str(caught.value), caught.value.hint


def _local_times(local: ZoneInfo) -> Iterator[datetime]:
    """Local times on some days of 2025 to 2027, and around every change of the clocks in those years."""
    some = random.Random(local.key)
    for _ in range(60):
        yield datetime(2025, 1, 1) + timedelta(minutes=some.randrange(len(DAYS) * 1440))  # noqa: DTZ001
    for change in _changes(local):
        before, after = _offset(change - timedelta(seconds=1), local), _offset(change, local)
        for seconds in AROUND:
            yield from {
                (change + offset + timedelta(seconds=seconds)).replace(tzinfo=None) for offset in (before, after)
            }


def _changes(local: ZoneInfo) -> Iterator[datetime]:
    """The instants at which the zone's offset changes, found by asking day for day and then ever more closely."""
    days = [FIRST + timedelta(days=day) for day in DAYS]
    for before, after in pairwise(days):
        if _offset(before, local) == _offset(after, local):
            continue
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
            before, after = (middle, after) if _offset(middle, local) == _offset(before, local) else (before, middle)
        yield after


def _instants_that_show(naive: datetime, local: ZoneInfo) -> list[datetime]:
    """All instants at which clocks in the zone show a local time, tried with the offsets before and after it."""
    near = naive.replace(tzinfo=UTC)
    tried = {near - _offset(near + timedelta(days=days), local) for days in (-2, 2)}
    return sorted(instant for instant in tried if instant.astimezone(local).replace(tzinfo=None, fold=0) == naive)


def _offset(instant: datetime, local: ZoneInfo) -> timedelta:
    return instant.astimezone(local).utcoffset() or timedelta()
