"""The editor's desk: what lies on which pile at an instant, what needs a person, and the command for it."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from statuspage.agenda import Agenda, Pile, make_agenda
from statuspage.build import read
from statuspage.lifecycle import next_command
from statuspage.model import Content, Event, Kind
from statuspage.policy import advise
from statuspage.problems import Problems
from statuspage.snapshot import Health, take_snapshot
from statuspage.spoken import HEALTHS, KINDS, PHASES
from statuspage.state import Phase, resolve
from tests.conftest import Run, WriteSite
from tests.sites import EMPTY, LIVELY, ROOT, write
from tests.strategies import config, instants, several_events, steady

WEEK = timedelta(days=7)

WORK = (
    EMPTY
    + """\
-- content/events/db.md --
---
title: Database
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-20 10:00
update_every: 1h
---
"""
)

FAULT = (
    EMPTY
    + """\
-- content/events/slow.md --
---
title: Slow
kind: incident
start: 2026-11-20 09:00
---

## 2026-11-20 09:05 investigating
"""
)

RESOLVED = "\n## 2026-11-20 10:00 resolved\n"


def agenda(folder: Path, text: str, now: str, ahead: timedelta = WEEK, review_after: timedelta = WEEK) -> Agenda:
    problems = Problems()
    settings, content, at = read(write(folder, text), datetime.fromisoformat(now), problems)
    assert not problems.found
    return make_agenda(take_snapshot(content, settings, at), settings, at, ahead, review_after)


def one(found: Agenda) -> tuple[str, list[str], list[str], str | None]:
    """Return the only thing on the desk: its pile, why it needs a person, what is told, and the next command."""
    (item,) = found.items
    return item.pile, list(item.needs), list(item.told), item.command


def test_work_that_comes_tells_when_it_starts(tmp_path: Path):
    """Before its start work is coming, nobody is needed, and the next command is to start it."""
    found = agenda(tmp_path, WORK, "2026-11-26 22:00")
    assert one(found) == ("coming", [], ["starts in 49 h"], "start db")
    assert not found.needs_a_person


def test_work_later_than_the_days_asked_for_is_counted(tmp_path: Path):
    """What comes after the days looked ahead isn't listed, but isn't forgotten either; its last instant still counts."""
    found = agenda(tmp_path, WORK, "2026-11-21 22:59")
    assert (found.items, found.later) == ((), 1)
    assert one(agenda(tmp_path, WORK, "2026-11-21 23:00"))[0] == "coming"


def test_a_reminder_that_is_due_is_told_but_calls_nobody(tmp_path: Path):
    """The advice on reminders stands with what comes; it is no reason to wake somebody."""
    found = agenda(tmp_path, WORK, "2026-11-28 20:00")
    told = ["starts in 3 h", "it starts in 3 h, and no reminder was given"]
    assert one(found) == ("coming", [], told, "start db")
    assert not found.needs_a_person


def test_work_under_way_tells_its_planned_end_and_the_next_update(tmp_path: Path):
    """Work that has begun by the clock is under way; nobody has said so, so to start it is the next command."""
    found = agenda(tmp_path, WORK, "2026-11-28 23:20")
    told = ["planned end in 3 h 40 min", "the next update is due Sun 2026-11-29 00:00"]
    assert one(found) == ("under-way", [], told, "start db")
    begun = WORK + "\n## 2026-11-28 23:02 in-progress\n"
    assert one(agenda(tmp_path, begun, "2026-11-28 23:20"))[3] == "verify db"
    verifying = begun + "\n## 2026-11-28 23:30 verifying\n"
    assert one(agenda(tmp_path, verifying, "2026-11-28 23:40"))[3] == "complete db"


def test_work_that_is_late_with_a_promise_needs_a_person(tmp_path: Path):
    """A promised update that hasn't come stands on a pile of its own, with the command that would be next."""
    found = agenda(tmp_path, WORK, "2026-11-29 00:15")
    told = ["planned end in 2 h 45 min", "the promised update is 15 min late"]
    assert one(found) == ("late", ["update-late"], told, "start db")
    assert found.needs_a_person


def test_an_update_that_is_due_this_minute_is_not_told_as_zero_minutes_late(tmp_path: Path):
    """In its first minute a promise is due now."""
    for instant in ("2026-11-29 00:00:00", "2026-11-29 00:00:59"):
        assert "the promised update is due now" in one(agenda(tmp_path, WORK, instant))[2]
    assert "the promised update is 1 min late" in one(agenda(tmp_path, WORK, "2026-11-29 00:01"))[2]


