"""Issues of an Upptime repository become events, and nothing is read out of them that they don't say."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.importers.history import Files, Happening, History, Sort
from statuspage.importers.upptime import MEANING, read, wanted
from statuspage.model import Impact, Kind, UpdateState

RC = b"""
owner: example
repo: status
sites:
  - name: Web Shop
    url: https://shop.example.org
  - name: Payments
    slug: pay
    url: https://pay.example.org
status-website:
  cname: status.example.org
  name: Example status
  timezone: Asia/Shanghai
i18n:
  locale: zh-CN
"""
DOWN = "In [`0a1b2c3`](https://example.org/c), Web Shop (https://shop.example.org) was **down**:\n- HTTP code: 0\n"


def issue(number: int, *labels: str, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "node_id": "I_1",
        "user": {"login": "somebody", "node_id": "U_1"},
        "title": "🛑 Web Shop is down",
        "labels": [{"node_id": "L_1", "name": label} for label in labels],
        "state": "closed",
        "created_at": "2024-03-01T08:00:00Z",
        "closed_at": "2024-03-01T08:30:00Z",
        "body": DOWN,
        "comments": 0,
        **fields,
    }


def comment(number: int, at: str, body: str) -> dict[str, Any]:
    return {"issue_url": f"https://api.example.org/repos/o/r/issues/{number}", "created_at": at, "body": body}


def source(*issues: Any, comments: Any = (), **more: bytes) -> dict[str, bytes]:
    return {
        ".upptimerc.yml": RC,
        "issues.json": json.dumps(issues).encode(),
        "issues-comments.json": json.dumps(comments).encode(),
        **more,
    }


def of(files: Files) -> Happening:
    (happening,) = read(files).happenings
    return happening


def told(history: History, sort: Sort | None = None) -> list[str]:
    return [str(loss.told) for loss in history.losses if sort in (None, loss.sort)]


def counted(history: History) -> bool:
    """Every record is brought over, or a loss names it and nothing else."""
    brought = {event.source for event in history.happenings}
    lost = [
        loss
        for loss in history.losses
        if loss.sort is Sort.UNREAD or (loss.sort is Sort.LOST and "#" in loss.source and loss.source not in brought)
    ]
    return history.found == len(history.happenings) + len(history.pages) + len(lost)


def maintenance(body: str, **fields: Any) -> dict[str, bytes]:
    return source(issue(7, "maintenance", title="New storage", body=body, **fields))


def test_an_incident_of_the_robot_is_brought_over_whole():
    """Start, end, site, how badly, the text and the last word stand in the issue; its writers' names stay behind."""
    said = comment(12, "2024-03-01T08:29:58Z", "**Resolved:** Web Shop is back up after 30 minutes.")
    history = read(source(issue(12, "status", "web-shop", comments=1), comments=[said]))
    (event,) = history.happenings
    assert (event.source, event.key, event.address) == ("issues.json#12", "issue-12", "incident/12")
    assert (event.title, event.kind, event.severity) == ("🛑 Web Shop is down", Kind.INCIDENT, "down")
    assert event.affected == (("web-shop", ""),)
    assert event.start is not None
    assert event.start.at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert event.over
    assert event.ended is not None
    assert event.ended.at == datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
    assert event.body == DOWN
    (update,) = event.updates
    assert (update.label, update.state) == ("Resolved", UpdateState.RESOLVED)
    assert update.text == "Web Shop is back up after 30 minutes."
    assert json.loads(event.original)["comments"][0]["body"].startswith("**Resolved:**")
    assert "somebody" not in event.original
    assert (history.found, history.losses) == (1, ())


def test_the_site_and_its_systems_come_from_the_settings():
    """Names, zone, address and language of the status page; sites under the labels that their issues bear."""
    history = read(source())
    assert [(system.name, system.title) for system in history.systems] == [
        ("web-shop", "Web Shop"),
        ("pay", "Payments"),
    ]
    assert (history.title, history.url) == ("Example status", "https://status.example.org")
    assert (history.time_zone, history.language) == ("Asia/Shanghai", "zh-CN")
    assert read({".upptimerc.yml": b"owner: a\nrepo: b"}).url == "https://a.github.io/b"


