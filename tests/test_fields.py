"""Fields: typed values of front matter, field lines and TOML, each read with its place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from statuspage.fields import (
    Field,
    Reader,
    choice,
    duration,
    flag,
    listing,
    mapping,
    moment,
    number,
    read_fields,
    scalar,
    text,
    words,
    words_by_language,
)
from statuspage.model import Impact
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import Place, Problems
from statuspage.settings import clock_range
from statuspage.texts import Phrase, Text
from statuspage.times import zone

HERE = Place("a.md", 7, 3)


def one(written: str) -> Scalar:
    return Scalar(written, HERE)


def many(*written: str) -> Listing:
    return Listing(tuple(one(text) for text in written), HERE)


def table(**written: Node | str) -> Table:
    nodes = ((one(key), one(value) if isinstance(value, str) else value) for key, value in written.items())
    return Table(tuple(nodes), HERE)


def read(reader: Reader, node: Node) -> tuple[Any, list[tuple[str, str]]]:
    """Return what a reader makes of a node, and the messages and hints that it notes."""
    problems = Problems()
    value = reader(node, problems)
    assert all(problem.place == HERE for problem in problems.found)
    return value, [(problem.message, problem.hint) for problem in problems.found]


@pytest.mark.parametrize(
    ("reader", "written", "value"),
    [
        (text, "  Orders ", "Orders"),
        (flag, "true", True),
        (flag, "false", False),
        (number, "12", 12),
        (number, "-3", -3),
        (duration, "1h30m", timedelta(minutes=90)),
        (clock_range, "22:00-06:00", (timedelta(hours=22), timedelta(hours=6))),
        (clock_range, "08:30 - 12:00", (timedelta(hours=8.5), timedelta(hours=12))),
        (choice(Impact, "impact"), " outage ", Impact.OUTAGE),
        (choice(["a", "b"], "letter"), "b", "b"),
        (moment(zone("Asia/Shanghai")), "2026-11-28 23:00", datetime(2026, 11, 28, 15, tzinfo=UTC)),
        (words("en"), "Orders", Text((Phrase("Orders", "en"),))),
        (listing(number), "4", (4,)),
    ],
)
def test_a_reader_returns_the_value_that_was_meant(reader: Reader, written: str, value: object):
    """A value that is as it should be is read without a word."""
    assert read(reader, one(written)) == (value, [])


@pytest.mark.parametrize(
    ("reader", "written", "told"),
    [
        (flag, "no", "'no' is neither true nor false"),
        (flag, "True", "'True' is neither true nor false"),
        (number, "1.5", "'1.5' is not a whole number"),
        (number, "٣", "'٣' is not a whole number"),
        (number, "-", "'-' is not a whole number"),
        (number, "1234567890", "'1234567890' is not a whole number"),
        (duration, "0m", "'0m' is not a duration"),
        (duration, "", "'' is not a duration"),
        (clock_range, "22:00", "'22:00' is not a range of hours"),
        (clock_range, "22:00-26:00", "'22:00-26:00' is not a range of hours"),
        (choice(Impact, "impact"), "down", "unknown impact 'down'"),
        (moment(zone("UTC")), "22:00", "'22:00' is not a time"),
    ],
)
def test_a_reader_notes_what_was_written_and_returns_none(reader: Reader, written: str, told: str):
    """What is wrong is told with the user's own word and a hint, and no value is made up."""
    value, problems = read(reader, one(written))
    assert value is None
    assert [message for message, _ in problems] == [told]
    assert problems[0][1]


@pytest.mark.parametrize(
    "reader",
    [text, flag, number, duration, clock_range, choice(Impact, "impact"), moment(zone("UTC")), words("en")],
)
@pytest.mark.parametrize("node", [many("a"), table(a="b"), Table((), HERE)])
def test_a_list_or_table_is_no_single_value(reader: Reader, node: Node):
    """Where a single value belongs, a list or a table is told as what it is."""
    value, problems = read(reader, node)
    assert value is None
    assert len(problems) == 1
    assert problems[0][0].startswith("this is a list" if isinstance(node, Listing) else "this is a table")


def test_a_text_that_became_a_table_is_explained():
    """A colon in a text makes a table of it; the hint names the word before the colon."""
    _, problems = read(text, table(Orders="upgrade"))
    assert problems[0][1] == "the colon after 'Orders' makes a table of it; put the whole text in quotes"


