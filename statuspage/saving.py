"""One content file changed as a whole: tried before it is written, shown as a difference, committed by itself."""

import difflib
import errno
import glob
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from statuspage.content import load_content
from statuspage.git import GitError, git
from statuspage.model import Config, Content
from statuspage.policy import advise
from statuspage.problems import Problem, Problems, in_order

CONTACTS: Final = "content/contacts"
TEMPORARY: Final = ".statuspage-save~"
"""What a file is called while it is written; readers of content pass over such names."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one file below the site's *root* is to hold; `before` is None for a file that is new.

    `path` is relative to the root.
    """

    root: Path
    path: str
    before: bytes | None
    after: bytes


class CommitError(Exception):
    """git didn't commit; carries its own words."""


class ChangedMeanwhile(Exception):
    """The file isn't any more what the change was made of."""


def standing(root: Path, path: str) -> bytes | None:
    """Return what the file *path* below the site's root holds, or None if there is none. Raises OSError."""
    file = root / path
    return file.read_bytes() if file.exists() or file.is_symlink() else None


def tried(change: Change, config: Config, content: Content, now: datetime) -> tuple[Problem, ...]:
    """Return what a check would tell of the changed file, without writing it: errors, else advice.

    *content* is what stands on the disk now. The file is read with its translations and all contacts beside it.
    """
    problems = Problems()
    with _trial(change) as root:
        found = load_content(root / "content", config, problems)
    errors = tuple(problem for problem in in_order(problems.found) if problem.place.path == change.path)
    return errors or told_of(change.path, _with(content, found), config, now)


def misread(files: Mapping[str, bytes], config: Config, root: Path) -> tuple[Problem, ...]:
    """Return what would be wrong with content files, by their paths below the site's *root*, if they were written.

    They are read beside the contacts that stand there, which events may name.
    """
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="statuspage-") as name:
        if (root / CONTACTS).is_dir():
            shutil.copytree(root / CONTACTS, Path(name) / CONTACTS, symlinks=False)
        for path, data in files.items():
            file = Path(name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        load_content(Path(name) / "content", config, problems)
    return in_order(problems.found)


def told_of(path: str, content: Content, config: Config, now: datetime) -> tuple[Problem, ...]:
    """Return the advice on one file of a site, and of it what the site enforces as an error."""
    return tuple(problem for problem in in_order(advise(content, config, now)) if problem.place.path == path)


def _with(content: Content, found: Content) -> Content:
    """Return the content with the events and questions of a trial instead of those that stand on the disk."""
    events = {event.id: event for event in (*content.events, *found.events)}.values()
    questions = {question.id: question for question in (*content.questions, *found.questions)}.values()
    in_time = tuple(sorted(events, key=lambda event: (event.window.start, event.id)))
    return replace(content, events=in_time, questions=tuple(questions))


@contextmanager
def _trial(change: Change) -> Iterator[Path]:
    """Yield a folder that holds the changed file with all that it is read with."""
    with tempfile.TemporaryDirectory(prefix="statuspage-") as name:
        root, path = Path(name), Path(change.path)
        if (change.root / CONTACTS).is_dir():
            shutil.copytree(change.root / CONTACTS, root / CONTACTS, symlinks=False)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        for beside in (change.root / path).parent.glob(f"{glob.escape(path.stem)}.*md"):
            if beside.is_file():
                shutil.copyfile(beside, root / path.parent / beside.name)
        (root / path).write_bytes(change.after)
        yield root


def difference(change: Change) -> str:
    """Return the change as a unified diff, which a person reads and `git apply` would carry out."""
    before, after = (_lines(data) for data in (change.before or b"", change.after))
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    told = difflib.unified_diff(before, after, old, f"b/{change.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in told)


def _lines(data: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8", "replace"))


def save(change: Change) -> None:
    """Write the file whole or not at all.

    Raises OSError, FileExistsError where a new file is there already, and ChangedMeanwhile.
    """
    path = change.root / change.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if change.before is None and path.exists():
        raise FileExistsError(errno.EEXIST, "File exists", str(path))
    if standing(change.root, change.path) != change.before:
        raise ChangedMeanwhile(change.path)
    path = path.resolve()  # a link goes on leading where it led
    temporary = path.with_name(TEMPORARY)
    try:
        temporary.write_bytes(change.after)
        if change.before is not None:
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def taken(root: Path, paths: Iterable[str]) -> list[str]:
    """Return those of the paths below *root* at which something stands already."""
    return [path for path in paths if (root / path).exists() or (root / path).is_symlink()]


def put(path: Path, data: bytes) -> None:
    """Write a file that is made, whole or not at all, whatever stands there. Raises OSError."""
    save(Change(path.parent, path.name, path.read_bytes() if path.is_file() else None, data))


def commit(change: Change, message: str) -> str:
    """Commit that file alone, whatever else is staged, and return the commit's short name. Raises CommitError."""
    try:
        return _commit(change, message)
    except GitError as error:
        raise CommitError(error.args[0]) from error


def _commit(change: Change, message: str) -> str:
    root = change.root.resolve()
    path = (root / change.path).resolve().relative_to(root).as_posix()  # git wants the file, not a link to it
    if change.before is None:
        git(root, "add", "--intent-to-add", "--", path)
    try:
        git(root, "commit", "--quiet", "--only", "--message", message, "--", path)
    except GitError:
        if change.before is None:
            git(root, "rm", "--cached", "--quiet", "--", path)
        raise
    return git(root, "rev-parse", "--short", "HEAD").decode().strip()
