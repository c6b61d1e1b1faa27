"""Files of a Statusfy site become events, and what they don't say isn't said for them."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.importers.history import Files, Happening, History, Sort
from statuspage.importers.statusfy import MEANING, hashed, read, wanted
from statuspage.model import Impact, Kind, UpdateState

CONFIG = b"""module.exports = {
  title: "Example status", description: "What runs",
  baseUrl: "https://status.example.org",
  defaultLocale: "en", locales: [{ code: "en" }, { code: "es" }],
  content: { systems: ["api", "cdn"] },
};
"""
NETWORK = """---
id: 0a1b2c3d
title: Slow network
description: Requests took long.
date: 2024-03-01T08:00:00.000Z
severity: partial-outage
affectedsystems:
  - api
  - cdn
resolved: true
---

We looked into it.

::: update Resolved | 2024-03-01T09:30:00.000Z
All is **well**.

- really
:::

::: update Investigating|2024-03-01 08:10
We look.
:::
"""


def event(text: str, name: str = "content/2024-03-01_network.md") -> Happening:
    (happening,) = read({name: text.encode()}).happenings
    return happening


def with_fields(fields: str, body: str = "") -> str:
    return f"---\ntitle: A\ndate: 2024-03-01T08:00:00Z\n{fields}\n---\n{body}"


def told(files: Files, sort: Sort | None = None) -> list[str]:
    return [str(loss.told) for loss in read(files).losses if sort in (None, loss.sort)]


def told_of(text: str) -> list[str]:
    return told({"content/a.md": text.encode()})


def counted(history: History) -> bool:
    """Every record is brought over, or a loss names it and nothing else."""
    brought = {record.source for record in history.happenings}
    lost = {
        loss.source
        for loss in history.losses
        if loss.sort is Sort.UNREAD
        or (loss.sort is Sort.LOST and loss.source.lower().endswith(".md") and loss.source not in brought)
    }
    return history.found == len(history.happenings) + len(lost)


def test_an_incident_is_brought_over_whole():
    """Start, severity, systems, text and updates; the newest update stands first there, and its order is kept."""
    incident = event(NETWORK)
    assert (incident.key, incident.address) == ("0a1b2c3d", "incidents/0a1b2c3d/")
    assert (incident.title, incident.severity, incident.kind) == ("Slow network", "partial-outage", None)
    assert incident.affected == (("api", ""), ("cdn", ""))
    assert incident.start is not None
    assert incident.start.at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert (incident.over, incident.ended, incident.end) == (True, None, None)
    assert incident.body == "Requests took long.\n\nWe looked into it."
    assert [(update.label, update.state, update.text) for update in incident.updates] == [
        ("Resolved", UpdateState.RESOLVED, "All is **well**.\n\n- really"),
        ("Investigating", UpdateState.INVESTIGATING, "We look."),
    ]
    assert [update.line for update in incident.updates] == [15, 21]
    assert incident.updates[1].at.at == datetime(2024, 3, 1, 8, 10)  # noqa: DTZ001
    assert incident.original.startswith("id: 0a1b2c3d\ntitle: Slow network\n")
    assert told_of(NETWORK) == []


def test_a_description_that_the_text_says_already_stands_once():
    """In many files the two are the same."""
    assert event(with_fields("description: We looked  into it.", "We looked\ninto it.")).body == "We looked\ninto it."


def test_words_mean_what_the_guide_of_statusfy_says():
    """A system under maintenance can't handle requests."""
    assert MEANING.impacts["under-maintenance"] is Impact.OUTAGE
    assert MEANING.impacts["partial-outage"] is Impact.PARTIAL
    assert MEANING.impacts["operational"] is Impact.NONE
    assert MEANING.kinds == {"under-maintenance": Kind.MAINTENANCE}


