"""Feeds of a Statuspage, and posts of other systems."""

from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.api_v2 import read
from statuspage.importers.history import Happening, History, Sort
from statuspage.model import Kind, UpdateState
from tests.strategies import steady


def paragraph(month: str, day: str, time: str, label: str, text: str = "Words.", zone: str = "UTC") -> str:
    when = f"{month} <var data-var='date'>{day}</var>, <var data-var='time'>{time}</var> {zone}"
    return f"<p><small>{when}</small><br><strong>{label}</strong> - {text}</p>"


RESOLVED = paragraph("Jun", " 6", "19:05", "Resolved", "All<br />well.")
LOOKING = paragraph("Jun", " 6", "18:40", "Investigating", "Looking at <b>mail</b>.")


def item(html: str, date: str = "Sat, 06 Jun 2026 19:05:27 +0000", key: str = "abc", more: str = "") -> str:
    link = f"<link>https://status.example.org/incidents/{key}</link><guid>https://status.example.org/incidents/{key}</guid>"
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>Mail is slow</title><description>{escape(html)}</description>{dated}{more}{link}</item>"


def rss(*items: str) -> bytes:
    head = "<title>Example Status - Incident History</title><link>https://status.example.org</link>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>".encode()


def atom(html: str, published: str, updated: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
<link rel="self" href="https://status.example.org/history.atom"/>
<link rel="alternate" type="text/html" href="https://status.example.org"/>
<title>Example Status - Incident History</title>
<entry><id>tag:status.example.org,2005:Incident/77</id><published>{published}</published><updated>{updated}</updated>
<link rel="alternate" type="text/html" href="https://status.example.org/incidents/abc"/><title>Mail is slow</title>
<content type="html">{escape(html)}</content></entry></feed>""".encode()


def only(data: bytes) -> Happening:
    (happening,) = read({"history": data}).happenings
    return happening


def told(history: History) -> list[str]:
    return [str(loss.told) for loss in history.losses]


@pytest.mark.parametrize(
    "data",
    [rss(item(RESOLVED + LOOKING)), atom(RESOLVED + LOOKING, "2026-06-06T19:05:27Z", "2026-06-09T10:00:00Z")],
    ids=["rss", "atom"],
)
def test_an_entry_of_a_statuspage_is_an_event_with_its_updates(data: bytes):
    """Paragraphs bear state, day and time; the entry's date, which shows the same as one of them, bears the year."""
    event = only(data)
    assert (event.key, event.title, event.kind) == ("abc", "Mail is slow", Kind.INCIDENT)
    assert event.address == "incidents/abc"
    assert [(one.state, one.text) for one in event.updates] == [
        (UpdateState.INVESTIGATING, "Looking at **mail**."),
        (UpdateState.RESOLVED, "All  \nwell."),
    ]
    assert [one.at.at for one in event.updates] == [
        datetime(2026, 6, 6, 18, 40, tzinfo=UTC),
        datetime(2026, 6, 6, 19, 5, tzinfo=UTC),
    ]
    assert event.start == event.updates[0].at
    assert event.over
    assert event.ended == event.updates[1].at
    assert "<small>" in event.original or "&lt;small&gt;" in event.original


def test_a_year_that_stands_nowhere_is_told_as_assumed():
    """That of the update whose time is the entry's date is read; an earlier update is of that year or the last."""
    event = only(rss(item(RESOLVED + paragraph("Dec", "31", "23:10", "Investigating"))))
    assert [one.at.at.year for one in event.updates] == [2025, 2026]
    assert str(event.updates[0].at.assumed) == "no year stands there: read as 2025, by the date of the entry"
    assert event.updates[1].at.assumed is None


def test_updates_may_stand_in_either_order():
    """No year depends on which paragraph comes first."""
    event = only(rss(item(LOOKING + RESOLVED)))
    assert {one.at.at.year for one in event.updates} == {2026}


def test_a_29_february_is_in_the_last_year_that_has_one():
    """There is none in 2026."""
    html = paragraph("Jun", "6", "19:05", "Resolved") + paragraph("Feb", "29", "10:00", "Investigating")
    assert [one.at.at.year for one in only(rss(item(html))).updates] == [2024, 2026]


def test_a_zone_is_what_the_date_of_an_entry_shows():
    """Its abbreviation stays where no entry tells its offset; half the world's have two meanings."""
    html = paragraph("Nov", "7", "07:01", "Resolved", zone="EST") + paragraph(
        "Nov", "2", "9:29", "Monitoring", zone="EDT"
    )
    event = only(rss(item(html, "Sat, 07 Nov 2026 07:01:01 -0500")))
    before, after = (one.at for one in event.updates)
    assert after.at == datetime(2026, 11, 7, 7, 1, tzinfo=timezone(timedelta(hours=-5)))
    assert (before.at, before.zone) == (after.at.replace(day=2, hour=9, minute=29, tzinfo=None), "EDT")
    other = paragraph("Nov", "1", "10:19", "Resolved", zone="EDT")
    events = read(
        {"x": rss(item(html, "Sat, 07 Nov 2026 07:01:01 -0500"), item(other, "Sun, 01 Nov 2026 10:19:00 -0400", "b"))}
    )
    assert {str(one.at.at.tzinfo) for event in events.happenings for one in event.updates} == {"UTC-05:00", "UTC-04:00"}


def test_a_zone_with_two_meanings_stays_as_it_is_written():
    """CST is six hours behind in one place and eight ahead in another."""
    html = paragraph("Jun", "6", "19:05", "Resolved", zone="CST")
    events = read(
        {"x": rss(*(item(html, f"Sat, 06 Jun 2026 19:05:00 {zone}", zone) for zone in ("-0600", "+0800")))}
    ).happenings
    assert [(one.at.at.tzinfo, one.at.zone) for event in events for one in event.updates] == [(None, "CST")] * 2


@pytest.mark.parametrize("date", ["Sat, 06 Jun 2026 21:05:27 +0200", "Sat, 06 Jun 2026 19:05:27 -0000"])
def test_a_date_in_another_zone_shows_the_same_time(date: str):
    """Times in UTC are compared in UTC; so is a date of RSS that names no zone."""
    assert only(rss(item(RESOLVED, date))).updates[0].at.assumed is None


def test_an_update_may_come_days_after_the_planned_start():
    """Work that isn't over is dated at its planned start, and is told of afterwards: not the year before."""
    html = paragraph("Jun", "9", "10:00", "In progress") + paragraph("Jun", "1", "9:00", "Scheduled")
    more = "<maintenanceEndDate>Fri, 12 Jun 2026 10:00:00 +0000</maintenanceEndDate>"
    event = only(rss(item(html, "Sat, 06 Jun 2026 08:00:00 +0000", more=more)))
    assert event.updates[0].at.at.year == 2026


def test_an_offset_for_a_zone_is_read():
    """Zones without an abbreviation are shown so."""
    assert only(rss(item(paragraph("Jun", "6", "19:05", "Resolved", zone="+08")))).updates[
        0
    ].at.at.utcoffset() == timedelta(hours=8)


COMING = paragraph("Dec", "20", "16:20", "Scheduled", "We upgrade.", "GMT")
SPAN = (
    "<p><strong>THIS IS A SCHEDULED EVENT Jan <var data-var='date'>16</var>, <var data-var='time'>22:00</var> - "
    "Jan <var data-var='date'>17</var>, <var data-var='time'>02:00</var> GMT</strong></p>"
)


@pytest.mark.parametrize(
    ("html", "more"),
    [
        (SPAN + COMING, "<maintenanceEndDate>Sun, 17 Jan 2027 02:00:00 +0000</maintenanceEndDate>"),
        (COMING, "<maintenanceEndDate>Sun, 17 Jan 2027 02:00:00 +0000</maintenanceEndDate>"),
        (SPAN + COMING, ""),
    ],
    ids=["both", "date", "line"],
)
def test_work_to_come_has_its_window(html: str, more: str):
    """Its entry is dated at the planned start; what was announced is the notice, of the year before."""
    event = only(rss(item(html, "Sat, 16 Jan 2027 22:00:00 +0000", more=more)))
    assert (event.kind, event.body, event.updates, event.over) == (Kind.MAINTENANCE, "We upgrade.", (), False)
    assert event.start
    assert event.start.at == datetime(2027, 1, 16, 22, 0, tzinfo=UTC)
    assert event.end
    assert event.end.at == datetime(2027, 1, 17, 2, 0, tzinfo=UTC)
    assert event.announced
    assert event.announced.at == datetime(2026, 12, 20, 16, 20, tzinfo=UTC)


def test_a_window_within_a_day_names_the_day_once():
    """So a Statuspage writes it."""
    span = (
        "<p><strong>THIS IS A SCHEDULED EVENT Jan <var>16</var>, <var>12:00</var> - <var>16:00</var> GMT</strong></p>"
    )
    event = only(rss(item(span + COMING, "Sat, 16 Jan 2027 12:00:00 +0000")))
    assert event.end
    assert event.end.at == datetime(2027, 1, 16, 16, 0, tzinfo=UTC)


def test_work_that_is_done_starts_when_it_began():
    """A feed has its window no more: no end is made up."""
    html = (
        paragraph("Jun", "6", "19:05", "Completed")
        + paragraph("Jun", "6", "18:00", "In progress")
        + paragraph("Jun", "1", "9:00", "Scheduled", "We upgrade.")
    )
    event = only(rss(item(html)))
    assert (event.kind, event.end, event.over, event.body) == (Kind.MAINTENANCE, None, True, "We upgrade.")
    assert event.start == event.updates[0].at
    assert event.announced
    assert event.announced.at == datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["+0000", "-0000"])
