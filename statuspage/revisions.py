"""A site as it stood in git: what a revision holds of it, in a folder of its own for as long as it is looked at."""

import posixpath
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statuspage.config import logo_named
from statuspage.git import GitError, git
from statuspage.messages import Message, message
from statuspage.redirects import FILE as REDIRECTS

FOLDERS: Final = ("content/", "themes/")
CONFIG: Final = "config.toml"
FILES: Final = frozenset({CONFIG, REDIRECTS})
LINK: Final = "120000"
SUBMODULE: Final = "160000"


class RevisionError(Exception):
    """A revision can't be read; `hint` says what to do."""

    def __init__(self, told: str, hint: str = "") -> None:
        super().__init__(told)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Blob:
    """One entry of a revision: its path below the site's root, git's mode of it, and the name of what it holds."""

    path: str
    mode: str
    name: str


@contextmanager
def taken_out(root: Path, revision: str) -> Iterator[Path]:
    """Yield a folder with all that a site under *root* was made of in a revision, from settings to redirects.

    The work tree, the index and git's own records stay as they are. Raises RevisionError.
    """
    commit = _commit(root, revision)
    with tempfile.TemporaryDirectory(prefix="statuspage-") as name:
        folder = Path(name).resolve()
        blobs = _site_of(root, commit, revision)
        try:
            _lay_out(root, blobs, folder)
        except (OSError, ValueError) as error:
            raise RevisionError(
                message("'{revision}' can't be laid out: {reason}", revision=revision, reason=error)
            ) from error
        yield folder


def _commit(root: Path, revision: str) -> str:
    try:
        return _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except RevisionError:
        _git(root, "rev-parse", "--git-dir")  # without a repository that is the reason, in git's own words
    hint = message("name a commit, a branch or a tag; what a shallow clone left out has to be fetched first")
    raise RevisionError(message("unknown revision '{revision}'", revision=revision), hint)


def _site_of(root: Path, commit: str, revision: str) -> list[Blob]:
    """List the entries that a site is made of."""
    found = {blob.path: blob for blob in _entries(root, commit)}
    if CONFIG not in found:
        told = message("there is no config.toml in '{revision}' in this folder", revision=revision)
        raise RevisionError(told, message("name a revision in which the site was there already"))
    (settings,) = _read(root, [found[CONFIG]])
    logo = _logo(settings)
    blobs = [blob for blob in found.values() if blob.path in {*FILES, logo} or blob.path.startswith(FOLDERS)]
    for name in (folder.rstrip("/") for folder in FOLDERS):  # the folder itself may be a link or a submodule
        blobs += [found[name]] if name in found else []
    return blobs


def _entries(root: Path, commit: str) -> Iterator[Blob]:
    """Yield all entries below *root*: git tells paths as seen from the folder it runs in."""
    for line in _git(root, "ls-tree", "-r", "-z", commit).split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, _, name = about.decode().split(" ")
            yield Blob(path.decode("utf-8", "surrogateescape"), mode, name)


def _logo(settings: bytes) -> str:
    """Return the path of the picture that the settings name; whether it may be shown is for their reader to say."""
    try:
        logo = logo_named(settings.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return ""
    return posixpath.normpath(logo) if logo else ""


def _lay_out(root: Path, blobs: Sequence[Blob], folder: Path) -> None:
    """Write entries under a folder: files first, then links, none of which may lead out of it."""
    for blob in blobs:
        if blob.mode == SUBMODULE:
            told = message("'{path}' is a submodule, whose files are in another repository", path=blob.path)
            raise RevisionError(told, message("compare in a site whose files are all in one repository"))
        if not (folder / blob.path).absolute().is_relative_to(folder) or ".." in Path(blob.path).parts:
            raise RevisionError(message("'{path}' is no path that git would write", path=blob.path))
    held = dict(zip(blobs, _read(root, blobs), strict=True))
    for blob in blobs:
        (folder / blob.path).parent.mkdir(parents=True, exist_ok=True)
        if blob.mode != LINK:
            (folder / blob.path).write_bytes(held[blob])
    links = [blob for blob in blobs if blob.mode == LINK]
    for blob in links:
        (folder / blob.path).symlink_to(held[blob].decode("utf-8", "surrogateescape"))
    for blob in links:
        path = folder / blob.path
        if path.exists() and not path.resolve().is_relative_to(folder):
            told = message("'{path}' is a link that leads out of the site's folder", path=blob.path)
            raise RevisionError(told, message("copy what it leads to instead"))


def _read(root: Path, blobs: Sequence[Blob]) -> Iterator[bytes]:
    """Yield what entries hold, in their order."""
    data = _git(root, "cat-file", "--batch", told="".join(f"{blob.name}\n" for blob in blobs).encode())
    start = 0
    for blob in blobs:
        line = data.index(b"\n", start)
        _, _, size = data[start:line].decode().rpartition(" ")
        if not size.isdecimal():
            raise RevisionError(message("git doesn't have what '{path}' held", path=blob.path))
        start = line + 1 + int(size) + 1
        yield data[line + 1 : start - 1]


def _git(root: Path, *arguments: str, told: bytes = b"") -> bytes:
    try:
        return git(root, *arguments, told=told)
    except GitError as error:
        words = error.args[0]
        raise RevisionError(words if isinstance(words, Message) else words.removeprefix("fatal: ")) from error
