"""api/v2/: what clients of the Statuspage API are told, held against shapes as strict as the strictest of them."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from statuspage.model import Content, Event
from statuspage.outputs.api_v2 import MOST_RECENT, outputs, whole
from statuspage.plan import Site, make_site
from statuspage.problems import Problems
from statuspage.snapshot import take_snapshot
from statuspage.theme import Theme, load_theme
from tests.api_v2_shapes import OVER, SHAPES, assert_conforms, documents, refused
from tests.conftest import WriteSite
from tests.sites import CONFIG, EMPTY, LIVELY, NOW, ROOT, SMALL, make, without_the_end, without_url, write
from tests.strategies import config, instants, several_events, steady


def files(site: Site) -> dict[str, bytes]:
    return {output.path: output.render() for output in outputs(site)}


def told(root: Path, now: datetime = NOW) -> dict[str, Any]:
    """Return the files of a site, read, once they were found to conform."""
    found = documents(files(make(root, now)))
    assert_conforms(found)
    return found


def local(text: str) -> datetime:
    """Return an instant of the small site's own zone."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def notice(*lines: str, log: str = "", kind: str = "maintenance", name: str = "work") -> str:
    """Return a notice of the night of the 1st of March, as a file of the small site."""
    facts = {"title": "夜间作业", "kind": kind, "start": "2026-03-01 23:00", "end": "2026-03-02 02:00"}
    facts |= {"announced": "2026-02-25 10:00"} if kind != "incident" else {}
    facts |= dict(line.split(": ", 1) for line in lines)
    head = "".join(f"{key}: {value}\n" for key, value in facts.items() if value != "-")
    return f"-- content/events/{name}.md --\n---\n{head}components:\n  shop: outage\n---\n\n正文。\n\n{log}\n"


def steps(text: str) -> str:
    """Name a log by its states, in the names of tests."""
    return "-".join(re.findall(r"(?m)^## \S+ \S+ (\S+)$", text)) or text


def only(found: dict[str, Any], name: str) -> Any:
    """Return the one event of a list."""
    (one,) = found[name]["scheduled_maintenances" if "maint" in name else "incidents"]
    return one


# --- whole answers


def test_a_maintenance_is_told_to_the_letter(tmp_path: Path):
    """Work under way: its window, its texts without markup, and what it made of its component at each step."""
    found = only(told(write(tmp_path, SMALL)), "scheduled-maintenances/active")
    page = found["page_id"]
    first = {
        "incident_id": "shop-db",
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }
    assert found == {
        "id": "shop-db",
        "name": "商店数据库升级",
        "status": "in_progress",
        "created_at": "2026-02-25T10:00:00.000+08:00",
        "updated_at": "2026-03-01T23:05:00.000+08:00",
        "monitoring_at": None,
        "resolved_at": None,
        "impact": "maintenance",
        "shortlink": "https://status.example/events/shop-db/",
        "started_at": "2026-02-25T10:00:00.000+08:00",
        "page_id": page,
        "incident_updates": [
            {
                "id": "shop-db_20260301T150500Z",
                "status": "in_progress",
                "body": "已开始。",
                **dict.fromkeys(("created_at", "updated_at", "display_at"), "2026-03-01T23:05:00.000+08:00"),
                "affected_components": [affected("under_maintenance", "under_maintenance")],
                **first,
            },
            {
                "id": "shop-db_20260301T150000Z",
                "status": "in_progress",
                "body": "已到计划开始时间。",
                **dict.fromkeys(("created_at", "updated_at", "display_at"), "2026-03-01T23:00:00.000+08:00"),
                "affected_components": [affected("operational", "under_maintenance")],
                **first,
            },
            {
                "id": "shop-db_announced",
                "status": "scheduled",
                "body": "2026年3月1日（周日）23:00至3月2日（周一）02:00 · 中国标准时间（UTC+08:00）"
                "\n\n商店：不可用\n\n原因：更换存储。\n\n升级期间不能下单。",
                **dict.fromkeys(("created_at", "updated_at", "display_at"), "2026-02-25T10:00:00.000+08:00"),
                "affected_components": [affected("operational", "operational")],
                **first,
            },
        ],
        "components": [
            {
                "id": "shop",
                "name": "商店",
                "status": "under_maintenance",
                "created_at": "1970-01-01T08:00:00.000+08:00",
                "updated_at": "2026-03-01T23:05:00.000+08:00",
                "position": 3,
                "description": None,
                "showcase": False,
                "start_date": None,
                "group_id": found["components"][0]["group_id"],
                "page_id": page,
                "group": False,
                "only_show_if_degraded": False,
            }
        ],
        "reminder_intervals": None,
        "scheduled_for": "2026-03-01T23:00:00.000+08:00",
        "scheduled_until": "2026-03-02T02:00:00.000+08:00",
    }


