"""`statuspage new`: files that are right at once, what is asked for, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from statuspage.cli import main
from statuspage.commands.new import new
from statuspage.drafting import ORDER
from statuspage.events import fact_fields, word_fields
from statuspage.prose import QUESTIONS
from tests.conftest import Run, WriteSite
from tests.strategies import config
from tests.test_life import SITE

NOW = ("--now", "2026-11-24 10:00:20")
CONTACT = '-- content/contacts/desk.md --\n---\ntitle: Desk\nreach: "400"\nurgent: true\n---\n'
WINDOW = ("--start", "Sat 23:00", "--end", "+4h")

Answer = Callable[..., str]


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Run a command as on a terminal, with what somebody types, and an editor that saves a text or, with None, nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)

    def answer(arguments: tuple[str, ...], typed: str, text: str | None = "") -> str:
        opened: list[str] = []

        def edit(shown: str, **_: object) -> str | None:
            opened.append(shown)
            return None if text is None else text + shown

        monkeypatch.setattr("click.edit", edit)
        ran = CliRunner().invoke(main, [*arguments, *NOW], input=typed)
        assert isinstance(ran.exception, SystemExit | None), ran.exception
        return ran.output

    return answer


def test_there_is_an_option_for_each_field():
    """Every field of an event and of a question that a person writes can be given, and stands in its place."""
    fields = {field.name for field in (*word_fields("en"), *fact_fields(config(), ()))} - {"imported"}
    assert set(ORDER) == fields
    questions = {field.name for field in (*QUESTIONS.words("en"), *QUESTIONS.facts)} - {"imported"}
    renamed = {"name": "id"}
    options = {renamed.get(str(param.name), param.name) for param in new.params if isinstance(param, click.Option)}
    others = {"message", "dry_run", "commit", "now"}
    assert options - others == (fields | questions) - {"kind", "title"}


def test_a_new_event_holds_all_that_was_given(site: WriteSite, run: Run):
    """Each option stands in the file as it was meant, in one order, and the file is right."""
    root = site(SITE + "[[audiences]]\nid = 'staff'\nname = 'Staff'\n" + CONTACT)
    words = ("alternatives", "before", "during", "after", "data", "rollback", "apology", "compensation", "signed")
    more = [part for name in words for part in (f"--{name}", f"{name}: word #1")]
    more += [
        "--reason",
        "One.\nTwo.",
        "--timetable",
        "23:00 backup",
        "--timetable",
        "23:30 move",
        "--audience",
        "staff",
    ]
    more += ["--contact", "desk", "--update-every", "30m", "--auto-complete", "true", "--revised", "09:00"]
    command = ("new", "emergency", "Orders: upgrade", "--id", "orders-db", *WINDOW, "--announced", "now")
    ran = run(*command, "--component", "orders=outage", "--component", "payments=none", *more, "-m", "Hello", *NOW)
    assert ran.code == 0, ran.told
    assert (
        (root / "content/events/2026/orders-db.md").read_text("utf-8")
        == """\
---
title: "Orders: upgrade"
kind: emergency
components:
  orders: outage
  payments: none
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-24 10:00
audiences:
  - staff
reason: |-
  One.
  Two.
alternatives: "alternatives: word #1"
before: "before: word #1"
during: "during: word #1"
after: "after: word #1"
data: "data: word #1"
rollback: "rollback: word #1"
timetable:
  - 23:00 backup
  - 23:30 move
apology: "apology: word #1"
compensation: "compensation: word #1"
contact: desk
update_every: 30m
auto_complete: true
revised:
  - 2026-11-24 09:00
signed: "signed: word #1"
---

