"""The workflows that `init` writes: their hosts know every key, and their shell parts do what they say."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from statuspage.cli import COMMANDS
from statuspage.starting import HOSTS, LANGUAGES, SCAFFOLD
from tests.conftest import Run
from tests.sites import ROOT

FILES = {
    "github": ["_github/workflows/check.yml", "_github/workflows/publish.yml", "_github/workflows/rebuild.yml"],
    "gitlab": ["_gitlab-ci.yml"],
    "gitea": ["_gitea/workflows/status.yml"],
}
PATHS = [SCAFFOLD / host / lang / name for host, names in FILES.items() for lang in LANGUAGES for name in names]
LATER = {"diff": "echo 'pages changed: 1'", "next": "echo 120"}
"""What stands in for commands of the line that aren't there, so that what uses them runs all the same."""


def workflow(host: str, name: str, lang: str = "en") -> Any:
    return yaml.safe_load((SCAFFOLD / host / lang / name).read_text("utf-8"))


def test_all_workflows_are_known_here():
    """A workflow that is added is checked as well."""
    assert {path for host in HOSTS for path in (SCAFFOLD / host).rglob("*.yml")} == set(PATHS)


@pytest.mark.parametrize("host", HOSTS)
def test_workflows_are_what_their_hosts_read(host: str):
    """Each file fits the published schema of its host; Gitea reads what GitHub reads."""
    schema = ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"] if host == "gitlab" else ["vendor.github-workflows"]
    paths = [str(path) for path in PATHS if path.is_relative_to(SCAFFOLD / host)]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, *paths]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(("host", "name"), [(host, name) for host, names in FILES.items() for name in names])
def test_workflows_do_the_same_in_each_language(host: str, name: str):
    """Comments and names are translated, and the editor's forms are in the site's language; nothing else differs."""
    english, chinese = (_steps_unnamed(workflow(host, name, lang)) for lang in LANGUAGES)
    told = {
        "statuspage schema cms --lang zh": "statuspage schema cms",
        "一小时之内没有变化": "nothing changes within the hour",
    }
    assert english == _with(chinese, told)


def _steps_unnamed(value: Any) -> Any:
    if isinstance(value, dict):
        unnamed = {key: item for key, item in value.items() if key != "name" or not {"run", "uses"} & set(value)}
        return {key: _steps_unnamed(item) for key, item in unnamed.items()}
    return [_steps_unnamed(item) for item in value] if isinstance(value, list) else value


