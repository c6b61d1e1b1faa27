"""[appearance] in config.toml: logo, colours, links and the switch of the contrast check."""

from pathlib import Path

import pytest

from statuspage.config import load_config
from statuspage.looks import Appearance, Link, Logo, Shades
from statuspage.problems import Place, Problems, as_text, in_order
from statuspage.texts import Phrase, Text

SHORT = '[site]\ntitle = "Status"\ntime_zone = "UTC"\nlanguages = ["en", "zh"]\n[appearance]\n'
PNG = b"\x89PNG\r\n\x1a\n rest"
PICTURES = {
    "a.png": PNG,
    "a.svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.JPEG": b"\xff\xd8\xff\xe1",
}


def load(folder: Path, source: str) -> tuple[Appearance | None, list[str]]:
    """Return what is read of [appearance], and what is told."""
    path, problems = folder / "config.toml", Problems()
    path.write_text(SHORT + source, "utf-8")
    config = load_config(path, problems)
    return config.appearance if config else None, [as_text(problem) for problem in in_order(problems.found)]


def test_without_the_table_nothing_is_changed(tmp_path: Path):
    """A site has the theme's looks, and they are checked, unless it says something else."""
    assert load(tmp_path, "") == (Appearance(logo=None, colours=(), links=(), contrast=True), [])


def test_a_whole_appearance_is_read(tmp_path: Path):
    """Every key is read into its place; a colour is for both schemes unless it is told apart."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/ours.png").write_bytes(PNG)
    found, told = load(
        tmp_path,
        """
logo = "pictures/ours.png"
contrast = "off"
[appearance.colours]
link = "#1b47b0"
on-solid = { light = "#FFF", dark = "#111" }
ok = { dark = "#8ee6c0" }
[[appearance.links]]
name = { en = "Intranet", zh = "内网" }
url = "https://intranet.example.org/?a=b&c#d"
[[appearance.links]]
name = "Questions"
url = "/faq/"
""",
    )
    assert told == []
    assert found is not None
    assert found.logo == Logo("logo.png", PNG)
    nowhere = Place("")
    assert dict(found.colours) == {
        "link": Shades("#1b47b0", "#1b47b0", nowhere),
        "on-solid": Shades("#FFF", "#111", nowhere),
        "ok": Shades("", "#8ee6c0", nowhere),
    }
    assert dict(found.colours)["link"].place == Place("config.toml", 10, 1)
    assert dict(found.colours)["on-solid"].place == Place("config.toml", 11, 1)
    assert found.links == (
        Link(Text((Phrase("Intranet", "en"), Phrase("内网", "zh"))), "https://intranet.example.org/?a=b&c#d"),
        Link(Text((Phrase("Questions", "en"),)), "/faq/"),
    )
    assert found.contrast is False


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_browsers_show_are_read(tmp_path: Path, name: str):
    """The end of the name, in small letters, goes with the picture."""
    (tmp_path / name).write_bytes(PICTURES[name])
    found, told = load(tmp_path, f'logo = "./{name}"')
    assert told == []
    assert found is not None
    assert found.logo == Logo(f"logo{Path(name).suffix.lower()}", PICTURES[name])


@pytest.mark.parametrize(
    "url",
    ["http://a.example", "mailto:desk@example.org", "tel:+49-30-1234", "tel:10086", "/", "/pages/关于/", "/faq/#x"],
)
def test_addresses_of_links(tmp_path: Path, url: str):
    """Web, mail, telephone and the site's own pages can be linked to."""
    found, told = load(tmp_path, f'links = [{{ name = "x", url = "{url}" }}]')
    assert told == []
    assert found is not None
    assert found.links[0].url == url


