"""The settings in docs/hosting.md make each server say of the files what their readers need."""

import gzip
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from tests.servers import SERVERS, running
from tests.sites import SMALL, asset, render, write

pytestmark = pytest.mark.whole

MORE = (
    "feed.json en/components/shop/feed.json archive/1.atom maintnote.ics calendar-reminders.ics api/v2/summary.json"
    " widget.js badge.svg components/shop/badge.svg events/维护.ics"
)
"""Files that a site may have besides those of the small one."""
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300, must-revalidate"
POLLED = "public, max-age=60, must-revalidate"
ASKED = "public, max-age=0, must-revalidate"


@dataclass(frozen=True)
class Answer:
    """What a server said, its text as a browser would read it."""

    status: int
    headers: HTTPMessage
    body: bytes

    def says(self, name: str) -> str:
        """Return a header, empty if it is missing; one that is there twice is an error."""
        found = self.headers.get_all(name, [])
        assert len(found) < 2, found
        return found[0] if found else ""


@dataclass(frozen=True)
class Host:
    """A server that runs on loopback, and the files that it serves."""

    port: int
    files: dict[str, bytes]

    def ask(self, path: str, **headers: str) -> Answer:
        """Ask for a path."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="module", params=sorted(SERVERS))
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """Each server in turn, with the small site in a folder that others than its owner may read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        files = dict.fromkeys(MORE.split(), b"{}\n") | dict(render(write(folder / "source", SMALL)))
        for name in ("style.css", "status.js"):
            files[f"assets/00000000/{name}"] = files[asset(files, name)]
        for path, data in files.items():
            file = folder / "site" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        own = folder / "server"
        own.mkdir()
        with running(request.param, folder / "site", own) as port:
            yield Host(port, files)


@pytest.mark.parametrize(
    ("path", "kinds", "cache", "shared"),
    [
        ("/calendar.ics", "text/calendar; charset=utf-8", BRIEFLY, True),
        ("/en/calendar.ics", "text/calendar; charset=utf-8", BRIEFLY, True),
        ("/events/shop-db.ics", "text/calendar; charset=utf-8", BRIEFLY, True),
        ("/events/%E7%BB%B4%E6%8A%A4.ics", "text/calendar; charset=utf-8", BRIEFLY, True),
        ("/maintnote.ics", "text/calendar; charset=utf-8", BRIEFLY, True),
        ("/feed.atom", "application/atom+xml; charset=utf-8", BRIEFLY, True),
        ("/archive/1.atom", "application/atom+xml; charset=utf-8", BRIEFLY, True),
        ("/en/feed.rss", "application/rss+xml; charset=utf-8", BRIEFLY, True),
        ("/feed.json", "application/feed+json", BRIEFLY, True),
        ("/en/components/shop/feed.json", "application/feed+json", BRIEFLY, True),
        ("/api/status.json", "application/json", POLLED, True),
        ("/api/heartbeat.json", "application/json", POLLED, True),
        ("/api/v2/summary.json", "application/json", POLLED, True),
        ("/metrics", "application/openmetrics-text; version=1.0.0; charset=utf-8", POLLED, False),
        ("/widget.js", "text/javascript application/javascript", BRIEFLY, True),
        ("/components/shop/badge.svg", "image/svg+xml", BRIEFLY, True),
        ("/assets/00000000/style.css", "text/css", FOR_EVER, False),
        ("/assets/00000000/status.js", "text/javascript application/javascript", FOR_EVER, False),
        ("/sitemap.xml", "text/xml application/xml", ASKED, False),
        ("/robots.txt", "text/plain", ASKED, False),
        ("/search/index.json", "application/json", ASKED, False),
        ("/", "text/html; charset=utf-8", ASKED, False),
        ("/en/events/shop-db/", "text/html; charset=utf-8", ASKED, False),
    ],
)
def test_files_are_sent_as_what_they_are(host: Host, path: str, kinds: str, cache: str, shared: bool):
    """Type and character set, how long it may be kept, and whether other sites' pages may read it."""
    answer = host.ask(path)
    assert answer.status == 200
    kind = answer.says("Content-Type")
    assert kind == kinds if ";" in kinds else kind.removesuffix("; charset=utf-8") in kinds.split(" ")
    assert answer.says("Cache-Control") == cache
    assert answer.says("Access-Control-Allow-Origin") == ("*" if shared else "")
    assert answer.says("X-Content-Type-Options") == "nosniff"
    assert answer.says("Referrer-Policy") == "same-origin"


@pytest.mark.parametrize(
    "path",
    ["/no-such.ics", "/en/events/no-such.ics", "/api/v2/no-such.json", "/lost/", "/lost", "/assets/0/no-such.css"],
)
def test_what_does_not_exist_is_answered_so(host: Host, path: str):
    """A missing calendar is no page with status 200, which would empty it where it is subscribed to."""
    answer = host.ask(path)
    assert answer.status == 404
    assert answer.body == host.files["404.html"]
    assert answer.says("Content-Type") == "text/html; charset=utf-8"
    assert answer.says("Cache-Control") in ("", ASKED)


@pytest.mark.parametrize("path", ["/events/", "/assets/", "/api/"])
def test_folders_without_a_page_are_not_listed(host: Host, path: str):
    """Who cuts an address short sees our page for what is lost."""
    answer = host.ask(path)
    assert answer.status in (403, 404)
    assert answer.body == host.files["404.html"]


@pytest.mark.parametrize(
    "path", ["/calendar.ics", "/feed.atom", "/api/status.json", "/metrics", "/", "/assets/00000000/style.css"]
)
def test_what_has_not_changed_is_not_sent_again(host: Host, path: str):
    """Who has a file already asks with its tag, and is told that it still holds, compressed or not."""
    for encoding in ("identity", "gzip"):
        first = host.ask(path, Accept_Encoding=encoding)
        again = host.ask(path, Accept_Encoding=encoding, If_None_Match=first.says("ETag"))
        assert first.says("ETag")
        assert (again.status, again.body) == (304, b"")
        body = gzip.decompress(first.body) if first.says("Content-Encoding") == "gzip" else first.body
        assert body == host.files[path.lstrip("/") or "index.html"]


@pytest.mark.parametrize("path", ["/", "/calendar.ics", "/en/feed.rss", "/assets/00000000/style.css"])
def test_what_is_large_is_compressed_for_whom_wants_it(host: Host, path: str):
    """A cache on the way is told that there are two forms (RFC 9110, section 12.5.5)."""
    answer = host.ask(path, Accept_Encoding="gzip")
    assert answer.says("Content-Encoding") == "gzip"
    assert "accept-encoding" in answer.says("Vary").lower()
    assert not host.ask(path).says("Content-Encoding")


@pytest.mark.parametrize(
    ("path", "framed"), [("/widget/", True), ("/en/widget/", True), ("/", False), ("/en/faq/", False), ("/faq/", False)]
)
def test_only_the_banner_may_stand_in_frames(host: Host, path: str, framed: bool):
    """Other sites may show the banner, and no other page, in a frame."""
    policy = host.ask(path).says("Content-Security-Policy")
    assert ("frame-ancestors 'self'" in policy) is not framed


def test_a_page_is_found_without_its_last_slash(host: Host):
    """The answer leads to the page by a way that a proxy before the server doesn't spoil, or by the name that was asked."""
    answer = host.ask("/en/faq")
    assert answer.status in (301, 308)
    assert answer.says("Location").removeprefix(f"http://127.0.0.1:{host.port}") == "/en/faq/"
