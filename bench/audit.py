"""Measure built pages with Lighthouse and the Nu HTML checker: `python -m bench.audit [--runs 3] [--no-lighthouse]`.

No gate: scores of one page differ from run to run, and a busy machine lowers them. The tools come from npm into
.cache/audit and are pinned here; Node 18, a Java and Chromium must be there.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from statuspage.build import prepare
from statuspage.publish import publish
from tests.browsers import FLAGS, find_chromium, serving

PROJECT: Final = Path(__file__).parents[1]
TOOLS: Final = PROJECT / ".cache" / "audit"
PACKAGES: Final = ("lighthouse@12.8.2", "vnu-jar@26.9.27")
PAGES: Final = ("", "events/orders-db/", "history/", "contact/")
LANGUAGES: Final = ("", "en/")
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
TIMES: Final = {
    "FCP ms": "first-contentful-paint",
    "LCP ms": "largest-contentful-paint",
    "TBT ms": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
MISREAD: Final = "Content Security Policy"
"""The checker reads 'self' as file:, and blocks of data as scripts: what it says of a policy doesn't hold."""


def main() -> None:
    """Install the tools, build the sample site for this moment, measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description="Measure built pages.")
    parser.add_argument("--runs", type=int, default=3, help="the median of so many runs is told (default: 3)")
    parser.add_argument("--no-lighthouse", action="store_true", help="check the HTML alone")
    asked = parser.parse_args()
    install()
    files = prepare(PROJECT, datetime.now(UTC)).files
    print("\n".join(html_report(files)))
    if not asked.no_lighthouse:
        print("\n".join(lighthouse_report(files, asked.runs)))


def install() -> None:
    """Bring the tools, without running what they would run when installed."""
    if not all((TOOLS / "node_modules" / package.split("@")[0]).is_dir() for package in PACKAGES):
        TOOLS.mkdir(parents=True, exist_ok=True)
        command = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(TOOLS), *PACKAGES)
        subprocess.run(command, check=True)


def html_report(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what the Nu HTML checker finds in all pages, the most frequent first."""
    jar = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    with tempfile.TemporaryDirectory(prefix="audit-") as name:
        publish(files, Path(name))
        command = (
            "java",
            "-Xss2m",
            "-jar",
            str(jar),
            "--format",
            "json",
            "--exit-zero-always",
            "--skip-non-html",
            name,
        )
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stderr)["messages"]
    found = [message for message in told if MISREAD not in message["message"]]
    pages = sum(path.endswith(".html") for path in files)
    errors = sum(message["type"] == "error" for message in found)
    yield f"Nu HTML checker: {errors} errors and {len(found) - errors} warnings in {pages} pages"
    for text, count in Counter(f"{message['type']}: {message['message']}" for message in found).most_common():
        yield f"  {count} times {text}"
    for message in found[:10]:
        yield f"  {message['url'].removeprefix('file:')}:{message.get('lastLine', '?')}"


def lighthouse_report(files: Mapping[str, bytes], runs: int) -> Iterator[str]:
    """Yield a table of Lighthouse's scores, mobile, by page: the median of the runs by performance."""
    yield f"Lighthouse, mobile, median of {runs}:"
    yield f"| page | {' | '.join((*CATEGORIES, *TIMES))} |"
    yield f"| --- |{' ---: |' * (len(CATEGORIES) + len(TIMES))}"
    with serving(files, policy=None) as address:
        for path in (lang + page for page in PAGES for lang in LANGUAGES):
            results = sorted((measure(address + path) for _ in range(runs)), key=lambda told: told["performance"])
            middle = results[len(results) // 2]
            yield f"| /{path} | {' | '.join(f'{middle[name]:g}' for name in (*CATEGORIES, *TIMES))} |"


def measure(url: str) -> dict[str, float]:
    """Return scores of 100 and times in ms from one run of Lighthouse."""
    browser = find_chromium() or shutil.which("chrome")
    with tempfile.TemporaryDirectory(prefix="audit-") as profile:
        flags = ("--headless=new", f"--user-data-dir={profile}", *FLAGS)
        quoted = " ".join(f'"{flag}"' if " " in flag else flag for flag in flags)
        program = str(TOOLS / "node_modules" / ".bin" / "lighthouse")
        wanted = f"--only-categories={','.join(CATEGORIES)}"
        command = (program, url, "--quiet", "--output=json", wanted, f"--chrome-flags={quoted}")
        environment = {**os.environ, "CHROME_PATH": str(browser)}
        ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return _figures(json.loads(ran.stdout))


def _figures(told: Any) -> dict[str, float]:
    scores = {name: round(100 * (told["categories"][name]["score"] or 0)) for name in CATEGORIES}
    times = {name: round(told["audits"][audit]["numericValue"], 3) for name, audit in TIMES.items()}
    return {**scores, **{name: round(value) if name.endswith("ms") else value for name, value in times.items()}}


if __name__ == "__main__":
    main()
