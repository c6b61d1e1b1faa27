"""The published scripts are what their sources say: minified once, by those who change it, and not at each build."""

import gzip
import subprocess
import sys

import pytest

from tests.sites import ROOT

THEME = ROOT / "themes" / "default"
BUDGETS = {"status.js": 3500, "widget.js": 4000}
"""Bytes on the wire, so that a bad line has a script with the page's first packets."""
# In a process of its own: the library brings threads with it, and what tests here may fork.
MINIFY = "import sys, minify; sys.stdout.write(minify.string('application/javascript', sys.stdin.read()))"


def test_every_source_is_published():
    """Each script that has a source is tested here, and each has its place among the assets."""
    assert {path.name for path in (THEME / "scripts").iterdir()} == set(BUDGETS)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_published_script_is_its_source_minified(name: str, update_golden: bool):
    """Whoever changes the source and forgets `make golden` is told."""
    written, published = (THEME / "scripts" / name).read_text("utf-8"), THEME / "assets" / name
    command = [sys.executable, "-c", MINIFY]
    minified = subprocess.run(command, input=written, capture_output=True, text=True, check=True, encoding="utf-8")
    if update_golden:
        published.write_text(minified.stdout, "utf-8")
    assert published.read_text("utf-8") == minified.stdout


@pytest.mark.parametrize("name", BUDGETS)
def test_a_script_fits_its_budget(name: str):
    """What every reader of a page has to load stays small."""
    assert len(gzip.compress((THEME / "assets" / name).read_bytes(), 6)) <= BUDGETS[name]