def test_work_that_was_only_announced_starts_at_the_date_of_its_entry(zone: str):
    """That is what the date says there, and it is told."""
    history = read({"x": rss(item(COMING, f"Sat, 16 Jan 2027 22:00:00 {zone}"))})
    (event,) = history.happenings
    assert event.start
    assert event.start.at == datetime(2027, 1, 16, 22, 0, tzinfo=UTC)
    assert "no planned start stands there: the date of the entry is taken" in told(history)


def test_a_review_does_not_open_an_event_again():
    """What was resolved stays so."""
    event = only(rss(item(paragraph("Jun", "8", "10:00", "Postmortem") + RESOLVED + LOOKING)))
    assert event.over
    assert event.ended
    assert event.ended.at.day == 6
    assert event.updates[-1].state is UpdateState.REVIEWED


def test_an_event_that_nobody_ended_is_open():
    """So its last update says."""
    assert not only(rss(item(LOOKING))).over


def test_an_update_whose_time_cannot_be_read_is_told():
    """It is no month that is known here."""
    history = read({"x": rss(item(RESOLVED + paragraph("Foo", "6", "18:00", "Monitoring") + LOOKING))})
    assert len(history.happenings[0].updates) == 2
    (loss,) = (loss for loss in history.losses if loss.source == "x#abc")
    assert (loss.sort, "Monitoring" in loss.original) == (Sort.LOST, True)


