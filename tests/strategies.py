"""Events that an editor could have written, for tests that hold for all of them.

Times lie on a coarse grid, so that updates, starts, ends and promises often fall on one instant.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

from statuspage.model import ENDS, LADDERS, Component, Config, Event, Impact, Kind, Policy, Update, UpdateState, Window
from statuspage.problems import Place
from statuspage.texts import Text

DAY: Final = datetime(2026, 11, 28, tzinfo=UTC)
STEP: Final = timedelta(minutes=10)
SECOND: Final = timedelta(seconds=1)
COMPONENTS: Final = ("files", "mail", "orders")
WHOLE: Final = range(-60, 100)

# One choice among all that can be said of up to three components: much quicker than choosing each.
IMPACTS: Final = st.sampled_from(
    [
        tuple((name, impact) for name, impact in zip(COMPONENTS, said, strict=True) if impact)
        for said in product((None, *Impact), repeat=len(COMPONENTS))
    ]
)
AFTER_THE_END: Final = frozenset({UpdateState.NOTE, UpdateState.REVIEWED})


def steady(examples: int) -> settings:
    """Return settings under which a property is tried with the same examples on every machine and every day."""
    return settings(derandomize=True, database=None, deadline=None, max_examples=examples)


def on_grid(steps: int) -> datetime:
    """Return the instant that lies so many steps after the day's start."""
    return DAY + steps * STEP


def instants() -> st.SearchStrategy[datetime]:
    """Instants on the grid, and a second before or after."""
    return st.builds(
        lambda steps, seconds: on_grid(steps) + seconds * SECOND,
        st.integers(WHOLE.start, WHOLE.stop),
        st.sampled_from((0, 0, -1, 1)),
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Events of all kinds with up to six updates, as `check` accepts them."""
    kind = draw(st.sampled_from(Kind))
    start = draw(st.integers(0, 12))
    length = draw(st.integers(1, 12))
    open_ended = draw(st.booleans()) if kind is Kind.INCIDENT else draw(st.integers(0, 3)) == 0  # as imported
    window = Window(on_grid(start), None if open_ended else on_grid(start + length))
    announced = draw(st.one_of(st.none(), st.integers(-12, 20)))
    return Event(
        id=draw(st.sampled_from("abc")),
        kind=kind,
        title=Text.of("title", "en"),
        window=window,
        components=draw(IMPACTS),
        announced=None if announced is None else on_grid(announced),
        update_every=draw(st.sampled_from((None, STEP, 3 * STEP))),
        auto_complete=draw(st.booleans()),
        revised=tuple(on_grid(at) for at in draw(st.lists(st.integers(-12, 30), max_size=1))),
        updates=_log(draw, kind, window, -12 if announced is None else announced),
        place=Place("content/events/event.md"),
    )


def _log(draw: st.DrawFn, kind: Kind, window: Window, earliest: int) -> tuple[Update, ...]:
    log: list[Update] = []
    over = False
    at = on_grid(earliest)
    for number in range(draw(st.integers(0, 6))):
        at += (draw(st.integers(0, 6)) * STEP) if number == 0 else draw(_pauses())
        allowed = AFTER_THE_END if over else LADDERS[kind] - {UpdateState.REVIEWED}
        state = draw(st.sampled_from(sorted(allowed)))
        start, end = _moved(draw, state, window)
        window = Window(start or window.start, end or window.end)
        promised = draw(st.sampled_from((None, None, STEP, 3 * STEP)))
        update = Update(
            at=at,
            state=state,
            start=start,
            end=end,
            next_update=None if promised is None else at + promised,
            impacts=draw(IMPACTS),
            place=Place("content/events/event.md", 10 + number),
        )
        log.append(update)
        over = over or state in ENDS
    return tuple(log)


def _pauses() -> st.SearchStrategy[timedelta]:
    return st.sampled_from((SECOND, *(steps * STEP for steps in range(1, 9))))


def _moved(draw: st.DrawFn, state: UpdateState, window: Window) -> tuple[datetime | None, datetime | None]:
    if state is UpdateState.EXTENDED:
        return None, (window.end or window.start) + draw(st.integers(1, 6)) * STEP
    if state is UpdateState.RESCHEDULED:
        start = draw(st.integers(-6, 40))
        return on_grid(start), on_grid(start + draw(st.integers(1, 12)))
    return None, None


@st.composite
def several_events(draw: st.DrawFn) -> tuple[Event, ...]:
    """Up to three events with ids of their own, as they stand in one content folder."""
    found = draw(st.lists(events(), max_size=3))
    return tuple(replace(event, id=f"{event.id}-{number}") for number, event in enumerate(found))


def config(components: tuple[str, ...] = COMPONENTS, **more: Any) -> Config:
    """Return a small site's settings; *more* replaces some of them."""
    settings_of = Config(
        title=Text.of("Status", "en"),
        url="",
        time_zone="Asia/Shanghai",
        languages=("en",),
        default_language="en",
        theme="default",
        owner=Text(),
        description=Text(),
        components=tuple(Component(name, Text.of(name, "en")) for name in components),
        audiences=(),
        policy=Policy(
            lead_time=timedelta(hours=24),
            lead_time_everyone=timedelta(days=3),
            reminder=timedelta(hours=1),
            quiet_hours=(timedelta(hours=22), timedelta(hours=6)),
            quiet_days=(),
            update_every=timedelta(minutes=15),
            answer_within=timedelta(hours=24),
            fresh=timedelta(hours=24),
            auto_complete=False,
            off=(),
            enforce=(),
        ),
        freezes=(),
    )
    return replace(settings_of, **more)
