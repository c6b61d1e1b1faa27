"""What a preview notices of a site's files, and what it leaves alone."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from statuspage.watching import PATIENCE, Look, Watch, look
from tests.sites import SMALL, write

LOGO = '\n[appearance]\nlogo = "pictures/logo.svg"\n'
EVENT = "content/events/shop-db.md"
WITHIN = 20.0
"""Seconds; what is waited for takes a hundredth of one, but other tests run beside."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small site with a theme and a logo of its own."""
    root = write(
        tmp_path / "site", SMALL + "-- themes/own/assets/style.css --\nb {}\n-- pictures/logo.svg --\n<svg/>\n"
    )
    (root / "config.toml").write_text((root / "config.toml").read_text("utf-8") + LOGO, "utf-8")
    return root


def saved(path: Path, text: str) -> None:
    """Save as editors do: whole, by way of another file."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _linked(root: Path) -> None:
    (root / EVENT).rename(root.parent / "elsewhere.md")
    (root / EVENT).symlink_to(root.parent / "elsewhere.md")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an edit": lambda root: (root / EVENT).write_text("new", "utf-8"),
    "a save by rename": lambda root: saved(root / EVENT, SMALL),
    "a new file": lambda root: (root / "content/faq/new.md").write_text("new", "utf-8"),
    "a file that is misnamed": lambda root: (root / "content/faq/new.txt").write_text("new", "utf-8"),
    "a moved file": lambda root: (root / EVENT).rename(root / "content/events/moved.md"),
    "a removed file": lambda root: (root / EVENT).unlink(),
    "a removed folder": lambda root: shutil.rmtree(root / "content/faq"),
    "a file made unreadable": lambda root: (root / EVENT).chmod(0),
    "a file that became a link": _linked,
    "a link that leads nowhere": lambda root: (root / "content/faq/link").symlink_to("nowhere"),
    "a template of the theme": lambda root: (root / "themes/own/home.html").write_text("", "utf-8"),
    "a style of the theme": lambda root: saved(root / "themes/own/assets/style.css", "i {}"),
    "old addresses": lambda root: (root / "redirects.txt").write_text("a/ faq/", "utf-8"),
    "the settings": lambda root: (root / "config.toml").write_text("", "utf-8"),
    "the logo": lambda root: saved(root / "pictures/logo.svg", "<svg></svg>"),
}
LEFT_ALONE: dict[str, Callable[[Path], object]] = {
    "Vim's swap file": lambda root: (root / "content/events/.shop-db.md.swp").write_text("", "utf-8"),
    "Vim's test of a folder": lambda root: (root / "themes/own/assets/4913").write_text("", "utf-8"),
    "a backup": lambda root: (root / f"{EVENT}~").write_text("", "utf-8"),
    "Emacs' own file": lambda root: (root / "content/events/#shop-db.md#").write_text("", "utf-8"),
    "Emacs' lock": lambda root: (root / "content/events/.#shop-db.md").symlink_to("somebody@host.1"),
    "what is saved by way of": lambda root: (root / "themes/own/assets/style.css.tmp").write_text("", "utf-8"),
    "a picture in content": lambda root: (root / "content/events/plan.png").write_bytes(b""),
    "a draft": lambda root: write(root, "-- content/templates/db.md --\nnew\n"),
    "an empty folder": lambda root: (root / "content/events/2027").mkdir(),
    "what was built": lambda root: write(root, "-- output/index.html --\nnew\n"),
    "git": lambda root: write(root, "-- .git/index --\nnew\n"),
    "a read": lambda root: (root / EVENT).read_bytes(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_site_is_read_from_is_noticed(root: Path, what: str):
    """Whatever may change what is built looks different afterwards."""
    before = look(root)
    assert look(root) == before
    CHANGES[what](root)
    assert look(root) != before


@pytest.mark.parametrize("what", LEFT_ALONE)
def test_what_nobody_reads_is_left_alone(root: Path, what: str):
    """Editors' temporary files, drafts, the output and git look like nothing."""
    before = look(root)
    LEFT_ALONE[what](root)
    assert look(root) == before


def test_what_a_link_leads_to_is_noticed(root: Path):
    """A theme may stand elsewhere: an edit there is one of the site, and a link in a circle does no harm."""
    (root / "themes/own").rename(root.parent / "own")
    (root / "themes/own").symlink_to(root.parent / "own")
    (root.parent / "own/round").symlink_to(root.parent / "own")
    before = look(root)
    saved(root.parent / "own/assets/style.css", "i {}")
    assert look(root) != before


def test_a_site_without_anything_can_be_looked_at(tmp_path: Path):
    """Folders and settings that don't exist, or can't be read, look absent."""
    assert look(tmp_path / "nowhere") == {}
    (tmp_path / "config.toml").write_bytes(b"\xff[")
    assert len(look(tmp_path)) == 1


