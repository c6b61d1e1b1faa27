"""What one build converts and writes, kept for the floor to do the same.

    python -m bench.record SITE NOW RECORDED

Runs in a process of its own: it listens to the program, and what it needs of memory would otherwise count for the
processes that are measured.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bench.floor import BYTES, FILES, TEXTS
from statuspage import markup


def main() -> None:
    """Build in memory, and write down what was done."""
    site, now, recorded = sys.argv[1:]
    texts = listen()
    # Whoever takes to_html from its module from here on takes the one that listens.
    from statuspage.build import prepare

    files = prepare(Path(site), datetime.fromisoformat(now)).files
    write(Path(recorded), list(texts), files)


def listen() -> dict[str, None]:
    """Return what fills with each distinct text that is converted from now on, however that is done."""
    texts: dict[str, None] = {}
    convert = markup.to_html

    def to_html(text: str, *arguments: object) -> str:
        texts[text] = None
        return convert(text, *arguments)

    markup.to_html = to_html  # type: ignore[assignment]
    return texts


def write(recorded: Path, texts: list[str], files: Mapping[str, bytes]) -> None:
    """Write texts and files, the latter as one file with the names and sizes beside it."""
    (recorded / TEXTS).write_text(json.dumps(texts), "utf-8")
    (recorded / FILES).write_text(json.dumps({name: len(data) for name, data in files.items()}), "utf-8")
    with (recorded / BYTES).open("wb") as packed:
        packed.writelines(files.values())


if __name__ == "__main__":
    main()
