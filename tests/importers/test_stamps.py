"""Times as people wrote them elsewhere: read as far as they say something, never further."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.stamps import read_stamp
from tests.strategies import steady

DAY = (2021, 5, 7)
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2199-12-31")


def at(hour: int, minute: int = 0, second: int = 0, offset: float | None = None) -> datetime:
    zone = None if offset is None else timezone(timedelta(hours=offset)) if offset else UTC
    return datetime(*DAY, hour, minute, second, tzinfo=zone)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021-05-07T09:51:30Z", at(9, 51, 30, 0)),
        ("2021-05-07T09:51:30.543Z", at(9, 51, 30, 0)),
        ("2021-05-07T09:51:30,5+00:00", at(9, 51, 30, 0)),
        ("2021-05-07T09:51:30-00:00", at(9, 51, 30, 0)),
        ("2021-05-07 09:51 +0800", at(9, 51, 0, 8)),
        ("2021-05-07T09:51:30+08:00", at(9, 51, 30, 8)),
        ("2021-05-07T09:51:30-03:30", at(9, 51, 30, -3.5)),
        ("2021-05-07 09:51:30+00", at(9, 51, 30, 0)),
        ("2021-05-07 09:51 UTC", at(9, 51, 0, 0)),
        ("2021-05-07 09:51:30 +0200 CEST", at(9, 51, 30, 2)),
        ("2021-05-07 09:51:30", at(9, 51, 30)),
        ("  2021-05-07   09:51 ", at(9, 51)),
        ("2021-05-07\u00a009:51", at(9, 51)),
        ("2021-5-7 9:51", at(9, 51)),
        ("2021-05-07T9:51:30", at(9, 51, 30)),
        ("2021-05-07 09:51 AM", at(9, 51)),
        ("2021-05-07 12:00 am", at(0)),
        ("2021-05-07 12:00 p.m.", at(12)),
        ("2021-05-07 06:35 PM", at(18, 35)),
    ],
)
def test_what_a_time_says_is_read(written: str, read: datetime):
    """An offset makes it aware, `-00:00` is UTC, and what has none stays naive."""
    stamp = read_stamp(written)
    assert stamp is not None
    assert (stamp.at, stamp.at.utcoffset(), stamp.assumed) == (read, read.utcoffset(), None)
    assert stamp.written == written.strip()


@pytest.mark.parametrize(
    ("written", "read", "told"),
    [
        ("2021-05-07", at(0), "no time of day stands there: read as 00:00"),
        ("2021-05-07T015:00", at(15), "the hour is written with three digits"),
        ("2021-05-07 18:35 PM", at(18, 35), "'PM' stands beside an hour of 24: read without it"),
    ],
)
def test_what_had_to_be_assumed_is_said(written: str, read: datetime, told: str):
    """A day begins at midnight, an hour of three digits and an idle PM are read all the same."""
    stamp = read_stamp(written)
    assert stamp is not None
    assert (stamp.at, stamp.assumed) == (read, told)


@pytest.mark.parametrize(("zone"), ["CET", "America/New_York", "America/Argentina/Buenos_Aires"])
def test_a_zone_by_its_name_is_handed_on(zone: str):
    """Whoever reads it decides what the name means; the time stays naive."""
    stamp = read_stamp(f"2021-05-07 09:51 {zone}")
    assert stamp is not None
    assert (stamp.at, stamp.zone) == (at(9, 51), zone)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2021-02-30",
        "2021-05-07 25:00",
        "2021-05-07 09:60",
        "2021-05-07 T",
        "07.05.2021 09:51",
        "May 7, 2021",
        "2021-05-07 09:51 +99:00",
        "0001-01-01",
        "9999-12-31",
        "2021-05-07 - 09:51",
        "２０２１-05-07",
        "2021",
        "1" * 100_000,
        "<no value>",
        "2021-05-07T999:00",
    ],
)
def test_what_no_clock_shows_is_no_time(written: str):
    """Nothing is guessed of it: not the order of day and month, not a year."""
    assert read_stamp(written) is None


@steady(60)
@given(st.datetimes(FIRST, LAST, timezones=st.sampled_from([None, UTC])))
def test_iso_8601_is_read_to_the_second(moment: datetime):
    """What a program wrote is read back."""
    stamp = read_stamp(moment.isoformat())
    assert stamp is not None
    assert (stamp.at, stamp.assumed) == (moment.replace(microsecond=0), None)


@steady(60)
@given(st.text())
def test_no_text_makes_it_fail(written: str):
    """It is a time or it is none."""
    assert read_stamp(written) is None or read_stamp(written)
