"""How commands talk: colours and progress where a person looks and wants them, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import WriteSite
from tests.sites import ROOT, SMALL

RED, YELLOW = "\x1b[31m", "\x1b[33m"


def seen(program: str, cwd: Path = ROOT, **environment: str) -> str:
    """Run Python code with its standard error on a terminal, and return what that shows."""
    main, side = pty.openpty()
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        env=known | environment,
        stderr=side,
        stdout=subprocess.PIPE,
        check=True,
    )
    os.close(side)
    shown = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # Linux says so where the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(main)
    return shown.decode()


CHECK = """
from statuspage.cli import main
main(["check", "--now", "2026-02-26 12:00"], prog_name="statuspage", standalone_mode=False)
"""


@pytest.fixture
def wrong(site: WriteSite) -> Path:
    return site(SMALL.replace("owner = ", "# owner = ").replace('url = "https', '# url = "https'))


def test_levels_have_colours_on_a_terminal(wrong: Path):
    """Advice is yellow where a person looks."""
    assert f"{YELLOW}advice[site-url]\x1b[0m: 'url' is not set" in _checked(wrong)


def test_errors_are_red(site: WriteSite):
    """An error is red where a person looks, in Chinese as well."""
    root = site(SMALL.replace("shop: outage", "shpo: outage"))
    assert f"{RED}\x1b[1merror\x1b[0m: unknown component" in _checked(root)
    assert f"{RED}\x1b[1m错误\x1b[0m：未知的系统" in _checked(root, LC_ALL="zh_CN.UTF-8")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(wrong: Path, environment: dict[str, str]):
    """NO_COLOR takes the colours away, and so does a terminal that has none."""
    shown = _checked(wrong, **environment)
    assert "\x1b" not in shown
    assert "advice[site-url]: 'url' is not set" in shown


def _checked(root: Path, **environment: str) -> str:
    return seen(
        f"import sys\ntry:{CHECK.replace(chr(10), chr(10) + '    ')}\nexcept SystemExit: pass", root, **environment
    )


BAR = """
from statuspage.commands.progress import WORTH_IT, progress
with progress() as told:
    for done in range(0, WORTH_IT + 1, 500):
        told(done, WORTH_IT)
"""


def test_a_long_build_shows_how_far_it_has_come():
    """A line tells how many of how many are rendered, and is gone at the end."""
    shown = seen(BAR)
    assert "rendering" in shown
    assert " 500/1000" in shown
    assert "1000/1000" in shown
    assert shown.endswith("\x1b[2K")


def test_a_terminal_that_cannot_move_back_shows_no_progress():
    """What couldn't be taken away again isn't shown."""
    assert seen(BAR, TERM="dumb") == ""


def test_a_short_build_and_a_log_show_no_progress():
    """Few outputs aren't worth a line; in a file or a pipe there is none."""
    assert seen(BAR.replace("told(done, WORTH_IT)", "told(done, WORTH_IT - 1)")) == ""
    ran = subprocess.run([sys.executable, "-c", BAR], cwd=ROOT, capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")
