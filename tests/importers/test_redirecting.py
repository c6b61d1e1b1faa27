"""Old addresses are kept in redirects.txt, each once."""

import pytest

from statuspage.importers import redirecting
from statuspage.importers.redirecting import OURS, Moved
from statuspage.problems import Problems
from statuspage.redirects import parse_redirects
from tests.sites import ROOT


def with_redirects(text: str, moved: list[Moved]) -> tuple[str, tuple[Moved, ...]]:
    """Add old addresses to a site that speaks a second language, German."""
    return redirecting.with_redirects(text, moved, ("de",))


def test_each_old_path_gets_a_line_and_what_stands_there_stays():
    """Lines of an editor hold, and an import that is run again adds nothing."""
    text = "# ours\nissues/a/ pages/about/\n"
    moved = [("issues/a/", "events/a/"), ("/issues/b c/", "events/b-c/"), ("history.atom", "history.atom")]
    found, left = with_redirects(text, moved)
    assert found == text + "/issues/b%20c/ events/b-c/\n"
    assert left == ()
    assert with_redirects(found, moved) == (found, ())
    problems = Problems()
    assert len(parse_redirects(found, problems)) == 2
    assert problems.found == []


def test_an_old_path_at_which_no_page_can_stand_gets_no_line():
    """One of another host, one that climbs out, the first page, and where the site has pages of its own."""
    old = ("https://other.example/a", "//other.example/", "a/../../b", "", "history/2020/", ".well-known/x", "a?id=1")
    moved = [(path, "events/a/") for path in old]
    assert with_redirects("", moved) == ("", tuple(moved))


def test_a_page_that_stays_where_it_was_needs_no_line():
    """Nor is that told."""
    assert with_redirects("", [("pages/about/", "pages/about/"), ("/pages/about", "pages/about/")]) == ("", ())


def test_what_a_site_publishes_is_known():
    """Else a build would find that two things want one address."""
    names = {path.name for path in (ROOT / "tests/example/after").iterdir()}
    assert {name for name in names if not name.startswith(".")} - OURS == {"en"}
    moved = [(path, "events/a/") for path in ("feed.rss", "/search", "metrics/", "de/issues/a/", "robots.txt/b")]
    assert with_redirects("", moved) == ("", tuple(moved))


def test_no_old_address_is_a_folder_of_another():
    """A file `a.html` and a page below `a.html/` can't both be; the first that comes has its line."""
    moved = [
        ("a.html", "events/a/"),
        ("a.html/b", "events/b/"),
        ("b/c.html/d/", "events/c/"),
        ("b/c.html", "events/d/"),
    ]
    text = "# ours\n"
    lines = "a.html events/a/\nb/c.html/d/ events/c/\n"
    assert with_redirects(text, moved) == (text + lines, (moved[1], moved[3]))


def test_a_line_that_stands_there_is_not_added_again():
    """Even if an editor has made something of the file that can't hold, such as a loop."""
    text = "issues/a/ events/a/\nevents/a/ issues/a/\n"
    assert with_redirects(text, [("issues/a/", "events/a/")]) == (text, ())


def test_the_file_stays_as_small_as_it_is_read(monkeypatch: pytest.MonkeyPatch):
    """A site with more old addresses than that can still be built."""
    monkeypatch.setattr(redirecting, "MAX_BYTES", 150)
    moved = [(f"issues/{number}/", "events/a/") for number in range(10)]
    text, left = with_redirects("", moved)
    assert 100 < len(text) <= 150
    assert text.count("issues/") + len(left) == 10
