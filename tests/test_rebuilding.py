"""When a preview is built again."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue

import pytest

from statuspage.builder import Broken, Good, Outcome
from statuspage.rebuilding import LOOKS, keep_building
from statuspage.snapshot import Change
from statuspage.watching import Look, Watch
from tests.sites import SMALL, write
from tests.test_watching import EVENT, WITHIN, saved

NOW = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


class EndedError(Exception):
    """Ends what has no end."""


class Played:
    """A site that looks as a test says, one look after the other, and a clock that waiting moves."""

    def __init__(self, *looks: int) -> None:
        self.looks, self.now = iter(looks), NOW
        self.waited: list[float] = []

    def look(self) -> Look:
        try:
            return {"file": (next(self.looks),)}
        except StopIteration:
            raise EndedError from None

    def wait(self, seconds: float) -> Look:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        return self.look()

    def builds(self, *outcomes: Outcome) -> list[datetime]:
        """Return at which instants it is built; the last outcome comes again and again."""
        built: list[datetime] = []

        def build(now: datetime) -> Outcome:
            built.append(now)
            return outcomes[min(len(built), len(outcomes)) - 1]

        shown: list[Outcome] = []
        with pytest.raises(EndedError):
            keep_building(self, build, shown.append, lambda: self.now)
        assert len(shown) == len(built)
        return built


def good(next_change: datetime | None = None, fresh: timedelta = timedelta(hours=24)) -> Good:
    change = Change(next_change, "db", "starts") if next_change else None
    return Good(False, {}, (), (), change, "UTC", "", fresh, 0.0)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_it_is_built_once_and_again_after_each_change():
    """Without a change there is no build; each that is found makes one."""
    assert Played(1, 1, 1, 1).builds(good()) == [NOW]
    assert len(Played(1, 1, 2, 2, 3, 3).builds(good())) == 3


def test_a_change_while_it_is_built_is_followed_by_one_more_build():
    """The look before a build is what the first one after it is compared with, and it is asked for at once."""
    site = Played(1, 2, 2)
    assert site.builds(good()) == [NOW, NOW]
    assert len(site.waited) == 1


def test_a_broken_site_waits_for_an_edit():
    """What can't be built isn't tried again until something changes."""
    site = Played(1, 1, 1, 1, 1, 2)
    assert len(site.builds(Broken((), 0.0))) == 2
    assert site.waited == [LOOKS] * 4


def test_it_is_built_at_the_next_change_of_its_clock():
    """When the clock comes to the next change, that is built, without an edit; then the one after that is waited for."""
    site = Played(*[1] * 7)
    assert site.builds(good(after(3)), good(after(4)), good()) == [NOW, after(3), after(4)]
    assert site.waited == [2, 1, 1, 2]


def test_a_clock_that_stands_still_never_comes_to_it():
    """With an instant that doesn't move, nothing is due."""

    class Still(Played):
        def wait(self, seconds: float) -> Look:
            self.waited.append(seconds)
            return self.look()

    assert Still(*[1] * 20).builds(good(after(1))) == [NOW]


def test_a_page_that_stands_long_is_built_again_before_it_calls_itself_old():
    """Half of the policy's `fresh` after a build there is another, but never more often than once a minute."""
    assert Played(*[1] * 62).builds(good(fresh=timedelta(minutes=4))) == [NOW, after(120)]
    assert Played(*[1] * 32).builds(good(fresh=timedelta())) == [NOW, after(60)]


# ---------------------------------------------------------------- with the system's own notices


class Serving:
    """A site that is kept built beside the test, whose builds do nothing but tell that they were asked for."""

    def __init__(self, root: Path) -> None:
        self.root, self.ended = root, False
        self.built: Queue[datetime] = Queue()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with Watch(self.root, time.monotonic) as watch, pytest.raises(EndedError):
            keep_building(watch, self._build, lambda _: None, self._clock)

    def _build(self, now: datetime) -> Outcome:
        self.built.put(now)
        return good()

    def _clock(self) -> datetime:
        if self.ended:
            raise EndedError
        return NOW


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(write(tmp_path, SMALL + "-- content/events/2026/old.md --\nold\n"))
    serving.thread.start()
    serving.built.get(timeout=WITHIN)
    yield serving
    serving.ended = True
    (serving.root / "content/last.md").write_text("", "utf-8")
    serving.thread.join(WITHIN)
    assert not serving.thread.is_alive()


DEEDS: dict[str, Callable[[Path], object]] = {
    "a save": lambda root: (root / EVENT).write_bytes(b"new"),
    "a save by rename": lambda root: saved(root / EVENT, "newer"),
    "a deleted folder": lambda root: shutil.rmtree(root / "content/events/2026"),
    "a theme that there wasn't": lambda root: write(root, "-- themes/own/templates/home.html --\nnew\n"),
    "an edit of the theme": lambda root: saved(root / "themes/own/templates/home.html", "newer"),
    "an edit of the settings": lambda root: saved(root / "config.toml", "newer"),
}


def test_each_deed_ends_in_one_build(serving: Serving):
    """However something is changed, it is built once, and what nobody reads makes no build."""
    for what, deed in DEEDS.items():
        deed(serving.root)
        assert serving.built.get(timeout=WITHIN) == NOW, what
        (serving.root / "content/events/4913").touch()
    saved(serving.root / EVENT, "last")
    serving.built.get(timeout=WITHIN)
    assert serving.built.empty()
