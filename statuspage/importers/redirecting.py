"""redirects.txt with the old addresses of what an import brought over."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

REDIRECTS: Final = "redirects.txt"

_SCHEME_OR_HOST: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def with_redirects(text: str, moved: Iterable[tuple[str, str]]) -> str:
    """Return the text of redirects.txt with a line for each old path that it doesn't have yet; all else stays."""
    words = (line.split() for line in text.splitlines() if not line.lstrip().startswith("#"))
    standing = {line[0].strip("/") for line in words if line}
    lines = []
    for old, new in moved:
        path = quote(old.strip(), safe="/%:@!$&'()*+,;=~-._").lstrip("/")
        usable = path and not _SCHEME_OR_HOST.match(old.strip()) and ".." not in path.split("/")
        if usable and path.strip("/") not in standing and path.strip("/") != new.strip("/"):
            standing.add(path.strip("/"))
            lines.append(f"{path} {new}\n")
    if not lines:
        return text
    head = text or "# Old addresses and where they lead: what is left of the system that was here before.\n"
    return f"{head}{'' if head.endswith(chr(10)) else chr(10)}{''.join(lines)}"
