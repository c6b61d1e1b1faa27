"""The life of events through the commands alone: what readers, subscribers and calendars see after each step."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from statuspage.build import read
from statuspage.cli import main
from statuspage.model import Event, UpdateState
from statuspage.problems import Problems
from statuspage.times import parse_moment
from statuspage.typed_times import written
from tests.conftest import Run, WriteSite
from tests.sites import published
from tests.strategies import config, events, on_grid, steady

SITE = """\
-- config.toml --
[site]
title = "System status"
url = "https://status.example.org/"
time_zone = "Asia/Shanghai"
languages = ["en"]

[[components]]
id = "orders"
name = "Orders"

[[components]]
id = "payments"
name = "Payments"
"""


class Readers:
    """What readers of a site see after a command was run and the site was built."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root, self.run, self.name = root, run, ""

    def after(self, now: str, *command: str) -> str:
        """Run a command at a local time, build then, and return the notice's page as text."""
        ran = self.run(*command, "--now", now)
        assert ran.code == 0, ran.told
        built = self.run("build", "--now", now)
        assert built.code == 0, built.told
        self.files = published(self.root / "output")
        return self.page()

    def page(self) -> str:
        html = self.files[f"events/{self.name}/index.html"].decode()
        body = html.partition("<main")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def feed(self) -> list[str]:
        """Return the titles and texts in the feed, the latest first."""
        items = json.loads(self.files["feed.json"])["items"]
        return [f"{item['title']} {item.get('content_html', '')}" for item in items]

    def entry(self) -> Any:
        """Return the event in the calendar of all."""
        calendar: Any = icalendar.Calendar.from_ical(self.files["calendar.ics"].decode())
        (entry,) = [entry for entry in calendar.walk("VEVENT") if self.name in str(entry["UID"])]
        return entry

    def window(self) -> str:
        """Return the window in the calendar, in the site's zone."""
        local = config().zone
        start, end = (self.entry()[name].dt for name in ("DTSTART", "DTEND"))
        return f"{written(start, local)} {written(end, local)}"

    def state(self) -> dict[str, str]:
        """Return the phase of the event, and the states of the site and of its components."""
        status = json.loads(self.files["api/status.json"])
        (event,) = [event for event in status["events"] if event["id"] == self.name]
        components = {component["id"]: component["state"] for component in status["components"]}
        return {"event": event["phase"], "site": status["state"], **components}


@pytest.fixture
def readers(site: WriteSite, run: Run) -> Readers:
    return Readers(site(SITE), run)


def test_the_whole_life_of_a_maintenance(readers: Readers):
    """Announced, reminded of, moved, begun, restored in part, extended, verified, completed and reviewed."""
    readers.name = "orders-db"
    announced: tuple[str, ...] = (
        "new",
        "maintenance",
        "Orders: database upgrade",
        "--id",
        "orders-db",
        "--start",
        "Fri 23:00",
    )
    announced += ("--end", "+4h", "--announced", "now", "--component", "orders=outage")
    page = readers.after(
        "2026-11-23 10:00", *announced, "--component", "payments=degraded", "-m", "We replace the **storage**"
    )
    assert "Orders: database upgrade" in page
    assert "We replace the storage" in page
    assert readers.state() == {"event": "upcoming", "site": "ok", "orders": "ok", "payments": "ok"}
    assert readers.window() == "2026-11-27 23:00 2026-11-28 03:00"
    assert len(readers.feed()) == 1
    sequence = readers.entry()["SEQUENCE"]

    move = ("reschedule", "orders-db", "--start", "Sat 23:00", "--end", "03:00", "-m", "A day later.")
    assert "A day later." in readers.after("2026-11-25 10:00", *move)
    assert readers.window() == "2026-11-28 23:00 2026-11-29 03:00"
    assert readers.entry()["SEQUENCE"] > sequence
    assert "A day later." in readers.feed()[0]

    readers.after("2026-11-28 09:00", "update", "orders-db", "--state", "reminder", "-m", "Tonight at 23:00.")
    assert "Tonight at 23:00." in readers.feed()[0]
    assert readers.state()["event"] == "upcoming"

    readers.after("2026-11-28 23:02", "start", "orders-db", "--next-update", "+1h")
    expected = {"event": "in-progress", "site": "maintenance", "orders": "maintenance", "payments": "maintenance"}
    assert readers.state() == expected

    note = ("update", "orders-db", "--component", "payments=none", "-m", "Payments are back.")
    assert "Payments are back." in readers.after("2026-11-29 00:10", *note)
    assert readers.state() == expected | {"payments": "ok"}

    sequence = readers.entry()["SEQUENCE"]
    readers.after("2026-11-29 02:40", "extend", "orders-db", "--until", "04:00", "-m", "Checks take longer.")
    assert readers.window() == "2026-11-28 23:00 2026-11-29 04:00"
    assert readers.entry()["SEQUENCE"] > sequence
    assert "Checks take longer." in readers.feed()[0]

    readers.after("2026-11-29 03:35", "verify", "orders-db")
    assert readers.state()["event"] == "verifying"

    page = readers.after("2026-11-29 03:50", "complete", "orders-db", "-m", "All is well again.")
    assert "All is well again." in page
    assert readers.state() == {"event": "completed", "site": "ok", "orders": "ok", "payments": "ok"}
    assert "All is well again." in readers.feed()[0]

    page = readers.after("2026-12-02 10:00", "review", "orders-db", "-m", "What we learnt.")
    assert "What we learnt." in page
    assert "What we learnt." in readers.feed()[0]
    assert readers.run("check", "--now", "2026-12-02 10:00").code == 0


