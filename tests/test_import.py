"""`statuspage import`: another system's history becomes files of a site; what somebody changed since stays theirs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from statuspage.outputs.history import VERSION
from tests.conftest import Run

UPDATE = {"id": "u1", "status": "identified", "body": "A cable is cut.", "display_at": "2021-03-04T10:20:00Z"}
OVER = {"id": "u2", "status": "resolved", "body": "Mended.", "display_at": "2021-03-04T11:00:00Z"}
INCIDENT: dict[str, Any] = {
    "id": "k4fz1",
    "name": "No orders",
    "status": "resolved",
    "impact": "critical",
    "created_at": "2021-03-04T10:00:00Z",
    "started_at": "2021-03-04T10:00:00Z",
    "resolved_at": "2021-03-04T11:00:00Z",
    "updated_at": "2021-03-04T11:00:00Z",
    "incident_updates": [OVER, UPDATE],
    "components": [{"id": "hk2j5v9x0c1q", "name": "Orders"}],
}
PAGE = {"id": "p", "name": "Example", "url": "https://status.example.org", "time_zone": "Europe/Berlin"}
EVENT = "site/content/events/2021/k4fz1.md"
NOW = ("--now", "2021-03-05T12:00Z")

Source = Callable[..., None]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Write the answer of a status page's API, with these incidents."""

    def write(*incidents: dict[str, Any]) -> None:
        (tmp_path / "old").mkdir(exist_ok=True)
        data = {"page": PAGE, "incidents": incidents}
        (tmp_path / "old/incidents.json").write_text(json.dumps(data), "utf-8")

    return write


def files(root: Path) -> dict[str, bytes]:
    """Return all files below a folder by their paths."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def bring(run: Run, *more: str):
    return run("import", "statuspage", "old", "--into", "site", *more)


def test_a_history_becomes_a_site_that_checks_clean_and_builds(run: Run, source: Source, tmp_path: Path):
    """Settings, components, events, old addresses: one command, and the pages stand."""
    source(INCIDENT)
    ran = bring(run)
    assert ran.code == 0, ran.told
    assert ran.told.splitlines()[:2] == ["1 of 1 records come over", "files: 1 new, 0 changed, 0 as before"]
    checked = run("check", "site", *NOW)
    assert checked.told.splitlines()[-1] == "0 errors, 0 pieces of advice", checked.told
    assert run("build", "site", "--out", "out", *NOW).code == 0
    page = (tmp_path / "out/events/k4fz1/index.html").read_text("utf-8")
    for said in ("No orders", "A cable is cut.", "Mended.", "Orders"):
        assert said in page
    assert "u1" not in page, "what is kept of the source is not published"
    assert (tmp_path / "out/incidents/k4fz1/index.html").exists() or (tmp_path / "out/_redirects").exists()


def test_what_was_imported_is_a_file_as_editors_write_them(run: Run, source: Source, tmp_path: Path):
    """Front matter, text, updates; the source's own words stand last in the front matter."""
    source(INCIDENT)
    bring(run)
    text = (tmp_path / EVENT).read_text("utf-8")
    head, tail = text.split("imported:\n")
    assert head == (
        "---\ntitle: No orders\nkind: incident\ncomponents:\n  orders: outage\nstart: 2021-03-04 11:00\n"
    ), "times are written in the zone of the site"
    assert tail.endswith(
        "\n---\n\n## 2021-03-04 11:20 identified\n\nA cable is cut.\n\n## 2021-03-04 12:00 resolved\n\nMended.\n"
    )
    assert tail.startswith(
        '  format: statuspage\n  source: incidents.json#k4fz1\n  original: |-\n    {\n      "id": "k4fz1"'
    )


def test_an_import_that_is_run_again_writes_nothing(run: Run, source: Source, tmp_path: Path):
    """Not one byte differs."""
    source(INCIDENT)
    bring(run)
    before = files(tmp_path / "site")
    assert "files: 0 new, 0 changed, 1 as before" in bring(run).told
    assert files(tmp_path / "site") == before