def test_what_a_feed_cannot_tell_is_told_once():
    """The API tells more."""
    history = read({"x": rss(item(RESOLVED), item(LOOKING, key="b"))})
    assert told(history) == ["a feed tells of no component, no severity and no planned end of what has begun"]
    assert (history.title, history.url) == ("Example Status", "https://status.example.org")


def test_a_post_that_says_nothing_of_a_state_is_a_page():
    """As an open event it would stay open for ever; its date stands in front as it was written."""
    post = item("A <b>notice</b> of work.<script>x</script>", "Tue, 14 Apr 2026 10:00:00 +0200", "12345")
    history = read({"posts.xml": rss(post)})
    (page,) = history.pages
    assert (page.key, page.title, page.address) == ("12345", "Mail is slow", "incidents/12345")
    assert page.body.startswith("*Tue, 14 Apr 2026 10:00:00 +0200*\n\nA **notice** of work.")
    assert (history.found, history.happenings) == (1, ())
    assert told(history) == ["the post doesn't say whether it is over: brought over as a page, not as an event"]


def test_an_entry_without_any_date_is_a_page():
    """Without a year there is no time."""
    assert read({"x": rss(item(RESOLVED, date=""))}).pages[0].key == "abc"


def test_what_the_api_and_both_feeds_tell_is_one_event():
    """The API's word counts, then the first feed's."""
    api = b'{"incidents": [{"id": "abc", "name": "API", "status": "resolved", "created_at": "2026-06-06T18:00:00Z"}]}'
    feed = rss(item(RESOLVED), item(LOOKING, key="b"))
    history = read({"api.json": api, "history.rss": feed, "more.rss": feed})
    assert [event.source for event in history.happenings] == ["api.json#abc", "history.rss#b"]
    assert history.found == 2


