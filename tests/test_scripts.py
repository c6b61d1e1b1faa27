"""Whole sites as text: what a command tells about each, to the letter.

A file in tests/scripts/ holds the command (`$ statuspage …`), the exit code (`exit 1`), what a person then sees, a
blank line, and the site as sections `-- path --`. `pytest --update-golden` writes the middle part anew.
"""

import re
import shlex
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.conftest import Run, WriteSite, sections

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = sorted(FOLDER.glob("*.txt"))


def test_there_are_scripts():
    """The folder of scripts is found and isn't empty."""
    assert len(SCRIPTS) > 100


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_tells_exactly_what_it_says(script: Path, site: WriteSite, run: Run, update_golden: bool):
    """A command on a site ends as its script says, and tells that and nothing else."""
    data = script.read_bytes()
    written = sections(data)[""].decode()
    command = written.partition("\n")[0]
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert command.startswith("$ ")
    assert program == "statuspage"
    site(data)
    ran = run(*arguments)
    told = f"{command}\nexit {ran.code}\n{_plain(ran.told)}\n"
    if update_golden:
        script.write_bytes(told.encode() + data[len(written.encode()) :])
        return
    difference = unified_diff(written.splitlines(), told.splitlines(), "the script", "what was told", lineterm="")
    assert told == written, "\n".join(difference)


def _plain(told: str) -> str:
    """Leave out what differs from run to run: the time that a build takes."""
    return re.sub(r"in \d+\.\d\d s$", "in … s", told, flags=re.MULTILINE)
