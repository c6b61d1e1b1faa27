"""The public API v2 of a Statuspage, as it is documented and as others write it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.api_v2 import MEANING, read, wanted
from statuspage.importers.history import Happening, History, Loss, Sort, System
from statuspage.model import Impact, Kind, UpdateState
from tests.strategies import steady

PAGE = {"id": "p1", "name": "Example", "url": "https://status.example.org", "time_zone": "Etc/UTC"}


def affected(code: str, new: str, *, old: str = "operational", name: str = "") -> dict[str, str]:
    return {"code": code, "name": name or code.title(), "old_status": old, "new_status": new}


def said(status: str, at: str, body: str = "Words.", states: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"id": at, "status": status, "body": body, "display_at": at, "affected_components": states}


def incident(**changed: Any) -> dict[str, Any]:
    whole = {
        "id": "abc",
        "name": "Mail is slow",
        "status": "resolved",
        "impact": "minor",
        "created_at": "2026-06-06T18:00:00.139Z",
        "started_at": "2026-06-06T17:50:00Z",
        "updated_at": "2026-06-06T19:05:27Z",
        "resolved_at": "2026-06-06T19:05:27Z",
        "shortlink": "https://short.example/xyz",
        "incident_updates": [
            said("resolved", "2026-06-06T19:05:27Z", "All well.", [affected("mail", "operational")]),
            said("monitoring", "2026-06-06T18:40:00Z", "Watching.", [affected("mail", "degraded_performance")]),
            said("investigating", "2026-06-06T18:00:00Z", "Looking.", [affected("mail", "partial_outage")]),
        ],
        "components": [],
    }
    return whole | changed


def maintenance(**changed: Any) -> dict[str, Any]:
    whole = {
        "id": "upgrade",
        "name": "Upgrade of the mail",
        "status": "completed",
        "impact": "maintenance",
        "created_at": "2026-06-01T09:00:00.980Z",
        "started_at": "2026-06-01T09:00:00Z",
        "updated_at": "2026-06-08T01:00:00Z",
        "resolved_at": "2026-06-08T01:00:00Z",
        "scheduled_for": "2026-06-07T22:00:00Z",
        "scheduled_until": "2026-06-08T02:00:00Z",
        "incident_updates": [
            said("completed", "2026-06-08T01:00:00Z", "Done.", [affected("mail", "operational")]),
            said("in_progress", "2026-06-07T22:00:00Z", "Begun.", [affected("mail", "under_maintenance")]),
            said("scheduled", "2026-06-01T09:00:01Z", "We upgrade.", [affected("mail", "operational")]),
        ],
    }
    return whole | changed


def listed(code: str, **changed: Any) -> dict[str, Any]:
    return {"id": code, "name": code.title(), "status": "operational", "group": False, "group_id": None} | changed


def reading(value: Any, path: str = "incidents.json") -> History:
    return read({path: json.dumps(value).encode()})


def told(record: dict[str, Any], name: str = "incidents") -> Happening:
    (happening,) = reading({"page": PAGE, name: [record]}).happenings
    return happening


def sorts(history: History) -> list[tuple[str, str]]:
    return [(loss.sort.value, str(loss.told)) for loss in history.losses]


def balanced(history: History) -> bool:
    unread = sum(loss.sort is Sort.UNREAD for loss in history.losses)
    return history.found == len(history.happenings) + len(history.pages) + unread


def test_the_page_names_the_site():
    """Name, address and zone of the page are the site's."""
    history = reading({"page": PAGE, "status": {"indicator": "none"}}, "status.json")
    assert (history.title, history.url, history.time_zone) == ("Example", "https://status.example.org", "Etc/UTC")
    assert (history.found, history.losses) == (0, ())


def test_an_incident_comes_over_with_its_updates():
    """Oldest first; it starts when it started, not when it was written down, and is over when it was resolved."""
    event = told(incident())
    assert (event.key, event.kind, event.severity, event.source) == (
        "abc",
        Kind.INCIDENT,
        "minor",
        "incidents.json#abc",
    )
    assert event.start
    assert event.start.at == datetime(2026, 6, 6, 17, 50, tzinfo=UTC)
    assert event.over
    assert event.ended
    assert event.ended.written == "2026-06-06T19:05:27Z"
    assert [one.state for one in event.updates] == [
        UpdateState.INVESTIGATING,
        UpdateState.MONITORING,
        UpdateState.RESOLVED,
    ]
    assert [one.text for one in event.updates] == ["Looking.", "Watching.", "All well."]
    assert (event.address, event.announced, event.body) == ("incidents/abc", None, "")
    assert json.loads(event.original) == incident()


