"""The guide to moving, followed to the letter: each of its commands on small sources, and what an API v2 can't say."""

import re
import shlex
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from statuspage.cli import main
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import Event, Window
from statuspage.problems import Problems
from statuspage.state import state_at
from statuspage.texts import Text
from tests.conftest import sections
from tests.guides import Shown, agrees, blocks
from tests.sites import ROOT

GUIDE = ROOT / "docs/moving.md"
SOURCES = ROOT / "tests/moving_sources.txt"
NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
MAPPING = re.compile(r"^mapping file: (.+?);", re.MULTILINE)


@cache
def guide() -> dict[str, str]:
    """Return what stands under each heading of the second level."""
    return {text.partition("\n")[0]: text for text in re.split(r"(?m)^## ", GUIDE.read_text("utf-8"))[1:]}


@dataclass
class Mover:
    """Somebody in an empty folder who does what one section says; others' programs are played by what they fetch."""

    folder: Path
    sources: Path
    monkeypatch: pytest.MonkeyPatch

    def follow(self, heading: str) -> list[tuple[str, str]]:
        """Do all that a section shows; return what is shown and what was printed, where they differ."""
        different, mapping = [], ""
        for shown in blocks(guide()[heading]):
            if shown.kind == "toml":
                self.correct(self.folder / mapping, shown.body)
                continue
            assert shown.kind == "console"
            told = "".join(text + self.do(words, shown) for text, words in shown.commands)
            different += [(shown.body, told)] if shown.prints and not agrees(shown.body, told) else []
            mapping = next(iter(MAPPING.findall(told)), mapping)
        return different

    def correct(self, mapping: Path, line: str) -> None:
        """Write a line of the mapping file instead of the one for the same word."""
        word = re.escape(line.partition(" = ")[0])
        text, count = re.subn(rf"(?m)^{word} = .*\n", line, mapping.read_text("utf-8"))
        assert count == 1
        mapping.write_text(text, "utf-8")

    def do(self, words: list[str], shown: Shown) -> str:
        """Carry out one command, and return what it printed."""
        match words:
            case ["statuspage", *rest]:
                return self.statuspage(rest)
            case ["mkdir", name]:
                (self.folder / name).mkdir()
            case ["git", "clone", address, name]:
                assert address.startswith(("https://git.example.org/", "https://github.com/OWNER/"))
                (form,) = set(re.findall(r"statuspage import (\w+) ", shown.body))
                shutil.copytree(self.sources / form, self.folder / name)
            case ["curl", "--fail", "--location", "--output-dir", name, "--remote-name-all", *addresses]:
                for one in (one for address in addresses for one in fetched(address)):
                    shutil.copy(self.sources / "statuspage" / one, self.folder / name)
            case ["gh", "api", "--paginate", address, ">", path]:
                assert address.startswith("repos/OWNER/REPO/issues")
                shutil.copy(self.sources / "gh" / Path(path).name, self.folder / path)
            case _:
                raise AssertionError(f"nobody knows how to do this: {shlex.join(words)}")
        return ""

    def statuspage(self, words: list[str]) -> str:
        self.monkeypatch.chdir(self.folder)
        ran = CliRunner(env={"LC_ALL": "C"}).invoke(main, words, prog_name="statuspage")
        assert ran.exit_code == 0, ran.output
        return ran.output


def fetched(address: str) -> list[str]:
    """Return the names under which curl keeps what it fetches, one for each word in braces."""
    assert address.startswith("https://status.example.org/")
    before, _, after = address.rpartition("/")[2].partition("{")
    several, _, end = after.partition("}")
    return [f"{before}{word}{end}" for word in several.split(",")]


def events(root: Path) -> dict[str, Event]:
    """Return the events of a site by id; it has no errors."""
    config = load_config(root / "config.toml", problems := Problems())
    assert config
    content = load_content(root / "content", config, problems)
    assert problems.found == []
    return {event.id: event for event in content.events}


@pytest.fixture
def mover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mover:
    """Somebody in an empty folder; what can be fetched stands in another."""
    sources = tmp_path / "sources"
    for name, data in sections(SOURCES.read_bytes()).items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name:
            path.write_bytes(data)
    desk = tmp_path / "desk"
    desk.mkdir()
    return Mover(desk, sources, monkeypatch)


def test_the_worked_example_prints_what_is_shown(mover: Mover):
    """A dry run, the import, a corrected word, the import again, what was left open, a site in Chinese."""
    for shown, told in mover.follow("What an import does"):
        assert told == shown
    site = events(mover.folder / "site")
    assert {id: str(state_at(event, NOW).phase) for id, event in site.items()} == {
        "2021-03-04-orders-down": "resolved",
        "2021-04-01-new-disks": "completed",
        "2021-05-01-mail-odd": "resolved",
    }
    assert site["2021-05-01-mail-odd"].components == (("mail", "partial"),)
    assert {event.title.said[0].lang for event in events(mover.folder / "neu").values()} == {"zh"}


