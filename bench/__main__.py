"""Measure builds: `python -m bench [--events 1000] [--seed 1] [--runs 3]`."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.generate import NOW, write_site

PROJECT: Final = Path(__file__).parents[1]
TIMES_THE_FLOOR: Final = 3.0
MEGABYTES: Final = 300
MAXRSS: Final = 1 if sys.platform == "darwin" else 1024
"""The unit of ru_maxrss in bytes."""


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds, seconds of processors, and bytes at its peak."""

    wall: float
    cpu: float
    memory: int


def main() -> None:
    """Generate a site, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure how long builds take.")
    parser.add_argument("--events", type=int, default=1000, help="how many events the site has (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another site (default: 1)")
    parser.add_argument("--runs", type=int, default=3, help="the least of so many runs is told (default: 3)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_site(folder / "site", asked.events, asked.seed)
        costs = measure(folder, asked.runs)
        print("\n".join(report(folder, costs, f"{asked.events} events, seed {asked.seed}")))


def measure(folder: Path, runs: int) -> dict[str, Cost]:
    """Measure cold build, floor and warm rebuild in turn, several times; return the least of each."""
    site, recorded, out, single, least = (folder / name for name in ("site", "recorded", "out", "single", "floor"))
    now = NOW.isoformat(" ", "minutes")
    build = ("-m", "statuspage", "build", str(site), "--out", str(out), "--now", now)
    alone = (*build[:4], "--out", str(single), *build[6:], "--jobs", "1")
    recorded.mkdir()
    run("-m", "bench.record", str(site), now, str(recorded))
    found: dict[str, list[Cost]] = {"cold build": [], "one process": [], "floor": [], "warm rebuild": []}
    for _ in range(runs):
        for made in (out, single, least):
            shutil.rmtree(made, ignore_errors=True)
        found["cold build"].append(run(*build))
        found["one process"].append(run(*alone))
        found["floor"].append(run("-m", "bench.floor", str(site), str(recorded), str(least)))
        found["warm rebuild"].append(run(*build))
    return {name: _least(costs) for name, costs in found.items()}


def run(*arguments: str) -> Cost:
    """Run Python in a fresh process and return what it took; end with what it said if it fails."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, stdout=said, stderr=said)
        peak = Peak(process.pid)
        peak.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        peak.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"failed: python {' '.join(arguments)}\n{said.read().decode(errors='replace')}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss * MAXRSS, peak.bytes))


class Peak(threading.Thread):
    """Watches a process and its children, and keeps the most memory that they held at once.

    ru_maxrss tells of the largest process alone. What processes share counts once (Linux: proportional set size).
    """

    def __init__(self, pid: int) -> None:
        """Prepare to watch the process *pid*."""
        super().__init__(daemon=True)
        self.pid, self.bytes = pid, 0

    def run(self) -> None:
        """Look fifty times a second until the process is gone."""
        while held := _held(self.pid):
            self.bytes = max(self.bytes, held)
            time.sleep(0.02)


def _held(pid: int) -> int:
    """Return the bytes that a process and its children hold, 0 when it is gone or the system doesn't tell."""
    process = Path(f"/proc/{pid}")
    try:
        children = (process / f"task/{pid}/children").read_text("ascii").split()
        lines = (process / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(_held(int(child)) for child in children)


def report(folder: Path, costs: dict[str, Cost], what: str) -> list[str]:
    """Return what to print: the figures, and whether the bounds hold."""
    cold, alone, floor = costs["cold build"], costs["one process"], costs["floor"]
    ratio, memory = cold.wall / floor.wall, max(cold.memory, alone.memory) / 1e6
    lines = [f"{what}: {_size(folder / 'site' / 'content')} of content; {_size(folder / 'out')} published", ""]
    lines.append(f"{'':14}{'wall':>9}{'CPU':>9}{'memory':>9}")
    lines += [
        f"{name:14}{cost.wall:7.2f} s{cost.cpu:7.2f} s{cost.memory / 1e6:6.0f} MB" for name, cost in costs.items()
    ]
    lines.append(f"{'cold ÷ floor':14}{ratio:7.2f} ×{cold.cpu / floor.cpu:7.2f} ×")
    lines.append(f"{'one ÷ floor':14}{alone.wall / floor.wall:7.2f} ×{alone.cpu / floor.cpu:7.2f} ×")
    lines.append("")
    lines.append(f"within {TIMES_THE_FLOOR:.0f} × the floor: {_yes(ratio <= TIMES_THE_FLOOR)} ({ratio:.1f} ×)")
    lines.append(f"within {MEGABYTES} MB: {_yes(memory <= MEGABYTES)} ({memory:.0f} MB)")
    return lines


def _least(costs: Sequence[Cost]) -> Cost:
    """Return the least of each figure: what else a machine does only adds."""
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs), min(cost.memory for cost in costs))


def _size(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


if __name__ == "__main__":
    main()
