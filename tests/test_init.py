"""`statuspage init`: a new site that builds and checks clean at once, and what is added to one; nothing is overwritten."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from statuspage.starting import HOSTS, LANGUAGES, SCAFFOLD
from tests.conftest import Run
from tests.sites import published

ADDRESS = ("--url", "https://status.example.org/")
NOW = ("--now", "2026-12-01 12:00")
TEMPLATES = ("drill", "emergency", "incident", "maintenance")


def events(told: str) -> list[str]:
    """Return what a check told of events."""
    return [line for line in told.splitlines() if line.startswith("content/events/")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_site_builds_and_checks_clean_at_once(run: Run, tmp_path: Path, lang: str):
    """Nothing has to be mended before the first build: no error, pages in the language asked for, and contacts to fill in.

    They claim nothing that nobody said: models of notices stand where nothing is read.
    """
    ran = run("init", "--lang", lang, *ADDRESS)
    assert ran.code == 0, ran.told
    checked = run("check", *NOW, "--format", "json")
    told = [json.loads(line) for line in checked.told.splitlines()]
    assert {(problem["level"], problem["code"]) for problem in told} == {("advice", "unfilled")}
    assert {problem["path"].rpartition("/")[2] for problem in told} == {"emergency.md", "service-desk.md"}
    assert run("build", *NOW).code == 0
    page = (tmp_path / "output/index.html").read_text("utf-8")
    assert f'<html lang="{lang}' in page
    assert {"en": "System status", "zh": "系统状态"}[lang] in page
    status = json.loads((tmp_path / "output/api/status.json").read_text("utf-8"))
    assert (status["state"], status["events"]) == ("ok", [])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", TEMPLATES)
def test_each_model_is_a_notice_that_lacks_nothing(run: Run, tmp_path: Path, lang: str, kind: str):
    """A model with the # taken off its lines is a notice of its kind to which no rule of the house objects."""
    run("init", "--lang", lang, *ADDRESS)
    model = (tmp_path / f"content/templates/{kind}.md").read_text("utf-8")
    notice = re.sub(r"^# (?=(?:[a-z_]+:|  - ))", "", model, flags=re.MULTILINE)
    notice = re.sub(r"^audiences:.*\n", "", notice, flags=re.MULTILINE)  # a new site has none
    (tmp_path / "content/events/model.md").write_text(notice, "utf-8")
    assert f"\nkind: {kind}\n" in notice
    told = run("check", "--now", "2027-01-15 23:00" if kind in ("maintenance", "drill") else "2027-01-16 09:45").told
    assert [line for line in events(told) if "[reminder]" not in line] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [*TEMPLATES, "question"])
def test_each_model_is_read_as_it_is(run: Run, tmp_path: Path, lang: str, kind: str):
    """A model that was copied and not looked at further makes no error."""
    run("init", "--lang", lang, *ADDRESS)
    folder = "faq" if kind == "question" else "events"
    data = (tmp_path / f"content/templates/{kind}.md").read_bytes()
    (tmp_path / f"content/{folder}/model.md").write_bytes(data)
    assert run("check", "--now", "2027-01-15 23:00").code == 0


def test_settings_are_taken_from_the_command_line(run: Run, tmp_path: Path):
    """Title, address and zone stand in config.toml as they were given, and its comments stay."""
    title = 'Our "status" \\ system ☂'
    run("init", "--title", title, "--url", "https://example.org/status", "--time-zone", "Europe/Berlin")
    text = (tmp_path / "config.toml").read_text("utf-8")
    site = tomllib.loads(text)["site"]
    assert (site["title"], site["url"], site["time_zone"]) == (title, "https://example.org/status", "Europe/Berlin")
    assert "# of all times that you write" in text
    assert run("check", *NOW).code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--time-zone", "Beijing"), "unknown time zone 'Beijing'; did you mean 'Asia/Shanghai'?"),
        (("--url", "status.example.org"), "'status.example.org' is not a web address"),
        (("--title", ""), "'title' is missing"),
        (("--lang", "fr"), "'fr' is not one of"),
    ],
)
def test_settings_that_can_not_be_are_refused(run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str):
    """What no site can have is a usage error, and nothing is written."""
    ran = run("init", "site", *arguments)
    assert ran.code == 2
    assert told in ran.told
    assert not (tmp_path / "site").exists()