Hello
"""
    )
    assert run("check", *NOW).code == 0


def test_a_start_is_meant_by_its_kind(site: WriteSite, run: Run):
    """A fault began at the last such hour, planned work begins at the next, an emergency at the nearer of the two."""
    root = site(SITE)
    for kind, start in (
        ("incident", "2026-11-24 09:50"),
        ("drill", "2026-11-25 09:50"),
        ("emergency", "2026-11-24 09:50"),
    ):
        ran = run("new", kind, "x", "--id", kind, "--start", "09:50", "--end", "+2h", *NOW)
        assert ran.code == 0, ran.told
        assert f"start: {start}\n" in (root / f"content/events/2026/{kind}.md").read_text("utf-8")


def test_a_question_stands_among_the_questions(site: WriteSite, run: Run):
    """A question takes its own fields, and an id of its English title."""
    root = site(SITE)
    ran = run("new", "question", "How long does it take?", "-m", "Four hours.", "--group", "Work", "--order", "2", *NOW)
    assert ran.code == 0, ran.told
    held = (root / "content/faq/how-long-does-it-take.md").read_text("utf-8")
    assert held == "---\ntitle: How long does it take?\ngroup: Work\norder: 2\n---\n\nFour hours.\n"


def test_without_a_terminal_all_that_is_missing_is_named_at_once(site: WriteSite, run: Run):
    """Nothing is guessed: each option that is needed stands in one list."""
    root = site(SITE)
    ran = run("new", "maintenance", "订单系统升级", *NOW)
    assert ran.code == 2
    assert "--start  when it begins\n  --end  when it is planned to end\n  --id  its name in addresses" in ran.told
    assert "--message  the answer" in run("new", "question", "Why?", *NOW).told
    told = run("--lang", "zh", "new", "maintenance", "订单系统升级", *NOW).told
    assert "  --start  开始时间\n  --end  预计结束时间\n  --id  在网址中的名称，" in told
    assert not (root / "content").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("maintenanec", "x"), 2, "'maintenanec' is not one of"),
        (("drill", "  ", *WINDOW), 2, "the title is empty"),
        (
            ("drill", "x", *WINDOW, "--component", "order=outage"),
            2,
            "unknown component 'order'; did you mean 'orders'?",
        ),
        (("drill", "x", *WINDOW, "--component", "orders=down"), 2, "unknown impact 'down'"),
        (("drill", "x", *WINDOW, "--component", "orders"), 2, "'orders' names no impact: write it as 'orders=outage'"),
        (
            ("drill", "x", *WINDOW, "--id", "../x"),
            2,
            "'../x' can't be an id; write letters, digits and hyphens, as 'x'",
        ),
        (("drill", "x", *WINDOW, "--id", "Orders DB"), 2, "as 'orders-db'"),
        (("drill", "x", "--start", "25:00", "--end", "+1h"), 2, "'25:00' is not a time: no such hour"),
        (("drill", "x", "--start", "23:00", "--end", "2026-11-24 22:00"), 1, "is not after the start"),
        (("drill", "x", *WINDOW, "--contact", "desk"), 1, "unknown contact 'desk'"),
        (("drill", "x", *WINDOW, "--group", "Work"), 2, "--group can't be given for a new drill"),
        (
            ("question", "x", "--component", "orders=none", "-m", "x"),
            2,
            "--component can't be given for a new question",
        ),
        (("drill", "x", *WINDOW, "-m", "```"), 2, "the text begins a code block and doesn't close it"),
        (("drill", "x", *WINDOW, "--id", "there"), 2, "the id 'there' stands in content/events/there.md already"),
        (("drill", "x", *WINDOW, "--id", "broken"), 2, "the id 'broken' stands in content/events/broken.md already"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_written(
    site: WriteSite, run: Run, arguments: tuple[str, ...], code: int, told: str
):
    """The message quotes what was typed and says what can be; no file comes of it."""
    there = "-- content/events/there.md --\n---\ntitle: x\nstart: 2026-01-01 10:00\nend: 2026-01-01 11:00\n---\n"
    root = site(f"{SITE}{there}-- content/events/broken.md --\nno front matter\n")
    files = sorted(root.rglob("*.md"))
    ran = run("new", *arguments, *NOW)
    assert (ran.code, told in " ".join(ran.told.split())) == (code, True), ran.told
    assert sorted(root.rglob("*.md")) == files


def test_a_template_gives_its_words(site: WriteSite, run: Run):
    """What content/templates holds for the kind is kept, and what was given put in."""
    template = "---\ntitle: x\nsigned: IT # always\n# start: when?\n---\n\nDear all,\n\n- save your work\n"
    root = site(f"{SITE}-- content/templates/drill.md --\n{template}")
    assert run("new", "drill", "Paper tills", *WINDOW, *NOW).code == 0
    held = (root / "content/events/2026/2026-11-28-paper-tills.md").read_text("utf-8")
    assert held == (
        "---\ntitle: Paper tills\nsigned: IT # always\n# start: when?\nkind: drill\nstart: 2026-11-28 23:00\n"
        "end: 2026-11-29 03:00\n---\n\nDear all,\n\n- save your work\n"
    )


def test_a_template_with_errors_is_told(site: WriteSite, run: Run):
    """The place is the template's."""
    site(f"{SITE}-- content/templates/drill.md --\n---\ntitle: [x\n---\n")
    ran = run("new", "drill", "Paper tills", *WINDOW, *NOW)
    assert ran.code == 1
    assert ran.told.startswith("content/templates/drill.md:2:")


def test_a_text_that_reads_as_an_update_stays_text(site: WriteSite, run: Run):
    """A notice's own text never begins its log."""
    root = site(SITE)
    assert run("new", "drill", "x", "--id", "x", *WINDOW, "-m", "## 2026-11-28 23:00 completed", *NOW).code == 0
    assert "## &#50;026-11-28 23:00 complete&#100;" in (root / "content/events/2026/x.md").read_text("utf-8")


