"""The web servers for which docs/hosting.md has settings, run with these on this machine."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sites import ROOT

APACHE_MODULES = Path("/usr/lib/apache2/modules")
STARTED_WITHIN = 20.0
"""Seconds; servers need a tenth of one, but other tests run beside them."""


@contextmanager
def running(name: str, site: Path, folder: Path) -> Iterator[int]:
    """Serve a site by nginx, apache or caddy, and yield the port on loopback; *folder* is for the server's own files.

    A server that isn't installed fails the test: the documentation promises what nobody tried then.
    """
    configure, program, arguments = SERVERS[name]
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail(f"there is no {program} here; tests/system-packages.sh installs it")
    port = _free_port()
    settings = configure(_snippet(name), site, folder, port)
    (folder / "settings").write_text(settings, "utf-8")
    command = [found, *(argument.format(folder=folder) for argument in arguments)]
    home = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **home}, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(server, port, folder / "log")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=STARTED_WITHIN)


def _snippet(name: str) -> str:
    """Return the settings as the documentation shows them."""
    text = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    found = re.search(rf"^```{name}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/hosting.md has no settings for {name}"
    return found[1]


def _placed(snippet: str, **places: str) -> str:
    """Put our own places where the documentation has examples; each has to be there."""
    for example, own in {"/var/www/status": places.pop("site"), places.pop("listen"): places.pop("own")}.items():
        assert example in snippet, example
        snippet = snippet.replace(example, own)
    return snippet


def _nginx(snippet: str, site: Path, folder: Path, port: int) -> str:
    placed = _placed(snippet, site=str(site), listen="listen 80;", own=f"listen 127.0.0.1:{port};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return (
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{placed}}}\n"
    )


def _apache(snippet: str, site: Path, folder: Path, port: int) -> str:
    placed = _placed(snippet, site=str(site), listen="*:80", own=f"127.0.0.1:{port}")
    modules = "".join(
        f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "mime", "dir", "autoindex", "headers", "filter", "deflate")
    )
    (folder / "mime.types").write_text(
        "text/html html\ntext/css css\ntext/javascript js\napplication/json json\nimage/svg+xml svg\n"
        "image/png png\ntext/plain txt\napplication/xml xml\n"
    )
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    return (
        f"{modules}{user}ServerName localhost\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\n"
        f"ErrorLog /dev/stderr\nTypesConfig {folder}/mime.types\nListen 127.0.0.1:{port}\n{placed}"
    )


def _caddy(snippet: str, site: Path, _: Path, port: int) -> str:
    own = f"http://127.0.0.1:{port}"
    placed = _placed(snippet, site=str(site), listen="status.example.org", own=own)
    return f"{{\n\tadmin off\n\tauto_https off\n}}\n{placed}"


SERVERS: dict[str, tuple[Callable[[str, Path, Path, int], str], str, tuple[str, ...]]] = {
    "nginx": (_nginx, "nginx", ("-e", "stderr", "-c", "{folder}/settings")),
    "apache": (_apache, "apache2", ("-X", "-f", "{folder}/settings")),
    "caddyfile": (_caddy, "caddy", ("run", "--config", "{folder}/settings", "--adapter", "caddyfile")),
}
"""By the name that their settings have in the documentation: how these are placed, the program, and its arguments."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server answers; fail with what it said if it ends or takes too long."""
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    pytest.fail(f"the server didn't start:\n{log.read_text('utf-8', 'replace')}")
