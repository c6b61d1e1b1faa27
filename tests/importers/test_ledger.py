"""What an import leaves alone: whatever somebody has touched since."""

import pytest

from statuspage.importers.ledger import Entry, Fate, digest, fate, read_ledger, written_ledger

ENTRY = Entry("content/events/2021/a.md", "a.md", "a", digest(b"as imported\n"))


@pytest.mark.parametrize(
    ("standing", "entry", "expected"),
    [
        (None, None, Fate.NEW),
        (None, ENTRY, Fate.DELETED),
        (b"new at the source\n", ENTRY, Fate.SAME),
        (b"new at the source\n", None, Fate.SAME),
        (b"as imported\n", ENTRY, Fate.CHANGED),
        (b"as imported\r\n", ENTRY, Fate.CHANGED),
        (b"mended by hand\n", ENTRY, Fate.EDITED),
        (b"written by hand\n", None, Fate.TAKEN),
    ],
)
def test_only_what_nobody_touched_is_written_again(standing, entry, expected):
    """A file that was changed, deleted, or put there by somebody stays as it is; git's line ends are no change."""
    assert fate(b"new at the source\n", standing, entry) is expected


def test_the_ledger_is_read_as_it_was_written_whatever_its_order():
    """It has a line for each file, sorted, so that two branches can be merged."""
    other = Entry("content/events/2021/ä.md", "ä.md", "ä", digest(b""))
    data = written_ledger([other, ENTRY])
    assert data == written_ledger([ENTRY, other])
    assert read_ledger(data) == {entry.path: entry for entry in (ENTRY, other)}
    assert len(data.splitlines()) == 4


@pytest.mark.parametrize("data", [b"[]", b"{", b'{"files": [{"path": 1}]}', b'{"files": 3}', b"[" * 100_000])
def test_a_ledger_that_cant_be_read_is_none(data):
    """What it doesn't say can't be told from what nobody wrote."""
    assert read_ledger(data) is None


def test_without_a_ledger_nothing_was_written_yet():
    """As before the first import."""
    assert read_ledger(None) == read_ledger(b"") == {}


@pytest.mark.parametrize("path", ["../content/a.md", "content/../../a.md", "/content/a.md", "content//a.md"])
def test_a_ledger_names_only_what_an_import_writes(path: str):
    """Nothing outside the content of the site, whoever wrote the ledger."""
    assert read_ledger(written_ledger([Entry(path, "a.md", "a", "")])) == {}