def test_work_that_has_overrun_needs_a_person_to_say_that_it_is_over(tmp_path: Path):
    """Past its planned end work stands on the first pile, and the next command completes it."""
    pile, needs, told, command = one(agenda(tmp_path, WORK, "2026-11-29 03:40"))
    assert (pile, needs, command) == ("overrun", ["overrun", "update-late"], "complete db")
    assert told[0] == "the planned end passed 40 min ago, and nobody said that it is over"


def test_work_that_is_over_leaves_the_desk(tmp_path: Path):
    """Completed, cancelled or reviewed, nothing is left to do for planned work."""
    for end in ("completed", "cancelled"):
        found = agenda(tmp_path, WORK + f"\n## 2026-11-28 22:00 {end}\n", "2026-11-29 10:00")
        assert (found.items, found.needs_a_person) == ((), False)


def test_a_fault_of_which_nothing_is_said_is_late_by_the_policy(tmp_path: Path):
    """Without a promise, a fault is late once the policy's time has passed, exactly as `check` advises."""
    assert one(agenda(tmp_path, FAULT, "2026-11-20 09:20")) == ("under-way", [], [], "update slow --state identified")
    pile, needs, told, _ = one(agenda(tmp_path, FAULT, "2026-11-20 09:21"))
    assert (pile, needs) == ("late", ["update-late"])
    assert told == ["nothing was said for 16 min; the policy asks for an update every 15 min"]


def test_what_the_policy_switches_off_calls_nobody(tmp_path: Path):
    """A code in `off` is no need: the event is still listed, on the pile of what it is."""
    off = '[policy]\noff = ["update-late", "overrun"]\n-- content/events/slow.md --'
    text = FAULT.replace("-- content/events/slow.md --", off)
    assert one(agenda(tmp_path, text, "2026-11-20 12:00"))[:2] == ("under-way", [])
    text = WORK.replace("-- content/events/db.md --", off.replace("slow", "db"))
    (tmp_path / "content/events/slow.md").unlink()
    assert one(agenda(tmp_path, text, "2026-11-29 04:00"))[:2] == ("overrun", [])


def test_a_fault_climbs_its_ladder(tmp_path: Path):
    """Each step of a fault names the next one."""
    told, now = FAULT, "2026-11-20 09:16"
    for state, command in (("identified", "update slow --state monitoring"), ("monitoring", "resolve slow")):
        told += f"\n## 2026-11-20 09:{10 if state == 'identified' else 12} {state}\n"
        assert one(agenda(tmp_path, told, now))[3] == command
    silent = FAULT.partition("\n## ")[0]
    assert one(agenda(tmp_path, silent, "2026-11-20 09:01"))[3] == "update slow --state investigating"


def test_a_fault_asks_for_its_review_and_then_insists(tmp_path: Path):
    """A fault that is over is to be reviewed; it needs a person once the days for that have passed, to the minute."""
    before = agenda(tmp_path, FAULT + RESOLVED, "2026-11-27 09:59")
    told = ["ended 6 days 23 h ago; to be reviewed by Fri 2026-11-27 10:00"]
    assert one(before) == ("review", [], told, "review slow")
    after = agenda(tmp_path, FAULT + RESOLVED, "2026-11-27 10:00")
    assert one(after) == ("review", ["review-late"], ["ended 7 days ago, and nobody has reviewed it"], "review slow")
    assert one(agenda(tmp_path, FAULT + RESOLVED, "2026-11-27 10:00", review_after=2 * WEEK))[1] == []


def test_a_review_ends_the_asking_and_so_do_ninety_days(tmp_path: Path):
    """A fault that was reviewed, or is long past, leaves the desk: nobody is asked about every fault there ever was."""
    reviewed = FAULT + RESOLVED + "\n## 2026-11-21 10:00 reviewed\n"
    assert agenda(tmp_path, reviewed, "2026-12-27 10:00").items == ()
    assert len(agenda(tmp_path, FAULT + RESOLVED, "2027-02-18 09:59").items) == 1
    assert agenda(tmp_path, FAULT + RESOLVED, "2027-02-18 10:00").items == ()


def test_what_is_not_public_is_not_on_the_desk(tmp_path: Path):
    """Before it is announced an event is nowhere, but when it will be announced is the next change."""
    found = agenda(tmp_path, WORK, "2026-11-19 10:00")
    assert (found.items, found.later) == ((), 0)
    assert found.next_change
    assert found.next_change.at == datetime(2026, 11, 20, 10, tzinfo=UTC)


