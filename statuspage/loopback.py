"""The host of a preview: it listens on this machine alone, and tells pages when there is something new."""

import ipaddress
import re
import socket
import socketserver
import sys
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Final

from statuspage.preview import CHANGES, Answer, Moment, Showing, answer, told

LOCAL: Final = "localhost"
NAME: Final = re.compile(r"(?:\[(.+)\]|([^:]+))(?::\d+)?")
"""What a browser asks for in the header Host (RFC 9110, section 7.2)."""
STILL_THERE: Final = 15.0
"""Seconds after which a page that listens is sent a line, so that one that is gone is noticed."""
AGAIN: Final = 500
"""Milliseconds after which a page looks for a host that has ended."""


class Board:
    """What is shown now, for all who answer requests; *clock* tells the previewed instant.

    Pages go by the browser's clock, unless the preview is of another instant (`pretends`), which may tick. They tell
    problems in the language `lang`.
    """

    def __init__(self, showing: Showing, clock: Callable[[], datetime], pretends: bool, ticks: bool, lang: str) -> None:
        """Begin with what there is to show."""
        self.showing, self.clock, self.lang, self.closed = showing, clock, lang, False
        self._pretends, self._ticks = pretends, ticks
        self._changed = Condition()

    def moment(self) -> Moment | None:
        """Return the instant that pages are to show, None for the browser's own."""
        return Moment(self.clock(), self._ticks) if self._pretends else None

    def show(self, showing: Showing) -> None:
        """Show something else, and tell all who wait."""
        with self._changed:
            self.showing = showing
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def after(self, seen: Showing | None, seconds: float) -> Showing:
        """Return what is shown, once it isn't what was seen, or else after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.showing is not seen, seconds)
            return self.showing


class Handler(BaseHTTPRequestHandler):
    """Answers requests from a board."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "statuspage", ""
    timeout = 60
    board: Board

    def do_GET(self) -> None:
        """Answer with headers and body."""
        name = NAME.fullmatch(self.headers.get("Host", ""))
        if not (name and is_local(name[1] or name[2])):
            # A site elsewhere may give its own name our address, to read what isn't published yet.
            self._send(Answer(421, {"Content-Type": "text/plain"}, b"ask for localhost"))
        elif self.path == CHANGES:
            self._tell()
        else:
            self._send(answer(self.board.showing, self.path, self.board.moment()))

    do_HEAD = do_GET

    def _send(self, given: Answer) -> None:
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    def _tell(self) -> None:
        """Send what is shown, and again whenever that changes, as server-sent events (HTML, section 9.2)."""
        self.close_connection = True
        self.send_response(200)
        for name, value in {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: %d\n\n" % AGAIN)
        seen: Showing | None = None
        while not self.board.closed:
            showing = self.board.after(seen, STILL_THERE)
            data = f"data: {told(showing, self.board.lang)}\n\n"
            self.wfile.write(b": still here\n\n" if showing is seen else data.encode())
            seen = showing

    def date_time_string(self, _timestamp: float | None = None) -> str:
        """Return the previewed instant for the header Date: pages set a slow clock by it."""
        return format_datetime(self.board.clock(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what is wrong with the site."""


class Host(ThreadingHTTPServer):
    """Answers on one port of this machine, each request in a thread."""

    daemon_threads = True

    def __init__(self, host: str, port: int, board: Board) -> None:
        """Take the port, 0 for any that is free. Raises OSError where that can't be done."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.board = board
        super().__init__((host, port), type("BoardHandler", (Handler,), {"board": board}))
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def server_bind(self) -> None:
        """Take the port, without asking the network what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """Where the first page is."""
        name = f"[{self.server_name}]" if ":" in self.server_name else self.server_name
        return f"http://{name}:{self.server_port}/"

    def begin(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def end(self) -> None:
        """Answer no more."""
        self.board.close()
        self.shutdown()
        self.server_close()


def is_local(host: str) -> bool:
    """Tell whether a host's name or address is that of this machine alone (RFC 6761, RFC 1122 section 3.2.1.3)."""
    try:
        return host == LOCAL or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
