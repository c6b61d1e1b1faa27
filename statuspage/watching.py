"""What a site is read from, looked at again and again: whether anything of it has changed.

The system's notices (by watchdog) only say when to look; what counts is what is found. So a notice that was lost, a
folder that is gone and comes back, and an editor's temporary file need no cases of their own.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from statuspage.config import logo_named
from statuspage.redirects import FILE as REDIRECTS

Look = Mapping[str, tuple[int, ...]]
"""What was found, by path: whatever changes when a file does."""

QUIET: Final = 0.02
"""Seconds without a notice after which a burst of them is over: saving one file makes several."""
PATIENCE: Final = 5.0
"""Seconds after which somebody who never stops writing isn't waited for any longer."""
GIT_LOCK: Final = "index.lock"
"""What stands in git's folder for as long as it changes files, however slowly (git-checkout's own lock)."""
FOLDERS: Final = (("content", True), ("themes", True), (".", False))
"""Where notices are asked for, and whether of all below; output/ and .git beside them are left alone."""
READ: Final = (".md", ".markdown", ".mdown", ".txt")
"""Files of content/ that are read, or told to be misnamed; others are passed over."""
CHANGES: Final[list[type[FileSystemEvent]]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""What is news; that a build reads the files isn't."""


def look(root: Path) -> Look:
    """Return what a site's settings, redirects, logo, content/ and themes/ look like; what isn't read looks absent."""
    found = dict(_folder(root / "themes", frozenset()))
    content = root / "content"
    found |= {
        path: signs
        for path, signs in _folder(content, frozenset())
        if path.lower().endswith(READ) or not stat.S_ISREG(signs[0])
        if not path.startswith(f"{content}{os.sep}templates{os.sep}")
    }
    for path in (root / "config.toml", root / REDIRECTS, *_logo(root)):
        with suppress(OSError, ValueError):
            found[str(path)] = _signs(path.stat())
    return found


def _logo(root: Path) -> Iterator[Path]:
    """Yield the picture that config.toml names."""
    with suppress(OSError, ValueError):
        if logo := logo_named((root / "config.toml").read_text("utf-8")):
            yield root / logo


def _folder(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what is below a folder; *above* are those that it stands in, since links may go round in a circle."""
    with suppress(OSError):
        own = folder.stat()
        if (own.st_dev, own.st_ino) in above:
            return
        inside = above | {(own.st_dev, own.st_ino)}
        for entry in os.scandir(folder):
            if not _temporary(entry.name):
                yield from _entry(entry, inside)


def _entry(entry: os.DirEntry[str], above: frozenset[tuple[int, int]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    with suppress(OSError):  # it may be gone by now
        if entry.is_symlink():
            yield entry.path, _signs(entry.stat(follow_symlinks=False))
        if entry.is_dir():
            yield from _folder(Path(entry.path), above)
        else:
            yield f"{entry.path}{os.sep if entry.is_symlink() else ''}", _signs(entry.stat())


def _temporary(name: str) -> bool:
    """Tell what editors leave beside a file: hidden files, backups, what they save by way of, Vim's `4913`."""
    return name.startswith((".", "#")) or name.endswith(("~", ".tmp", "___jb_tmp___", "___jb_old___")) or name == "4913"


def _signs(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


class _Notices(FileSystemEventHandler):
    """Passes on that the system told of something."""

    def __init__(self, woken: Event) -> None:
        self.woken = woken

    def dispatch(self, event: FileSystemEvent) -> None:  # noqa: ARG002 (the library's name)
        self.woken.set()


class Watch:
    """Waits for changes below a site's root while it is entered; *stopwatch* tells seconds that only grow.

    `trouble` says why the system doesn't tell of changes, if it doesn't; then only looking finds them.
    """

    def __init__(self, root: Path, stopwatch: Callable[[], float]) -> None:
        """Prepare to watch; nothing is watched yet."""
        self.root, self.trouble = root, ""
        self._stopwatch, self._woken, self._git = stopwatch, Event(), _git_folder(root)
        self._observer: BaseObserver = Observer()
        self._watched: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._observer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop listening."""
        self._observer.stop()
        self._observer.join()

    def wait(self, seconds: float) -> Look:
        """Return what the site looks like when a burst of notices is over, or else after so many seconds."""
        self._woken.wait(seconds)
        began = self._stopwatch()
        while True:
            self._woken.clear()
            looks = self._stopwatch()
            found = self.look()  # while it is waited for what may still come, since both take their time
            now = self._stopwatch()
            if not self._woken.wait(max(0.0, QUIET - (now - looks))) and not (self._git / GIT_LOCK).exists():
                return found
            if now - began > PATIENCE:
                return found

    def look(self) -> Look:
        """Return what the site looks like now, and listen to folders that there weren't when it was last looked at."""
        for name, all_below in FOLDERS:
            self._listen(name, all_below)
        return look(self.root)

    def _listen(self, name: str, all_below: bool) -> None:
        """Ask for notices of a folder, anew if another one stands in its place."""
        folder = self.root / name
        now = _identity(folder)
        known, watch = self._watched.get(name, (None, None))
        if now == known and (watch is None or self._hears(watch)):
            return
        if watch is not None:
            self._observer.unschedule(watch)
            del self._watched[name]
        if now is not None:
            try:
                handler = _Notices(self._woken)
                asked = self._observer.schedule(handler, str(folder), recursive=all_below, event_filter=CHANGES)
                self._watched[name] = (now, asked)
            except FileNotFoundError:
                pass  # gone since
            except OSError as error:
                self.trouble = str(error.strerror or error)

    def _hears(self, watch: ObservedWatch) -> bool:
        """Tell whether notices still come: none do once a folder was removed, though a new one may look the same."""
        return any(emitter.watch == watch and emitter.should_keep_running() for emitter in self._observer.emitters)


def _git_folder(root: Path) -> Path:
    """Return git's own folder for the site; a work tree beside the first has a file that leads to it."""
    absolute = root.absolute()
    found = next(
        (path for folder in (absolute, *absolute.parents) if (path := folder / ".git").exists()), root / ".git"
    )
    with suppress(OSError, ValueError):
        return found.parent / found.read_text("utf-8").removeprefix("gitdir:").strip()
    return found


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