@given(several_events(), instants())
@steady(200)
def test_the_desk_says_the_same_as_the_advice_of_a_check(events: tuple[Event, ...], now: datetime):
    """What has overrun or is late is on the desk exactly where `check` gives that advice; each thing lies there once."""
    settings, content = config(), Content(events=events)
    found = make_agenda(take_snapshot(content, settings, now), settings, now, WEEK, WEEK)
    places = [problem for problem in advise(content, settings, now) if problem.code in ("overrun", "update-late")]
    advised = sorted((problem.code, problem.message) for problem in places)
    needed = [(need, told) for item in found.items for need in item.needs for told in item.told if _of(need, told)]
    assert sorted(needed) == advised
    ids = [item.state.event.id for item in found.items]
    assert len(ids) == len(set(ids))
    public = [state for state in take_snapshot(content, settings, now).events if not state.over]
    assert {state.event.id for state in public} <= {*ids} or found.later
    assert all(item.command or item.state.phase is Phase.HIDDEN for item in found.items)


def _of(need: str, told: str) -> bool:
    words = {"overrun": "the planned end passed", "update-late": "the promised update is|nothing was said for"}
    return bool(re.match(words.get(need, "(?!)"), told))


@given(several_events(), instants())
@steady(100)
def test_every_open_event_has_a_next_command(events: tuple[Event, ...], now: datetime):
    """What is public and isn't over can always be taken a step further by a command on it."""
    for event in events:
        state, command = resolve(event, now), next_command(resolve(event, now))
        if state.phase is Phase.HIDDEN or state.phase is Phase.CANCELLED:
            assert command is None
        elif not state.over:
            assert command
            assert command.split()[1] == event.id


# ---------------------------------------------------------------- the command

NOW = ("--now", "2026-11-29 03:40")


def test_status_tells_a_person_and_exits_with_three(site: WriteSite, run: Run):
    """What has overrun is told with times, weekday, and the command to type; a scheduled job sees exit code 3."""
    site(WORK + "\n## 2026-11-29 03:30 note\n")
    ran = run("status", *NOW)
    assert (
        ran.told
        == """\
Empty: overrun at Sun 2026-11-29 03:40

Overrun
  db  Database
      maintenance, overrun: Sat 2026-11-28 23:00 to Sun 2026-11-29 03:00
      the next update is due Sun 2026-11-29 04:30
      the planned end passed 40 min ago, and nobody said that it is over
      next: statuspage complete db

Next change: Sun 2026-11-29 04:30 (db owes an update)
"""
    )
    assert ran.code == 3


def test_status_tells_states_in_the_language_of_the_run(site: WriteSite, run: Run):
    """What an event is and where it stands is in words of that language, and so is the state of the site."""
    site(WORK + "\n## 2026-11-29 02:30 note\n")
    ran = run("--lang", "zh", "status", *NOW)
    assert ran.told.startswith("Empty：2026-11-29（周日）03:40，已超时\n")
    assert "计划性维护，已超时：2026-11-28（周六）23:00" in ran.told
    begun = run("--lang", "zh", "status", "--now", "2026-11-29 02:40").told
    assert begun.startswith("Empty：2026-11-29（周日）02:40，维护中\n")
    assert "计划性维护，进行中：" in begun
    assert run("status", "--now", "2026-11-29 02:40").told.startswith("Empty: under maintenance at Sun")


def test_every_state_has_words():
    """No kind, phase or health is told by a word that nobody chose."""
    assert (set(KINDS), set(PHASES), set(HEALTHS)) == (set(Kind), set(Phase), set(Health))


def test_status_of_a_quiet_site(site: WriteSite, run: Run):
    """Where nothing is to do it says so, and exits with 0."""
    site(EMPTY)
    ran = run("status", *NOW)
    told = "Empty: ok at Sun 2026-11-29 03:40\n\nNothing is under way, late, or coming within 7 days.\n"
    assert (ran.code, ran.told) == (0, told + "Nothing else is dated ahead.\n")


def test_status_counts_what_comes_later(site: WriteSite, run: Run):
    """--days says how far to look; what comes after is counted."""
    site(WORK)
    ran = run("status", "--days", "3", "--now", "2026-11-21 12:00")
    assert ran.code == 0
    assert "coming within 3 days" in ran.told
    assert "Coming later: 1\n" in ran.told


def test_status_names_the_site_s_folder_in_its_commands(site: WriteSite, run: Run, tmp_path: Path):
    """A command can be typed as it stands: from outside the site's folder it names the folder, quoted for a shell."""
    write(tmp_path / "our site", WORK)
    assert "next: statuspage complete db 'our site'\n" in run("status", "our site", *NOW).told


