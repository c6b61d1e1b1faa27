"""The API in clients that others wrote, from a host on this machine: they see the snapshot's components and events."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from statuspage.model import PLANNED
from statuspage.snapshot import Health
from statuspage.state import EventState, Phase
from tests.browsers import Below, serving
from tests.clients.run import node, python
from tests.clients.sites import BuiltSite, BuiltSites

pytestmark = pytest.mark.whole

WORDS = {
    Health.OK: "operational",
    Health.MAINTENANCE: "under_maintenance",
    Health.OVERRUN: "under_maintenance",
    Health.DEGRADED: "degraded_performance",
    Health.PARTIAL: "partial_outage",
    Health.OUTAGE: "major_outage",
}
"""What Statuspage calls the state of a component."""
FILES = {
    "summary": "summary.json",
    "status": "status.json",
    "components": "components.json",
    "incidents": "incidents.json",
    "unresolved": "incidents/unresolved.json",
    "upcoming": "scheduled-maintenances/upcoming.json",
}
"""The file behind each question that a client asks."""


@pytest.fixture(scope="session")
def host(built_sites: BuiltSites) -> Iterator[str]:
    """A host on this machine, with each site in a folder of its own."""
    with serving(Below(built_sites.folder)) as address:
        yield address


@pytest.fixture(scope="session")
def answers(built_sites: BuiltSites, host: str) -> Mapping[str, Any]:
    """What the client `statuspage.io` of npm is told by each site."""
    seen = node("api.mjs", [host + built.name for built in built_sites], built_sites.folder)
    return {built.name: seen[host + built.name] for built in built_sites}


@pytest.fixture(scope="session")
def exported(built_sites: BuiltSites, host: str) -> Mapping[str, Any]:
    """What statuspage-prometheus-exporter makes of each site."""
    pages = {built.name: f"{host}{built.name}/" for built in built_sites}
    found: Mapping[str, Any] = python("exporter.py", pages, built_sites.folder)
    return found


def faults(built: BuiltSite) -> list[EventState]:
    """Return the faults and emergencies that aren't over, by the snapshot."""
    return [state for state in built.snapshot.events if state.event.kind not in PLANNED and not state.over]


def work(built: BuiltSite) -> list[EventState]:
    """Return the planned work that isn't over, by the snapshot."""
    return [state for state in built.snapshot.events if state.event.kind in PLANNED and not state.over]


def assert_told(events: list[Any], states: list[EventState], built: BuiltSite) -> None:
    """Each event of an answer has the title of one of the snapshot's, and each of these is in the answer."""
    titles = [state.event.title.in_lang(built.site.config.default_language).text for state in states]
    assert len(events) == len(titles)
    for title in titles:
        assert [event for event in events if title in event["name"]], title


def test_the_npm_client_gets_an_answer_to_every_question(built_sites: BuiltSites, answers: Mapping[str, Any]):
    """Each question of `statuspage.io` is answered by the file that is published for it."""
    for built in built_sites:
        for question, file in FILES.items():
            expected = json.loads(built.read(f"{built.name}/api/v2/{file}"))
            assert answers[built.name][question] == expected, (built.name, question)


def test_the_npm_client_sees_the_components_of_the_snapshot(built_sites: BuiltSites, answers: Mapping[str, Any]):
    """Every component has its own state, in the words that Statuspage has for it."""
    for built in built_sites:
        told = answers[built.name]["components"]["components"]
        seen = {component["id"]: component["status"] for component in told if not component["group"]}
        assert seen == {state.component.id: WORDS[state.health] for state in built.snapshot.components}, built.name


def test_the_npm_client_sees_the_events_of_the_snapshot(built_sites: BuiltSites, answers: Mapping[str, Any]):
    """What is wrong now, what is being worked on and what is coming is told once each, by its title."""
    for built in built_sites:
        told = answers[built.name]
        coming = [state for state in work(built) if state.phase is Phase.UPCOMING]
        assert_told(told["unresolved"]["incidents"], faults(built), built)
        assert_told(told["upcoming"]["scheduled_maintenances"], coming, built)
        assert_told(told["summary"]["incidents"], faults(built), built)
        assert_told(told["summary"]["scheduled_maintenances"], work(built), built)
        listed = {incident["id"] for incident in told["incidents"]["incidents"]}
        assert {incident["id"] for incident in told["unresolved"]["incidents"]} <= listed, built.name


def test_the_exporter_reads_every_site(built_sites: BuiltSites, exported: Mapping[str, Any]):
    """The exporter finds each component with its state, and the ids of what is open."""
    for built in built_sites:
        told, summary = exported[built.name], json.loads(built.read(f"{built.name}/api/v2/summary.json"))
        assert told["success"], (built.name, told["error"])
        seen = [(component["name"], component["status"]) for component in told["component_metadata"]]
        assert seen == [(component["name"], component["status"]) for component in summary["components"]], built.name
        assert {seen["id"] for seen in told["incident_metadata"]} == {told["id"] for told in summary["incidents"]}
        planned = {work["id"] for work in summary["scheduled_maintenances"]}
        assert {seen["id"] for seen in told["maintenance_metadata"]} == planned, built.name


def test_the_exporter_calls_well_what_is_well(built_sites: BuiltSites, exported: Mapping[str, Any]):
    """Its figure is 1 exactly while every component is well and no fault is open."""
    for built in built_sites:
        well = all(state.health is Health.OK for state in built.snapshot.components) and not faults(built)
        assert exported[built.name]["status"] == int(well), built.name
