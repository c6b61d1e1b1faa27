"""Real histories move in: nothing crashes, nothing is lost in silence, and the site that comes of it is whole.

REALDATA names a folder of them; they are no part of the project.
"""

import csv
import os
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from icalendar import Calendar
from lxml import etree, html

from tests.conftest import Run

REALDATA: Final = Path(os.environ.get("REALDATA", "")).absolute()
pytestmark = pytest.mark.skipif(not os.environ.get("REALDATA"), reason="REALDATA names no folder of real histories")

NOW: Final = ("--now", "2026-11-22T12:00Z")
ATOM: Final = "{http://www.w3.org/2005/Atom}"


def sources() -> list[tuple[str, str]]:
    """Return each format with the path of a folder below REALDATA that holds such a history."""
    if not os.environ.get("REALDATA"):
        return []
    found = []
    for form, folder in (("cstate", "cstate"), ("statusfy", "statusfy"), ("upptime", "upptime"), ("ics", "ical")):
        found += [(form, path) for path in sorted((REALDATA / folder).iterdir())]
    found += [("statuspage", path) for path in sorted((REALDATA / "statuspage-v2").iterdir())]
    inner = ((form, path / "exampleSite" if (path / "exampleSite").is_dir() else path) for form, path in found)
    return [(form, path.relative_to(REALDATA).as_posix()) for form, path in inner if path.is_dir()]


@pytest.mark.parametrize(("form", "source"), sources())
def test_a_real_history_moves_in_and_its_site_is_whole(form: str, source: str, run: Run, tmp_path: Path):
    """Each record comes over or is named; the site checks without errors and builds; a second import writes nothing."""
    bring = ("import", form, str(REALDATA / source), "--into", "site", "--tz", "UTC", "--report", "losses.csv")
    ran = run(*bring)
    came, of = (int(word) for word in ran.told.split()[:3:2])
    unread = [row for row in losses(tmp_path / "losses.csv") if row["what"] == "not read"]
    assert came <= of
    assert ran.code == (1 if unread else 0), ran.told
    assert of - came <= len(losses(tmp_path / "losses.csv"))
    assert "\n0 errors, " in "\n" + run("check", "site", *NOW).told.splitlines()[-1]
    built = run("build", "site", "--out", "out", *NOW)
    assert built.code == 0, built.told
    assert leaks(tmp_path / "out") == []
    assert doubles(tmp_path / "out") == []
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert "files: 0 new, 0 changed, " in run(*bring).told
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()} == before


def losses(path: Path) -> list[dict[str, str]]:
    """Return the rows of a report."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def leaks(out: Path) -> list[str]:
    """Return what only another system knows, or what would run, where a page shows it."""
    found = []
    for path in sorted(out.rglob("*.html")):
        page = html.fromstring(path.read_bytes())
        for element in page.xpath("//script|//style"):
            element.drop_tree()
        shown = page.text_content()
        found += [f"{path.relative_to(out)}: {mark}" for mark in ("{{<", "{{%", ":::", "<script") if mark in shown]
    return found


def doubles(out: Path) -> list[str]:
    """Return the ids that a feed has twice, and the UIDs that a calendar has twice."""
    found = []
    for path in sorted(out.rglob("*.atom")):
        ids = Counter(element.text for element in etree.parse(path).getroot().iter(f"{ATOM}id"))
        found += [f"{path.relative_to(out)}: {id}" for id, count in ids.items() if count > 1]
    for path in sorted(out.glob("*.ics")):
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        uids = Counter(str(event["UID"]) for event in events)
        found += [f"{path.relative_to(out)}: {uid}" for uid, count in uids.items() if count > 1]
    return found
