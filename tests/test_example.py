"""The example that documents the whole: tests/example/before/ is a small site, and after/ all that is built from it.

`pytest --update-golden` writes after/ anew; read the difference before you commit it.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

from statuspage.build import build, prepare
from statuspage.publish import MANIFEST, publish
from tests.sites import published

EXAMPLE = Path(__file__).parent / "example"
NOW = datetime(2026, 3, 8, 14, 30, tzinfo=UTC)
"""22:30 in the zone of the example: the work is under way."""


def test_before_becomes_after(tmp_path: Path, update_golden: bool):
    """Each file of after/ is built from before/ to the byte, and no other; the folder of assets is called `digest`."""
    build(EXAMPLE / "before", NOW, tmp_path / "after")
    found = {_digested(path.encode()).decode(): _digested(data) for path, data in published(tmp_path / "after").items()}
    del found[MANIFEST]
    if update_golden:
        publish(found, EXAMPLE / "after")
    expected = published(EXAMPLE / "after")
    del expected[MANIFEST]
    assert sorted(found) == sorted(expected)
    for path, data in expected.items():
        text = not path.endswith(".png")
        assert (found[path].decode() if text else found[path]) == (data.decode() if text else data), path


def _digested(data: bytes) -> bytes:
    """Name the folder of assets alike whatever is in it, so that a change of the style isn't one of every page."""
    return re.sub(rb"assets/[0-9a-f]{8}/", b"assets/digest/", data)


def test_the_example_follows_every_rule():
    """The example is one to copy: no rule of the policy finds anything that its notice lacks."""
    assert prepare(EXAMPLE / "before", NOW).advice == ()