def affected(old: str, new: str) -> dict[str, str]:
    return {"code": "shop", "name": "业务 - 商店", "old_status": old, "new_status": new}


def test_page_and_status_are_told_to_the_letter(tmp_path: Path):
    """The page has the site's name, address and zone, and the date of the latest change; planned work is no fault."""
    found = told(write(tmp_path, SMALL))["status"]
    assert found == {
        "page": {
            "id": found["page"]["id"],
            "name": "小站状态",
            "url": "https://status.example",
            "time_zone": "Asia/Shanghai",
            "updated_at": "2026-03-01T23:05:00.000+08:00",
        },
        "status": {"indicator": "none", "description": "正在进行计划维护"},
    }


def test_groups_are_components_that_list_their_members(tmp_path: Path):
    """What has no group stands first, as on the page; a group is as its worst member, and stands before them."""
    found = told(write(tmp_path, SMALL))["components"]["components"]
    mail, group, shop = found
    assert [one["name"] for one in found] == ["邮箱", "业务", "商店"]
    assert (mail["group_id"], shop["group_id"]) == (None, group["id"])
    assert (group["group"], group["components"], group["status"]) == (True, ["shop"], "under_maintenance")


def test_the_sample_site_conforms():
    """Every event of a year and a half, in nearly every phase, is told in known keys and words."""
    found = told(ROOT, LIVELY)
    assert {one["status"] for one in found["incidents"]["incidents"]} >= {"identified", "resolved"}
    words = {one["status"] for one in found["scheduled-maintenances"]["scheduled_maintenances"]}
    assert words == {"scheduled", "in_progress", "completed"}


@pytest.mark.parametrize("text", [EMPTY, CONFIG], ids=["nothing", "only components"])
def test_a_site_where_nothing_ever_happened(tmp_path: Path, text: str):
    """Every list is empty, not null, and every time is one."""
    found = told(write(tmp_path, text))
    assert found["summary"]["status"]["indicator"] == "none"
    assert found["summary"]["incidents"] == found["summary"]["scheduled_maintenances"] == []
    assert found["status"]["page"]["updated_at"].startswith("1970-01-01T")


@cache
def theme() -> Theme:
    found = load_theme(ROOT / "themes", config(), Problems())
    assert found is not None
    return found


@given(several_events(), instants())
@steady(100)
def test_whatever_happens_conforms(events: tuple[Event, ...], now: datetime):
    """Whatever editors may write, and whenever: strict clients read it, and all files agree."""
    settings, content = config(url="https://status.example/"), Content(events=events)
    site = make_site(settings, content, take_snapshot(content, settings, now), theme())
    found = documents(files(site))
    assert_conforms(found)
    shown = [*found["incidents"]["incidents"], *found["scheduled-maintenances"]["scheduled_maintenances"]]
    assert {one["id"] for one in shown} == {state.event.id for state in site.snapshot.events}


@given(several_events(), instants())
@steady(60)
def test_nothing_is_written_anew_without_a_cause(events: tuple[Event, ...], now: datetime):
    """Just before the next change every file has the same bytes still."""
    settings, content = config(url="https://status.example/"), Content(events=events)
    snapshot = take_snapshot(content, settings, now)
    until = snapshot.next_change.at if snapshot.next_change else now + timedelta(days=9)
    later = take_snapshot(content, settings, until - timedelta(seconds=1))
    if until - timedelta(seconds=1) >= now:
        sites = (make_site(settings, content, taken, theme()) for taken in (snapshot, later))
        assert files(next(sites)) == files(next(sites))


# --- what each phase becomes