@pytest.mark.parametrize(
    ("heading", "source", "found"),
    [
        ("From cState", "", {"2021-03-04-orders-down", "2021-04-01-new-disks", "2021-05-01-mail-odd"}),
        ("From Statusfy", "", {"2021-03-04-orders-down", "2021-04-01-new-disks"}),
        ("From a Statuspage", "", {"k4fz1", "m9x2c"}),
        ("From Upptime", "", {"issue-12", "issue-13"}),
        ("From calendars and maintenance notices", "notices", {"example-org-w7"}),
    ],
)
def test_the_commands_of_a_system_bring_its_history(mover: Mover, heading: str, source: str, found: set[str]):
    """What they fetch is where the import looks for it; the site has no errors, and work its window and component."""
    if source:
        shutil.copytree(mover.sources / source, mover.folder / source)
    assert mover.follow(heading) == []
    site = events(mover.folder / "site")
    assert set(site) == found
    assert (mover.folder / "losses.csv").is_file()
    assert (mover.folder / "site/redirects.txt").is_file() is not bool(source)
    (disks,) = [event for event in site.values() if event.title.said[0].text == "New disks"]
    assert disks.window.start == datetime(2021, 4, 1, 20, tzinfo=UTC)
    assert [id for id, _ in disks.components] == ["mail"]
    orders = [event for event in site.values() if "Orders" in event.title.said[0].text]
    assert [str(state_at(event, NOW).phase) for event in orders] == (["resolved"] if len(found) > 1 else [])


def test_one_maintenance_with_two_notices_is_one_event(mover: Mover):
    """The later notice, in a mail, is an update."""
    shutil.copytree(mover.sources / "notices", mover.folder / "notices")
    mover.follow("From calendars and maintenance notices")
    (event,) = events(mover.folder / "site").values()
    assert [str(update.state) for update in event.updates] == ["extended"]


# ---------------------------------------------------------------- moving out


@pytest.fixture
def moved_out(mover: Mover) -> Path:
    """The folder in which the site that stands in `site` was exported and imported in both forms."""
    shutil.copytree(mover.sources / "site", mover.folder / "site")
    assert mover.follow("Moving out") == []
    return mover.folder


def shape(event: Event) -> tuple[object, ...]:
    """Return what an event says, without the place of its file."""
    return tuple(getattr(event, name) for name in event.__slots__ if name not in ("place", "places"))


def test_json_brings_the_same_events(moved_out: Path):
    """Every field, update and translation, and what isn't public yet."""
    there, here = events(moved_out / "site"), events(moved_out / "again")
    assert {id: shape(event) for id, event in here.items()} == {id: shape(event) for id, event in there.items()}


def said(event: Event) -> list[str]:
    return [str(update.state) for update in event.updates]


def text(event: Event) -> str:
    """Return what an event says in Markdown, and what its updates do."""
    return "\n".join(
        phrase.text for one in (event.body, *(update.text for update in event.updates)) for phrase in one.said
    )


def test_what_an_api_v2_cant_say_comes_back_as_the_guide_lists(moved_out: Path):
    """Row by row of its table."""
    there, here = events(moved_out / "site"), events(moved_out / "back")
    assert set(there) - set(here) == {"secret"}, "not public yet"
    full, slow, moved, disks = (here[id] for id in ("mail-full", "mail-slow", "orders-moved", "orders-disks"))
    assert (full.kind, full.window) == ("incident", Window(there["mail-full"].updates[0].at, None))
    assert said(full) == ["identified", "monitoring", "resolved", "reviewed"]
    assert "10:00 to 12:00" in text(full)
    assert (slow.window.end, "10:00 to 12:00" in text(slow)) == (None, True)
    assert moved.window == state_at(there["orders-moved"], NOW).window
    assert said(moved) == ["in-progress", "note", "in-progress", "completed"]
    began = [state_at(events["orders-moved"], NOW).actual_start for events in (there, here)]
    assert began == [there["orders-moved"].updates[2].at, there["orders-moved"].updates[0].at]
    assert said(disks) == ["in-progress", "note", "completed", "note"]
    assert "Extended: Thu 1 Apr 2021, 20:00 to 23:00" in text(disks)
    assert "Next update: Thu 1 Apr 2021, 22:30" in text(disks)
    assert disks.components == moved.components == (("orders", "degraded"),)
    assert here["paper"].components == (("orders", "none"),)
    assert (here["paper"].kind, said(here["cleaning"])) == ("drill", ["cancelled"])
    assert here["patches"].title.said[0].text == "Patches"
    assert (said(here["patches"]), here["patches"].auto_complete) == ([], True)


def test_of_a_notice_s_fields_an_api_v2_keeps_those_that_the_guide_names(moved_out: Path):
    """As paragraphs, in the default language and without marks; the others are gone."""
    disks = events(moved_out / "back")["orders-disks"]
    told = text(disks)
    kept = ("are full.", "Use paper.", "Save.", "Wait.", "Log in.", "Bigger and faster.")
    assert [words for words in kept if words not in told] == []
    lost = ("All is copied", "Back to", "copying", "sorry", "No fees", "IT")
    assert [words for words in lost if words in told] == []
    assert (disks.contact, disks.audiences, disks.update_every) == ("", (), None)
    assert (disks.signed, disks.reason) == (Text(), Text())
    assert [phrase.lang for phrase in disks.title.said] == ["en"]
    assert not (moved_out / "back/content/contacts").exists()
