"""The life-cycle commands at the edges: what they tell, what they leave alone, editors, commits and sites with errors."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from statuspage.cli import main
from tests.conftest import Run, WriteSite
from tests.sites import ROOT
from tests.test_life import SITE

EVENT = """\
-- content/events/orders-db.md --
---
title: Orders database upgrade
components:
  orders: outage
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-20 10:00
---
"""
PATH = "content/events/orders-db.md"
DURING = ("--now", "2026-11-29 02:40")
BEGUN = EVENT + "\n## 2026-11-28 23:02 in-progress\n"


def test_a_move_tells_what_was_understood_and_what_comes_next(site: WriteSite, run: Run):
    """Each time is told with date, weekday and zone; then what was written, and the next command."""
    root = site(SITE + BEGUN)
    ran = run("extend", "orders-db", "--until", "04:00", "--next-update", "+50m", "-m", "Longer.", *DURING)
    assert ran.code == 0
    assert ran.told.startswith(
        "--at 'now' is Sun 2026-11-29 02:40 +08:00 (Asia/Shanghai)\n"
        "--until '04:00' is Sun 2026-11-29 04:00 +08:00 (Asia/Shanghai)\n"
        "--next-update '+50m' is Sun 2026-11-29 03:30 +08:00 (Asia/Shanghai)\n"
    )
    assert ran.told.endswith(f"wrote {PATH}\nnext: statuspage verify orders-db\n")
    assert (
        (root / PATH)
        .read_text("utf-8")
        .endswith("\n\n## 2026-11-29 02:40 extended\nend: 2026-11-29 04:00\nnext update: 2026-11-29 03:30\n\nLonger.\n")
    )


def test_the_next_command_can_be_typed_as_it_is_shown(site: WriteSite, run: Run):
    """Who named the site's folder is shown it in the next command too, as a shell wants it."""
    root = site(SITE + BEGUN)
    (root / "my site").mkdir()
    for name in ("config.toml", "content"):
        (root / name).rename(root / "my site" / name)
    ran = run("verify", "orders-db", *DURING, "my site")
    assert ran.told.endswith("next: statuspage complete orders-db 'my site'\n")


def test_advice_that_stood_before_is_counted_and_new_advice_is_told(site: WriteSite, run: Run):
    """At two in the morning only what the move itself brought about is told in full."""
    site(SITE + BEGUN)
    ran = run("update", "orders-db", "-m", "Well.", "--at", "2026-11-29 03:30", *DURING)
    assert "advice[missing-contact]" not in ran.told
    assert "advice[future-update]: this update is dated 50 min ahead" in ran.told
    assert "see `statuspage check`" in ran.told


def test_the_time_of_an_update_is_the_last_such_time(site: WriteSite, run: Run):
    """--at 23:50 said after midnight is the evening before; -10m is ten minutes ago."""
    root = site(SITE + BEGUN)
    assert run("update", "orders-db", "-m", "Well.", "--at", "23:50", *DURING).code == 0
    assert run("update", "orders-db", "-m", "Well.", "--at", "-10m", *DURING).code == 0
    text = (root / PATH).read_text("utf-8")
    assert "## 2026-11-28 23:50 note\n" in text
    assert "## 2026-11-29 02:30 note\n" in text


def test_two_updates_in_one_minute_are_dated_to_the_second(site: WriteSite, run: Run):
    """Who corrects at once needn't wait for the next minute."""
    root = site(SITE + BEGUN)
    for second in ("05", "40"):
        assert run("update", "orders-db", "-m", "Well.", "--now", f"2026-11-28 23:04:{second}").code == 0
    text = (root / PATH).read_text("utf-8")
    assert "## 2026-11-28 23:04 note\n" in text
    assert "## 2026-11-28 23:04:40 note\n" in text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("start", "order-db"), 1, "Error: unknown event 'order-db'; did you mean 'orders-db'?"),
        (("extend", "orders-db"), 2, "this is needed too:\n  --until  the new planned end\n"),
        (("reschedule", "orders-db"), 2, "  --start  the new start\n  --end  the new planned end\n"),
        (("update", "orders-db"), 2, "this is needed too:\n  --message  what is new\n"),
        (("update", "orders-db", "--state", "done"), 2, "unknown state 'done'; did you mean 'completed'?"),
        (("update", "orders-db", "--component", "order=none"), 2, "unknown component 'order'; did you mean 'orders'?"),
        (("extend", "orders-db", "--until", "soon"), 2, "Invalid value for --until: 'soon' is not a time; type it as"),
        (("update", "orders-db", "-m", "<!--"), 2, "<!--\nUsage:"),
        (
            ("extend", "orders-db", "--until", "2026-11-29 02:00"),
            1,
            f"{PATH}:1:1: error: 'orders-db' can't be extended to Sun 2026-11-29 02:00 +08:00 (Asia/Shanghai), which",
        ),
        (
            ("start", "orders-db"),
            1,
            f"{PATH}:10:1: error: 'orders-db' is in progress already, since Sat 2026-11-28 23:02",
        ),
        (("resolve", "orders-db"), 1, "'resolved' doesn't fit 'orders-db', which is of the kind 'maintenance'"),
        (("update", "orders-db", "--state", "extended"), 1, "`statuspage extend orders-db --until TIME`"),
    ],
)
def test_a_wrong_move_gets_a_sentence_and_writes_nothing(
    site: WriteSite, run: Run, arguments: tuple[str, ...], code: int, told: str
):
    """Exit code 1 for what doesn't fit the event, 2 for what can't be understood."""
    root = site(SITE + BEGUN)
    before = (root / PATH).read_bytes()
    ran = run(*arguments, *DURING)
    assert (ran.code, told in ran.told) == (code, True), ran.told
    assert "Traceback" not in ran.told
    assert (root / PATH).read_bytes() == before


