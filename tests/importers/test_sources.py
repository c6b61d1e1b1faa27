"""A source is read within bounds, and never out of itself."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from statuspage.importers import sources
from statuspage.importers.history import Files, Loss, Sort
from statuspage.importers.sources import SourceError


def _md(path: str) -> bool:
    return path.endswith(".md")


def read_source(
    path: Path, wanted: Callable[[str], bool], site: Path = Path("nowhere")
) -> tuple[Files, tuple[Loss, ...]]:
    return sources.read_source(path, wanted, site)


def test_a_folder_is_read_by_what_is_wanted_of_it(tmp_path):
    """Paths are those in the source, with slashes; what git and npm keep for themselves isn't looked into."""
    for name in ("b/a.md", "a.md", "a.txt", ".git/x.md", "node_modules/y.md", ".hidden.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    files, losses = read_source(tmp_path, _md)
    assert list(files) == [".hidden.md", "a.md", "b/a.md"]
    assert files["b/a.md"] == b"b/a.md"
    assert losses == ()


def test_a_folder_without_a_file_of_the_format_is_refused(tmp_path):
    """Nothing would come over, as of a checkout whose site stands in a folder below."""
    (tmp_path / "a.txt").write_bytes(b"x")
    with pytest.raises(SourceError, match="no file of this format stands in"):
        read_source(tmp_path, _md)


def test_one_file_is_read_whatever_it_is_called(tmp_path):
    """Whoever names a file means it."""
    (tmp_path / "export").write_bytes(b"x")
    assert read_source(tmp_path / "export", _md)[0] == {"export": b"x"}


def test_links_out_of_the_source_are_not_followed(tmp_path):
    """A checkout can hold a link to any file of the machine; one to a file within is that file."""
    (tmp_path / "secret.md").write_bytes(b"secret")
    source = tmp_path / "source"
    (source / "inner").mkdir(parents=True)
    (source / "a.md").write_bytes(b"a")
    (source / "b.md").symlink_to("a.md")
    (source / "out.md").symlink_to("../secret.md")
    (source / "none.md").symlink_to("nothing.md")
    (source / "loop").symlink_to(".")
    files, losses = read_source(source, _md)
    assert files == {"a.md": b"a", "b.md": b"a"}
    assert {(loss.source, loss.sort) for loss in losses} == {
        ("out.md", Sort.UNREAD),
        ("none.md", Sort.UNREAD),
        ("loop", Sort.LOST),
    }


def test_what_is_no_regular_file_is_told(tmp_path):
    """A pipe would be waited for without end, and a name that isn't UTF-8 can't stand in a report."""
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / os.fsdecode(b"\xff.md")).write_bytes(b"x")
    files, losses = read_source(tmp_path, _md)
    assert files == {}
    assert [str(loss.told) for loss in losses] == ["the file's name is not UTF-8", "this is no file"]


def test_too_much_is_refused_in_a_sentence(tmp_path, monkeypatch):
    """Too large a file is left out, too many or too much in all is not begun."""
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_bytes(b"12345")
    monkeypatch.setattr(sources, "MOST_BYTES", 4)
    files, losses = read_source(tmp_path, _md)
    assert not files
    assert len(losses) == 3
    monkeypatch.setattr(sources, "MOST_BYTES", 5)
    monkeypatch.setattr(sources, "MOST_BYTES_IN_ALL", 14)
    with pytest.raises(SourceError, match="holds more than"):
        read_source(tmp_path, _md)
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    with pytest.raises(SourceError, match="holds 3 files to read"):
        read_source(tmp_path, _md)


def test_a_source_that_isnt_there_is_told(tmp_path):
    """The sentence names it."""
    with pytest.raises(SourceError, match=r"there is no .*missing"):
        read_source(tmp_path / "missing", _md)


def test_the_site_itself_is_no_part_of_the_source(tmp_path):
    """Its ledger would be taken for the answer of an API, and what an import wrote for what it has to read."""
    for name in ("a.md", "site/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert list(read_source(tmp_path, _md, tmp_path / "site")[0]) == ["a.md"]
    assert list(read_source(tmp_path / "site", _md, tmp_path)[0]) == ["b.md"]
    with pytest.raises(SourceError, match="is to be read and to be the site"):
        read_source(tmp_path, _md, tmp_path / "site" / "..")


def test_what_may_never_end_is_not_begun(tmp_path):
    """A pipe, a device, and a name that the system refuses."""
    os.mkfifo(tmp_path / "pipe")
    for path, told in ((tmp_path / "pipe", "neither a file nor a folder"), (tmp_path / ("x" * 300), "too long")):
        with pytest.raises(SourceError, match=told):
            read_source(path, _md)
