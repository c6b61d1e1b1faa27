"""The language of the command line: who chooses it, and that all of a run speaks it."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from statuspage.cli import main
from statuspage.commands.language import asked, chosen, language, speak
from tests.conftest import WriteSite
from tests.sites import EMPTY, ROOT, SMALL

CHINESE = {"LC_ALL": "zh_CN.UTF-8"}
ENGLISH = {"LC_ALL": "C"}


def invoke(*arguments: str, **environment: str | None) -> Result:
    unset: dict[str, str | None] = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return CliRunner(env=unset | environment).invoke(main, arguments, prog_name="statuspage")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "en_US"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "de"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh"}, "en"),
        ({"LC_ALL": "POSIX", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "zh"}, "en"),
    ],
)
def test_the_environment_chooses_as_posix_and_gettext_say(environment: dict[str, str], expected: str):
    """LC_ALL, LC_MESSAGES and LANG in this order, LANGUAGE before them, and the C locale is English."""
    assert asked(environment) == expected


def test_an_option_goes_before_the_environment():
    """--lang is found wherever it stands, but not behind `--`; what is no language of ours leaves the choice open."""
    assert chosen(["--lang", "en", "check"], CHINESE) == "en"
    assert chosen(["check", "--lang=zh"], ENGLISH) == "zh"
    assert chosen(["check", "--lang", "en", "--lang", "zh"], ENGLISH) == "zh"
    assert chosen(["check", "--", "--lang", "zh"], ENGLISH) == "en"
    assert chosen(["check", "--lang"], CHINESE) == "zh"
    assert chosen([], CHINESE) == "zh"
    assert chosen(["check", "--lang", "fr"], CHINESE) == "zh"


@pytest.mark.parametrize("arguments", [("--lang", "zh", "check"), ("check", "--lang", "zh"), ("check", "--lang=zh")])
def test_the_option_may_stand_before_a_command_or_after_it(
    arguments: tuple[str, ...], site: WriteSite, monkeypatch: pytest.MonkeyPatch
):
    """Wherever --lang stands, what a command tells is in that language."""
    monkeypatch.chdir(site(EMPTY))
    assert invoke(*arguments, **ENGLISH).stderr == "0个错误，0条建议\n"


def test_an_unknown_language_is_a_usage_error():
    """--lang takes the languages that the program speaks."""
    ran = invoke("check", "--lang", "fr", **ENGLISH)
    assert ran.exit_code == 2
    assert "'fr' is not one of 'en', 'zh'" in ran.stderr


def test_problems_are_told_in_the_language_of_the_run(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """Words are translated; the place, the code and what people wrote stay."""
    monkeypatch.chdir(site(SMALL.replace("shop: outage", "shpo: outage")))
    ran = invoke("check", "--now", "2026-02-26 12:00", **CHINESE)
    assert ran.exit_code == 1
    assert "content/events/shop-db.md:4:3: 错误：未知的系统「shpo」\n    是不是「shop」？\n" in ran.stderr
    assert "content/pages/about.md:1:1: 建议[missing-translation]：这里没有「en」译文\n" in ran.stderr
    assert ran.stderr.endswith("1个错误，10条建议\n")


def test_programs_get_words_in_the_language_and_all_else_as_ever(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """In JSON and in workflow commands only message and hint are translated."""
    monkeypatch.chdir(site(SMALL.replace("shop: outage", "shpo: outage")))
    now = ("--now", "2026-02-26 12:00")
    chinese, english = (
        [json.loads(line) for line in invoke("check", *now, "--format", "json", **lang).stdout.splitlines()]
        for lang in (CHINESE, ENGLISH)
    )
    words = ("message", "hint")
    assert [{key: told[key] for key in told if key not in words} for told in chinese] == [
        {key: told[key] for key in told if key not in words} for told in english
    ]
    (error,) = [told for told in chinese if told["level"] == "error"]
    assert (error["message"], error["hint"]) == ("未知的系统「shpo」", "是不是「shop」？")
    told = invoke("check", *now, "--format", "github", **CHINESE).stdout
    assert "::error file=content/events/shop-db.md,line=4,col=3::未知的系统「shpo」%0A是不是「shop」？\n" in told


def test_a_build_tells_what_it_did_in_the_language_of_the_run(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """Files, figures, advice and the next change are told in Chinese too."""
    monkeypatch.chdir(site(SMALL))
    lines = invoke("build", "--now", "2026-02-26 12:00", **CHINESE).stdout.splitlines()
    assert lines[0].startswith("已写入output/")
    assert lines[12].startswith("另写入")
    assert "个文件，删除0个，0个不变，用时" in lines[13]
    assert lines[14].endswith("条建议：请运行`statuspage check`查看")
    assert lines[15] == "下一次变化：2026-03-01T23:00+08:00（shop-db开始）"


def test_the_output_is_the_same_in_every_language(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """What is published doesn't depend on the language that its editor is spoken to in."""
    root = site(SMALL)
    monkeypatch.chdir(root)
    made = []
    for number, lang in enumerate((CHINESE, ENGLISH)):
        assert invoke("build", "--now", "2026-02-26 12:00", "--out", f"out-{number}", **lang).exit_code == 0
        made.append({path.name: path.read_bytes() for path in (root / f"out-{number}").rglob("*") if path.is_file()})
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("biuld",), ("用法： statuspage [选项] 命令 [参数]...", "错误：没有命令「biuld」。 是不是'build'？")),
        (
            ("check", "--fromat", "text"),
            ("运行「statuspage check --help」可查看帮助。", "错误：没有选项「--fromat」。"),
        ),
        (("check", "--now"), ("错误：选项「--now」要有值。",)),
        (("check", "--format", "html"), ("错误：'--format'的值无效：「html」不在可用的值之中：",)),
        (("check", "--jobs", "0"), ("错误：'--jobs'的值无效：0不在范围x>=1之内。",)),
        (("check", "--jobs", "many"), ("错误：'--jobs'的值无效：「many」不是有效的数值（integer range）。",)),
        (("check", "one", "two"), ("错误：多出了参数（two）",)),
        (("check", "--now", "soon"), ("错误：--now的值无效：「soon」不是时间；请写成2026-11-28 23:00",)),
    ],
)
def test_what_is_wrong_with_a_command_line_is_told_in_the_language(arguments: tuple[str, ...], told: tuple[str, ...]):
    """What click finds wrong, and what we do, is told in Chinese, with the usage."""
    ran = invoke(*arguments, **CHINESE)
    assert ran.exit_code == 2
    for words in told:
        assert words in ran.stderr


