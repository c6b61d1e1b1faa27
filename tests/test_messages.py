"""Messages: English texts that remember what they were made of, wherever they travel."""

import json
import pickle

from statuspage.catalogues import in_language
from statuspage.messages import Message, as_message, message, plural
from statuspage.problems import Place, Problem, as_text

TOLD = message("'{text}' is not a time", text="soon")


def test_a_message_is_its_english_text():
    """It is equal to, sorts with, and is written as that text."""
    assert TOLD == "'soon' is not a time"
    assert sorted([message("b"), "a", message("c")]) == ["a", "b", "c"]
    assert json.dumps([TOLD]) == "[\"'soon' is not a time\"]"
    assert f"{TOLD}!" == "'soon' is not a time!"
    assert len({TOLD, "'soon' is not a time"}) == 1


def test_lists_are_told_with_commas():
    """A list or tuple that is put into a message is told as its items."""
    assert message("known are: {words}", words=("a", "b")) == "known are: a, b"


def test_an_error_keeps_its_message():
    """The text of an exception that was raised with a message is that message."""
    assert in_language(str(ValueError(TOLD)), "zh") == "「soon」不是时间"


def test_a_message_travels_between_processes():
    """It arrives with all that it was made of, and what was cut of it stays cut."""
    for told in (TOLD, TOLD.shown_as("'so…"), message("{told}; {hint}", told=TOLD, hint=message("remove it"))):
        arrived = pickle.loads(pickle.dumps(told))
        assert isinstance(arrived, Message)
        assert (arrived, in_language(arrived, "zh")) == (told, in_language(told, "zh"))


def test_one_thing_is_told_otherwise_than_many():
    """The number chooses the template, and stands in it."""
    assert [plural(number, "{number} error", "{number} errors") for number in (0, 1, 2)] == [
        "0 errors",
        "1 error",
        "2 errors",
    ]


def test_a_message_that_is_one_already_stays_one():
    """Plain words become a message; a message isn't made anew, which would lose what it was made of."""
    assert as_message(TOLD) is TOLD
    assert in_language(as_message("remove it"), "zh") == "请删除"


def test_a_problem_tells_what_was_quoted_on_one_line_in_each_language():
    """A quoted text of many lines, with control characters, is told on one line and cut, translated or not."""
    problem = Problem(Place("a.md"), message("'{text}' is not a time", text="a\nb\x1b" + "x" * 500))
    for lang, begins in (("en", "a.md:1:1: error: 'a b\ufffdxxx"), ("zh", "a.md:1:1: 错误：「a b\ufffdxxx")):
        told = as_text(problem, lang)
        assert told.startswith(begins)
        assert told.endswith("x…")
        assert len(told) < 430
