"""Feeds: an entry for everything that was said, dated by when it was said, the same in every format."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from statuspage.outputs import feeds, json_feed
from statuspage.plan import Part
from statuspage.problems import Problems
from statuspage.rendering import render
from tests.sites import EMPTY, NOW, SMALL, make, without_url, write

FH = "{http://purl.org/syndication/history/1.0}"
LATER = datetime(2026, 3, 2, tzinfo=UTC)


def files(text: str, tmp_path: Path, now: datetime = NOW) -> dict[str, bytes]:
    site = make(write(tmp_path, text), now)
    return render([*feeds.outputs(site), *json_feed.outputs(site)], site.content, Problems())


def read(text: str, tmp_path: Path, path: str = "feed.atom", now: datetime = NOW) -> Any:
    return feedparser.parse(files(text, tmp_path, now)[path])


def html(entry: Any) -> str:
    return str(entry.content[0].value)


# --- which feeds there are


def test_there_are_feeds_of_all_and_of_each_component_in_each_language(tmp_path: Path):
    """Three formats, the default language at the top, the names of Statuspage beside; nothing of parts is published."""
    names = {f"{scope}feed.{form}" for scope in ("", "components/shop/", "components/mail/") for form in FORMS}
    names |= {"history.atom", "history.rss", "archive/2026-02.atom"}
    assert set(files(SMALL, tmp_path)) == names | {f"en/{name}" for name in names}


FORMS = ("atom", "rss", "json")


def test_there_are_none_while_the_address_is_unknown(tmp_path: Path):
    """A feed needs absolute addresses."""
    assert files(without_url(SMALL), tmp_path) == {}


def test_a_component_s_feed_has_what_concerned_it_then(tmp_path: Path):
    """An update that draws a component in is its first entry there: an entry never comes in behind others."""
    drawn = SMALL.replace("## 2026-03-01 23:05 in-progress\n", "## 2026-03-01 23:05 in-progress\nmail: degraded\n")
    found = files(drawn, tmp_path)
    mail = feedparser.parse(found["components/mail/feed.atom"])
    assert [entry.title for entry in mail.entries][:2] == ["[进行中] 商店数据库升级", "[已恢复] 邮件发送缓慢"]
    assert mail.feed.title == "小站状态 · 邮箱"
    assert mail.feed.link == "https://status.example/components/mail/"
    assert len(feedparser.parse(found["components/shop/feed.atom"]).entries) == 3


def test_an_audience_s_feed_has_what_names_it_and_what_is_for_everyone(tmp_path: Path):
    """What is for another audience isn't in it."""
    groups = '\n[[audiences]]\nid = "tills"\nname = "Tills"\n\n[[audiences]]\nid = "staff"\nname = "Staff"\n'
    text = SMALL.replace("-- content/events/shop-db.md --", f"{groups}-- content/events/shop-db.md --", 1)
    text = text.replace("kind: incident", "kind: incident\naudiences: [staff]")
    found = files(text, tmp_path)
    told = {name: feedparser.parse(found[f"audiences/{name}/feed.rss"]).entries for name in ("tills", "staff")}
    assert [len(told[name]) for name in ("tills", "staff")] == [3, 6]


# --- what an entry is


def test_each_update_is_an_entry(tmp_path: Path):
    """Announcement, updates and what the clock did are entries, newest first: readers show an entry only once."""
    feed = read(SMALL, tmp_path, "en/feed.atom")
    assert [entry.title for entry in feed.entries] == [
        "[In progress] Shop database upgrade",
        "[Window opened] Shop database upgrade",
        "[Announced] Shop database upgrade",
        "[Resolved] 邮件发送缓慢",
        "[Investigating] 邮件发送缓慢",
        "[Announced] 邮件发送缓慢",
    ]
    dates = ["2026-03-01T15:05", "2026-03-01T15:00", "2026-02-25T02:00"]
    assert [entry.published[:16] for entry in feed.entries][:3] == dates


