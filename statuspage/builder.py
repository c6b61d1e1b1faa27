"""A site built again and again: what differs from the build before, in a process of its own.

Builds fork, which a process with threads must not do, and what one has converted is remembered for the next. So one
process builds, and tells another, which serves, what differs.
"""

import gc
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from statuspage.messages import message
from statuspage.problems import Place, Problem, SiteError
from statuspage.snapshot import Change
from statuspage.times import TimeError

if TYPE_CHECKING:
    from statuspage.build import Prepared

ENDS_WITHIN: Final = 5.0
"""Seconds after which a process that was asked to end is ended."""


@dataclass(frozen=True, slots=True)
class Good:
    """A site that could be built, as what differs from the good build before; all differs from none (`whole`).

    `advice` is what that one didn't give. `zone` and `url` are the site's; `fresh` is how long it may be shown.
    """

    whole: bool
    changed: Mapping[str, bytes]
    gone: tuple[str, ...]
    advice: tuple[Problem, ...]
    next_change: Change | None
    zone: str
    url: str
    fresh: timedelta
    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """A site that can't be published, and why."""

    problems: tuple[Problem, ...]
    seconds: float


Outcome = Good | Broken


class Builder:
    """Builds the site under *root* with so many *jobs*; *stopwatch* tells seconds that only grow."""

    def __init__(self, root: Path, jobs: int, stopwatch: Callable[[], float]) -> None:
        """Prepare to build."""
        self._root, self._jobs, self._stopwatch = root, jobs, stopwatch
        self._last: Prepared | None = None

    def build(self, now: datetime) -> Outcome:
        """Return what the site is at an instant; whatever goes wrong is a problem."""
        from statuspage.build import prepare  # by the process that builds alone

        began = self._stopwatch()
        try:
            prepared = prepare(self._root, now, self._jobs)
        except SiteError as error:
            return Broken(error.errors, self._stopwatch() - began)
        except TimeError as error:
            return Broken((Problem(Place("config.toml"), str(error), error.hint),), self._stopwatch() - began)
        except Exception as error:  # a file that is gone between two looks, or a mistake of ours: the preview goes on
            told = message("the site can't be built: {error}", error=f"{type(error).__name__}: {error}")
            return Broken((Problem(Place("config.toml"), told),), self._stopwatch() - began)
        seconds = self._stopwatch() - began
        last, self._last = self._last, prepared
        return _difference(last, prepared, seconds)


def _difference(last: "Prepared | None", prepared: "Prepared", seconds: float) -> Good:
    before = last.files if last else {}
    known = {*last.advice} if last else set()
    config = prepared.config
    return Good(
        whole=last is None,
        changed={path: data for path, data in prepared.files.items() if before.get(path) != data},
        gone=tuple(path for path in before if path not in prepared.files),
        advice=tuple(problem for problem in prepared.advice if problem not in known),
        next_change=prepared.next_change,
        zone=config.zone.key,
        url=config.url,
        fresh=config.policy.fresh,
        seconds=seconds,
    )


class BuilderProcess:
    """A builder in a process of its own, which begins with the first build."""

    def __init__(self, root: Path, jobs: int, stopwatch: Callable[[], float]) -> None:
        """Prepare to build; *stopwatch* must be a function that another process can import."""
        self._asked = root, jobs, stopwatch
        self._context = get_context("spawn")
        self._process = self._context.Process()
        self._pipe: Connection | None = None

    def build(self, now: datetime) -> Outcome:
        """Return what the site is at an instant."""
        pipe = self._pipe or self._begin()
        try:
            pipe.send(now)
            outcome: Outcome = pipe.recv()
        except (EOFError, OSError):
            self.close()
            hint = message("there may be too little memory; save a file to try again")
            told = message("the process that builds the site has ended")
            return Broken((Problem(Place("config.toml"), told, hint),), 0.0)
        return outcome

    def _begin(self) -> Connection:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_build_for_ever, args=(theirs, *self._asked))
        self._process.start()
        theirs.close()
        return self._pipe

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._pipe is None:
            return
        self._pipe.close()
        self._pipe = None
        self._process.terminate()
        self._process.join(ENDS_WITHIN)
        if self._process.is_alive():
            self._process.kill()


def _build_for_ever(pipe: Connection, root: Path, jobs: int, stopwatch: Callable[[], float]) -> None:
    """Build whenever an instant comes through the pipe, until it is closed.

    Ctrl-C reaches all processes of a terminal: here the one that serves ends the others.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    builder = Builder(root, jobs, stopwatch)
    with suppress(EOFError, OSError):
        while True:
            now = pipe.recv()
            gc.disable()  # as a build of its own: little of what it makes is garbage before the end
            pipe.send(builder.build(now))
            gc.enable()
            gc.collect()


def _leave(*_: object) -> None:
    raise SystemExit
