"""`statuspage serve`: show the site in a browser while it is written."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuspage.commands.helping import Command
from statuspage.commands.language import language
from statuspage.commands.options import JOBS, NOW, ROOT, bad_now, instant_of
from statuspage.commands.telling import say, tell, tell_next
from statuspage.messages import message

if TYPE_CHECKING:
    from statuspage.builder import Good, Outcome
    from statuspage.loopback import Board, Host


@click.command(
    cls=Command,
    examples=(
        "statuspage serve",
        'statuspage serve --now "2026-11-28 22:58" --tick',
        "statuspage serve --port 0 --open",
    ),
)
@ROOT
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="PORT", help="Where to serve; 0 for any.")
@click.option("--host", default="127.0.0.1", metavar="HOST", help="An address of this machine alone.")
@NOW
@click.option("--tick", is_flag=True, help="Let the clock run on from --now.")
@click.option("--open", "opens", is_flag=True, help="Open the first page in your browser.")
@JOBS
def serve(root: Path, port: int, host: str, now: str | None, tick: bool, opens: bool, jobs: int) -> None:
    """Show the site under ROOT in a browser, and each change at once; publish nothing. Ctrl-C ends it."""
    from statuspage.builder import BuilderProcess
    from statuspage.loopback import Board
    from statuspage.preview import Showing
    from statuspage.rebuilding import keep_building
    from statuspage.watching import Watch

    if tick and now is None:
        raise click.UsageError(message("--tick goes with --now: without it the clock runs anyway"))
    clock = _clock(None if now is None else _start(root, now), tick)
    board = Board(Showing(name=f"{time.time_ns():x}"), clock, now is not None, tick, language())
    serving, builder = _host(host, port, board), BuilderProcess(root.absolute(), jobs, time.perf_counter)
    serving.begin()
    try:
        say(message("serving {address} — Ctrl-C ends it", address=serving.address))
        if opens:
            click.launch(serving.address)
        with _ended_by_signals(), Watch(root, time.monotonic) as watch:
            keep_building(watch, builder.build, _shown(root, board, lambda: watch.trouble), clock)
    except KeyboardInterrupt:
        say()
    finally:
        builder.close()
        serving.end()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and a request to terminate end it; shells have background programs ignore the former."""
    if threading.current_thread() is not threading.main_thread():
        yield  # whoever runs a command in a thread has other ways to end it
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(root: Path, now: str) -> datetime:
    """Return the instant of --now in UTC; one without an offset is in the zone of config.toml."""
    from statuspage.config import load_config
    from statuspage.problems import Problems
    from statuspage.times import TimeError, in_zone

    instant = instant_of(now)
    if instant.tzinfo is not None:
        return instant.astimezone(UTC)
    config = load_config(root / "config.toml", problems := Problems())
    if config is None:
        tell(problems.found, root)
        told = message("config.toml doesn't tell the zone; write an offset, as '{now} +08:00'", now=now)
        raise click.BadParameter(told, param_hint="--now")
    try:
        return in_zone(instant, config.zone)
    except TimeError as error:
        raise bad_now(error) from None


def _clock(start: datetime | None, tick: bool) -> Callable[[], datetime]:
    """Return what tells the previewed instant: the present, or one that stands still, or runs on from there."""
    if start is None:
        return lambda: datetime.now(UTC)
    if not tick:
        return lambda: start
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def _host(host: str, port: int, board: "Board") -> "Host":
    from statuspage.loopback import Host, is_local

    if not is_local(host):
        told = message("'{host}' could be reached by others; a preview is for this machine: 127.0.0.1", host=host)
        raise click.BadParameter(told, param_hint="--host")
    try:
        return Host(host, port, board)
    except OSError as error:
        reason = error.strerror or str(error)
        told = message("port {port} can't be used: {reason}; name another with --port", port=port, reason=reason)
        raise click.ClickException(told) from error


def _shown(root: Path, board: "Board", trouble: Callable[[], str]) -> "Callable[[Outcome], None]":
    """Return what shows how a build ended, in the browser and here."""
    from statuspage.builder import Broken
    from statuspage.preview import after

    said: set[str] = set()

    def show(outcome: "Outcome") -> None:
        board.show(after(board.showing, outcome, root.as_posix()))
        if trouble() not in {"", *said}:
            said.add(trouble())
            told = message("changes are noticed late, since they aren't told of: {reason}", reason=trouble())
            say(told, err=True)
        if isinstance(outcome, Broken):
            tell(outcome.problems, root)
            number = len(outcome.problems)
            say(message("errors: {number}; what is shown stays as it is", number=number), err=True)
        else:
            _tell_good(outcome, root)

    return show


def _tell_good(outcome: "Good", root: Path) -> None:
    from statuspage.times import zone

    seconds, number = f"{outcome.seconds:.2f}", len(outcome.changed) + len(outcome.gone)
    if outcome.whole:
        say(message("built in {seconds} s, files: {number}", seconds=seconds, number=number))
    else:
        tell(outcome.advice, root)
        say(message("rebuilt in {seconds} s, files that differ: {number}", seconds=seconds, number=number))
    if outcome.next_change is not None:
        tell_next(outcome.next_change, zone(outcome.zone))
