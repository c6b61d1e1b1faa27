"""What is true at an instant: the table of cases that JavaScript runs too, and what holds for every event."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.model import Content, Event, Impact, Kind, Update, UpdateState, Window
from statuspage.problems import Place
from statuspage.snapshot import RANK, Health, health_of, take_snapshot, worst
from statuspage.state import OVER, UNDER_WAY, EventState, Phase, resolve
from statuspage.texts import Text
from tests.facts import event_of, instant
from tests.strategies import SECOND, config, events, instants, on_grid, several_events, steady

FILE: Final = Path(__file__).with_name("cases") / "state.json"
TABLE: Final[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
CASES: Final[list[dict[str, Any]]] = TABLE["cases"]
SITES: Final[list[dict[str, Any]]] = TABLE["sites"]

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)

# Where an event can get by the clock alone.
BY_CLOCK: Final = {
    Phase.HIDDEN: {Phase.UPCOMING, Phase.IN_PROGRESS, Phase.OVERRUN, Phase.ENDED},
    Phase.UPCOMING: {Phase.IN_PROGRESS},
    **{phase: {Phase.OVERRUN, Phase.ENDED} for phase in UNDER_WAY - {Phase.OVERRUN}},
    **{phase: set() for phase in OVER | {Phase.OVERRUN}},
}
# Where an event can get by a word; a word that isn't listed says nothing of the phase.
BY_WORD: Final = {
    UpdateState.IN_PROGRESS: {Phase.IN_PROGRESS, Phase.OVERRUN},
    UpdateState.VERIFYING: {Phase.VERIFYING, Phase.OVERRUN},
    UpdateState.INVESTIGATING: {Phase.INVESTIGATING, Phase.OVERRUN},
    UpdateState.IDENTIFIED: {Phase.IDENTIFIED, Phase.OVERRUN},
    UpdateState.MONITORING: {Phase.MONITORING, Phase.OVERRUN},
    UpdateState.EXTENDED: {Phase.UPCOMING, *UNDER_WAY, Phase.ENDED},
    UpdateState.RESCHEDULED: {Phase.UPCOMING, Phase.IN_PROGRESS, Phase.OVERRUN, Phase.ENDED},
    UpdateState.COMPLETED: {Phase.COMPLETED},
    UpdateState.RESOLVED: {Phase.RESOLVED},
    UpdateState.CANCELLED: {Phase.CANCELLED},
}


# --- the table of cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    """`resolve` yields exactly what the case says."""
    state = resolve(event_of(case["event"]), instant(case["now"]))
    told = {
        "phase": state.phase.value,
        "windows": [{"start": window.start, "end": window.end} for window in state.windows],
        "actual_start": state.actual_start,
        "actual_end": state.actual_end,
        "components": {name: impact.value for name, impact in state.impacts},
        "updates": len(state.updates),
        "next_update": state.next_update,
        "late": state.late,
        "changed": state.changed,
        "next_change": state.next_change,
    }
    times = ("actual_start", "actual_end", "next_update", "changed", "next_change")
    expected = case["expect"] | {name: instant(case["expect"][name]) for name in times}
    expected["windows"] = [{key: instant(time) for key, time in window.items()} for window in expected["windows"]]
    assert told == expected


@pytest.mark.parametrize("case", SITES, ids=lambda case: case["name"])
def test_site(case: dict[str, Any]) -> None:
    """`take_snapshot` yields exactly what the case says, whatever the order of the events."""
    found = tuple(event_of(facts) for facts in case["events"])
    settings = config(tuple(case["components"]))
    for content in (Content(events=found), Content(events=found[::-1])):
        snapshot = take_snapshot(content, settings, instant(case["now"]))
        told = {
            "state": snapshot.health.value,
            "components": {
                state.component.id: {"state": state.health.value, "because": list(state.because)}
                for state in snapshot.components
            },
            "as_of": snapshot.as_of,
            "next_change": snapshot.next_change and snapshot.next_change.at,
        }
        times = {name: instant(case["expect"][name]) for name in ("as_of", "next_change")}
        assert told == case["expect"] | times


def test_cases_show_every_phase_of_every_kind() -> None:
    """The table leaves out no phase that an event of some kind can have."""
    always = {"hidden", "upcoming", "in-progress", "overrun", "ended"}
    work, fault = {"verifying", "completed", "cancelled"}, {"investigating", "identified", "monitoring", "resolved"}
    shown: dict[str, set[str]] = {}
    for case in CASES:
        shown.setdefault(case["event"]["kind"], set()).add(case["expect"]["phase"])
    assert shown == {
        "maintenance": always | work,
        "drill": always | work,
        "incident": always | fault,
        "emergency": always | work | fault,
    }


def test_cases_are_data_for_any_language() -> None:
    """Every case has a name of its own, and every time in it an offset."""
    names = [case["name"] for case in (*CASES, *SITES)]
    assert len(names) == len(set(names))
    assert len(CASES) >= 100
    assert len(SITES) >= 20
    times = list(_times(TABLE))
    assert len(times) > 1000
    assert all(time == time.strip() and datetime.fromisoformat(time).tzinfo for time in times)


# --- what holds for every event


@given(events())
@steady(120)
def test_next_change_is_when_something_changes(event: Event) -> None:
    """At `next_change` something differs from just before, and `changed` is then that instant."""
    for now, state in _walk(event):
        if state.changed is not None:
            assert state.changed <= now
            before = resolve(event, state.changed - TICK)
            assert _essence(before) != _essence(state)
            assert before.next_change == state.changed
        if state.next_change is not None:
            assert state.next_change > now
            after = resolve(event, state.next_change)
            assert _essence(after) != _essence(state)
            assert after.changed == state.next_change


@given(events(), st.lists(instants(), min_size=1, max_size=5))
@steady(120)
def test_nothing_changes_before_next_change(event: Event, nows: list[datetime]) -> None:
    """What is true at an instant is true, to the microsecond, from `changed` until just before `next_change`."""
    for now in nows:
        state = resolve(event, now)
        if state.changed is not None:
            assert resolve(event, state.changed) == state
        if state.next_change is not None:
            assert resolve(event, state.next_change - TICK) == state
            assert resolve(event, now + (state.next_change - now) / 2) == state
        else:
            assert resolve(event, now + timedelta(days=10_000)) == state


@given(events())
@steady(120)
def test_phases_move_along_the_ladder(event: Event) -> None:
    """By the clock alone and by a word an event gets only where the tables above let it."""
    for (_, before), (_, after) in pairwise(_walk(event)):
        words = [update.state for update in after.updates[len(before.updates) :]]
        if before.phase is after.phase:
            continue
        assert after.phase is not Phase.HIDDEN
        if after.phase is Phase.UPCOMING and before.phase is not Phase.HIDDEN:
            assert UpdateState.RESCHEDULED in words
        if before.phase in OVER - {Phase.ENDED}:
            raise AssertionError(f"left {before.phase} for {after.phase}")
        allowed = BY_CLOCK[before.phase].union(*(BY_WORD.get(word, set()) for word in words))
        assert after.phase in allowed


@given(events(), instants())
@steady(120)
def test_what_is_dated_later_makes_no_difference(event: Event, now: datetime) -> None:
    """Without its later updates an event is what it is with them, but for what changes next."""
    without = replace(event, updates=tuple(update for update in event.updates if update.at <= now))
    one, other = resolve(event, now), resolve(without, now)
    assert replace(one, event=without, next_change=None) == replace(other, next_change=None)


@given(events(), instants())
@steady(120)
def test_a_hidden_event_tells_nothing(event: Event, now: datetime) -> None:
    """Before it is announced an event has no window, impact, update or promise: only an instant when it comes."""
    state = resolve(event, now)
    if state.phase is Phase.HIDDEN:
        assert state.next_change is not None
        assert state == EventState(event, Phase.HIDDEN, next_change=state.next_change)


@given(events(), instants())
@steady(120)
def test_what_is_over_is_over(event: Event, now: datetime) -> None:
    """After its end an event affects nothing and owes nothing, and has an actual end only if somebody said so."""
    state = resolve(event, now)
    ends = [update.at for update in state.updates if update.state in ("completed", "resolved")]
    assert state.actual_end == (ends[0] if ends else None)
    if state.phase in OVER:
        assert {impact for _, impact in state.impacts} <= {Impact.NONE}
        assert (state.next_update, state.late) == (None, False)


@given(events(), instants())
@steady(120)
def test_windows_are_a_history(event: Event, now: datetime) -> None:
    """The windows begin with the announced one, get one more with each move, and the last holds."""
    state = resolve(event, now)
    moves = [update for update in state.updates if update.state in ("extended", "rescheduled")]
    if state.phase is not Phase.HIDDEN:
        assert state.windows[0] == event.window
        assert len(state.windows) == 1 + len(moves)
        assert [window.end for window in state.windows[1:]] == [update.end for update in moves]
        assert state.window == state.windows[-1]


# --- what holds for every site


@given(several_events(), st.lists(instants(), min_size=1, max_size=3))
@steady(80)
def test_a_snapshot_holds_until_its_next_change(found: tuple[Event, ...], nows: list[datetime]) -> None:
    """Until just before `next_change` snapshots are equal; at it they differ, and are dated by it."""
    content, settings = Content(events=found), config()
    for now in nows:
        snapshot = take_snapshot(content, settings, now)
        assert snapshot.as_of is None or snapshot.as_of <= now
        if snapshot.next_change is None:
            assert take_snapshot(content, settings, now + timedelta(days=10_000)) == snapshot
            continue
        change = snapshot.next_change.at
        assert now < change
        for later in (now + (change - now) / 2, change - TICK):
            assert take_snapshot(content, settings, later) == snapshot
        after = take_snapshot(content, settings, change)
        assert after != snapshot
        assert after.as_of == change


@given(several_events(), st.data())
@steady(120)
def test_recovery_never_makes_a_site_worse(found: tuple[Event, ...], data: st.DataObject) -> None:
    """Adding `x: none` to an update never makes the site or a component worse, at any instant."""
    candidates = [index for index, event in enumerate(found) if event.updates]
    if not candidates:
        return
    index = data.draw(st.sampled_from(candidates))
    event = found[index]
    number = data.draw(st.integers(0, len(event.updates) - 1))
    settings = config()
    name = data.draw(st.sampled_from(settings.components)).id
    log = list(event.updates)
    log[number] = replace(log[number], impacts=(*log[number].impacts, (name, Impact.NONE)))
    recovered = (*found[:index], replace(event, updates=tuple(log)), *found[index + 1 :])
    for now in (data.draw(instants()), log[number].at, log[-1].at + SECOND):
        before = take_snapshot(Content(events=found), settings, now)
        after = take_snapshot(Content(events=recovered), settings, now)
        assert RANK[after.health] <= RANK[before.health]
        for one, other in zip(before.components, after.components, strict=True):
            assert RANK[other.health] <= RANK[one.health]


@given(several_events(), instants())
@steady(100)
def test_upcoming_events_never_change_a_component(found: tuple[Event, ...], now: datetime) -> None:
    """A site is what it would be without the events that are hidden, upcoming or over."""
    settings = config()
    begun = tuple(event for event in found if resolve(event, now).phase in UNDER_WAY)
    all_of_them = take_snapshot(Content(events=found), settings, now)
    only_begun = take_snapshot(Content(events=begun), settings, now)
    assert all_of_them.health == only_begun.health
    assert all_of_them.components == only_begun.components


@given(several_events(), instants())
@steady(80)
def test_a_site_is_what_its_worst_event_makes_of_it(found: tuple[Event, ...], now: datetime) -> None:
    """Where every component is the site's, its state is the worst of its events; one without components counts too."""
    snapshot = take_snapshot(Content(events=found), config(), now)
    assert snapshot.health == worst(health_of(state) for state in snapshot.events)
    assert health_of(EventState(_plain(Window(on_grid(0), None)), Phase.INVESTIGATING)) is not Health.OK


