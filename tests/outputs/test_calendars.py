"""Calendars: public events as entries, in UTC, and dated by what was said; of all, by subject, with and without alarms."""

import ctypes
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import icalendar.parser
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from statuspage import icalendars
from statuspage.outputs.calendars import outputs
from statuspage.plan import Site
from statuspage.problems import Problems
from statuspage.rendering import render
from tests.sites import NOW, SMALL, make, without_the_end, without_url, write
from tests.strategies import steady
from tests.test_validity import libical

AUDIENCES = """\
[[audiences]]
id = "finance"
name = { zh = "财务", en = "Finance" }

[[audiences]]
id = "stores"
name = { zh = "门店", en = "Stores" }

"""
MAIL = 'name = { zh = "邮箱", en = "Mail" }'
WITH_AUDIENCES = SMALL.replace("[[components]]", AUDIENCES + "[[components]]", 1)


def read(text: str, tmp_path: Path, lang: str = "zh", now: datetime = NOW) -> Any:
    site = make(write(tmp_path, text), now)
    return icalendar.Calendar.from_ical(rendered(site)[f"{'' if lang == 'zh' else 'en/'}calendar.ics"])


def files(text: str, tmp_path: Path) -> dict[str, bytes]:
    return rendered(make(write(tmp_path, text)))


def rendered(site: Site) -> dict[str, bytes]:
    return render(outputs(site), site.content, Problems())


def entries(data: bytes) -> list[bytes]:
    """Return the lines of each entry as they stand in a calendar."""
    return [part.partition(b"END:VEVENT\r\n")[0] for part in data.split(b"BEGIN:VEVENT\r\n")[1:]]


def entry_of(data: bytes, uid: str) -> bytes:
    """Return the lines of one entry."""
    return next(entry for entry in entries(data) if f"\r\nUID:{uid}@".encode() in b"\r\n" + entry)


def ids(data: bytes) -> list[str]:
    """Return the ids of the events that a calendar lists."""
    return [str(event["UID"]).partition("@")[0] for event in icalendar.Calendar.from_ical(data).walk("VEVENT")]


def events(text: str, tmp_path: Path, lang: str = "zh", now: datetime = NOW) -> dict[str, Any]:
    found = read(text, tmp_path, lang, now).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in found}


def test_there_are_calendars_for_each_language(tmp_path: Path):
    """The default language at the top, others in their folder; an event that is hidden has none.

    There is one of all, of each component and of each audience, and the same with reminders.
    """
    about = ("", "components/shop/", "components/mail/", "audiences/finance/", "audiences/stores/")
    names = [f"{path}calendar{name}.ics" for path in about for name in ("", "-reminders")]
    names += ["events/shop-db.ics", "events/mail-slow.ics"]
    planned = [output.path for output in outputs(make(write(tmp_path, WITH_AUDIENCES)))]
    assert planned == names + [f"en/{name}" for name in names]


def test_an_event_stands_alone_as_it_stands_among_all(tmp_path: Path):
    """Its own calendar has that one entry, byte for byte, so that a client takes both for one."""
    found = files(SMALL, tmp_path)
    for lang in ("", "en/"):
        for name in ("shop-db", "mail-slow"):
            own = found[f"{lang}events/{name}.ics"]
            assert own.count(b"BEGIN:VEVENT") == 1
            assert entry_of(own, name) == entry_of(found[f"{lang}calendar.ics"], name)


def test_the_calendar_of_an_event_is_one(tmp_path: Path):
    """It is read without complaint, has what a calendar must have, and no name that would make a client keep it apart."""
    found = icalendar.Calendar.from_ical(files(SMALL, tmp_path)["en/events/shop-db.ics"])
    assert isinstance(found, icalendar.Calendar)
    assert not found.errors
    assert sorted(found) == ["CALSCALE", "PRODID", "VERSION"]
    (event,) = found.walk("VEVENT")
    assert not event.errors
    assert str(event["SUMMARY"]) == "[In progress] Shop database upgrade"


def test_the_calendar_of_an_event_is_made_where_its_page_is(tmp_path: Path):
    """Its texts are converted once in the process that renders both."""
    made = {output.path: output.made_by for output in outputs(make(write(tmp_path, SMALL)))}
    assert made["events/shop-db.ics"] == made["en/events/shop-db.ics"] == "content/events/shop-db.md"
    assert made["calendar.ics"] == "calendars"


