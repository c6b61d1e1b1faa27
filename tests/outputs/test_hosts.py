"""What hosts and crawlers look for."""

from pathlib import Path
from xml.etree import ElementTree as ET

from statuspage.outputs.hosts import outputs, robots, sitemap
from tests.sites import SMALL, make, without_url, write


def test_a_host_is_told_to_leave_files_alone(tmp_path: Path):
    """An empty .nojekyll keeps one host from leaving out what begins with an underscore."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, SMALL)))}
    assert planned[".nojekyll"] == b""
    assert set(planned) == {".nojekyll", "robots.txt", "sitemap.xml"}


def test_without_an_address_there_is_no_sitemap(tmp_path: Path):
    """A sitemap needs absolute addresses, and robots.txt names none then."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, without_url(SMALL))))}
    assert set(planned) == {".nojekyll", "robots.txt"}
    assert planned["robots.txt"] == b"User-agent: *\nAllow: /\n"


def test_robots_are_told_where_the_sitemap_is():
    """The sitemap is named by its absolute address, under a sub-path too."""
    assert robots("https://h.example/x/").decode().splitlines()[-1] == "Sitemap: https://h.example/x/sitemap.xml"


def test_addresses_in_the_sitemap_are_escaped():
    """Names in Chinese are percent-encoded, and what XML could misread is escaped."""
    written = sitemap("https://h.example/", ["", "events/维护/", "a&b/"])
    found = [element.text for element in ET.fromstring(written).iter() if element.tag.endswith("loc")]
    assert found == ["https://h.example/", "https://h.example/events/%E7%BB%B4%E6%8A%A4/", "https://h.example/a%26b/"]


def test_the_sitemap_leaves_out_what_is_not_for_searching(tmp_path: Path):
    """The banner for frames and the page for lost visitors aren't listed."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, SMALL)))}
    assert b"widget" not in planned["sitemap.xml"]
    assert b"404" not in planned["sitemap.xml"]
    assert planned["sitemap.xml"].count(b"<loc>") == 2 * 14
