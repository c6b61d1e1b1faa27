"""Times as people type them: what is understood, from where on it counts, and what is told where it isn't."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.times import TimeError, parse_moment, zone
from statuspage.typed_times import Sense, ahead, near, past, typed_time, understood, written
from tests.strategies import steady

SHANGHAI = zone("Asia/Shanghai")
BERLIN = zone("Europe/Berlin")
NOW = parse_moment("2026-11-28 22:10:33", SHANGHAI)  # a Saturday


def read(text: str, sense: Sense, local=SHANGHAI) -> str:
    """Return what is understood, as a file would hold it."""
    return written(typed_time(text, sense, local), local)


@pytest.mark.parametrize(
    ("typed", "coming", "gone"),
    [
        ("23:00", "2026-11-28 23:00", "2026-11-27 23:00"),
        ("22:00", "2026-11-29 22:00", "2026-11-28 22:00"),
        ("9:05", "2026-11-29 09:05", "2026-11-28 09:05"),
        ("２３：００", "2026-11-28 23:00", "2026-11-27 23:00"),
        ("23点", "2026-11-28 23:00", "2026-11-27 23:00"),
        ("9点30分", "2026-11-29 09:30", "2026-11-28 09:30"),
        ("22:10:33", "2026-11-29 22:10:33", "2026-11-28 22:10:33"),
        ("tomorrow 23:00", "2026-11-29 23:00", "2026-11-29 23:00"),
        ("today 09:00", "2026-11-28 09:00", "2026-11-28 09:00"),
        ("yesterday 23:00", "2026-11-27 23:00", "2026-11-27 23:00"),
        ("明天 23:00", "2026-11-29 23:00", "2026-11-29 23:00"),
        ("明天23:00", "2026-11-29 23:00", "2026-11-29 23:00"),
        ("后天 8:00", "2026-11-30 08:00", "2026-11-30 08:00"),
        ("周六 23:00", "2026-11-28 23:00", "2026-11-21 23:00"),
        ("周六 22:00", "2026-12-05 22:00", "2026-11-28 22:00"),
        ("星期天 23:00", "2026-11-29 23:00", "2026-11-22 23:00"),
        ("礼拜日 23:00", "2026-11-29 23:00", "2026-11-22 23:00"),
        ("下周六 23:00", "2026-12-05 23:00", "2026-12-05 23:00"),
        ("Sat 23:00", "2026-11-28 23:00", "2026-11-21 23:00"),
        ("saturday 22:00", "2026-12-05 22:00", "2026-11-28 22:00"),
        ("Thurs. 22:00", "2026-12-03 22:00", "2026-11-26 22:00"),
        ("11-29 03:00", "2026-11-29 03:00", "2025-11-29 03:00"),
        ("11月27日 3:00", "2027-11-27 03:00", "2026-11-27 03:00"),
        ("2-29 03:00", "2028-02-29 03:00", "2024-02-29 03:00"),
        ("2026-11-28 23:00", "2026-11-28 23:00", "2026-11-28 23:00"),
        ("2026-11-28T23:00 +01:00", "2026-11-29 06:00", "2026-11-29 06:00"),
        ("2026-11-28 23:00Z", "2026-11-29 07:00", "2026-11-29 07:00"),
        ("now", "2026-11-28 22:10:33", "2026-11-28 22:10:33"),
        ("现在", "2026-11-28 22:10:33", "2026-11-28 22:10:33"),
        ("+30m", "2026-11-28 22:40", "2026-11-28 22:40"),
        ("+1h30m", "2026-11-28 23:40", "2026-11-28 23:40"),
        ("+ 1小时30分钟", "2026-11-28 23:40", "2026-11-28 23:40"),
        ("+1d", "2026-11-29 22:10", "2026-11-29 22:10"),
        ("-10m", "2026-11-28 22:00", "2026-11-28 22:00"),
    ],
)
def test_a_time_is_the_next_one_ahead_and_the_last_one_in_the_past(typed: str, coming: str, gone: str):
    """A clock time or a weekday is the first after the present where something is planned, else the last until it."""
    assert read(typed, ahead(NOW)) == coming
    assert read(typed, past(NOW)) == gone


def test_what_is_planned_may_count_from_another_moment():
    """An end counts from its start: clock times, weekdays and distances do, and 'tomorrow' goes by the present."""
    start = parse_moment("2026-12-05 23:00", SHANGHAI)
    assert read("03:00", ahead(NOW, start)) == "2026-12-06 03:00"
    assert read("+4h", ahead(NOW, start)) == "2026-12-06 03:00"
    assert read("Sat 23:00", ahead(NOW, start)) == "2026-12-12 23:00"
    assert read("tomorrow 03:00", ahead(NOW, start)) == "2026-11-29 03:00"


def test_the_present_itself_has_happened_and_is_not_ahead():
    """At 23:00 sharp the 23:00 that was is now, and the one that is planned is tomorrow's."""
    now = parse_moment("2026-11-28 23:00", SHANGHAI)
    assert read("23:00", past(now)) == "2026-11-28 23:00"
    assert read("23:00", ahead(now)) == "2026-11-29 23:00"