@given(several_events(), instants(), st.randoms(use_true_random=False))
@steady(100)
def test_order_makes_no_difference(found: tuple[Event, ...], now: datetime, random: Any) -> None:
    """In whatever order events and components stand, the snapshot says the same of each."""
    settings = config()
    events_mixed, components_mixed = list(found), list(settings.components)
    random.shuffle(events_mixed)
    random.shuffle(components_mixed)
    mixed_settings = replace(settings, components=tuple(components_mixed))
    one = take_snapshot(Content(events=found), settings, now)
    other = take_snapshot(Content(events=tuple(events_mixed)), mixed_settings, now)
    assert replace(one, components=()) == replace(other, components=())
    by_id = {state.component.id: state for state in other.components}
    assert {state.component.id: state for state in one.components} == by_id


@given(several_events(), instants())
@steady(80)
def test_a_snapshot_holds_no_future(found: tuple[Event, ...], now: datetime) -> None:
    """No update dated after the instant, and no hidden event, is to be found in a snapshot."""
    snapshot = take_snapshot(Content(events=found), config(), now)
    assert all(update.at <= now for state in snapshot.events for update in state.event.updates)
    assert Phase.HIDDEN not in {state.phase for state in snapshot.events}
    assert [state.event.id for state in snapshot.events] == [
        event.id
        for event in sorted(found, key=lambda event: (resolve(event, now).window.start, event.id), reverse=True)
        if resolve(event, now).phase is not Phase.HIDDEN
    ]