def test_an_entry_is_named_by_event_language_and_time(tmp_path: Path):
    """Its id is the same in all formats and feeds, and never changes by position, title, address or what is said later."""
    found = files(SMALL, tmp_path)
    wanted = [
        "tag:status.example,2026:zh/shop-db/20260301T150500Z",
        "tag:status.example,2026:zh/shop-db/20260301T150000Z",
        "tag:status.example,2026:zh/shop-db/20260225T020000Z",
    ]
    for path in ("feed.atom", "feed.rss", "components/shop/feed.atom", "history.rss"):
        assert [entry.id for entry in feedparser.parse(found[path]).entries][:3] == wanted, path
    assert [item["id"] for item in json.loads(found["feed.json"])["items"]][:3] == wanted
    moved = SMALL.replace('url = "https://status.example/"', 'url = "https://new.example/x/"').replace("升级", "更新")
    config = moved.replace("\n[[components]]", '\n[subscriptions]\ntag = "status.example,2026"\n\n[[components]]', 1)
    later = read(config, tmp_path / "later", now=LATER)
    assert set(wanted) < {entry.id for entry in later.entries}


def test_each_entry_has_an_address_of_its_own(tmp_path: Path):
    """Readers that go by addresses lose none."""
    feed = read(SMALL, tmp_path)
    assert feed.entries[0].link == "https://status.example/events/shop-db/#update-20260301T150500Z"
    assert feed.entries[1].link == "https://status.example/events/shop-db/#clock-20260301T150000Z"
    assert len({entry.link for entry in feed.entries}) == len(feed.entries)


def test_no_two_entries_have_one_date(tmp_path: Path):
    """Of two things said at one instant the second is dated a second later: some readers ask for later dates alone."""
    twin = SMALL.replace("announced: 2026-02-25 10:00", "announced: 2026-02-10 09:10")
    found = files(twin, tmp_path)
    dates = [entry.published for entry in feedparser.parse(found["feed.atom"]).entries]
    assert dates == sorted(set(dates), reverse=True)
    assert dates[-3:-1] == ["2026-02-10T01:10:01+00:00", "2026-02-10T01:10:00+00:00"]
    items = json.loads(found["feed.json"])["items"]
    assert [datetime.fromisoformat(item["date_published"]) for item in items] == [*map(datetime.fromisoformat, dates)]


def test_an_entry_holds_the_facts_of_its_instant(tmp_path: Path):
    """Window with zone, component, advice, contact and what was said before, whatever is said afterwards."""
    text = SMALL.replace("秘密的将来。", "已完成。").replace(
        "## 2026-03-02 01:30 completed", "## 2026-03-02 01:30 extended\nend: 2026-03-02 04:00"
    )
    first, *_ = read(text, tmp_path, now=datetime(2026, 3, 1, 18, 0, tzinfo=UTC)).entries
    told = html(first)
    for said in (
        "已完成。",
        "中国标准时间（UTC+08:00）",
        "<dt>商店</dt><dd>不可用</dd>",
        "更换存储。",
        "服务台",
        "已开始。",
    ):
        assert said in told, said
    assert re.search(r"<del>.*02:00.*</del>.*04:00", told), "the earlier window stays visible"
    before = html(read(text, tmp_path / "b", now=NOW).entries[0])
    after = next(entry for entry in read(text, tmp_path / "c", now=LATER).entries if "20260301T1505" in entry.id)
    assert before == html(after)


def test_what_is_cancelled_asks_nobody_to_act(tmp_path: Path):
    """The entry of a cancellation strikes the window out and leaves out what to do before it."""
    said = [html(entry) for entry in read(EMPTY + CANCELLED, tmp_path, now=LATER).entries]
    assert [("<del>" in text, "Save your work" in text) for text in said] == [(True, False), (False, True)]


CANCELLED = (
    "-- content/events/off.md --\n---\ntitle: Off\nstart: 2026-03-05 10:00\nend: 2026-03-05 11:00\n"
    "announced: 2026-03-01 00:30\nbefore: Save your work\n---\n\n## 2026-03-01 01:00 cancelled\n"
)


# --- what the clock does


