"""The command line: exit codes, what is told where, and that an error leaves the last output as it was."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from statuspage.cli import main
from tests.conftest import Run, WriteSite

SITE = """-- config.toml --
[site]
title = "System status"
url = "https://status.example.org/"
time_zone = "Asia/Shanghai"
languages = ["en"]

[[components]]
id = "orders"
name = "Orders"
"""

EVENT = """-- content/events/orders-db.md --
---
title: Orders database upgrade
components:
  orders: outage
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-20 10:00
---
"""

NOW = ("--now", "2026-11-25 12:00")


def tree(folder: Path) -> dict[str, bytes]:
    """Return {path: bytes} of all files under a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_empty_site_builds(site: WriteSite, run: Run):
    """A configuration alone is a site; nothing is dated ahead in it."""
    root = site(SITE)
    ran = run("build", *NOW)
    assert ran.code == 0
    assert (root / "output/index.html").is_file()
    assert ran.told.endswith("no next change: nothing is dated ahead\n")


def test_a_build_says_what_it_did_and_what_changes_next(site: WriteSite, run: Run):
    """A build lists what it wrote, how many files in what time, how much advice there is, and the next change."""
    site(SITE + EVENT)
    lines = run("build", *NOW).told.splitlines()
    assert all(re.fullmatch(r"wrote output/\S+", line) for line in lines[:12])
    assert re.fullmatch(r"wrote \d+ more", lines[12])
    assert re.fullmatch(r"\d+ files written, 0 removed, 0 unchanged, in \d+\.\d\d s", lines[13])
    assert re.fullmatch(r"\d+ pieces of advice: see `statuspage check`", lines[14])
    assert lines[15:] == ["next change 2026-11-28T23:00+08:00 (orders-db starts)"]


def test_a_second_build_writes_what_differs(site: WriteSite, run: Run):
    """Before the next change only the heartbeat is written anew; what is gone from content/ goes from the output."""
    root = site(SITE + EVENT)
    run("build", *NOW)
    again = run("build", "--now", "2026-11-25 12:01").told.splitlines()
    assert again[0] == "wrote output/api/heartbeat.json"
    assert again[1].startswith("1 file written, 0 removed, ")
    (root / "content/events/orders-db.md").unlink()
    assert "removed output/events/orders-db/index.html" in run("build", *NOW).told.splitlines()
    assert not (root / "output/events/orders-db").exists()


def test_an_error_leaves_the_last_output_as_it_was(site: WriteSite, run: Run):
    """A site with an error isn't published, and every file of the last build stays, to the byte."""
    root = site(SITE + EVENT)
    run("build", *NOW)
    before = tree(root / "output")
    site(EVENT.replace("orders: outage", "order: outage"))
    ran = run("build", "--now", "2026-11-29 12:00")
    assert ran.code == 1
    assert ran.told.endswith("1 error; nothing was published\n")
    assert tree(root / "output") == before


def test_check_writes_nothing(site: WriteSite, run: Run):
    """Checking a site leaves its folder as it was."""
    root = site(SITE + EVENT)
    before = tree(root)
    assert run("check", *NOW).code == 0
    assert tree(root) == before


def test_out_may_be_anywhere(site: WriteSite, run: Run, tmp_path: Path):
    """--out names the folder as seen by the caller, not by the site."""
    site(
        "".join(f"-- site/{part}" for part in (SITE + EVENT).split("-- ", 2)[1:] if part).replace(
            "-- site/", "-- site/"
        )
    )
    ran = run("build", "site", "--out", "public/status", *NOW)
    assert ran.code == 0
    assert ran.told.startswith("wrote public/status/")
    assert (tmp_path / "public/status/index.html").is_file()
    assert not (tmp_path / "site/output").exists()


def test_a_folder_that_is_not_ours_is_told_and_stays(site: WriteSite, run: Run, tmp_path: Path):
    """A folder with files of somebody else is never written to; the message names it wherever the caller stands."""
    site("-- public/letter.txt --\nDear all\n" + SITE.replace("-- config", "-- site/config"))
    ran = run("build", "site", "--out", "public", *NOW)
    assert ran.code == 1
    assert ran.told.startswith(f"{tmp_path.as_posix()}/public:1:1: error: this folder holds 'letter.txt'")
    assert tree(tmp_path / "public") == {"letter.txt": b"Dear all\n"}


def test_a_time_for_the_build_that_does_not_exist_is_a_usage_error(site: WriteSite, run: Run):
    """--now is read in the site's zone; a time that its clocks never show ends with exit code 2."""
    root = site(SITE.replace("Asia/Shanghai", "Europe/Berlin"))
    for command in ("build", "check"):
        ran = run(command, "--now", "2026-03-29 02:30")
        assert ran.code == 2
        assert "'2026-03-29 02:30' doesn't exist in Europe/Berlin" in ran.told
    assert not (root / "output").exists()


def test_without_now_the_present_is_meant(site: WriteSite, run: Run):
    """A build without --now resolves at the present instant, to the second, in UTC."""
    root = site(SITE)
    assert run("build").code == 0
    built = json.loads((root / "output/api/heartbeat.json").read_text("utf-8"))["built"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", built)


def test_problems_for_people_go_to_standard_error(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """Text for people goes to standard error; what programs read goes to standard output, and nothing else does."""
    monkeypatch.chdir(site(SITE + EVENT.replace("orders: outage", "order: outage")))
    monkeypatch.setenv("LC_ALL", "C")
    text = CliRunner().invoke(main, ["check", *NOW])
    assert (text.exit_code, text.stdout) == (1, "")
    assert "unknown component 'order'" in text.stderr
    for form in ("json", "github"):
        told = CliRunner().invoke(main, ["check", *NOW, "--format", form])
        assert (told.exit_code, told.stderr) == (1, "")
        assert len(told.stdout.splitlines()) == 1


def test_the_program_runs_as_a_module_and_says_its_version(tmp_path: Path):
    """`python -m statuspage` is the program, in a pipe and under any locale too."""
    command = [sys.executable, "-m", "statuspage"]
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root), "LC_ALL": "C", "PYTHONIOENCODING": "utf-8"}
    version = subprocess.run([*command, "--version"], env=environment, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"statuspage, version \d+\.\d+\.\d+\n|.*version \d+\.\d+\.\d+\n", version.stdout)
    missing = subprocess.run(
        [*command, "check", str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert missing.returncode == 1
    assert "there is no config.toml here" in missing.stderr
