"""Plain text as Markdown: a page shows what was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.as_typed import as_typed
from statuspage.importers.tidying import tidied
from statuspage.markup import to_html, to_text
from tests.strategies import steady

SIGNS = " \nab1.)*_-+#>=~:|[](){}!`&;\\'\"中"
LINES = ["a", "- x", "1. y", "---", "===", "# h", "> q", "```", "~~~", "a | b", "--|--", "[^1]: n", "[x]: y", ": d"]
LINES += ["    code", "<b", "&lt;", "&#1", "**b**", "<!--", "-->", "[x](y)", "![x](y)", "https://example.org/a_b"]
LINES += ["## 2026-01-01 10:00 completed", "a < b", "a\\", "_x_"]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@steady(150)
@given(st.one_of(st.text(SIGNS, max_size=30), st.lists(st.sampled_from(LINES), max_size=5).map("\n".join)))
def test_a_page_shows_what_was_typed(text: str):
    """Nothing in a plain text means anything to Markdown: the page shows the same characters."""
    assert bare(to_text(as_typed(text))) == bare(text)


def test_lines_stay_lines_and_paragraphs_paragraphs():
    """A line break is seen, and an empty line parts paragraphs."""
    assert to_html(as_typed("one\ntwo\n \nthree")) == "<p>one<br>\ntwo</p>\n<p>three</p>"


def test_a_web_address_is_a_link():
    """What calendar programs make a link of is one here; the full stop after it isn't part of it."""
    found = to_html(as_typed("See https://example.org/a_b?c=d_e."))
    assert found == '<p>See <a href="https://example.org/a_b?c=d_e">https://example.org/a_b?c=d_e</a>.</p>'


def test_html_is_read_as_html():
    """Calendar programs write HTML into texts: its marks are kept, its tags aren't shown."""
    assert as_typed("<p>Work <b>tonight</b></p><ul><li>mail</li></ul>") == "Work **tonight**\n\n- mail"
    assert to_text(as_typed("one <b>x</b>\ntwo")).split() != ["one", "xtwo"]


@pytest.mark.parametrize(
    "text", ['{{< track "2026-01-01" >}}', "{{<x>}}", ":::", "<script>x</script>", "<SCRIPT src=x>"]
)
def test_what_is_taken_out_elsewhere_is_taken_out_here(text: str):
    """Shortcodes, containers and scripts aren't hidden from what tidies texts."""
    shown = to_html(tidied(as_typed(f"a\n{text}\nb")).text)
    assert not re.search(r"\{\{(?:<|&lt;)|:::|script", shown, re.IGNORECASE)