SILENT = (
    "-- content/events/silent.md --\n---\ntitle: Silent\nstart: 2026-03-01 10:00\nend: 2026-03-01 11:00\n"
    "announced: 2026-02-28 00:30\n---\n"
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (SILENT, ["Overrun, not confirmed as done", "Window opened", "Announced"]),
        (
            SILENT.replace("announced:", "auto_complete: true\nannounced:"),
            ["Ended as planned", "Window opened", "Announced"],
        ),
        (
            SILENT + "\n## 2026-03-01 10:00 in-progress\n\n## 2026-03-01 11:00 completed\n",
            ["Completed", "In progress", "Announced"],
        ),
    ],
)
def test_the_clock_makes_entries_of_what_nobody_said(tmp_path: Path, text: str, titles: list[str]):
    """A window that opened and passed unconfirmed is told, and never called completed; what was said is told once."""
    found = [entry.title for entry in read(EMPTY + text, tmp_path, now=LATER).entries]
    assert found == [f"[{title}] Silent" for title in titles]


def test_entries_by_the_clock_can_be_switched_off(tmp_path: Path):
    """A site may tell in its feeds only what people said."""
    quiet = EMPTY + "\n[subscriptions]\nclock_entries = false\n" + SILENT
    assert [entry.title for entry in read(quiet, tmp_path, now=LATER).entries] == ["[Announced] Silent"]


def test_an_end_that_is_passed_twice_is_told_twice(tmp_path: Path):
    """After an extension the new end may pass as well: an entry of its own; the first one stays."""
    text = SILENT + "\n## 2026-03-01 11:30 extended\nend: 2026-03-01 12:00\n"
    found = [entry.id.rpartition("/")[2] for entry in read(EMPTY + text, tmp_path, now=LATER).entries]
    assert found == ["20260301T120000Z", "20260301T113000Z", "20260301T110000Z", "20260301T100000Z", "20260228T003000Z"]


# --- a feed as a whole


def test_a_feed_is_dated_by_its_newest_entry(tmp_path: Path):
    """Not by the clock: feeds that say nothing new stay the same to the byte."""
    assert read(SMALL, tmp_path).feed.updated == "2026-03-01T15:05:00+00:00"
    assert files(SMALL, tmp_path) == files(SMALL, tmp_path / "b", datetime(2026, 3, 1, 17, 29, tzinfo=UTC))


def test_an_empty_feed_is_valid(tmp_path: Path):
    """A feed needs a date also when nothing was ever said."""
    found = files(EMPTY, tmp_path)
    feed = feedparser.parse(found["feed.atom"])
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated == "1970-01-01T00:00:00+00:00"
    assert json.loads(found["feed.json"])["items"] == []


def many(count: int, apart: timedelta) -> str:
    """Return faults that were each announced and resolved, the last on 1 March."""
    last = datetime(2026, 3, 1, tzinfo=UTC)
    times = [(last - number * apart, last - number * apart + timedelta(minutes=9)) for number in range(count)]
    return EMPTY + "".join(
        f"-- content/events/e{number}.md --\n---\ntitle: E{number}\nkind: incident\nstart: {at:%Y-%m-%d %H:%M}\n---\n\n"
        f"## {end:%Y-%m-%d %H:%M} resolved\n"
        for number, (at, end) in enumerate(times)
    )


@pytest.mark.parametrize(("apart", "kept"), [(timedelta(days=30), 50), (timedelta(days=1), 181)])
def test_a_feed_holds_fifty_entries_or_ninety_days(tmp_path: Path, apart: timedelta, kept: int):
    """Whichever is more; the archives and the feed together hold all, in order, each in one place of the archive."""
    found = files(many(100, apart), tmp_path, LATER)
    assert len(feedparser.parse(found["feed.rss"]).entries) == kept
    assert len(json.loads(found["feed.json"])["items"]) == kept
    ids = [[entry.id for entry in feedparser.parse(page).entries] for page in walk(found)]
    assert len(set().union(*ids)) == 200
    archived = [name for page in ids[1:] for name in page]
    assert len(set(archived)) == len(archived)


