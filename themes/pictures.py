"""Draws the pictures that stand beside a link when a page is shared: run it (`make pictures`) when an icon changes.

Each shows the icon of a state on its tint, without a word, so that it needs neither font nor language.
"""

import re
from base64 import b64decode
from collections import Counter
from pathlib import Path
from struct import pack
from typing import Final
from zlib import compress, crc32

from tests.browsers import launched

ASSETS: Final = Path(__file__).parent / "default" / "assets"
STATES: Final = ("ok", "maintenance", "overrun", "degraded", "partial", "outage", "unknown")
WIDTH, HEIGHT, ICON, BAR = 1200, 630, 360, 36
"""In pixels; the first two are what those who show links ask for (1.91 to 1)."""

COLOURS: Final = 40
"""Flat colours and the shades at their edges."""

LIST: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="none" stroke="#474e59" stroke-width="4"'
    ' stroke-linecap="round" d="M4 6v0M4 16v0M4 26v0M12 6h17M12 16h17M12 26h17"/></svg>'
)
"""What the pages show that speak of no one state: a list."""

PIXELS: Final = """async ([svg, width, height]) => {
  const image = new Image(width, height);
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const bytes = canvas.getImageData(0, 0, width, height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}"""
"""Lets the browser draw; its own PNG would be three times as large as ours."""


def picture(icon: str, tint: str) -> str:
    """Return an icon on its tint, above a bar in the icon's first colour, as SVG."""
    colour = re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', icon)[0]
    left, top = (WIDTH - ICON) // 2, (HEIGHT - BAR - ICON) // 2
    placed = icon.replace("<svg ", f'<svg x="{left}" y="{top}" width="{ICON}" height="{ICON}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<path fill="{tint}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{placed}'
        f'<path fill="{colour}" d="M0 {HEIGHT - BAR}h{WIDTH}v{BAR}H0z"/></svg>'
    )


def tints() -> dict[str, str]:
    """Return the light tint of each state by its name, as the theme's colours have it."""
    tokens = (ASSETS / "tokens.css").read_text("utf-8").partition("@media")[0]
    return dict(re.findall(r"--([a-z]+)-tint: (#[0-9a-f]+);", tokens))


def png(rgba: bytes) -> bytes:
    """Write pixels as a PNG of their most frequent colours (PNG third edition, colour type 3)."""
    pixels = [rgba[at : at + 3] for at in range(0, len(rgba), 4)]
    counted = Counter(pixels)
    palette = sorted(colour for colour, _ in counted.most_common(COLOURS))
    nearest = {colour: _nearest(colour, palette) for colour in counted}
    numbers = bytes(nearest[pixel] for pixel in pixels)
    rows = b"".join(b"\0" + numbers[at : at + WIDTH] for at in range(0, len(numbers), WIDTH))
    header = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)), key=lambda number: sum(abs(a - b) for a, b in zip(colour, palette[number], strict=True))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", crc32(name + data))


def main() -> None:
    """Write preview/<state>.png for each state, and preview/neutral.png for pages that speak of none."""
    icons = {state: (ASSETS / "icons" / f"{state}.svg").read_text("utf-8") for state in STATES}
    drawn = {state: picture(icon, tints()[state]) for state, icon in icons.items()}
    drawn["neutral"] = picture(LIST, "#f7f8fa")
    folder = ASSETS / "preview"
    folder.mkdir(exist_ok=True)
    with launched() as browser:
        page = browser.new_page()
        for name, svg in drawn.items():
            (folder / f"{name}.png").write_bytes(png(b64decode(page.evaluate(PIXELS, [svg, WIDTH, HEIGHT]))))


if __name__ == "__main__":
    main()