def test_a_calendar_names_itself_and_how_often_to_look(tmp_path: Path):
    """Clients show title and description in the language, zone and address, and refresh by the hour (RFC 7986)."""
    found = read(SMALL, tmp_path, "en")
    assert str(found["X-WR-CALNAME"]) == str(found["NAME"]) == "Small site"
    assert str(found["X-WR-CALDESC"]) == str(found["DESCRIPTION"]) == "Planned work and faults: Small site"
    assert str(found["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    lines = found.to_ical().split(b"\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert b"X-PUBLISHED-TTL:PT1H" in lines
    assert b"SOURCE;VALUE=URI:https://status.example/en/calendar.ics" in lines
    assert b"URL:https://status.example/en/" in lines
    assert "METHOD" not in found


def test_a_calendar_is_named_after_what_it_is_about(tmp_path: Path):
    """Those of a component and of an audience name it after the site, and link to its page; reminders say so."""
    text = WITH_AUDIENCES.replace(MAIL, MAIL + '\ndescription = "收发**邮件**。"')
    found = files(text, tmp_path)
    cal: Any = icalendar.Calendar.from_ical(found["components/mail/calendar.ics"])
    assert str(cal["NAME"]) == "小站状态 · 邮箱"
    assert str(cal["DESCRIPTION"]) == "收发邮件。"
    assert str(cal["URL"]) == "https://status.example/components/mail/"
    assert str(cal["SOURCE"]) == "https://status.example/components/mail/calendar.ics"
    cal = icalendar.Calendar.from_ical(found["en/audiences/finance/calendar-reminders.ics"])
    assert str(cal["X-WR-CALNAME"]) == "Small site · Finance (with reminders)"
    assert str(cal["SOURCE"]) == "https://status.example/en/audiences/finance/calendar-reminders.ics"


def test_a_calendar_lists_what_concerns_its_subject(tmp_path: Path):
    """A component's has the events that name it; an audience's those that name it, and those for everyone."""
    found = files(WITH_AUDIENCES.replace("contact: desk", "contact: desk\naudiences: [finance]"), tmp_path)
    assert ids(found["components/shop/calendar.ics"]) == ["shop-db"]
    assert ids(found["components/mail/calendar.ics"]) == ["mail-slow"]
    assert ids(found["audiences/finance/calendar.ics"]) == ["mail-slow", "shop-db"]
    assert ids(found["audiences/stores/calendar.ics"]) == ["mail-slow"]


def test_a_calendar_goes_back_twelve_months(tmp_path: Path):
    """What ended earlier is left out, counted from the last change; what isn't over stays, and so does its own file."""
    old = SMALL.replace("2026-02-10", "2025-02-10")
    assert list(events(old, tmp_path / "old")) == ["shop-db"]
    assert "events/mail-slow.ics" in files(old, tmp_path / "old")
    open_still = old.replace("\n## 2025-02-10 10:00 resolved\n\n已恢复。\n", "")
    assert list(events(open_still, tmp_path / "open")) == ["mail-slow", "shop-db"]
    within = SMALL.replace("2026-02-10", "2025-03-10")
    assert list(events(within, tmp_path / "within")) == ["mail-slow", "shop-db"]


def test_a_calendar_that_had_an_entry_keeps_the_last(tmp_path: Path):
    """However old it is: some clients go on showing all they had when a file has no entry left."""
    found = files(SMALL.replace("2026-02-10", "2020-02-10"), tmp_path)
    assert ids(found["components/mail/calendar.ics"]) == ["mail-slow"]
    assert ids(found["calendar.ics"]) == ["shop-db"]


def test_an_entry_tells_the_window_in_utc(tmp_path: Path):
    """Start and planned end, the phase in the title, and what was said in the text."""
    event = events(SMALL, tmp_path, "en")["shop-db"]
    assert event["DTSTART"].dt == datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
    assert str(event["SUMMARY"]) == "[In progress] Shop database upgrade"
    assert "Reason: New storage." in str(event["DESCRIPTION"])
    assert "Begun." in str(event["DESCRIPTION"])
    assert str(event["URL"]) == "https://status.example/en/events/shop-db/"
    assert [str(name) for name in event["CATEGORIES"].cats] == ["Shop"]
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CONFIRMED", "TRANSPARENT")


def test_an_entry_counts_its_changes(tmp_path: Path):
    """DTSTAMP and LAST-MODIFIED are the latest change, and SEQUENCE rises, so that clients take up each change."""
    before = events(SMALL, tmp_path, now=NOW - timedelta(hours=2))["shop-db"]
    after = events(SMALL, tmp_path, now=NOW)["shop-db"]
    assert [event["DTSTAMP"].dt for event in (before, after)] == [
        datetime(2026, 2, 25, 2, 0, tzinfo=UTC),
        datetime(2026, 3, 1, 15, 5, tzinfo=UTC),
    ]
    for event in (before, after):
        assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt
        assert event["CREATED"].dt == datetime(2026, 2, 25, 2, 0, tzinfo=UTC)
    assert before["SEQUENCE"] == 0 < after["SEQUENCE"]


def test_a_notice_that_is_not_dated_has_no_date_of_creation(tmp_path: Path):
    """Nobody said when it was published: it has the earliest stamp, so that each change is later."""
    text = SMALL.replace("announced: 2026-02-25 10:00\n", "")
    event = events(text, tmp_path, now=NOW - timedelta(hours=2))["shop-db"]
    assert "CREATED" not in event
    assert event["DTSTAMP"].dt == datetime(1970, 1, 1, tzinfo=UTC)


def test_an_extended_event_ends_later_and_a_cancelled_one_is_marked(tmp_path: Path):
    """The window that holds is shown, and what was cancelled stays listed as such."""
    extended = SMALL.replace("23:05 in-progress\n", "23:05 extended\nend: 2026-03-02 05:00\n")
    event = events(extended, tmp_path, "en")["shop-db"]
    assert event["DTEND"].dt == datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
    assert str(event["DESCRIPTION"]).splitlines()[:2] == [
        "Sun 1 Mar 2026, 23:00 to Mon 2 Mar, 05:00 · China Standard Time (UTC+08:00)",
        "Earlier: Sun 1 Mar 2026, 23:00 to Mon 2 Mar, 02:00",
    ]
    cancelled = without_the_end(SMALL).replace("23:05 in-progress", "23:05 cancelled")
    event = events(cancelled, tmp_path / "cancelled")["shop-db"]
    assert str(event["STATUS"]) == "CANCELLED"
    assert str(event["SUMMARY"]).startswith("[已取消]")


def test_an_event_without_end_is_shown_for_an_hour_after_its_last_change(tmp_path: Path):
    """An incident has its real end; while nobody said that it is over it is told from its start on, with no end."""
    assert events(SMALL, tmp_path)["mail-slow"]["DTEND"].dt == datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
    early = datetime(2026, 2, 10, 1, 30, tzinfo=UTC)
    event = events(SMALL, tmp_path, "en", early)["mail-slow"]
    assert event["DTEND"].dt == datetime(2026, 2, 10, 2, 10, tzinfo=UTC)
    assert str(event["DESCRIPTION"]).startswith("from Tue 10 Feb 2026, 09:00 · China")


def test_an_entry_tells_what_is_known(tmp_path: Path):
    """Time, impact, advice, notice, updates with the latest first, and the address stand in the text."""
    event = events(SMALL, tmp_path, "en")["shop-db"]
    assert str(event["DESCRIPTION"]) == (
        "Sun 1 Mar 2026, 23:00 to Mon 2 Mar, 02:00 · China Standard Time (UTC+08:00)\n\n"
        "Actually began: Sun 1 Mar 2026, 23:05\n\n"
        "Impact\n- Shop: Unavailable\n\n"
        "Reason: New storage.\n\n"
        "No orders meanwhile.\n\n"
        "Sun 1 Mar 2026, 23:05 In progress\nBegun.\n\n"
        "https://status.example/en/events/shop-db/"
    )


def test_an_entry_tells_what_nobody_said(tmp_path: Path):
    """That a planned end or a promised update has passed is a change, and shown as one."""
    promising = without_the_end(SMALL).replace("contact: desk", "update_every: 30m")
    at = [datetime(2026, 3, 1, hour, minute, tzinfo=UTC) for hour, minute in ((15, 30), (15, 35), (18, 0))]
    said = [events(promising, tmp_path, "en", now)["shop-db"] for now in at]
    promise = "The next update is promised for Sun 1 Mar 2026, 23:35."
    unsaid = "The planned end has passed, and nobody has said that it is over."
    told = [str(event["DESCRIPTION"]) for event in said]
    assert [promise in text for text in told] == [True, True, True]
    assert [f"{promise} It had not come by then." in text for text in told] == [False, True, True]
    assert [unsaid in text for text in told] == [False, False, True]
    assert said[0]["SEQUENCE"] < said[1]["SEQUENCE"] < said[2]["SEQUENCE"]


def test_a_window_over_a_change_of_clocks_names_both_offsets(tmp_path: Path):
    """In the night in which summer time ends, the times of one window have two offsets."""
    berlin = SMALL.replace("Asia/Shanghai", "Europe/Berlin").replace("2026-03-01 23:00", "2026-03-28 23:00")
    berlin = without_the_end(berlin).replace("2026-03-02 02:00", "2026-03-29 04:00")
    event = events(berlin, tmp_path, "en")["shop-db"]
    first = str(event["DESCRIPTION"]).splitlines()[0]
    assert first.endswith("· Central European Standard Time (UTC+01:00) to Central European Summer Time (UTC+02:00)")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=4)


def test_what_is_upcoming_has_reminders(tmp_path: Path):
    """One a day and one an hour before the start; the entry is else the same as without (RFC 5545, section 3.6.6)."""
    before = datetime(2026, 2, 27, tzinfo=UTC)
    found = rendered(make(write(tmp_path, SMALL), before))
    for path in ("", "components/shop/"):
        data = found[f"en/{path}calendar-reminders.ics"]
        entry = entry_of(data, "shop-db")
        first = entry.index(b"BEGIN:VALARM")
        assert entry[:first] == entry_of(found["en/calendar.ics"], "shop-db")
        assert entry[first:].replace(b"\r\n", b"\n").decode() == (
            "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Shop database upgrade\nTRIGGER;RELATED=START:-P1D\nEND:VALARM\n"
            "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Shop database upgrade\nTRIGGER;RELATED=START:-PT1H\nEND:VALARM\n"
        )
        assert data.count(b"BEGIN:VALARM") == 2


def test_what_has_begun_or_was_called_off_reminds_of_nothing(tmp_path: Path):
    """Clients ring for cancelled entries too; all other bytes of these are the same as without reminders."""
    cancelled = without_the_end(SMALL).replace("2026-03-01 23:05 in-progress", "2026-02-26 09:00 cancelled")
    at = datetime(2026, 2, 27, tzinfo=UTC)
    for folder, text, now in (
        ("begun", SMALL, NOW),
        ("cancelled", cancelled.replace("2026-03-01 23:05", "2026-02-26 09:00"), at),
    ):
        found = rendered(make(write(tmp_path / folder, text), now))
        assert b"VALARM" not in found["calendar-reminders.ics"]
        assert entries(found["calendar-reminders.ics"]) == entries(found["calendar.ics"])


HOSTILE = r"""a,b;c\d \N \n "q" <b>&amp; ^n ^^ ‮evil‬ ‏ 👩‍💻 é ]]> END:VEVENT"""


def test_text_is_shown_as_it_was_typed(tmp_path: Path):
    """Three readers see in title, text, categories and names what people wrote, be it ever so odd."""
    long = "长" * 10_000
    text = SMALL.replace("title: 商店数据库升级", f"title: '{HOSTILE}'")
    text = text.replace("已开始。", f"- {long}\n- END:VCALENDAR")
    text = text.replace('name = { zh = "商店", en = "Shop" }', f"name = 'x,y;z: {HOSTILE}'")
    found = files(text.replace('title = { zh = "小站状态", en = "Small site" }', f"title = '{HOSTILE}'"), tmp_path)
    for path in ("calendar.ics", "calendar-reminders.ics", "events/shop-db.ics"):
        data = found[path]
        shop: Any = next(e for e in icalendar.Calendar.from_ical(data).walk("VEVENT") if "shop-db" in str(e["UID"]))
        other: Any = next(e for e in vobject.readOne(data.decode()).vevent_list if "shop-db" in e.uid.value)
        assert str(shop["SUMMARY"]) == other.summary.value == f"[进行中] {HOSTILE}"
        assert str(shop["DESCRIPTION"]) == other.description.value
        assert f"- {long}\n- END:VCALENDAR" in other.description.value
        assert [str(name) for name in shop["CATEGORIES"].cats] == [f"x,y;z: {HOSTILE}"]
        assert by_libical(data, b"shop-db") == (str(shop["SUMMARY"]), str(shop["DESCRIPTION"]))
    named: Any = icalendar.Calendar.from_ical(found["components/shop/calendar.ics"])
    for name in ("NAME", "X-WR-CALNAME"):
        assert unescaped(str(named[name])) == f"{HOSTILE} · x,y;z: {HOSTILE}"


def unescaped(value: str) -> str:
    """Undo the escapes of a text whose property the reader doesn't know (RFC 5545, section 3.3.11)."""
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)