@pytest.mark.parametrize(
    ("title", "body", "severity"),
    [
        ("⚠️ Web Shop has degraded performance", "", "degraded"),
        ("⚠ Web Shop has degraded performance", "", "degraded"),
        ("Slow checkout", DOWN.replace("was **down**", "experienced **degraded performance**"), "degraded"),
        ("Checkout fails (postmortem below)", DOWN, "down"),
        ("🛑 Web Shop is down, or so it seems", "", ""),
        ("The shop is down", "Somebody wrote that performance has degraded.", ""),
    ],
)
def test_how_bad_it_was_is_read_in_the_robots_own_words_alone(title: str, body: str, severity: str):
    """What a person wrote isn't searched for words."""
    assert of(source(issue(1, "status", "web-shop", title=title, body=body))).severity == severity


def test_words_mean_what_upptime_means():
    """A site that is down is an outage; a slow one is degraded."""
    assert MEANING.impacts == {"down": Impact.OUTAGE, "degraded": Impact.DEGRADED}


@pytest.mark.parametrize(
    ("labels", "more", "affected"),
    [
        (("status", "web-shop", "team-a"), {}, ["web-shop"]),
        (("Status", "PAY"), {}, ["pay"]),
        (("status", "old-shop"), {"history/old-shop.yml": b"url: https://example.org"}, ["old-shop"]),
        (("eu", "status", "web-store-2"), {"title": "🛑 Web Store 2 is down"}, ["web-store-2"]),
        (("eu", "status", "shop"), {"title": "🛑 Ünknown is down"}, ["eu", "shop"]),
        (("status",), {"title": "🛑 Ünknown is down"}, ["Ünknown"]),
        (("status",), {"title": "Everything is slow"}, []),
    ],
)
def test_affected_is_what_the_labels_stand_for(labels: tuple[str, ...], more: dict[str, Any], affected: list[str]):
    """A site that is gone from the settings is known by its history file, or by the title; else an editor is asked."""
    files = {name: more.pop(name) for name in list(more) if "/" in name}
    assert [name for name, _ in of(source(issue(1, *labels, **more), **files)).affected] == affected


def test_labels_that_name_no_site_are_told_once():
    """Labels of teams and places have no place here."""
    history = read(source(issue(1, "status", "web-shop", "eu"), issue(2, "status", "web-shop", "eu", "team-a")))
    assert told(history) == ["labels that stand for no site aren't brought over: eu, team-a"]


def test_slugs_come_from_the_summary_where_the_settings_have_none():
    """Upptime made them of the names; what it made stands in history/summary.json, of sites long gone too."""
    summary = json.dumps([{"name": "Web Shop", "slug": "webshop"}, {"name": "Gone", "slug": "gone"}]).encode()
    history = read(source(**{"history/summary.json": summary}))
    assert [system.name for system in history.systems] == ["webshop", "pay", "gone"]
    history = read(source(**{"history/webshop.yml": b"status: up"}))
    assert [system.name for system in history.systems] == ["webshop", "pay"]


