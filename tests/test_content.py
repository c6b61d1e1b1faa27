"""content/: which files are read, how links, ids and translations pair, and that nothing that is written ends it."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import Config, Content
from statuspage.policy import advise
from statuspage.problems import Problems
from tests.conftest import Load, Run, WriteSite

CONFIG = """-- config.toml --
[site]
title = "System status"
url = "https://status.example.org/"
time_zone = "Asia/Shanghai"
languages = ["zh", "en"]

[[components]]
id = "orders"
name = "Orders"

[[components]]
id = "payments"
name = "Payments"
"""

EVENT = """---
title: Orders database upgrade
kind: maintenance
components:
  orders: outage
  payments: degraded
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-24 10:00
timetable:
  - 23:00 backup
  - 2026-11-29 02:30 check
update_every: 30m
---

The notice.

```
## 2026-11-28 22:00 note
```

## 2026-11-28 23:02 in-progress

Begun.

## 2026-11-29 02:40 extended
end: 2026-11-29 04:00
next update: 2026-11-29 03:30
orders: none

One hour more.

## 2026-11-29 03:50 completed

All is well.
"""

PAGE = "---\ntitle: About\n---\n\nText.\n"


@pytest.mark.parametrize("folder", ["events", "faq", "contacts", "pages"])
def test_a_link_that_leads_out_of_content_is_an_error(folder: str, site: WriteSite, run: Run, tmp_path: Path):
    """A file outside content/ isn't read through a symbolic link; the link is told with its place."""
    site(f"{CONFIG}-- secret.md --\n{PAGE}-- content/{folder}/.keep --\n")
    (tmp_path / "content" / folder / "link.md").symlink_to("../../secret.md")
    ran = run("check", "--now", "2026-11-25 12:00")
    assert (ran.code, ran.told) == (
        1,
        f"content/{folder}/link.md:1:1: error: this symbolic link leads out of content/\n"
        "    copy the file instead\n"
        "1 error, 0 pieces of advice\n",
    )


def test_a_folder_that_leads_out_of_content_is_an_error(site: WriteSite, load: Load, tmp_path: Path):
    """A linked folder outside content/ isn't entered."""
    site(f"-- elsewhere/page.md --\n{PAGE}-- content/pages/.keep --\n")
    (tmp_path / "content/pages/more").symlink_to(tmp_path / "elsewhere")
    loaded = load(CONFIG)
    assert loaded.told == (
        "content/pages/more:1:1: error: this symbolic link leads out of content/\n    copy the file instead",
    )
    assert loaded.content == Content()


def test_a_link_inside_content_is_read(site: WriteSite, load: Load, tmp_path: Path):
    """A link from one place in content/ to another is read as the file that it leads to."""
    site(f"-- content/pages/about.md --\n{PAGE}")
    (tmp_path / "content/pages/imprint.md").symlink_to("about.md")
    loaded = load(CONFIG)
    assert loaded.told == ()
    assert [page.id for page in loaded.content.pages] == ["about", "imprint"]


@pytest.mark.parametrize("target", ["nowhere.md", "link.md", "."])
def test_a_link_that_leads_to_no_file_is_an_error(target: str, site: WriteSite, load: Load, tmp_path: Path):
    """A link to nothing, to itself or to a folder around it neither ends nor hangs the reading."""
    site("-- content/pages/.keep --\n")
    (tmp_path / "content/pages/link.md").symlink_to(target)
    loaded = load(CONFIG)
    assert len(loaded.told) == 1
    assert loaded.told[0].startswith("content/pages/link.md:1:1: error: ")


def test_content_that_is_no_folder_is_an_empty_site(load: Load):
    """A site without content/ is empty; so is one whose content/ holds nothing that is read."""
    assert load(CONFIG).content == Content()
    assert load(f"{CONFIG}-- content --\nThis is a file.\n").told == ()


def test_the_root_itself_may_be_a_link(site: WriteSite, tmp_path: Path):
    """A site is read through a link to its root, or with content/ itself a link, as if it stood there."""
    root = site(f"{CONFIG}-- real/pages/about.md --\n{PAGE}")
    (root / "content").symlink_to("real")
    (root / "same").symlink_to(root)
    problems = Problems()
    config = load_config(root / "same/config.toml", problems)
    assert config is not None
    content = load_content(root / "same/content", config, problems)
    assert problems.found == []
    assert content.pages[0].place.path == "content/pages/about.md"


