"""Documents: text that is safe to work with, front matter with lines that stay right, and what to do about slips."""

from pathlib import Path

import pytest

from statuspage.documents import MAX_BYTES, Document, read_document, read_text
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import Place, Problems
from tests.conftest import Load, Run, WriteSite


def document(folder: Path, written: str | bytes) -> tuple[Document | None, list[tuple[int, int, str, str]]]:
    """Return what is read of one file, and line, column, message and hint of what is told."""
    path, problems = folder / "a.md", Problems()
    path.write_bytes(written.encode() if isinstance(written, str) else written)
    found = read_document(path, "a.md", problems)
    return found, [(p.place.line, p.place.column, p.message, p.hint) for p in problems.found]


def front(folder: Path, block: str) -> list[tuple[int, int, str, str]]:
    """Return what is told about a block of front matter; its first line is line 2."""
    return document(folder, f"---\n{block}---\n\ntext\n")[1]


def shape(node: Node) -> object:
    """Return a node without its places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [shape(item) for item in node.items]
    return {key.text: shape(value) for key, value in node.entries}


def test_scalars_stay_as_they_are_written(tmp_path: Path):
    """YAML gives no scalar a type: times, words for yes and no, numbers and nothing stay text."""
    block = "a: 22:00\nb: no\nc: 0o17\nd: 1_000\ne: ~\nf: 2026-11-28\ng: 'x'\nh: [on, 1.0]\ni: {j: null}\nk:\n"
    found, told = document(tmp_path, f"---\n{block}---\n")
    assert told == []
    assert found is not None
    assert shape(found.table) == {
        "a": "22:00",
        "b": "no",
        "c": "0o17",
        "d": "1_000",
        "e": "~",
        "f": "2026-11-28",
        "g": "x",
        "h": ["on", "1.0"],
        "i": {"j": "null"},
        "k": "",
    }


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("above", [0, 2])
def test_lines_stay_right(tmp_path: Path, line_end: str, mark: str, above: int):
    """Places count lines as an editor does: with a byte order mark, any line ends, and blank lines at the top."""
    written = mark + "\n" * above + "---\ntitle: x\nlist:\n  - one\n  - two\n---\n\n\nThe body.\n\nMore.\n"
    found, told = document(tmp_path, written.replace("\n", line_end))
    assert told == []
    assert found is not None
    assert (found.body, found.body_line) == ("The body.\n\nMore.", 9 + above)
    (title, _), (_, items) = found.table.entries
    assert title.place == Place("a.md", 2 + above, 1)
    assert isinstance(items, Listing)
    assert [item.place for item in items.items] == [Place("a.md", 4 + above, 5), Place("a.md", 5 + above, 5)]


@pytest.mark.parametrize("line_break", ["\x85", "\u2028", "\u2029"])
def test_rare_line_breaks_move_no_lines(tmp_path: Path, line_break: str):
    """A line separator pasted from elsewhere counts as a blank, so that the lines below stay right."""
    found, told = document(tmp_path, f"---\ntitle: one{line_break}two\nkind: x\n---\n")
    assert told == []
    assert found is not None
    assert shape(found.table) == {"title": "one two", "kind": "x"}
    assert found.table.entries[1][0].place.line == 3


def test_a_file_may_have_a_megabyte_and_no_more(tmp_path: Path):
    """A file of exactly the limit is read; one byte more is an error that says how large it is."""
    begin = b"---\ntitle: x\n---\n"
    found, told = document(tmp_path, begin + b"x" * (MAX_BYTES - len(begin)))
    assert told == []
    assert found is not None
    assert len(found.body) == MAX_BYTES - len(begin)
    assert document(tmp_path, begin + b"x" * MAX_BYTES)[1] == [
        (1, 1, "the file has 1.0 MB", "at most 1 MB is read; link to what is larger")
    ]


def test_a_file_of_five_megabytes_is_told(site: WriteSite, run: Run):
    """A file that is far too large stops the build with its place, and isn't read any further."""
    config = (
        '-- config.toml --\n[site]\ntitle = "x"\nurl = "https://x.example/"\ntime_zone = "UTC"\nlanguages = ["en"]\n'
    )
    site(f"{config}-- content/events/large.md --\n" + "---\ntitle: x\n---\n" + "x" * 5_000_000)
    ran = run("check", "--now", "2026-11-25 12:00")
    assert (ran.code, ran.told) == (
        1,
        "content/events/large.md:1:1: error: the file has 5.0 MB\n"
        "    at most 1 MB is read; link to what is larger\n"
        "1 error, 0 pieces of advice\n",
    )


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("title: " + "[" * 100_000, 1),
        ("title: " + "[" * 100_000 + "]" * 100_000, 1),
        ("title: " + "{a: " * 100_000, 1),
        ("title:\n  " + "- " * 100_000, 1),
        ("? " * 100_000, 1),
        ("title: " + "[" * 30 + "]" * 30, 2),
        ("title: " + "{a: " * 30 + "b" + "}" * 30, 2),
        ("\n".join(" " * depth + "a:" for depth in range(40)), 23),
    ],
)
def test_deep_nesting_is_told_and_ends_no_process(tmp_path: Path, block: str, line: int):
    """Lists and tables nested without end are an error, before a parser in C uses up the stack."""
    told = front(tmp_path, f"{block}\n")
    assert len(told) == 1
    assert told[0][0] == line
    assert "nested too deeply" in told[0][2] or "can't be read" in told[0][2]