def test_the_whole_life_of_an_incident(readers: Readers):
    """Seen, investigated, identified, watched, resolved and reviewed."""
    readers.name = "slow-payments"
    seen = ("new", "incident", "Payments are slow", "--id", "slow-payments", "--start", "09:10")
    readers.after("2026-11-24 09:20", *seen, "--component", "payments=degraded", "--update-every", "30m")
    assert readers.state() == {"event": "in-progress", "site": "degraded", "orders": "ok", "payments": "degraded"}

    assert readers.entry()["SUMMARY"] == "[In progress] Payments are slow"
    sequence = readers.entry()["SEQUENCE"]

    steps = {
        "investigating": ("2026-11-24 09:22", "We are looking into it."),
        "identified": ("2026-11-24 09:40", "A disk is full."),
        "monitoring": ("2026-11-24 10:05", "There is room again."),
    }
    for state, (now, text) in steps.items():
        page = readers.after(now, "update", "slow-payments", "--state", state, "-m", text)
        assert text in page
        assert text in readers.feed()[0]
        assert readers.state()["event"] == state
        assert readers.entry()["SEQUENCE"] > sequence
        sequence = readers.entry()["SEQUENCE"]
        assert readers.window().startswith("2026-11-24 09:10 ")

    readers.after("2026-11-24 10:06", "update", "slow-payments", "--component", "payments=none")
    assert readers.state() == {"event": "monitoring", "site": "ok", "orders": "ok", "payments": "ok"}
    page = readers.after("2026-11-24 11:00", "resolve", "slow-payments", "-m", "Payments are quick again.")
    assert "Payments are quick again." in page
    assert readers.state() == {"event": "resolved", "site": "ok", "orders": "ok", "payments": "ok"}
    assert readers.window() == "2026-11-24 09:10 2026-11-24 11:00"
    assert readers.entry()["SEQUENCE"] > sequence
    page = readers.after("2026-11-26 15:00", "review", "slow-payments", "-m", "The alarm now comes at 80 %.")
    assert "The alarm now comes at 80 %." in page
    assert len(readers.feed()) >= 6


def test_the_life_of_a_cancelled_drill(readers: Readers):
    """A drill that is cancelled stays visible as cancelled, and in calendars too."""
    readers.name = "paper-tills"
    readers.after(
        "2026-11-24 09:00",
        "new",
        "drill",
        "Tills on paper",
        "--id",
        "paper-tills",
        "--start",
        "明天 10:00",
        "--end",
        "+1h",
    )
    assert readers.window() == "2026-11-25 10:00 2026-11-25 11:00"
    page = readers.after("2026-11-24 17:00", "cancel", "paper-tills", "-m", "The trainer is ill.")
    assert "The trainer is ill." in page
    assert readers.state()["event"] == "cancelled"
    assert readers.entry()["STATUS"] == "CANCELLED"


# ---------------------------------------------------------------- what holds for every file and all commands

LOCAL = config().zone
SETTINGS = """\
[site]
title = "Status"
url = "https://status.example.org/"
time_zone = "Asia/Shanghai"
languages = ["en"]
""" + "".join(f'[[components]]\nid = "{name}"\nname = "{name}"\n' for name in ("files", "mail", "orders"))

TAILS = (
    "",
    "\n",
    "\n\n\n",
    "   ",
    "\n  \t",
    "\n<!-- said by phone too -->",
    "\n```\n## 2026-11-28 23:00 completed\n```",
)
TEXTS = (
    "Going well.",
    "第一行\n\n第二行",
    "orders: back again",
    "next update: at four",
    "## 2026-11-28 23:02 completed",
    "2026-11-28 23:02 completed",
    "- **completed**\n# in-progress",
    "```\n## 2026-11-28 23:02 completed\n```",
    "windows\r\nlines \N{PARTY POPPER}",
    "---\ntitle: x\n---",
)


