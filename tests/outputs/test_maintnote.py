"""maintnote.ics: only what programs can read, in the words that they know."""

import re
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest

from statuspage.outputs import calendars, maintnote
from statuspage.plan import Site
from statuspage.problems import Problems
from statuspage.rendering import render
from tests.sites import NOW, SMALL, make, without_the_end, without_url, write

NOTED = SMALL.replace("[[components]]", '[maintnote]\norganizer = "noc@status.example"\n\n[[components]]', 1)
"""The small site with notifications; its one planned work has a component that is out."""
WORKING = without_the_end(NOTED)
BEFORE = datetime(2026, 2, 27, tzinfo=UTC)


def site(text: str, folder: Path, now: datetime = NOW) -> Site:
    return make(write(folder, text), now)


def noted(text: str, folder: Path, now: datetime = NOW) -> list[dict[str, list[str]]]:
    """Return the properties of each notification, with their parameters as written."""
    entries = lines(written(text, folder, now)).split("BEGIN:VEVENT\r\n")[1:]
    found = []
    for entry in entries:
        properties: dict[str, list[str]] = {}
        for line in entry.partition("\r\nEND:VEVENT\r\n")[0].splitlines():
            name, value = re.split("(?=[;:])", line, maxsplit=1)
            properties.setdefault(name, []).append(value)
        found.append(properties)
    return found


def written(text: str, folder: Path, now: datetime = NOW) -> bytes:
    made = site(text, folder, now)
    return render([*calendars.outputs(made), *maintnote.outputs(made)], made.content, Problems())["maintnote.ics"]


def lines(data: bytes) -> str:
    return data.decode().replace("\r\n ", "")


def test_there_are_none_unless_asked_for(tmp_path: Path):
    """Without [maintnote], and without the site's address, there is no file; with both there is one, at the top."""
    assert list(maintnote.outputs(site(SMALL, tmp_path / "not asked for"))) == []
    assert list(maintnote.outputs(site(without_url(NOTED), tmp_path / "no address"))) == []
    assert [output.path for output in maintnote.outputs(site(NOTED, tmp_path / "both"))] == ["maintnote.ics"]


def test_a_notification_has_all_that_programs_ask_for(tmp_path: Path):
    """The six properties, METHOD with an ORGANIZER, and the times and stamps of the event's own entry."""
    data = written(NOTED, tmp_path)
    assert "\r\nMETHOD:PUBLISH\r\n" in lines(data)
    assert icalendar.Calendar.from_ical(data).to_ical() == data
    (found,) = noted(NOTED, tmp_path)
    assert {name: found[name] for name in WANTED} == WANTED
    assert found["SUMMARY"] == [":[进行中] 商店数据库升级"]
    assert found["DTSTART"] == [":20260301T150000Z"]
    assert found["DTEND"] == [":20260301T180000Z"]
    assert found["DTSTAMP"] == found["LAST-MODIFIED"] == [":20260301T150500Z"]
    assert found.keys() >= {"UID", "SEQUENCE", "STATUS", "URL"}


WANTED = {
    "X-MAINTNOTE-PROVIDER": [":status.example"],
    "X-MAINTNOTE-ACCOUNT": [":public"],
    "X-MAINTNOTE-MAINTENANCE-ID": [":shop-db"],
    "X-MAINTNOTE-OBJECT-ID": [":shop"],
    "X-MAINTNOTE-IMPACT": [":OUTAGE"],
    "ORGANIZER": [":mailto:noc@status.example"],
}


def test_the_account_and_the_provider_are_those_of_the_settings(tmp_path: Path):
    """The provider is the host that events are named by for ever, be it not the site's address."""
    text = NOTED.replace("[maintnote]", '[subscriptions]\ntag = "old.example,2020"\n\n[maintnote]\naccount = "A,1"')
    (found,) = noted(text, tmp_path)
    assert (found["X-MAINTNOTE-PROVIDER"], found["X-MAINTNOTE-ACCOUNT"]) == ([":old.example"], [":A\\,1"])


