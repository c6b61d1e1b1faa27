"""One content file changed as a whole: tried beside what it is read with, shown, written whole or not at all, committed."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statuspage.build import read
from statuspage.problems import Level, Problem, Problems
from statuspage.saving import (
    TEMPORARY,
    Change,
    ChangedMeanwhile,
    CommitError,
    commit,
    difference,
    save,
    standing,
    tried,
)
from tests.conftest import WriteSite
from tests.sites import SMALL

EVENT = "content/events/shop-db.md"
NOW = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def change(root: Path, after: bytes, path: str = EVENT) -> Change:
    return Change(root, path, standing(root, path), after)


def told(changed: Change) -> tuple[Problem, ...]:
    config, content, now = read(changed.root, NOW, Problems())
    return tried(changed, config, content, now)


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(site: WriteSite, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that is committed, with an identity of its own."""
    root = site(SMALL)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "An editor")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "editor@status.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "The site")
    return root


def test_a_trial_reads_the_file_with_its_translations_and_contacts(site: WriteSite):
    """What is right beside them is right in the trial, and nothing is written."""
    root = site(SMALL)
    before = (root / EVENT).read_bytes()
    assert not [problem for problem in told(change(root, before)) if problem.level is Level.ERROR]
    assert not [problem for problem in told(change(root, before)) if problem.code == "missing-translation"]
    wrong = told(change(root, before.replace(b"desk", b"dusk")))
    assert [problem.message for problem in wrong] == ["unknown contact 'dusk'"]
    assert {problem.place.path for problem in wrong} == {EVENT}
    assert (root / EVENT).read_bytes() == before


def test_a_trial_gives_the_advice_of_a_check_on_that_file_alone(site: WriteSite):
    """Advice goes by the changed file and by all others as they stand."""
    root = site(SMALL)
    other = "content/events/mail-move.md"
    new = b"---\ntitle: x\ncomponents:\n  shop: outage\nstart: 2026-03-02 00:00\nend: 2026-03-02 01:00\n---\n"
    advice = told(change(root, new, other))
    assert "overlap" in {problem.code for problem in advice}
    assert {problem.place.path for problem in advice} == {other}


def test_what_is_wrong_elsewhere_does_not_matter_to_a_trial(site: WriteSite):
    """Neither a broken neighbour, nor a broken contact or translation keeps a right file from being right."""
    root = site(SMALL)
    (root / "content/events/broken.md").write_text("no front matter", "utf-8")
    (root / "content/contacts/desk.md").write_text("---\ntitle: [\n---\n", "utf-8")
    (root / "content/events/shop-db.en.md").write_text("---\nkind: drill\n---\n", "utf-8")
    data = (root / EVENT).read_bytes()
    assert {problem.level for problem in told(change(root, data + b"\n"))} == {Level.ADVICE}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\n", b"a\nb\nc\n"),
        (b"a\nb", b"a\nb\n\nc\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\nc\r\n"),
        (None, "新\n".encode()),
        (b"a\nb\n", b"a\nb"),
    ],
)
def test_a_difference_is_one_that_git_applies(repository: Path, before: bytes | None, after: bytes):
    """What --dry-run shows is a patch: applied, it gives the bytes that would have been written."""
    path = "content/faq/文件.md"
    if before is not None:
        (repository / path).write_bytes(before)
    patch = difference(Change(repository, path, before, after))
    subprocess.run(["git", "apply", "-"], cwd=repository, input=patch.encode(), check=True)
    assert (repository / path).read_bytes() == after


def test_a_file_is_written_whole_and_keeps_its_mode(site: WriteSite):
    """Nothing half written is ever seen, and nothing else is left behind."""
    root = site(SMALL)
    (root / EVENT).chmod(0o640)
    save(change(root, b"new"))
    assert (root / EVENT).read_bytes() == b"new"
    assert (root / EVENT).stat().st_mode & 0o777 == 0o640
    assert not list(root.rglob(TEMPORARY))


def test_a_link_goes_on_leading_where_it_led(repository: Path):
    """The file behind a link is changed and committed, and the link stays one."""
    real = repository / "content/events/2026/real.md"
    real.parent.mkdir()
    (repository / EVENT).rename(real)
    (repository / EVENT).symlink_to("2026/real.md")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "A link")
    changed = change(repository, b"new")
    save(changed)
    assert (repository / EVENT).is_symlink()
    assert real.read_bytes() == b"new"
    commit(changed, "changed")
    assert git(repository, "show", "--format=", "--name-only").strip() == "content/events/2026/real.md"


def test_what_was_changed_meanwhile_is_not_written_over(site: WriteSite):
    """A pull or a colleague may change a file while an editor is open."""
    root = site(SMALL)
    changed = change(root, b"mine")
    (root / EVENT).write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhile):
        save(changed)
    assert (root / EVENT).read_bytes() == b"theirs"
    fresh = change(root, b"mine", "content/faq/new.md")
    (root / "content/faq/new.md").write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        save(fresh)


@pytest.mark.parametrize("path", [EVENT, "content/events/2026/新 [x].md"])
def test_a_commit_holds_that_file_alone(repository: Path, path: str):
    """Whatever else is staged or changed stays so; a new file is added, whatever its name."""
    (repository / "config.toml").write_text("# staged", "utf-8")
    git(repository, "add", "config.toml")
    changed = change(repository, b"new\n", path)
    save(changed)
    name = commit(changed, "shop-db: completed")
    assert git(repository, "log", "-1", "--format=%h %s").strip() == f"{name} shop-db: completed"
    assert git(repository, "-c", "core.quotePath=false", "show", "--format=", "--name-only").strip() == path
    assert git(repository, "status", "--porcelain").split() == ["M", "config.toml"]


def test_a_name_that_git_would_take_for_a_pattern_is_a_name(repository: Path):
    """A folder [x] isn't a pattern that matches the folder x."""
    other = repository / "content/events/x/it.md"
    other.parent.mkdir()
    other.write_text("theirs", "utf-8")
    git(repository, "add", ".")
    other.write_text("theirs, and not done yet", "utf-8")
    changed = change(repository, b"new\n", "content/events/[x]/it.md")
    save(changed)
    commit(changed, "new")
    assert git(repository, "show", "--format=", "--name-only").strip() == "content/events/[x]/it.md"


def test_a_commit_that_git_refuses_is_told_in_its_words(repository: Path, site: WriteSite):
    """A hook that says no, and a folder without git; a new file isn't left half added."""
    hook = repository / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    changed = change(repository, b"new", "content/faq/new.md")
    save(changed)
    with pytest.raises(CommitError, match="not today"):
        commit(changed, "x")
    assert git(repository, "status", "--porcelain").split() == ["??", "content/faq/new.md"]
