"""The benchmark: its generator is sound, its floor does a build's work, its command prints the figures."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest

from bench import floor
from bench.generate import KINDS, NOW, site, write_site
from statuspage import markup
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.problems import Problems

pytestmark = pytest.mark.whole

PROJECT = Path(__file__).parents[1]
EVENTS = 20


def python(*arguments: str) -> str:
    """Run Python in the project's folder, in English, and return what it printed."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_same_seed_gives_the_same_site():
    """The same number and seed give the same files, in processes that hash differently; another seed gives others."""
    script = f"from bench.generate import site; print(ascii(list(site({EVENTS}, 1))))"
    assert python("-c", script).strip() == ascii(list(site(EVENTS, 1)))
    assert list(site(EVENTS, 1)) != list(site(EVENTS, 2))


def test_generated_site_is_believable(tmp_path):
    """A generated site has every kind, two to five updates an event, translations of a part, and even years."""
    write_site(tmp_path, 120, 1)
    problems = Problems()
    config = load_config(tmp_path / "config.toml", problems)
    assert config is not None
    content = load_content(tmp_path / "content", config, problems)
    assert not problems.found
    assert len(content.events) == 120
    assert {event.kind for event in content.events} == set(KINDS)
    now = NOW.replace(tzinfo=UTC)
    over = [event for event in content.events if event.updates and event.updates[-1].at.year < now.year]
    assert {len(event.updates) for event in over} == {2, 3, 4, 5}
    assert all(update.at < now for event in content.events for update in event.updates)
    translated = sum(1 for event in content.events if event.title.has("en"))
    assert 60 < translated < 120
    years = [sum(1 for event in content.events if event.window.start.year == year) for year in range(2021, 2027)]
    assert all(17 <= count <= 23 for count in years)


def test_generated_site_checks_clean_and_builds(tmp_path):
    """`check` finds no error in a generated site, and `build` publishes a page for each event."""
    write_site(tmp_path / "site", EVENTS, 1)
    now = NOW.isoformat(" ", "minutes")
    assert re.search("^0 errors", python("-m", "statuspage", "check", str(tmp_path / "site"), "--now", now), re.M)
    python("-m", "statuspage", "build", str(tmp_path / "site"), "--out", str(tmp_path / "out"), "--now", now)
    pages = {path.parent.name for path in (tmp_path / "out" / "events").glob("*/index.html")}
    written = {path.stem for path in (tmp_path / "site" / "content" / "events").rglob("*.md")}
    assert EVENTS - 2 <= len(pages) <= EVENTS
    assert pages <= written


def test_floor_converts_and_writes_what_a_build_does(tmp_path):
    """The floor publishes a build's bytes, and converts each text of its pages once."""
    root, recorded, built, least = (tmp_path / name for name in ("site", "recorded", "built", "floor"))
    write_site(root, 5, 1)
    recorded.mkdir()
    now = NOW.isoformat(" ", "minutes")
    python("-m", "bench.record", str(root), now, str(recorded))
    python("-m", "bench.floor", str(root), str(recorded), str(least))
    python("-m", "statuspage", "build", str(root), "--out", str(built), "--now", now)
    files = {path.relative_to(built): path for path in built.rglob("*") if path.is_file()}
    del files[Path(".statuspage")]
    assert {path.relative_to(least) for path in least.rglob("*") if path.is_file()} == set(files)
    assert all((least / name).read_bytes() == path.read_bytes() for name, path in files.items())
    texts = json.loads((recorded / floor.TEXTS).read_text("utf-8"))
    assert len(texts) == len(set(texts))
    assert "本站公布示例集团各系统的维护与故障。所有时间为北京时间。" in texts


def test_floor_has_the_extensions_of_a_build():
    """The floor's Markdown does what the build's does, but for our own extension and nh3."""
    text = "| a | b |\n| - | -: |\n| 1 | 2 |\n\n```\nx\n```\n\nword\n:   meaning\n\n1. one\n\n* star\n\nnote[^1]\n\n[^1]: text\n"
    plain, built = floor.converter_as_in_build().convert(text), markup.to_html(text)
    tags = re.compile(r"</?(?!br|hr)\w+")
    assert tags.findall(built) == tags.findall(plain)
    assert {"<table", "<pre", "<dl", "<ol", "<ul", "<sup", "<li"} <= set(tags.findall(plain))


def test_command_prints_the_figures():
    """`python -m bench` tells wall time, processor time and memory of all three, and whether the bounds hold."""
    told = python("-m", "bench", "--events", "5", "--runs", "1")
    assert told.startswith("5 events, seed 1: ")
    for name in ("cold build", "floor", "warm rebuild"):
        assert re.search(rf"^{name} +\d+\.\d\d s +\d+\.\d\d s +\d+ MB$", told, re.M)
    assert re.search(r"^within 3 × the floor: (yes|no) \(\d+\.\d ×\)$", told, re.M)
    assert re.search(r"^within 300 MB: yes \(\d+ MB\)$", told, re.M)


def test_what_each_sort_of_output_costs_is_told():
    """The command prints a line for pages, entries, calendars and what is joined of them, with seconds and bytes."""
    told = python("-m", "bench.outputs", "--events", str(EVENTS))
    for sort in (
        "pages of events",
        "entries of atom",
        "records of the search",
        "calendars of events",
        "joined archives",
        "joined ics",
        "api/v2",
    ):
        assert re.search(rf"^{sort} +\d+\.\d\d s +\d+ +\d+\.\d MB +\d+ kB$", told, re.MULTILINE), told


def test_how_soon_an_edit_is_noticed_is_told():
    """`python -m bench.serve` tells what a rebuild took, when a browser heard of the edit, and whether the bound holds."""
    told = python("-m", "bench.serve", "--events", "5", "--runs", "1")
    assert told.startswith("5 events, seed 1\n")
    figures = {name: float(seconds) for name, seconds in re.findall(r"^(\w.*?) {2,}(\d+\.\d\d) s$", told, re.MULTILINE)}
    assert list(figures) == ["build", "rebuild", "heard after the save", "shown after the save"]
    assert 0 < figures["rebuild"] < figures["heard after the save"] < figures["shown after the save"]
    assert re.search(r"^within the rebuild \+ 100 ms: (yes|no) \(\d+ ms\)$", told, re.MULTILINE)