BEGUN = "## 2026-03-01 23:05 in-progress\n\n已开始。\n\n"
CHECKED = "## 2026-03-02 01:00 verifying\n\n正在验证。\n\n"
DONE = "## 2026-03-02 01:30 completed\n\n完成。\n\n"
LATER = "## 2026-03-02 01:50 extended\nend: 2026-03-02 04:00\n\n再延长。\n\n"
MOVED = "## 2026-03-01 20:00 rescheduled\nstart: 2026-03-08 23:00\nend: 2026-03-09 02:00\n\n改期。\n\n"
EARLY = "## 2026-03-01 19:00 verifying\n\n早了。\n\n"
OFF = "## 2026-03-01 20:00 cancelled\n\n不做了。\n\n"
REVIEW = "## 2026-03-05 10:00 reviewed\n\n复盘。\n\n"
SEEN = "## 2026-03-01 23:05 investigating\n\n排查。\n\n"
FOUND = "## 2026-03-01 23:20 identified\n\n查明。\n\n"
WATCHED = "## 2026-03-02 01:00 monitoring\n\n观察。\n\n"
GONE = "## 2026-03-02 01:30 resolved\n\n恢复。\n\n"

UPCOMING, ACTIVE, PAST = "scheduled-maintenances/upcoming", "scheduled-maintenances/active", "scheduled-maintenances"
OPEN, CLOSED = "incidents/unresolved", "incidents"


@pytest.mark.parametrize("kind", ["maintenance", "drill"])
@pytest.mark.parametrize(
    ("log", "now", "status", "where", "component"),
    [
        ("", "2026-03-01 12:00", "scheduled", UPCOMING, "operational"),
        ("", "2026-03-01 23:00", "in_progress", ACTIVE, "under_maintenance"),
        (BEGUN, "2026-03-01 23:05", "in_progress", ACTIVE, "under_maintenance"),
        (BEGUN + CHECKED, "2026-03-02 01:00", "verifying", ACTIVE, "under_maintenance"),
        (BEGUN, "2026-03-02 02:00", "in_progress", ACTIVE, "under_maintenance"),
        ("", "2026-03-02 02:00", "in_progress", ACTIVE, "under_maintenance"),
        (BEGUN + CHECKED, "2026-03-02 02:00", "verifying", ACTIVE, "under_maintenance"),
        (BEGUN + LATER, "2026-03-02 03:59", "in_progress", ACTIVE, "under_maintenance"),
        (BEGUN + DONE, "2026-03-02 01:30", "completed", PAST, "operational"),
        (BEGUN + DONE + REVIEW, "2026-03-06 01:30", "completed", PAST, "operational"),
        (MOVED, "2026-03-02 01:30", "scheduled", UPCOMING, "operational"),
        (EARLY + MOVED, "2026-03-09 02:00", "in_progress", ACTIVE, "under_maintenance"),
        (OFF, "2026-03-01 20:00", "completed", PAST, "operational"),
    ],
    ids=steps,
)
def test_planned_work_is_a_maintenance(
    tmp_path: Path, kind: str, log: str, now: str, status: str, where: str, component: str
):
    """Each phase of planned work has the nearest status of a scheduled maintenance, and stands in the lists of it."""
    found = told(write(tmp_path, CONFIG + notice(log=log, kind=kind)), local(now))
    assert (only(found, PAST)["status"], only(found, PAST)["impact"]) == (status, "maintenance")
    assert found["incidents"]["incidents"] == []
    assert [name for name in (UPCOMING, ACTIVE) if found[name]["scheduled_maintenances"]] == [where][: where != PAST]
    assert only(found, PAST)["components"][0]["status"] == component


