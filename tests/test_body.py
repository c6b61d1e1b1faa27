"""Bodies: what is an update, what is text, and what was meant as an update."""

import pytest

from statuspage.body import Entry, split_body
from statuspage.documents import Document
from statuspage.nodes import Table
from statuspage.problems import Place, Problems


def split(body: str) -> tuple[str, tuple[Entry, ...], list[tuple[int, str]]]:
    """Return text and updates of a body that begins on line 10, and line and message of what is told."""
    problems = Problems()
    text, entries = split_body(Document("a.md", Table((), Place("a.md")), body, 10), problems)
    return text, entries, [(problem.place.line, problem.message) for problem in problems.found]


@pytest.mark.parametrize(
    ("heading", "time", "state"),
    [
        ("## 2026-11-28 23:02 in-progress", "2026-11-28 23:02", "in-progress"),
        ("##  2026-11-28  23:02  in-progress  ##", "2026-11-28  23:02", "in-progress"),
        ("##2026-11-28T23:02 note", "2026-11-28T23:02", "note"),
        ("## 2026-11-28 23:02:30 +08:00 note", "2026-11-28 23:02:30 +08:00", "note"),
        ("## 2026-11-28 23:02 Z note", "2026-11-28 23:02 Z", "note"),
        ("## 2026-11-28 23:02+08:00 note", "2026-11-28 23:02+08:00", "note"),
        ("## 2026-11-28 23:02", "2026-11-28 23:02", ""),
        ("## 2026-11-28 note", "2026-11-28", "note"),
        ("## 2026/11/28 23:02 note", "2026/11/28 23:02", "note"),
        ("## 2026年11月28日 23时02分 note", "2026年11月28日 23时02分", "note"),
        ("## 2026-11-28 23：02 note", "2026-11-28 23：02", "note"),
        ("## 2026-11-28 23.02 note", "2026-11-28 23.02", "note"),
        ("## 2026-11-28 2302 note", "2026-11-28 2302", "note"),
        ("## 23:02 note", "23:02", "note"),
        ("## 28.11.2026 23:02 note", "28.11.2026 23:02", "note"),
    ],
)
def test_a_heading_with_a_time_is_an_update(heading: str, time: str, state: str):
    """A level-2 heading that was meant as an update is one, be its time written as it may."""
    text, entries, told = split(f"The notice.\n\n{heading}\n\nBegun.\n")
    assert told == []
    assert text == "The notice."
    assert [(entry.time.text, entry.state.text, entry.text) for entry in entries] == [(time, state, "Begun.")]
    assert entries[0].place == Place("a.md", 12)
    assert entries[0].time.place == Place("a.md", 12, heading.index(time) + 1)


@pytest.mark.parametrize(
    "line",
    [
        "## Why now",
        "## 2026",
        "## 2026-11-28",
        "## 2026-11-28 is a Saturday",
        "## 2026-11-28 99.95% of all orders",
        "## Version 3.11.2026 in stores",
        "### 2026-11-28 23:02",
        "# 2026-11-28 23:02 at night",
        "2026-11-28 23:02 it began.",
        "    ## 2026-11-28 23:02",
    ],
)
def test_another_line_is_text(line: str):
    """Any other heading, and any other line, belongs to the text."""
    text, entries, told = split(f"One.\n\n{line}\n\nTwo.")
    assert (entries, told) == ((), [])
    assert text == f"One.\n\n{line}\n\nTwo."


@pytest.mark.parametrize(
    "block",
    [
        "```\n{}\n```",
        "```text\n{}\n````",
        "~~~~\n~~~\n{}\n~~~~",
        "  ```\n{}\n  ```",
        "<!--\n{}\n-->",
        "text <!-- a --> and <!-- b\n{}\n-->",
        "```\n<!--\n{}\n```",
    ],
)
def test_what_stands_in_a_block_is_text(block: str):
    """In a fenced block or a comment a heading is text; after it, an update is one again."""
    inside = block.format("## 2026-11-28 25:02 nonsense")
    text, entries, told = split(f"{inside}\n\n## 2026-11-28 23:02 note\n\nIt ends.")
    assert told == []
    assert text == inside.strip()
    assert [entry.text for entry in entries] == ["It ends."]


def test_a_block_that_never_closes_is_told_at_the_line_that_opens_it():
    """An open block would swallow the updates below it, so that it is an error, even where others closed."""
    assert split("```\na\n```\n\n~~~\n## 2026-11-28 23:02 note\n")[2] == [(14, "this code block is not closed")]
    assert split("<!-- a -->\n\n<!--\n\n```\n")[2] == [(12, "this comment is not closed")]


def test_field_lines_end_at_the_first_blank_line():
    """Fields stand right under the heading; what follows a blank line is text, colons or not."""
    _, entries, told = split(
        "## 2026-11-28 23:02 note\n  next update : 2026-11-29 \norders:none\n\nAnd: so on.\n\n- x: y\n"
    )
    assert told == []
    (entry,) = entries
    fields = [(key.text, value.text, key.place, value.place.column) for key, value in entry.fields]
    assert fields == [
        ("next update", "2026-11-29", Place("a.md", 11, 3), 17),
        ("orders", "none", Place("a.md", 12, 1), 8),
    ]
    assert entry.text == "And: so on.\n\n- x: y"
    assert entry.text_place == Place("a.md", 14)


def test_an_update_may_have_no_text():
    """A heading with field lines alone is an update, and so is a bare heading before another."""
    _, entries, told = split("## 2026-11-28 23:02 note\n## 2026-11-28 23:03 note\norders: none")
    assert told == []
    assert [(entry.text, len(entry.fields)) for entry in entries] == [("", 0), ("", 1)]


def test_a_long_line_is_told_by_its_beginning():
    """A sentence where a field belongs is told by its first words."""
    assert split("## 2026-11-28 23:02 note\nWe have begun, and all goes well.")[2] == [
        (11, "'We have begun, and a…' is no field of an update")
    ]


def test_a_full_width_colon_is_told_and_read():
    """A full-width colon after a name is one error; the field counts as given."""
    _, entries, told = split("## 2026-11-28 23:02 extended\nend：2026-11-29 04:00\n")
    assert told == [(11, "the colon after 'end' is a full-width one (：)")]
    assert [(key.text, value.text) for key, value in entries[0].fields] == [("end", "2026-11-29 04:00")]


@pytest.mark.parametrize(
    "line",
    [
        "## a" + " " * 200_000 + "b",
        "## 2026-11-28 23:02" + " " * 200_000 + "b",
        "## a" + " #" * 200_000 + "b",
        "## " + "1 " * 200_000 + "b",
        "#" * 200_000 + "x",
        "x" + " " * 200_000 + "y",
        "## 2026-11-28 23:02 note\na" + " " * 200_000 + "b",
        "<!--" * 200_000,
    ],
)
def test_no_line_takes_more_than_its_length(line: str):
    """A hostile line of blanks or marks is split in a moment; an expression that tries again at each would take hours."""
    split(line)
