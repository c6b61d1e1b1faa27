"""The output folder is made equal to the plan: only what differs is touched, and only what is ours."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from statuspage.problems import SiteError, as_text
from statuspage.publish import MANIFEST, Published, check_folder, publish
from tests.sites import ROOT, published

FILES = {"index.html": b"a", "events/x/index.html": b"b", "events/中文/index.html": b"c", ".nojekyll": b""}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each file and folder was last touched, and which inode it is."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in sorted(folder.rglob("*"))
    }


def site(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, without our list of it."""
    return {path: data for path, data in published(folder).items() if path != MANIFEST}


def told(caught: "pytest.ExceptionInfo[SiteError]") -> list[str]:
    return [as_text(problem) for problem in caught.value.problems]


def test_everything_is_written_into_a_new_folder(tmp_path: Path):
    """The folder and those above it are made; an empty file is written too."""
    out = tmp_path / "a" / "b c" / "输出"
    done = publish(FILES, out)
    assert done == Published(tuple(FILES), (), 0)
    assert site(out) == FILES


def test_a_second_time_nothing_is_written(tmp_path: Path):
    """What holds the right bytes isn't touched: times of change and inodes stay."""
    publish(FILES, tmp_path)
    before = stamps(tmp_path)
    assert publish(FILES, tmp_path) == Published((), (), len(FILES))
    assert stamps(tmp_path) == before


def test_only_what_changed_is_written(tmp_path: Path):
    """One file that differs is one file written."""
    publish(FILES, tmp_path)
    before = stamps(tmp_path)
    done = publish(FILES | {"index.html": b"new"}, tmp_path)
    assert done == Published(("index.html",), (), len(FILES) - 1)
    after = stamps(tmp_path)
    assert {path for path in after if before[path] != after[path]} == {"index.html"}


def test_a_file_that_someone_changed_is_put_right(tmp_path: Path):
    """The output is what the plan says, whoever wrote into it."""
    publish(FILES, tmp_path)
    (tmp_path / "index.html").write_bytes(b"by hand")
    (tmp_path / "events/x/index.html").unlink()
    assert publish(FILES, tmp_path).written == ("index.html", "events/x/index.html")
    assert site(tmp_path) == FILES


def test_what_is_no_longer_planned_goes_with_its_empty_folders(tmp_path: Path):
    """A removed page leaves no empty folder behind; a folder that holds more stays."""
    publish(FILES | {"events/x/y/z/index.html": b"d", "events/q/index.html": b"e"}, tmp_path)
    done = publish({"index.html": b"a", "events/x/index.html": b"b"}, tmp_path)
    assert done.removed == (".nojekyll", "events/q/index.html", "events/x/y/z/index.html", "events/中文/index.html")
    assert sorted(path.name for path in (tmp_path / "events").iterdir()) == ["x"]
    assert sorted(path.name for path in (tmp_path / "events/x").iterdir()) == ["index.html"]


class _Watching(Mapping[str, bytes]):
    """Files of which reading the last one notes what stands in the folder then."""

    def __init__(self, files: dict[str, bytes], out: Path) -> None:
        self.files, self.out = files, out
        self.seen: list[dict[str, bytes]] = []

    def __getitem__(self, path: str) -> bytes:
        self.seen.append(site(self.out))
        return self.files[path]

    def __iter__(self):
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def test_removal_comes_last(tmp_path: Path):
    """While new pages are written, those that will go are still there: no link breaks meanwhile."""
    publish({"old/index.html": b"old", "index.html": b"a"}, tmp_path)
    files = _Watching({"index.html": b"new", "new/index.html": b"new"}, tmp_path)
    publish(files, tmp_path)
    assert files.seen
    assert all("old/index.html" in seen for seen in files.seen)
    assert site(tmp_path) == files.files