def test_completing_what_is_cancelled_is_refused(site: WriteSite, run: Run):
    """The sentence names when it was cancelled, and the place is that update's."""
    site(SITE + EVENT)
    assert run("cancel", "orders-db", "--now", "2026-11-27 10:00").code == 0
    ran = run("complete", "orders-db", *DURING)
    assert ran.code == 1
    assert f"{PATH}:10:1: error: 'orders-db' was cancelled: Fri 2026-11-27 10:00 +08:00 (Asia/Shanghai)" in ran.told


def test_errors_elsewhere_do_not_stop_an_editor(site: WriteSite, run: Run):
    """A broken neighbour, contact and translation, and a folder that is none: the event's own file is fine."""
    broken = (
        "-- content/events/other.md --\nno front matter\n-- content/contacts/desk.md --\n---\ntitle: [\n---\n"
        "-- content/events/orders-db.zh.md --\n---\ntitle: x\n---\n-- content/evens/x.md --\nx\n"
    )
    root = site(SITE + BEGUN.replace("announced", "contact: desk\nannounced") + broken)
    ran = run("complete", "orders-db", *DURING)
    assert ran.code == 0, ran.told
    assert (root / PATH).read_text("utf-8").endswith("\n\n## 2026-11-29 02:40 completed\n")


def test_an_event_whose_own_file_has_errors_is_told_with_them(site: WriteSite, run: Run):
    """What is wrong in the file stands with its place, so that it can be mended first."""
    site(SITE + BEGUN.replace("orders: outage", "order: outage"))
    ran = run("complete", "orders-db", *DURING)
    assert ran.code == 1
    assert f"{PATH}:4:3: error: unknown component 'order'" in ran.told
    assert "Error: mend the file of 'orders-db' first; nothing was written" in ran.told
    site('-- config.toml --\n[site]\ntitle = "x"\n')
    assert "config.toml:1:1: error: 'time_zone' is missing" in run("complete", "orders-db", *DURING).told


def test_advice_that_is_enforced_and_stood_before_does_not_keep_a_word_back(site: WriteSite, run: Run):
    """A rule that the notice breaks already doesn't silence what is true now; one that the move breaks does."""
    policy = '\n[policy]\nenforce = ["missing-contact", "future-update"]\n'
    root = site(SITE + policy + BEGUN)
    assert run("complete", "orders-db", "--at", "2026-11-29 02:50", *DURING).code == 1
    assert "completed" not in (root / PATH).read_text("utf-8")
    assert run("complete", "orders-db", *DURING).code == 0


def test_an_enforced_rule_that_is_broken_once_more_does_not_keep_a_word_back(site: WriteSite, run: Run):
    """A notice that lacked its translation may get a word that lacks one too."""
    policy = '\n[policy]\nenforce = ["missing-translation"]\n'
    site(SITE.replace('["en"]', '["en", "zh"]').replace("\n[[comp", f"{policy}\n[[comp", 1) + BEGUN)
    ran = run("update", "orders-db", "-m", "Well.", *DURING)
    assert ran.code == 0, ran.told
    assert "error[missing-translation]: the notice is not all in 'zh'" in ran.told


