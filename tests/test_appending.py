"""Updates appended to files: bytes that stay, line ends that fit, and text that stays text."""

from datetime import datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.appending import Unwritable, appended, as_text
from statuspage.body import Entry, split_body
from statuspage.documents import Document
from statuspage.markup import to_text
from statuspage.model import Impact, Update, UpdateState
from statuspage.nodes import Table
from statuspage.problems import Place, Problems
from statuspage.texts import Text
from statuspage.times import parse_moment, zone
from statuspage.updates import FIELDS
from tests.conftest import Load, WriteSite
from tests.strategies import steady

LOCAL = zone("Asia/Shanghai")
KNOWN = (*FIELDS, "orders", "payments")
PLACE = Place("content/events/it.md")


def at(text: str) -> datetime:
    return parse_moment(text, LOCAL)


def update(text: str = "", state: UpdateState = UpdateState.NOTE, **more: object) -> Update:
    values = {"at": at("2026-11-28 23:02"), "state": state, "text": Text.of(text, "en"), "place": PLACE} | more
    return Update(**values)  # type: ignore[arg-type]


def append(data: bytes, said: Update) -> bytes:
    return appended(data, said, LOCAL, KNOWN)


def entries(data: bytes) -> tuple[Entry, ...]:
    """Return the updates that a file's body holds; nothing may be wrong with it."""
    problems = Problems()
    body = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    found = split_body(Document("it.md", Table((), PLACE), body, 1), problems)[1]
    assert problems.found == []
    return found


def test_an_update_is_a_heading_its_field_lines_and_its_text():
    """Times are in the site's zone; field lines stand right under the heading, the text below a blank line."""
    said = update(
        "Longer.",
        UpdateState.RESCHEDULED,
        start=at("2026-11-29 23:00"),
        end=at("2026-11-30 03:00"),
        next_update=at("2026-11-29 20:00"),
        impacts=(("orders", Impact.NONE),),
    )
    assert append(b"---\ntitle: x\n---\n\nHello\n", said).decode() == (
        "---\ntitle: x\n---\n\nHello\n\n## 2026-11-28 23:02 rescheduled\nstart: 2026-11-29 23:00\n"
        "end: 2026-11-30 03:00\nnext update: 2026-11-29 20:00\norders: none\n\nLonger.\n"
    )


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        (b"---\n---", "\n\n"),
        (b"---\n---\n", "\n"),
        (b"---\n---\n\n", ""),
        (b"---\n---\nx", "\n\n"),
        (b"---\n---\nx  ", "\n\n"),
        (b"---\n---\nx\n   ", "\n"),
        (b"---\n---\nx\n   \n", ""),
        (b"---\r\n---\r\nx", "\r\n\r\n"),
        (b"---\r\n---\r\nx\r\n", "\r\n"),
        (b"---\r---\rx\r", "\r"),
        (b"\xef\xbb\xbf---\r\n---\nx\r\n", "\r\n"),
        ("---\n---\nx\n<!-- 说明 -->".encode(), "\n\n"),
    ],
)
def test_every_byte_before_stays_and_one_blank_line_parts_them(before: bytes, gap: str):
    """Whatever a file ends with, its bytes stay; the update's lines end as most of the file's do."""
    end = "\r\n" if "\r\n" in gap or before.count(b"\r\n") > 1 else "\r" if "\r" in gap else "\n"
    after = append(before, update("Line one\nline two"))
    told = f"{gap}## 2026-11-28 23:02 note{end}{end}Line one{end}line two{end}"
    assert after == before + told.encode()


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Plain.", "Plain."),
        ("  \n Plain. \r\nMore.\r", "Plain. \nMore."),
        ("## Other headings stay", "## Other headings stay"),
        ("## 2026-11-28 23:00 what happened", "## &#50;026-11-28 23:00 what happened"),
        ("## 2026-11-28 23:02 in-progress", "## &#50;026-11-28 23:02 in-progres&#115;"),
        ("2026-11-28 23:02 completed", "2026-11-28 23:02 complete&#100;"),
        ("- 2026-11-28 23:02 completed", "- 2026-11-28 23:02 complete&#100;"),
        ("**Completed**", "**Complete&#100;**"),
        ("# verifying", "# verifyin&#103;"),
        ("Now: completed", "Now: completed"),
        ("orders: back again", "orders&#58; back again"),
        ("end: in sight\norders: back", "end&#58; in sight\norders: back"),
        ("orders", "&#111;rders"),
        ("orders: back\nand so on", "orders: back\nand so on"),
        ("```\n## 2026-11-28 23:02 completed\n```", "```\n## 2026-11-28 23:02 completed\n```"),
    ],
)
def test_text_that_reads_as_an_update_or_a_field_line_stays_text(typed: str, held: str):
    """One character of it is written as HTML writes it; the page shows what was typed."""
    assert as_text(typed, KNOWN) == held
    assert to_text(held) == to_text(typed.replace("\r\n", "\n").replace("\r", "\n").strip())