def test_an_id_is_one_in_any_normal_form(load: Load):
    """A name in a decomposed form, as some systems write file names, gives the same id and finds its translation."""
    loaded = load(f"{CONFIG}-- content/pages/caf\u00e9.md --\n{PAGE}-- content/pages/cafe\u0301.en.md --\n{PAGE}")
    assert loaded.told == ()
    assert [(page.id, len(page.title.said)) for page in loaded.content.pages] == [("caf\u00e9", 2)]


def test_an_id_that_is_written_stays_when_the_file_moves(load: Load):
    """The id in the front matter goes before the file's name, and a translation beside the file finds it."""
    moved = PAGE.replace("---\n", "---\nid: over-ons\n", 1)
    loaded = load(f"{CONFIG}-- content/pages/old/about.md --\n{moved}-- content/pages/old/about.en.md --\n{PAGE}")
    assert loaded.told == ()
    assert [(page.id, page.title.has("en")) for page in loaded.content.pages] == [("over-ons", True)]


def test_a_dot_in_a_name_is_no_language(load: Load):
    """A name with a dot is no translation unless a language follows; it can't be an id, and the hint says how."""
    loaded = load(f"{CONFIG}-- content/pages/release.2026.md --\n{PAGE}")
    assert loaded.told == (
        "content/pages/release.2026.md:1:1: error: 'release.2026' can't be an id\n"
        "    rename the file to 'release-2026.md', or write 'id: release-2026' in it",
    )


def test_things_come_in_an_order_that_files_do_not_decide(load: Load):
    """Events come by start and id, other things by their order and id, whatever the files are called."""
    event = EVENT.partition("\n## 2026-11-28 23:02")[0]
    earlier = event.replace("2026-11-28 23:00", "2026-11-28 22:00")
    first = PAGE.replace("---\n", "---\norder: 1\n", 1)
    loaded = load(
        f"{CONFIG}-- content/events/a.md --\n{event}-- content/events/b.md --\n{earlier}-- content/events/c.md --\n{event}"
        f"-- content/pages/a.md --\n{PAGE}-- content/pages/z.md --\n{first}"
    )
    assert loaded.told == ()
    assert [event.id for event in loaded.content.events] == ["b", "a", "c"]
    assert [page.id for page in loaded.content.pages] == ["z", "a"]


def test_what_is_no_file_is_told_and_not_waited_for(site: WriteSite, load: Load, tmp_path: Path):
    """A named pipe has the name of a notice and nothing to read."""
    site(f"-- content/pages/about.md --\n{PAGE}")
    os.mkfifo(tmp_path / "content/pages/pipe.md")
    assert load(CONFIG).told == (
        "content/pages/pipe.md:1:1: error: this is neither a file nor a folder\n    remove it",
    )


def test_what_may_not_be_read_is_told(site: WriteSite, load: Load, tmp_path: Path):
    """A file or folder that can't be opened is told as any other problem."""
    site(f"-- content/pages/about.md --\n{PAGE}-- content/faq/x/a.md --\n{PAGE}")
    told = told_without_rights(tmp_path)
    assert told == [
        "content/faq/x:1:1: error: the folder can't be read: Permission denied",
        "content/pages/about.md:1:1: error: the file can't be read: Permission denied",
    ]


def told_without_rights(root: Path) -> list[str]:
    """Return what `check` tells of a site of which a file and a folder are closed, to somebody who isn't root."""
    (root / "config.toml").write_text('[site]\ntitle = "S"\ntime_zone = "UTC"\nlanguages = ["en"]\n', "utf-8")
    root.chmod(0o755)
    (root / "content/pages/about.md").chmod(0)
    (root / "content/faq/x").chmod(0)
    child = (
        "import os, sys; from pathlib import Path; os.chdir(sys.argv[1]);"
        "from statuspage.config import load_config; from statuspage.content import load_content;"
        "from statuspage.problems import Problems, as_text, in_order; problems = Problems();"
        "config = load_config(Path('config.toml'), problems); os.geteuid() or os.seteuid(65534);"
        "load_content(Path('content'), config, problems);"
        "print('\\n'.join(as_text(problem) for problem in in_order(problems.found)))"
    )
    done = subprocess.run([sys.executable, "-c", child, str(root)], capture_output=True, text=True, check=False)
    (root / "content/faq/x").chmod(0o755)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


