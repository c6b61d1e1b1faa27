"""Times of a source become instants; what has to be assumed for it is told and counted."""

import pytest

from statuspage.importers.mapping import Words
from statuspage.importers.moments import Clock
from statuspage.importers.stamps import read_stamp

WORDS = Words("Europe/Berlin", {}, {}, {}, {"EST": "America/New_York", "PST": ""})


def instant(written: str) -> tuple[str, int, list[str]]:
    """Return the instant in UTC, how many times had no offset, and what was told."""
    clock = Clock(WORDS, "a.md")
    found = clock.instant(read_stamp(written))
    return f"{found:%Y-%m-%d %H:%M:%S}", len(clock.naive), [str(loss.told) for loss in clock.losses]


@pytest.mark.parametrize(
    ("written", "expected", "naive"),
    [
        ("2021-07-01 10:00", "2021-07-01 08:00:00", 1),
        ("2021-07-01T10:00:00.9Z", "2021-07-01 10:00:00", 0),
        ("2021-07-01 10:00:07 +0800", "2021-07-01 02:00:07", 0),
        ("2021-07-01 10:00 EST", "2021-07-01 14:00:00", 0),
    ],
)
def test_a_time_is_read_by_its_offset_its_zone_or_the_zone_of_the_mapping(written: str, expected: str, naive: int):
    """Only what has neither offset nor zone counts as naive."""
    assert instant(written) == (expected, naive, [])


def test_a_zone_that_nobody_knows_is_read_in_the_one_of_the_mapping_and_told():
    """The mapping file asks for it."""
    found, naive, told = instant("2021-07-01 10:00 PST")
    assert (found, naive) == ("2021-07-01 08:00:00", 0)
    assert told == ["the zone 'PST' isn't known: read in Europe/Berlin"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2021-10-31 02:30", "2021-10-31 00:30:00"), ("2021-03-28 02:30", "2021-03-28 01:30:00")],
    ids=["comes twice", "never comes"],
)
def test_a_time_at_which_clocks_change_is_read_as_before_the_change_and_told(written: str, expected: str):
    """An editor may correct it: the event is dated, and the report has the original."""
    found, _, told = instant(written)
    assert found == expected
    assert len(told) == 1


def test_what_a_time_had_to_be_read_by_is_told():
    """A date alone begins at midnight, which nobody said."""
    assert instant("2021-07-01")[2] == ["no time of day stands there: read as 00:00"]


def test_no_time_is_no_instant():
    """What is missing stays missing."""
    clock = Clock(WORDS, "a.md")
    assert clock.instant(None) is None
    assert clock == Clock(WORDS, "a.md")
