"""Old addresses are kept in redirects.txt, each once."""

from statuspage.importers.redirecting import with_redirects
from statuspage.problems import Problems
from statuspage.redirects import parse_redirects


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
