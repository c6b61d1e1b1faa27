"""Front matter as lines: every text reads back as typed, and what isn't replaced stays as it was."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from statuspage.yaml_lines import Value, field_lines, with_fields
from tests.strategies import steady


def value_of(lines: list[str]) -> object:
    """Return what our reader sees of a field: the text of its nodes, whatever type YAML would give them."""

    def plain(node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return {key.value: plain(value) for key, value in node.value}
        return [plain(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else node.value

    root = yaml.compose("\n".join(lines) + "\n", Loader=yaml.CSafeLoader)
    assert root is not None
    return plain(root.value[0][1])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Orders are down", "title: Orders are down"),
        ("重要通知：订单系统", "title: 重要通知：订单系统"),
        ("Orders: database upgrade", 'title: "Orders: database upgrade"'),
        ("Ticket #4711 is not #1", 'title: "Ticket #4711 is not #1"'),
        ('"Quoted" and more', 'title: "\\"Quoted\\" and more"'),
        ("it's fine", "title: it's fine"),
        ("'half", 'title: "\'half"'),
        ("no", "title: no"),
        ("22:00", "title: 22:00"),
        ("🎉 party", "title: 🎉 party"),
        ("- dash", 'title: "- dash"'),
        ("*star*", 'title: "*star*"'),
        ("[x] {y}", 'title: "[x] {y}"'),
        ("C:\\temp", "title: C:\\temp"),
    ],
)
def test_a_text_is_quoted_where_yaml_would_read_another(text: str, line: str):
    """Plain text stays plain; quotes come only where they are needed."""
    assert field_lines("title", text) == [line]
    assert value_of([line]) == text


def test_a_text_of_several_lines_is_a_block():
    """Editors can go on writing in it."""
    assert field_lines("reason", "One.\n\nTwo: 2") == ["reason: |-", "  One.", "", "  Two: 2"]


@steady(300)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1))
def test_every_text_reads_back_as_typed(text: str):
    """Whatever was typed is what the file says, alone, in a list and in a table."""
    assert value_of(field_lines("reason", text)) == text
    assert value_of(field_lines("list", [text, "x"])) == [text, "x"]
    if "\n" not in text:
        assert value_of(field_lines("table", {"a": text})) == {"a": text}


TEMPLATE = """\
title: x  # what it is
kind: maintenance
# what is affected
components:   # id -> impact
  orders: outage  # all of it
  # payments: degraded

# when
start:   # in the site's zone
end: "2026-11-29 03:00" # until
reason: |-
  Because.
  # a line of the text
  Really.

# whom
audiences: [a,
  b] # two
"""


def test_fields_are_replaced_where_they_stand_and_comments_stay():
    """Only values change: comments beside, within and around them stay, and what is new comes last."""
    values: dict[str, Value] = {
        "title": "N: 1",
        "components": {"mail": "none"},
        "start": "2026-11-28 23:00",
        "reason": "So.",
    }
    assert (
        with_fields(TEMPLATE, {**values, "audiences": ["z"], "contact": "desk"})
        == """\
title: "N: 1"  # what it is
kind: maintenance
# what is affected
components:   # id -> impact
  mail: none
  # payments: degraded

# when
start: 2026-11-28 23:00   # in the site's zone
end: "2026-11-29 03:00" # until
reason: So.

# whom
audiences: # two
  - z
contact: desk
"""
    )


@pytest.mark.parametrize("block", ["", "\n", "# only a comment\n", "title: x", "title: x\n\n"])
def test_fields_are_added_to_any_block(block: str):
    """A block without a field of the name, or without any, gets it."""
    made = with_fields(block, {"title": "New", "reason": "One.\nTwo."})
    assert yaml.safe_load(made) == {"title": "New", "reason": "One.\nTwo."}
    assert made.startswith(block.partition("title")[0])


def test_without_values_a_block_stays_as_it_is():
    """Nothing is written anew that nobody asked for."""
    assert with_fields(TEMPLATE, {}) == TEMPLATE


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\nb: 2\n", ["  a: 1", "  b: 2"]),
        ("a\n\n\n", ["  a", "", ""]),
        ("  indented\nless", ["    indented", "  less"]),
        ("\nafter a blank line", ["", "  after a blank line"]),
    ],
)
def test_a_block_keeps_blanks_before_and_line_ends_behind(text: str, lines: list[str]):
    """What another system wrote can be read in the file as it was written there."""
    assert field_lines("original", text)[1:] == lines
    assert value_of(field_lines("original", text)) == text


@steady(200)
@given(st.text(st.characters(exclude_categories=["Cs"], include_characters="\n\t :#-|")))
def test_texts_in_a_table_read_back_whatever_they_hold(text: str):
    """A text by name may have lines, tabs and characters that nobody sees, and another may follow it."""
    assert value_of(field_lines("imported", {"original": text, "next": "x"})) == {"original": text, "next": "x"}
