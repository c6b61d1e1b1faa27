"""Texts of other systems can stand here: nothing is left that only these understand, or that runs."""

import re
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.body import prose_lines
from statuspage.importers.tidying import tidied
from statuspage.problems import CONTROL_CHARACTER
from tests.strategies import steady

LEFT = re.compile(r"\{\{[<%]|:::|</?script", re.IGNORECASE)
PIECES: tuple[str, ...] = (
    "{{",
    "<",
    ">",
    "%",
    "}}",
    ":::",
    ":",
    "script",
    "SCRIPT",
    "style",
    "</",
    "<!--",
    "-->",
    "!",
    "{",
    "-",
    "\n",
)
PIECES += ("```", "~~~", "track", '"', "a", " ", "\t", "\r", "\x00", "\ufeff", "<<<<<<< ", "&#123;", "iframe", "/")
PATCHWORK = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "left", "removed"),
    [
        ('Fixed. {{< track "2021-05-07 09:51:00" >}}', "Fixed.", ('{{< track "2021-05-07 09:51:00" >}}',)),
        ("a {{% note %}}b{{% /note %}} c", "a b c", ("{{% note %}}", "{{% /note %}}")),
        ('a {{< figure\n src="x.png"\n>}} b', "a  b", ('{{< figure\n src="x.png"\n>}}',)),
        ('a {{< track "2021-05-07\n\nb >}}', "a \n\nb >}}", ('{{< track "2021-05-07',)),
        ("a {{< b", "a", ("{{< b",)),
        ("::: update Resolved | now\nAll is well.\n:::", "All is well.", ("::: update Resolved | now", ":::")),
        ("a ::: b", "a  b", (":::",)),
        ("a<script>alert(1)</script >b", "ab", ("<script>alert(1)</script >",)),
        ("a <SCRIPT src=x>b", "a b", ("<SCRIPT src=x>",)),
        ("a <style>p { }</style> b", "a  b", ("<style>p { }</style>",)),
        ("a <iframe src=x></iframe> b <object data=x>", "a  b", ("<iframe src=x></iframe>", "<object data=x>")),
        ("a <!-- not\n\n\nshown --> b", "a  b", ("<!-- not\n\n\nshown -->",)),
        ("a\x00b\x1b[31mc", "ab[31mc", ("\x1b",)),
        ("a {<!-- -->{< b >}} c", "a  c", ("<!-- -->", "{{< b >}}")),
        ("a {{{{< b >}}< c >}} d", "a  d", ("{{< b >}}", "{{< c >}}")),
        ("a <scr<script></script>ipt>b", "a b", ("<script></script>", "<script>")),
    ],
)
def test_what_only_another_system_knows_goes_and_is_returned(text: str, left: str, removed: tuple[str, ...]):
    """Each piece is said, so that a report can name it; what stands around it stays."""
    found = tidied(text)
    assert found.text == left
    assert [piece for piece in found.removed if piece != "\x00"] == list(removed)


def test_an_element_that_is_never_closed_takes_nothing_with_it():
    """Whoever writes of a `<script>` tag loses the tag, not all that follows."""
    assert tidied("Pages with `<script>` fail.\n\nWe look into it.").text == "Pages with `` fail.\n\nWe look into it."
    assert tidied("a <!-- b\n\nc").text == "a &lt;!-- b\n\nc"


def test_gaps_are_closed_where_something_is_gone_and_nowhere_else():
    """Three blank lines that somebody wrote stay."""
    assert tidied("a\n\n::: x\n\n:::\n\nb").text == "a\n\nb"
    assert tidied("```\na\n\n\n\nb\n```").text == "```\na\n\n\n\nb\n```"


def test_lines_and_unseen_marks():
    """CRLF becomes LF; a byte order mark that an editor left in the middle goes without a word."""
    assert tidied("\ufeffa\r\n*\ufeffUpdate* b\rc\r\n") == tidied("a\n*Update* b\nc")
    assert tidied("*\ufeffUpdate*").removed == ()


def test_a_block_of_code_is_closed():
    """An open one would take in what is written below it here."""
    assert tidied("a\n\n```text\nb").text == "a\n\n```text\nb\n```"
    assert tidied("~~~~\nb\n```").text == "~~~~\nb\n```\n~~~~"


def test_what_looks_like_a_conflict_is_text():
    """No file here may hold the marks of a merge; shown, they are the same signs."""
    assert tidied("<<<<<<< ours\na\n>>>>>>> theirs").text == "&#60;<<<<<< ours\na\n&#62;>>>>>> theirs"


@steady(60)
@given(PATCHWORK | st.text())
@example("{{" * 60 + "<" * 60)
@example("<scr" * 30 + "<script>" + "ipt>" * 30)
@example("{:::{<")
def test_nothing_of_it_is_left_however_it_is_put_together(text: str):
    """What is taken out never joins what stood around it to another such piece."""
    found = tidied(text).text
    assert not LEFT.search(found)
    assert not CONTROL_CHARACTER.search(found)
    assert "\ufeff" not in found
    assert prose_lines(found.split("\n"))[1] is None


@steady(60)
@given(PATCHWORK | st.text())
@example("{{" * 60 + "<" * 60)
@example("<sty" * 30 + "<style>" + "le>" * 30)
def test_once_is_enough(text: str):
    """A text that was tidied stays as it is."""
    found = tidied(text).text
    assert tidied(found).text == found
    assert tidied(found).removed == ()


@steady(60)
@given(st.text(st.sampled_from("ab {}<>%:*_-#`'\"()[]|!é中\n"), max_size=60))
def test_a_text_without_such_pieces_stays_as_it_is(text: str):
    """But for blank lines around it."""
    dangerous = ("{{<", "{{%", ":::", "<!--", "```", "<" * 7, ">" * 7, "|" * 7)
    if not any(mark in text for mark in dangerous):
        assert tidied(text).text == re.sub(r"\A(?:[ ]*\n)+", "", text).rstrip()
        assert tidied(text).removed == ()


@pytest.mark.parametrize("piece", ["<script ", "<!--", "{{", '{{< track "', " ", " \n", "<style></style", "``", "<scr"])
def test_nobody_waits_for_a_long_text(piece: str):
    """A hundred thousand characters of one sort take as long as any others."""
    began = process_time()
    tidied(piece * (100_000 // len(piece)) + "<" * 100)
    assert process_time() - began < 5
