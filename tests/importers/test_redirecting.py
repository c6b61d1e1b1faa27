"""Old addresses are kept in redirects.txt, each once."""

from statuspage.importers.redirecting import with_redirects


def test_each_old_path_gets_a_line_and_what_stands_there_stays():
    """Lines of an editor hold, and an import that is run again adds nothing."""
    text = "# ours\nissues/a/ pages/about/\n"
    moved = [("issues/a/", "events/a/"), ("/issues/b c/", "events/b-c/"), ("history.atom", "history.atom")]
    found = with_redirects(text, moved)
    assert found == text + "issues/b%20c/ events/b-c/\n"
    assert with_redirects(found, moved) == found


def test_what_is_no_path_of_this_site_gets_no_line():
    """An address of another host, or one that climbs out, leads nowhere here."""
    moved = [("https://other.example/a", "events/a/"), ("//other.example/", "events/a/"), ("a/../../b", "events/a/")]
    assert with_redirects("", moved) == ""