def test_entries_that_share_an_address_keep_their_own_keys():
    """Some feeds have an entry for each update."""
    posts = [item("Text.", key="5").replace("incidents/5</guid>", f"incidents/5#{n}</guid>") for n in (1, 2, 3, 3)]
    assert [page.key for page in read({"a/posts.rss": rss(*posts)}).pages] == ["5-5#1", "5-5#2", "posts-3", "posts-4"]


@pytest.mark.parametrize(
    "data",
    [
        b"<rss",
        b"<html><body>Not found</body></html>",
        b"<" * 10_000,
        b"<a>" * 10_000,
        b"<rss>&nothing;</rss>",
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>',
        b"<rss>\x00</rss>",
        "<rss>".encode("utf-16"),
    ],
)
def test_what_is_no_feed_is_told(data: bytes):
    """It gives nothing, and no exception."""
    history = read({"x.rss": data})
    assert [loss.sort for loss in history.losses] == [Sort.UNREAD]
    assert history.found == 1


def test_entities_are_never_expanded(tmp_path: Path):
    """A file of this machine is not read into a text, nor a text made as long as a library."""
    secret = tmp_path / "secret"
    secret.write_text("secret words", "utf-8")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(12))
    entities = f'<!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]><rss '
    for text in ("&e0;", "&file;", "&e11;"):
        data = rss(item("Text.").replace("Text.", f"Text {text}")).replace(b"<rss ", entities.encode(), 1)
        history = read({"x.rss": data})
        assert history.found == 1
        assert not any(word in page.body for page in history.pages for word in ("boom", "secret"))


def test_blanks_without_end_cost_no_time():
    """Each is looked at once."""
    html = "<p><small>Jun 6</small>" + " " * 300_000
    assert len(read({"x": rss(item(html))}).pages) == 1


def test_html_a_thousand_deep_comes_over_as_its_text():
    """What no renderer takes is no reason to lose the words."""
    event = only(rss(item(paragraph("Jun", "6", "19:05", "Resolved", "<b>" * 3000 + "Words" + "</b>" * 3000))))
    assert event.updates[0].text == "Words"


@steady(60)
@given(st.data())
def test_no_bytes_stop_an_import(data: st.DataObject):
    """A feed that is cut, or has other bytes in it, is read as far as it is XML."""
    whole = data.draw(st.sampled_from([rss(item(SPAN + COMING), item("Post.")), atom(RESOLVED, "2026-06-06", "x")]))
    at = data.draw(st.integers(0, len(whole)))
    put = data.draw(st.binary(max_size=6) | st.sampled_from([b"&lt;", b"&lt;small&gt;", b"]]>", b"99", b":"]))
    history = read({"x.rss": whole[:at] + put + whole[at + data.draw(st.integers(0, 12)) :]})
    unread = sum(loss.sort is Sort.UNREAD for loss in history.losses)
    assert history.found == len(history.happenings) + len(history.pages) + unread