@pytest.mark.parametrize(
    "note",
    [
        "<!--\nstart: 2024-05-01T20:00:00+08:00\nend: 2024-05-01T22:00:00.000+08:00\n"
        "expectedDown: Web Shop\nexpectedDegraded: pay, Unknown\n-->\nNew disks.",
        "<!-- start: 2024-05-01T20:00:00+08:00 end: 2024-05-01T22:00:00+08:00 "
        "expectedDown: web-shop expectedDegraded: pay, Unknown -->\r\nNew disks.",
        "<!-- say why --><!--\r\nStart: 2024-05-01 20:00 +08:00\r\nEnd: 2024-05-01 22:00 +08:00\r\n"
        "ExpectedDown: web shop,\r\nExpectedDegraded: PAY, Unknown\r\n-->New disks.",
    ],
)
def test_the_window_of_a_maintenance_is_what_its_comment_says(note: str):
    """Keys on lines or in one line, sites by name or label; the comment itself goes from the text."""
    event = of(maintenance(note))
    assert event.kind is Kind.MAINTENANCE
    assert event.start is not None
    assert event.end is not None
    assert (event.start.at, event.end.at) == (
        datetime(2024, 5, 1, 12, tzinfo=UTC),
        datetime(2024, 5, 1, 14, tzinfo=UTC),
    )
    assert sorted(event.affected) == [("Unknown", "degraded"), ("pay", "degraded"), ("web-shop", "down")]
    assert event.body.endswith("New disks.")
    assert "tart:" not in event.body
    assert event.announced is not None
    assert (event.over, event.cancelled) == (True, False)
    assert told(read(maintenance(note))) == []


def test_a_time_without_an_offset_stays_without():
    """The zone is the editor's to say."""
    event = of(maintenance("<!--\nstart: 2024-05-01 20:00\nend: 2024-05-01 22:00\n-->"))
    assert event.start is not None
    assert event.start.at.tzinfo is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("From start: 2024-05-01T20:00:00Z until end: later", "it has no window"),
        ("<!-- never closed start: 2024-05-01T20:00:00Z", "it has no window"),
        ("<!--\nstart: 2024-05-01T20:00:00Z\n-->", "the window has no 'end'"),
        ("<!--\nstart: tonight\nend: 2024-05-01T20:00:00Z\n-->", "'start' is no time that can be read: 'tonight'"),
        ("<!--\nstart: 2024-05-01T20:00Z\nend: 2024-05-01T21:00Z\nby: ops\n-->", "what else stands in the comment"),
    ],
)
def test_what_the_comment_lacks_is_told_and_not_guessed(body: str, words: str):
    """A window that stands in prose alone is none."""
    history = read(maintenance(body))
    (event,) = history.happenings
    assert [line for line in told(history) if words in line] == told(history)
    if "no window" in words:
        assert (event.start, event.end, event.body) == (None, None, body)


def test_a_maintenance_called_off_is_cancelled():
    """Closed as not planned before its start; one that was closed so afterwards just ended."""
    note = "<!--\nstart: {}\nend: 2024-05-01T22:00:00Z\n-->"
    early = read(maintenance(note.format("2024-05-01T20:00:00Z"), state_reason="not_planned"))
    assert early.happenings[0].cancelled
    assert [loss.sort for loss in early.losses] == [Sort.ASSUMED]
    for start in ("2024-03-01T08:10:00Z", "2024-05-01T20:00:00", "never"):
        assert not of(maintenance(note.format(start), state_reason="not_planned")).cancelled


def test_an_open_issue_is_not_over():
    """Nobody has said that it is."""
    event = of(source(issue(1, "status", "web-shop", state="open", closed_at=None)))
    assert (event.over, event.ended) == (False, None)


@pytest.mark.parametrize(
    ("text", "label", "state", "left"),
    [
        ("**Investigating** - We look.", "Investigating", UpdateState.INVESTIGATING, "We look."),
        ("**Thanks** to all", "", None, "**Thanks** to all"),
        ("Resolved it seems", "", None, "Resolved it seems"),
    ],
)
def test_bold_words_in_front_of_a_comment_may_be_a_state(text: str, label: str, state: UpdateState | None, left: str):
    """A known word is one; others stay in the text."""
    (update,) = of(source(issue(1, "status"), comments=[comment(1, "2024-03-01T08:10:00Z", text)])).updates
    assert (update.label, update.state, update.text) == (label, state, left)