def _with(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _with(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_with(item, words) for item in value]
    for old, new in words.items():
        value = value.replace(old, new) if isinstance(value, str) else value
    return value


def test_nothing_of_others_is_put_into_a_shell():
    """What a pull request may choose, as the name of a branch, reaches a shell by its environment alone."""
    for path in PATHS:
        for script in scripts(yaml.safe_load(path.read_text("utf-8"))):
            assert "${{" not in script, path


def test_the_schedule_of_github_stands_alone():
    """GitHub switches off whole files in which a schedule has been quiet for 60 days; pushes have one of their own."""
    for name in FILES["github"]:
        triggers = set(workflow("github", name)[True])  # YAML 1.1 reads `on` as true
        assert ("schedule" in triggers) is (triggers == {"schedule"}), name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("host", HOSTS)
def test_every_host_is_told_what_becomes_of_schedules(host: str, lang: str):
    """Each host's files say that its schedules may stop, and what watches over them."""
    texts = " ".join(path.read_text("utf-8") for path in PATHS if path.is_relative_to(SCAFFOLD / host / lang))
    assert "heartbeat.json" in texts
    assert host == "gitlab" or "60" in texts


# ---------------------------------------------------------------- the shell parts


def scripts(value: Any) -> list[str]:
    """Return what a workflow gives to a shell, in order."""
    if isinstance(value, list):
        return [found for item in value for found in scripts(item)]
    if not isinstance(value, dict):
        return []
    found = [value["run"]] if isinstance(value.get("run"), str) else []
    for key in ("before_script", "script"):
        found += value.get(key) or []
    return found + [script for key, item in value.items() if key != "run" for script in scripts(item)]


class Shell:
    """A site in a repository, with this program on the path and nothing that reaches another machine."""

    def __init__(self, folder: Path) -> None:
        self.site, self.bin, self.calls = folder / "site", folder / "bin", folder / "calls"
        self.bin.mkdir()
        self.calls.touch()
        branches = "".join(f"  {name}) {told}; exit;;\n" for name, told in LATER.items() if name not in COMMANDS)
        case = f'case "$1" in\n{branches}esac\n' if branches else ""
        self.program("statuspage", f'{case}exec "{sys.executable}" -m statuspage "$@"')
        for name in ("pip", "python", "sleep", "curl", "gh"):
            self.program(name, f'echo "{name} $*" >> "{self.calls}"')
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A site")
        self.git("clone", "--quiet", "--bare", ".", str(folder / "origin.git"))
        self.git("remote", "add", "origin", str(folder / "origin.git"))
        self.git("fetch", "--quiet")

    def program(self, name: str, text: str) -> None:
        """Put a program onto the path."""
        (self.bin / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (self.bin / name).chmod(0o755)

    def git(self, *arguments: str) -> str:
        """Run git in the site, as somebody."""
        somebody = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
        command = ["git", *somebody, *arguments]
        return subprocess.run(command, cwd=self.site, capture_output=True, text=True, check=True).stdout

    def run(self, script: str, **environment: str) -> str:
        """Run a script as hosts do, and return what it told."""
        (self.site / "env").touch()
        path = {"PATH": f"{self.bin}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(self.site)}
        command = ["bash", "--noprofile", "--norc", "-euo", "pipefail", "-c", script]
        ran = subprocess.run(
            command, cwd=self.site, env=path | environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{script}\n{ran.stdout}{ran.stderr}"
        return ran.stdout + ran.stderr

    def called(self) -> list[str]:
        """Return what was asked of programs that are none."""
        return self.calls.read_text("utf-8").splitlines()


@pytest.fixture
def shell(tmp_path: Path, run: Run) -> Shell:
    """A new site with a browser editor, committed."""
    assert run("init", "site", "--cms", "--ci", "github", "--url", "https://status.example.org/").code == 0
    return Shell(tmp_path)


def steps(host: str, name: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow(host, name)["jobs"][job]["steps"]
    return [step for step in found if "run" in step]


def test_github_checks_a_pull_request(shell: Shell):
    """The check tells problems by line, and the summary of the run holds what readers will see."""
    install, check, diff = steps("github", "_github/workflows/check.yml", "check")
    shell.run(install["run"])
    assert shell.called() == ["python -m pip install --requirement requirements.txt"]
    told = shell.run(check["run"]).splitlines()
    assert [line.partition(":")[2].partition(",")[0] for line in told] == [
        ":warning file=content/contacts/emergency.md",
        ":warning file=content/contacts/service-desk.md",
    ]
    model = (shell.site / "content/templates/incident.md").read_bytes()
    (shell.site / "content/events/website-slow.md").write_bytes(model)
    shell.run(diff["run"], BASE="main", GITHUB_STEP_SUMMARY=str(shell.site / "summary"))
    assert (shell.site / "summary").read_text("utf-8").strip()


def test_github_publishes_with_the_browser_editor(shell: Shell):
    """The published folder holds the site, the editor's page, and its settings made of both halves."""
    _, build, editor, _ = steps("github", "_github/workflows/publish.yml", "publish")
    shell.run(build["run"])
    shell.run(editor["run"])
    assert (shell.site / "output/index.html").is_file()
    assert (shell.site / "output/admin/index.html").is_file()
    config = yaml.safe_load((shell.site / "output/admin/config.yml").read_text("utf-8"))
    assert config["backend"]["name"] == "github"
    assert [collection["name"] for collection in config["collections"]] == ["events", "faq", "contacts", "pages"]
    (shell.site / "admin/backend.yml").unlink()
    shell.run(editor["run"])  # without an editor there is nothing to do


@pytest.mark.parametrize(("told", "wait"), [("120", "wait=125\n"), ("0", "wait=5\n"), ("3901", ""), ("", "")])
def test_github_waits_for_a_change_within_the_hour(shell: Shell, told: str, wait: str):
    """What changes before the next hourly run is waited for; what comes later, or never, isn't."""
    *_, ahead = steps("github", "_github/workflows/publish.yml", "publish")
    shell.program("statuspage", f"echo {told}")
    out = shell.site / "out"
    out.touch()
    shell.run(ahead["run"], GITHUB_OUTPUT=str(out))
    assert out.read_text("utf-8") == wait
    (waiting,) = steps("github", "_github/workflows/publish.yml", "wait")
    shell.run(waiting["run"], WAIT="125", GITHUB_REPOSITORY="o/n", GITHUB_REF_NAME="main")
    assert shell.called() == ["sleep 125", "gh workflow run publish.yml --repo o/n --ref main"]


def test_gitlab_checks_and_publishes(shell: Shell):
    """A merge request is checked; the default branch is built into public/, with the editor and the time to wait."""
    jobs = workflow("gitlab", "_gitlab-ci.yml")
    base = shell.git("rev-parse", "HEAD").strip()
    for script in (*jobs["before_script"], *jobs["check"]["script"]):
        shell.run(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    for script in jobs["pages"]["script"]:
        shell.run(script)
    assert (shell.site / "public/index.html").is_file()
    assert "collections:" in (shell.site / "public/admin/config.yml").read_text("utf-8")
    assert (shell.site / "next.env").read_text("utf-8").startswith("WAIT=")


@pytest.mark.parametrize(("wait", "calls"), [("120", 2), ("3901", 0), ("", 0)])
def test_gitlab_waits_for_a_change_within_the_hour(shell: Shell, wait: str, calls: int):
    """Only where something changes within the hour the job waits and starts a pipeline."""
    (script,) = workflow("gitlab", "_gitlab-ci.yml")["at-next-change"]["script"]
    known = {"CI_JOB_TOKEN": "secret", "CI_COMMIT_BRANCH": "main", "CI_API_V4_URL": "https://x", "CI_PROJECT_ID": "1"}
    shell.run(script, WAIT=wait, **known)
    assert len(shell.called()) == calls
    assert calls == 0 or shell.called()[0] == "sleep 125"
    assert calls == 0 or shell.called()[1].endswith(" https://x/projects/1/trigger/pipeline")


def test_gitea_publishes_onto_a_branch_of_one_commit(shell: Shell):
    """The branch `pages` is the published folder, whole, with one commit however often it is published."""
    build, editor, publish = steps("gitea", "_gitea/workflows/status.yml", "publish")[1:]
    for step in (build, editor, publish, build, publish):
        shell.run(step["run"])
    shell.git("fetch", "--quiet", "origin", "pages")
    assert shell.git("rev-list", "--count", "FETCH_HEAD").strip() == "1"
    there = set(shell.git("ls-tree", "-r", "--name-only", "FETCH_HEAD").splitlines())
    assert {"index.html", ".nojekyll", ".statuspage", "admin/config.yml"} < there
    assert not {"config.toml", "content/pages/about.md"} & there
    assert shell.git("status", "--porcelain", "--untracked-files=no") == ""


def test_gitea_checks_a_pull_request(shell: Shell):
    """A pull request is checked, and its log says what readers will see."""
    for step in steps("gitea", "_gitea/workflows/status.yml", "check"):
        shell.run(step["run"], BASE="main")