def test_components_are_affected_as_first_told_and_updates_change_that():
    """What stays as it was isn't repeated, and that all is well again goes without saying once it is over."""
    event = told(incident())
    assert event.affected == (("mail", "partial_outage"),)
    assert [one.impacts for one in event.updates] == [(), (("mail", "degraded_performance"),), ()]


def test_what_becomes_worse_and_better_again_is_told_each_time():
    """Each update is compared with the one before it."""
    words = ["degraded_performance", "major_outage", "degraded_performance"]
    updates = [said("monitoring", f"2026-06-06T18:0{n}:00Z", states=[affected("mail", w)]) for n, w in enumerate(words)]
    event = told(incident(incident_updates=updates[::-1]))
    assert event.affected == (("mail", words[0]),)
    assert [one.impacts for one in event.updates] == [(), (("mail", words[1]),), (("mail", words[2]),)]


def test_of_updates_of_one_time_the_lower_one_was_first():
    """v2 has the newest on top."""
    updates = [said("monitoring", "2026-06-06T18:00:00Z", text) for text in ("Second.", "First.")]
    assert [one.text for one in told(incident(incident_updates=updates)).updates] == ["First.", "Second."]


def test_a_component_that_is_affected_later_is_an_update_of_that_time():
    """The first list says what is affected at first; all well before the end is a staged recovery."""
    updates = [
        said("identified", "2026-06-06T18:30:00Z", states=[affected("mail", "operational"), affected("chat", "x")]),
        said("investigating", "2026-06-06T18:00:00Z", states=[affected("mail", "major_outage")]),
    ]
    event = told(incident(status="identified", resolved_at=None, incident_updates=updates))
    assert event.affected == (("mail", "major_outage"),)
    assert [one.impacts for one in event.updates] == [(), (("mail", "operational"), ("chat", "x"))]


def test_what_was_told_only_when_it_was_over_is_what_it_was_before():
    """An incident that was written down afterwards has one list, and that says how it was."""
    over = said("resolved", "2026-06-06T19:05:27Z", states=[affected("mail", "operational", old="major_outage")])
    assert told(incident(incident_updates=[over])).affected == (("mail", "major_outage"),)


def test_components_without_a_state_leave_it_to_the_severity():
    """Old pages list the components of an incident alone."""
    updates = [said("investigating", "2026-06-06T18:00:00Z")]
    event = told(incident(incident_updates=updates, components=[{"id": "mail", "name": "Mail"}]))
    assert (event.affected, event.severity) == ((("mail", ""),), "minor")


def test_the_words_of_v2_have_a_meaning():
    """Impacts of incidents and states of components; of planned work v2 says only that it is."""
    assert MEANING.impacts["critical"] is MEANING.impacts["major_outage"] is Impact.OUTAGE
    assert MEANING.impacts["operational"] is MEANING.impacts["none"] is Impact.NONE
    assert MEANING.impacts["under_maintenance"] is Impact.DEGRADED


def test_planned_work_has_its_window_and_its_notice():
    """What is said when it is made is the notice; that components are well until it starts says nothing."""
    event = told(maintenance(), "scheduled_maintenances")
    assert (event.kind, event.body, event.affected) == (
        Kind.MAINTENANCE,
        "We upgrade.",
        (("mail", "under_maintenance"),),
    )
    assert event.announced
    assert event.announced.written == "2026-06-01T09:00:00.980Z"
    assert event.start
    assert event.start.written == "2026-06-07T22:00:00Z"
    assert event.end
    assert event.end.written == "2026-06-08T02:00:00Z"
    assert [(one.state, one.impacts) for one in event.updates] == [
        (UpdateState.IN_PROGRESS, ()),
        (UpdateState.COMPLETED, ()),
    ]


def test_what_is_said_of_planned_work_later_is_a_note():
    """`scheduled` says what the window says; a text of another day is an update."""
    later = said("scheduled", "2026-06-03T09:00:00Z", "Reminder.")
    event = told(maintenance(status="scheduled", resolved_at=None, incident_updates=[later]), "scheduled_maintenances")
    assert event.body == ""
    assert [(one.state, one.label) for one in event.updates] == [(UpdateState.NOTE, "scheduled")]
    assert not event.over


