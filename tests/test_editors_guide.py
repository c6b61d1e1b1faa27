"""The editors' guide, followed to the letter: its commands, its files for a forge's page, its ready-made updates."""

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from statuspage.cli import main
from statuspage.settings import CODES
from tests.guides import BLOCK, Shown, agrees, blocks
from tests.repositories import git
from tests.sites import ROOT

GUIDE = ROOT / "docs/editors.md"
NOTICE = "content/events/2026/mail-upgrade.md"
ANNOUNCED = "2026-11-24 10:00"
ADDRESS = "git@git.example.org:status.git"


@dataclass(frozen=True)
class Language:
    """One part of the guide: the headings of its sections, and what its reader's environment says."""

    heading: str
    forge: str
    updates: str
    commands: str
    messages: str
    environment: dict[str, str]


LANGUAGES = {
    "zh": Language(
        "中文",
        "在托管平台的网页上",
        "现成的进展更新",
        "用命令",
        "消息是什么意思",
        {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "LANGUAGE": ""},
    ),
    "en": Language(
        "English",
        "On the forge's pages",
        "Ready-made updates",
        "By commands",
        "What the messages mean",
        {"LANG": "", "LC_ALL": "C", "LC_MESSAGES": "", "LANGUAGE": ""},
    ),
}


@cache
def guide() -> str:
    return GUIDE.read_text("utf-8")


def section(lang: str, name: str) -> str:
    """Return what stands under one heading of one language's part."""
    chinese, english = guide().split(f"\n## {LANGUAGES['en'].heading}\n")
    own = {"zh": chinese, "en": english}[lang]
    (found,) = [text for text in re.split(r"(?m)^### ", own) if text.startswith(f"{name}\n")]
    return found


@dataclass
class Reader:
    """Somebody at a terminal who does what the guide says, and a forge that is a folder."""

    lang: str
    folder: Path
    forge: Path
    monkeypatch: pytest.MonkeyPatch
    code: int = 0

    def statuspage(self, words: list[str], now: str | None) -> str:
        """Run the program in this process, at an instant that the guide tells."""
        self.monkeypatch.chdir(self.folder)
        when = ["--now", now] if now and words[0] not in ("init", "schema") else []
        ran = CliRunner(env=LANGUAGES[self.lang].environment).invoke(main, [*words, *when], prog_name="statuspage")
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        self.code = ran.exit_code
        return ran.output

    def do(self, words: list[str], now: str | None) -> str:
        """Carry out one command, and return what it printed."""
        match words:
            case ["cd", name]:
                self.folder /= name
                return ""
            case ["echo", "$?"]:
                return f"{self.code}\n"
            case ["git", *rest]:
                if rest[0] == "pull":  # somebody has pressed the button in between
                    git(self.forge, "update-ref", "refs/heads/main", "refs/heads/mail-upgrade")
                return git(self.folder, *rest)
            case ["statuspage", *rest]:
                return self.statuspage(rest, now)
        raise AssertionError(f"nobody knows how to do this: {words}")

    def write_line(self, shown: Shown) -> None:
        """Write a line of front matter instead of the one with its key, or at the end of the front matter."""
        assert shown.path
        path = self.folder / shown.path
        path.write_text(with_line(path.read_text("utf-8"), shown.body), "utf-8")

    def preview(self, shown: Shown) -> str:
        """Return the first lines that `serve` prints, as many as are shown."""
        arguments = [*shown.commands[0][1][1:], "--port", "0", "--now", str(shown.at), "--jobs", "1"]
        environment = {**os.environ, **LANGUAGES[self.lang].environment, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "statuspage", *arguments]
        with subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True) as ran:
            assert ran.stdout
            lines = [ran.stdout.readline() for _ in range(shown.body.count("\n") - 1)]
            ran.terminate()
        return "".join(lines)


def with_line(text: str, line: str) -> str:
    """Put a line of front matter where its key stands, or at the end of the front matter."""
    key = line.partition(":")[0]
    if re.search(rf"(?m)^{key}:", text):
        return re.sub(rf"(?m)^{key}:.*\n", line, text, count=1)
    _, front, body = re.split(r"(?m)^---\n", text, maxsplit=2)
    return f"---\n{front}{line}---\n{body}"