@pytest.mark.parametrize(
    ("kind", "log", "now", "status", "component"),
    [
        ("incident", "", "2026-03-01 23:00", "investigating", "major_outage"),
        ("incident", SEEN, "2026-03-01 23:05", "investigating", "major_outage"),
        ("incident", SEEN + FOUND, "2026-03-01 23:20", "identified", "major_outage"),
        ("incident", SEEN + FOUND + WATCHED, "2026-03-02 01:00", "monitoring", "major_outage"),
        ("incident", SEEN + FOUND, "2026-03-02 02:00", "identified", "major_outage"),
        ("incident", SEEN + FOUND + GONE, "2026-03-02 01:30", "resolved", "operational"),
        ("incident", SEEN + GONE + REVIEW, "2026-03-06 01:30", "postmortem", "operational"),
        ("emergency", "", "2026-03-01 12:00", "identified", "operational"),
        ("emergency", "", "2026-03-01 23:00", "identified", "major_outage"),
        ("emergency", SEEN, "2026-03-01 23:05", "investigating", "major_outage"),
        ("emergency", SEEN + FOUND, "2026-03-01 23:20", "identified", "major_outage"),
        ("emergency", BEGUN, "2026-03-01 23:05", "identified", "major_outage"),
        ("emergency", BEGUN + CHECKED, "2026-03-02 01:00", "monitoring", "major_outage"),
        ("emergency", BEGUN, "2026-03-02 02:00", "identified", "major_outage"),
        ("emergency", BEGUN + DONE, "2026-03-02 01:30", "resolved", "operational"),
        ("emergency", OFF, "2026-03-01 20:00", "resolved", "operational"),
        ("emergency", BEGUN + DONE + REVIEW, "2026-03-06 01:30", "postmortem", "operational"),
    ],
    ids=steps,
)
def test_faults_and_emergencies_are_incidents(
    tmp_path: Path, kind: str, log: str, now: str, status: str, component: str
):
    """Each phase of a fault has the nearest status of an incident, and its component says that it is down."""
    found = told(write(tmp_path, CONFIG + notice(log=log, kind=kind)), local(now))
    assert (only(found, CLOSED)["status"], only(found, CLOSED)["impact"]) == (status, "critical")
    assert found[PAST]["scheduled_maintenances"] == []
    assert bool(found[OPEN]["incidents"]) == (status not in OVER)
    assert only(found, CLOSED)["components"][0]["status"] == component


def test_a_review_closes_nothing(tmp_path: Path):
    """What is still open although it was reviewed stays unresolved."""
    log = BEGUN.replace("2026-03-01 23:05", "2026-03-02 02:10") + REVIEW
    text = CONFIG + notice("auto_complete: true", kind="emergency", log=log)
    assert only(told(write(tmp_path, text), local("2026-03-06 01:30")), OPEN)["status"] == "identified"


@pytest.mark.parametrize(("impact", "word"), [("degraded", "minor"), ("partial", "major"), ("outage", "critical")])
def test_impact_and_indicator_are_of_the_four_words(tmp_path: Path, impact: str, word: str):
    """An incident is as bad as the worst that was said of it, also once it is over; the page as it is now."""
    text = CONFIG + notice(kind="incident", log=SEEN + GONE).replace("outage", impact)
    begun, over = told(write(tmp_path, text), local("2026-03-01 23:10")), told(tmp_path, local("2026-03-02 01:30"))
    assert (only(begun, OPEN)["impact"], begun["status"]["status"]["indicator"]) == (word, word)
    assert (only(over, CLOSED)["impact"], over["status"]["status"]["indicator"]) == (word, "none")


def test_what_names_no_component_is_minor(tmp_path: Path):
    """An event without components says no more than that something is wrong."""
    text = CONFIG + notice(kind="incident", log=SEEN).replace("components:\n  shop: outage\n", "")
    found = told(write(tmp_path, text), local("2026-03-01 23:10"))
    assert (only(found, OPEN)["impact"], only(found, OPEN)["components"]) == ("minor", [])
    assert found["status"]["status"]["indicator"] == "minor"


def test_what_has_overrun_says_so(tmp_path: Path):
    """Past its planned end work is in progress, the page isn't well, and the newest text says that nobody spoke."""
    found = told(write(tmp_path, CONFIG + notice(log=BEGUN)), local("2026-03-02 02:00"))
    newest = only(found, ACTIVE)["incident_updates"][0]
    assert newest["id"] == "work_20260301T180000Z"
    assert newest["body"] == "原定2026年3月2日（周一）02:00结束，尚未确认完成"
    assert found["status"]["status"]["indicator"] == "minor"


def test_what_the_clock_ended_is_not_called_completed_without_a_word(tmp_path: Path):
    """v2 knows no "ended as planned": the name and the newest text say it beside `completed`."""
    found = told(write(tmp_path, CONFIG + notice("auto_complete: true")), local("2026-03-02 02:00"))
    one = only(found, PAST)
    assert (one["status"], one["name"]) == ("completed", "[已按计划结束] 夜间作业")
    assert one["incident_updates"][0]["body"] == "已按计划结束"
    assert one["resolved_at"] == "2026-03-02T02:00:00.000+08:00"


