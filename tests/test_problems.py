"""Problems: their order, their hints, and the forms that they are told in."""

import json

import pytest

from statuspage.problems import (
    Level,
    Place,
    Problem,
    Problems,
    SiteError,
    as_github,
    as_json,
    as_text,
    did_you_mean,
    in_order,
    under,
)


def test_problems_are_sorted_by_place_and_told_once():
    """Problems come by path, line and column; at one place errors come first; what was noted twice is told once."""
    late, early = Problem(Place("a.md", 10, 1), "x"), Problem(Place("a.md", 9, 5), "y")
    other, advice = Problem(Place("b.md"), "z"), Problem(Place("a.md", 9, 5), "a", level=Level.ADVICE, code="order")
    assert in_order([other, late, advice, early, late]) == (early, advice, late, other)


def test_nothing_found_stops_nothing():
    """Only what was found stops a build, and then all of it is carried along."""
    problems = Problems()
    problems.stop_if_any()
    problems.error(Place("b.md"), "second")
    problems.error(Place("a.md"), "first")
    with pytest.raises(SiteError) as caught:
        problems.stop_if_any()
    assert [problem.message for problem in caught.value.problems] == ["first", "second"]


def test_what_is_told_stays_on_a_line_that_people_read():
    """A message that quotes a text of many lines, or a very long one, is told on one line and cut."""
    problems = Problems()
    problems.error(Place("a.md"), "'a\nb' is not a time", "x" * 1000)
    assert [(problem.message, len(problem.hint)) for problem in problems.found] == [("'a b' is not a time", 400)]
    assert problems.found[0].hint.endswith("x…")


def test_a_path_is_shown_as_seen_by_the_caller():
    """A problem's path begins at the caller's folder, whatever way the root was named."""
    problem = Problem(Place("content/a.md", 3, 4), "x")
    assert under(".", problem).place == Place("content/a.md", 3, 4)
    assert under("site/", problem).place.path == "site/content/a.md"
    assert under("../site/./", problem).place.path == "../site/content/a.md"
    assert under("/srv/site", problem).place.path == "/srv/site/content/a.md"


def test_the_nearest_known_word_is_offered():
    """A slip of the keys, of case, or a longer form finds the word that was meant."""
    known = ("none", "degraded", "partial", "outage")
    assert did_you_mean("outtage", known) == "did you mean 'outage'?"
    assert did_you_mean("DEGRADED", known) == "did you mean 'degraded'?"
    assert did_you_mean("saturday", ("sat", "sun")) == "did you mean 'sat'?"


def test_without_a_near_word_the_known_ones_are_listed_in_their_order():
    """Where nothing is near, the hint lists what there is: as given, or sorted where there is no order."""
    assert did_you_mean("xyz", ("none", "degraded")) == "known are: none, degraded"
    assert did_you_mean("xyz", {"b", "a"}) == "known are: a, b"
    assert did_you_mean("xyz", ()) == ""


def test_a_long_list_of_known_words_is_cut():
    """A hint names twelve words at most, and says how many more there are."""
    hint = did_you_mean("xyz", [f"word-{number}" for number in range(15)])
    assert hint.endswith("word-11 and 3 more")
    assert "more" not in did_you_mean("xyz", [f"word-{number}" for number in range(12)])


def test_a_problem_as_text_has_its_hint_below_it():
    """Text has place, level, code and message on one line; the hint stands indented below, if there is one."""
    advice = Problem(Place("a.md", 2, 3), "told", "hint", Level.ADVICE, "order")
    assert as_text(advice) == "a.md:2:3: advice[order]: told\n    hint"
    assert as_text(Problem(Place("a.md"), "told")) == "a.md:1:1: error: told"


def test_a_workflow_command_escapes_what_would_end_it():
    """Colons and commas of a path, and percent signs of a message, can't break the command; the hint is a line of its own."""
    problem = Problem(Place("a,b:c%.md", 2, 3), "100%\r\nsure", "see\nbelow", Level.ADVICE, "order")
    expected = "::warning file=a%2Cb%3Ac%25.md,line=2,col=3,title=order::100%25 sure%0Asee below"
    assert as_github(problem) == expected
    assert as_github(Problem(Place("a.md"), "x")) == "::error file=a.md,line=1,col=1::x"


def test_a_problem_as_json_is_one_line():
    """JSON has one object on one line, with letters of every script as they are."""
    told = as_json(Problem(Place("订单.md", 2, 3), "a\nb\x1b", "提示", Level.ADVICE, "order"))
    assert "\n" not in told
    assert "订单.md" in told
    assert json.loads(told) == {
        "path": "订单.md",
        "line": 2,
        "column": 3,
        "level": "advice",
        "code": "order",
        "message": "a b\ufffd",
        "hint": "提示",
    }