def test_that_v2_says_little_of_planned_work_is_told_once():
    """One word stands for all that work does to a component."""
    history = reading({"scheduled_maintenances": [maintenance(), maintenance(id="other")]})
    assert [told for sort, told in sorts(history) if "under_maintenance" in told] == [
        "'under_maintenance' doesn't say how badly a component is affected: read as 'degraded' throughout, unless the"
        " mapping says otherwise"
    ]


@pytest.mark.parametrize("fields", [{}, {"scheduled_for": None, "impact": "none"}])
def test_planned_work_is_known_wherever_it_stands(fields: dict[str, Any]):
    """By its window, its impact or its status."""
    assert told(maintenance(**fields)).kind is Kind.MAINTENANCE


def test_planned_work_without_a_window_starts_when_it_was_said_to():
    """`started_at` of work is when it was announced: it is taken where nothing else stands, and told."""
    fields = {"scheduled_for": None, "scheduled_until": None}
    start = told(maintenance(**fields)).start
    assert start
    assert start.written == "2026-06-07T22:00:00Z"
    history = reading({"scheduled_maintenances": [maintenance(**fields, incident_updates=[], status="scheduled")]})
    assert history.happenings[0].start
    assert history.happenings[0].start.written == "2026-06-01T09:00:00Z"
    assert ("assumed", "no 'scheduled_for' stands there: the time of the announcement is taken for the start") in sorts(
        history
    )


def test_a_heading_is_the_group_of_its_components():
    """`group: true` is no component; one without components goes, and that is told."""
    head = listed("g1", name="Office", group=True)
    members = [head, listed("mail", group_id="g1", description="Letters"), listed("g2", name="Empty", group=True)]
    history = reading({"components": members}, "components.json")
    assert history.systems == (System(name="mail", title="Mail", id="mail", group="Office", description="Letters"),)
    assert sorts(history) == [("lost", "a group without components isn't brought over")]


def test_components_by_themselves_are_components():
    """A bare list of components tells of no event."""
    history = reading([listed("mail"), listed("chat")], "components.json")
    assert [system.name for system in history.systems] == ["mail", "chat"]
    assert (history.found, history.losses) == (0, ())


def test_an_unknown_code_with_a_known_name_is_what_is_called_so():
    """A component that was made anew has another code; its name comes with its group."""
    components = [listed("g1", name="Office", group=True), listed("mail", group_id="g1")]
    update = said("investigating", "2026-06-06T18:00:00Z", states=[affected("old", "x", name="Office - Mail")])
    history = reading({"components": components, "incidents": [incident(incident_updates=[update])]})
    assert history.happenings[0].affected == (("mail", "x"),)
    assert ("assumed", "no component 'old' is listed: taken for 'Office - Mail', as it is called") in sorts(history)


def test_a_component_that_only_an_event_knows_is_a_system_too():
    """It is gone from the page, not from history; two of one name stay two."""
    components = [listed("g1", name="Office", group=True), listed("a", name="Mail"), listed("b", name="Mail")]
    states = [affected("fax", "x", name="Office - Fax"), affected("b", "y", name="Mail")]
    update = said("investigating", "2026-06-06T18:00:00Z", states=states)
    history = reading({"components": components, "incidents": [incident(incident_updates=[update])]})
    assert history.systems[-1] == System(name="fax", title="Fax", id="fax", group="Office")
    assert history.happenings[0].affected == (("fax", "x"), ("b", "y"))


def test_a_name_that_two_components_have_names_neither():
    """An unknown code stays what it is."""
    components = [listed("a", name="Mail"), listed("b", name="Mail")]
    update = said("investigating", "2026-06-06T18:00:00Z", states=[affected("old", "x", name="Mail")])
    history = reading({"components": components, "incidents": [incident(incident_updates=[update])]})
    assert history.happenings[0].affected == (("old", "x"),)


def test_a_heading_among_the_components_of_an_event_affects_nothing():
    """Its members stand beside it."""
    head, mail = listed("g1", name="Office", group=True), listed("mail", group_id="g1")
    event = incident(incident_updates=[], components=[head, mail])
    history = reading({"components": [head, mail], "incidents": [event]})
    assert history.happenings[0].affected == (("mail", ""),)
    assert [system.name for system in history.systems] == ["mail"]


def test_an_event_in_a_bare_list_is_no_component():
    """Even if its status is one of theirs."""
    record = {"name": "Move", "status": "under_maintenance", "started_at": "2026-06-06T18:00:00Z"}
    history = reading([record, listed("mail")], "all.json")
    assert ([event.key for event in history.happenings], len(history.systems)) == (["all-1"], 1)