NO_ADDRESS = "write https://example.org/page, mailto:desk@example.org, tel:+49-30-1234, or a path of this site as /faq/"


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("javascript:alert(1)", NO_ADDRESS),
        ("data:text/html,x", NO_ADDRESS),
        ("//evil.example/", NO_ADDRESS),
        ("https://a b/", NO_ADDRESS),
        ("https://a/<b", NO_ADDRESS),
        ("faq", NO_ADDRESS),
        ("desk@example.org", "did you mean 'mailto:desk@example.org'?"),
        ("+49 30 1234", "did you mean 'tel:+49301234'?"),
        ("www.example.org/help", "did you mean 'https://www.example.org/help'?"),
    ],
)
def test_what_is_no_address_is_told(tmp_path: Path, url: str, hint: str):
    """A link leads where its writer says, or is an error that says what was probably meant."""
    found, told = load(tmp_path, f'links = [\n  {{ name = "x", url = "{url}" }},\n]')
    assert found is None
    assert told == [f"config.toml:6:1: error: '{url}' is not an address\n    {hint}"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('colour = "#fff"', "6:1: error: unknown field 'colour'\n    did you mean 'colours'?"),
        ('colours = "#fff"', '6:1: error: this is a text, not a table of names and values\n    write link = "#1b47b0"'),
        (
            'colours = { link = "blue" }',
            "6:13: error: 'blue' is not a colour\n    write red, green and blue as \"#1b47b0\"",
        ),
        (
            'colours.link = { light = "#fff", dusk = "#000" }',
            "6:34: error: unknown field 'dusk'\n    known are: light, dark",
        ),
        (
            "colours.link = [1]",
            "6:9: error: this is a list, not a text\n    write a text",
        ),
        ('contrast = "of"', "6:1: error: unknown switch 'of'\n    did you mean 'off'?"),
        ("contrast = false", "6:1: error: unknown switch 'false'\n    did you mean 'off'?"),
        ("contrast = true", "6:1: error: unknown switch 'true'\n    did you mean 'on'?"),
        (
            'links = ["https://a.example"]',
            "6:1: error: a link has a name and an address\n"
            '    begin each with a line [[appearance.links]], then name = "…" and url = "…"',
        ),
        (
            '[[appearance.links]]\nurl = "/faq/"',
            "6:1: error: 'name' is missing\n    add 'name': what is shown",
        ),
        (
            '[[appearance.links]]\nname = "x"',
            "6:1: error: 'url' is missing\n    add 'url': where it leads",
        ),
        (
            'logo = "ours.gif"',
            "6:1: error: 'ours.gif' is not a picture that browsers show\n"
            "    its name ends in .svg, .png, .webp, .jpg, .jpeg",
        ),
        (
            "logo = [1]",
            "6:1: error: this is a list, not the path of a picture\n    write the path of a picture",
        ),
        (
            'logo = "ours.png"',
            "6:1: error: there is no file 'ours.png' in the site's folder\n"
            "    put the picture into the site's folder, and write its path as seen from config.toml",
        ),
        (
            'logo = "folder.png"',
            "6:1: error: there is no file 'folder.png' in the site's folder\n"
            "    put the picture into the site's folder, and write its path as seen from config.toml",
        ),
        (
            'logo = "text.png"',
            "6:1: error: 'text.png' is not a picture of the kind that its name says\n"
            "    save it as png again, or correct its name",
        ),
        (
            'logo = "large.png"',
            "6:1: error: the picture 'large.png' has 1.2 MB\n"
            "    at most 1 MB is read, and every visitor waits for it: make it smaller",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, source: str, expected: str):
    """A wrong value is told at its key, with what to do."""
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.png").write_text("<svg/>")
    (tmp_path / "large.png").write_bytes(PNG + bytes(1_200_000))
    found, told = load(tmp_path, source)
    assert found is None
    assert told == [f"config.toml:{expected}"]


@pytest.mark.parametrize("path", ["../secret.png", "{outside}/secret.png", "link.png", "a/../../secret.png"])
def test_no_picture_is_taken_from_elsewhere(tmp_path: Path, path: str):
    """Neither a path nor a symbolic link leads out of the site's folder."""
    root = tmp_path / "site"
    (root / "a").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(PNG)
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    found, told = load(root, f'logo = "{path.format(outside=tmp_path)}"')
    assert found is None
    assert "there is no file '" in told[0]
