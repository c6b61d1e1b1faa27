"""badge.svg: a state with its date as a picture that can be read anywhere."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

from statuspage.contrast import ratio
from statuspage.outputs.badges import LARGE, LONGEST, cut, outputs, width
from statuspage.snapshot import Health
from tests.sites import EMPTY, LIVELY, NOW, ROOT, SMALL, make, write
from tests.visits import BUILT, MANY, NIGHT, START

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    SMALL.replace("小站状态", "]]>&amp;<script>\\\"'🚧\u202eا")
    .replace('商店", en', '{long}", en')
    .replace("{long}", "数" * 9999)
)


def drawn(root: Path, now: datetime = NOW) -> dict[str, bytes]:
    return {output.path: output.render() for output in outputs(make(root, now))}


def texts(badge: bytes) -> list[str]:
    return [str(element.text) for element in ET.fromstring(badge).iter(f"{SVG}text")]


def title(badge: bytes) -> str:
    return str(ET.fromstring(badge).findtext(f"{SVG}title"))


def test_the_site_and_each_component_have_one_in_each_language(tmp_path: Path):
    """The default language's at the top, the others' in their folders."""
    assert set(drawn(write(tmp_path, SMALL))) == {
        f"{lang}{name}" for lang in ("", "en/") for name in ("badge.svg", *COMPONENTS)
    }


COMPONENTS = ("components/shop/badge.svg", "components/mail/badge.svg")


def test_a_badge_tells_name_state_and_date(tmp_path: Path):
    """In words, with the date of the latest change; the title says the same and the zone of the time."""
    badges = drawn(write(tmp_path, SMALL))
    assert texts(badges["en/badge.svg"]) == [
        "Small site",
        "Planned maintenance in progress",
        "As of Sun 1 Mar 2026, 23:05",
    ]
    assert texts(badges["components/shop/badge.svg"]) == ["商店", "维护中", "截至2026年3月1日（周日）23:05"]
    assert texts(badges["en/components/mail/badge.svg"])[:2] == ["Mail", "Operational"]
    assert title(badges["en/components/mail/badge.svg"]) == (
        "Mail · Operational · As of Sun 1 Mar 2026, 23:05 · China Standard Time (UTC+08:00)"
    )


def test_without_an_event_there_is_no_date(tmp_path: Path):
    """A site on which nothing was ever said has no instant to name."""
    badge = drawn(write(tmp_path, EMPTY))["badge.svg"]
    assert texts(badge) == ["Empty", "All services are working"]
    assert ET.fromstring(badge).get("height") == "24"


def every(tmp_path: Path) -> dict[str, bytes]:
    """Return the badges of very different sites, by a name."""
    sites = {"sample": (ROOT, LIVELY), "hostile": (write(tmp_path / "h", HOSTILE), NOW)}
    sites["many"] = (write(tmp_path / "m", MANY), START)
    return {f"{name} {path}": data for name, (root, now) in sites.items() for path, data in drawn(root, now).items()}


def test_a_badge_is_xml_that_does_nothing(tmp_path: Path):
    """Well-formed, an image with a title, no script, style, handler, link or address of anything else."""
    for name, data in every(tmp_path).items():
        root = ET.fromstring(data)
        assert root.tag == f"{SVG}svg", name
        assert root.get("role") == "img"
        assert next(iter(root)).tag == f"{SVG}title"
        assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "rect", "text"}, name
        attributes = {attribute for element in root.iter() for attribute in element.keys()}  # noqa: SIM118
        assert not [each for each in attributes if re.match(r"on|.*href|style|src", each)], name
        assert re.findall(rb"https?://[^\"]*", data) == [b"http://www.w3.org/2000/svg"], name
        assert len(data) < 2500 or name.startswith("hostile"), name


def test_whatever_is_typed_is_shown_as_typed(tmp_path: Path):
    """Markup in a name is text; a name that is too long is cut in the picture, and whole in its title."""
    badges = drawn(write(tmp_path, HOSTILE))
    assert texts(badges["badge.svg"])[0] == "]]>&amp;<script>\"'🚧\u202eا"
    shop = badges["components/shop/badge.svg"]
    assert texts(shop)[0] == "数" * (LONGEST // LARGE) + "…"
    assert title(shop).startswith("数" * 9999 + " · ")


def test_every_text_can_be_read(tmp_path: Path):
    """Each has 4.5:1 against the ground that it stands on, whatever the state."""
    seen = set()
    for name, data in every(tmp_path).items():
        _, card, solid = ET.fromstring(data).iter(f"{SVG}rect")
        label, said, *dated = ET.fromstring(data).iter(f"{SVG}text")
        pairs = [(label, card), (said, solid), *((text, card) for text in dated)]
        for text, ground in pairs:
            assert ratio(str(text.get("fill")), str(ground.get("fill"))) >= 4.5, name
        seen.add(str(solid.get("fill")))
    assert len(seen) >= 4


def test_colours_are_the_site_s_own(tmp_path: Path):
    """What config.toml says of a state's colour holds here too."""
    ours = '\n[appearance.colours]\nmaintenance = { light = "#004400", dark = "#aaffaa" }\n-- content'
    badge = drawn(write(tmp_path, SMALL.replace("-- content", ours, 1)))["badge.svg"]
    assert b'fill="#004400"' in badge