def test_only_what_changed_at_the_source_is_written_again(run: Run, source: Source, tmp_path: Path):
    """A new update comes in, a new incident too, and the rest stays."""
    source(INCIDENT)
    bring(run)
    other = INCIDENT | {"id": "x9", "incident_updates": [OVER]}
    source(INCIDENT | {"incident_updates": [OVER, UPDATE | {"body": "Two cables are cut."}]}, other)
    assert "files: 1 new, 1 changed, 0 as before" in bring(run).told
    assert "Two cables" in (tmp_path / EVENT).read_text("utf-8")


def test_a_file_that_an_editor_touched_is_listed_and_left(run: Run, source: Source, tmp_path: Path):
    """What somebody wrote here is worth more than what the source says now; so is that somebody deleted a file."""
    other = INCIDENT | {"id": "x9"}
    source(INCIDENT, other)
    bring(run)
    (tmp_path / EVENT).write_text("mine", "utf-8")
    (tmp_path / "site/content/events/2021/x9.md").unlink()
    source(INCIDENT | {"name": "Renamed"}, other | {"name": "Renamed"})
    told = bring(run).told
    assert "changed here since, so left as it is:\n    content/events/2021/k4fz1.md" in told
    assert "deleted here since, so not written again:\n    content/events/2021/x9.md" in told
    assert (tmp_path / EVENT).read_text("utf-8") == "mine"
    assert not (tmp_path / "site/content/events/2021/x9.md").exists()


def test_a_record_that_is_gone_at_the_source_leaves_its_file(run: Run, source: Source, tmp_path: Path):
    """No import deletes anything; it tells."""
    source(INCIDENT, INCIDENT | {"id": "x9"})
    bring(run)
    source(INCIDENT)
    assert "its source is gone, the file stays:\n    content/events/2021/x9.md" in bring(run).told
    assert (tmp_path / "site/content/events/2021/x9.md").exists()


def test_a_site_that_stands_gets_what_it_lacks_and_keeps_the_rest(run: Run, source: Source, tmp_path: Path):
    """New components are written at the end of its settings; one that it has is used; its own events stay."""
    settings = (
        '[site]\ntitle = "Ours"\ntime_zone = "UTC"\nlanguages = ["en"]  # mine\n\n'
        '[[components]]\nid = "shop"\nname = "Orders"\n'
    )
    own = "---\ntitle: Ours\nkind: incident\nstart: 2021-01-01 10:00\n---\n"
    (tmp_path / "site/content/events").mkdir(parents=True)
    (tmp_path / "site/config.toml").write_text(settings, "utf-8")
    (tmp_path / "site/content/events/k4fz1.md").write_text(own, "utf-8")
    source(
        INCIDENT | {"components": [{"id": "hk2j5v9x0c1q", "name": "Orders"}, {"id": "w8d3n6b1z5tr", "name": "Mail"}]}
    )
    ran = bring(run)
    assert ran.code == 0, ran.told
    assert (tmp_path / "site/config.toml").read_text("utf-8") == (
        settings + '\n[[components]]\nid = "mail"\nname = "Mail"\n'
    )
    assert (tmp_path / "site/content/events/k4fz1.md").read_text("utf-8") == own
    (event,) = (tmp_path / "site/content/events/2021").iterdir()
    assert event.name.startswith("k4fz1-"), "the id was taken"
    assert "  shop: outage\n  mail: outage\nstart: 2021-03-04 10:00\n" in event.read_text("utf-8")
    assert "0 errors" in run("check", "site", *NOW).told


def test_a_corrected_mapping_corrects_what_was_imported(run: Run, source: Source, tmp_path: Path):
    """The editor says what a word means, and gives the same command again."""
    source(INCIDENT | {"impact": "biblical"})
    assert "lease say so under [severities] in the mapping file: biblical" in bring(run).told
    assert "  orders: degraded\n" in (tmp_path / EVENT).read_text("utf-8")
    mapping = tmp_path / "site/imports/statuspage.toml"
    mapping.write_text(mapping.read_text("utf-8").replace('"biblical" = ""', '"biblical" = "outage"'), "utf-8")
    told = bring(run).told
    assert "files: 0 new, 1 changed, 0 as before" in told
    assert "lease say so" not in told
    assert "  orders: outage\n" in (tmp_path / EVENT).read_text("utf-8")


