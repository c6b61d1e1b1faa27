"""What editors get: forms for the browser, snippets and tasks for VS Code, a hook for pre-commit."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from statuspage.cli import COMMANDS
from statuspage.cms import ID, editor_settings
from statuspage.content import load_content
from statuspage.model import LADDERS, Kind, UpdateState
from statuspage.problems import Level, Problems, as_text
from statuspage.schema_files import EDITOR
from statuspage.schemas import event_fields
from statuspage.snippets import snippets
from statuspage.starting import LANGUAGES, SCAFFOLD
from tests.browsers import serving
from tests.conftest import Run, WriteSite
from tests.sites import ROOT, SMALL, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONTACTS = ["service-desk", "emergency"]
CHECK = ("check", "--now", "2026-03-01 12:00")


def forms(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the browser editor's forms by folder."""
    made = editor_settings(settings(root), CONTACTS, "en")
    return {form["name"]: form for form in made["collections"]}


def controls(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {control["name"]: control for control in form["fields"]}


# ---------------------------------------------------------------- the browser editor


def test_forms_ask_for_every_field_but_the_id():
    """Whatever a file may say can be said in the form; the id is the file's name there, and no record of an import.

    A field that stands in no form is kept when somebody saves (Sveltia CMS moves "the remainder" of an entry over).
    """
    asked = set(controls(forms()["events"]))
    assert asked == {field.name for field in event_fields(settings(ROOT), CONTACTS)} - {"id", "imported"} | {"body"}
    assert {"title", "reach", "urgent", "order", "body"} < set(controls(forms()["contacts"]))


def test_forms_offer_the_site_s_own_ids():
    """Components, audiences and contacts are chosen, never typed, and shown by their names."""
    asked = controls(forms()["events"])
    orders = controls(asked["components"])["orders"]
    assert orders["label"] == "订单系统 (orders)"
    assert [option["value"] for option in orders["options"]] == ["none", "degraded", "partial", "outage"]
    assert asked["audiences"]["multiple"]
    assert [option["value"] for option in asked["contact"]["options"]] == CONTACTS


def test_forms_refuse_what_is_no_time():
    """The browser holds a time against the pattern by which it is read."""
    pattern, _ = controls(forms()["events"])["start"]["pattern"]
    assert re.search(pattern, "2026-11-28 23:00")
    assert not re.search(pattern, "28.11.2026")


def test_words_are_translated_and_facts_are_not():
    """In a site of two languages a translation is a file of its own with words alone."""
    asked = controls(forms()["events"])
    assert {name for name, control in asked.items() if control.get("i18n")} >= {"title", "reason", "timetable", "body"}
    assert not any(asked[name].get("i18n") for name in ("start", "components", "contact", "kind"))


def test_a_site_of_one_language_has_no_translations(site: WriteSite):
    """Nobody is asked for a language that the site doesn't speak."""
    root = site(SMALL.replace('languages = ["zh", "en"]', 'languages = ["zh"]').replace(', en = "', ', zh-x = "'))
    text = re.sub(r"\{ zh = (\"[^\"]*\"), zh-x = \"[^\"]*\" \}", r"\1", (root / "config.toml").read_text("utf-8"))
    (root / "config.toml").write_text(text, "utf-8")
    assert "i18n" not in json.dumps(editor_settings(settings(root), [], "zh"))


@pytest.mark.parametrize("name", ["orders-db", "2026-11-28-orders", "总部机房供电检修"])
def test_an_id_that_the_browser_takes_is_one(site: WriteSite, run: Run, name: str):
    """A name that the form takes makes no error when it is read."""
    assert re.search(ID, name)
    site(SMALL.replace("content/events/mail-slow.md", f"content/events/{name}.md"))
    assert run(*CHECK).code == 0


@pytest.mark.parametrize("name", ["Orders", "orders db", "orders_db", "-orders", "重要通知：订单", "a.b"])
def test_an_id_that_can_not_be_is_refused_by_the_browser(name: str):
    """What would be an error later is refused while it is typed."""
    assert not re.search(ID, name)


def test_what_the_browser_editor_writes_is_read(site: WriteSite, run: Run):
    """A file as the browser editor saves it, with what was left empty left out, is a notice."""
    site(SMALL)
    site(
        """-- content/events/written.md --
---
title: 重要通知：商店升级
kind: maintenance
components:
  shop: outage
start: 2026-11-28 23:00
end: 2026-11-29 03:00
reason: |-
  更换数据库存储: 缩短结账时间。
  第二行
timetable:
  - 23:00 备份
auto_complete: 'false'
---

当晚订单较少。

## 2026-11-28 23:02 in-progress
next update: 2026-11-28 23:30

已开始。
"""
    )
    ran = run("check", "--now", "2026-02-01 12:00")
    assert ran.code == 0, ran.told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_editor_s_page_loads_nothing_from_others(lang: str):
    """The page's policy lets it run files beside it alone, and speak to the host that keeps the files."""
    page = (SCAFFOLD / "cms" / lang / "admin/index.html").read_text("utf-8")
    (told,) = re.findall(r'content="(default-src.*?)"', page)
    policy = {name: words for name, _, words in (part.partition(" ") for part in told.split("; "))}
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert [word for word in " ".join(policy.values()).split() if "://" in word] == ["https://api.github.com"]
    assert re.findall(r'src="(.*?)"', page) == ["words.js", "sveltia-cms.js"]
    backend = yaml.safe_load((SCAFFOLD / "cms" / lang / "admin/backend.yml").read_text("utf-8"))
    assert backend["backend"]["auth_methods"] == ["token"]  # signing in otherwise asks a server of others


@pytest.mark.parametrize(
    ("beside", "shown"), [({"admin/locales/zh-CN.json": b'{"save": "OK"}'}, '{"save":"OK"}'), ({}, "{}")]
)
def test_the_editor_s_own_words_come_from_beside_it(browser: "Browser", beside: dict[str, bytes], shown: str):
    """It asks others for them, who aren't asked; where there are none it gets an empty answer instead of a refusal."""
    from playwright.sync_api import expect

    asks = b"""fetch("https://words.example/locales/zh-CN.json").then((got) => got.json())
        .then((words) => { document.title = JSON.stringify(words); });"""
    files = {
        "admin/index.html": (SCAFFOLD / "cms/zh/admin/index.html").read_bytes(),
        "admin/words.js": (SCAFFOLD / "cms/both/admin/words.js").read_bytes(),
        "admin/sveltia-cms.js": asks,
        **beside,
    }
    with serving(files, policy=None) as address:
        page = browser.new_page()
        page.goto(f"{address}admin/")
        expect(page).to_have_title(shown)
        page.close()


# ---------------------------------------------------------------- VS Code


def filled(body: list[str]) -> str:
    """Return what a snippet writes where nothing but the first choices are taken, on the 28th at 23:00."""
    text = "\n".join(body)
    text = re.sub(r"\$\{\d\|([^,|]*)[^|]*\|\}", r"\1", text)
    text = re.sub(r"\$\{\d:([^}]*)\}", r"\1", text)
    now = {"CURRENT_YEAR": "2026", "CURRENT_MONTH": "02", "CURRENT_DATE": "28", "CURRENT_HOUR": "23"}
    for name, value in {**now, "CURRENT_MINUTE": "00"}.items():
        text = text.replace(f"${name}", value)
    return re.sub(r"\$\d", "", text)


def test_every_field_and_every_state_is_offered():
    """VS Code offers what there is, described."""
    made = snippets(settings(ROOT), CONTACTS, "en")
    names = {field.name for field in event_fields(settings(ROOT), CONTACTS)} - {"imported"}
    assert set(made) == names | {f"## {state}" for state in UpdateState}
    assert all(snippet["description"] for snippet in made.values())


@pytest.mark.parametrize("name", [field.name for field in event_fields() if field.name != "imported"])
def test_a_field_that_is_offered_is_read(site: WriteSite, name: str):
    """What a snippet writes is a field of a notice, with a word that fits where there is a choice."""
    root = site(SMALL)
    made = snippets(settings(root), ["desk"], "en")
    values = {"start": "2026-03-05 23:00", "end": "2026-03-06 01:00", "announced": "2026-02-01 10:00", "title": "T"}
    values |= {"update_every": "30m", "revised": "", "audiences": "", "id": "other-id"}
    fields = {key: f"{key}: {value}" for key, value in values.items() if key in ("title", "start", "end")}
    typed = filled(made[name]["body"])
    fields[name] = typed if typed.strip()[-1] != ":" else f"{typed}{values.get(name, 'words')}"
    text = "\n".join(["---", *fields.values(), "---", ""])
    (root / "content/events/new.md").write_text(text, "utf-8")
    problems = Problems()
    load_content(root / "content", settings(root), problems)
    assert [as_text(problem) for problem in problems.found] == []


@pytest.mark.parametrize("state", UpdateState)
def test_an_update_that_is_offered_is_read(site: WriteSite, state: UpdateState):
    """What a snippet writes is an update of its state."""
    root = site(SMALL)
    kind = next(kind for kind in Kind if state in LADDERS[kind])
    head = f"---\ntitle: T\nkind: {kind}\nstart: 2026-02-27 20:00\nend: 2026-02-27 23:30\n---\n\n"
    over = "## 2026-02-27 22:00 completed\n\n" if state is UpdateState.REVIEWED else ""
    typed = filled(snippets(settings(root), [], "en")[f"## {state}"]["body"])
    typed = typed.replace("start: 2026-02-28 00:00", "start: 2026-03-01 00:00").replace(
        "end: 2026-02-28 00:00", "end: 2026-03-02 00:00"
    )
    (root / "content/events/new.md").write_text(f"{head}{over}{typed}\n", "utf-8")
    problems = Problems()
    content = load_content(root / "content", settings(root), problems)
    assert [as_text(problem) for problem in problems.found] == []
    (event,) = [event for event in content.events if event.id == "new"]
    assert event.updates[-1].state == state


def jsonc(path: Path) -> Any:
    """Return a file of VS Code's, whose comments stand on lines of their own."""
    return json.loads(re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_task_underlines_what_check_tells(site: WriteSite, run: Run, lang: str):
    """VS Code finds file, line, column and message in what `check` prints, of errors and of advice."""
    site(SMALL.replace("shop: outage", "shops: outage"))
    tasks = {task["command"]: task for task in jsonc(SCAFFOLD / "vscode" / lang / "_vscode/tasks.json")["tasks"]}
    pattern = tasks["statuspage check"]["problemMatcher"]["pattern"]
    told = run(*CHECK).told.splitlines()
    found = [match for line in told if (match := re.search(pattern["regexp"], line))]
    assert len(found) == len([line for line in told if re.match(r"\S+:\d+:\d+: ", line)]) > 0
    (first,) = [match for match in found if match[pattern["message"]] == "unknown component 'shops'"]
    assert first[pattern["file"]] == "content/events/shop-db.md"
    assert (first[pattern["line"]], first[pattern["column"]]) == ("4", "3")
    assert {match[4] for match in found} <= set(Level)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tasks_run(site: WriteSite, run: Run, tmp_path: Path, lang: str):
    """What is offered and underlined is made anew by the task, for the components that there are now."""
    run("init", "--lang", lang, "--vscode")
    (refresh,) = [
        task["command"]
        for task in jsonc(tmp_path / ".vscode/tasks.json")["tasks"]
        if task.get("runOptions") == {"runOn": "folderOpen"}
    ]
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8").replace('id = "mail"', 'id = "post"'), "utf-8")
    for command in refresh.split(" && "):
        program, *arguments = command.split()
        assert program == "statuspage"
        assert run(*arguments).code == 0
    for path in (".vscode/event.schema.json", ".vscode/statuspage.code-snippets"):
        text = (tmp_path / path).read_text("utf-8")
        assert '"post' in text or "post," in text
        assert '"mail"' not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_schemas_that_settings_name_are_written(run: Run, tmp_path: Path, lang: str):
    """Every schema that the linter's settings and config.toml name is there, in the draft that extensions read."""
    run("init", "--lang", lang, "--vscode")
    named = set(re.findall(r"\.vscode/[\w.]+\.json", (tmp_path / ".remarkrc.mjs").read_text("utf-8")))
    named |= set(re.findall(r"\.vscode/[\w.]+\.json", (tmp_path / "config.toml").read_text("utf-8").splitlines()[0]))
    assert named == {path for path in EDITOR if path.endswith(".json")}
    for path in named:
        schema = json.loads((tmp_path / path).read_text("utf-8"))
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    run("init", "plain", "--lang", lang)
    assert "#:schema" not in (tmp_path / "plain/config.toml").read_text("utf-8")


def test_schemas_are_schemas_to_programs_of_others(run: Run, tmp_path: Path):
    """Another program takes them for what they are, with the regular expressions of JavaScript, in both drafts."""
    run("init", "--vscode")
    run("schema", "event", "--out", "event.json")
    schemas = [
        str(tmp_path / path) for path in ("event.json", ".vscode/event.schema.json", ".vscode/config.schema.json")
    ]
    checks = (["--check-metaschema", *schemas], ["--schemafile", schemas[2], str(tmp_path / "config.toml")])
    for arguments in checks:
        command = [sys.executable, "-m", "check_jsonschema", *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout


# ---------------------------------------------------------------- pre-commit


def test_the_hook_runs_a_command_that_there_is(site: WriteSite, run: Run):
    """pre-commit installs this project and checks the site once, where something of it is committed."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("statuspage-check", "python", False)
    program, command = hook["entry"].split()
    assert program == "statuspage"
    assert command in COMMANDS
    for path in ("content/events/2026/a.md", "config.toml", "themes/own/assets/tokens.css"):
        assert re.search(hook["files"], path)
    for path in ("README.md", "output/index.html", "docs/config.toml"):
        assert not re.search(hook["files"], path)
    site(SMALL)
    assert run(command).code == 0