@pytest.fixture
def watch(root: Path) -> Iterator[Watch]:
    """A watch that hears of the site's folders, told by the system itself."""
    with Watch(root, time.monotonic) as watch:
        watch.look()
        yield watch
        assert watch.trouble == ""


def next_look(watch: Watch, before: Look) -> Look:
    """Wait until the site looks different, as often as notices come that mean nothing."""
    began = time.monotonic()
    while (found := watch.wait(WITHIN)) == before:
        pass
    assert time.monotonic() - began < WITHIN, "nothing was told of"
    return found


def test_the_system_tells_of_a_save(watch: Watch, root: Path):
    """A save by rename ends the waiting, and one in a folder that is new does too."""
    before = watch.look()
    saved(root / EVENT, "new")
    before = next_look(watch, before)
    write(root, "-- content/events/2027/deep/new.md --\nnew\n")
    before = next_look(watch, before)
    saved(root / "content/events/2027/deep/new.md", "newer")
    next_look(watch, before)


@pytest.mark.parametrize("name", ["content", "themes"])
def test_a_folder_that_comes_back_is_heard_of(watch: Watch, root: Path, name: str):
    """A folder that is removed and made again is another one to the system; edits in it are noticed all the same."""
    before = watch.look()
    shutil.rmtree(root / name)
    before = next_look(watch, before)
    write(root, f"-- {name}/events/new.md --\nnew\n")
    before = next_look(watch, before)
    saved(root / name / "events/new.md", "newer")
    next_look(watch, before)


def test_a_folder_that_was_replaced_at_once_is_heard_of(root: Path, monkeypatch: pytest.MonkeyPatch):
    """A system may give a new folder the number of the one before it; that nothing is heard from it any more tells."""
    monkeypatch.setattr("statuspage.watching._identity", lambda folder: (1, 1) if folder.is_dir() else None)
    with Watch(root, time.monotonic) as watch:
        before = watch.look()
        shutil.rmtree(root / "content")
        write(root, "-- content/events/new.md --\nnew\n")
        began = time.monotonic()
        while before == (found := watch.wait(0.01)) or not _all_heard(watch):
            assert time.monotonic() - began < WITHIN
        saved(root / "content/events/new.md", "newer")
        next_look(watch, found)


def _all_heard(watch: Watch) -> bool:
    emitters = watch._observer.emitters
    return len(emitters) == 3 and all(emitter.should_keep_running() for emitter in emitters)


def test_without_notices_a_wait_ends(root: Path):
    """When nothing is told of, waiting ends after the seconds it was asked for."""
    with Watch(root, time.monotonic) as watch:
        began = time.monotonic()
        watch.wait(0.01)
        assert time.monotonic() - began < WITHIN


def test_git_is_waited_for(root: Path):
    """While git changes files, however slowly, the burst isn't over; that of a work tree has its lock elsewhere."""
    for place in (".git", "../tree"):
        write(root, f"-- {place}/index.lock --\n")
        if place != ".git":
            shutil.rmtree(root / ".git")
            (root / ".git").write_text(f"gitdir: {place}\n", "utf-8")
        asked: list[float] = []

        def stopwatch(lock: Path = root / place / "index.lock", asked: list[float] = asked) -> float:
            asked.append(0.0)
            if len(asked) == 8:
                lock.unlink()
            return 0.0

        with Watch(root, stopwatch) as watch:
            watch.look()
            saved(root / EVENT, "new")
            watch.wait(WITHIN)
        assert len(asked) >= 8


def test_patience_ends(root: Path):
    """A lock that nobody takes away, or somebody who never stops writing, isn't waited for for ever."""
    write(root, "-- .git/index.lock --\n")
    seconds = iter(range(1000))
    with Watch(root, lambda: next(seconds)) as watch:
        watch.look()
        saved(root / EVENT, "new")
        watch.wait(WITHIN)
    assert next(seconds) <= PATIENCE + 4


def test_where_the_system_refuses_it_is_said(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Systems tell of so many folders only; then there is a reason to tell, and looking finds what changes."""
    with Watch(root, time.monotonic) as watch:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(28, "inotify watch limit reached")

        monkeypatch.setattr(watch._observer, "schedule", refuse)
        before = watch.look()
        assert watch.trouble == "inotify watch limit reached"
        saved(root / EVENT, "new")
        assert watch.look() != before


def test_a_checkout_is_one_change(watch: Watch, root: Path):
    """Going to another branch with many files is over when git says so, and looks different once."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(root)]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def run(*arguments: str) -> None:
        subprocess.run([*git, *arguments], env=environment, check=True, capture_output=True)

    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"], ["checkout", "-qb", "two"]):
        run(*command)
    for number in range(300):
        (root / f"content/faq/q{number}.md").write_text(str(number), "utf-8")
    run("add", "-A")
    run("commit", "-qm", "two")
    run("checkout", "-q", "main")
    with Watch(root, time.monotonic) as fresh:
        before = fresh.look()
        run("checkout", "-q", "two")
        assert len(next_look(fresh, before)) == len(before) + 300