def file_of(event: Event) -> str:
    """Write an event as an editor would."""
    lines = ["---", "title: x  # a comment", f"kind: {event.kind}", f"start: {written(event.window.start, LOCAL)}"]
    if event.window.end:
        lines.append(f"end: {written(event.window.end, LOCAL)}")
    if event.lacks_end(event.window):
        lines += ["imported:", "  original: |", "    ---", "    ## 2026-11-28 23:02 completed"]
    if event.components:
        lines += ["components:", *(f"  {name}: {impact}" for name, impact in event.components)]
    if event.announced:
        lines.append(f"announced: {written(event.announced, LOCAL)}")
    lines += [f"auto_complete: {str(event.auto_complete).lower()}", "---", "", "# A word", ""]
    for update in event.updates:
        lines.append(f"## {written(update.at, LOCAL)} {update.state}")
        times = {"start": update.start, "end": update.end, "next update": update.next_update}
        lines += [f"{name}: {written(at, LOCAL)}" for name, at in times.items() if at]
        lines += [*(f"{name}: {impact}" for name, impact in update.impacts), "", "Said.", ""]
    return "\n".join(lines)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Files of events as they may stand on a disk: any line ends, a byte order mark, anything at their end."""
    text = file_of(draw(events())) + draw(st.sampled_from(TAILS))
    text = text.replace("\n", draw(st.sampled_from(("\n", "\r\n", "\r"))))
    return draw(st.sampled_from((b"", b"\xef\xbb\xbf"))) + text.encode()


WORDS = st.sampled_from(
    (
        *("start", "update", "update", "update", "extend", "extend", "reschedule", "verify"),
        *("complete", "cancel", "resolve", "review"),
    )
)
TIMES = st.one_of(
    st.integers(-20, 120).map(lambda steps: written(on_grid(steps), LOCAL)),
    st.sampled_from(("23:00", "04:00", "+30m", "+2h", "now", "tomorrow 23:00", "周六 23:00")),
)


@st.composite
def lives(draw: st.DrawFn) -> list[list[str]]:
    """Any life-cycle commands one after the other, mostly as time goes on, with any times in them."""
    steps, said = draw(st.integers(-5, 60)), []
    for _ in range(draw(st.integers(1, 7))):
        steps += draw(st.sampled_from((0, 1, 1, 3, 3, 12, -6)))
        said.append([*_command(draw), "--now", written(on_grid(steps), LOCAL)])
    return said


def _command(draw: st.DrawFn) -> list[str]:
    name = draw(WORDS)
    said = [name, "it"]
    said += ["--at", draw(TIMES)] if draw(st.integers(0, 3)) == 0 else []
    said += ["-m", draw(st.sampled_from(TEXTS))] if draw(st.integers(0, 3)) else []
    if name == "update" and draw(st.booleans()):
        said += ["--state", draw(st.sampled_from(UpdateState))]
    said += ["--until", draw(TIMES)] if name == "extend" else []
    said += ["--start", draw(TIMES), "--end", draw(TIMES)] if name == "reschedule" else []
    if name in ("start", "update", "extend", "reschedule", "verify") and draw(st.integers(0, 3)) == 0:
        said += ["--next-update", draw(TIMES), "--component", draw(st.sampled_from(("mail=none", "orders=outage")))]
    return said


def errors_in(root: Path) -> list[str]:
    problems = Problems()
    read(root, parse_moment("2026-11-28 00:00", LOCAL), problems)
    return [f"{problem.place}: {problem.message}" for problem in problems.found]


@steady(60)
@given(files(), lives())
def test_any_commands_leave_earlier_bytes_untouched_and_a_file_that_checks_clean(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, said: list[list[str]]
):
    """A command appends to the file or leaves it as it is; what it wrote is read without an error."""
    root = tmp_path_factory.mktemp("life")
    path = root / "content/events/it.md"
    path.parent.mkdir(parents=True)
    (root / "config.toml").write_text(SETTINGS, "utf-8")
    path.write_bytes(data)
    assert errors_in(root) == []
    for command in said:
        before = path.read_bytes()
        ran = CliRunner().invoke(main, [*command, str(root)])
        after = path.read_bytes()
        assert ran.exit_code in (0, 1, 2), ran.output
        assert isinstance(ran.exception, SystemExit | None), ran.exception
        assert after.startswith(before)
        assert (after != before) is (ran.exit_code == 0), ran.output
        assert errors_in(root) == [], ran.output