def test_scalar_says_what_is_wanted():
    """What belongs there is part of the message."""
    scalar(many("1"), problems := Problems(), "a number")
    assert [(problem.message, problem.hint) for problem in problems.found] == [
        ("this is a list, not a number", "write a number")
    ]


def test_a_choice_of_nothing_says_that_nothing_is_defined():
    """Where there is nothing to choose from, the hint says so instead of listing nothing."""
    assert read(choice([], "audience"), one("staff"))[1] == [("unknown audience 'staff'", "no audience is defined yet")]


def test_a_list_leaves_out_what_is_wrong_or_empty():
    """The right items of a list are read, wrong ones are told, empty ones don't count."""
    value, problems = read(listing(number), many("1", "two", "", "3"))
    assert value == (1, 3)
    assert [message for message, _ in problems] == ["'two' is not a whole number"]


def test_a_mapping_keeps_the_order_written():
    """Free keys and their values come as pairs, in the order in which they were written."""
    reader = mapping(text, choice(Impact, "impact"), "'orders: outage'")
    value, problems = read(reader, table(payments="none", orders="outage"))
    assert value == (("payments", Impact.NONE), ("orders", Impact.OUTAGE))
    assert problems == []


def test_a_mapping_leaves_out_what_is_wrong():
    """A pair whose key or value is wrong is told and left out; a key given twice keeps the first."""
    reader = mapping(choice(["a", "b"], "letter"), number, "'a: 1'")
    node = Table(((one("a"), one("1")), (one("c"), one("2")), (one("b"), one("x")), (one("a"), one("3"))), HERE)
    value, problems = read(reader, node)
    assert value == (("a", 1),)
    assert [message for message, _ in problems] == [
        "unknown letter 'c'",
        "'x' is not a whole number",
        "'a' is given twice",
    ]
    assert read(reader, one("a"))[1] == [("this is a text, not a table of names and values", "write 'a: 1'")]


def test_words_by_language_have_the_default_first():
    """A text may be a table by language: the default language comes first, however it was written."""
    reader = words_by_language("zh", ["zh", "en"])
    both = Text((Phrase("订单", "zh"), Phrase("Orders", "en")))
    assert read(reader, table(en="Orders", zh="订单")) == (both, [])
    assert read(reader, one("订单")) == (Text.of("订单", "zh"), [])


def test_words_in_an_unknown_language_are_told():
    """A language that the site doesn't speak, or a list for a text, is an error."""
    value, problems = read(words_by_language("zh", ["zh", "en"]), table(zh=many("x"), eng="Orders"))
    assert value == Text()
    assert problems == [
        ("this is a list, not a text", "write a text"),
        ("unknown language 'eng'", "did you mean 'en'?"),
    ]


FIELDS = (
    Field("title", text, "what it is", "", required=True),
    Field("next update", number, "when", 1),
)


def test_fields_have_defaults():
    """A field that isn't written, or has no value, has its default under its name in the model."""
    problems = Problems()
    values = read_fields(table(title="x"), FIELDS, problems)
    assert values == {"title": "x", "next_update": 1}
    node = Table(((one("title"), one("x")), (one("next update"), one("  "))), HERE)
    assert read_fields(node, FIELDS, problems) == values
    assert problems.found == []


def test_a_required_field_left_empty_is_missing():
    """A required field with nothing after its colon counts as missing, and the hint says what it is for."""
    problems = Problems()
    read_fields(table(title=""), FIELDS, problems)
    assert [(p.message, p.hint) for p in problems.found] == [("'title' is missing", "add 'title': what it is")]


def test_a_required_field_that_is_wrong_is_not_missing_too():
    """One slip gives one message."""
    problems = Problems()
    read_fields(table(title=many("x")), FIELDS, problems)
    assert [problem.message for problem in problems.found] == ["this is a list, not a text"]


def test_unknown_and_doubled_fields_are_each_told():
    """An unknown key is told each time, a doubled one with the line of the first; the first value stays."""
    problems = Problems()
    node = Table(
        (
            (Scalar("title", Place("a.md", 2, 1)), one("first")),
            (one("titel"), one("x")),
            (Scalar("title", Place("a.md", 9, 1)), one("second")),
        ),
        HERE,
    )
    assert read_fields(node, FIELDS, problems)["title"] == "first"
    assert [(p.message, p.hint) for p in problems.found] == [
        ("unknown field 'titel'", "did you mean 'title'?"),
        ("'title' is given twice", "it stands already on line 2; keep one of the two"),
    ]
