"""The script of the pages is what its source says: minified once, by those who change it, and not at each build."""

import gzip
import subprocess
import sys

from tests.sites import ROOT

SOURCE = ROOT / "themes" / "default" / "scripts" / "status.js"
PUBLISHED = ROOT / "themes" / "default" / "assets" / "status.js"
# In a process of its own: the library brings threads with it, and what tests here may fork.
MINIFY = "import sys, minify; sys.stdout.write(minify.string('application/javascript', sys.stdin.read()))"


def test_the_published_script_is_its_source_minified(update_golden: bool):
    """Whoever changes the source and forgets `make golden` is told."""
    written = SOURCE.read_text("utf-8")
    command = [sys.executable, "-c", MINIFY]
    minified = subprocess.run(command, input=written, capture_output=True, text=True, check=True, encoding="utf-8")
    if update_golden:
        PUBLISHED.write_text(minified.stdout, "utf-8")
    assert PUBLISHED.read_text("utf-8") == minified.stdout


def test_the_script_fits_its_budget():
    """3.5 kB on the wire, so that a bad line has it with the page's first packets."""
    assert len(gzip.compress(PUBLISHED.read_bytes(), 6)) <= 3500
