"""What a subscriber notices: after each edit, and as time passes, what changed has new stamps and nothing else moves."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given

from statuspage.model import Content, Event
from statuspage.outputs import calendars
from statuspage.plan import make_site
from statuspage.problems import Problems
from statuspage.rendering import render
from statuspage.snapshot import take_snapshot
from statuspage.theme import Theme, load_theme
from tests.edits import EditedSite
from tests.strategies import config, events, steady

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An entry as it stands in a calendar, and by what clients know a change."""

    data: bytes
    sequence: int
    modified: str

    @property
    def shown(self) -> bytes:
        """What is shown of it: all but the stamps."""
        return re.sub(rb"(?m)^(?:SEQUENCE|LAST-MODIFIED|DTSTAMP):.*\n", b"", self.data)


def entries(data: bytes) -> dict[str, Entry]:
    """Return the entries of a calendar by id."""
    found = {}
    for part in data.split(b"BEGIN:VEVENT\r\n")[1:]:
        entry = part.partition(b"\r\nEND:VEVENT\r\n")[0]
        values = dict(re.findall(r"^(UID|SEQUENCE|LAST-MODIFIED):(.*)\r?$", entry.decode(), re.MULTILINE))
        name = values["UID"].strip().partition("@")[0]
        found[name] = Entry(entry, int(values["SEQUENCE"]), values["LAST-MODIFIED"].strip())
    return found


def changed(before: dict[str, bytes], after: dict[str, bytes], *, late: bool = False) -> set[str]:
    """Return the ids of entries that changed in any calendar; each has a higher SEQUENCE, and later stamps.

    What is said of a time before the last change alone goes back in LAST-MODIFIED.
    """
    found = set()
    for path in before.keys() & after.keys():
        old, new = entries(before[path]), entries(after[path])
        for name in old.keys() & new.keys():
            if old[name].data != new[name].data:
                found.add(name)
                assert old[name].sequence < new[name].sequence, path
                assert (old[name].modified < new[name].modified) != late, path
    return found


def test_a_subscriber_notices_each_change_and_nothing_else(tmp_path: Path):
    """From the announcement to the end each edit moves the stamps of the one entry; all others keep every byte."""
    site = EditedSite(tmp_path)
    shown = [site.at("2026-02-26 09:00", calendars.outputs)]
    assert entries(shown[0]["calendar.ics"])["shop-db"].sequence == 0

    site.corrects("更换存储。", "更换存储设备。")
    site.corrects("contact: desk", "contact: desk\nrevised: [2026-02-26 10:00]")
    shown.append(site.at("2026-02-26 10:05", calendars.outputs))

    site.says("\n## 2026-02-27 09:00 rescheduled\nstart: 2026-03-02 23:00\nend: 2026-03-03 02:00\n\n改期。\n")
    shown.append(site.at("2026-02-27 09:05", calendars.outputs))
    shown.append(site.at("2026-03-02 23:01", calendars.outputs))  # it begins by the clock

    site.says("\n## 2026-03-03 01:30 extended\nend: 2026-03-03 03:00\n\n延长一小时。\n")
    shown.append(site.at("2026-03-03 01:35", calendars.outputs))
    shown.append(site.at("2026-03-03 03:05", calendars.outputs))  # and overruns

    site.says("\n## 2026-03-03 03:10 completed\n\n已完成。\n")
    shown.append(site.at("2026-03-03 03:15", calendars.outputs))
    for before, after in pairwise(shown):
        assert changed(before, after) == {"shop-db"}
        assert before.keys() == after.keys()


def test_a_subscriber_notices_what_is_said_late(tmp_path: Path):
    """An end that is told after the window has overrun, of a time before, is a change like any other."""
    site = EditedSite(tmp_path)
    overrun = site.at("2026-03-02 02:05", calendars.outputs)
    site.says("\n## 2026-03-02 01:50 completed\n\n已完成。\n")
    assert changed(overrun, site.at("2026-03-02 02:10", calendars.outputs), late=True) == {"shop-db"}


def test_a_subscriber_notices_that_it_is_called_off(tmp_path: Path):
    """The entry stays, under its UID, and says so."""
    site = EditedSite(tmp_path)
    before = site.at("2026-02-26 09:00", calendars.outputs)
    site.says("\n## 2026-02-27 09:00 cancelled\n\n不做了。\n")
    after = site.at("2026-02-27 09:05", calendars.outputs)
    assert changed(before, after) == {"shop-db"}
    assert b"\r\nSTATUS:CANCELLED\r\n" in entries(after["components/shop/calendar.ics"])["shop-db"].data


def test_a_file_may_move_to_another_folder(tmp_path: Path):
    """An event is known by its id, not by where its file lies: no byte changes, nor between two changes."""
    site = EditedSite(tmp_path)
    before = site.at("2026-02-26 09:00", calendars.outputs)
    site.renamed("2026/shop-db")
    assert site.at("2026-02-26 09:00", calendars.outputs) == before
    assert site.at("2026-02-28 21:00", calendars.outputs) == before


def test_a_file_that_is_renamed_keeps_its_id(tmp_path: Path):
    """With `id` an event is the same under any name of its file."""
    site = EditedSite(tmp_path)
    before = site.at("2026-02-26 09:00", calendars.outputs)
    site.corrects("title:", "id: shop-db\ntitle:")
    site.renamed("shop-upgrade")
    assert site.at("2026-02-26 09:00", calendars.outputs) == before


def test_a_file_that_is_removed_leaves_all_others_alone(tmp_path: Path):
    """Its entry is gone from each calendar, and its own; clients drop it without a word."""
    site = EditedSite(tmp_path)
    before = site.at("2026-02-26 09:00", calendars.outputs)
    site.removed()
    after = site.at("2026-02-26 09:00", calendars.outputs)
    assert changed(before, after) == set()
    assert before.keys() - after.keys() == {"events/shop-db.ics", "en/events/shop-db.ics"}
    assert entries(before["calendar.ics"]).keys() - entries(after["calendar.ics"]).keys() == {"shop-db"}


@cache
def theme() -> Theme:
    """Return the default theme in the one language of the events."""
    found = load_theme(Path("no themes"), config(), Problems())
    assert found is not None
    return found


@given(events())
@steady(100)
def test_an_entry_changes_with_its_sequence(event: Event):
    """Each change shows something else under a higher SEQUENCE, in whatever order things are said and happen."""
    event = replace(event, revised=())  # words are corrected in the file, not by the time that says so
    shown: list[Entry] = []
    now: datetime | None = LONG_AGO
    while now is not None:
        content = Content(events=(event,))
        snapshot = take_snapshot(content, config(), now)
        if snapshot.events:
            made = make_site(config(), content, snapshot, theme())
            files = render(calendars.outputs(made), content, Problems())
            shown.append(entries(files[f"events/{event.id}.ics"])[event.id])
        now = snapshot.next_change.at if snapshot.next_change else None
    for before, after in pairwise(shown):
        assert before.sequence < after.sequence
        assert before.shown != after.shown