def test_where_translations_are_enforced_the_refusal_says_how_to_go_on(site: WriteSite, run: Run):
    """The sentence names the file; with the translation there under the update's time the same command does its work."""
    policy = '\n[policy]\nenforce = ["missing-translation"]\n'
    files = {"zh": "content/events/orders-db.zh.md", "x": "content/events/2026/x.zh.md"}
    whole = f"{BEGUN}-- {files['zh']} --\n---\ntitle: 订单数据库升级\n---\n"
    root = site(SITE.replace('["en"]', '["en", "zh"]').replace("\n[[comp", f"{policy}\n[[comp", 1) + whole)
    command: tuple[str, ...] = ("update", "orders-db", "-m", "Half of it.", "--at", "02:40", *DURING)
    ran = run(*command)
    assert ran.code == 1
    assert f"write into {files['zh']} what is not translated: 1 update\nwrite the translation first" in ran.told
    assert "with that time as --at\nwhat you wrote:\nHalf of it.\nError: nothing was written" in ran.told
    with (root / files["zh"]).open("a", encoding="utf-8") as file:
        file.write("\n## 2026-11-29 02:40\n\n完成一半。\n")
    assert run(*command).code == 0
    command = ("new", "incident", "Slow", "--id", "x", "--start", "02:30", *DURING)
    ran = run(*command)
    assert (ran.code, f"write into {files['x']} what is not translated: title\n" in ran.told) == (1, True)
    (root / files["x"]).parent.mkdir()
    (root / files["x"]).write_text("---\ntitle: 慢\n---\n", "utf-8")
    assert run(*command).code == 0
    assert run("check", *DURING).code == 0


def test_a_dry_run_prints_a_patch_alone_on_standard_output(site: WriteSite, monkeypatch: pytest.MonkeyPatch):
    """What was understood goes to standard error, so that the patch can go into a pipe; nothing is written."""
    root = site(SITE + EVENT)
    monkeypatch.chdir(root)
    before = (root / PATH).read_bytes()
    ran = CliRunner().invoke(main, ["start", "orders-db", "--dry-run", *DURING])
    assert ran.exit_code == 0
    assert ran.stdout.startswith(f"--- a/{PATH}\n+++ b/{PATH}\n@@ ")
    assert ran.stdout.endswith(" ---\n+\n+## 2026-11-29 02:40 in-progress\n")
    assert "--at 'now' is Sun" in ran.stderr
    assert (root / PATH).read_bytes() == before
    patched = subprocess.run(["git", "apply", "-"], cwd=root, input=ran.stdout_bytes, check=False)
    assert patched.returncode == 0
    assert (root / PATH).read_text("utf-8").endswith("\n\n## 2026-11-29 02:40 in-progress\n")


@pytest.mark.parametrize(
    ("command", "subject"),
    [
        (("extend", "orders-db", "--until", "04:00"), "orders-db: extended to 2026-11-29 04:00 (+08:00)"),
        (
            ("reschedule", "orders-db", "--start", "23:00", "--end", "+1h"),
            "orders-db: rescheduled to 2026-11-29 23:00 (+08:00)",
        ),
        (("complete", "orders-db"), "orders-db: completed, 2026-11-29 02:40 (+08:00)"),
    ],
)
def test_a_commit_says_what_came_of_which_event(
    site: WriteSite, run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], subject: str
):
    """--commit commits the file, and the history reads like a log."""
    root = site(SITE + BEGUN)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "An editor")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "editor@status.example")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "The site"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    ran = run(*command, "--commit", *DURING)
    assert ran.code == 0, ran.told
    log = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=root, check=True, capture_output=True, text=True)
    assert log.stdout == f"{subject}\n"
    assert f": {subject}\n" in ran.told


def test_without_git_the_file_is_written_and_that_is_told(site: WriteSite, run: Run, monkeypatch: pytest.MonkeyPatch):
    """What couldn't be committed is said to stand on the disk."""
    root = site(SITE + BEGUN)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    ran = run("complete", "orders-db", "--commit", *DURING)
    assert ran.code == 1
    assert "the file is written, but not committed: " in ran.told
    assert "completed" in (root / PATH).read_text("utf-8")
    monkeypatch.setenv("PATH", str(root))
    assert "git can't be run" in run("review", "orders-db", "--commit", "--now", "2026-12-01 10:00").told


def test_a_file_changed_while_somebody_wrote_is_left_alone(site: WriteSite, run: Run, monkeypatch: pytest.MonkeyPatch):
    """Between reading and saving somebody else may have written."""
    root = site(SITE + BEGUN)

    def trial(*_: object) -> tuple[()]:
        (root / PATH).write_text("theirs", "utf-8")
        return ()

    monkeypatch.setattr("statuspage.saving.tried", trial)
    ran = run("complete", "orders-db", *DURING)
    assert ran.code == 1
    assert f"{PATH} was changed meanwhile; nothing was written" in ran.told
    assert (root / PATH).read_text("utf-8") == "theirs"