def test_many_brackets_that_do_not_nest_are_fine(tmp_path: Path):
    """A long list, or a text full of brackets, is no deep nesting."""
    assert front(tmp_path, "a:\n" + "  - [x]\n" * 2000 + f"b: '{'[' * 3000}'\n") == []


def test_many_brackets_in_what_is_no_yaml_are_told_as_such(tmp_path: Path):
    """A block full of brackets that can't be read is told by its slip, not by its depth."""
    assert front(tmp_path, f"a: '{'[' * 3000}\n")[0][3].startswith("begin and end the text with '")


def test_a_byte_order_mark_in_the_middle_is_no_error(tmp_path: Path):
    """A mark that was left where two files were joined can't be seen, and is read as its successor."""
    found, told = document(tmp_path, "---\ntitle: one\ufefftwo\n---\n")
    assert told == []
    assert found is not None
    assert shape(found.table) == {"title": "one\u2060two"}


def test_an_alias_is_never_followed(tmp_path: Path):
    """A document that would grow by aliases is told at once."""
    laughs = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdef", "bcdefg", strict=True))
    assert front(tmp_path, laughs)[0][2] == "an alias (*) stands for this"


def test_a_file_that_is_a_folder_can_not_be_read(tmp_path: Path):
    """What the system refuses to read is told in its words."""
    problems = Problems()
    assert read_text(tmp_path, "a.md", problems) is None
    assert [problem.message for problem in problems.found] == ["the file can't be read: Is a directory"]


@pytest.mark.parametrize(
    ("data", "line", "column", "hint"),
    [
        ("订单系统".encode("gbk"), 1, 1, "it looks like GB 18030 (GBK); save it again as UTF-8"),
        ("a\n订单: ".encode() + b"\xff\xff", 2, 5, "save it again as UTF-8"),
        (b"\xef\xbb\xbfa\r\nb\rcd\xff\xff", 3, 3, "save it again as UTF-8"),
        ("中".encode("utf-16"), 1, 1, "save it again as UTF-8"),
    ],
)
def test_what_is_not_utf_8_is_told_with_its_place(tmp_path: Path, data: bytes, line: int, column: int, hint: str):
    """The first byte that isn't UTF-8 is the place; if the file looks like GBK, the hint says so."""
    assert document(tmp_path, data)[1] == [(line, column, "the file is not UTF-8", hint)]


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0x9F, 0xFFFE, 0xFFFF])
def test_characters_that_feeds_can_not_hold_are_told(tmp_path: Path, code: int):
    """Control characters and what is no character have no place in XML; the hint says where they hide."""
    message = f"an invisible control character (U+{code:04X})"
    hint = "delete what stands, unseen, after 'so many word'"
    assert document(tmp_path, f"---\ntitle: x\n---\n\nso many word{chr(code)}s\n{chr(code)}\n")[1] == [
        (5, 13, message, hint),
        (6, 1, message, "delete the line's first character"),
    ]


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "||||||| base", ">>>>>>> branch"])
def test_a_marker_of_a_merge_conflict_is_told(tmp_path: Path, marker: str):
    """Each line that a merge conflict leaves is told; equals signs alone are an ordinary heading."""
    told = document(tmp_path, f"---\ntitle: x\n---\n\nText\n=======\n\n{marker}\n")[1]
    assert told == [
        (8, 1, "a merge conflict was left here", "choose one of the two versions and remove the marker lines")
    ]