@pytest.mark.parametrize(
    ("fields", "start", "end", "announced"),
    [
        ("scheduled: 2024-03-05T20:00:00Z\nduration: 90", "2024-03-05T20:00", "2024-03-05T21:30", "2024-03-01T08:00"),
        (
            "scheduled: 2024-03-05T20:00:00Z\nduration: '0.5'",
            "2024-03-05T20:00",
            "2024-03-05T20:01",
            "2024-03-01T08:00",
        ),
        ("scheduled: true\nduration: 60", "2024-03-01T08:00", "2024-03-01T09:00", None),
        ("scheduled: 2024-03-05T20:00:00Z", "2024-03-05T20:00", None, "2024-03-01T08:00"),
        ("scheduled: soon\nduration: 60", None, None, "2024-03-01T08:00"),
        ("scheduled: false\nduration: 60", "2024-03-01T08:00", None, None),
        ("duration: 60", "2024-03-01T08:00", None, None),
        ("scheduled: true\nduration: an hour", "2024-03-01T08:00", None, None),
        ("scheduled: true\nduration: -5", "2024-03-01T08:00", None, None),
        ("scheduled: true\nduration: 1e300", "2024-03-01T08:00", None, None),
        ("scheduled: true\nduration: 525600000", "2024-03-01T08:00", None, None),
        ("scheduled: true\nduration: nan", "2024-03-01T08:00", None, None),
    ],
)
def test_a_window_is_what_scheduled_and_duration_say(
    fields: str, start: str | None, end: str | None, announced: str | None
):
    """Minutes after the start, rounded up; without one of the two there is no end."""
    found = event(with_fields(f"severity: under-maintenance\n{fields}"))
    stamps = (found.start, found.end, found.announced)
    assert [stamp and stamp.at.isoformat()[:16] for stamp in stamps] == [start, end, announced]
    if "duration" in fields and end is None:
        assert any("'duration' gives no end" in words for words in told_of(with_fields(fields)))


@pytest.mark.parametrize(
    ("written", "over", "losses"),
    [("true", True, 0), ("'true'", True, 0), ("Yes", True, 0), ("false", False, 0), ("", False, 0), ("soon", False, 1)],
)
def test_resolved_is_true_however_it_is_written(written: str, over: bool, losses: int):
    """As a text too; any other word is told, and nothing is claimed."""
    text = with_fields(f"resolved: {written}")
    assert event(text).over is over
    assert len(told_of(text)) == losses


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("::: update Resolved\nFine.\n:::", "an update has no time"),
        ("::: update Resolved |\nFine.\n:::", "an update has no time"),
        ("::: update Resolved | yesterday\nFine.\n:::", "the time of an update can't be read, 'yesterday'"),
        ("::: update Resolved | 2024-02-30T10:00:00Z\nFine.\n:::", "can't be read, '2024-02-30T10:00:00Z'"),
        ("::: update Resolved | 2024-03-01T10:00:00Z\nFine.", "an update isn't closed"),
    ],
)
def test_a_crooked_update_stays_in_the_text_and_is_told(block: str, words: str):
    """No time is invented for it, and the updates beside it are read."""
    good = "::: update Monitoring | 2024-03-01T09:00:00Z\nWe watch.\n:::"
    text = with_fields("resolved: true", f"{good}\n\n{block}\n\n{good}")
    found = event(text)
    assert [update.text for update in found.updates] == ["We watch.", "We watch."]
    assert found.body == block
    (loss,) = read({"content/a.md": text.encode()}).losses
    assert words in str(loss.told)
    assert (loss.line, loss.original.split("\n")[0]) == (10, block.split("\n")[0])


def test_other_blocks_and_blocks_in_code_are_text():
    """Only `update` is Statusfy's; longer marks close with longer ones."""
    body = "::: tip\nHm.\n:::\n\n```\n::: update A | 2024-03-01T09:00:00Z\n:::\n```"
    assert event(with_fields("", body)).body == body
    (update,) = event(with_fields("", ":::: update A | 2024-03-01T09:00:00Z\n::: tip\n:::\n::::")).updates
    assert (update.label, update.state, update.text) == ("A", None, "::: tip\n:::")


@pytest.mark.parametrize(
    "block",
    [
        '---toml\ntitle = "A"\ndate = 2024-03-01T08:00:00Z\naffectedsystems = ["api"]\nresolved = true\n---\nText.',
        '---json\n{"title": "A", "date": "2024-03-01T08:00:00Z", "affectedsystems": ["api"],\n"resolved": true}\n\n---\nText.',
        "\ufeff---yaml\r\ntitle: A\r\ndate: 2024-03-01T08:00:00Z\r\naffectedsystems: api\r\nresolved: true\r\n---\r\nText.",
    ],
)
def test_front_matter_may_be_in_each_notation(block: str):
    """YAML, and what is marked as TOML or JSON."""
    found = event(block + "\n\n::: update Resolved | 2024-03-01T09:00:00Z\nFine.\n:::")
    assert (found.title, found.affected, found.over, found.body) == ("A", (("api", ""),), True, "Text.")
    assert found.start is not None
    assert found.start.at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert found.updates[0].line == 1 + block.count("\n") + 2


