"""`export`: files for those who move on, written into a folder of which nothing else is touched."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run, WriteSite
from tests.sites import EMPTY, SMALL, published, without_url

AT = ("--now", "2026-03-01 23:30")


def test_the_history_is_written_and_what_is_left_out_is_told(site: WriteSite, run: Run):
    """An event that isn't announced and an update that is dated ahead stay at home, and an editor is told so."""
    root = site(SMALL)
    ran = run("export", "json", "--out", "moving", *AT)
    assert ran.code == 0
    assert ran.told.splitlines() == [
        "wrote moving/history.json",
        "wrote moving/history.schema.json",
        "2 events with 3 updates written",
        "left out, as they aren't public yet: 1 event and 1 update",
    ]
    events = json.loads((root / "moving" / "history.json").read_bytes())["events"]
    assert [event["id"] for event in events] == ["shop-db", "mail-slow"]


def test_the_files_of_the_api_are_written(site: WriteSite, run: Run):
    """They stand as under api/v2/, the lists of what is open in folders of their own."""
    root = site(SMALL)
    ran = run("export", "statuspage", "--out", "v2", "--now", "2026-04-01 00:00")
    assert ran.code == 0
    assert ran.told.splitlines()[-1] == "3 events with 4 updates written"
    assert sorted(published(root / "v2")) == [
        "components.json",
        "incidents.json",
        "incidents/unresolved.json",
        "scheduled-maintenances.json",
        "scheduled-maintenances/active.json",
        "scheduled-maintenances/upcoming.json",
        "status.json",
        "summary.json",
    ]
    assert "left out" not in ran.told


def test_what_stands_in_the_folder_stays(site: WriteSite, run: Run):
    """Files of an earlier export are overwritten, others left alone; the same site gives the same bytes."""
    root = site(SMALL)
    run("export", "json", "--out", "moving", *AT)
    before = published(root / "moving")
    (root / "moving" / "history.json").write_text("old")
    (root / "moving" / "mine.txt").write_text("mine")
    assert run("export", "json", "--out", "moving", *AT).code == 0
    assert published(root / "moving") == before | {"mine.txt": b"mine"}


@pytest.mark.parametrize("form", ["json", "statuspage"])
def test_a_site_with_errors_is_not_exported(form: str, site: WriteSite, run: Run):
    """What can't be published truthfully isn't handed on either; the errors are told, and nothing is written."""
    root = site(SMALL.replace("shop: outage", "shopp: outage"))
    ran = run("export", form, "--out", "moving", *AT)
    assert ran.code == 1
    assert "content/events/shop-db.md:4:3: error: unknown component 'shopp'" in ran.told
    assert not (root / "moving").exists()


def test_a_site_without_an_address_says_so(site: WriteSite, run: Run):
    """v2 has addresses in it, our own form hasn't."""
    site(without_url(SMALL))
    told = "config.toml has no 'url', so addresses in these files begin below that of the site"
    assert told in run("export", "statuspage", "--out", "v2", *AT).told
    assert told not in run("export", "json", "--out", "moving", *AT).told


def test_an_empty_site_can_be_exported(site: WriteSite, run: Run):
    """Nothing is said, and that is what the files say."""
    root = site(EMPTY)
    assert run("export", "json", "--out", "moving").told.splitlines()[-1] == "0 events with 0 updates written"
    told = json.loads((root / "moving" / "history.json").read_bytes())
    assert (told["as_of"], told["events"]) == (None, [])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("json",), 2, "--out"),
        (("xml", "--out", "x"), 2, "'xml' is not one of 'statuspage', 'json'"),
        (("json", "--out", "config.toml"), 2, "is a file"),
        (("json", "--out", "config.toml/x"), 1, "Not a directory"),
        (("json", "--out", "x", "--now", "soon"), 2, "'soon' is not a time"),
        (("json", "nowhere", "--out", "x"), 1, "there is no config.toml here"),
    ],
)
def test_what_can_not_be_done_is_told(arguments: tuple[str, ...], code: int, told: str, site: WriteSite, run: Run):
    """An unknown format, a folder that is none, no time and no site end with a sentence."""
    site(SMALL)
    ran = run("export", *arguments)
    assert ran.code == code
    assert told in ran.told


def test_a_file_that_can_not_be_written_is_told(site: WriteSite, run: Run):
    """A folder stands where a file is to be."""
    root: Path = site(SMALL)
    (root / "moving" / "history.json").mkdir(parents=True)
    ran = run("export", "json", "--out", "moving", *AT)
    assert ran.code == 1
    assert "moving/history.json" in ran.told