def test_three_dashes_inside_the_text_are_a_rule(tmp_path: Path):
    """The front matter ends at the first closing line; one further down is part of the text."""
    found, told = document(tmp_path, "---  \ntitle: x\n---\t\nabove\n\n---\n\nbelow\n")
    assert told == []
    assert found is not None
    assert (found.body, found.body_line) == ("above\n\n---\n\nbelow", 4)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("a: b: c\n", (2, 4, 'put the text in quotes: a: "b: c"')),
        ("a: b\nlong:\n  c: d:\n", (4, 6, 'put the text in quotes: c: "d:"')),
        ("a: *b\n", (2, 4, 'put the text in quotes: a: "*b"')),
        ("a: @b\n", (2, 4, 'put the text in quotes: a: "@b"')),
        ("a: `b`\n", (2, 4, 'put the text in quotes: a: "`b`"')),
        ("a: %b\n", (2, 4, 'put the text in quotes: a: "%b"')),
        ("a: > b\n", (2, 4, 'put the text in quotes: a: "> b"')),
        ("a: - b\n", (2, 4, 'put the text in quotes: a: "- b"')),
        ('a: b: "c"\n', (2, 4, "put the text after 'a:' in quotes")),
        ('a: "b\nc: d\n', (2, 4, 'begin and end the text with " and write none between; or leave both out')),
        ("a: 'b'c'\n", (2, 4, "begin and end the text with ' and write none between; or leave both out")),
        ("a: [b\nc: d\n", (2, 4, "close the bracket; or put the text in quotes, if it is a text")),
        ("a: b\n\tc: d\n", (3, 1, "indent with blanks, not with tabs")),
        ("a:b\nc: d\n", (2, 1, "write a blank after the colon of 'a:'")),
        ("c: d\na：b\n", (3, 1, "write 'a: ' with an ASCII colon and a blank, not 'a：'")),
        ("a b\nc: d\n", (2, 1, "write it as 'name: value', or begin it with blanks if it goes on with the text above")),
    ],
)
def test_a_slip_is_told_at_its_own_line_with_what_to_write(tmp_path: Path, block: str, told: tuple[int, int, str]):
    """Where YAML stops, the slip that usually causes it is looked for, and told at its place without jargon."""
    line, column, hint = told
    assert front(tmp_path, block) == [(line, column, "the front matter can't be read here", hint)]


def test_without_a_usual_slip_the_parser_is_quoted(tmp_path: Path):
    """Where no usual slip is found, the place and the words are the parser's."""
    assert front(tmp_path, "a: b\n   c: d\n e: f\n") == [
        (
            3,
            5,
            "the front matter can't be read here: mapping values are not allowed in this context",
            "check quotes, brackets and indentation on this line and the one before",
        )
    ]


def test_a_list_is_no_front_matter(tmp_path: Path):
    """Front matter that is a list, or a text, has no fields."""
    assert front(tmp_path, "- a\n- b\n") == [(2, 1, "the front matter has no fields", "write each as 'name: value'")]
    assert front(tmp_path, "title:x\n")[0][2:] == (
        "the front matter has no fields",
        "write a blank after the colon of 'title:'",
    )


def test_front_matter_of_comments_has_no_fields_and_is_no_error(tmp_path: Path):
    """An empty block is a table without entries; what is missing is told by those who need it."""
    found, told = document(tmp_path, "---\n# nothing yet\n---\n")
    assert told == []
    assert found is not None
    assert found.table == Table((), Place("a.md"))


def test_an_event_may_be_long_in_every_script(load: Load):
    """Texts of every script, emoji and right-to-left letters are read as they stand."""
    title = "订单 заказы παραγγελίες הזמנות طلبات 🔥 𠮷"
    loaded = load(
        '-- config.toml --\n[site]\ntitle = "x"\ntime_zone = "UTC"\nlanguages = ["en"]\n'
        f"-- content/pages/about.md --\n---\ntitle: {title}\n---\n\n{title}\n"
    )
    assert loaded.told == ()
    assert loaded.content.pages[0].title.original.text == title
    assert loaded.content.pages[0].body.original.text == title
