"""What came from another system: the record of its source is kept and never published, and an end isn't made up."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import icalendar
import pytest

from statuspage.build import prepare
from statuspage.change_report import sections
from statuspage.differences import compare
from statuspage.model import Kind
from statuspage.outputs.maintnote import conforms
from statuspage.sharing import event_data
from statuspage.state import resolve
from statuspage.view import Address, View
from tests.conftest import Load, Run, WriteSite
from tests.facts import event_of
from tests.sites import CONFIG, NOW, SMALL, make, render, write

MARKER = "zxqmarkerqxz"
RECORD = f"""\
imported:
  format: {MARKER}-format
  source: content/issues/{MARKER}.md
  original: |
    ---
    title: {MARKER} "quoted", {{{{< track "2020-01-01" >}}}}
    ---
    ## 2020-01-01 10:00 resolved

    <script>{MARKER}</script>
  {MARKER}: [1, {{a: b, a: c}}, null]
"""
WITH_RECORDS = SMALL.replace("\ncontact: desk\n---", f"\ncontact: desk\n{RECORD}---")
MORE = f"""\
-- content/contacts/desk.md --
---
title: 服务台
reach: 400-000-0000
urgent: true
{RECORD}---
-- content/faq/why.md --
---
title: 为什么？
{RECORD}---

因为。
-- content/pages/about.md --
---
title: 关于
{RECORD}---

本站。
"""

WORK = """\
-- content/events/moved-in.md --
---
title: 商店搬迁
kind: {kind}
components:
  shop: outage
start: 2026-03-01 23:00
announced: 2026-02-25 10:00
imported: {{format: cstate}}
---

一次旧系统里的维护。
{updates}"""
BEGUN = "\n## 2026-03-01 23:05 in-progress\n"
COMPLETED = BEGUN + "\n## 2026-03-02 04:00 completed\n"
CANCELLED = "\n## 2026-02-27 10:00 cancelled\n"
EXTENDED = BEGUN + "\n## 2026-03-02 00:30 extended\nend: 2026-03-02 03:00\n"
MOVED = "\n## 2026-02-27 10:00 rescheduled\nstart: 2026-03-05 23:00\nend: 2026-03-06 03:00\n"
PHASES = {
    "upcoming": ("2026-02-28 12:00", "", True),
    "in-progress by the clock": ("2026-03-01 23:30", "", True),
    "in-progress as said": ("2026-03-01 23:30", BEGUN, True),
    "completed": ("2026-03-02 05:00", COMPLETED, True),
    "cancelled": ("2026-03-02 05:00", CANCELLED, True),
    "extended": ("2026-03-02 01:00", EXTENDED, False),
    "overrun": ("2026-03-02 03:30", EXTENDED, False),
    "rescheduled": ("2026-02-28 12:00", MOVED, False),
}
"""An instant in the site's zone, what was said by then, and whether nobody has announced an end."""
SAID = {"": "未公布预计结束时间", "en/": "no planned end was announced"}


@cache
def built(folder: Path, phase: str, kind: str = "maintenance") -> dict[str, bytes]:
    """Return the files of a site with one piece of work that was imported without an end."""
    at, updates, _ = PHASES[phase]
    config = CONFIG + '\n[maintnote]\norganizer = "noc@status.example"\n'
    root = write(folder / f"{phase}-{kind}", config + WORK.format(kind=kind, updates=updates))
    return dict(prepare(root, datetime.fromisoformat(f"{at}+08:00").astimezone(UTC)).files)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imported")


# ---------------------------------------------------------------- the record of the source


def test_a_record_of_the_source_is_published_nowhere(tmp_path: Path):
    """A site is the same byte for byte with and without what an import kept, in every file of the output."""
    plain = re.sub(re.escape(RECORD), "", WITH_RECORDS + MORE)
    assert (WITH_RECORDS + MORE).count(f"source: content/issues/{MARKER}.md") == 4
    kept = render(write(tmp_path / "kept", WITH_RECORDS + MORE))
    assert kept == render(write(tmp_path / "plain", plain))
    assert [path for path, data in kept.items() if MARKER.encode() in data or MARKER in path] == []


@pytest.mark.parametrize(
    "value", ["a text", "[a, {b: c}]", "{b: [], a: {}}", "|\n  lines\n  --- \n  ## x", "~", "22:00"]
)
def test_a_record_may_be_any_value(load: Load, value: str):
    """The importer of another version may write other things: nothing of it is read, and nothing told of it."""
    loaded = load(SMALL.replace("\ncontact: desk\n---", f"\ncontact: desk\nimported: {value}\n---"))
    assert loaded.told == ()
    assert loaded.content == load(SMALL).content


def test_a_translation_has_no_record(load: Load):
    """A record is no word of a language: it stands in the main file alone."""
    loaded = load(SMALL.replace("title: Shop database upgrade\n", "title: Shop database upgrade\nimported: x\n"))
    assert loaded.told == (
        "content/events/shop-db.en.md:3:1: error: 'imported' is a fact\n"
        "    a translation holds words alone; write it in content/events/shop-db.md",
    )