def test_a_component_that_the_mapping_does_away_with_leaves_the_settings(run: Run, source: Source, tmp_path: Path):
    """As long as the import made them, nobody touched them, and no event of an editor names it."""
    source(INCIDENT)
    bring(run)
    settings, mapping = tmp_path / "site/config.toml", tmp_path / "site/imports/statuspage.toml"
    corrected = mapping.read_text("utf-8").replace('= "orders"', '= "shop"')
    mapping.write_text(corrected, "utf-8")
    bring(run)
    assert 'id = "shop"' in settings.read_text("utf-8")
    assert 'id = "orders"' not in settings.read_text("utf-8")
    own = "---\ntitle: Own\nkind: incident\ncomponents:\n  shop: partial\nstart: 2021-01-01 10:00\n---\n"
    (tmp_path / "site/content/events/own.md").write_text(own, "utf-8")
    mapping.write_text(corrected.replace('= "shop"', '= "till"'), "utf-8")
    bring(run)
    assert 'id = "till"' in settings.read_text("utf-8")
    assert 'id = "shop"' in settings.read_text("utf-8")
    settings.write_text("# mine\n" + settings.read_text("utf-8"), "utf-8")
    mapping.write_text(corrected.replace('= "shop"', '= "desk"'), "utf-8")
    bring(run)
    assert settings.read_text("utf-8").startswith("# mine\n")
    assert 'id = "till"' in settings.read_text("utf-8")
    assert "0 errors" in run("check", "site", *NOW).told


def test_a_slip_in_the_mapping_stops_before_anything_is_written(run: Run, source: Source, tmp_path: Path):
    """It is told with its place, as any slip."""
    source(INCIDENT)
    bring(run)
    (tmp_path / "site/imports/statuspage.toml").write_text('zone = "Moon"\n', "utf-8")
    before = files(tmp_path / "site")
    ran = bring(run)
    assert ran.code == 1
    assert ran.told.startswith("site/imports/statuspage.toml:1:1: error: unknown time zone 'Moon'")
    assert files(tmp_path / "site") == before


@pytest.mark.parametrize(
    "data", [None, b"<<<<<<< ours", b'{"files": [{"path": "a"}]}'], ids=["gone", "conflict", "odd"]
)
def test_an_import_that_forgot_what_it_wrote_writes_nothing(run: Run, source: Source, tmp_path: Path, data):
    """It would take its own files for an editor's, and bring the whole history a second time."""
    source(INCIDENT)
    bring(run)
    ledger = tmp_path / "site/imports/statuspage.json"
    ledger.unlink()
    if data is not None:
        ledger.write_bytes(data)
    before = files(tmp_path / "site")
    ran = bring(run)
    assert ran.code == 1
    assert ran.told.startswith("site/imports/statuspage.json:1:1: error: ")
    assert "take it back from git" in ran.told
    assert files(tmp_path / "site") == before


def test_a_zone_that_is_named_later_is_kept_and_leaves_the_site_in_its_own(run: Run, source: Source, tmp_path: Path):
    """The mapping file says from then on how times without an offset are read; pages show the site's zone."""
    source(INCIDENT | {"started_at": "2021-03-04T10:00:00", "created_at": "2021-03-04T10:00:00"})
    bring(run)
    assert "start: 2021-03-04 10:00\n" in (tmp_path / EVENT).read_text("utf-8")
    for more in (("--tz", "UTC"), ()):
        bring(run, *more)
        assert "start: 2021-03-04 11:00\n" in (tmp_path / EVENT).read_text("utf-8")
        assert 'zone = "UTC"' in (tmp_path / "site/imports/statuspage.toml").read_text("utf-8")
        assert 'time_zone = "Europe/Berlin"' in (tmp_path / "site/config.toml").read_text("utf-8")


def test_a_dry_run_writes_the_report_alone(run: Run, source: Source, tmp_path: Path):
    """It says what would be written."""
    source(INCIDENT | {"impact": "biblical"})
    ran = bring(run, "--dry-run", "--report", "losses.csv")
    assert ran.code == 0
    assert "files: 1 new, 0 changed, 0 as before" in ran.told
    assert ran.told.splitlines()[-1] == "nothing was written but the report"
    assert not (tmp_path / "site").exists()
    assert "biblical" in (tmp_path / "losses.csv").read_text("utf-8-sig")


