"""QR codes: a decoder reads back the address, and the picture is plain SVG that any page may hold."""

import re
from xml.etree import ElementTree

import pytest

from statuspage.qr import QUIET, qr_svg

ADDRESS = "https://status.example/en/events/2026-11-orders-db/"
LONG = "https://status.example.org/a-path/zh/events/" + "%E7%B3%BB%E7%BB%9F" * 30 + "/"


def modules(svg: str) -> list[list[bool]]:
    """Draw the dark lines of a code into a square of modules, its quiet zone included."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    dark = [[False] * size for _ in range(size)]
    path = ElementTree.fromstring(svg)[1].attrib["d"]
    at = row = 0
    for command, first, second, width in re.findall(r"([Mm])(\d+) ([\d.]+)h(\d+)", path):
        at, row = (int(first), int(float(second))) if command == "M" else (at + int(first), row)
        dark[row][at : at + int(width)] = [True] * int(width)
        at += int(width)
    return dark


def picture(svg: str, scale: int = 4) -> memoryview:
    """Draw a code as grey values, as a camera would see it."""
    dark = modules(svg)
    rows = [bytes(0 if module else 255 for module in row for _ in range(scale)) for row in dark for _ in range(scale)]
    side = len(dark) * scale
    return memoryview(b"".join(rows)).cast("B", shape=(side, side))


@pytest.mark.parametrize("address", [ADDRESS, LONG, "http://a.example/"])
def test_a_decoder_reads_the_address(address: str):
    """What a telephone reads is the address, whole, with at least level M of correction."""
    zxing = pytest.importorskip("zxingcpp", reason="zxing-cpp decodes QR codes, where it is installed")
    (found,) = zxing.read_barcodes(picture(qr_svg(address)))
    assert found.text == address
    assert found.format.name.startswith("QR")
    assert found.ec_level in {"M", "Q", "H"}


def test_the_code_has_its_quiet_zone_and_finders():
    """Four modules around it are white, and a finder stands in three of its corners."""
    dark = modules(qr_svg(ADDRESS))
    inner = [row[QUIET:-QUIET] for row in dark[QUIET:-QUIET]]
    assert sum(map(sum, dark)) == sum(map(sum, inner)) > 0
    for turned in (inner, [row[::-1] for row in inner], inner[::-1]):
        assert [turned[0][:8], turned[1][:8], turned[3][:8]] == [
            [True] * 7 + [False],
            [True] + [False] * 5 + [True, False],
            [True, False, True, True, True, False, True, False],
        ]


def test_the_picture_is_black_on_white_in_every_scheme():
    """Its colours are its own, without a style that a policy would refuse or a scheme would turn round."""
    svg = ElementTree.fromstring(qr_svg(ADDRESS))
    assert [(path.get("fill"), path.get("stroke")) for path in svg] == [("#fff", None), (None, "#000")]
    side = svg.attrib["viewBox"].split()[-1]
    assert svg[0].get("d") == f"M0 0h{side}v{side}H0z"
    assert {"style", "script", "a"}.isdisjoint(node.tag for node in svg.iter())
    assert all("style" not in node.attrib for node in svg.iter())


def test_the_picture_says_what_it_is():
    """Who doesn't see it is told the label, or else the address; both are only text."""
    assert ElementTree.fromstring(qr_svg(ADDRESS)).attrib["aria-label"] == ADDRESS
    hostile = '"><script>alert(1)</script>&'
    svg = ElementTree.fromstring(qr_svg(ADDRESS, hostile))
    assert (svg.attrib["role"], svg.attrib["aria-label"]) == ("img", hostile)
    assert len(svg) == 2


def test_the_same_address_gives_the_same_bytes():
    """A build that is repeated publishes nothing new; the picture is small."""
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(LONG)
    assert len(qr_svg(ADDRESS)) < 4000