@given(events())
@steady(100)
def test_the_sequence_rises_with_each_change(event: Event) -> None:
    """It never falls as time passes: it is higher after each change but the announcement, and the same between."""
    walked = [state for _, state in _walk(event) if state.phase is not Phase.HIDDEN]
    assert all(before.sequence < after.sequence for before, after in pairwise(walked))


@given(events(), instants(), st.data())
@steady(150)
def test_the_sequence_rises_with_each_update_that_is_added(event: Event, now: datetime, data: st.DataObject) -> None:
    """What is said may have a time before changes that the clock had brought, and counts for more than these."""
    before = resolve(event, now)
    at = data.draw(instants().filter(lambda at: at <= now and all(update.at != at for update in event.updates)))
    note = Update(at=at, state=UpdateState.NOTE, place=event.place)
    after = resolve(replace(event, updates=tuple(sorted((*event.updates, note), key=lambda update: update.at))), now)
    corrected = resolve(replace(event, revised=(*event.revised, at)), now)
    if Phase.HIDDEN not in (before.phase, after.phase):
        assert before.sequence < after.sequence
    if before.phase is not Phase.HIDDEN:
        assert before.sequence < corrected.sequence


def test_an_end_that_is_told_late_takes_back_that_it_was_overrun() -> None:
    """A window ends unconfirmed; what then says that it ended before is a change of a higher number."""
    event = _plain(Window(on_grid(0), on_grid(6)))
    overrun = resolve(event, on_grid(7))
    done = Update(at=on_grid(5), state=UpdateState.COMPLETED, place=event.place)
    completed = resolve(replace(event, updates=(done,)), on_grid(7))
    assert (overrun.phase, completed.phase) == (Phase.OVERRUN, Phase.COMPLETED)
    assert overrun.sequence < completed.sequence