def test_a_component_in_two_files_is_as_the_first_has_it():
    """In the order of their paths."""
    files = {name: json.dumps({"components": [listed("mail", name=name)]}).encode() for name in ("b", "a")}
    assert [system.title for system in read(files).systems] == ["a"]


def test_a_component_that_is_down_without_an_event_is_told():
    """Here a component is as its events say."""
    history = reading({"components": [listed("mail", status="major_outage")], "incidents": [incident()]})
    assert ("lost", "'Mail' is 'major_outage' there, and no open event says so") in sorts(history)
    open_one = incident(status="identified", resolved_at=None)
    history = reading({"components": [listed("mail", status="major_outage")], "incidents": [open_one]})
    assert not any("no open event" in told for _, told in sorts(history))


def test_one_event_in_several_files_is_one():
    """The copy that changed last counts, in whatever order files are read."""
    older = incident(updated_at="2026-06-06T18:40:00Z", status="monitoring", resolved_at=None)
    files = {
        "a/incidents.json": json.dumps({"page": PAGE, "incidents": [incident()]}).encode(),
        "b/unresolved.json": json.dumps({"page": PAGE, "incidents": [older]}).encode(),
        "summary.json": json.dumps({"page": PAGE, "incidents": [older], "scheduled_maintenances": []}).encode(),
    }
    history = read(files)
    assert (history.found, history.losses) == (1, ())
    assert history.happenings[0].over


def test_of_copies_that_changed_at_once_the_longest_counts():
    """An answer that leaves the updates out tells less."""
    short = {name: value for name, value in incident().items() if name != "incident_updates"}
    history = reading({"incidents": [incident(), short]})
    assert len(history.happenings) == 1
    assert len(history.happenings[0].updates) == 3


def test_planned_work_and_a_fault_of_one_id_are_two():
    """Other systems count both from 1 on."""
    history = reading({"incidents": [incident(id=1)], "scheduled_maintenances": [maintenance(id=1)]})
    assert [event.key for event in history.happenings] == ["1", "1-2"]


@pytest.mark.parametrize("name", ["incident", "scheduled_maintenance"])
def test_an_answer_about_one_event_is_read(name: str):
    """So the API answers for one id."""
    assert reading({"page": PAGE, name: incident()}).found == 1


def test_an_event_by_itself_is_read():
    """A bare record, or a bare list of them."""
    assert reading(incident()).happenings == reading([incident()]).happenings
    assert reading(incident()).found == 1


def test_an_update_that_stands_by_itself_is_an_event_with_one():
    """Hooks send an update with the name of its incident."""
    alone = {"incident_id": "abc", "name": "Mail", **said("investigating", "2026-06-06T18:00:00Z", "Looking.")}
    event = told(alone)
    assert (event.key, [one.text for one in event.updates]) == ("abc", ["Looking."])
    assert event.start
    assert event.start.written == "2026-06-06T18:00:00Z"


def test_a_review_is_an_update():
    """Where it stands beside the updates, and once only if it stands in both."""
    fields = {"postmortem_body": "Lessons.", "postmortem_body_last_updated_at": "2026-06-09T10:00:00Z"}
    event = told(incident(status="postmortem", **fields))
    assert event.over
    assert (event.updates[-1].state, event.updates[-1].text) == (UpdateState.REVIEWED, "Lessons.")
    both = [said("postmortem", "2026-06-09T10:00:00Z", "Lessons."), *incident()["incident_updates"]]
    assert len(told(incident(incident_updates=both, **fields)).updates) == 4


def test_a_review_that_was_never_published_stays_unpublished():
    """A draft is nobody's to publish."""
    history = reading({"incidents": [incident(postmortem_body="Draft.", postmortem_published_at=None)]})
    assert "Draft." not in [one.text for one in history.happenings[0].updates]
    assert sorts(history) == [("lost", "a review that was never published isn't brought over")]


def test_a_status_that_no_update_tells_is_dated_by_the_last_change():
    """Short answers have no updates; that is told."""
    history = reading({"incidents": [incident(status="identified", resolved_at=None, incident_updates=[])]})
    (update,) = history.happenings[0].updates
    assert (update.state, update.at.written) == (UpdateState.IDENTIFIED, "2026-06-06T19:05:27Z")
    assert sorts(history) == [("assumed", "nothing says since when it is 'identified': 'updated_at' is taken")]
    history = reading({"incidents": [incident(resolved_at=None, incident_updates=[])]})
    assert history.happenings[0].ended
    assert history.happenings[0].over
    assert sorts(history) == [("assumed", "nothing says since when it is 'resolved': 'updated_at' is taken")]