LINE_ENDS = ("\n", "\r\n", "\r")
PARTS = (
    *("---", "## ", "2026-11-28 23:00", "2026-03-29 02:30", "0001-01-01 00:00", "9999-12-31 23:59", "note", "extended"),
    *(
        "end: ",
        "：",
        ": ",
        "  - ",
        "\t",
        "*",
        "&a ",
        "!",
        "{",
        "[",
        '"',
        "'",
        "<!--",
        "-->",
        "```",
        "~~~",
        "#",
        "|",
        ">",
    ),
    *(
        "\n",
        "\r\n",
        "\u2028",
        "\x85",
        "\ufeff",
        "\x00",
        "订单",
        "🔥",
        "<<<<<<< a",
        "? ",
        "- ",
        "%YAML 1.2",
        "...",
        "<<: ",
    ),
    *(
        "timetable:\n  - 0001-01-01 00:00 x\n",
        "title: [x]\n",
        "reach: {a: b}\n",
        "components: 3\n",
        "kind: incident\n",
        "id: é\n",
        "2199-12-31 23:59 +23:59",
    ),
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """Draw a valid event file with a few spans of it replaced by other text."""
    written = EVENT
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(written)))
        end = min(len(written), begin + draw(st.sampled_from((0, 0, 1, 5, 30, 200))))
        new = draw(st.sampled_from(PARTS) | st.text(max_size=5))
        written = written[:begin] + new + written[end:]
    return written


@pytest.fixture(scope="session")
def check_any(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], None]:
    """Read any bytes as an event, a translation and a contact, and check the place of each problem."""
    root = tmp_path_factory.mktemp("any")
    problems = Problems()
    (root / "config.toml").write_text(CONFIG.partition("\n")[2], "utf-8")
    config = load_config(root / "config.toml", problems)
    assert config is not None
    names = ("events/any.md", "events/whole.en.md", "contacts/any.md", "contacts/whole.en.md")
    for name in (*names, "events/whole.md"):
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "content/events/whole.md").write_text(EVENT, "utf-8")
    (root / "content/contacts/whole.md").write_text("---\ntitle: Desk\nreach: 400\n---\n", "utf-8")

    def check(data: bytes) -> None:
        for name in names:
            (root / "content" / name).write_bytes(data)
        _check(root, config)

    return check


def _check(root: Path, config: Config) -> None:
    problems = Problems()
    content = load_content(root / "content", config, problems)
    assert "whole" in [event.id for event in content.events] or problems.found
    advice = advise(content, config, datetime(2026, 11, 25, tzinfo=UTC))
    for problem in (*problems.found, *advice):
        place = problem.place
        text = (root / place.path).read_bytes().decode("utf-8-sig", "replace")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= place.line <= len(lines), problem
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1, problem
        assert problem.message
        assert "\n" not in problem.message + problem.hint, problem


QUIET = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUIET
@given(written=mutations(), line_end=st.sampled_from(LINE_ENDS))
def test_a_changed_event_is_read_or_told(written: str, line_end: str, check_any: Callable[[bytes], None]):
    """Whatever is done to a valid event, reading it never fails; each problem's place lies inside its file."""
    check_any(written.replace("\n", line_end).encode("utf-8", "surrogatepass"))


@QUIET
@given(written=st.text() | st.text(st.sampled_from("-\n:#? []{}&*!|>'\"%@`~ab12 \t：\u2028")))
@example(written="")
@example(written="---")
@example(written="---\n---\n")
@example(written="---\n? \n---\n")
def test_any_text_is_read_or_told(written: str, check_any: Callable[[bytes], None]):
    """Any text at all, alone or between the lines of front matter, is read or told, never more."""
    check_any(written.encode("utf-8", "surrogatepass"))
    check_any(f"---\n{written}\n---\n\ntext\n".encode("utf-8", "surrogatepass"))
    check_any(f"---\ntitle: x\nstart: 2026-11-28 23:00\nend: {written}\n---\n\n{written}\n".encode("utf-8", "replace"))


@QUIET
@given(data=st.binary())
def test_any_bytes_are_read_or_told(data: bytes, check_any: Callable[[bytes], None]):
    """Bytes that are no text are told, never more."""
    check_any(data)
    check_any(EVENT.encode() + data)