@pytest.mark.parametrize(
    "command",
    [
        ("update", "moved-in", "-m", "Half of it is done.", "--component", "shop=degraded"),
        ("extend", "moved-in", "--until", "02:00", "-m", "x"),
        ("complete", "moved-in", "-m", "x"),
    ],
    ids=lambda command: command[0],
)
def test_commands_leave_a_record_alone(site: WriteSite, run: Run, command: tuple[str, ...]):
    """An update is appended: what an import kept stays byte for byte, whatever it looks like."""
    text = CONFIG + WORK.format(kind="maintenance", updates=BEGUN)
    root = site(text.replace("imported: {format: cstate}\n", RECORD.replace("\n", "\r\n")))
    before = (root / "content/events/moved-in.md").read_bytes()
    ran = run(*command, "--now", "2026-03-01 23:30")
    assert ran.code == 0, ran.told
    after = (root / "content/events/moved-in.md").read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)


# ---------------------------------------------------------------- work whose end nobody announced


@pytest.mark.parametrize("kind", Kind)
def test_what_was_imported_may_lack_an_end(load: Load, kind: Kind):
    """Other systems know no planned end, and none is made up."""
    loaded = load(CONFIG + WORK.format(kind=kind, updates=""))
    assert loaded.told == ()
    assert loaded.content.events[0].window.end is None


@pytest.mark.parametrize("record", ["", "imported:\n", "imported: ''\n"])
def test_all_other_work_needs_an_end(load: Load, record: str):
    """Whoever writes a notice says until when it lasts; a record that is empty is none."""
    text = CONFIG + WORK.format(kind="maintenance", updates="")
    loaded = load(text.replace("imported: {format: cstate}\n", record))
    (told,) = loaded.told
    assert told.startswith("content/events/moved-in.md:6:1: error: 'end' is missing\n    write end: ")


@pytest.mark.parametrize("home", SAID)
@pytest.mark.parametrize("phase", PHASES)
def test_pages_say_that_no_end_was_announced(folder: Path, phase: str, home: str):
    """In each language, beside the window that holds and in print; once there is an end, only of the earlier window."""
    page = built(folder, phase)[f"{home}events/moved-in/index.html"].decode()
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    share = page.partition('property="og:description" content="')[2].partition('"')[0]
    open_ended = PHASES[phase][2]
    assert (SAID[home] in facts) is open_ended
    assert (SAID[home] in share) is open_ended
    assert (SAID[home] in page.partition('<ol class="moves">')[2]) is not open_ended


@pytest.mark.parametrize("phase", PHASES)
def test_no_file_tells_a_missing_end_as_a_word(folder: Path, phase: str):
    """What isn't known is left out or null, in pages, feeds, calendars and data."""
    for path, data in built(folder, phase).items():
        if not path.endswith((".js", ".css", ".png", ".webp")):
            assert not re.search(r"\bNone\b|\bNaN\b|\bundefined\b", data.decode()), path


@pytest.mark.parametrize("phase", PHASES)
def test_programs_get_null_for_an_end_that_nobody_announced(folder: Path, phase: str):
    """Our own state, the API v2, the banner's facts and the metrics agree."""
    files, open_ended = built(folder, phase), PHASES[phase][2]
    (own,) = json.loads(files["api/status.json"])["events"]
    assert (own["end"] is None) is open_ended
    assert own["windows"][0]["end"] is None
    (told,) = json.loads(files["api/v2/scheduled-maintenances.json"])["scheduled_maintenances"]
    assert (told["scheduled_until"] is None) is open_ended
    assert SAID[""] in told["incident_updates"][-1]["body"]
    for event in json.loads(files["api/widget.en.json"])["events"]:
        assert ("end" not in event) is open_ended
    assert (b"statuspage_window_end_timestamp_seconds{" in files["metrics"]) is not open_ended


@pytest.mark.parametrize("phase", PHASES)
def test_calendars_give_work_no_end_that_nobody_announced(folder: Path, phase: str):
    """An hour of ours would be read as the planned window (RFC 5545, 3.6.1 allows none); the real end is one."""
    files, open_ended = built(folder, phase), PHASES[phase][2]
    for home, said in SAID.items():
        (entry,) = icalendar.Calendar.from_ical(files[f"{home}events/moved-in.ics"]).walk("VEVENT")
        assert ("DTEND" in entry) is (not open_ended or phase == "completed")
        assert (said in str(entry["DESCRIPTION"]).partition("\n\n")[0]) is open_ended
        assert entry.to_ical() in files[f"{home}calendar.ics"]


@pytest.mark.parametrize("phase", PHASES)
def test_maintenance_notifications_leave_out_what_has_no_end(folder: Path, phase: str):
    """Their draft asks for DTEND; once an end is announced, the work is told."""
    assert (b"moved-in" in built(folder, phase)["maintnote.ics"]) is not PHASES[phase][2]


