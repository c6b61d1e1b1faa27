"""What hosts and crawlers look for."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from statuspage.outputs.hosts import outputs, robots, sitemap
from tests.sites import SMALL, make, render, without_url, write

AT_MOST = 100
"""How many rules Cloudflare reads."""
LONGEST = 2000
"""How many characters of a line Cloudflare reads."""


def rules(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield each address, header and value of _headers."""
    path = ""
    for line in files["_headers"].decode().splitlines():
        if line.startswith("/"):
            path = line
        else:
            name, _, value = line.removeprefix("  ").partition(": ")
            assert line.startswith("  ")
            assert re.fullmatch(r"[\w-]+", name), line
            assert value, line
            yield path, name, value


def sent(files: Mapping[str, bytes], address: str) -> list[tuple[str, str]]:
    """Return the headers for an address as both hosts find them: an asterisk stands for whatever follows or precedes."""
    return [
        (name, value)
        for path, name, value in rules(files)
        if re.fullmatch(re.escape(path).replace(r"\*", ".*"), address)
    ]


def addresses(files: Mapping[str, bytes]) -> list[str]:
    """Return what is asked for: a page by its folder."""
    return [f"/{path.removesuffix('index.html')}" for path in files]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of the small site, with those beside them that other sites have."""
    files = dict(render(write(tmp_path_factory.mktemp("hosts"), SMALL)))
    more = (
        "feed.json en/components/shop/feed.json audiences/staff/feed.rss archive/1.atom api/v2/summary.json widget.js"
    )
    more += " maintnote.ics calendar-reminders.ics en/calendar-reminders.ics badge.svg en/components/shop/badge.svg"
    return dict.fromkeys(more.split(), b"") | files


def test_a_host_is_told_to_leave_files_alone(tmp_path: Path):
    """An empty .nojekyll keeps one host from leaving out what begins with an underscore."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, SMALL)))}
    assert planned[".nojekyll"] == b""
    assert set(planned) == {".nojekyll", "_headers", "robots.txt", "sitemap.xml"}


def test_without_an_address_there_is_no_sitemap(tmp_path: Path):
    """A sitemap needs absolute addresses, and robots.txt names none then."""
    planned = {output.path: output.render() for output in outputs(make(write(tmp_path, without_url(SMALL))))}
    assert set(planned) == {".nojekyll", "_headers", "robots.txt"}
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


@pytest.mark.parametrize(
    ("address", "kind", "age"),
    [
        ("/calendar.ics", "text/calendar; charset=utf-8", 300),
        ("/en/calendar-reminders.ics", "text/calendar; charset=utf-8", 300),
        ("/events/shop-db.ics", "text/calendar; charset=utf-8", 300),
        ("/feed.atom", "application/atom+xml; charset=utf-8", 300),
        ("/archive/1.atom", "application/atom+xml; charset=utf-8", 300),
        ("/audiences/staff/feed.rss", "application/rss+xml; charset=utf-8", 300),
        ("/feed.json", "application/feed+json; charset=utf-8", 300),
        ("/en/components/shop/feed.json", "application/feed+json; charset=utf-8", 300),
        ("/api/status.json", "", 60),
        ("/api/v2/summary.json", "", 60),
        ("/widget.js", "", 300),
        ("/en/components/shop/badge.svg", "", 300),
    ],
)
def test_what_programs_ask_for_is_sent_as_what_it_is(small: Mapping[str, bytes], address: str, kind: str, age: int):
    """Other sites may read it, it is kept for some minutes only, and its type is told where hosts guess it wrong."""
    found = dict(sent(small, address))
    assert found.get("Content-Type", "") == kind
    assert found["Access-Control-Allow-Origin"] == "*"
    assert found["Cache-Control"] == f"public, max-age={age}, must-revalidate"


def test_metrics_are_sent_as_such(small: Mapping[str, bytes]):
    """Prometheus chooses its parser by the type (OpenMetrics 1.0, content type)."""
    found = dict(sent(small, "/metrics"))
    assert found["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in found


def test_assets_alone_are_kept_for_good(small: Mapping[str, bytes]):
    """The name of their folder changes with them; whatever else is kept must be asked for again."""
    assets = [path for path in small if path.startswith("assets/")]
    assert len(assets) > 10
    for path in small:
        kept = "immutable" in dict(sent(small, f"/{path}")).get("Cache-Control", "")
        assert kept == (path in assets), path


def test_no_header_is_said_twice_of_one_address(small: Mapping[str, bytes]):
    """Cloudflare would join the two with a comma."""
    for address in (*addresses(small), "/no-such.ics", "/events/nothing/"):
        names = [name for name, _ in sent(small, address)]
        assert len(names) == len(set(names)), address


def test_a_page_s_policy_is_sent_with_who_may_frame_it(small: Mapping[str, bytes]):
    """A page can't say the latter itself; the banner alone may stand in frames of other sites."""
    for address in addresses(small):
        policy = dict(sent(small, address)).get("Content-Security-Policy", "")
        if address.endswith("/"):
            page = small[f"{address[1:]}index.html"].decode()
            said = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
            assert said
            own = unescape(said[1])
            assert policy == (own if "/widget/" in address else f"{own}; frame-ancestors 'self'"), address


def test_everything_is_taken_for_what_its_type_says(small: Mapping[str, bytes]):
    """No browser guesses a type, and no other site learns from which page a visitor comes."""
    for address in addresses(small):
        found = dict(sent(small, address))
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] == "same-origin"


def test_cloudflare_reads_all_that_programs_need(tmp_path: Path):
    """Of more rules than it reads, those for pages in further languages are the last."""
    tags = ["zh", "en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv"]
    files = SMALL.replace('languages = ["zh", "en"]', f"languages = {tags}".replace("'", '"'))
    words = "".join(f'-- themes/default/words/{tag}.po --\nmsgid ""\nmsgstr ""\n' for tag in tags[2:])
    site = make(write(tmp_path, files + words))
    (data,) = [output.render() for output in outputs(site) if output.path == "_headers"]
    lines = data.decode().splitlines()
    paths = [line for line in lines if line.startswith("/")]
    assert len(paths) > AT_MOST
    late = "".join(lines[lines.index(paths[AT_MOST]) :])
    assert "Content-Type:" not in late
    assert "Access-Control" not in late
    assert max(map(len, lines)) <= LONGEST


def test_the_small_site_stays_within_what_cloudflare_reads(small: Mapping[str, bytes]):
    """A hundred rules are enough for half a dozen languages."""
    assert len({path for path, _, _ in rules(small)}) * 3 <= AT_MOST


def test_a_theme_s_policy_is_the_one_that_is_sent(tmp_path: Path):
    """A theme that lets in more replaces one template, and pages and header agree."""
    ours = "default-src 'none';\n  style-src 'self' https://fonts.example\n"
    themed = SMALL.replace("[site]\n", '[site]\ntheme = "ours"\n') + f"-- themes/ours/templates/_policy.html --\n{ours}"
    files = render(write(tmp_path, themed))
    assert dict(sent(files, "/faq/"))["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self' https://fonts.example; frame-ancestors 'self'"
    )
    assert "https://fonts.example" in files["faq/index.html"].decode()