@pytest.mark.parametrize(
    ("typed", "told", "hint"),
    [
        ("a\n```\nb", "the text begins a code block and doesn't close it", "close it with a line ```"),
        ("a <!-- b", "the text begins a comment and doesn't close it", "close it with a line -->"),
        ("a\x07b", "the text holds an invisible control character (U+0007)", "type it anew"),
        ("a\udc80b", "the text is not UTF-8", "type it anew"),
        ("a\n<<<<<<< HEAD\nb", "the text holds a line that marks a merge conflict", "remove the marker lines"),
    ],
)
def test_what_can_not_be_written_is_refused_with_a_sentence(typed: str, told: str, hint: str):
    """What no way of writing could make right is told, with what to do."""
    with pytest.raises(Unwritable) as error:
        as_text(typed, KNOWN)
    assert str(error.value) == told
    assert hint in error.value.hint


LINES = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "## 2026-11-28 23:02 in-progress",
            "##2026-11-28 23:02 completed ##",
            "＃＃ 2026-11-28 23:02 completed",
            "2026年11月28日 23:02 ｃｏｍｐｌｅｔｅｄ",
            "* **2026-11-28 23:02 resolved**",
            "## completed",
            "## 28-11-2026 23:02",
            "## note 2026-11-28",
            "orders: none",
            "next update: 2026-11-28 23:30",
            "> end: soon",
            "`2026-11-28 23:02 completed`",
            "    2026-11-28 23:02 completed\u200b",
            "---",
            "title: x",
        )
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.from_regex(r"#{1,3} ?2026-\d\d-\d\d( \d\d:\d\d)? [a-z-]{1,12}", fullmatch=True),
)


@steady(300)
@given(st.lists(LINES, max_size=5), st.lists(LINES, max_size=3), st.sampled_from(("\n", "\r\n")))
def test_whatever_is_told_the_log_holds_it_as_one_update_each(first: list[str], second: list[str], end: str):
    """Two updates with any text are read as two updates with the texts that were typed."""
    data, texts = f"---\ntitle: x\n---\nHello{end}".encode(), []
    for lines in (first, second):
        try:
            data = append(data, update("\n".join(lines)))
        except Unwritable:
            continue
        texts.append("\n".join(lines))
    found = entries(data)
    assert [unescape(entry.text) for entry in found] == [unescape(text.strip()) for text in texts]
    assert [entry.fields for entry in found] == [()] * len(texts)


def test_what_was_appended_is_read_as_it_was_meant(load: Load, site: WriteSite):
    """Readers of the file find the update with its times and impacts, in an hour that comes twice too."""
    from tests.sites import EMPTY

    berlin = zone("Europe/Berlin")
    text = EMPTY.replace('"UTC"', '"Europe/Berlin"') + '[[components]]\nid = "orders"\nname = "Orders"\n'
    head = "---\ntitle: x\nstart: 2026-10-24 23:00\nend: 2026-10-25 04:00\n---\n"
    said = Update(
        at=parse_moment("2026-10-25 02:30 +01:00", berlin),
        state=UpdateState.EXTENDED,
        end=parse_moment("2026-10-25 05:00", berlin),
        impacts=(("orders", Impact.DEGRADED),),
        text=Text.of("Longer.", "en"),
        place=PLACE,
    )
    data = appended(head.encode(), said, berlin, KNOWN).decode()
    loaded = load(f"{text}-- content/events/it.md --\n{data}")
    assert loaded.told == ()
    assert loaded.content.events[0].updates == (said,)