def test_files_that_others_put_there_survive(tmp_path: Path):
    """What isn't on our list is never removed: a CNAME, a .git folder, a page made by hand."""
    publish(FILES, tmp_path)
    for name in ("CNAME", ".git/config", "events/x/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"theirs")
    publish({"index.html": b"a"}, tmp_path)
    assert set(site(tmp_path)) == {"index.html", "CNAME", ".git/config", "events/x/notes.txt"}


@pytest.mark.parametrize("name", ["thesis.md", "sub/notes.txt", ".profile"])
def test_a_folder_that_we_did_not_make_is_refused(tmp_path: Path, name: str):
    """A folder with files of somebody else's stays as it is, to the byte."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"dear")
    with pytest.raises(SiteError) as caught:
        publish(FILES, tmp_path)
    first = name.partition("/")[0]
    assert told(caught) == [
        f"{tmp_path}:1:1: error: this folder holds '{first}', and wasn't made by statuspage\n"
        "    name an empty or a new folder with --out"
    ]
    assert published(tmp_path) == {name: b"dear"}


def test_an_empty_folder_and_a_fresh_clone_are_taken(tmp_path: Path):
    """An empty folder is taken, and one that only holds what git needs."""
    (tmp_path / ".gitignore").write_bytes(b"*\n")
    (tmp_path / ".git").mkdir()
    publish(FILES, tmp_path)
    assert site(tmp_path) == FILES | {".gitignore": b"*\n"}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path):
    """A file is never overwritten by a folder."""
    out = tmp_path / "out"
    out.write_bytes(b"dear")
    with pytest.raises(SiteError) as caught:
        check_folder(out)
    assert told(caught) == [f"{out}:1:1: error: this is a file, not a folder\n    name another with --out"]
    assert out.read_bytes() == b"dear"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    """What the system refuses is an error with its reason, not a traceback."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SiteError) as caught:
        publish(FILES, tmp_path / "file" / "out")
    (problem,) = told(caught)
    assert problem.startswith(f"{tmp_path}/file")
    assert "the output can't be written: " in problem


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path):
    """Where a page should go and a folder stands, the page is named."""
    publish({"a": b"a"}, tmp_path)
    (tmp_path / "index.html").mkdir()
    with pytest.raises(SiteError) as caught:
        publish(FILES, tmp_path)
    assert "index.html:1:1: error: the output can't be written: " in told(caught)[0]


def test_a_manifest_that_was_tampered_with_removes_nothing_outside(tmp_path: Path):
    """A list that names files elsewhere is no licence to remove them."""
    dear = tmp_path / "dear.txt"
    dear.write_bytes(b"dear")
    out = tmp_path / "out"
    publish(FILES, out)
    (out / MANIFEST).write_text(f"{dear}\n../dear.txt\nevents/../../dear.txt\n\nindex.html\n", "utf-8")
    publish({}, out)
    assert dear.read_bytes() == b"dear"
    assert not (out / "index.html").exists()


STOPPED = """
import sys
from pathlib import Path
from statuspage.publish import publish

out, at = Path(sys.argv[1]), sys.argv[2]
found = 0

def stop(event, arguments):
    global found
    if event == "os.rename" and str(arguments[0]).startswith(str(out)):
        found += 1
        if found == int(at):
            raise SystemExit(9)

sys.addaudithook(stop)
publish({f"{number}/index.html": b"new" * 100_000 for number in range(4)}, out)
"""


@pytest.mark.parametrize("at", ["1", "2", "4"])
def test_a_process_that_is_stopped_leaves_whole_files(tmp_path: Path, at: str):
    """Whenever a build is stopped, each page is the old or the new one, and the next build puts all right."""
    old = {f"{number}/index.html": b"old" for number in range(4)}
    new = {f"{number}/index.html": b"new" * 100_000 for number in range(4)}
    publish(old | {"gone/index.html": b"old"}, tmp_path)
    ran = subprocess.run([sys.executable, "-c", STOPPED, str(tmp_path), at], cwd=ROOT, check=False)
    assert ran.returncode == 9
    for path, data in site(tmp_path).items():
        assert data in (old.get(path, b"old"), new.get(path))
    assert "gone/index.html" in site(tmp_path)
    publish(new, tmp_path)
    assert site(tmp_path) == new


def test_bytes_do_not_depend_on_the_umask(tmp_path: Path):
    """A strict umask changes who may read, not what."""
    before = os.umask(0o077)
    try:
        publish(FILES, tmp_path / "strict")
    finally:
        os.umask(before)
    publish(FILES, tmp_path / "usual")
    assert published(tmp_path / "strict") == published(tmp_path / "usual")


def test_no_temporary_file_stays(tmp_path: Path):
    """After a build, all that stands there is what was planned and the list of it, long names included."""
    files = FILES | {f"events/{'护' * 40}/index.html": b"x", f"{'长' * 70}.txt": b"y"}
    publish(files, tmp_path)
    assert set(published(tmp_path)) == {*files, MANIFEST}


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path):
    """What we made before doesn't stand in the way of what takes its place."""
    publish({"f": b"1", "g/x": b"2"}, tmp_path / "out")

    done = publish({"f/x": b"3", "g": b"4"}, tmp_path / "out")

    assert site(tmp_path / "out").keys() >= {"f/x", "g"}
    assert done.removed == ("f", "g/x")
