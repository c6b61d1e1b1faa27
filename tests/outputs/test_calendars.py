"""Calendars: every public event as an entry, in UTC, and dated by what was said; and each event by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar

from statuspage.outputs.calendars import outputs
from statuspage.plan import Site
from statuspage.problems import Problems
from statuspage.rendering import render
from tests.sites import NOW, SMALL, make, without_the_end, without_url, write


def read(text: str, tmp_path: Path, lang: str = "zh", now: datetime = NOW) -> Any:
    site = make(write(tmp_path, text), now)
    return icalendar.Calendar.from_ical(rendered(site)[f"{'' if lang == 'zh' else 'en/'}calendar.ics"])


def files(text: str, tmp_path: Path) -> dict[str, bytes]:
    return rendered(make(write(tmp_path, text)))


def rendered(site: Site) -> dict[str, bytes]:
    return render(outputs(site), site.content, Problems())


def entry_of(data: bytes, uid: str) -> bytes:
    """Return the lines of one entry as they stand in a calendar."""
    entries = [part.partition(b"END:VEVENT\r\n")[0] for part in data.split(b"BEGIN:VEVENT\r\n")[1:]]
    return next(entry for entry in entries if f"\r\nUID:{uid}@".encode() in b"\r\n" + entry)


def events(text: str, tmp_path: Path, lang: str = "zh", now: datetime = NOW) -> dict[str, Any]:
    found = read(text, tmp_path, lang, now).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in found}


def test_there_are_calendars_for_each_language(tmp_path: Path):
    """The default language at the top, others in their folder; an event that is hidden has none."""
    names = ["calendar.ics", "events/shop-db.ics", "events/mail-slow.ics"]
    planned = [output.path for output in outputs(make(write(tmp_path, SMALL)))]
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
    """Clients show the site's title in the language, its zone, and refresh by the hour."""
    found = read(SMALL, tmp_path, "en")
    assert str(found["X-WR-CALNAME"]) == str(found["NAME"]) == "Small site"
    assert str(found["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)


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
    """DTSTAMP is the latest change and SEQUENCE the number of updates, so that clients take up each change."""
    before = events(SMALL, tmp_path, now=NOW - timedelta(hours=2))["shop-db"]
    after = events(SMALL, tmp_path, now=NOW)["shop-db"]
    assert [event["DTSTAMP"].dt for event in (before, after)] == [
        datetime(2026, 2, 25, 2, 0, tzinfo=UTC),
        datetime(2026, 3, 1, 15, 5, tzinfo=UTC),
    ]
    assert [event["SEQUENCE"] for event in (before, after)] == [0, 1]


def test_an_extended_event_ends_later_and_a_cancelled_one_is_marked(tmp_path: Path):
    """The window that holds is shown, and what was cancelled stays listed as such."""
    extended = SMALL.replace("23:05 in-progress\n", "23:05 extended\nend: 2026-03-02 05:00\n")
    assert events(extended, tmp_path)["shop-db"]["DTEND"].dt == datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
    cancelled = without_the_end(SMALL).replace("23:05 in-progress", "23:05 cancelled")
    event = events(cancelled, tmp_path / "cancelled")["shop-db"]
    assert str(event["STATUS"]) == "CANCELLED"
    assert str(event["SUMMARY"]).startswith("[已取消]")


def test_an_event_without_end_ends_as_far_as_anybody_said(tmp_path: Path):
    """An incident has its real end, and none while nobody said that it is over."""
    assert events(SMALL, tmp_path)["mail-slow"]["DTEND"].dt == datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
    early = datetime(2026, 2, 10, 1, 30, tzinfo=UTC)
    assert "DTEND" not in events(SMALL, tmp_path, now=early)["mail-slow"]


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
