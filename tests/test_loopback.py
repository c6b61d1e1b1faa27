"""The host of a preview: who is answered, by which clock, and how pages are told of what is new."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from statuspage.builder import Broken, Good
from statuspage.loopback import Board, Host, is_local
from statuspage.preview import CHANGES, Showing, after
from statuspage.problems import Place, Problem

NOW = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
PAGE = b"<!doctype html><html><head></head><body></body></html>"
GOOD = Good(True, {"index.html": PAGE, "404.html": PAGE}, (), (), None, "UTC", "", timedelta(hours=1), 1.0)
BROKEN = Broken((Problem(Place("content/x.md", 3, 1), "wrong\n</script>"),), 1.0)
WITHIN = 20.0


@contextmanager
def hosted(host: str = "127.0.0.1") -> Iterator[Host]:
    """Serve one page at an instant that stands still."""
    board = Board(after(Showing("a"), GOOD, "."), lambda: NOW, pretends=True, ticks=False, lang="en")
    serving = Host(host, 0, board)
    serving.begin()
    yield serving
    serving.end()


@dataclass(frozen=True)
class Heard:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def asking(serving: Host, method: str, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    """Ask, and yield the answer while it may still go on."""
    connection = http.client.HTTPConnection(serving.server_name, serving.server_port, timeout=WITHIN)
    with closing(connection):
        connection.request(method, path, headers=headers)
        with connection.getresponse() as response:
            yield response


def asked(serving: Host, method: str, path: str, **headers: str) -> Heard:
    """Ask, and return the whole answer."""
    with asking(serving, method, path, **headers) as response:
        return Heard(response.status, dict(response.headers), response.read())


def test_a_page_is_answered_by_the_previewed_clock():
    """Date is the previewed instant, by which pages set a clock that is slow; HEAD tells the same without a body."""
    with hosted() as serving:
        whole, head = asked(serving, "GET", "/"), asked(serving, "HEAD", "/")
        assert whole.headers["Date"] == "Sun, 01 Mar 2026 15:30:00 GMT"
        assert b'data-now="1772379000000"' in whole.body
        assert (head.status, head.body) == (200, b"")
        assert head.headers == whole.headers
        assert {asked(serving, "GET", path).status for path in ("/nowhere", "/[", "x", "/%ff")} == {404}
        assert asked(serving, "POST", "/").status == 501


def test_a_name_that_somebody_gave_this_machine_is_refused():
    """A site elsewhere can lead a browser here under its own name; only names of this machine are answered."""
    with hosted() as serving:
        for name in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[", "[]", "192.0.2.1"):
            assert asked(serving, "GET", "/", Host=name).status == 421, name
        for name in ("localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000"):
            assert asked(serving, "GET", "/", Host=name).status == 200, name


def test_only_this_machine_s_addresses_are_local():
    """What others could reach is told apart from what they can't."""
    assert all(is_local(host) for host in ("127.0.0.1", "127.1.2.3", "::1", "localhost"))
    assert not any(is_local(host) for host in ("0.0.0.0", "::", "192.168.1.2", "example.org", ""))


def test_pages_are_told_of_each_change():
    """A page that listens is told at once what is shown, and then whatever is new."""
    with hosted() as serving, asking(serving, "GET", CHANGES) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.readline() == b"retry: 500\n"
        assert _next(stream)["edition"] == "a-1"
        board = serving.board
        board.show(after(board.showing, BROKEN, "."))
        wrong = _next(stream)
        assert (wrong["edition"], wrong["problems"][0]["message"]) == ("a-1", "wrong </script>")
        board.show(after(board.showing, GOOD, "."))
        assert _next(stream)["problems"] == []
        head = asked(serving, "HEAD", CHANGES)
        assert (head.status, head.body) == (200, b"")


def _next(stream: http.client.HTTPResponse) -> dict[str, Any]:
    """Return what is told next."""
    while not (line := stream.readline()).startswith(b"data: "):
        assert line, "the stream has ended"
    return dict(json.loads(line.removeprefix(b"data: ")))


def test_a_page_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """While nothing is new a line is sent now and then, so that nobody waits for a page that was closed."""
    monkeypatch.setattr("statuspage.loopback.STILL_THERE", 0.01)
    with hosted() as serving:
        with asking(serving, "GET", CHANGES) as stream:
            while stream.readline() != b": still here\n":
                pass
        for thread in threading.enumerate():
            if "process_request" in thread.name:
                thread.join(WITHIN)
                assert not thread.is_alive()


def test_the_other_loopback_address_has_its_brackets():
    """IPv6 is served too, and its address is written as browsers want it."""
    try:
        with hosted("::1") as serving:
            assert serving.address == f"http://[::1]:{serving.server_port}/"
            assert asked(serving, "GET", "/").status == 200
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_a_port_that_is_taken_is_an_error():
    """Two hosts can't share a port."""
    with hosted() as serving, pytest.raises(OSError, match="in use"):
        Host("127.0.0.1", serving.server_port, serving.board)
