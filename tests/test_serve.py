"""`statuspage serve` as a person uses it: in a terminal, and in a real browser."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from queue import Queue

import click
import pytest
from playwright.sync_api import Browser, Page, expect

from statuspage.commands import serve as command
from tests.conftest import Run
from tests.sites import ROOT, SMALL, write
from tests.visits import BUILT, NIGHT, START

WITHIN = 60.0
"""Seconds; everything takes two or three, but other tests run beside."""
DB = "content/events/db.md"


class Served:
    """A site that is served by the command beside the test, by the test's own clock."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.root, self.now, self.ended = root, now, False
        opened: Queue[str] = Queue()
        monkeypatch.setattr(click, "launch", opened.put)
        monkeypatch.setattr(command, "_clock", lambda *_: self.clock)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        self.address = opened.get(timeout=WITHIN)

    def _serve(self) -> None:
        arguments = [str(self.root), "--port", "0", "--now", "2026-01-01 00:00", "--open", "--jobs", "2"]
        command.serve.main(arguments, standalone_mode=False)

    def clock(self) -> datetime:
        """Tell the instant, until the test is over: then somebody presses Ctrl-C."""
        if self.ended and threading.current_thread() is self.thread:
            raise KeyboardInterrupt
        return self.now

    def edit(self, old: str, new: str) -> None:
        """Save the notice as editors do, by way of another file."""
        path = self.root / DB
        text = path.read_text("utf-8")
        assert old in text
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(text.replace(old, new), "utf-8")
        beside.replace(path)

    def wake(self) -> None:
        """Let the command look at its clock now, and not only some seconds later."""
        (self.root / "content/events/4913").touch()
        (self.root / "content/events/4913").unlink()

    def end(self) -> None:
        """Press Ctrl-C, and wait until all has been told."""
        self.ended = True
        self.wake()
        self.edit("商店", "店")
        self.thread.join(WITHIN)
        assert not self.thread.is_alive()


Serve = Callable[[str, datetime], Served]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serve a site that is written as one text, at an instant."""
    begun: list[Served] = []

    def begin(text: str, now: datetime) -> Served:
        begun.append(Served(write(tmp_path, text), monkeypatch, now))
        return begun[-1]

    yield begin
    for served in begun:
        if served.thread.is_alive():
            served.end()


@contextmanager
def looking(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page in a browser whose own clock is right; it must never complain of what it was given."""
    context = browser.new_context(timezone_id="Asia/Shanghai")
    context.set_default_timeout(WITHIN * 1000)
    expect.set_options(timeout=WITHIN * 1000)
    wrong: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert [text for text in wrong if "status of 503" not in text] == []


def test_a_browser_shows_what_is_written(serve: Serve, browser: Browser, capsys: pytest.CaptureFixture[str]):
    """An edit shows, a mistake is told above the last good page, mending it shows, and so does the next change."""
    served = serve(NIGHT, BUILT)
    with looking(browser, f"{served.address}events/db/") as page:
        title, overlay = page.locator("h1").first, page.locator("statuspage-preview section")
        expect(title).to_contain_text("商店数据库升级")
        expect(page.locator("main [data-event]").first).to_have_attribute("data-state", "upcoming")

        served.edit("title: 商店数据库升级", "title: 商店数据库搬家")
        expect(title).to_contain_text("商店数据库搬家")
        expect(overlay).to_have_count(0)

        served.edit("shop: outage", "<img src=x onerror=alert(1)>: outage")
        expect(overlay).to_contain_text(f"{DB}:4:3 error: unknown component '<img src=x onerror=alert(1)>'")
        expect(overlay).to_contain_text("Until then you see the last version that could be.")
        assert overlay.locator("img").count() == 0
        assert overlay.evaluate("(box) => getComputedStyle(box).position") == "fixed"
        expect(title).to_contain_text("商店数据库搬家")
        page.reload()
        expect(overlay).to_be_visible()

        served.edit("<img src=x onerror=alert(1)>: outage", "shop: partial")
        expect(overlay).to_have_count(0)
        expect(title).to_contain_text("商店数据库搬家")

        served.now = START
        served.wake()
        expect(page.locator("main [data-event]").first).to_have_attribute("data-state", "maintenance")
        page.goto(served.address)
        expect(page.locator(".banner").first).to_have_attribute("data-state", "maintenance")
        expect(page.locator("script[data-edition$='-4']")).to_have_count(1)  # the page's own clock may be ahead of it
    served.end()
    assert not (served.root / "output").exists()
    said = capsys.readouterr()
    assert len(re.findall(r"^rebuilt in \d+\.\d\d s, files that differ: \d+$", said.out, re.MULTILINE)) == 3
    assert f"{DB}:4:3: error: unknown component" in said.err


def test_a_site_that_never_was_good_waits_in_the_browser(serve: Serve, browser: Browser):
    """What is wrong is shown from the first, at any address, and mending it shows the page that was asked for."""
    served = serve(NIGHT.replace("shop: outage", "shp: outage"), BUILT)
    with looking(browser, f"{served.address}events/db/") as page:
        overlay = page.locator("statuspage-preview section")
        expect(overlay).to_contain_text("did you mean 'shop'?")
        expect(overlay).not_to_contain_text("Until then")
        served.edit("shp: outage", "shop: outage")
        expect(page.locator("h1").first).to_contain_text("商店数据库升级")
        expect(overlay).to_have_count(0)