def test_other_issues_and_pull_requests_are_told():
    """Issues about the page itself are counted in one line; a pull request with a label is named."""
    request = issue(3, "status", pull_request={"url": "https://example.org"})
    history = read(source(issue(1, "bug"), issue(2), request, issue(4, pull_request={"url": "x"})))
    assert (history.found, history.happenings) == (1, ())
    assert told(history, Sort.LOST) == [
        "this is a pull request",
        "issues without the label 'status' or 'maintenance' tell of no event: 3",
    ]


def test_comments_that_the_export_lacks_are_counted():
    """GitHub says how many there are."""
    history = read(
        source(issue(1, "status", "web-shop", comments=3), comments=[comment(1, "2024-03-01T08:10:00Z", "a")])
    )
    (loss,) = history.losses
    assert (str(loss.told), loss.original) == ("comments that 'issues-comments.json' doesn't hold: 2", "#1")


PAGES = [[issue(1, "status", "pay"), issue(2, "status", "pay")], [issue(3, "status", "pay")]]


@pytest.mark.parametrize(
    "exported",
    [
        json.dumps([*PAGES[0], *PAGES[1]]).encode(),
        json.dumps(PAGES).encode(),
        (json.dumps(PAGES[0]) + json.dumps(PAGES[1]) + "\n").encode(),
        json.dumps(PAGES, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(PAGES, ensure_ascii=False).encode("utf-16"),
        json.dumps([*PAGES, PAGES[1]]).encode(),
    ],
    ids=["one list", "slurped", "pages", "BOM", "PowerShell", "pages that overlap"],
)
def test_an_export_may_have_each_shape_that_gh_and_shells_give_it(exported: bytes):
    """One list, lists in a list, or lists one after another."""
    history = read({**source(), "issues.json": exported})
    assert ([event.key for event in history.happenings], history.losses) == (["issue-1", "issue-2", "issue-3"], ())


def test_an_export_may_be_named_by_itself():
    """A single file is taken for the issues, whatever its name."""
    assert read({"mine.json": json.dumps(PAGES).encode()}).happenings[0].source == "mine.json#1"


def test_a_checkout_without_an_export_can_not_be_read():
    """Else somebody would think that there was no history."""
    assert told(read({".upptimerc.yml": RC}), Sort.UNREAD)
    assert told(read({}), Sort.UNREAD)


@pytest.mark.parametrize(
    ("exported", "unread"),
    [
        (b'{"message": "Not Found", "status": "404"}', 1),
        (b"[1, null, {}, []]", 3),
        (b'[{"number": true}, {"number": "1"}, {"number": 1e999}, {"number": 1' + b"0" * 5000 + b"}]", 4),
        (b"", 1),
        (b"[" * 100_000, 1),
        (b"\xff\xff\xff", 1),
        (json.dumps(PAGES).encode()[:-40], 1),
    ],
)
def test_what_is_no_issue_is_told(exported: bytes, unread: int):
    """Each record that should be one has its line in the report."""
    history = read({**source(), "issues.json": exported})
    assert len(told(history, Sort.UNREAD)) == unread
    assert counted(history)


def test_pages_before_a_torn_one_are_read():
    """A download that broke off loses its last page."""
    history = read({**source(), "issues.json": json.dumps(PAGES[0]).encode() + b'\n[{"number": 3, '})
    assert (len(history.happenings), history.losses[0].line) == (2, 2)


@pytest.mark.parametrize("value", [None, [], {}, 1, True, "x" * 1_000_000, "\ud83d", [[[]]], {"name": {}}])
def test_wrong_types_are_survived(value: Any):
    """A field that isn't what GitHub writes is read as if it weren't there."""
    broken = issue(1, "status")
    records = [{**broken, "number": place, name: value} for place, name in enumerate(broken) if name != "labels"]
    labelled = [{**broken, "number": 91, "labels": value}, {**broken, "number": 92, "labels": ["status", value]}]
    history = read(source(*records, *labelled))
    read(source(issue(1, "status"), comments=[{**comment(1, "", ""), name: value} for name in comment(1, "", "")]))
    assert counted(history)
    for event in history.happenings:
        (event.title + event.body + event.original).encode()
    listed = json.dumps([value, {"name": value, "slug": value, "dailyMinutesDown": value}]).encode()
    read({".upptimerc.yml": json.dumps({"sites": value, "i18n": value}).encode(), "history/summary.json": listed})


@pytest.mark.parametrize(
    "config", [b"a: [", b"[" * 5_000, b"\xff", b"- just a list", b"sites: &a [*a]", b"a: !!python/name:os.system"]
)
def test_settings_that_can_not_be_read_leave_the_issues_readable(config: bytes):
    """They are told; what tags and aliases would make of them isn't tried."""
    history = read({**source(issue(1, "status", "pay")), ".upptimerc.yml": config})
    assert [name for name, _ in history.happenings[0].affected] == ["pay"]
    assert counted(history)


def test_minutes_down_become_a_page_and_no_events():
    """They say on which day, and not when: an event would need a time that nobody told."""
    summary = [
        {"name": "Web | Shop", "slug": "web-shop", "dailyMinutesDown": {"2024-01-02": 5, "2024-02-01": 70, "soon": 1}},
        {"name": "Payments", "slug": "pay", "dailyMinutesDown": {}},
    ]
    history = read(source(**{"history/summary.json": json.dumps(summary).encode()}))
    (page,) = history.pages
    assert page.body.splitlines()[2:] == [
        "## Web \\| Shop",
        "",
        "| Date | Minutes down |",
        "| --- | ---: |",
        "| 2024-02-01 | 70 |",
        "| 2024-01-02 | 5 |",
    ]
    assert json.loads(page.original) == summary
    assert (history.happenings, history.found) == ((), 1)
    assert told(history, Sort.LOST) == ["this isn't a day with its minutes down"]


def test_only_what_is_read_is_wanted():
    """Response times and pictures stay on the disk."""
    for path in (".upptimerc.yml", "issues.json", "issues-comments.json", "history/summary.json", "history/a.yml"):
        assert wanted(path)
    for path in ("README.md", "api/a/uptime.json", "history/a/b.yml", "graphs/a/week.png", "package.json"):
        assert not wanted(path)


WHOLE = source(
    issue(1, "status", "web-shop", comments=1),
    issue(
        2, "maintenance", body="<!--\nstart: 2024-05-01T20:00:00Z\nend: 2024-05-01T22:00:00Z\nexpectedDown: pay\n-->"
    ),
    comments=[comment(1, "2024-03-01T08:10:00Z", "**Update:** a")],
    **{"history/summary.json": b'[{"name": "Web Shop", "slug": "web-shop", "dailyMinutesDown": {"2024-01-02": 5}}]'},
)


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 900), st.integers(0, 40), st.binary(max_size=8))
@settings(max_examples=50, deadline=None)
def test_no_bytes_make_it_fail(name: str, at: int, length: int, put: bytes):
    """Whatever stands in a source, it is read or told."""
    raw = WHOLE[name]
    at %= len(raw)
    history = read({**WHOLE, name: raw[:at] + put + raw[at + length :]})
    assert counted(history)


REALDATA = Path(os.environ.get("REALDATA", ""))


@pytest.mark.skipif(not os.environ.get("REALDATA"), reason="REALDATA names no folder of real histories")
def test_real_checkouts_are_read():
    """Each checkout gives its systems and its page, and all that it lacks is the export."""
    checkouts = sorted(path for path in (REALDATA / "upptime").iterdir() if path.is_dir())
    assert checkouts
    for checkout in checkouts:
        paths = {path.relative_to(checkout).as_posix(): path for path in checkout.rglob("*") if path.is_file()}
        history = read({name: path.read_bytes() for name, path in paths.items() if wanted(name)})
        assert history.systems
        assert counted(history)