@pytest.mark.parametrize(
    "text", ["", "Just text.", "---\ntitle: never closed\n", "---\na: [\n---\n", "---\n- a\n---\n"]
)
def test_a_file_that_tells_nothing_is_named(text: str):
    """The others are read."""
    history = read({"content/a.md": text.encode(), "content/b.md": NETWORK.encode()})
    assert [happening.source for happening in history.happenings] == ["content/b.md"]
    assert [loss.source for loss in history.losses if loss.sort is Sort.UNREAD] == ["content/a.md"]
    assert counted(history)


def test_what_is_missing_is_told():
    """A file without title and date is still a record of what happened."""
    assert told_of("---\nseverity: major-outage\n---\n") == ["there is no title", "there is no date"]
    assert told_of("---\ntitle: A\ndate: in May\n---\n") == ["'date' is no time that can be read: 'in May'"]


def test_fields_of_ones_own_and_the_date_of_a_change_are_told():
    """They stand under `imported:`, as all that stood above the text."""
    assert told_of(with_fields("owner: ops\nmodified: 2024-03-02\nTeam: web")) == [
        "fields that Statusfy doesn't know aren't brought over: Team, owner",
        "'modified' says only when a file was changed, and isn't brought over: 1",
    ]


@pytest.mark.parametrize(
    ("name", "sum_of_name"),
    [
        ("2018-11-21_networking-issues.md", "cb146392"),
        ("störung 你好 😀.md", "41282bf8"),
        (".md", "1a3a228f"),
    ],
)
def test_old_addresses_of_files_without_an_id_are_known(name: str, sum_of_name: str):
    """Statusfy made them of the name, as the package hash-sum 2.0 does (these sums are its own)."""
    assert hashed(name) == sum_of_name
    found = event(with_fields(""), f"content/{name}")
    assert (found.address, found.key) == (f"incidents/{sum_of_name}/", str(Path(name).with_suffix("")))


def test_an_id_may_hold_anything():
    """An address is one part of a path."""
    assert event(with_fields("id: ../a b?")).address == "incidents/..%2Fa%20b%3F/"
    assert event('{"id": "\\ud800", "title": "A"}').address == "incidents/%3F/"


def test_the_site_comes_from_its_settings_and_names():
    """What people read stands in `locales/`, what events say in the settings."""
    words = b'{"title": "Status", "systems": {"items": {"api": {"title": "Our API", "description": "For programs"}}}}'
    history = read({"config.js": CONFIG, "locales/en.json": words, "locales/es.json": b"{"})
    assert (history.title, history.url, history.language) == ("Status", "https://status.example.org", "en")
    assert [(s.name, s.title, s.description) for s in history.systems] == [
        ("api", "Our API", "For programs"),
        ("cdn", "cdn", ""),
    ]
    assert ("feeds/incidents.en.atom", "feed.atom") in history.addresses
    assert [str(loss.told) for loss in history.losses] == ["the description of the old site isn't brought over"]
    assert (history.time_zone, history.found) == ("UTC", 0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.yml", b"title: A\ndefaultLocale: es\ncontent:\n  systems: [api]\n"),
        ("config.toml", b'title = "A"\ndefaultLocale = "es"\n[content]\nsystems = ["api"]\n'),
    ],
)
def test_settings_may_be_yaml_or_toml(name: str, text: bytes):
    """The first file that Statusfy would take counts."""
    history = read({name: text, "config.js": b"module.exports = { title: 'B' }"})
    assert (history.title, history.language, [system.name for system in history.systems]) == ("A", "es", ["api"])


def test_settings_that_a_program_works_out_are_told():
    """What is written out is read all the same; the program isn't run."""
    config = (
        b"module.exports = {\n  title: process.env.TITLE,\n  analytics: secret(), baseUrl: '/',\n  locales: LOCALES }"
    )
    history = read({"config.js": config})
    assert [(str(loss.told), loss.line, loss.original) for loss in history.losses] == [
        ("'title' is worked out by code, which is never run", 2, "process.env.TITLE"),
        ("'locales' is worked out by code, which is never run", 4, "LOCALES"),
    ]
    assert (history.title, history.url) == ("", "")
    history = read({"config.js": b"module.exports = make();"})
    assert [loss.sort for loss in history.losses] == [Sort.UNREAD]
    assert counted(history)