def test_wrong_settings_are_told_in_the_language_of_the_run(run: Run):
    """Each sentence about them is in that language, what is wrong as well as what to do."""
    ran = run("--lang", "zh", "init", "site", "--time-zone", "Beijing", "--url", "status.example.org")
    assert "时区「Beijing」；是不是「Asia/Shanghai」？" in ran.told
    assert "「status.example.org」不是" in ran.told
    assert "unknown" not in ran.told


def test_nothing_is_overwritten(run: Run, tmp_path: Path):
    """What stands there is listed, all of it, and no file is written, not even those that are missing."""
    (tmp_path / "content/faq").mkdir(parents=True)
    (tmp_path / "content/faq/get-told.md").write_text("mine", "utf-8")
    (tmp_path / "README.md").symlink_to("nowhere")
    before = published(tmp_path)
    ran = run("init")
    assert ran.code == 1
    assert ran.told.splitlines()[:-1] == ["README.md is there already", "content/faq/get-told.md is there already"]
    assert published(tmp_path) == before
    assert run("init", "other").code == 0


def test_other_files_are_no_hindrance(run: Run, tmp_path: Path):
    """A folder that a forge has made, with a licence in it, can become a site."""
    (tmp_path / "LICENSE").write_text("mine", "utf-8")
    assert run("init").code == 0
    assert (tmp_path / "LICENSE").read_text("utf-8") == "mine"


def test_a_site_can_be_added_to(run: Run, tmp_path: Path):
    """Workflows, browser editor and settings of VS Code are added to a site that is there, once."""
    run("init", *ADDRESS)
    before = published(tmp_path)
    ran = run("init", "--ci", "gitlab", "--cms", "--vscode")
    assert ran.code == 0, ran.told
    after = published(tmp_path)
    assert {path: after[path] for path in before} == before
    assert {".gitlab-ci.yml", "admin/index.html", ".vscode/tasks.json", ".vscode/event.schema.json"} < set(after)
    assert run("init", "--ci", "gitlab").code == 1
    assert run("init").code == 1


def test_the_settings_of_a_site_that_is_broken_are_told(run: Run, tmp_path: Path):
    """What is made of a site's settings can't be made of wrong ones."""
    (tmp_path / "config.toml").write_text("[site]\ntitle = 1\n", "utf-8")
    ran = run("init", "--vscode")
    assert ran.code == 1
    assert "'time_zone' is missing" in ran.told


@pytest.mark.parametrize("part", ["site", *HOSTS, "cms", "vscode"])
def test_each_part_has_the_same_files_in_each_language(part: str):
    """What there is in one language there is in the other."""
    listed = {lang: set(published(SCAFFOLD / part / lang)) for lang in LANGUAGES}
    assert listed["en"] == listed["zh"] != set()


def test_names_of_the_scaffold_hold_for_no_other_folder():
    """No file of the scaffold has a name by which a program would take it for this project's own settings."""
    assert list(SCAFFOLD.rglob(".*")) == []


def test_the_requirement_can_be_named(run: Run, tmp_path: Path):
    """Workflows install what requirements.txt names: this version, or what the owner says."""
    run("init", "one")
    run("init", "two", "--requirement", "markdown-statuspage @ git+https://git.example.org/s@v9")
    last = [(tmp_path / name / "requirements.txt").read_text("utf-8").splitlines()[-1] for name in ("one", "two")]
    assert re.fullmatch(r"markdown-statuspage==\d+\.\d+\.\d+", last[0])
    assert last[1] == "markdown-statuspage @ git+https://git.example.org/s@v9"


def test_files_have_line_feeds_alone(run: Run, tmp_path: Path):
    """A new site has the line ends that its .gitattributes asks for."""
    run("init", "--ci", "github", "--cms", "--vscode", *ADDRESS)
    assert [path for path, data in published(tmp_path).items() if b"\r" in data or (data and data[-1:] != b"\n")] == []