def test_what_cant_be_read_is_told_and_the_rest_comes_over(run: Run, source: Source, tmp_path: Path):
    """No input makes it crash; it goes on, and says at its end that something is missing."""
    source(INCIDENT)
    (tmp_path / "old/components.json").write_bytes(b"{ not json")
    ran = bring(run)
    assert ran.code == 1
    assert "not read:\n    components.json: " in ran.told
    assert (tmp_path / EVENT).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("statuspage", "missing", "--into", "site"), 1, "error: there is no 'missing'\n    name a file"),
        (
            ("statuspage", "old", "--into", "site", "--tz", "Moon"),
            2,
            "Invalid value for --tz: unknown time zone 'Moon'",
        ),
        (("wordstar", "old", "--into", "site"), 2, "'wordstar' is not one of"),
        (("statuspage", "old"), 2, "Missing option '--into'"),
        (("statuspage", "old", "--into", "old"), 1, "error: 'old' is to be read and to be the site\n    name another"),
        (("statuspage", "old", "--into", "old/incidents.json"), 1, "Could not open file 'old/incidents.json"),
        (("statuspage", "old", "--into", "site", "--mapping", "old"), 2, "'old' is needed for something else"),
        (
            ("statuspage", "old", "--into", "site", "--mapping", "a.toml", "--report", "./a.toml"),
            2,
            "Invalid value for --report: 'a.toml' is needed for something else",
        ),
        (
            ("statuspage", "old", "--into", "site", "--mapping", "site/config.toml"),
            2,
            "'site/config.toml' is needed for something else",
        ),
    ],
)
def test_what_cant_be_understood_is_told_in_a_sentence(run: Run, source: Source, arguments, code: int, told: str):
    """And nothing is written."""
    source(INCIDENT)
    ran = run("import", *arguments)
    assert ran.code == code
    assert told in ran.told


def test_a_naive_time_is_read_in_the_zone_that_is_named_and_counted(run: Run, source: Source, tmp_path: Path):
    """`--tz` counts for more than the zone of the source, and the mapping file keeps it."""
    naive = {"created_at": "2021-03-04T10:00:00", "started_at": "2021-03-04T10:00:00", "incident_updates": [UPDATE]}
    source(INCIDENT | naive)
    ran = bring(run, "--tz", "America/New_York")
    assert "no offset, and w" in ran.told
    assert "in America/New_York; --tz names another zone" in ran.told
    assert "start: 2021-03-04 10:00\n" in (tmp_path / EVENT).read_text("utf-8")
    assert 'zone = "America/New_York"' in (tmp_path / "site/imports/statuspage.toml").read_text("utf-8")


def test_a_site_whose_settings_are_wrong_is_told_before_anything_is_written(run: Run, source: Source, tmp_path: Path):
    """As any other command would."""
    source(INCIDENT)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/config.toml").write_text("[site]\n", "utf-8")
    ran = bring(run)
    assert ran.code == 1
    assert "site/config.toml:1:1: error: 'title' is missing" in ran.told
    assert list(files(tmp_path / "site")) == ["config.toml"]


@pytest.mark.parametrize(
    "path", ["config.toml", "redirects.txt", "imports/statuspage.json", "content/events/2021/k4fz1.md"]
)
def test_a_folder_where_a_file_belongs_is_told_and_nothing_is_written(
    run: Run, source: Source, tmp_path: Path, path: str
):
    """Whatever stands in the way, it ends with a sentence."""
    source(INCIDENT)
    (tmp_path / "site" / path).mkdir(parents=True)
    ran = bring(run)
    assert (ran.code, ran.told) == (1, f"Error: Could not open file 'site/{path}': Is a directory\n")
    assert files(tmp_path / "site") == {}


def test_a_report_that_can_t_be_written_is_told_by_its_name(run: Run, source: Source, tmp_path: Path):
    """With what is wrong."""
    source(INCIDENT)
    (tmp_path / "losses").mkdir()
    assert bring(run, "--report", "losses").told == "Error: Could not open file 'losses': File exists\n"


