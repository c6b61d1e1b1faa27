"""redirects.txt with the old addresses of what an import brought over."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from statuspage.problems import Problems
from statuspage.redirects import parse_redirects

HEAD: Final = "# Old addresses and where they lead: what is left of the system that was here before.\n"

OURS: Final = frozenset(
    ("api", "assets", "audiences", "components", "contact", "events", "faq", "history", "pages", "subscribe", "widget")
)
"""Folders of the site's own, in which an old address could stand where a page of it does."""

Moved = tuple[str, str]
"""An old path, as it was written, and the new one as a link holds it."""


def with_redirects(text: str, moved: Iterable[Moved]) -> tuple[str, tuple[Moved, ...]]:
    """Return the text of redirects.txt with a line for each old path that it lacks, and those that can't have one.

    All else stays.
    """
    standing = {redirect.path for redirect in parse_redirects(text, Problems())}
    lines, left = [], []
    for old, new in dict.fromkeys(moved):
        line = f"{quote(old.strip(), safe=_SAFE)} {new}\n"
        (redirect,) = parse_redirects(line, Problems()) or (None,)
        if old.strip("/ ") == new.strip("/"):
            continue
        if redirect is None or redirect.path.partition("/")[0] in {*OURS, "index.html"}:
            left.append((old, new))
        elif redirect.path not in standing:
            standing.add(redirect.path)
            lines.append(line)
    if not lines:
        return text, tuple(left)
    head = text if text.endswith("\n") or not text else f"{text}\n"
    return f"{head or HEAD}{''.join(lines)}", tuple(left)


_SAFE: Final = "/%:@!$&'()*+,;=~-._"
"""What stays as it is in a path (RFC 3986, section 3.3), and what is percent-encoded already."""