def test_an_unknown_status_is_told_and_closes_nothing():
    """Other systems have words of their own; a time of the end says that it is over all the same."""
    history = reading({"incidents": [incident(status="active", resolved_at=None, incident_updates=[])]})
    assert not history.happenings[0].over
    assert sorts(history) == [("assumed", "unknown status 'active': brought over as not over")]
    assert told(incident(status="closed")).over


def test_an_end_beside_an_open_status_is_told():
    """The status counts."""
    history = reading({"incidents": [incident(status="identified", incident_updates=[])]})
    assert not history.happenings[0].over
    assert ("lost", "'resolved_at' stands beside the status 'identified', which counts") in sorts(history)


def test_an_unknown_label_of_an_update_stays_its_own_word():
    """It begins the note that the update becomes."""
    (update,) = told(incident(incident_updates=[said("surprise", "2026-06-06T18:00:00Z")])).updates
    assert (update.label, update.state) == ("surprise", None)


def test_an_update_without_a_time_is_told():
    """Nobody can say where it belongs."""
    history = reading({"incidents": [incident(incident_updates=[said("monitoring", "soon", "Watching.")])]})
    assert history.happenings[0].updates == ()
    (loss,) = history.losses
    assert (loss.sort, "Watching." in loss.original) == (Sort.LOST, True)


def test_a_time_that_cannot_be_read_is_told():
    """It is left out with its own words."""
    history = reading({"incidents": [incident(started_at="yesterday")]})
    assert history.losses == (Loss("incidents.json#abc", Sort.LOST, history.losses[0].told, "yesterday"),)


@pytest.mark.parametrize(
    "record",
    [{}, {"title": "Other words"}, {"name": "Never", "status": "resolved"}, {"name": ["x"]}, 7, None, "text", []],
)
def test_what_is_no_event_is_unread(record: Any):
    """Each record that gives nothing is told with its words, and the others are read."""
    history = reading({"incidents": [record, incident()]})
    assert (history.found, len(history.happenings)) == (2, 1)
    assert [loss.sort for loss in history.losses] == [Sort.UNREAD]


def test_answers_one_after_another_in_a_file_are_all_read():
    """Pages that were fetched one by one may be joined, and saved as Windows does; what is cut off is told."""
    first, second = (json.dumps([incident(id=id, shortlink=None)]) for id in ("a", "b"))
    history = read({"incidents.json": f"{first}\n{second}".encode("utf-16")})
    assert [event.key for event in history.happenings] == ["a", "b"]
    cut = read({"incidents.json": f"{first}\n{second[:-9]}".encode()})
    assert [event.key for event in cut.happenings] == ["a"]
    assert [(loss.sort, loss.line) for loss in cut.losses if loss.sort is Sort.UNREAD] == [(Sort.UNREAD, 2)]


def test_numbers_as_ids_and_names_are_texts():
    """JSON of other systems counts."""
    event = told(incident(id=501, name=404, shortlink=None, url="https://other.example/en/incident/501"))
    assert (event.key, event.title) == ("501", "404")


def test_an_old_address_is_that_of_its_own_page():
    """A short link elsewhere says nothing: a Statuspage has its events under incidents/."""
    assert told(incident()).address == "incidents/abc"
    own = told(incident(shortlink="https://status.example.org/events/%E6%BC%94%E7%BB%83/"))
    assert (own.address, own.key) == ("events/%E6%BC%94%E7%BB%83/", "演练")
    (event,) = reading({"incidents": [incident(shortlink=None, url="https://s.example/en/incident/5")]}).happenings
    assert event.address == "en/incident/5"


def test_our_own_announcement_is_the_notice_of_any_event():
    """Our API tells it as the first update of a fault too; that nobody said when is 1970 there."""
    announced = said("investigating", "1970-01-01T08:00:00.000+08:00", "The notice.", [affected("mail", "operational")])
    updates = [*incident()["incident_updates"], announced | {"id": "abc_announced"}]
    history = reading({"incidents": [incident(created_at="1970-01-01T08:00:00.000+08:00", incident_updates=updates)]})
    (event,) = history.happenings
    assert (event.body, event.affected, len(event.updates)) == ("The notice.", (("mail", "partial_outage"),), 3)
    assert history.losses == ()