# --- in words


def test_next_change_is_told_in_words() -> None:
    """What changes next is named by what happens then: announcement, start, update, lateness, end."""
    event = event_of(
        {
            "id": "db",
            "kind": "maintenance",
            "announced": "2026-11-24T10:00:00Z",
            "start": "2026-11-28T23:00:00Z",
            "end": "2026-11-29T03:00:00Z",
            "update_every": 60,
            "updates": [{"at": "2026-11-29T03:30:00Z", "state": "completed"}],
        }
    )
    assert _told(event) == [
        "2026-11-24 10:00 db is announced",
        "2026-11-28 23:00 db starts",
        "2026-11-29 00:00 db owes an update",
        "2026-11-29 03:00 db passes its planned end",
        "2026-11-29 03:30 db has an update: completed",
    ]


def test_what_becomes_public_late_is_announced_and_does_not_start() -> None:
    """An event whose window has begun or passed before its announcement is told to be announced."""
    start, end = on_grid(0), on_grid(6)
    for public in (on_grid(0), on_grid(3), on_grid(6), on_grid(9)):
        event = replace(_plain(Window(start, end)), announced=public)
        assert _told(event)[0] == f"{public:%Y-%m-%d %H:%M} db is announced"


def test_words_that_are_corrected_are_a_change() -> None:
    """A correction is dated, counted, and nothing else is different after it; before its time nothing knows of it."""
    event = replace(_plain(Window(on_grid(6), on_grid(12))), announced=on_grid(0), revised=(on_grid(3),))
    assert _told(event)[:3] == [
        "2026-11-28 00:00 db is announced",
        "2026-11-28 00:30 db has its words corrected",
        "2026-11-28 01:00 db starts",
    ]
    before, after = resolve(event, on_grid(3) - TICK), resolve(event, on_grid(3))
    assert (before.sequence, after.sequence, after.changed) == (0, 10, on_grid(3))
    assert _essence(replace(after, revised=0)) == _essence(before)
    shown = take_snapshot(Content(events=(event,)), config(), on_grid(2)).events[0]
    assert shown.event.revised == ()


