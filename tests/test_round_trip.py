"""Nobody is locked in: the sample site goes out as the API v2 and comes back with the same events."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from statuspage.cli import main
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import PLANNED, Kind, UpdateState
from statuspage.problems import Problems
from statuspage.snapshot import Snapshot, take_snapshot
from statuspage.state import EventState, Phase, ended
from tests.sites import LIVELY, ROOT

SAID = (UpdateState.EXTENDED, UpdateState.RESCHEDULED, UpdateState.REVIEWED)
"""What v2 has no status for, of planned work at least: it comes back as a note."""


def read(root: Path) -> Snapshot:
    """Return what is true of a site at an instant at which it is lively."""
    problems = Problems()
    config = load_config(root / "config.toml", problems)
    assert config
    content = load_content(root / "content", config, problems)
    assert problems.found == []
    return take_snapshot(content, config, LIVELY)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[EventState, EventState]]:
    """Each public event of the sample site with what came back of it."""
    folder = tmp_path_factory.mktemp("round")
    for arguments in (
        ("export", "statuspage", str(ROOT), "--out", str(folder / "v2"), "--now", LIVELY.isoformat(" ")),
        ("import", "statuspage", str(folder / "v2"), "--into", str(folder / "site")),
    ):
        ran = CliRunner().invoke(main, [*arguments], prog_name="statuspage")
        assert ran.exit_code == 0, ran.output
    before = {state.event.id: state for state in read(ROOT).events}
    after = {state.event.id: state for state in read(folder / "site").events}
    assert before.keys() == after.keys()
    return [(before[name], after[name]) for name in before]


def test_each_event_has_the_same_name_title_and_kind(pairs):
    """But an emergency: to v2 that is an incident like any."""
    for before, after in pairs:
        assert after.event.title.original.text == before.event.title.original.text
        known = Kind.INCIDENT if before.event.kind is Kind.EMERGENCY else before.event.kind
        assert after.event.kind is known


def test_each_event_stands_where_it_stood(pairs):
    """Under way, over or to come; v2 doesn't tell which ladder an emergency went by."""
    for before, after in pairs:
        emergency = before.event.kind is Kind.EMERGENCY and before.over
        assert after.phase is (Phase.RESOLVED if emergency else before.phase), before.event.id


def test_planned_work_has_the_window_that_held_last(pairs):
    """Of windows that were moved v2 knows the last alone."""
    for before, after in pairs:
        if before.event.kind in PLANNED:
            assert after.windows == (before.window,), before.event.id


def test_each_event_ended_when_it_did(pairs):
    """To the second, whoever said so."""
    for before, after in pairs:
        assert ended(after) == ended(before), before.event.id


def test_no_update_is_lost_and_none_is_there_twice(pairs):
    """Each at its time, with its words and, where v2 has a word for it, its state."""
    for before, after in pairs:
        assert [update.at for update in after.updates] == [update.at for update in before.updates], before.event.id
        told = {update.at: update for update in after.updates}
        for update in before.updates:
            back = told[update.at]
            words = update.text.original.text.partition("\n")[0].strip(" *-#|>").partition("[")[0]
            assert words[:8].strip("*` ") in back.text.original.text, (before.event.id, update.at)
            if update.state not in SAID and before.event.kind is not Kind.EMERGENCY:
                assert back.state is update.state, (before.event.id, update.at)


def test_faults_affect_what_they_affected(pairs):
    """v2 tells how badly; of planned work it says only that it is under way."""
    for before, after in pairs:
        if before.event.kind not in PLANNED:
            assert dict(after.impacts) == dict(before.impacts), before.event.id
        else:
            assert {name for name, _ in after.impacts} == {name for name, _ in before.impacts}, before.event.id