def test_what_was_cancelled_is_marked(tmp_path: Path):
    """v2 knows no "cancelled": it leaves summary and upcoming, and its name and newest text say it."""
    found = told(write(tmp_path, CONFIG + notice(log=OFF)), local("2026-03-01 21:00"))
    one = only(found, PAST)
    assert found["summary"]["scheduled_maintenances"] == []
    assert (one["name"], one["resolved_at"]) == ("[已取消] 夜间作业", "2026-03-01T20:00:00.000+08:00")
    assert one["incident_updates"][0]["body"] == "已取消\n\n不做了。"


def test_a_drill_is_marked(tmp_path: Path):
    """v2 knows no drill: the name says it, so that nobody takes it for real."""
    found = told(write(tmp_path, CONFIG + notice(kind="drill", log=OFF)), local("2026-03-01 12:00"))
    assert only(found, UPCOMING)["name"] == "[应急演练] 夜间作业"
    assert only(told(tmp_path, local("2026-03-01 21:00")), PAST)["name"] == "[应急演练] [已取消] 夜间作业"


def test_a_moved_window_is_the_one_that_holds(tmp_path: Path):
    """The schedule has the latest window; the texts say what was announced, and what it was moved to."""
    one = only(told(write(tmp_path, CONFIG + notice(log=MOVED)), local("2026-03-02 12:00")), UPCOMING)
    assert one["scheduled_for"] == "2026-03-08T23:00:00.000+08:00"
    assert one["scheduled_until"] == "2026-03-09T02:00:00.000+08:00"
    newest, oldest = (update["body"] for update in one["incident_updates"])
    assert newest == "改期：2026年3月8日（周日）23:00至3月9日（周一）02:00\n\n改期。"
    assert oldest.startswith("2026年3月1日（周日）23:00至3月2日（周一）02:00")


def test_a_promise_stands_in_the_text(tmp_path: Path):
    """v2 has no key for the next update; a text without words of its own has its state."""
    log = BEGUN.replace("已开始。", "").replace("in-progress\n", "in-progress\nnext update: 2026-03-01 23:45\n")
    one = only(told(write(tmp_path, CONFIG + notice(log=log)), NOW), ACTIVE)
    assert one["incident_updates"][0]["body"] == "进行中\n\n下次更新：2026年3月1日（周日）23:45"


def test_staged_recovery_is_told_by_component(tmp_path: Path):
    """Each update says what it made of each component; what was said before stays as it was."""
    log = SEEN + "## 2026-03-02 00:30 note\nshop: degraded\nmail: partial\n\n好转。\n\n" + GONE
    one = only(told(write(tmp_path, CONFIG + notice(kind="incident", log=log)), local("2026-03-03 01:30")), CLOSED)
    steps = [
        [(told["code"], told["old_status"], told["new_status"]) for told in update["affected_components"]]
        for update in reversed(one["incident_updates"])
    ]
    assert steps == [
        [("shop", "operational", "major_outage")],
        [("shop", "major_outage", "major_outage")],
        [("shop", "major_outage", "degraded_performance"), ("mail", "operational", "partial_outage")],
        [("shop", "degraded_performance", "operational"), ("mail", "partial_outage", "operational")],
    ]


def test_a_fault_tells_when_it_began_was_watched_and_ended(tmp_path: Path):
    """The times of an incident are those that were said."""
    text = CONFIG + notice(kind="incident", log=SEEN + WATCHED + GONE)
    one = only(told(write(tmp_path, text), local("2026-03-03 01:30")), CLOSED)
    assert [one[name][11:16] for name in ("started_at", "monitoring_at", "resolved_at")] == ["23:00", "01:00", "01:30"]


def test_planned_work_is_never_monitored(tmp_path: Path):
    """Only a fault is watched after its repair; work that is verified isn't over."""
    found = told(write(tmp_path, CONFIG + notice(log=BEGUN + CHECKED)), local("2026-03-02 01:10"))
    assert only(found, ACTIVE)["monitoring_at"] is None


