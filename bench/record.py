"""What one build converts and writes, kept for the floor to do the same.

    python -m bench.record SITE NOW RECORDED

Runs in a process of its own: what it needs of memory would otherwise count for the processes that are measured.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from markdown import Markdown

from bench.floor import BYTES, FILES, TEXTS
from statuspage.build import prepare


def main() -> None:
    """Build in memory, and write down what was done."""
    site, now, recorded = sys.argv[1:]
    record(Path(site), datetime.fromisoformat(now), Path(recorded))


def record(site: Path, now: datetime, recorded: Path) -> None:
    """Build a site in memory; write what it converted, and what it would have published, into a folder."""
    with converted() as texts:
        files = prepare(site, now).files
    (recorded / TEXTS).write_text(json.dumps(list(texts)), "utf-8")
    (recorded / FILES).write_text(json.dumps({name: len(data) for name, data in files.items()}), "utf-8")
    with (recorded / BYTES).open("wb") as packed:
        packed.writelines(files.values())


@contextmanager
def converted() -> Iterator[dict[str, Markdown]]:
    """Listen to the library: yield each distinct text that it converts from now on, with its converter."""
    texts: dict[str, Markdown] = {}
    convert = Markdown.convert

    def listen(self: Markdown, source: str) -> str:
        texts[source] = self
        return convert(self, source)

    Markdown.convert = listen  # type: ignore[method-assign]
    try:
        yield texts
    finally:
        Markdown.convert = convert  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