def test_after_a_chinese_run_an_english_one_is_english():
    """Nothing of one run's language is left in the next one of the same process, click's own words neither."""
    for lang, word in ((CHINESE, "用法："), (ENGLISH, "Usage:"), (CHINESE, "用法："), (ENGLISH, "Usage:")):
        for command in ((), ("check",)):
            ran = invoke(*command, "--help", **lang)
            assert ran.stdout.startswith(word)
            assert ("Show this message" in ran.stdout) is (lang is ENGLISH)


def test_all_threads_speak_the_language_of_the_run():
    """A thread that a command starts speaks as the command does."""
    heard: list[str] = []
    before = language()
    try:
        speak("zh")
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    finally:
        speak(before)
    assert heard == ["zh"]


def test_the_catalogue_travels_with_the_package():
    """The words of other languages are files of the package, so that they are there where it is installed."""
    import statuspage

    assert (Path(statuspage.__file__).parent / "locale" / "zh.po").is_file()


def test_a_program_without_arguments_shows_its_help():
    """Nothing but its name gives the help, in the language of the environment."""
    assert invoke(**ENGLISH).output.startswith("Usage: statuspage")
    assert invoke(**CHINESE).output.startswith("用法： statuspage")


@pytest.mark.parametrize("encoding", ["latin-1", "gbk", "utf-8"])
def test_a_terminal_that_has_no_chinese_ends_no_run(encoding: str):
    """What an encoding doesn't have is shown otherwise; nothing ends with a traceback because of it."""
    program = "from statuspage.cli import main; main(['check', '--lang', 'zh', '--help'])"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"--format [text|github|json]" in ran.stdout
    assert ("选项" in ran.stdout.decode(encoding)) is (encoding in ("gbk", "utf-8"))