def test_of_one_instant_the_announcement_came_first(tmp_path: Path):
    """A fault that is told at its start has both entries, and the update is the newer one."""
    log = SEEN.replace("23:05", "23:00")
    one = only(told(write(tmp_path, CONFIG + notice(kind="incident", log=log)), NOW), OPEN)
    assert [update["id"] for update in one["incident_updates"]] == ["work_20260301T150000Z", "work_announced"]


def test_of_an_undated_announcement_nobody_said_when(tmp_path: Path):
    """Work that was never dated is created when time began: any other date would be made up."""
    one = only(told(write(tmp_path, CONFIG + notice("announced: -")), NOW), ACTIVE)
    assert one["created_at"] == one["incident_updates"][-1]["display_at"] == "1970-01-01T08:00:00.000+08:00"


# --- ids


def test_ids_are_ascii_whatever_an_event_is_called(tmp_path: Path):
    """An id in other letters becomes a digest of it, which no id in ASCII can be; the link leads to the page."""
    named = ("机房检修", "机房检修-2", "event-1", "étage")
    found = told(write(tmp_path, CONFIG + "".join(notice(name=name) for name in named)), NOW)
    ids = {one["shortlink"]: one["id"] for one in found[PAST]["scheduled_maintenances"]}
    assert len(set(ids.values())) == len(named)
    assert ids["https://status.example/events/event-1/"] == "event-1"
    assert ids["https://status.example/events/%E6%9C%BA%E6%88%BF%E6%A3%80%E4%BF%AE/"] == "event_feb6b684fdb5e4c1"


EDITS = (
    ("announced", "", "2026-02-26 10:00"),
    ("a typo mended", "", "2026-02-27 10:00"),
    ("begun", BEGUN, "2026-03-01 23:06"),
    ("an update dated earlier", "## 2026-03-01 22:00 reminder\n\n今晚。\n\n" + BEGUN, "2026-03-01 23:10"),
    ("extended", "## 2026-03-01 22:00 reminder\n\n今晚。\n\n" + BEGUN + LATER, "2026-03-02 01:55"),
)


def test_a_replay_of_edits_keeps_every_id(tmp_path: Path):
    """Whatever is mended, moved or added, an update that was seen keeps its id, and each thing said adds one."""
    seen: list[set[str]] = []
    for number, (_, log, now) in enumerate(EDITS):
        title = f"title: 夜间作业{number}"
        path = f"content/events/{2026 + number % 2}/work.md"
        for old in tmp_path.rglob("work.md"):
            old.unlink()
        text = CONFIG.replace("商店", f"商店{number}") + notice(title, log=log).replace("content/events/work.md", path)
        one = only(told(write(tmp_path, text), local(now)), PAST)
        assert (one["id"], one["name"]) == ("work", title.removeprefix("title: "))
        assert [component["id"] for component in one["components"]] == ["shop"]
        seen.append({update["id"] for update in one["incident_updates"]})
    assert all(before <= after for before, after in pairwise(seen))
    assert [len(ids) for ids in seen] == [1, 1, 3, 4, 5]  # with the announcement, and the start by the clock


def test_the_page_keeps_its_id_as_long_as_its_tag(tmp_path: Path):
    """A site that writes down its tag may move to another address."""
    text = SMALL.replace("[[components]]", '[subscriptions]\ntag = "status.example,2026"\n\n[[components]]', 1)
    moved = told(write(tmp_path / "b", text.replace("https://status.example/", "https://new.example/")))
    before = told(write(tmp_path / "a", SMALL))
    assert moved["status"]["page"]["url"] == "https://new.example"
    assert moved["status"]["page"]["id"] == before["status"]["page"]["id"]


def test_a_group_keeps_its_id_as_long_as_its_name(tmp_path: Path):
    """Neither its members nor its translation change it."""
    first = told(write(tmp_path / "a", SMALL))["components"]["components"]
    text = SMALL.replace('en = "Business"', 'en = "Trade"').replace('id = "shop"', 'id = "till"')
    second = told(write(tmp_path / "b", text.replace("shop: ", "till: ")))["components"]["components"]
    assert first[1]["id"] == second[1]["id"]
    assert second[1]["components"] == ["till"]


# --- how much, where, in what language


