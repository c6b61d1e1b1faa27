"""HTML becomes Markdown, whatever stands between the signs."""

import pytest

from statuspage.importers.hypertext import to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            '<p>All <b>well</b>, <a href="https://example.org/">see</a>.</p>',
            "All **well**, [see](https://example.org/).",
        ),
        ("<p>a<br>b\u00a0c</p>", "a  \nb c"),
        ("<p>1 < 2</p> and 3 <a", "1 < 2\n\nand 3 <a"),
        ("x <![ y", "x <![ y"),
        ("<p>x</p><![<![ y>z", "x<![z"),
        ("<b>" * 3000 + "deep", "deep"),
    ],
)
def test_html_as_markdown(html: str, markdown: str):
    """Text, emphasis and links; what no parser reads is text, however deep it stands."""
    assert to_markdown(html) == markdown


def test_a_text_of_openings_is_read_at_once():
    """The library would look for the end of each in all that follows: minutes for 300 KB."""
    assert to_markdown("<a " * 100_000).startswith("<a <a ")