def test_a_window_that_the_clock_closes_is_told_to_end_as_planned() -> None:
    """An event with `auto_complete` ends as planned, it isn't completed."""
    event = replace(_plain(Window(on_grid(0), on_grid(6))), auto_complete=True)
    assert _told(event) == ["2026-11-28 00:00 db starts", "2026-11-28 01:00 db ends as planned"]


@given(several_events(), instants())
@steady(80)
def test_words_fit_what_happens(found: tuple[Event, ...], now: datetime) -> None:
    """Every next change is told by the words for what differs after it."""
    change = take_snapshot(Content(events=found), config(), now).next_change
    if change is None:
        return
    event = next(event for event in found if event.id == change.event)
    before, after = resolve(event, now), resolve(event, change.at)
    if before.phase is Phase.HIDDEN:
        assert change.what == "is announced"
    elif len(after.updates) > len(before.updates):
        assert change.what == f"has an update: {after.updates[-1].state}"
    elif before.phase is after.phase:
        assert change.what == ("has its words corrected" if after.revised > before.revised else "owes an update")
        assert after.late or after.revised > before.revised
    else:
        words = {"in-progress": "starts", "overrun": "passes its planned end", "ended": "ends as planned"}
        assert change.what == words[after.phase]


def test_the_worst_of_nothing_is_ok() -> None:
    """Healths are ordered from ok to outage, and without any all is well."""
    assert worst([]) is Health.OK
    assert worst(Health) is Health.OUTAGE
    assert worst([Health.MAINTENANCE, Health.DEGRADED, Health.OVERRUN]) is Health.DEGRADED


# --- reading cases, walking through time


def _plain(window: Window) -> Event:
    return Event(id="db", kind=Kind.MAINTENANCE, title=Text(), window=window, place=Place("case.md"))


def _times(value: Any) -> Any:
    if isinstance(value, dict):
        for item in value.values():
            yield from _times(item)
    elif isinstance(value, list):
        for item in value:
            yield from _times(item)
    elif isinstance(value, str) and value[:2] == "20":
        yield value


def _walk(event: Event) -> list[tuple[datetime, EventState]]:
    """Return what is true of an event from long ago on, at each instant that `next_change` names."""
    now: datetime | None = LONG_AGO
    found = []
    while now is not None:
        found.append((now, resolve(event, now)))
        now = found[-1][1].next_change
    return found


def _told(event: Event) -> list[str]:
    content, settings, now = Content(events=(event,)), config(), LONG_AGO
    told = []
    while change := take_snapshot(content, settings, now).next_change:
        told.append(f"{change.at:%Y-%m-%d %H:%M} {change.event} {change.what}")
        now = change.at
    return told


def _essence(state: EventState) -> EventState:
    return replace(state, changes=(), next_change=None)
