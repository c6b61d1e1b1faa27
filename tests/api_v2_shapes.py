"""The Statuspage API v2 as a strict client reads it: exactly the keys and words that are known, and files that agree."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
Documents = Mapping[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
ID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
FLAG: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$"}
URL: Schema = {"type": "string", "pattern": "^https?://[!-~]+$"}
NOTHING: Schema = {"type": "null"}


def of(**properties: Schema) -> Schema:
    """Return the schema of an object with these keys, each of them and no other."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def among(*words: str) -> Schema:
    return {"enum": [*words]}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, NOTHING]}


def many(schema: Schema, at_least: int = 0) -> Schema:
    return {"type": "array", "items": schema, "minItems": at_least}


FAULT = ("investigating", "identified", "monitoring", "resolved", "postmortem")
WORK = ("scheduled", "in_progress", "verifying", "completed")
LEVEL = among("operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance")

PAGE = of(id=ID, name=TEXT, url={**URL, "not": {"pattern": "/$"}}, time_zone=TEXT, updated_at=TIME)
STATE = of(indicator=among("none", "minor", "major", "critical"), description=TEXT)
_COMPONENT: dict[str, Schema] = {
    "id": ID,
    "name": TEXT,
    "status": LEVEL,
    "created_at": TIME,
    "updated_at": TIME,
    "position": {"type": "integer", "minimum": 1},
    "description": or_null(TEXT),
    "showcase": FLAG,
    "start_date": or_null({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
    "group_id": or_null(ID),
    "page_id": ID,
    "group": {"const": False},
    "only_show_if_degraded": FLAG,
}
LEAF = of(**_COMPONENT)
GROUP = of(**{**_COMPONENT, "group": {"const": True}, "group_id": NOTHING, "components": many(ID, 1)})
AFFECTED = of(code=ID, name=TEXT, old_status=LEVEL, new_status=LEVEL)


def event(words: tuple[str, ...], impacts: tuple[str, ...], **more: Schema) -> Schema:
    """Return the schema of an incident or a maintenance, with the words that it can have."""
    update = of(
        id=ID,
        status=among(*words),
        body=TEXT,
        incident_id=ID,
        created_at=TIME,
        updated_at=TIME,
        display_at=TIME,
        affected_components=many(AFFECTED),
        deliver_notifications=FLAG,
        custom_tweet=NOTHING,
        tweet_id=NOTHING,
    )
    return of(
        id=ID,
        name=TEXT,
        status=among(*words),
        created_at=TIME,
        updated_at=TIME,
        monitoring_at=or_null(TIME),
        resolved_at=or_null(TIME),
        impact=among(*impacts),
        shortlink=URL,
        started_at=TIME,
        page_id=ID,
        incident_updates=many(update, 1),
        components=many(LEAF),
        reminder_intervals=NOTHING,
        **more,
    )


COMPONENTS = many({"if": {"properties": {"group": {"const": True}}}, "then": GROUP, "else": LEAF})
INCIDENTS = many(event(FAULT, ("none", "minor", "major", "critical")))
MAINTENANCES = many(event(WORK, ("maintenance",), scheduled_for=TIME, scheduled_until=or_null(TIME)))

SHAPES: dict[str, Schema] = {
    "summary": of(
        page=PAGE, components=COMPONENTS, incidents=INCIDENTS, scheduled_maintenances=MAINTENANCES, status=STATE
    ),
    "status": of(page=PAGE, status=STATE),
    "components": of(page=PAGE, components=COMPONENTS),
    "incidents": of(page=PAGE, incidents=INCIDENTS),
    "incidents/unresolved": of(page=PAGE, incidents=INCIDENTS),
    "scheduled-maintenances": of(page=PAGE, scheduled_maintenances=MAINTENANCES),
    "scheduled-maintenances/upcoming": of(page=PAGE, scheduled_maintenances=MAINTENANCES),
    "scheduled-maintenances/active": of(page=PAGE, scheduled_maintenances=MAINTENANCES),
}
"""The whole of each file, by its path under api/v2/ without .json."""

OVER = {"resolved", "postmortem", "completed"}


@cache
def _checker(name: str) -> Draft202012Validator:
    return Draft202012Validator(SHAPES[name])


def documents(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the files of the API among those of a site, read."""
    found = {path: re.fullmatch(r"api/v2/(.+)\.json", path) for path in files}
    return {match[1]: json.loads(files[path]) for path, match in found.items() if match}


def refused(name: str, document: object) -> list[str]:
    """Return where a strict client would refuse a file."""
    return [f"{name}: {error.json_path} {error.message[:80]}" for error in _checker(name).iter_errors(document)]


def assert_conforms(found: Documents) -> None:
    """Hold all files against their shapes, and against each other."""
    assert set(found) == set(SHAPES)
    assert [told for name, document in found.items() for told in refused(name, document)] == []
    _assert_parts(found)
    _assert_components(found["summary"])
    for kind, name in (("incidents", "incidents"), ("scheduled_maintenances", "scheduled-maintenances")):
        for one in found[name][kind]:
            _assert_event(one, found["summary"])


def _assert_parts(found: Documents) -> None:
    """The summary is made of what the other files hold, and a narrower list of what a wider one does."""
    summary = found["summary"]
    assert all(document["page"] == summary["page"] for document in found.values())
    assert found["status"]["status"] == summary["status"]
    assert found["components"]["components"] == summary["components"]
    assert found["incidents/unresolved"]["incidents"] == summary["incidents"]
    active, coming = (
        found[f"scheduled-maintenances/{name}"]["scheduled_maintenances"] for name in ("active", "upcoming")
    )
    assert active + coming == summary["scheduled_maintenances"]
    assert all(one["status"] in {"in_progress", "verifying"} for one in active)
    assert all(one["status"] == "scheduled" for one in coming)
    whole = found["scheduled-maintenances"]["scheduled_maintenances"]
    assert _by_id([one for one in whole if one["status"] not in OVER]) == _by_id(summary["scheduled_maintenances"])
    faults = found["incidents"]["incidents"]
    assert [one for one in faults if one["status"] not in OVER] == summary["incidents"]


def _by_id(events: list[Any]) -> list[Any]:
    return sorted(events, key=lambda one: str(one["id"]))


def _assert_components(summary: Any) -> None:
    """Each component has an id of its own, a place of its own, and the group that lists it."""
    listed = summary["components"]
    assert [one["position"] for one in listed] == list(range(1, len(listed) + 1))
    groups = {one["id"]: one["components"] for one in listed if one["group"]}
    assert len({one["id"] for one in listed}) == len(listed)
    for one in listed:
        assert one["page_id"] == summary["page"]["id"]
        assert one["group"] or one["id"] in groups.get(one["group_id"], [one["id"]])
    members = [name for names in groups.values() for name in names]
    assert sorted(members) == sorted(one["id"] for one in listed if one["group_id"])


def _assert_event(one: Any, summary: Any) -> None:
    """An event's log is newest first, ends in its status, and leads from each state of a component to the next."""
    updates, known = one["incident_updates"], {component["id"]: component for component in summary["components"]}
    times = [datetime.fromisoformat(update["display_at"]) for update in updates]
    assert times == sorted(times, reverse=True), one["id"]
    assert updates[0]["status"] == one["status"], one["id"]
    assert len({update["id"] for update in updates}) == len(updates), one["id"]
    assert {update["incident_id"] for update in updates} == {one["id"]}
    assert (one["status"] in OVER) == (one["resolved_at"] is not None), one["id"]
    assert all(component == known[component["id"]] for component in one["components"])
    state: dict[str, str] = {}
    for update in reversed(updates):
        for told in update["affected_components"]:
            assert told["old_status"] == state.get(told["code"], "operational"), one["id"]
            state[told["code"]] = told["new_status"]
    assert one["page_id"] == summary["page"]["id"]
    assert one["shortlink"].startswith(f"{summary['page']['url']}/events/")
    if one.get("scheduled_until"):
        assert datetime.fromisoformat(one["scheduled_for"]) < datetime.fromisoformat(one["scheduled_until"])