def test_on_a_terminal_what_is_missing_is_asked_for(site: WriteSite, answering: Answer):
    """Each answer is shown as it was understood; what can't be is asked again; the editor asks for the text."""
    root = site(SITE)
    typed = "soon\nSat 23:00\n+4h\n\norder=outage\norders=outage, payments=none\nOrders DB\norders-db\n"
    told = answering(("new", "maintenance", "订单系统升级"), typed, "Please save your work.")
    for line in (
        "when it begins: soon",
        "'soon' is not a time; type it as 23:00",
        "--start 'Sat 23:00' is Sat 2026-11-28 23:00 +08:00 (Asia/Shanghai)",
        "--end '+4h' is Sun 2026-11-29 03:00 +08:00 (Asia/Shanghai)",
        "when the notice becomes public [now]: ",
        "--announced 'now' is Tue 2026-11-24 10:00 +08:00 (Asia/Shanghai)",
        "unknown component 'order'; did you mean 'orders'?",
        "'Orders DB' can't be an id; write letters, digits and hyphens, as 'orders-db'",
        "wrote content/events/2026/orders-db.md",
    ):
        assert line in told, told
    assert (root / "content/events/2026/orders-db.md").read_text("utf-8") == (
        "---\ntitle: 订单系统升级\nkind: maintenance\ncomponents:\n  orders: outage\n  payments: none\n"
        "start: 2026-11-28 23:00\nend: 2026-11-29 03:00\nannounced: 2026-11-24 10:00\n---\n\nPlease save your work.\n"
    )


def test_an_editor_closed_without_saving_writes_nothing(site: WriteSite, answering: Answer):
    """Who gives up in the editor has given up the notice."""
    root = site(SITE)
    told = answering(("new", "incident", "Slow", "--component", "orders=partial"), "\n\n", None)
    assert "the editor was closed without saving; nothing was written" in told
    assert not (root / "content").exists()


def test_a_dry_run_shows_the_file_and_writes_nothing(site: WriteSite, run: Run):
    """The difference of a new file is the whole of it."""
    root = site(SITE)
    ran = run("new", "drill", "Paper tills", *WINDOW, "--dry-run", *NOW)
    assert ran.code == 0
    assert "--- /dev/null\n+++ b/content/events/2026/2026-11-28-paper-tills.md\n@@ -0,0 +1,6 @@\n+---\n" in ran.told
    assert not (root / "content").exists()


MODEL = (
    "---\ntitle: x\nkind: incident\ncomponents:  # who\n  orders: degraded\n# for now\nstart: 2026-01-01 10:00\n---\n"
)


def test_what_a_template_says_is_affected_is_told(site: WriteSite, run: Run):
    """A model names a component of its own; without a word on it the file holds it, and the editor is shown that."""
    root = site(f"{SITE}-- content/templates/incident.md --\n{MODEL}")
    ran = run("new", "incident", "Slow", "--id", "slow", "--start", "09:50", *NOW)
    assert "\n--component orders=degraded: so says content/templates/incident.md\n" in ran.told
    assert "  orders: degraded\n" in (root / "content/events/2026/slow.md").read_text("utf-8")
    ran = run("new", "incident", "Slow", "--id", "other", "--start", "09:50", "--component", "payments=outage", *NOW)
    assert "so says" not in ran.told


@pytest.mark.parametrize(
    ("answer", "held"),
    [("", "components:  # who\n  orders: degraded\n# for now\n"), ("-", "components:  # who\n# for now\n")],
)
def test_on_a_terminal_a_template_only_proposes_what_is_affected(
    site: WriteSite, answering: Answer, answer: str, held: str
):
    """What the model names is the default that is shown; '-' is nothing, whatever the model says."""
    root = site(f"{SITE}-- content/templates/incident.md --\n{MODEL}")
    told = answering(("new", "incident", "Slow", "--id", "slow", "--start", "09:50"), f"{answer}\n")
    assert "'-' for nothing) [orders=degraded]: " in told
    assert held in (root / "content/events/2026/slow.md").read_text("utf-8")


def test_on_a_terminal_the_answer_of_a_template_is_only_begun(site: WriteSite, answering: Answer):
    """The model's answer isn't published for another question unless somebody has seen it."""
    template = "---\ntitle: x\ngroup: Work\n---\n\nOnce a month.\n"
    root = site(f"{SITE}-- content/templates/question.md --\n{template}")
    path = root / "content/faq/why.md"
    answering(("new", "question", "Why?", "--id", "why"), "", None)
    assert not path.exists()
    answering(("new", "question", "Why?", "--id", "why"), "", "Well. ")
    assert path.read_text("utf-8") == "---\ntitle: Why?\ngroup: Work\n---\n\nWell. Once a month.\n"
