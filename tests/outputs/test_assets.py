"""The theme's files and the logo: scripts and further stylesheets minified, all else as it is."""

import re
from pathlib import Path

import pytest

from statuspage.build import prepare
from statuspage.outputs.assets import minified, outputs
from statuspage.problems import SiteError, as_text
from tests.sites import NOW, ROOT, SMALL, asset, make, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>\n'
WITH_LOGO = SMALL.replace(
    "-- content", f'\n[appearance]\nlogo = "pictures/ours.SVG"\n-- pictures/ours.SVG --\n{SVG}-- content', 1
)


def test_every_asset_is_planned_with_its_bytes(tmp_path: Path):
    """Each file of the theme stands under assets/, whatever its bytes, and names itself as its maker."""
    root = write(tmp_path, SMALL)
    binary = root / "themes/default/assets/fonts/a b.woff2"
    binary.parent.mkdir(parents=True)
    binary.write_bytes(bytes(range(256)))
    site = make(root)
    planned = {output.path: output for output in outputs(site)}
    font = planned[f"{site.assets}fonts/a b.woff2"]
    assert font.render() == bytes(range(256))
    assert font.made_by == "assets/fonts/a b.woff2 of the theme"
    assert {f"{site.assets}style.css", f"{site.assets}favicon.svg"} <= set(planned)


def test_the_folder_s_name_changes_with_what_is_in_it(tmp_path: Path):
    """What browsers keep for good has another address once it is another file; events have no part in it."""
    sites = [SMALL, SMALL.replace("更换存储", "换盘"), WITH_LOGO, WITH_LOGO.replace("alert", "al")]
    sites += [SMALL + "-- themes/default/assets/style.css --\nb{}\n", SMALL + "-- themes/default/assets/a.txt --\n"]
    folders = [make(write(tmp_path / str(number), text)).assets for number, text in enumerate(sites)]
    assert folders[0] == folders[1]
    assert len(set(folders)) == len(folders) - 1
    assert all(re.fullmatch("assets/[0-9a-f]{8}/", folder) for folder in folders)


def test_the_colours_stand_in_the_one_stylesheet(tmp_path: Path):
    """A page asks for one stylesheet: tokens.css is a part of it and isn't published."""
    planned = {output.path: output for output in outputs(make(write(tmp_path, SMALL)))}
    style = planned[asset(planned, "style.css")].render().decode()
    assert not any(path.endswith("tokens.css") for path in planned)
    assert "--page:#f7f8fa" in style
    assert "--page:#0e1116" in style
    assert "var(--page)" in style
    assert "/*" not in style


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        ("a.js", "// gone\nconst a = 1;\n\nconst b = `x  y`;\n", "const a=1;const b=`x  y`;"),
        ("a.js", "/*! kept */ let a = b ?? /x y/u;\n", "/*! kept */let a=b??/x y/u;"),
        ("print.css", "/* gone */ a :is(b) { color: red; }\n", "a :is(b){color:red}"),
        ("a.json", '{ "a": 1 }\n', '{ "a": 1 }\n'),
        ("words.txt", "// stays\n", "// stays\n"),
    ],
)
def test_scripts_and_stylesheets_are_minified(path: str, written: str, expected: str):
    """Comments and blanks cost every visitor; licences stay, and so does any other file."""
    assert minified(path, written.encode()).decode().strip("\n") == expected.strip("\n")


def test_the_minifier_gives_the_same_in_c_and_in_python():
    """On a machine without the compiled half of the library the bytes are the same."""
    from rjsmin import _make_jsmin

    for path in sorted((ROOT / "themes/default/assets").rglob("*.js")):
        assert _make_jsmin(python_only=True)(path.read_bytes(), keep_bang_comments=True) == minified(
            "x.js", path.read_bytes()
        )


def test_no_script_of_the_theme_nests_template_literals():
    """The minifier takes the inner backtick for the end of the outer text, and would change what stands in it."""
    for path in sorted((ROOT / "themes/default/assets").rglob("*.js")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert line.count("`") % 2 == 0, f"{path.name}:{number}: a text over several lines, or a nested one"
            assert "${`" not in line.replace(" ", ""), f"{path.name}:{number}"


def test_the_logo_is_published_under_one_name(tmp_path: Path):
    """Whatever the picture is called in the site's folder, pages find it beside the theme's files."""
    site = make(write(tmp_path, WITH_LOGO))
    planned = {output.path: output for output in outputs(site)}
    assert planned[asset(planned, "logo.svg")].render() == SVG.encode()


def test_a_logo_in_the_place_of_a_theme_s_file_is_told(tmp_path: Path):
    """Two files for one address are an error that names both."""
    root = write(tmp_path, f"{WITH_LOGO}-- themes/default/assets/logo.svg --\n{SVG}")
    with pytest.raises(SiteError) as caught:
        prepare(root, NOW)
    told = [as_text(problem) for problem in caught.value.problems if not problem.code]
    assert [re.sub("/[0-9a-f]{8}/", "/…/", line) for line in told] == [
        "output/assets/…/logo.svg:1:1: error: made twice, by assets/logo.svg of the theme and by logo in config.toml\n"
        "    rename one of the two"
    ]


def test_another_logo_is_another_site(tmp_path: Path):
    """Pages offer the newer version when a colour, a link or the picture changed."""
    digests = {make(write(tmp_path, text)).digest for text in (SMALL, WITH_LOGO, WITH_LOGO.replace("alert", "al"))}
    assert len(digests) == 3