@pytest.mark.parametrize(
    ("title", "first", "text"),
    [("[已取消] 邮件升级", "已取消\n\n改期再做。", "改期再做。"), ("[Cancelled] Upgrade", "Not today.", "Not today.")],
)
def test_work_that_was_called_off_is_known_by_its_title(title: str, first: str, text: str):
    """v2 has no word for it: our own API says it in the name, and so do people."""
    updates = [said("completed", "2026-06-07T10:00:00Z", first)]
    history = reading({"scheduled_maintenances": [maintenance(name=title, incident_updates=updates)]})
    (event,) = history.happenings
    assert event.cancelled
    assert event.over
    assert "[" not in event.title
    assert [(one.state, one.text) for one in event.updates] == [(UpdateState.CANCELLED, text)]
    assert any("brought over as cancelled" in told for _, told in sorts(history))


def test_a_drill_is_known_by_its_title_and_an_unknown_mark_stays():
    """Only words that our own API puts there are taken off."""
    event = told(maintenance(name="[应急演练] Restore"), "scheduled_maintenances")
    assert (event.kind, event.title) == (Kind.DRILL, "Restore")
    assert told(maintenance(name="[Region 2] Restore"), "scheduled_maintenances").title == "[Region 2] Restore"
    assert told(incident(name="[Drill] Mail")).title == "[Drill] Mail"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[" * 100_000,
        b'{"incidents": ' + b"[" * 100_000,
        b"7" * 5000,
        b"null",
        b'"text"',
        b'{"package": 1}',
        b'{"incidents": {}}',
        b"plain words",
    ],
)
def test_a_file_that_cannot_be_read_is_told(data: bytes):
    """It gives nothing, and no exception."""
    history = read({"x.json": data})
    assert (history.happenings, [loss.sort for loss in history.losses]) == ((), [Sort.UNREAD])
    assert balanced(history)


def test_half_a_character_does_not_stop_an_import():
    """JSON can hold what no file can."""
    event = reading({"incidents": [incident(name="Mail \ud83d is slow")]}).happenings[0]
    assert event.title.encode()
    assert event.original.encode()
    assert reading({"incidents": [incident(name="Mail \U0001f600")]}).happenings[0].title == "Mail \U0001f600"


def test_long_words_come_over():
    """A name may be as long as a book."""
    assert told(incident(name="x" * 1_000_000)).title == "x" * 1_000_000


@pytest.mark.parametrize(("path", "read_it"), [("a/Summary.JSON", True), ("history.atom", True), ("notes.md", False)])
def test_of_a_folder_json_and_feeds_are_read(path: str, read_it: bool):
    """Names say no more than that."""
    assert wanted(path) is read_it


NAMES = sorted({*incident(), *said("", ""), *affected("", ""), *listed(""), "id", "group"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "scheduled", "2026-06-06T18:00:00Z", "[Drill] x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=8,
)


@steady(60)
@given(st.sampled_from(sorted(maintenance())), VALUES, st.sampled_from(["incidents", "scheduled_maintenances"]))
def test_no_value_of_a_field_stops_an_import(name: str, value: Any, among: str):
    """Whatever stands where, the record is read or told as unread."""
    history = reading({"page": value, "components": value, among: [maintenance(**{name: value}), value]})
    assert balanced(history)


@steady(60)
@given(st.data())
def test_no_bytes_stop_an_import(data: st.DataObject):
    """A file that is cut, or has other bytes in it, is read as far as it is JSON."""
    whole = json.dumps({"page": PAGE, "incidents": [incident()]}).encode()
    at = data.draw(st.integers(0, len(whole)))
    put = data.draw(st.binary(max_size=8))
    history = read({"x.json": whole[:at] + put + whole[at + data.draw(st.integers(0, 40)) :]})
    assert balanced(history)


REALDATA = Path(os.environ.get("REALDATA", "/nonexistent")) / "statuspage-v2"


@pytest.mark.skipif(not REALDATA.is_dir(), reason="REALDATA names no folder of real histories")
def test_real_histories_come_over_or_are_told():
    """Each record of each set is an event, a page, or named as unread."""
    for folder in sorted(REALDATA.iterdir()):
        paths = [path for path in folder.rglob("*") if path.is_file() and wanted(path.name)]
        history = read({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})
        assert balanced(history)
        assert history.happenings
        keys = [event.key for event in history.happenings] + [page.key for page in history.pages]
        assert len({*keys}) == len(keys)
