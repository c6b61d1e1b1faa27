"""What a preview answers: the last good build as a host would, each page with the script that shows the next one.

The script and what it needs stand below `/.statuspage/`, apart from the site, and come into a page only while it is
answered: what is built never holds them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from statuspage.builder import Broken, Outcome
from statuspage.catalogues import in_language
from statuspage.messages import message
from statuspage.problems import Problem, level_of, told_in, under

OURS: Final = "/.statuspage/"
CHANGES: Final = f"{OURS}changes"
"""Where the script listens for what comes next."""
SCRIPT: Final = "preview.js"
STYLE: Final = "preview.css"
HEARTBEAT: Final = "api/heartbeat.json"
RULES: Final = "_headers"
HTML: Final = "text/html; charset=utf-8"
KINDS: Final = {
    "html": HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
"""By the ending of a file's name; what `_headers` says goes before it."""
NOT_HERE: Final = ("access-control-", "cache-control")
"""Headers for the public: other sites mustn't read what isn't published yet, and nothing is kept that is edited."""

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Showing:
    """What a preview shows: the files of the last good build, and what is wrong with what was written since.

    `edition` changes with the files, but not with the heartbeat alone. `url` is the site's public address.
    """

    name: str
    number: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    url: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def edition(self) -> str:
        """What pages call the state of files that they come from."""
        return f"{self.name}-{self.number}"

    @property
    def base(self) -> str:
        """The path below which the site stands, as its public address says."""
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant that pages show instead of the browser's own, which stands still unless it `ticks`."""

    at: datetime
    ticks: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for an address."""

    status: int
    headers: Headers
    body: bytes


def after(showing: Showing, outcome: Outcome, root: str) -> Showing:
    """Return what is shown once a build has ended: its files, or the last good ones and why there are no new ones.

    Problems are told with paths as seen from outside *root*.
    """
    if isinstance(outcome, Broken):
        return replace(showing, problems=tuple(under(root, problem) for problem in outcome.problems))
    kept = {} if outcome.whole else {path: data for path, data in showing.files.items() if path not in outcome.gone}
    files = {**kept, **outcome.changed}
    same = files.keys() == showing.files.keys() and all(
        showing.files[path] == data for path, data in outcome.changed.items() if path != HEARTBEAT
    )
    return Showing(showing.name, showing.number + (not same), files, outcome.url, ())


def told(showing: Showing, lang: str) -> str:
    """Return what the script is told, as JSON on one line: the edition, and the problems in words of a language."""
    problems = [
        {
            "place": ":".join(str(part) for part in problem.place),
            "level": in_language(message("{heading}:", heading=level_of(problem)), lang),
            "message": told_in(problem.message, lang),
            "hint": told_in(problem.hint, lang),
        }
        for problem in showing.problems
    ]
    below = message("Until then you see the last version that could be.")
    said = {
        "edition": showing.edition,
        "problems": problems,
        "lang": lang,
        "heading": in_language(message("This can't be published yet"), lang),
        "below": in_language(below, lang) if showing.files else "",
        "close": in_language(message("Close"), lang),
    }
    return json.dumps(said, ensure_ascii=False)


def answer(showing: Showing, address: str, moment: Moment | None) -> Answer:
    """Answer a request for an address, its path and query, as a static host would; pages get the script."""
    path = unquote(address.partition("?")[0])
    if path in (f"{OURS}{SCRIPT}", f"{OURS}{STYLE}"):
        return Answer(200, _headers(path, {}), _own(path.removeprefix(OURS)))
    if not showing.files:
        return Answer(503, _headers("503.html", {}), _with_script(_NOTHING_YET, showing, moment))
    if not path.startswith(showing.base):
        return _sent_on(showing.base) if path == "/" else _page_not_found(showing, moment)
    name = path.removeprefix(showing.base)
    if f"{name}/index.html".removeprefix("/") in showing.files and name and not name.endswith("/"):
        return _sent_on(f"{path}/")
    name += "index.html" if not name or name.endswith("/") else ""
    if name not in showing.files:
        return _page_not_found(showing, moment)
    return _file(200, name, showing, moment)


def _sent_on(path: str) -> Answer:
    return Answer(302, {"Location": quote(path)}, b"")


def _page_not_found(showing: Showing, moment: Moment | None) -> Answer:
    return _file(404, "404.html", showing, moment)


def _file(status: int, name: str, showing: Showing, moment: Moment | None) -> Answer:
    body = showing.files.get(name, b"")
    rules = showing.files.get(RULES, b"").decode()
    headers = _headers(name, dict(_said(rules, f"/{name.removesuffix('index.html')}")))
    if headers["Content-Type"] == HTML:
        body = _with_script(_at_home(body, showing), showing, moment)
    return Answer(status, headers, body)


def _headers(name: str, said: Headers) -> Headers:
    ending = name.rpartition(".")[2]
    own = {"Content-Type": KINDS.get(ending, "application/octet-stream"), "X-Content-Type-Options": "nosniff"}
    return {**own, **said, "Cache-Control": "no-store"}


def _said(rules: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield what `_headers` says of an address: lines of an address, each with its headers indented below."""
    applies = False
    for line in rules.splitlines():
        if not line.startswith(" "):
            applies = re.fullmatch(re.escape(line).replace(r"\*", ".*"), path) is not None
        elif applies:
            name, _, value = line.strip().partition(": ")
            if not name.lower().startswith(NOT_HERE):
                yield name, value


def _at_home(page: bytes, showing: Showing) -> bytes:
    """Let links to the site's public address lead to the preview, where the same page is as it will be."""
    if not showing.url:
        return page
    public = re.escape(escape(showing.url).encode())
    return re.sub(rb'(<a\b[^>]*?\bhref=")' + public, lambda found: found[1] + _attribute(showing.base), page)


def _with_script(page: bytes, showing: Showing, moment: Moment | None) -> bytes:
    """Put the script at the end of the page's head, behind the policy that it has to keep and before others run."""
    said = {"src": f"{OURS}{SCRIPT}", "data-edition": showing.edition}
    if moment is not None:
        said["data-now"] = str(round(moment.at.timestamp() * 1000))
        said |= {"data-ticks": ""} if moment.ticks else {}
    attributes = b"".join(b' %s="%s"' % (name.encode(), _attribute(value)) for name, value in said.items())
    script = b"<script%s></script>" % attributes
    end = re.search(rb"</head\s*>|<body\b", page, re.IGNORECASE)
    at = end.start() if end else len(page)
    return page[:at] + script + page[at:]


def _attribute(value: str) -> bytes:
    return escape(value).encode()


_NOTHING_YET: Final = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>statuspage</title>
</head>
<body>
</body>
</html>
"""
"""What stands for every page until the site has been built once."""


@cache
def _own(name: str) -> bytes:
    """Return the script or its style, which come with the program."""
    return files("statuspage").joinpath(name).read_bytes()