def by_libical(data: bytes, uid: bytes) -> tuple[str, str]:
    """Return title and text of an entry as the library of many desktop clients reads them."""
    library = libical()
    for name in ("summary", "description"):
        function = getattr(library, f"icalcomponent_get_{name}")
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_char_p
    calendar = library.icalparser_parse_string(data)
    event = library.icalcomponent_get_first_component(calendar, 4)
    while not library.icalcomponent_get_uid(event).startswith(uid):
        event = library.icalcomponent_get_next_component(calendar, 4)
    found = library.icalcomponent_get_summary(event), library.icalcomponent_get_description(event)
    library.icalcomponent_free(calendar)
    return found[0].decode(), found[1].decode()


@pytest.mark.parametrize("broken", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_whatever_ends_a_line_is_a_line_break(broken: str):
    """Readers that know more ends of lines than the format has never see one of them."""
    assert icalendars.text(f"a{broken}b").to_ical() == b"a\\nb"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9f"])
def test_control_characters_are_replaced(char: str):
    """No value holds what the format forbids (RFC 5545, section 3.1), even if a reader let it through."""
    assert icalendars.text(f"a{char}b").to_ical() == "a\ufffdb".encode()


@given(st.text(alphabet=st.sampled_from('a \\^;,:"长é🙂'), min_size=60, max_size=200))
@steady(200)
def test_lines_are_folded_as_the_library_folds_them(line: str):
    """Unfolding gives the line back; no line has more than 75 octets, or ends inside a character or an escape."""
    folded = icalendars.fold(line)
    assert folded.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == line
    assert folded == icalendar.parser.Contentline(line).to_ical() + b"\r\n"
    for part in folded.split(b"\r\n"):
        assert len(part) <= 75
        part.decode()


def test_text_of_people_is_only_text(tmp_path: Path):
    """Commas, semicolons, backslashes and what looks like a property change nothing but the text."""
    hostile = SMALL.replace("已开始。", "a; b, c\\\\ d\n\nEND:VEVENT\nBEGIN:VALARM\n\n" + "长" * 200)
    found = events(hostile, tmp_path)
    assert list(found) == ["mail-slow", "shop-db"]
    told = str(found["shop-db"]["DESCRIPTION"])
    assert "a; b, c\\ d" in told
    assert "END:VEVENT\nBEGIN:VALARM" in told
    assert "长" * 200 in told


def test_without_an_address_entries_have_none(tmp_path: Path):
    """A site without an address has a calendar too; its entries link nowhere."""
    event = events(without_url(SMALL), tmp_path)["shop-db"]
    assert "URL" not in event
    assert str(event["UID"]) == "shop-db@statuspage"


def test_ids_are_plain_ascii(tmp_path: Path):
    """An id in Chinese is percent-encoded: some clients lose what isn't ASCII in a UID."""
    chinese = SMALL.replace("events/shop-db", "events/商店")
    assert sorted(events(chinese, tmp_path)) == ["%E5%95%86%E5%BA%97", "mail-slow"]
