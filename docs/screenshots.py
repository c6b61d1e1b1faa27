"""Draws the pictures in docs/screenshots, the sample site as people see it: `python -m docs.screenshots`.

One sheet a way of looking, and the README's picture. The same sources give the same pictures on one system.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser

from statuspage.build import prepare
from tests.browsers import launched, serving

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Path(__file__).parent / "screenshots"
BUILT: Final = datetime.fromisoformat("2026-11-28T23:30+08:00")
SEEN: Final = BUILT + timedelta(minutes=12)
ZONE: Final = "Asia/Shanghai"

PAGES: Final = {
    "first page": "",
    "maintenance": "events/orders-db/",
    "planned": "events/2026-11-login-mfa/",
    "fault, resolved": "events/2026-11-sms-codes/",
    "cancelled": "events/2026-11-files-cleanup/",
    "component": "components/orders/",
    "audience": "audiences/finance/",
    "history": "history/",
    "month": "history/2026-11/",
    "questions": "faq/",
    "contact": "contact/",
    "subscribe": "subscribe/",
    "search": "search/",
    "lost": "404.html",
    "widget": "widget/",
}

GROUND: Final = "#8a8f98"
INK: Final = "#ffffff"
GAP: Final = 16
CAPTION: Final = 28
COLOURS: Final = 128
"""In a picture: the flat colours of the pages, and the shades at the edges of letters."""


@dataclass(frozen=True)
class Look:
    """A way of looking: width and most height in CSS pixels, how large it is drawn, how many stand in a row."""

    width: int
    height: int
    drawn: float
    row: int
    languages: tuple[str, ...] = ("zh", "en")
    media: Mapping[str, Any] = field(default_factory=dict)
    vision: str = ""
    pages: tuple[str, ...] = tuple(PAGES)


PHONE: Final = (390, 1500, 0.6, 8)
SOME: Final = ("first page", "maintenance", "component", "month", "contact", "questions")

SHEETS: Final = {
    "wide-zh": Look(1280, 1500, 0.3, 5, ("zh",)),
    "wide-en": Look(1280, 1500, 0.3, 5, ("en",)),
    "phone-zh": Look(*PHONE, languages=("zh",)),
    "phone-en": Look(*PHONE, languages=("en",)),
    "dark": Look(*PHONE, media={"color_scheme": "dark"}, pages=SOME),
    "print": Look(794, 1123, 0.4, 6, media={"media": "print"}, pages=SOME),
    "zoomed": Look(320, 1024, 0.6, 6, pages=SOME),
    "forced-colours": Look(*PHONE, media={"forced_colors": "active"}, pages=SOME),
    "grey": Look(*PHONE, vision="achromatopsia", pages=SOME),
    "red-green-blind": Look(*PHONE, vision="deuteranopia", pages=SOME),
}


def photograph(browser: Browser, address: str, look: Look) -> Iterator[tuple[str, Image.Image]]:
    """Yield (caption, picture) of each page in each language."""
    context = browser.new_context(viewport={"width": look.width, "height": min(look.height, 900)}, timezone_id=ZONE)
    context.clock.set_fixed_time(SEEN)
    page = context.new_page()
    page.emulate_media(**look.media)
    if look.vision:
        vision = {"type": look.vision}
        context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", vision)
    for lang in look.languages:
        for name in look.pages:
            if lang == "en" and PAGES[name] == "404.html":
                continue
            page.goto(f"{address}{'en/' if lang == 'en' else ''}{PAGES[name]}", wait_until="networkidle")
            whole = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
            yield f"{name} ({lang})", whole.crop((0, 0, look.width, min(look.height, whole.height)))
    context.close()


def shrink(picture: Image.Image, by: float) -> Image.Image:
    """Return a picture at a part of its size."""
    return picture.resize((round(picture.width * by), round(picture.height * by)), Image.Resampling.LANCZOS)


def sheet(pictures: list[tuple[str, Image.Image]], row: int) -> Image.Image:
    """Lay pictures out in rows, each below its caption."""
    rows = [pictures[at : at + row] for at in range(0, len(pictures), row)]
    width = max(sum(picture.width + GAP for _, picture in line) for line in rows) + GAP
    height = sum(max(picture.height for _, picture in line) + CAPTION + GAP for line in rows) + GAP
    drawn = Image.new("RGB", (width, height), GROUND)
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(15)
    top = GAP
    for line in rows:
        left = GAP
        for caption, picture in line:
            pen.text((left, top), caption, INK, font)
            drawn.paste(picture, (left, top + CAPTION))
            left += picture.width + GAP
        top += max(picture.height for _, picture in line) + CAPTION + GAP
    return drawn


def readme(browser: Browser, address: str) -> Image.Image:
    """Return the first page wide, and on two phones, light and dark, side by side."""
    looks = [
        Look(1024, 900, 0.8, 1, ("en",), pages=("first page",)),
        Look(390, 900, 0.8, 1, ("zh",), pages=("first page",)),
        Look(390, 900, 0.8, 1, ("en",), {"color_scheme": "dark"}, pages=("first page",)),
    ]
    pictures = [shrink(picture, look.drawn) for look in looks for _, picture in photograph(browser, address, look)]
    width = sum(picture.width + GAP for picture in pictures) + GAP
    drawn = Image.new("RGB", (width, max(picture.height for picture in pictures) + 2 * GAP), GROUND)
    left = GAP
    for picture in pictures:
        drawn.paste(picture, (left, GAP))
        left += picture.width + GAP
    return drawn


def keep(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours, which makes it small."""
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {few.width} x {few.height}, {path.stat().st_size // 1000} kB")


def main() -> None:
    """Build the sample site, open it in each way, and draw the sheets."""
    FOLDER.mkdir(exist_ok=True)
    with serving(prepare(ROOT, BUILT).files) as address, launched() as browser:
        keep(readme(browser, address), "readme")
        for name, look in SHEETS.items():
            pictures = [(caption, shrink(whole, look.drawn)) for caption, whole in photograph(browser, address, look)]
            keep(sheet(pictures, look.row), name)


if __name__ == "__main__":
    main()