def test_a_source_of_which_nothing_comes_makes_no_site(run: Run, source: Source, tmp_path: Path):
    """Settings without a history would look like one."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old/incidents.json").write_text("[", "utf-8")
    ran = bring(run)
    assert (ran.code, "statuspage check" in ran.told) == (1, False)
    assert not (tmp_path / "site").exists()


def test_where_nothing_could_be_written_nothing_is_to_be_checked(run: Run, tmp_path: Path):
    """An export that can't be read makes no site."""
    (tmp_path / "history.json").write_text("[", "utf-8")
    ran = run("import", "json", "history.json", "--into", "none")
    assert (ran.code, "statuspage check" in ran.told) == (1, False)
    assert not (tmp_path / "none").exists()


def test_settings_that_would_be_too_large_are_not_written(run: Run, source: Source, tmp_path: Path):
    """The site couldn't be read any more."""
    source(INCIDENT | {"components": [{"id": f"{n}", "name": f"{n} {'x' * 100_000}"} for n in range(11)]})
    ran = bring(run)
    assert (ran.code, (tmp_path / "site").exists()) == (1, False)
    assert "config.toml:1:1: error: it would have 1.1 MB, and at most 1 MB is read\n    import it in parts" in ran.told


SITE = '[site]\ntitle = "Ours"\ntime_zone = "UTC"\nlanguages = ["en"]\n'


def test_settings_with_the_line_ends_of_windows_keep_them(run: Run, source: Source, tmp_path: Path):
    """New components come in lines that end as the others do."""
    source(INCIDENT)
    (tmp_path / "site").mkdir()
    before = f'{SITE}\n[[components]]\nid = "a"\nname = "A"\n'.replace("\n", "\r\n").encode()
    (tmp_path / "site/config.toml").write_bytes(before)
    assert bring(run).code == 0
    assert (tmp_path / "site/config.toml").read_bytes() == (
        before + b'\r\n[[components]]\r\nid = "orders"\r\nname = "Orders"\r\n'
    )
    assert "0 errors" in run("check", "site", *NOW).told


def test_components_on_one_line_are_told_since_none_can_be_added(run: Run, source: Source, tmp_path: Path):
    """With the line of the file as it stands."""
    source(INCIDENT)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/config.toml").write_text(f"# ours\ncomponents = []\n{SITE}", "utf-8")
    assert bring(run).told == (
        "site/config.toml:2:1: error: 'components' stands on a line, to which an import can't add\n"
        "    begin each component with a line [[components]]\n"
    )


def test_a_mapping_file_serves_several_sites(run: Run, source: Source, tmp_path: Path):
    """What an import wrote into one is recorded there, not beside the mapping file."""
    source(INCIDENT)
    for root in ("site", "other"):
        told = run("import", "statuspage", "old", "--into", root, "--mapping", "words/ours.toml").told
        assert "files: 1 new, 0 changed, 0 as before" in told
        assert (tmp_path / root / "imports/ours.json").exists()
    assert [path.name for path in (tmp_path / "words").iterdir()] == ["ours.toml"]


def test_an_export_comes_into_a_site_that_has_its_contact_already(run: Run, tmp_path: Path):
    """The contact stays as it is, and events go on naming it."""
    site = {"title": "Ours", "time_zone": "UTC", "languages": ["en"], "default_language": "en"}
    event = {"id": "a", "kind": "incident", "title": {"en": "A"}, "start": "2021-03-04T10:00:00Z", "contact": "desk"}
    contact = {"id": "desk", "title": {"en": "Desk"}, "reach": {"en": "400"}}
    made = {"version": VERSION, "site": site, "events": [event], "contacts": [contact]}
    (tmp_path / "history.json").write_text(json.dumps(made), "utf-8")
    (tmp_path / "site/content/contacts").mkdir(parents=True)
    (tmp_path / "site/config.toml").write_text(SITE, "utf-8")
    (tmp_path / "site/content/contacts/desk.md").write_text("---\ntitle: Desk\nreach: '500'\n---\n", "utf-8")
    told = run("import", "json", "history.json", "--into", "site").told
    assert told.splitlines()[:2] == ["1 of 2 records come over", "files: 1 new, 0 changed, 0 as before"]
    assert "contact: desk" in (tmp_path / "site/content/events/2021/a.md").read_text("utf-8")