def test_translations_and_files_that_were_never_published_are_told():
    """The default language's files stand in the folder itself; Statusfy reads no others."""
    text = NETWORK.encode()
    others = ("content/es/a.md", "content/2023/b.md", "content/es/old/c.md", "content/en/d.md")
    paths = ("content/a.md", *others, "content/readme.md", "docs.md")
    history = read({"config.js": CONFIG, **dict.fromkeys(paths, text)})
    assert [happening.source for happening in history.happenings] == ["content/a.md"]
    lost = {loss.source: str(loss.told) for loss in history.losses if loss.source.endswith(".md")}
    assert lost == {
        "content/es/a.md": "a translation into 'es' isn't brought over",
        "content/2023/b.md": "Statusfy doesn't read this folder: the file was never published",
        "content/es/old/c.md": "Statusfy doesn't read this folder: the file was never published",
        "content/en/d.md": "Statusfy doesn't read this folder: the file was never published",
    }
    assert {loss.original for loss in history.losses if loss.source.endswith(".md")} == {NETWORK}
    assert (history.found, counted(history)) == (5, True)


def test_events_may_stand_in_another_folder():
    """Where the settings say so, or where a single file is named."""
    config = b"module.exports = { content: { dir: './events/' } }"
    history = read({"config.js": config, "events/a.md": NETWORK.encode(), "content/b.md": NETWORK.encode()})
    assert [happening.source for happening in history.happenings] == ["events/a.md"]
    assert event(with_fields(""), "a.md").key == "a"


def test_only_what_is_read_is_wanted():
    """Texts, settings and names by language; no programs, and no guides of installed packages."""
    for path in ("content/a.md", "content/es/a.md", "events/a.md", "config.js", "config.yml", "locales/en.json"):
        assert wanted(path)
    for path in ("README.md", "node_modules/a/b.md", "package.json", "content/a.html", "lib/config.js", "docs/a.md"):
        assert not wanted(path)


WHOLE = {"config.js": CONFIG, "content/a.md": NETWORK.encode(), "content/b.md": b'---json\n{"title": "A"}\n---\nText'}


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 700), st.integers(0, 40), st.binary(max_size=8))
@settings(max_examples=50, deadline=None)
def test_no_bytes_make_it_fail(name: str, at: int, length: int, put: bytes):
    """Whatever stands in a source, it is read or told."""
    raw = WHOLE[name]
    at %= len(raw)
    history = read({**WHOLE, name: raw[:at] + put + raw[at + length :]})
    assert counted(history)


@pytest.mark.parametrize(
    "value",
    ["[]", "{a: b}", "[[a], {b: c}]", "null", "12", "'" + "x" * 1_000_000 + "'", "[" * 3000, "&a [*a]", "!!a b"],
)
def test_wrong_types_are_survived(value: str):
    """A list where a text is expected, and the other way round."""
    fields = ("id", "title", "description", "date", "modified", "severity", "affectedsystems", "scheduled", "duration")
    files = {f"content/{field}.md": f"---\nresolved: true\n{field}: {value}\n---\n".encode() for field in fields}
    assert counted(read(files))
    read({"config.yml": f"title: {value}\nlocales: {value}\ncontent: {value}\n".encode()})
    read({"config.yml": f"content: {{systems: {value}}}".encode(), "locales/en.json": b'{"systems": {"items": []}}'})


REALDATA = Path(os.environ.get("REALDATA", ""))


@pytest.mark.skipif(not os.environ.get("REALDATA"), reason="REALDATA names no folder of real histories")
def test_real_checkouts_are_read():
    """Each file is an event or has its line in the report."""
    checkouts = sorted(path for path in (REALDATA / "statusfy").iterdir() if path.is_dir())
    assert checkouts
    for checkout in checkouts:
        paths = {path.relative_to(checkout).as_posix(): path for path in checkout.rglob("*") if path.is_file()}
        history = read({name: path.read_bytes() for name, path in paths.items() if wanted(name)})
        assert history.happenings
        assert counted(history)