def test_what_has_just_begun_is_meant_or_else_what_comes():
    """Six hours back an emergency may have begun; what lies further back is still to come."""
    assert read("22:00", near(NOW)) == "2026-11-28 22:00"
    assert read("16:30", near(NOW)) == "2026-11-28 16:30"
    assert read("16:00", near(NOW)) == "2026-11-29 16:00"
    assert read("22:30", near(NOW)) == "2026-11-28 22:30"
    assert read("Sat 21:00", near(NOW)) == "2026-11-28 21:00"
    assert read("Fri 23:00", near(NOW)) == "2026-12-04 23:00"


@pytest.mark.parametrize(
    ("typed", "told", "hint"),
    [
        ("", "'' is not a time", "type it as 23:00"),
        ("soon", "'soon' is not a time", "明天 23:00"),
        ("next sat 23:00", "'next sat 23:00' is not a time", "type it as"),
        ("11pm", "'11pm' is not a time", "type it as"),
        ("后天", "'后天' is not a time", "write the time of day too: 后天 23:00"),
        ("Sat", "'Sat' is not a time", "write the time of day too: sat 23:00"),
        ("11-29", "'11-29' is not a time", "write the time of day too: 11-29 23:00"),
        ("2026-11-28", "'2026-11-28' is not a time", "write the time of day too: 2026-11-28 23:00"),
        ("2026-11-28 9:30", "'2026-11-28 9:30' is not a time", "did you mean '2026-11-28 09:30'?"),
        ("30m", "'30m' is not a time", "did you mean '+30m', that long from then?"),
        ("+30", "'+30' is no distance in time", "write it as +30m"),
        ("+0m", "'+0m' is no distance in time", "write it as +30m"),
        ("25:00", "'25:00' is not a time: no such hour", "hours go from 00 to 23"),
        ("23:60", "'23:60' is not a time: no such hour", "hours go from 00 to 23"),
        ("2月30日 9:00", "'2月30日 9:00' is not a time: no such day", "type it as"),
    ],
)
def test_what_is_not_understood_is_told_with_what_can_be_typed(typed: str, told: str, hint: str):
    """The error quotes what was typed, and its hint says what is missing or what can be typed."""
    with pytest.raises(TimeError) as error:
        typed_time(typed, ahead(NOW), SHANGHAI)
    assert str(error.value) == told
    assert hint in error.value.hint


def test_a_local_time_that_does_not_exist_or_exists_twice_is_an_error():
    """Around the end and the beginning of summer time nothing is guessed: the two instants are named."""
    evening = parse_moment("2026-10-24 23:00", BERLIN)
    for sense in (ahead(evening), past(evening + timedelta(hours=12)), near(evening)):
        with pytest.raises(TimeError, match="'2026-10-25 02:30' exists twice in Europe/Berlin") as error:
            typed_time("02:30", sense, BERLIN)
        assert error.value.hint == "say which: 2026-10-25 02:30 +02:00 or 2026-10-25 02:30 +01:00"
    spring = parse_moment("2026-03-28 23:00", BERLIN)
    with pytest.raises(TimeError, match="'2026-03-29 02:30' doesn't exist in Europe/Berlin"):
        typed_time("tomorrow 02:30", ahead(spring), BERLIN)


def test_between_the_two_passes_of_an_hour_the_second_is_ahead():
    """At 02:50 of the first pass, 02:10 isn't tomorrow's: it comes again in 20 minutes, and has to be said exactly."""
    first = parse_moment("2026-10-25 02:50 +02:00", BERLIN)
    with pytest.raises(TimeError, match="'2026-10-25 02:10' exists twice"):
        typed_time("02:10", ahead(first), BERLIN)
    assert read("03:10", ahead(first), BERLIN) == "2026-10-25 03:10"


def test_distances_pass_over_a_change_of_the_clocks():
    """Four hours are four hours in the night in which the clocks go back."""
    start = parse_moment("2026-10-25 00:00", BERLIN)
    assert read("+4h", ahead(start), BERLIN) == "2026-10-25 03:00"
    assert read("+2h", ahead(start), BERLIN) == "2026-10-25 02:00 +02:00"
    assert read("+3h", ahead(start), BERLIN) == "2026-10-25 02:00 +01:00"


@steady(150)
@given(
    st.integers(0, 10**9).map(lambda seconds: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_what_is_written_reads_back_as_the_same_instant(instant: datetime, name: str):
    """Whatever the zone and its changes, a file says the instant that was meant."""
    assert parse_moment(written(instant, zone(name)), zone(name)) == instant


@steady(150)
@given(
    st.integers(0, 3 * 10**7).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_a_clock_time_lies_within_a_day_on_its_side(now: datetime, hour: int, minute: int):
    """Planned is the next such time, at most a day (and the hour of a change) ahead; what has been, as much behind."""
    clock, day = f"{hour}:{minute:02}", timedelta(hours=25)
    try:
        coming, gone = typed_time(clock, ahead(now), BERLIN), typed_time(clock, past(now), BERLIN)
    except TimeError as error:
        if "exist" not in str(error):
            raise
        return
    assert now < coming <= now + day
    assert now - day <= gone <= now


def test_what_was_understood_is_told_with_weekday_offset_and_zone():
    """A slip of day, half of the day or zone can be seen before anybody acts on it."""
    at = parse_moment("2026-11-28 23:00", SHANGHAI)
    assert understood(at, SHANGHAI) == "Sat 2026-11-28 23:00 +08:00 (Asia/Shanghai)"
    assert understood(at, zone("UTC")) == "Sat 2026-11-28 15:00 +00:00 (UTC)"