@pytest.mark.parametrize("home", SAID)
def test_feeds_say_that_no_end_was_announced(folder: Path, home: str):
    """The entry of the announcement says so for ever; the one that gives the first end tells that end."""
    files = built(folder, "extended")
    items = json.loads(files[f"{home}feed.json"])["items"]
    newest, *_, first = (re.sub(r"<.*?>", "", item["content_html"]) for item in items)
    assert SAID[home] in first
    assert SAID[home] not in newest
    assert "03:00" in newest


@pytest.mark.parametrize("kind", ["drill", "emergency"])
def test_drills_and_emergencies_say_so_too(folder: Path, kind: str):
    """Whatever is work has a planned end, or says that none was announced."""
    page = built(folder, "in-progress by the clock", kind)["en/events/moved-in/index.html"].decode()
    assert SAID["en/"] in page.partition('<dl class="facts">')[2].partition("</dl>")[0]


def test_a_fault_says_nothing_of_a_planned_end(tmp_path: Path):
    """Nobody plans when a fault ends, so nothing is missing there."""
    files = render(write(tmp_path, SMALL))
    assert SAID[""] not in files["events/mail-slow/index.html"].decode()


def test_structured_data_has_no_end_date(tmp_path: Path):
    """An Event of schema.org may lack its end."""
    site = make(write(tmp_path, CONFIG + WORK.format(kind="maintenance", updates="")))
    (state,) = site.snapshot.events
    view = View(site, site.theme.languages["en"], Address("events/moved-in/", "event.html", "x", state))
    assert "endDate" not in event_data(view, state, "")


def test_what_was_called_off_long_ago_leaves_the_calendar(tmp_path: Path):
    """Cancelled work without an end counts by its start, like all else that ended more than twelve months ago."""
    late = datetime(2027, 6, 1, tzinfo=UTC)
    other = "-- content/events/other.md --\n---\ntitle: x\nkind: incident\nstart: 2027-05-01 10:00\n---\n"
    text = CONFIG + WORK.format(kind="maintenance", updates=CANCELLED) + other
    assert b"moved-in" not in render(write(tmp_path, text), late)["calendar.ics"]
    assert b"moved-in" in render(tmp_path, late - timedelta(days=90))["calendar.ics"]


def test_maintnote_takes_no_work_without_an_end():
    """The rule stands in one place, whatever the phase."""
    facts = {"kind": "maintenance", "start": "2026-03-01T23:00:00Z", "components": {"shop": "outage"}}
    assert not conforms(resolve(event_of(facts), NOW))
    assert conforms(resolve(event_of({**facts, "end": "2026-03-02T03:00:00Z"}), NOW))


# ---------------------------------------------------------------- the editor's desk


def test_an_extension_gives_the_first_end(site: WriteSite, run: Run):
    """Without an earlier end there is none that the new one has to be later than; but it isn't over before it begins."""
    root = site(CONFIG + WORK.format(kind="maintenance", updates=""))
    ran = run("extend", "moved-in", "--until", "2026-03-01 22:00", "-m", "x", "--now", "2026-02-28 12:00")
    assert ran.code == 1
    assert "is not after the start of 'moved-in'" in ran.told
    ran = run("extend", "moved-in", "--until", "02:00", "-m", "x", "--now", "2026-02-28 12:00")
    assert ran.code == 0, ran.told
    text = (root / "content/events/moved-in.md").read_text("utf-8")
    assert text.endswith("## 2026-02-28 12:00 extended\nend: 2026-03-02 02:00\n\nx\n")
    ran = run("extend", "moved-in", "--until", "2026-03-02 01:00", "-m", "x", "--now", "2026-02-28 13:00")
    assert ran.code == 1
    assert "'moved-in' is planned to last longer than" in ran.told


@pytest.mark.parametrize("phase", ["upcoming", "in-progress by the clock", "cancelled", "overrun"])
def test_desk_and_check_know_work_without_an_end(site: WriteSite, run: Run, phase: str):
    """It never overruns, is shown from its start, and no rule of the policy stumbles over it."""
    at, updates, open_ended = PHASES[phase]
    site(CONFIG + WORK.format(kind="maintenance", updates=updates))
    told = run("status", "--now", at).told + run("next", "--now", at).told + run("check", "--now", at).told
    assert "None" not in told
    assert ("overrun" in told) is (phase == "overrun")
    if open_ended and phase != "cancelled":
        assert "moved-in" in told
        assert "from Sun 2026-03-01 23:00" in told


def test_a_difference_tells_the_first_end(tmp_path: Path):
    """Whoever gives an imported event an end sees it as a moved window and as another entry of calendars."""
    sides = []
    for name, updates in (("before", ""), ("after", EXTENDED)):
        root = write(tmp_path / name, CONFIG + WORK.format(kind="maintenance", updates=updates))
        sides.append(prepare(root, datetime(2026, 3, 1, 17, tzinfo=UTC)))
    found = sections(compare(*sides), sides[0].config.zone)
    told = {str(section.heading): [str(row) for row in section.rows] for section in found}
    assert told["Windows moved"] == [
        "moved-in: from Sun 2026-03-01 23:00 → Sun 2026-03-01 23:00 to Mon 2026-03-02 03:00",
    ]
    assert any("from Sun 2026-03-01 23:00 → " in row for row in told["Calendar entries"])
