"""A browser that reaches nothing but this machine, and a server of built files, for tests, pictures and audits."""

import gzip
import mimetypes
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium")
"""The shell is Chromium without a window around each page; windows take three times as long as the pages in them."""
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'"
)
"""Stricter than the pages' own: it also refuses whatever would make HTML of a text."""

COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".txt", ".xml", ".ics")


def find_chromium() -> str | None:
    """Return where Chromium is, or None."""
    places = (*map(shutil.which, PROGRAMS), *PLACES)
    return next((path for path in places if path and Path(path).is_file()), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser; without one, skip the test, or fail where a missing one would hide that nothing was tested."""
    found = find_chromium()
    if found is None:
        reason = "there is no Chromium here; tests/system-packages.sh installs it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


class _Host(BaseHTTPRequestHandler):
    """Serves files as a good static host does: compressed, folders by their index, and a strict policy."""

    protocol_version = "HTTP/1.1"
    files: Mapping[str, bytes] = {}
    policy: str | None = POLICY
    headers_of_all: Mapping[str, str] = {}

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        path += "index.html" if not path or path.endswith("/") else ""
        code, path = (200, path) if path in self.files else (404, "404.html")
        self.answer(code, path, self.files.get(path, b""))

    def answer(self, code: int, path: str, body: bytes) -> None:
        self.send_response(code)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        for name, value in self.headers_of_all.items():
            self.send_header(name, value)
        if path.endswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_header("Content-Encoding", "gzip")
            body = gzip.compress(body, 6)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # the library's names
        pass


class Below(Mapping[str, bytes]):
    """The files below a folder by their paths, read when they are asked for: the folder may still grow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, path: str) -> bytes:
        file = self.folder / path
        if not file.is_file():
            raise KeyError(path)
        return file.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return (file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)


@contextmanager
def serving(
    files: Mapping[str, bytes], policy: str | None = POLICY, headers: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve files by their paths on this machine, with further headers, and yield the address of the first page."""
    handler = type("Handler", (_Host,), {"files": files, "policy": policy, "headers_of_all": headers or {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
