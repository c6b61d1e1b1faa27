"""Bodies of cState: which paragraphs are updates, at which time and of which state, and what stays text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.history import Sort
from statuspage.importers.paragraphs import TRACK
from statuspage.importers.tracks import Split, split_body
from tests.strategies import steady


def split(text: str, first_line: int = 1) -> Split:
    return split_body("a.md", text, first_line)


def updates(text: str) -> list[tuple[str, str, str]]:
    """Return clock, label and text of each update."""
    return [(f"{told.at.at:%H:%M}", told.label, told.text) for told in split(text).updates]


def told(text: str) -> list[tuple[Sort, str, str, int | None]]:
    return [(loss.sort, loss.told, loss.original, loss.line) for loss in split(text).losses]


def test_a_paragraph_with_a_time_is_an_update():
    """Its label goes where it is known; what stands above it is the text of the issue."""
    found = split(
        "The mail is slow.\n\n---\n\n"
        '*Resolved* -\nAll is well. {{< track "2021-05-07 10:30:00" >}}\n\n'
        '*Update 2* - We restart. {{< track "2021-05-07T10:10:00.000Z" >}}\n\n'
        '*Investigating* - We look. {{< track "2021-05-07T10:00:00+00:00" >}}\n',
        first_line=12,
    )
    assert found.text == "The mail is slow."
    assert [(u.label, u.state, u.text, u.line) for u in found.updates] == [
        ("Resolved", "resolved", "All is well.", 16),
        ("Update 2", "note", "We restart.", 19),
        ("Investigating", "investigating", "We look.", 21),
    ]
    assert [u.at.at for u in found.updates] == [
        datetime.fromisoformat("2021-05-07T10:30:00"),
        datetime(2021, 5, 7, 10, 10, tzinfo=UTC),
        datetime(2021, 5, 7, 10, tzinfo=UTC),
    ]
    assert found.losses == ()


@pytest.mark.parametrize(
    "written",
    [
        '{{< track "2021-05-07 10:30:00" >}}',
        '{{<track "2021-05-07 10:30:00">}}',
        '{{% track "2021-05-07 10:30:00" %}}',
        "{{< track `2021-05-07 10:30:00` >}}",
        '{{< track \\"2021-05-07 10:30:00\\" >}}',
        "{{< track 2021-05-07T10:30:00 >}}",
    ],
)
def test_a_time_is_read_in_each_shape(written: str):
    """As Hugo reads its shortcodes."""
    assert updates(f"*Fixed* - Done. {written}") == [("10:30", "Fixed", "Done.")]


@pytest.mark.parametrize(
    ("written", "label", "text"),
    [
        ("**Fixed** Done.", "Fixed", "Done."),
        ("**Fixed:** Done.", "Fixed:", "Done."),
        ("**Fixed**: Done.", "Fixed", "Done."),
        ("__Fixed__ – Done.", "Fixed", "Done."),
        ("*\ufeffUpdate*\u00a0- Done.", "Update", "Done."),
        ("Update: Done.", "Update", "Done."),
        ("Resolved - Done.", "Resolved", "Done."),
        ("## Update 2 ##\n\nDone.", "Update 2", "Done."),
        ("- *Update* - Done.", "Update", "Done."),
        ("*Upstream response* - Done.", "", "*Upstream response* - Done."),
        ("**All shards restarted**\n\nDone.\n\nReally.", "", "**All shards restarted**\n\nDone.\n\nReally."),
        ("Note well: done.", "", "Note well: done."),
        ("- Done.", "", "Done."),
        ("* one\n* two", "", "* one\n* two"),
        ("*Fixed* and done.", "Fixed", "and done."),
    ],
)
def test_labels_that_are_known_go_and_others_stay(written: str, label: str, text: str):
    """An unknown one is part of what was said."""
    assert updates(f'{written} {{{{< track "2021-05-07 10:30:00" >}}}}') == [("10:30", label, text)]


def test_a_time_stands_where_people_put_it():
    """In front, on a line of its own, in brackets; in the middle of a sentence its words stay."""
    time = '{{< track "2021-05-07 10:30:00" >}}'
    assert updates(f"{time} -- Done.") == [("10:30", "", "Done.")]
    assert updates(f"Done.\\\n{time}") == [("10:30", "", "Done.")]
    assert updates(f"Done ({time}).") == [("10:30", "", "Done.")]
    assert updates(f"Done at {time}.") == [("10:30", "", "Done at.")]
    assert updates(f"Since {time} it works.") == [("10:30", "", "Since (2021-05-07 10:30:00) it works.")]


def test_an_emphasised_word_of_a_sentence_is_no_label():
    """Where a line happens to begin with it."""
    text = "All of it is\n*resolved* by now."
    assert updates(f'{text} {{{{< track "2021-05-07 10:30:00" >}}}}') == [("10:30", "", text)]


def test_a_label_awaits_the_next_time():
    """What stands between them was said then too; a rule or the next label ends it."""
    time = '{{< track "2021-05-07 10:30:00" >}}'
    assert updates(f"*Update* - These fail:\n\n- mail\n\n- files\n\n{time}") == [
        ("10:30", "Update", "These fail:\n\n- mail\n\n- files")
    ]
    assert updates(f"*Update* - One.\n\n*Fixed* - Two. {time}") == [("10:30", "Fixed", "Two.")]
    assert updates(f"*Update* - One.\n\n---\n\nTwo. {time}") == [("10:30", "", "Two.")]
    assert split(f"*Update* - One.\n\n---\n\nTwo. {time}").text == "*Update* - One."


def test_what_an_update_announces_belongs_to_it():
    """A list below a colon; other text without a time does not."""
    time = '{{< track "2021-05-07 10:30:00" >}}'
    text = f"*Update* - These fail: {time}\n\n- mail\n\n- files\n\nThis is older."
    assert updates(text) == [("10:30", "Update", "These fail:\n\n- mail\n\n- files")]
    assert split(text).text == "This is older."
    said = "one paragraph below the first update has no time: it stays in the text"
    assert told(text) == [(Sort.ASSUMED, said, "This is older.", 7)]


def test_several_times_in_one_paragraph():
    """Each line or item that has one is an update; two in a sentence are none."""
    one, two = '{{< track "2021-05-07 10:30:00" >}}', '{{< track "2021-05-07 10:40:00" >}}'
    expected = [("10:30", "", "One."), ("10:40", "Fixed", "Two.")]
    assert updates(f"- One. {one}\n- *Fixed* - Two. {two}") == expected
    assert updates(f"One. {one}\n*Fixed* - Two. {two}") == expected
    assert updates(f"\\\n**One**: a {one}\n\\\n**Fixed:** Two. {two}\n\\\n") == [
        ("10:30", "", "**One**: a"),
        ("10:40", "Fixed:", "Two."),
    ]
    text = f"Down from {one} to {two}."
    assert updates(text) == []
    assert split(text).text == "Down from (2021-05-07 10:30:00) to (2021-05-07 10:40:00)."
    assert told(text) == [(Sort.LOST, "this paragraph names several times: it stays in the text", text, 1)]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('{{< track "" >}}', "*Update* - Done."),
        ("{{< track >}}", "*Update* - Done."),
        ('{{< track "at noon" >}}', "*Update* - Done. (at noon)"),
        ('{{< track "2021-05-07 10:30:00 > }}', '*Update* - Done. {{< track "2021-05-07 10:30:00 > }}'),
        ('{{< track "2021-05-07 10:30:00"', '*Update* - Done. {{< track "2021-05-07 10:30:00"'),
    ],
)
def test_a_time_that_can_t_be_read_is_told(written: str, left: str):
    """The paragraph stays in the text, and no other time is found for it."""
    text = f"*Update* - Done. {written}"
    found = split(text)
    assert found.updates == ()
    assert found.text.strip() == left
    assert told(text) == [(Sort.LOST, "the time in this paragraph can't be read: it stays in the text", text, 1)]


def test_a_label_without_a_time_stays_in_the_text_and_is_counted():
    """No time is invented for it."""
    text = "*Update* - One.\n\nMore.\n\n**Fixed** Two.\n\n## Background\n\nText.\n\n**Bold** words."
    assert updates(text) == []
    assert split(text).text == text
    said = "2 paragraphs have a label and no time: they stay in the text"
    assert told(text) == [(Sort.LOST, said, "*Update* - One.", 1)]
    assert told("*Post-mortem*\n\nLong.")[0][1] == "one paragraph has a label and no time: it stays in the text"


def test_a_label_that_is_a_whole_time_dates_what_stands_below_it():
    """People write so who don't know of `track`; the next one, a label or a rule ends it."""
    text = (
        "**2021-05-07 10:40:00**\n\nWorks.\n\nReally.\n\n**Update at 2021-05-07 10:30 UTC**\n\nSoon.\n\n"
        "**First word at 2021-05-07 10:20 UTC**\n\nDown."
    )
    assert updates(text) == [
        ("10:40", "", "Works.\n\nReally."),
        ("10:30", "Update", "Soon."),
        ("10:20", "", "**First word at 2021-05-07 10:20 UTC**\n\nDown."),
    ]
    assert updates("**2021-05-07T10:40:00-00:00** Works.\n\nOlder.") == [("10:40", "", "Works.")]
    assert split("**2021-05-07T10:40:00-00:00** Works.\n\nOlder.").text == "Older."