def on_terminal(root: Path, typed: str, *arguments: str, editor: str = "false") -> tuple[int, str]:
    """Run a command on a real terminal and type into it; return its exit code and all that was shown."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VISUAL": editor, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", "statuspage", *arguments],
        cwd=root,
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as running:
        os.close(follower)
        os.write(leader, typed.encode())
        shown = b""
        try:
            while data := os.read(leader, 4096):
                shown += data
        except OSError:
            pass  # the terminal is gone with its last process
        code = running.wait(60)
    os.close(leader)
    return code, shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_the_editor_takes_the_text_and_questions_the_rest(site: WriteSite):
    """A new end is asked for, shown as understood; what stands below the line in the editor isn't kept."""
    root = site(SITE + BEGUN)
    (root / "editor.py").write_text(
        "import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\nshown = path.read_text('utf-8')\n"
        "assert 'orders-db: extended' in shown\npath.write_text('数据校验比预期慢。\\n' + shown, 'utf-8')\n",
        "utf-8",
    )
    editor = f"{sys.executable} editor.py"
    code, shown = on_terminal(root, "noon\n04:00\n", "extend", "orders-db", *DURING, editor=editor)
    assert code == 0, shown
    assert "'noon' is not a time; type it as" in shown
    assert "--until '04:00' is Sun 2026-11-29 04:00 +08:00 (Asia/Shanghai)" in shown
    held = (root / PATH).read_text("utf-8")
    assert held.endswith("\n\n## 2026-11-29 02:40 extended\nend: 2026-11-29 04:00\n\n数据校验比预期慢。\n")


def test_an_editor_that_can_not_be_run_is_told_with_what_to_do(site: WriteSite):
    """The text can be given with the command instead, or another editor be named."""
    root = site(SITE + BEGUN)
    before = (root / PATH).read_bytes()
    code, shown = on_terminal(root, "", "complete", "orders-db", *DURING, editor="no-such-editor")
    assert code == 1
    assert "Error: your editor failed (no-such-editor: " in shown
    assert "give the text with -m, or name another editor in EDITOR" in shown
    assert (root / PATH).read_bytes() == before


REFUSED = '\n[policy]\nenforce = ["future-update"]\n'


@pytest.mark.parametrize(
    ("policy", "arguments"),
    [
        ("", ("complete", "orders-db", "-m", "All is\n\nback.", "--at", "2026-11-28 22:00")),
        (REFUSED, ("complete", "orders-db", "-m", "All is\n\nback.", "--at", "2026-11-29 02:50")),
    ],
)
def test_a_text_is_shown_again_where_it_was_not_written(
    site: WriteSite, run: Run, policy: str, arguments: tuple[str, ...]
):
    """What doesn't fit the event, and what the check refuses, costs nobody what they wrote."""
    site(SITE + policy + BEGUN)
    ran = run(*arguments, *DURING)
    assert ran.code == 1
    assert "\nwhat you wrote:\nAll is\n\nback.\nError: nothing was written\n" in ran.told


def test_a_text_from_the_editor_is_shown_again_where_the_file_was_changed_meanwhile(site: WriteSite):
    """Somebody else appends to the file while the editor is open: their words stand, and yours are on the terminal."""
    root = site(SITE + BEGUN)
    (root / "editor.py").write_text(
        "import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\n"
        "path.write_text('数据校验比预期慢。\\n' + path.read_text('utf-8'), 'utf-8')\n"
        f"other = Path('{PATH}')\nother.write_text(other.read_text('utf-8').replace('orders: outage', 'orders: bad'))\n",
        "utf-8",
    )
    editor = f"{sys.executable} editor.py"
    code, shown = on_terminal(root, "", "extend", "orders-db", "--until", "04:00", *DURING, editor=editor)
    assert code == 1
    assert "what you wrote:\n数据校验比预期慢。\nError: " in shown
    assert "extended" not in (root / PATH).read_text("utf-8")


def test_a_text_that_was_written_is_not_shown_again(site: WriteSite, run: Run):
    """Where git refuses, the file holds the text already."""
    root = site(SITE + BEGUN)
    ran = run("complete", "orders-db", "-m", "All is back.", "--commit", *DURING)
    assert ran.code == 1
    assert "the file is written, but not committed" in ran.told
    assert "All is back." not in ran.told
    assert "All is back." in (root / PATH).read_text("utf-8")


def test_an_editor_that_saves_nothing_writes_nothing(site: WriteSite):
    """Closing the editor without saving gives the move up."""
    root = site(SITE + BEGUN)
    before = (root / PATH).read_bytes()
    code, shown = on_terminal(root, "", "complete", "orders-db", *DURING, editor="true")
    assert code == 1
    assert "the editor was closed without saving; nothing was written" in shown
    assert (root / PATH).read_bytes() == before
