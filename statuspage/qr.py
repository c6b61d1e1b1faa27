"""An address as a QR code (ISO/IEC 18004) drawn in SVG, by segno, for paper and for posters."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from markupsafe import Markup

QUIET: Final = 4
"""How many modules stay white around the code, so that scanners find it (ISO/IEC 18004, section 5.3.8)."""
LEVEL: Final = "m"
"""At least 15 % of a code may be damaged; more where that makes it no larger."""


def qr_svg(address: str, label: str = "") -> Markup:
    """Draw an address; *label* says what the picture is, to those who don't see it (else the address does).

    Black on white whatever the scheme of the page, since scanners expect that. It takes some 10 ms.
    """
    import segno

    rows = [bytes(row) for row in segno.make(address, error=LEVEL, micro=False).matrix]
    size = len(rows) + 2 * QUIET
    return Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path stroke="#000" d="{}"/></svg>'
    ).format(label or address, size, size, size, size, _path(rows))


def _path(rows: Iterable[bytes]) -> str:
    """Return one line for each run of dark modules, through the middle of its row."""
    return "".join("".join(_runs(row, number + QUIET)) for number, row in enumerate(rows))


def _runs(row: bytes, top: int) -> Iterator[str]:
    at, drawn = QUIET, 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            yield f"m{at - drawn} 0h{width}" if drawn else f"M{at} {top}.5h{width}"
            drawn = at + width
        at += width