@pytest.fixture(params=list(LANGUAGES))
def reader(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader of each language in an empty folder, whose forge is a bare repository beside it."""
    forge, desk = tmp_path / "forge.git", tmp_path / "desk"
    for folder in (forge, desk):
        folder.mkdir()
    git(forge, "init", "--quiet", "--bare", "--initial-branch", "main")
    told = {"user.name": "An editor", "user.email": "editor@status.example", f"url.{forge}.insteadOf": ADDRESS}
    for number, (key, value) in enumerate(told.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(told)))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return Reader(request.param, desk, forge, monkeypatch)


# ---------------------------------------------------------------- by commands


def test_the_commands_lead_from_nothing_to_a_notice_that_is_over(reader: Reader, update_golden: bool):
    """Each command prints what is shown, and a build of what reached the forge's main branch shows the whole notice."""
    different, steps = [], section(reader.lang, LANGUAGES[reader.lang].commands)
    for shown in blocks(steps):
        if shown.kind == "yaml":
            reader.write_line(shown)
        elif shown.kind in ("console", "text"):
            told = "".join(_printed(reader, shown))
            different += [] if agrees(shown.body, told) else [(shown.body, told)]
    if update_golden:
        _write_anew(steps, different)
        return
    for body, told in different:
        assert body == told
    public = reader.folder / "public"
    git(reader.folder, "clone", "--quiet", str(reader.forge), str(public))
    reader.folder = public
    reader.statuspage(["build"], "2026-11-29 01:13")
    assert reader.code == 0
    page = (public / "output/events/mail-upgrade/index.html").read_text("utf-8")
    said = [words for block in _steps(reader.lang) for words in re.findall(r'-m "([^"]+)"', block)]
    assert len(said) == 4
    assert [text for text in said if text not in page] == []
    assert phase(public) == "completed"


def _printed(reader: Reader, shown: Shown) -> Iterator[str]:
    if shown.kind == "text":
        yield shown.commands[0][0] + reader.preview(shown)
        return
    for text, words in shown.commands:
        yield text + reader.do(words, shown.at)


def _write_anew(own: str, different: list[tuple[str, str]]) -> None:
    """Put into a section what was printed, indented as its block is; lines are left out again by hand."""
    written = own
    for found in BLOCK.finditer(own):
        for body, told in different:
            if textwrap.dedent(found["body"]) == body:
                written = written.replace(found["body"], textwrap.indent(told, found["indent"]))
    GUIDE.write_text(guide().replace(own, written), "utf-8")
    guide.cache_clear()


def _steps(lang: str) -> list[str]:
    return [shown.body for shown in blocks(section(lang, LANGUAGES[lang].commands)) if shown.kind == "console"]


def phase(root: Path) -> str:
    """Return the phase of the guide's notice in what was built."""
    (event,) = json.loads((root / "output/api/status.json").read_text("utf-8"))["events"]
    return str(event["phase"])


def test_both_languages_tell_the_same_steps():
    """The same commands at the same times, with other words."""

    def steps(lang: str) -> list[tuple[str | None, list[str]]]:
        shown = blocks(section(lang, LANGUAGES[lang].commands))
        return [(block.at, [word for _, words in block.commands for word in words[:2]]) for block in shown]

    assert steps("zh") == steps("en")


# ---------------------------------------------------------------- on the forge's pages


@pytest.fixture
def pasted(reader: Reader) -> Reader:
    """A site of nothing but the files that the guide has people paste."""
    text = section(reader.lang, LANGUAGES[reader.lang].forge)
    rows = re.findall(r"(?m)^\| `([^`]+)` \| (.*) \|$", text)
    assert len(rows) == 7
    for name, content in rows:
        linked = re.search(r"\]\(\.\./([^)]+)\)", content)
        literal = re.search(r"`([^`]+)`", content)
        path = reader.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if linked:
            path.write_bytes((ROOT / linked[1]).read_bytes())
        else:
            assert literal
            path.write_text(f"{literal[1]}\n", "utf-8")
    config = reader.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('url = ""', 'url = "https://status.example.org/"'), "utf-8")
    (notice,) = [shown for shown in blocks(text) if shown.kind == "markdown"]
    assert notice.path == NOTICE
    (reader.folder / NOTICE).parent.mkdir(parents=True)
    (reader.folder / NOTICE).write_text(notice.body, "utf-8")
    return reader


