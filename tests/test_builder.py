"""Builds for a preview: what differs from the build before, and that nothing that goes wrong ends them."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from statuspage import build
from statuspage.builder import Broken, Builder, BuilderProcess, Good
from tests.sites import NOW, SMALL, render, write

EVENT = "content/events/shop-db.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, SMALL)


def edit(root: Path, old: str, new: str) -> None:
    text = (root / EVENT).read_text("utf-8")
    assert old in text
    (root / EVENT).write_text(text.replace(old, new), "utf-8")


def built(builder: Builder | BuilderProcess) -> Good:
    outcome = builder.build(NOW)
    assert isinstance(outcome, Good), outcome
    return outcome


def broken(builder: Builder | BuilderProcess) -> Broken:
    outcome = builder.build(NOW)
    assert isinstance(outcome, Broken)
    return outcome


def test_the_first_build_is_told_whole_and_later_ones_as_what_differs(root: Path):
    """What is put together of all that was told is what a build publishes, byte for byte."""
    seconds = iter(range(100))
    builder = Builder(root, 1, lambda: float(next(seconds)))
    first = built(builder)
    assert (first.whole, first.gone, first.seconds) == (True, (), 1.0)
    assert dict(first.changed) == render(root)
    edit(root, "更换存储", "换新存储")
    (root / "content/faq/when.md").unlink()
    (root / "content/faq/when.en.md").unlink()
    (root / "content/pages/about.md").unlink()
    second = built(builder)
    assert not second.whole
    assert "pages/about/index.html" in second.gone
    assert "assets/status.js" not in second.changed
    files = {path: data for path, data in first.changed.items() if path not in second.gone} | dict(second.changed)
    assert files == render(root)


def test_a_build_that_changes_nothing_tells_nothing(root: Path):
    """The same files at the same instant don't differ."""
    builder = Builder(root, 1, time.perf_counter)
    built(builder)
    again = built(builder)
    assert (dict(again.changed), again.gone, again.advice) == ({}, (), ())


def test_advice_is_told_when_it_is_new(root: Path):
    """After an edit only the advice is told that there wasn't before."""
    builder = Builder(root, 1, time.perf_counter)
    before = built(builder).advice
    assert before
    edit(root, "contact: desk\n", "")
    new = [problem for problem in built(builder).advice if problem.code == "missing-contact"]
    assert [problem.place.path for problem in new] == [EVENT]
    assert new[0] not in before


def test_what_is_wrong_is_told_without_advice(root: Path):
    """Errors alone keep a site from being shown; once they are mended, the difference is from the last good build."""
    builder = Builder(root, 1, time.perf_counter)
    built(builder)
    edit(root, "shop: outage", "shp: outage")
    (problem,) = broken(builder).problems
    assert (problem.place.path, problem.place.line) == (EVENT, 4)
    edit(root, "shp: outage", "shop: outage")
    assert dict(built(builder).changed) == {}


def test_an_instant_that_does_not_exist_is_a_problem(root: Path):
    """The site's zone may be edited to one whose clocks never show the instant."""
    (root / "config.toml").write_text(
        (root / "config.toml").read_text("utf-8").replace("Asia/Shanghai", "Europe/Berlin")
    )
    outcome = Builder(root, 1, time.perf_counter).build(datetime.fromisoformat("2026-03-29 02:30"))
    assert isinstance(outcome, Broken)
    assert "doesn't exist in Europe/Berlin" in outcome.problems[0].message


def test_a_mistake_of_ours_is_told_and_not_the_end(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever else fails is told as a problem, and the next build is tried as if nothing had been."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    builder = Builder(root, 1, time.perf_counter)
    with monkeypatch.context() as patched:
        patched.setattr(build, "prepare", fail)
        assert broken(builder).problems[0].message == "the site can't be built: ZeroDivisionError: by nothing"
    assert built(builder).whole


@pytest.fixture
def process(root: Path) -> Iterator[BuilderProcess]:
    process = BuilderProcess(root, 2, time.perf_counter)
    yield process
    process.close()


def test_a_process_builds_the_same(process: BuilderProcess, root: Path):
    """A process of its own tells what a build here would publish, problems too, and goes on after both."""
    assert dict(built(process).changed) == render(root)
    edit(root, "shop: outage", "shp: outage")
    assert [problem.hint for problem in broken(process).problems] == ["did you mean 'shop'?"]
    edit(root, "shp: outage", "shop: partial")
    assert "events/shop-db/index.html" in built(process).changed


def test_a_process_that_was_ended_is_told_and_begun_anew(process: BuilderProcess):
    """The system may end the process for want of memory; the next build is whole again."""
    built(process)
    os.kill(process._process.pid or 0, signal.SIGKILL)
    assert broken(process).problems[0].message == "the process that builds the site has ended"
    assert built(process).whole


def test_a_process_ends_when_it_is_closed(process: BuilderProcess):
    """Nothing is left behind, and closing twice does no harm."""
    built(process)
    process.close()
    assert not process._process.is_alive()
    process.close()
