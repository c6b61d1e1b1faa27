"""feed.atom and feed.rss: an entry for everything that was said, dated by when it was said."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from statuspage.outputs.feeds import atom, outputs, rss
from tests.sites import EMPTY, NOW, SMALL, make, without_url, write


def read(text: str, tmp_path: Path, lang: str = "zh", now: datetime = NOW) -> Any:
    return feedparser.parse(atom(make(write(tmp_path, text), now), lang))


def test_there_are_two_feeds_for_each_language(tmp_path: Path):
    """Atom and RSS, the default language at the top; none while the site's address is unknown."""
    planned = [output.path for output in outputs(make(write(tmp_path, SMALL)))]
    assert planned == ["feed.atom", "feed.rss", "en/feed.atom", "en/feed.rss"]
    assert list(outputs(make(write(tmp_path, without_url(SMALL))))) == []


def test_each_update_is_an_entry(tmp_path: Path):
    """Announcement and updates are entries of their own, newest first, since readers show an entry only once."""
    feed = read(SMALL, tmp_path, "en")
    assert [entry.title for entry in feed.entries] == [
        "[In progress] Shop database upgrade",
        "[Announced] Shop database upgrade",
        "[Resolved] 邮件发送缓慢",
        "[Investigating] 邮件发送缓慢",
        "[Announced] 邮件发送缓慢",
    ]
    assert [entry.published[:16] for entry in feed.entries][:2] == ["2026-03-01T15:05", "2026-02-25T02:00"]


def test_an_entry_is_named_by_the_time_of_its_update(tmp_path: Path):
    """Its id never changes: not by its position, nor by what is said later."""
    feed = read(SMALL, tmp_path)
    first, second = feed.entries[:2]
    assert first.id == first.link == "https://status.example/events/shop-db/#update-20260301T150500Z"
    assert second.id == "https://status.example/events/shop-db/"
    later = read(SMALL, tmp_path, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert {entry.id for entry in feed.entries} < {entry.id for entry in later.entries}


def test_what_was_said_stays_in_its_entry(tmp_path: Path):
    """The text of an entry is that of its update, as HTML; in RSS as well."""
    root = write(tmp_path, SMALL)
    assert "<p>已开始。</p>" in read(SMALL, tmp_path).entries[0].content[0].value
    assert "<strong>不能下单</strong>" in feedparser.parse(rss(make(root), "zh")).entries[1].description


def test_a_feed_is_dated_by_its_newest_entry(tmp_path: Path):
    """Not by the clock: a feed that says nothing new stays the same to the byte."""
    root = write(tmp_path, SMALL)
    assert read(SMALL, tmp_path).feed.updated == "2026-03-01T15:05:00+00:00"
    assert atom(make(root, NOW), "zh") == atom(make(root, datetime(2026, 3, 1, 17, 29, tzinfo=UTC)), "zh")


def test_an_empty_feed_is_valid(tmp_path: Path):
    """A feed needs a date also when nothing was ever said."""
    feed = read(EMPTY, tmp_path, "en")
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated == "1970-01-01T00:00:00+00:00"


def test_text_of_people_is_only_text(tmp_path: Path):
    """Markup in a title is shown as written, and in a text it is removed."""
    hostile = SMALL.replace("title: 商店数据库升级", "title: '<b>&amp; ]]> </title>'")
    hostile = hostile.replace("已开始。", "]]> <script>alert(1)</script> &amp; x")
    feed = read(hostile, tmp_path)
    assert not feed.bozo
    assert feed.entries[0].title_detail.type == "text/plain"
    assert "<b>&amp; ]]> </title>" in feed.entries[0].title
    assert "script" not in atom(make(write(tmp_path, hostile)), "zh").decode()


def test_links_in_entries_are_absolute(tmp_path: Path):
    """An entry is read far from the site."""
    linked = SMALL.replace("已开始。", "见[常见问题](/faq/)。")
    assert 'href="https://status.example/faq/"' in read(linked, tmp_path).entries[0].content[0].value


def test_titles_are_cut_to_what_readers_show(tmp_path: Path):
    """A title has at most 200 characters."""
    feed = read(SMALL.replace("title: 商店数据库升级", f"title: {'长' * 400}"), tmp_path)
    assert max(len(entry.title) for entry in feed.entries) == 200


def test_relative_links_of_a_text_are_made_absolute(tmp_path: Path):
    """A feed reader doesn't know the page that a link was written on."""
    site = SMALL.replace("更换存储", "更换存储 [r](faq/) [h](#text)")
    hrefs = re.findall('href="([^"]*)"', "".join(entry.content[0].value for entry in read(site, tmp_path).entries))
    assert hrefs
    assert [href for href in hrefs if not href.startswith("https://status.example/")] == []


CANCELLED = (
    "-- content/events/off.md --\n---\ntitle: Off\nstart: 2026-03-05 10:00\nend: 2026-03-05 11:00\n"
    "announced: 2026-03-01 00:30\nbefore: Save your work\n---\n\n## 2026-03-01 01:00 cancelled\n"
)


def test_what_is_cancelled_asks_nobody_to_act(tmp_path: Path):
    """The entry of a cancellation strikes the window out and leaves out what to do before it."""
    default = make(write(tmp_path, EMPTY + CANCELLED), datetime(2026, 3, 2, tzinfo=UTC))
    said = [
        entry.content[0].value for entry in feedparser.parse(atom(default, default.config.default_language)).entries
    ]
    assert [("<del>" in text, "Save your work" in text) for text in said] == [(True, False), (False, True)]