def test_a_badge_changes_with_the_state_alone(tmp_path: Path):
    """Until something changes its bytes stay; then state and date are new."""
    root = write(tmp_path, NIGHT)
    before, still, begun = (drawn(root, at)["badge.svg"] for at in (BUILT, START - timedelta(seconds=1), START))
    assert before == still
    assert texts(before)[1] == "所有服务正常"
    assert texts(begun)[1:] == ["正在进行计划维护", "截至2026年11月28日（周六）23:00"]


MEASURE = """
(svg) => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].map((text) => {
    const { left, right } = text.getBoundingClientRect();
    const kept = Number(text.getAttribute("textLength"));
    text.removeAttribute("textLength");
    return [left - box.left, right - box.left, kept, text.getComputedTextLength()];
  });
}
"""


def test_texts_fit_their_places_in_a_browser(browser: Browser, tmp_path: Path):
    """No text leaves the picture or reaches into its neighbour, and none is squeezed or stretched by much."""
    page = browser.new_page()
    for name, data in every(tmp_path).items():
        page.set_content(f"<!doctype html><body>{data.decode()}")
        found: Any = page.locator("svg").evaluate(MEASURE)
        across = float(str(ET.fromstring(data).get("width")))
        assert all(left >= 4 and right <= across - 4 for left, right, _, _ in found), name
        assert found[0][1] < found[1][0], name
        if not name.startswith("hostile"):
            assert all(0.8 <= kept / natural <= 1.25 for _, _, kept, natural in found), (name, found)
    page.close()


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("数据", 24), ("e\u0301", 7), ("🚧", 12), ("il", 8)])
def test_widths_are_those_of_a_usual_font(text: str, expected: int):
    """A Han character fills a square, a mark on a letter takes no room."""
    assert width(text, 12) == expected


def test_a_cut_name_ends_with_an_ellipsis():
    """What fits stays as it is, on one line."""
    assert cut(" a\n b ") == "a b"
    assert cut("数" * 31) == "数" * 30 + "…"
    assert cut("数" * 30) == "数" * 30


def test_there_is_a_colour_for_every_state(tmp_path: Path):
    """Whatever state a site can be in, its badge has a colour of the theme."""
    from statuspage.stylesheet import STYLE, colours

    shades = colours(make(write(tmp_path, SMALL)).theme.assets[STYLE])
    for scheme in ("light", "dark"):
        assert {*map(str, Health), "card", "text", "muted", "line", "on-solid"} <= set(shades[scheme])
