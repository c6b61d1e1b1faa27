"""docs/api.md: its tables are what the code does, its program runs, and its example is as the schema says."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from statuspage.incidents import COMPONENT_STATUS, IMPACT, INDICATOR, STATUS
from statuspage.model import LADDERS, Impact, Kind, UpdateState
from statuspage.outputs import api, api_v2
from statuspage.snapshot import Health
from statuspage.state import Phase
from tests.browsers import serving
from tests.sites import ROOT, SMALL, render, write

DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")
REACHED_WITHOUT_A_WORD = {Phase.UPCOMING, Phase.IN_PROGRESS, Phase.ENDED}
"""Phases that the clock can bring about for every kind."""


def rows(head: str) -> dict[str, list[str]]:
    """Return the rows of the table whose first column has this head: the other cells, by the word in the first."""
    (block,) = re.findall(rf"(?m)^\| {head} \|.*\n\| ---.*\n((?:\|.*\n)+)", DOCUMENT)
    cells = [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
    return {first: rest for first, *rest in cells}


def example(kind: str) -> str:
    (found,) = re.findall(rf"(?m)^```{kind}\n((?:.*\n)*?)```$", DOCUMENT)
    return str(found)


def test_statuses_are_those_that_the_code_takes():
    """Each phase that a kind can come to has its status in the table; overrun is told below it."""
    table = rows("phase")
    assert set(table) == set(Phase) - {Phase.HIDDEN, Phase.OVERRUN}
    for phase, (work, emergency, incident) in table.items():
        for kind, told in ((Kind.MAINTENANCE, work), (Kind.EMERGENCY, emergency), (Kind.INCIDENT, incident)):
            said = phase in set(UpdateState) and UpdateState(phase) in LADDERS[kind]
            reached = said or Phase(phase) in REACHED_WITHOUT_A_WORD
            assert told == (STATUS[kind][Phase(phase)] if reached else "–"), (phase, kind)


def test_states_and_impacts_are_those_that_the_code_takes():
    """Each of our states and impacts has its words in the tables."""
    assert rows("our state") == {health: [COMPONENT_STATUS[health], INDICATOR[health]] for health in Health}
    assert rows("our impact") == {impact: [IMPACT[impact]] for impact in Impact}


def test_every_file_is_told(tmp_path: Path):
    """The tables name each file under api/, and none else."""
    named = set(re.findall(r"(?m)^\| `/(api/[^`]+)` \|", DOCUMENT))
    assert named == {path for path in render(write(tmp_path, SMALL)) if path.startswith("api/")}
    assert {f"api/v2/{name}.json" for name in api_v2.FILES} < named


def test_the_example_is_as_the_schema_says():
    """What the page shows of status.json could be one."""
    assert list(Draft202012Validator(json.loads(api.schema())).iter_errors(json.loads(example("json")))) == []


@pytest.mark.parametrize("name", ["small", "without address"])
def test_the_program_runs(tmp_path: Path, name: str):
    """The program prints the state and what isn't over."""
    text = SMALL if name == "small" else SMALL.replace('url = "https://status.example/"\n', "")
    printed = io.StringIO()
    with serving(render(write(tmp_path, text))) as address, redirect_stdout(printed):
        exec(compile(example("python").replace("https://status.example.org/", address), "docs/api.md", "exec"), {})
    assert printed.getvalue().splitlines() == [
        "maintenance",
        "in-progress 2026-03-01T23:00:00+08:00 2026-03-02T02:00:00+08:00 商店数据库升级",
    ]