def test_an_overlay_can_be_put_away(serve: Serve, browser: Browser):
    """Who wants to see the last good page closes what is told above it; mending to the same bytes does too."""
    served = serve(NIGHT, BUILT)
    with looking(browser, served.address) as page:
        expect(page.locator(".banner").first).to_be_visible()
        edition = page.locator("script[data-edition]").get_attribute("data-edition")
        overlay = page.locator("statuspage-preview section")
        served.edit("shop: outage", "shp: outage")
        overlay.get_by_role("button", name="Close").click()
        expect(overlay).to_have_count(0)
        served.edit("shp: outage", "shp: outages")
        expect(overlay).to_be_visible()
        served.edit("shp: outages", "shop: outage")
        expect(overlay).to_have_count(0)
        assert page.locator("script[data-edition]").get_attribute("data-edition") == edition


def test_the_page_believes_in_the_instant_that_is_previewed(serve: Serve, browser: Browser):
    """Whatever the browser's clock says, before the instant or after it, the page shows what is true of the instant."""
    served = serve(NIGHT, START + timedelta(hours=1))
    with looking(browser, served.address) as page:
        assert page.evaluate("Date.now()") == served.now.timestamp() * 1000
        assert page.evaluate("new Date().getTime()") == served.now.timestamp() * 1000
        assert page.evaluate("new Date(5).getTime()") == 5
        expect(page.locator(".banner").first).to_have_attribute("data-state", "maintenance")
        expect(page.locator("[data-countdown]").first).to_contain_text("3小时")
        expect(page.locator("[data-stale]").first).to_be_hidden()


# ---------------------------------------------------------------- in a terminal


def ignoring_ctrl_c() -> None:
    """Do as a shell does for what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_quietly(tmp_path: Path, number: signal.Signals):
    """It tells where it serves and what it built, and leaves on Ctrl-C without a complaint, whatever is under way."""
    root = write(tmp_path, SMALL)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    arguments = ["-m", "statuspage", "serve", str(root), "--port", "0", "--now", "2026-03-01 23:30", "--tick"]
    with subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=ignoring_ctrl_c,
    ) as process:
        try:
            assert process.stdout is not None
            assert re.fullmatch(r"serving http://127\.0\.0\.1:\d+/ — Ctrl-C ends it\n", process.stdout.readline())
            assert re.fullmatch(r"built in \d+\.\d\d s, files: \d+\n", process.stdout.readline())
            assert process.stdout.readline().startswith("next change 2026-03-02T01:30+08:00 (shop-db has an update")
            (root / "config.toml").touch()
            process.send_signal(number)
            rest, complaints = process.communicate(timeout=WITHIN)
        finally:
            process.kill()
    assert process.returncode == 0
    assert re.sub(r"rebuilt in .*\nnext change .*\n", "", rest) == "\n"
    assert "Traceback" not in complaints
    assert "Error" not in complaints


def test_a_clock_may_run_on_from_an_instant(tmp_path: Path):
    """--tick lets time pass from --now on; without it the instant stands still, and without --now it is the present."""
    root = write(tmp_path, SMALL)
    start = command._start(root, "2026-03-01 23:30")
    assert start.isoformat() == "2026-03-01T15:30:00+00:00"
    assert command._start(root, "2026-03-01 23:30 +01:00").isoformat() == "2026-03-01T22:30:00+00:00"
    still, runs, present = command._clock(start, False), command._clock(start, True), command._clock(None, False)
    assert still() == still() == start
    first = runs()
    assert start < first < start + timedelta(minutes=1)
    began = time.monotonic()
    while runs() == first:
        assert time.monotonic() - began < WITHIN
    assert present().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--host", "0.0.0.0"), "'0.0.0.0' could be reached by others; a preview is for this machine: 127.0.0.1"),
        (("--tick",), "--tick goes with --now"),
        (("--now", "soon"), "'soon' is not a time"),
        (("--port", "70000"), "70000 is not in the range"),
        (("nowhere", "--now", "2026-03-01 23:30"), "write an offset, as '2026-03-01 23:30 +08:00'"),
    ],
)
def test_wrong_options_are_told(run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str):
    """What can't be served is a sentence and exit code 2, and nothing begins."""
    write(tmp_path, SMALL)
    ran = run("serve", *arguments)
    assert ran.code == 2
    assert told in " ".join(ran.told.split())


def test_an_instant_that_does_not_exist_is_told(run: Run, tmp_path: Path):
    """--now is read in the site's zone, whose clocks may never show it."""
    write(tmp_path, SMALL.replace("Asia/Shanghai", "Europe/Berlin"))
    ran = run("serve", "--now", "2026-03-29 02:30")
    assert ran.code == 2
    assert "doesn't exist in Europe/Berlin" in ran.told


def test_a_port_that_is_taken_is_told(run: Run, tmp_path: Path):
    """When another program has the port, a sentence says what to do."""
    write(tmp_path, SMALL)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = run("serve", "--port", str(port))
    assert ran.code == 1
    assert ran.told == f"Error: port {port} can't be used: Address already in use; name another with --port\n"