def test_what_is_pasted_on_a_forge_s_page_is_a_site_with_a_notice(pasted: Reader):
    """The files make a site that lacks nothing but telephone numbers, and the model of a notice gets no advice."""
    told = pasted.statuspage(["check"], ANNOUNCED)
    assert pasted.code == 0, told
    assert re.findall(r"(?:advice|建议)\[(.+?)\]", told) == ["unfilled", "unfilled"]
    pasted.statuspage(["build"], ANNOUNCED)
    title = re.search(r'(?m)^title: "?([^"\n]+)', (pasted.folder / NOTICE).read_text("utf-8"))
    assert title
    assert title[1] in (pasted.folder / "output/events/mail-upgrade/index.html").read_text("utf-8")
    assert phase(pasted.folder) == "upcoming"


@pytest.mark.parametrize(
    ("chosen", "now", "becomes"),
    [
        ([0], "2026-11-29 00:20", "in-progress"),
        ([0, 1], "2026-11-29 00:41", "completed"),
        ([1], "2026-11-29 00:41", "completed"),
        ([2], "2026-11-27 16:01", "cancelled"),
    ],
)
def test_a_ready_made_update_is_read_as_it_is(pasted: Reader, chosen: list[int], now: str, becomes: str):
    """Pasted at the end, below a blank line, it does what it is for."""
    ready = [shown.body for shown in blocks(_updates(pasted)) if shown.kind == "markdown"]
    assert len(ready) == 3
    with (pasted.folder / NOTICE).open("a", encoding="utf-8") as file:
        file.writelines(f"\n{ready[number]}" for number in chosen)
    told = pasted.statuspage(["build"], now)
    assert pasted.code == 0, told
    assert phase(pasted.folder) == becomes


def _updates(reader: Reader) -> str:
    return section(reader.lang, LANGUAGES[reader.lang].updates)


def test_a_corrected_word_reaches_calendars(pasted: Reader):
    """With the line `revised` the calendar's entry counts as newer."""
    (revised,) = [shown.body for shown in blocks(_updates(pasted)) if shown.kind == "yaml"]
    path = pasted.folder / NOTICE
    path.write_text(with_line(path.read_text("utf-8"), revised), "utf-8")
    numbers = []
    for now in ("2026-11-25 08:59", "2026-11-25 09:00"):
        told = pasted.statuspage(["build"], now)
        assert pasted.code == 0, told
        numbers += re.findall(rb"SEQUENCE:(\d+)", (pasted.folder / "output/events/mail-upgrade.ics").read_bytes())
    assert int(numbers[0]) < int(numbers[1])


# ---------------------------------------------------------------- messages

WRONG = {
    "fields": "---\ntitle: T\ncomponents:\n  mial: outage\nstart: 2026-11-28 22:00\nend: 2026-11-28 21:00\nstrat: 1\n---\n",
    "updates": "---\ntitle: T\nstart: 2026-11-28 22:00\nend: 2026-11-28 23:00\n---\n\n## 2026-11-28 22:10 extended\n\n"
    "## 2026-11-28 22:30 complete\n{well}\n",
    "open": "---\ntitle: T\n",
}
LATE = "---\ntitle: T\nstart: 2026-11-28 22:00\nend: 2026-11-28 23:00\nannounced: 2026-11-28 21:00\n---\n"


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_the_messages_that_are_explained_are_told(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Each message of the table is one that the program tells, word for word."""
    reader = Reader(lang, tmp_path, tmp_path, monkeypatch)
    reader.statuspage(["init", "site"], None)
    reader.folder /= "site"
    events = reader.folder / "content/events"
    (events / "late.md").write_text(LATE, "utf-8")
    told = reader.statuspage(["check"], "2026-11-28 21:30") + reader.statuspage(["check"], "2026-11-28 23:30")
    for name, text in WRONG.items():
        well = {"zh": "今天好了", "en": "All is well"}[lang]
        (events / f"{name}.md").write_text(text.format(well=well), "utf-8")
    told += reader.statuspage(["check"], "2026-11-28 23:30")
    explained = re.findall(r"(?m)^\| `([^`]+)` \|", section(lang, LANGUAGES[lang].messages))
    assert len(explained) == 10
    for text in explained:
        assert re.search(".*".join(map(re.escape, text.split("…"))), told), text
    codes = {code for code in re.findall(r"\[([\w-]+)\]", " ".join(explained)) if not code.endswith("-")}
    assert codes <= set(CODES)