PHASES = [
    ("upcoming", NOTED, BEFORE, "CONFIRMED"),
    ("under way", WORKING, NOW, "IN-PROCESS"),
    ("overrun", WORKING, datetime(2026, 3, 2, tzinfo=UTC), "IN-PROCESS"),
    ("verifying", WORKING.replace("in-progress", "verifying"), NOW, "IN-PROCESS"),
    ("completed", NOTED, datetime(2026, 3, 2, tzinfo=UTC), "COMPLETED"),
    (
        "ended",
        WORKING.replace("contact: desk", "auto_complete: true"),
        datetime(2026, 3, 2, tzinfo=UTC),
        "COMPLETED",
    ),
    ("cancelled", WORKING.replace("in-progress", "cancelled"), NOW, "CANCELLED"),
    (
        "moved",
        WORKING.replace("in-progress\n", "rescheduled\nstart: 2026-03-03 23:00\nend: 2026-03-04 02:00\n"),
        NOW,
        "CONFIRMED",
    ),
    ("an emergency", WORKING.replace("components:\n  shop", "kind: emergency\ncomponents:\n  shop"), NOW, "IN-PROCESS"),
    ("a drill", WORKING.replace("components:\n  shop", "kind: drill\ncomponents:\n  shop"), NOW, "IN-PROCESS"),
]


@pytest.mark.parametrize(("text", "now", "status"), [case[1:] for case in PHASES], ids=[case[0] for case in PHASES])
def test_a_status_is_one_that_programs_know(tmp_path: Path, text: str, now: datetime, status: str):
    """One word that they don't know would make them refuse the whole file."""
    (found,) = noted(text, tmp_path, now)
    assert found["X-MAINTNOTE-STATUS"] == [f":{status}"]
    assert found["STATUS"] == [":CANCELLED" if status == "CANCELLED" else ":CONFIRMED"]


def test_what_cannot_be_told_is_left_out(tmp_path: Path):
    """Faults have no end that anybody planned, and an event that names no component has no object."""
    assert [found["X-MAINTNOTE-MAINTENANCE-ID"] for found in noted(NOTED, tmp_path / "faults")] == [[":shop-db"]]
    without = NOTED.replace("components:\n  shop: outage\n", "")
    assert noted(without, tmp_path / "no component") == []
    assert "BEGIN:VCALENDAR" in lines(written(without, tmp_path / "no component"))


def test_several_objects_have_an_impact_each(tmp_path: Path):
    """The whole has the worst of them; with one object programs take that of the whole."""
    text = WORKING.replace("shop: outage", "mail: partial\n  shop: degraded")
    (found,) = noted(text, tmp_path)
    impact = ";X-MAINTNOTE-OBJECT-IMPACT"
    assert found["X-MAINTNOTE-OBJECT-ID"] == [f"{impact}=DEGRADED:mail", f"{impact}=DEGRADED:shop"]
    assert found["X-MAINTNOTE-IMPACT"] == [":DEGRADED"]


@pytest.mark.parametrize(
    ("impact", "word"),
    [("none", "NO-IMPACT"), ("degraded", "DEGRADED"), ("partial", "DEGRADED"), ("outage", "OUTAGE")],
)
def test_an_impact_is_one_that_programs_know(tmp_path: Path, impact: str, word: str):
    """A part that is out is negative impact, but no total outage."""
    (found,) = noted(WORKING.replace("shop: outage", f"shop: {impact}"), tmp_path)
    assert found["X-MAINTNOTE-IMPACT"] == [f":{word}"]


def test_what_is_over_keeps_the_worst_impact_that_was_said(tmp_path: Path):
    """While work lasts an impact is what it is now; a record of work that is over says what it was."""
    staged = NOTED.replace("23:05 in-progress\n", "23:05 in-progress\nshop: none\nmail: degraded\n")
    (now,) = noted(staged, tmp_path / "now", NOW)
    assert now["X-MAINTNOTE-IMPACT"] == [":DEGRADED"]
    (over,) = noted(staged, tmp_path / "over", datetime(2026, 3, 2, tzinfo=UTC))
    assert over["X-MAINTNOTE-IMPACT"] == [":OUTAGE"]
    impact = ";X-MAINTNOTE-OBJECT-IMPACT"
    assert over["X-MAINTNOTE-OBJECT-ID"] == [f"{impact}=OUTAGE:shop", f"{impact}=DEGRADED:mail"]


def test_no_text_can_become_a_property(tmp_path: Path):
    """Whatever people write, an entry has its lines once and in their places."""
    hostile = "END:VEVENT\n\nSTATUS:X\n\nX-MAINTNOTE-STATUS:Y " + "长" * 100
    (found,) = noted(WORKING.replace("已开始。", hostile), tmp_path)
    assert found["X-MAINTNOTE-STATUS"] == [":IN-PROCESS"]
    assert found["STATUS"] == [":CONFIRMED"]
    assert len(found["ORGANIZER"]) == 1
