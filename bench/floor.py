"""The least that a build's work can take: read what it reads, convert what it converts, write what it writes.

    python -m bench.floor SITE RECORDED OUT

RECORDED is what bench.record left. Every text is converted once, by one Markdown that is used again and again; the
files are written as they come, without a look at what is there. Nothing is parsed, rendered or checked.
"""

import json
import mmap
import sys
from pathlib import Path
from typing import Final

from markdown import Markdown

EXTENSIONS: Final = ("tables", "fenced_code", "def_list", "sane_lists", "footnotes")
"""Those of statuspage.markup, but for its own; a test holds the two together."""
TEXTS: Final = "texts.json"
FILES: Final = "files.json"
BYTES: Final = "files.bin"


def main() -> None:
    """Do the work."""
    site, recorded, out = map(Path, sys.argv[1:])
    read(site)
    convert(json.loads((recorded / TEXTS).read_bytes()))
    write(recorded, out)


def read(site: Path) -> None:
    """Read every content file."""
    for path in (site / "content").rglob("*.md"):
        path.read_bytes()


def convert(texts: list[str]) -> None:
    """Convert each text."""
    converter = converter_as_in_build()
    for text in texts:
        converter.reset().convert(text)


def converter_as_in_build() -> Markdown:
    """Return the library's converter with the extensions of a build."""
    tables = {"tables": {"use_align_attribute": True}}
    return Markdown(extensions=EXTENSIONS, extension_configs=tables, output_format="html")


def write(recorded: Path, out: Path) -> None:
    """Write the bytes of a build, from one file that isn't loaded as a whole."""
    sizes: dict[str, int] = json.loads((recorded / FILES).read_bytes())
    begin = 0
    with (recorded / BYTES).open("rb") as packed, mmap.mmap(packed.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for name, size in sizes.items():
            path = out / name
            try:
                path.write_bytes(data[begin : begin + size])
            except FileNotFoundError:
                path.parent.mkdir(parents=True)
                path.write_bytes(data[begin : begin + size])
            begin += size


if __name__ == "__main__":
    main()