def test_the_fifty_most_recent_are_listed_and_what_is_open(tmp_path: Path):
    """Of very many the latest are told; one that was never closed is told however old it is."""
    site = make(write(tmp_path, CONFIG + notice(kind="incident", log=SEEN + GONE)), local("2026-06-01 12:00"))
    (model,) = site.content.events
    many = tuple(_earlier(model, number) for number in range(MOST_RECENT + 10))
    content = Content(events=(*many[:-1], replace(many[-1], updates=())))
    crowd = make_site(site.config, content, take_snapshot(content, site.config, local("2026-06-01 12:00")), site.theme)
    found = documents(files(crowd))
    assert_conforms(found)
    ids = [one["id"] for one in found["incidents"]["incidents"]]
    assert ids == [*(f"e{number:03}" for number in range(MOST_RECENT)), f"e{MOST_RECENT + 9:03}"]
    assert [one["id"] for one in found["summary"]["incidents"]] == ids[-1:]


def _earlier(event: Event, days: int) -> Event:
    before = timedelta(days=days)
    window = replace(event.window, start=event.window.start - before, end=None)
    updates = tuple(replace(update, at=update.at - before) for update in event.updates)
    return replace(event, id=f"e{days:03}", window=window, updates=updates)


def test_what_comes_first_stands_first(tmp_path: Path):
    """Upcoming work is listed by its start; the list of all by the latest start."""
    later = notice("start: 2026-03-20 23:00", "end: 2026-03-21 02:00", name="later")
    found = told(write(tmp_path, CONFIG + later + notice()), local("2026-03-01 12:00"))
    assert [one["id"] for one in found[UPCOMING]["scheduled_maintenances"]] == ["work", "later"]
    assert [one["id"] for one in found[PAST]["scheduled_maintenances"]] == ["later", "work"]


def test_without_an_address_there_is_no_api(tmp_path: Path):
    """A link that isn't absolute would be refused, and one that is made up would be wrong."""
    assert list(outputs(make(write(tmp_path, without_url(SMALL))))) == []


def test_an_address_with_a_path_is_kept(tmp_path: Path):
    """Links lead below the path; clients that append to an address find the files there."""
    found = told(write(tmp_path, SMALL.replace("status.example/", "h.example/a/b/")))
    assert found["status"]["page"]["url"] == "https://h.example/a/b"
    assert only(found, ACTIVE)["shortlink"] == "https://h.example/a/b/events/shop-db/"


def test_all_words_are_of_the_default_language(tmp_path: Path):
    """Where English is the default, so are names and texts; what was never translated is told in the original."""
    english = CONFIG.replace('default_language = "zh"', 'default_language = "en"')
    english = english.replace('name = { zh = "邮箱", en = "Mail" }', 'name = { zh = "邮箱" }')
    found = told(write(tmp_path, english + notice("title: Night work", log=BEGUN.replace("已开始。", "Begun."))))
    assert found["status"]["status"]["description"] == "Planned maintenance in progress"
    one = only(found, ACTIVE)
    assert one["name"] == "Night work"
    assert one["incident_updates"][0]["body"] == "Begun."
    assert one["incident_updates"][1]["body"] == "The planned start has come."
    assert one["incident_updates"][0]["affected_components"][0]["name"] == "Business - Shop"
    assert found["components"]["components"][0]["name"] == "邮箱"


@pytest.mark.parametrize(
    ("zone", "start", "until"),
    [
        ("Asia/Shanghai", "2026-10-24T23:00:00.000+08:00", "2026-10-25T12:00:00.000+08:00"),
        ("Europe/Berlin", "2026-10-24T23:00:00.000+02:00", "2026-10-25T12:00:00.000+01:00"),
        ("UTC", "2026-10-24T23:00:00.000Z", "2026-10-25T12:00:00.000Z"),
    ],
)
def test_times_are_in_the_sites_zone(tmp_path: Path, zone: str, start: str, until: str):
    """Each time has milliseconds and the offset of its own instant; an offset of zero is Z."""
    text = CONFIG.replace("Asia/Shanghai", zone) + notice("start: 2026-10-24 23:00", "end: 2026-10-25 12:00")
    one = only(told(write(tmp_path, text), NOW), UPCOMING)
    assert (one["scheduled_for"], one["scheduled_until"]) == (start, until)


