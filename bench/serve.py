"""How soon a browser hears of an edit: `python -m bench.serve [--events 1000] [--seed 1] [--runs 3]`.

`statuspage serve` shows a generated site to a browser, a notice is saved as editors save, and what the browser's own
clock says when it hears of it is held against what that rebuild took.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from playwright.sync_api import Page

from bench import __main__ as builds
from bench.generate import NOW, write_site
from tests.browsers import launched

MILLISECONDS: Final = 100
"""What may come on top of the build: to notice what was saved, to see what differs, to tell the browser."""
EDITION: Final = "document.querySelector('script[data-edition]')?.dataset.edition"


@dataclass(frozen=True)
class Edit:
    """Seconds from a save on: until the browser heard of it, and until it showed the page; and what the build took."""

    heard: float
    shown: float
    build: float

    @property
    def more(self) -> float:
        """Milliseconds beyond the build until the browser heard."""
        return (self.heard - self.build) * 1000


def main() -> None:
    """Generate a site, serve it, edit it, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description="Measure how soon an edit is noticed.")
    parser.add_argument("--events", type=int, default=1000, help="how many events the site has (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another site (default: 1)")
    parser.add_argument("--runs", type=int, default=3, help="how often it is edited; the least is told (default: 3)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        site, out = Path(name, "site"), Path(name, "out")
        write_site(site, asked.events, asked.seed)
        now = NOW.isoformat(" ", "minutes")
        cold = builds.run("-m", "statuspage", "build", str(site), "--out", str(out), "--now", now)
        edits = measure(site, now, asked.runs)
    print("\n".join(report(cold.wall, edits, f"{asked.events} events, seed {asked.seed}")))


def measure(site: Path, now: str, runs: int) -> list[Edit]:
    """Edit the latest past notice of a site that is served, several times, with a browser looking at it."""
    written = (path for path in (site / "content" / "events").rglob("*.md") if "." not in path.stem)
    path = max((path for path in written if path.stem < now), key=lambda path: path.stem)  # public, and on most pages
    with serving(site, now) as (address, said), launched() as browser:
        page = browser.new_page()
        page.goto(address)
        return [_edit(path, number, page, said) for number in range(runs)]


def _edit(path: Path, number: int, page: Page, said: IO[str]) -> Edit:
    """Change the notice's title by way of another file, as editors do, and wait until the page was loaded again.

    A document's origin of time is when the browser began to load it: here, when it had heard of the edit.
    """
    text = path.read_text("utf-8")
    changed = re.sub(r"(?m)^title: (.*?)(?: \(\d+\))?$", rf"title: \1 ({number})", text, count=1)
    assert changed != text
    before = page.evaluate(EDITION)
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(changed, "utf-8")
    began = time.time()
    beside.replace(path)
    page.wait_for_function(f"(before) => ![undefined, before].includes({EDITION})", arg=before, polling=20)
    shown = time.time()
    heard = page.evaluate("performance.timeOrigin / 1000")
    return Edit(heard - began, shown - began, _seconds(said, "rebuilt in"))


@contextmanager
def serving(site: Path, now: str) -> Iterator[tuple[str, IO[str]]]:
    """Serve a site in a process of its own, and yield its address, once it was built, and what it says from then on."""
    command = [sys.executable, "-m", "statuspage", "serve", str(site), "--port", "0", "--now", now]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command, cwd=builds.PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found, "statuspage serve didn't start"
        _seconds(process.stdout, "built in")
        yield found[0], process.stdout
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)
        process.stdout.close()


def _seconds(said: IO[str], what: str) -> float:
    """Read on to the line that tells how long a build took."""
    for line in said:
        if line.startswith(what):
            return float(line.removeprefix(what).split()[0])
    raise AssertionError(f"statuspage serve ended before it was {what}")


def report(cold: float, edits: Sequence[Edit], what: str) -> list[str]:
    """Return what to print: the figures of the edit that was noticed soonest, and whether the bound holds."""
    best = min(edits, key=lambda edit: edit.more)
    return [
        what,
        "",
        f"{'build':22}{cold:7.2f} s",
        f"{'rebuild':22}{best.build:7.2f} s",
        f"{'heard after the save':22}{best.heard:7.2f} s",
        f"{'shown after the save':22}{best.shown:7.2f} s",
        f"{'heard after rebuild':22}{', '.join(f'{edit.more:.0f}' for edit in edits)} ms",
        "",
        f"within the rebuild + {MILLISECONDS} ms: {'yes' if best.more <= MILLISECONDS else 'no'} ({best.more:.0f} ms)",
    ]


if __name__ == "__main__":
    main()
