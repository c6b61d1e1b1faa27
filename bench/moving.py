"""What moving in costs: `python -m bench.moving [--events 3000] [--seed 1]`.

The same notices stand in a checkout of cState and in a site of ours: the first is imported, imported again with nothing
new, and built; the second is built beside it.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.__main__ import Cost, run
from bench.generate import COMPONENTS, NOW, Notice, draw, write_site

SEVERITIES: Final = {"outage": "down", "partial": "disrupted", "degraded": "disrupted"}
ENDS: Final = ("completed", "resolved", "cancelled")


def main() -> None:
    """Write both, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.moving", description="Measure an import and its build.")
    parser.add_argument("--events", type=int, default=3000, help="how many events there are (default: 3000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other events (default: 1)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_checkout(folder / "checkout", asked.events, asked.seed)
        write_site(folder / "ours", asked.events, asked.seed)
        costs = measure(folder)
    print(f"{asked.events} events, seed {asked.seed}\n\n{'':20}{'wall':>9}{'CPU':>9}{'memory':>9}")
    for what, cost in costs.items():
        print(f"{what:20}{cost.wall:7.2f} s{cost.cpu:7.2f} s{cost.memory / 1e6:6.0f} MB")
    print(f"\nimport ÷ build of it: {costs['import'].cpu / costs['build'].cpu:.2f} × in CPU")
    print(f"build ÷ build of ours: {costs['build'].cpu / costs['build of ours'].cpu:.2f} × in CPU")


def measure(folder: Path) -> dict[str, Cost]:
    """Import, import again, build what came of it, and build the same events as ours."""
    checkout, moved, ours = (str(folder / name) for name in ("checkout", "moved", "ours"))
    bring = ("-m", "statuspage", "import", "cstate", checkout, "--into", moved, "--tz", "Asia/Shanghai")
    build = ("--now", NOW.isoformat(" ", "minutes"), "--out", str(folder / "out"))
    costs = {"import": run(*bring), "import again": run(*bring)}
    costs["build"] = run("-m", "statuspage", "build", moved, *build)
    shutil.rmtree(folder / "out")
    return costs | {"build of ours": run("-m", "statuspage", "build", ours, *build)}


def write_checkout(root: Path, events: int, seed: int) -> None:
    """Write a number of events as issues of cState, into a folder which is made."""
    issues = root / "content" / "issues"
    issues.mkdir(parents=True)
    systems = "".join(f"    - name: {_name(id)}\n" for id in COMPONENTS)
    (root / "config.yml").write_text(f"title: Bench\nlanguageCode: zh\nparams:\n  systems:\n{systems}", "utf-8")
    for number in range(events):
        notice = draw(number, events, seed)
        (issues / f"{notice.id}.md").write_text("\n".join(_issue(notice)) + "\n", "utf-8")


def _issue(notice: Notice) -> Iterator[str]:
    """Yield the lines of an issue: its fields, its text, and its updates with the newest first."""
    values = notice.values["zh"]
    end = next((said.at for said, _ in notice.updates if said.state in ENDS), None)
    yield "---"
    yield f'title: "{notice.fields["title"]["zh"].format_map(values)}"'
    yield f"date: {notice.start:%Y-%m-%d %H:%M:%S}"
    yield f"resolved: {'true' if end else 'false'}"
    if end:
        yield f"resolvedWhen: {end:%Y-%m-%d %H:%M:%S}"
    severity = "notice" if notice.kind in ("maintenance", "drill") else SEVERITIES[max(notice.components.values())]
    yield f"severity: {severity}"
    yield "affected:"
    yield from (f"  - {_name(id)}" for id in notice.components)
    yield from ("section: issue", "---", "", notice.body["zh"].format_map(values).strip(), "")
    for said, phrase in reversed(notice.updates):
        text = phrase["zh"].format_map({**values, "late": f"{said.end:%H:%M}" if said.end else ""}).strip()
        yield f'*{said.state.capitalize()}* - {text} {{{{< track "{said.at:%Y-%m-%d %H:%M:%S}" >}}}}'
        yield ""


def _name(id: str) -> str:
    return COMPONENTS[id][0]


if __name__ == "__main__":
    main()
