"""Same files, same instant, same bytes: whatever the machine, its zone and locale, and whoever builds where."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from statuspage.build import build
from tests.sites import LIVELY, ROOT, published

pytestmark = pytest.mark.whole

WORLDS: dict[str, dict[str, str]] = {
    "far east": {"TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"},
    "far west": {"TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR", "PYTHONHASHSEED": "2"},
    "ascii": {"TZ": "Europe/Berlin", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "3"},
    "bare": {"PYTHONHASHSEED": "random", "TZ": "", "HOME": "/nowhere", "USER": "", "LOGNAME": "nobody"},
}
UMASKS = {"far east": 0o022, "far west": 0o077, "ascii": 0o000, "bare": 0o027}


def sample(folder: Path) -> Path:
    """Copy the sample site, with files and folders made in another order than the checkout's."""
    shutil.copy(ROOT / "config.toml", _made(folder) / "config.toml")
    for path in sorted((ROOT / "content").rglob("*.md"), reverse=True):
        target = folder / path.relative_to(ROOT)
        shutil.copy(path, _made(target.parent) / target.name)
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build_in(world: str, root: Path, out: Path, folder: Path) -> dict[str, bytes]:
    """Build the site by the command line, in a process of its own."""
    base = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}}
    home = _made(folder / f"home of {world}")
    settings = base | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"} | WORLDS[world]
    arguments = ["build", os.path.relpath(root, home), "--out", str(out), "--now", "2026-11-28T19:20:00Z"]
    ran = subprocess.run(
        [sys.executable, "-m", "statuspage", *arguments],
        env=settings | {"PYTHONPATH": str(ROOT)},
        cwd=home,
        umask=UMASKS[world],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode("utf-8", "replace")
    return published(out)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the sample site's build publishes here."""
    folder = tmp_path_factory.mktemp("here")
    build(sample(folder / "site"), LIVELY, folder / "out")
    return published(folder / "out")


@pytest.mark.parametrize("world", WORLDS)
def test_a_build_gives_the_same_bytes_everywhere(tmp_path: Path, expected: dict[str, bytes], world: str):
    """Zone, locale, hash seed, umask, home, working folder and checkout leave no trace in any file."""
    there = tmp_path / "elsewhere" / "检 出"
    found = build_in(world, sample(there), tmp_path / "other out", tmp_path)
    assert sorted(found) == sorted(expected)
    assert {path for path in found if found[path] != expected[path]} == set()


def test_a_warm_build_gives_the_bytes_of_a_cold_one(tmp_path: Path, expected: dict[str, bytes]):
    """Over the output of other instants, before and after, and with all caches full, every byte is as in a new folder."""
    root = sample(tmp_path / "site")
    for days in (-200, 30, 0):
        build(root, LIVELY + timedelta(days=days), tmp_path / "warm")
    assert published(tmp_path / "warm") == expected  # as in processes that had read nothing, by the test above


def test_a_site_with_a_theme_of_its_own_has_one_digest_however_it_is_named(tmp_path: Path, expected: dict[str, bytes]):
    """The folder may be named from anywhere, and hold a copy of the default theme."""
    root = sample(tmp_path / "site")
    shutil.copytree(ROOT / "themes", root / "themes")
    build(root, LIVELY, tmp_path / "absolute")
    build(Path(os.path.relpath(root)), LIVELY, tmp_path / "relative")
    assert published(tmp_path / "absolute") == published(tmp_path / "relative") == expected