@pytest.mark.parametrize(
    "text",
    [
        "* 2021-05-07T10:30 - restarted",
        "**2021-05-07**\n\nDone.",
        "**Update 2021-05-07 10:30 UTC\n\nDone.",
        "**10:30 UTC**\n\nDone.",
        "[Update 7th of May 2021 - 10:30 UTC]\nDone.",
        "**2021-05-07 10:30:00**",
        "# 10:30\n\nDone.",
    ],
)
def test_times_in_prose_stay_prose(text: str):
    """A day alone, an hour alone, a list of what happened: none dates an update."""
    assert updates(text) == []
    assert split(text).text == text


def test_what_a_page_doesn_t_show_says_nothing():
    """A comment or a piece of code holds no update, and its blank lines divide nothing."""
    time = '{{< track "2021-05-07 10:30:00" >}}'
    for text in (
        f"<!--\n*Update* - a {time}\n\n*Fixed* - b {time}\n-->",
        f"<!-- a {time} -->",
        f"```\n\na {time}\n\n```",
    ):
        assert split(text).updates == ()
        assert split(text).losses == ()


def test_rules_stay_where_text_stands_on_both_sides():
    """Beside an update they only divided it from the rest."""
    time = '{{< track "2021-05-07 10:30:00" >}}'
    assert split(f"One.\n\n---\n\nTwo.\n\n***\n\nThree. {time}\n\n---\n").text == "One.\n\n---\n\nTwo."
    assert split("Title\n---\n\nText.").text == "Title\n---\n\nText."


def test_text_without_updates_stays_as_it_is():
    """Lines, lists and code too."""
    text = "One\ntwo.\n- a\n  - b\n- c\n\n    code\n\n| a | b |\n| - | - |"
    assert split(text).text == text


PIECES: tuple[str, ...] = (
    "*Update* - ",
    "**Fixed** ",
    "a ",
    "\n",
    "\n\n",
    "- ",
    "---\n",
    "## ",
    "\\\n",
    ":",
    "(",
    "```\n",
    "<!--",
    "-->",
)
PIECES += (
    '{{< track "2021-05-07 10:30:00" >}}',
    '{{< track "" >}}',
    "{{< track ",
    "**2021-05-07 10:30**",
    ">}}",
    "\ufeff",
)


@steady(150)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_body_makes_it_fail_and_no_word_goes(text: str):
    """However it is put together; an update has a text or its label, and no time is left in braces."""
    found = split(text)
    assert not any(TRACK.search(told.text) for told in found.updates if "<!--" not in text and "```" not in text)
    words = text.count("a ")
    assert (
        sum(part.count("a") - part.count("track") for part in (found.text, *(u.text for u in found.updates))) >= words
    )