def test_nothing_hidden_or_future_is_told(tmp_path: Path):
    """What isn't public yet, an update too, is in no file."""
    written = b"".join(files(make(write(tmp_path, SMALL))).values()).decode()
    assert not re.search("绝密|hidden-thing|秘密|secret", written)


HOSTILE = """</script><b>"x"</b> & ]]> 'y' \\ {{ 7 * 7 }} 😀 \u202eabc\u202c a,b;c"""


def test_hostile_text_is_only_text(site: WriteSite):
    """Names and texts are told as they were typed, in JSON that stays JSON, and markup is left out of texts."""
    quoted = HOSTILE.replace("'", "''")
    text = without_the_end(SMALL).replace("title: 商店数据库升级", f"title: '{quoted}'")
    text = text.replace("更换存储。", f"'{quoted}'")
    text = text.replace(
        "已开始。", "一、**二** <script>alert(1)</script> [三](https://h.example/) `<四>` " + "长" * 10_000
    )
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace('zh = "邮箱"', f'zh = "{escaped}"').replace('zh = "小站状态"', f'zh = "{escaped}"')
    root = site(text)
    found = told(root)
    one = only(found, ACTIVE)
    assert one["name"] == found["status"]["page"]["name"] == found["components"]["components"][0]["name"] == HOSTILE
    body = one["incident_updates"][0]["body"]
    assert body.startswith("一、二 ")
    assert "**" not in body
    assert "<四>" in body
    assert body.endswith("长" * 10_000)
    for data in files(make(root)).values():
        assert data.count(b"\n") == 1
        json.loads(data)


def test_the_shapes_are_strict(tmp_path: Path):
    """A key more, a key less, a word that isn't known, a null where clients make small letters: each is refused."""
    good = told(write(tmp_path, SMALL))["summary"]
    assert set(SHAPES) == set(told(tmp_path))
    for spoilt in (
        good | {"generated_at": "2026-03-01T23:05:00.000+08:00"},
        {name: value for name, value in good.items() if name != "status"},
        good | {"status": good["status"] | {"indicator": "maintenance"}},
        good | {"status": good["status"] | {"description": None}},
        good | {"components": [good["components"][0] | {"status": None}]},
        good | {"components": [good["components"][0] | {"components": []}]},
        good | {"page": good["page"] | {"updated_at": "2026-03-01 23:05"}},
        good | {"scheduled_maintenances": [good["scheduled_maintenances"][0] | {"status": "cancelled"}]},
        good | {"scheduled_maintenances": [good["scheduled_maintenances"][0] | {"incident_updates": []}]},
    ):
        assert len(refused("summary", spoilt)) == 1


# --- taken elsewhere


def test_all_that_ever_was_can_be_taken_elsewhere(tmp_path: Path):
    """An export has the same files with the same events in the same words, and those that the site no longer lists."""
    notices = "".join(
        notice(
            "start: 2025-01-01 10:00",
            "end: -",
            log="## 2025-01-01 11:00 resolved",
            kind="incident",
            name=f"old-{number}",
        )
        for number in range(MOST_RECENT + 3)
    )
    site = make(write(tmp_path, SMALL + notices))
    published = documents(files(site))
    taken = documents({f"api/v2/{output.path}": output.render() for output in whole(site)})
    assert_conforms(taken)
    assert len(published["incidents"]["incidents"]) == MOST_RECENT
    assert len(taken["incidents"]["incidents"]) == MOST_RECENT + 4
    assert taken["incidents"]["incidents"][:MOST_RECENT] == published["incidents"]["incidents"]
    assert {name: told for name, told in taken.items() if name != "incidents"} == {
        name: told for name, told in published.items() if name != "incidents"
    }


def test_a_site_without_an_address_can_be_taken_elsewhere(tmp_path: Path):
    """It isn't published in a shape that asks for addresses; an export says that there is none."""
    site = make(write(tmp_path, without_url(SMALL)))
    assert files(site) == {}
    taken = {output.path: json.loads(output.render()) for output in whole(site)}
    assert taken["summary.json"]["page"]["url"] == ""
    assert [one["shortlink"] for one in taken["incidents.json"]["incidents"]] == ["events/mail-slow/"]