def walk(found: dict[str, bytes]) -> list[bytes]:
    """Return the feed and its archives as a reader comes by them (RFC 5005, section 4)."""
    pages, path = [], "feed.atom"
    while path:
        pages.append(found[path])
        root = etree.fromstring(found[path])
        links = {link.get("rel"): link.get("href") for link in root.iterfind("{*}link")}
        assert links["self"] == f"https://status.example/{path}"
        assert (root.find(f"{FH}archive") is not None) == (path != "feed.atom")
        assert links.get("current", "https://status.example/feed.atom") == "https://status.example/feed.atom"
        path = links.get("prev-archive", "").removeprefix("https://status.example/")
    return pages


def test_an_archive_never_changes(tmp_path: Path):
    """What is said later changes no archive that stands."""
    text = many(40, timedelta(days=10))
    before, after = (
        files(text, tmp_path, LATER),
        files(text + SILENT.replace("03-01", "04-01").replace("02-28", "03-31"), tmp_path / "b", AFTER),
    )
    archives = [path for path in before if path.startswith("archive/")]
    assert len(archives) > 10
    assert [path for path in archives if before[path] != after[path]] == []
    assert {path for path in after if path.startswith("archive/")} > set(archives)


AFTER = datetime(2026, 4, 2, tzinfo=UTC)


def test_an_entry_is_written_beside_the_page_of_its_event(tmp_path: Path):
    """Once for all feeds that hold it, where its texts are converted already."""
    site = make(write(tmp_path, SMALL))
    parts = [planned for planned in feeds.outputs(site) if isinstance(planned, Part)]
    assert {part.made_by for part in parts} == {"content/events/shop-db.md", "content/events/mail-slow.md"}
    assert len({part.path for part in parts}) == len(parts) == 2 * 2 * 6


# --- content isn't trusted


def test_text_of_people_is_only_text(tmp_path: Path):
    """Markup in a title is shown as written, and in a text it is removed."""
    hostile = SMALL.replace("title: 商店数据库升级", "title: '<b>&amp; ]]> </title>'")
    hostile = hostile.replace("已开始。", "]]> <script>alert(1)</script> &amp; x")
    found = files(hostile, tmp_path)
    for path in ("feed.atom", "feed.rss"):
        feed = feedparser.parse(found[path])
        assert not feed.bozo
        assert "<b>&amp; ]]> </title>" in feed.entries[0].title
    assert "<b>&amp; ]]> </title>" in json.loads(found["feed.json"])["items"][0]["title"]
    assert all(b"alert(1)" not in data for data in found.values())


def test_links_in_entries_are_absolute(tmp_path: Path):
    """A feed reader doesn't know the page that a link was written on."""
    text = SMALL.replace("更换存储", "更换存储 [r](faq/) [h](#text) [常见问题](/faq/)")
    told = "".join(html(entry) for entry in read(text, tmp_path).entries)
    hrefs = re.findall('href="([^"]*)"', told)
    assert "https://status.example/faq/" in hrefs
    assert [href for href in hrefs if not href.startswith("https://status.example/")] == []


def test_titles_are_cut_to_what_readers_show(tmp_path: Path):
    """A title has at most 200 characters."""
    feed = read(SMALL.replace("title: 商店数据库升级", f"title: {'长' * 400}"), tmp_path)
    assert max(len(entry.title) for entry in feed.entries) == 200


def test_json_feed_has_what_its_specification_asks_for(tmp_path: Path):
    """Version 1.1, addresses of itself and of its page, language, authors; items with dates that have an offset."""
    found = json.loads(files(SMALL, tmp_path)["en/components/shop/feed.json"])
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == "https://status.example/en/components/shop/feed.json"
    assert found["home_page_url"] == "https://status.example/en/components/shop/"
    assert (found["title"], found["language"]) == ("Small site · Shop", "en")
    assert found["authors"] == [{"name": "The small site"}]
    assert found["items"][0]["date_published"] == "2026-03-01T23:05:00+08:00"
    assert found["items"][0]["tags"] == ["maintenance", "Shop"]