def test_status_as_json(site: WriteSite, run: Run):
    """Programs get the same with instants in RFC 3339, and the exit code stays."""
    site(WORK)
    ran = run("status", *NOW, "--format", "json")
    told = json.loads(ran.told)
    assert ran.code == 3
    assert told["needs_a_person"] is True
    assert told["at"] == "2026-11-29T03:40:00+00:00"
    (event,) = told["events"]
    assert (event["pile"], event["needs"]) == ("overrun", ["overrun", "update-late"])
    assert (event["end"], event["next"]) == ("2026-11-29T03:00:00+00:00", "statuspage complete db")


def test_status_tells_what_it_can_of_a_site_with_errors(site: WriteSite, run: Run):
    """At night an error in one file hides no other event; it is told, and the exit code is 1."""
    site(WORK + "-- content/events/broken.md --\n---\ntitle: Broken\n---\n")
    ran = run("status", *NOW)
    assert ran.code == 1
    assert "statuspage complete db" in ran.told
    assert "content/events/broken.md:1:1: error: " in ran.told


def test_status_without_a_site_or_a_time_is_told(site: WriteSite, run: Run):
    """A folder without a site, and a --now that is no time, are told as elsewhere."""
    site("-- letter.txt --\n")
    ran = run("status", *NOW)
    assert (ran.code, "there is no config.toml here" in ran.told) == (1, True)
    site(EMPTY.replace('"UTC"', '"Europe/Berlin"'))
    assert run("status", "--now", "2026-03-29 02:30").code == 2
    assert run("next", "--now", "2026-03-29 02:30").code == 2


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colours_unless_it_wants_none(tmp_path: Path, setting: dict[str, str], coloured: bool):
    """On a terminal what needs a person is red; NO_COLOR is heeded, and no long line is broken."""
    write(tmp_path, WORK.replace("Database", "Database " * 30))
    environment = {
        key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "COLORTERM")
    }
    environment |= {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "COLUMNS": "80", **setting}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "statuspage", "status", str(tmp_path), *NOW]
    subprocess.run(command, env=environment, stdout=theirs, check=False)
    os.close(theirs)
    told = os.read(ours, 20_000).decode().replace("\r\n", "\n")
    os.close(ours)
    assert ("\x1b[31m" in told) is coloured
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-7]", told)) is coloured
    assert "TERM" not in setting or "\x1b" not in told
    assert "Database " * 29 + "Database" in told


def test_the_sample_site_fills_every_pile():
    """The site in this repository shows each pile at its lively instant."""
    problems = Problems()
    settings, content, at = read(ROOT, LIVELY, problems)
    found = make_agenda(take_snapshot(content, settings, at), settings, at, WEEK, WEEK)
    assert {item.pile for item in found.items} == set(Pile)


# ---------------------------------------------------------------- statuspage next


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "2026-11-28T23:00:00+08:00\n"),
        (("--cron",), "0 15 28 11 *\n"),
        (("--seconds",), "39600\n"),
    ],
)
def test_next_tells_when_anything_changes(site: WriteSite, run: Run, options: tuple[str, ...], told: str):
    """In the site's zone with its offset; for cron in UTC; or as seconds to wait."""
    site(WORK.replace('"UTC"', '"Asia/Shanghai"'))
    ran = run("next", "--now", "2026-11-28 12:00", *options)
    assert (ran.code, ran.told) == (0, told)


def test_next_never_wakes_a_scheduler_too_early(site: WriteSite, run: Run):
    """Cron knows no seconds, so that a change at 23:59:30 on the last day of a year is at the next minute."""
    site(WORK.replace("2026-11-28 23:00", "2026-12-31 23:59:30").replace("2026-11-29 03:00", "2027-01-01 03:00"))
    assert run("next", "--now", "2026-12-31 23:00", "--cron").told == "0 0 1 1 *\n"
    assert run("next", "--now", "2026-12-31 23:00", "--seconds").told == "3570\n"


def test_next_prints_nothing_where_nothing_is_dated_ahead(site: WriteSite, run: Run):
    """A script asks whether anything was printed; that nothing is ahead is no mistake."""
    site(EMPTY)
    for options in ((), ("--cron",), ("--seconds",)):
        ran = run("next", *NOW, *options)
        assert (ran.code, ran.told) == (0, "")


def test_next_knows_nothing_of_a_site_with_errors(site: WriteSite, run: Run):
    """What can't be published has no next change: errors are told, the exit code is 1, and no time is printed."""
    site(WORK.replace("start:", "begin:"))
    ran = run("next", *NOW)
    assert ran.code == 1
    assert all("content/events/db.md" in line or line.startswith("    ") for line in ran.told.splitlines())
