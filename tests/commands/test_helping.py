"""Help: what each command does, in two languages, with examples that can be typed; and what shells complete."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from statuspage.cli import main
from statuspage.commands.helping import Command
from statuspage.commands.options import EVENT_ID
from statuspage.commands.wrapping import columns, wrapped
from tests.conftest import Run, WriteSite
from tests.sites import ROOT, SMALL
from tests.test_docs import reference

COMMANDS = {name: main.commands[name] for name in main.commands}


def examples(command: click.Command) -> tuple[str, ...]:
    assert isinstance(command, Command)
    return command.examples


def helped(*arguments: str, lang: str = "en", width: int | None = None) -> str:
    ran = CliRunner().invoke(
        main,
        [*arguments, "--help", "--lang", lang],
        prog_name="statuspage",
        terminal_width=width,
        max_content_width=width,
    )
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_ends_with_examples(name: str):
    """Each command shows how it is typed, in a block of its own at the end."""
    assert examples(COMMANDS[name])
    _, _, shown = helped(name).partition("\nExamples:\n")
    assert shown == "".join(f"  {example}\n" for example in examples(COMMANDS[name]))


@pytest.mark.parametrize("example", [line for each in COMMANDS.values() for line in examples(each)])
def test_an_example_is_understood(example: str):
    """Each example names its command, and options and values that the command takes."""
    program, name, *arguments = shlex.split(example)
    assert program == "statuspage"
    with COMMANDS[name].make_context(name, arguments) as context:
        assert context.params


@pytest.mark.parametrize(
    "example", [line for each in (main, COMMANDS["build"], COMMANDS["check"]) for line in examples(each)]
)
def test_the_examples_of_build_and_check_run(example: str, site: WriteSite, run: Run):
    """They can be typed as they stand in a site's folder."""
    site(SMALL)
    assert run(*shlex.split(example)[1:]).code == 0


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_chinese_help_is_chinese(name: str):
    """Headings, what a command does and each option are told in Chinese; names and examples are the same."""
    english, chinese = (helped(*filter(None, [name]), lang=lang) for lang in ("en", "zh"))
    assert chinese.startswith("用法： statuspage")
    own = {"init": "网站的语言。", "schema": "说明所用的语言。"}.get(name, "提示所用的语言。")
    for heading in ("选项：\n", "示例：\n", "显示本帮助。", own):
        assert heading in chinese
    assert english.partition("Examples:\n")[2] == chinese.partition("示例：\n")[2]


def test_the_list_of_commands_says_in_chinese_what_each_does():
    """The first sentence of each command's help stands beside it, whole."""
    told = helped(lang="zh")
    assert "\n命令：\n" in told
    assert "发布ROOT中的网站。" in told
    assert "检查ROOT中的网站有什么问题；不发布。" in told


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("width", [60, 80])
def test_chinese_help_fits_the_terminal(name: str, width: int):
    """No line of help but an example is wider than the terminal, where a Chinese character takes two columns."""
    told = helped(*filter(None, [name]), lang="zh", width=width).partition("示例：\n")[0]
    assert [line for line in told.splitlines() if columns(line) > width] == []


def test_lines_break_between_chinese_characters_but_not_before_a_mark():
    """A line ends between any two characters, but words of Latin letters stay whole and no line begins with a comma."""
    told = "发布ROOT中的网站，一二三四（五六）“+30m”statuspage。"
    for width in range(12, 40):
        lines = wrapped(told, width).split("\n")
        assert lines.pop(0) == "\b"
        assert "".join(lines) == told
        assert all(columns(line) <= max(width, columns("statuspage。")) for line in lines)
        assert not any(line[0] in "，。；：、！？）”" or line[-1] in "（「“" for line in lines)


def test_paragraphs_stay_apart_and_english_is_left_to_click():
    """Each paragraph is broken by itself; a text without wide characters isn't touched."""
    assert wrapped("one two\n\nthree", 4) == "one two\n\nthree"
    assert wrapped("一二三\n\n四五 六", 4) == "\b\n一二\n三\n\n\b\n四五\n六"
    assert wrapped("\b\n一二三四", 4) == "\b\n一二三四"


# ---------------------------------------------------------------- what shells complete


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with a program `statuspage` in it, which is the code of this checkout."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "statuspage"
    path.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -c"
        ' \'from statuspage.cli import main; main(prog_name="statuspage")\' "$@"\n'
    )
    path.chmod(0o755)
    return folder


def lines_of_the_reference() -> dict[str, str]:
    """Return what the reference says to write into a shell's settings, by shell."""
    lines = [line for line in reference().splitlines() if "_STATUSPAGE_COMPLETE=" in line]
    return {line.partition("_STATUSPAGE_COMPLETE=")[2].partition("_source")[0]: line for line in lines}


def test_bash_completes_as_the_reference_says(program: Path):
    """The reference's line, run in bash, makes it complete commands and options."""
    completing = (
        f"{lines_of_the_reference()['bash']}\ncomplete -p statuspage >&2\n"
        'COMP_WORDS=(statuspage "$@"); COMP_CWORD=$#; _statuspage_completion statuspage; echo "${COMPREPLY[@]}"'
    )
    environment = {**os.environ, "PATH": f"{program}:{os.environ['PATH']}", "LC_ALL": "C"}
    for words, expected in (
        (("ch",), "check"),
        (("check", "--for"), "--format"),
        (("check", "--format", "g"), "github"),
    ):
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", completing, "bash", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.split() == [expected]
        assert "_statuspage_completion" in ran.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_given_what_the_reference_asks_for(shell: str, program: Path):
    """The program the reference's line runs prints a function for that shell, which the shell itself can read."""
    environment = {"PATH": f"{program}:{os.environ['PATH']}", "LC_ALL": "C", "_STATUSPAGE_COMPLETE": f"{shell}_source"}
    ran = subprocess.run(["statuspage"], env=environment, capture_output=True, text=True, check=True)
    assert f"_STATUSPAGE_COMPLETE={shell}_complete" in ran.stdout
    assert lines_of_the_reference()[shell]
    if found := shutil.which(shell):
        subprocess.run([found, "-n"], input=ran.stdout, text=True, check=True)


def completed(incomplete: str, root: Path | None = None) -> list[str]:
    command = click.Command("complete", params=[click.Argument(["event"], type=EVENT_ID)])
    context = click.Context(command)
    context.params = {"root": root} if root else {}
    return [item.value for item in EVENT_ID.shell_complete(context, command.params[0], incomplete)]


def test_ids_of_events_are_completed(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """An id is completed by the names of files, in sub-folders too; translations and other files are no events."""
    root = site(SMALL + "-- content/events/2026/订单.md --\n-- content/events/shop-db.txt --\n")
    assert completed("shop", root) == ["shop-db"]
    assert completed("", root) == ["hidden-thing", "mail-slow", "shop-db", "订单"]
    monkeypatch.chdir(root)
    assert completed("订") == ["订单"]


def test_completing_never_fails(tmp_path: Path):
    """Where there is no site, and where files can't be read or lead nowhere, there is nothing to complete."""
    assert completed("x", tmp_path) == []
    events = tmp_path / "content/events"
    events.mkdir(parents=True)
    (events / "gone.md").symlink_to("nowhere.md")
    (events / "broken.md").write_bytes(b"\xff---")
    assert completed("", tmp_path) == ["broken"]
