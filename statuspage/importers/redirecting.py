"""redirects.txt with the old addresses of what an import brought over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from statuspage.documents import MAX_BYTES
from statuspage.problems import Problems
from statuspage.redirects import parse_redirects

HEAD: Final = "# Old addresses and where they lead: what is left of the system that was here before.\n"

OURS: Final = frozenset(
    (
        *("api", "archive", "assets", "audiences", "components", "contact", "events", "faq", "history", "metrics"),
        *("pages", "search", "subscribe", "widget", "404.html", "_headers", "_redirects", "badge.svg", "index.html"),
        *("calendar.ics", "calendar-reminders.ics", "feed.atom", "feed.json", "feed.rss", "history.atom"),
        *("history.rss", "maintnote.ics", "robots.txt", "sitemap.xml", "widget.js"),
    )
)
"""What stands at the top of a site, where no old address can lead elsewhere."""

Moved = tuple[str, str]
"""An old path, as it was written, and the new one as a link holds it."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What has an address already: the `names` at the top of the site, and the files that redirects make."""

    names: frozenset[str]
    files: set[str]
    folders: set[str]

    def add(self, path: str) -> None:
        self.files.add(path)
        self.folders.update(_folders(path))

    def fits(self, path: str) -> bool:
        """Tell whether a file can stand there; none can where others need a folder."""
        free = path.partition("/")[0] not in self.names and path not in self.folders
        return free and self.files.isdisjoint(_folders(path))


def with_redirects(text: str, moved: Iterable[Moved], languages: Iterable[str]) -> tuple[str, tuple[Moved, ...]]:
    """Return the text of redirects.txt with a line for each old path that it lacks, and those that can't have one.

    *languages* are those that have a folder in the site. All else stays, and the file no larger than is read.
    """
    taken = _Taken(OURS | frozenset(languages), set(), set())
    for standing in parse_redirects(text, Problems()):
        taken.add(standing.path)
    known = {words[0] for line in text.split("\n") if (words := line.split())}
    lines, left, room = list[str](), list[Moved](), MAX_BYTES - len(f"{HEAD}{text}\n".encode())
    for old, new in dict.fromkeys(moved):
        word = quote(old.strip(), safe=_SAFE)
        if word in known or old.strip("/ ") == new.strip("/"):
            continue
        line = f"{word} {new}\n"
        path = next((redirect.path for redirect in parse_redirects(line, Problems())), None)
        if path is None or not taken.fits(path) or len(line) > room:
            left.append((old, new))
        elif path not in taken.files:
            taken.add(path)
            lines.append(line)
            room -= len(line)
    if not lines:
        return text, tuple(left)
    head = text if text.endswith("\n") or not text else f"{text}\n"
    return f"{head or HEAD}{''.join(lines)}", tuple(left)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders that a file stands in."""
    return (path[:at] for at, sign in enumerate(path) if sign == "/")


_SAFE: Final = "/%:@!$&'()*+,;=~-._"
"""What stays as it is in a path (RFC 3986, section 3.3), and what is percent-encoded already."""
