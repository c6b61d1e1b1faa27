"""One content file changed as a whole: tried before it is written, shown as a difference, committed by itself."""

import difflib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from statuspage.content import load_content
from statuspage.model import Config, Content
from statuspage.policy import advise
from statuspage.problems import Problem, Problems, in_order

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


def tried(change: Change, config: Config, content: Content, now: datetime) -> tuple[Problem, ...]:
    """Return what a check would tell of the changed file, without writing it: errors, else advice.

    *content* is what stands on the disk now. The file is read with its translations and all contacts beside it.
    """
    problems = Problems()
    with _trial(change) as root:
        found = load_content(root / "content", config, problems)
    if problems.found:
        return tuple(problem for problem in in_order(problems.found) if problem.place.path == change.path)
    known = {event.id: event for event in (*content.events, *found.events)}
    events = tuple(sorted(known.values(), key=lambda event: (event.window.start, event.id)))
    given = advise(replace(content, events=events), config, now)
    return tuple(problem for problem in in_order(given) if problem.place.path == change.path)


@contextmanager
def _trial(change: Change) -> Iterator[Path]:
    """Yield a folder that holds the changed file with all that it is read with."""
    with tempfile.TemporaryDirectory(prefix="statuspage-") as name:
        root, path = Path(name), Path(change.path)
        if (change.root / "content" / "contacts").is_dir():
            shutil.copytree(change.root / "content" / "contacts", root / "content" / "contacts", symlinks=False)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        for beside in (change.root / path).parent.glob(f"{path.stem.partition('.')[0]}*.md"):
            if beside.is_file():
                shutil.copyfile(beside, root / path.parent / beside.name)
        (root / path).write_bytes(change.after)
        yield root


def difference(change: Change) -> str:
    """Return the change as a unified diff, for a person."""
    before, after = (_lines(data) for data in (change.before or b"", change.after))
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    return "".join(f"{line}\n" for line in difflib.unified_diff(before, after, old, f"b/{change.path}", lineterm=""))


def _lines(data: bytes) -> list[str]:
    return [line.rstrip("\r") for line in data.decode("utf-8", "replace").split("\n")]


def save(change: Change) -> None:
    """Write the file whole or not at all. Raises OSError, FileExistsError where a new file is there already."""
    path = change.root / change.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if change.before is None and path.exists():
        raise FileExistsError(str(path))
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
    _git(change.root, "add", "--intent-to-add", "--", change.path)
    _git(change.root, "commit", "--quiet", "--only", "--message", message, "--", change.path)
    return _git(change.root, "rev-parse", "--short", "HEAD").strip()


def _git(root: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CommitError(f"git can't be run: {error.strerror}") from error
    if ran.returncode:
        raise CommitError((ran.stderr or ran.stdout).strip() or f"git {arguments[0]} failed")
    return ran.stdout
