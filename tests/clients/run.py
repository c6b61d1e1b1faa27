"""Starts the clients that tests/clients/install.sh and the system's packages brought: one process each for all files."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.sites import ROOT

HERE = ROOT / "tests/clients"
HOME = ROOT / ".cache/clients"


def node(script: str, given: object, folder: Path) -> Any:
    """Run a script of this folder by Node.js, with packages of npm; `given` is its input, its output is returned."""
    packages = HOME / "npm/node_modules"
    _need(HOME / "bin/node", packages)
    return _run([str(HOME / "bin/node"), str(HERE / script)], given, folder, {"NODE_PATH": str(packages)})


def python(script: str, given: object, folder: Path) -> Any:
    """Run a script of this folder in the clients' own environment of Python."""
    program = HOME / "python/bin/python"
    _need(program)
    return _run([str(program), str(HERE / script)], given, folder)


def khal(given: object, folder: Path) -> Any:
    """Run khal_cli.py by the Python for which the system installed khal."""
    found = shutil.which("khal")
    if found is None:
        pytest.fail("khal is not installed; tests/system-packages.sh says how")
    with Path(found).open(encoding="utf-8") as program:
        interpreter = program.readline().removeprefix("#!").split()
    return _run([*interpreter, str(HERE / "khal_cli.py")], given, folder)


def _need(*paths: Path) -> None:
    missing = [str(path.relative_to(ROOT)) for path in paths if not path.exists()]
    if missing:
        pytest.fail(f"{' and '.join(missing)} is missing; `make test` installs it, by tests/clients/install.sh")


def _run(command: list[str], given: object, folder: Path, more: dict[str, str] | None = None) -> Any:
    """Return what a command prints, as JSON, of the JSON that it is given; whatever it complains of fails the test."""
    # What this process was told about Python, warnings and coverage concerns no other.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "COVERAGE_"))}
    # A zone that none of the sites is in shows who reads a time as the machine's own; what is served is on this machine.
    env |= {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    env |= more or {}
    ran = subprocess.run(
        command, input=json.dumps(given), cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
