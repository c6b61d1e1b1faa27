"""What each sort of output costs: `python -m bench.outputs [--events 1000] [--seed 1]`.

Everything is rendered in one process, one output after the other in the order of a build, so that a text is converted
where it is met first.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.generate import NOW, write_site
from statuspage.build import OUTPUTS
from statuspage.plan import Joined, Output, Part, Planned, plan
from statuspage.problems import Problems
from statuspage.times import in_zone
from tests.sites import make, settings


@dataclass
class Cost:
    """What one sort of output took: seconds of a processor, files and bytes."""

    seconds: float = 0.0
    sizes: list[int] = field(default_factory=list)


def main() -> None:
    """Generate a site, render it, and print what each sort took."""
    parser = argparse.ArgumentParser(prog="python -m bench.outputs", description="Measure each sort of output.")
    parser.add_argument("--events", type=int, default=1000, help="how many events the site has (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another site (default: 1)")
    asked = parser.parse_args()
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        write_site(Path(name), asked.events, asked.seed)
        costs = measure(planned(Path(name)))
    print(f"{'':22}{'CPU':>9}{'files':>8}{'bytes':>10}{'largest':>10}")
    for sort, cost in sorted(costs.items(), key=lambda item: -item[1].seconds):
        size, largest = sum(cost.sizes) / 1e6, max(cost.sizes) / 1e3
        print(f"{sort:22}{cost.seconds:7.2f} s{len(cost.sizes):8}{size:7.1f} MB{largest:7.0f} kB")


def planned(root: Path) -> tuple[Planned, ...]:
    """Return all outputs of a site."""
    problems = Problems()
    found = plan(make(root, in_zone(NOW, settings(root).zone)), OUTPUTS, problems)
    problems.stop_if_any()
    return found


def measure(found: Iterable[Planned]) -> dict[str, Cost]:
    """Render outputs, those of one file together, then what is joined of them."""
    costs: dict[str, Cost] = {}
    files: dict[str, bytes] = {}
    for output in sorted(found, key=lambda output: (isinstance(output, Joined), output.made_by)):
        began = time.process_time()
        files[output.path] = _bytes(output, files)
        cost = costs.setdefault(sort_of(output), Cost())
        cost.seconds += time.process_time() - began
        cost.sizes.append(len(files[output.path]))
    return costs


def _bytes(output: Planned, files: dict[str, bytes]) -> bytes:
    return output.render() if isinstance(output, Output) else output.join(files[path] for path in output.of)


def sort_of(output: Planned) -> str:
    """Return what sort of output it is: pages of events, other pages, entries by form, or the ending of its name."""
    form = output.path.rpartition(".")[2]
    if isinstance(output, Part):
        return "records of the search" if output.path.startswith("found/") else f"entries of {form}"
    if output.path.endswith("index.html"):
        return "pages of events" if "events/" in output.path else "other pages"
    if isinstance(output, Joined):
        return f"joined {'archives' if 'archive/' in output.path else form}"
    return "calendars of events" if form == "ics" else "api/v2" if "api/v2/" in output.path else "all else"


if __name__ == "__main__":
    main()
