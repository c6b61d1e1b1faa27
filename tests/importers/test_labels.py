"""The words before what others say, and the states that they stand for."""

import pytest

from statuspage.importers.labels import STATES, state_of
from statuspage.model import UpdateState


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Investigating", UpdateState.INVESTIGATING),
        ("IDENTIFIED", UpdateState.IDENTIFIED),
        ("Issue identified:", UpdateState.IDENTIFIED),
        ("Under Observation", UpdateState.MONITORING),
        ("resolution (1)", UpdateState.RESOLVED),
        ("Fixed -", UpdateState.RESOLVED),
        ("in_progress", UpdateState.IN_PROGRESS),
        ("In  progress", UpdateState.IN_PROGRESS),
        ("Verifying.", UpdateState.VERIFYING),
        ("Complete", UpdateState.COMPLETED),
        ("Canceled", UpdateState.CANCELLED),
        ("Post-mortem", UpdateState.REVIEWED),
        ("Update", UpdateState.NOTE),
        ("Update 3", UpdateState.NOTE),
        ("update #3", UpdateState.NOTE),
        ("更新：", UpdateState.NOTE),
        ("已恢复", UpdateState.RESOLVED),
    ],
)
def test_a_word_that_is_known_stands_for_its_state(label: str, state: UpdateState):
    """In whatever letters, with a number behind it or a colon."""
    assert state_of(label) is state


@pytest.mark.parametrize("label", ["", " ", "Upstream response", "Just began", "3", "Not resolved", "1" * 1_000_000])
def test_any_other_word_is_left_to_its_writer(label: str):
    """It says nothing of a state, however long it is."""
    assert state_of(label) is None


def test_the_known_words_are_found_as_they_stand():
    """What is compared in lower case is kept in lower case."""
    assert all(state_of(word) is state for word, state in STATES.items())
