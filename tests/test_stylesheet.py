"""One stylesheet from the theme's colours, the site's own and the style; what can't be read on it is refused."""

from collections.abc import Sequence

import pytest

from statuspage.looks import Appearance, Shades
from statuspage.problems import Place, Problems, as_text, in_order
from statuspage.snapshot import Health
from statuspage.stylesheet import PAIRS, Sheet, colours, make_stylesheet
from tests.sites import ROOT

DEFAULT = Sheet("themes/default/assets/tokens.css", (ROOT / "themes/default/assets/tokens.css").read_bytes())
STYLE = Sheet("themes/default/assets/style.css", b"a { color: var(--link) }")
WRITTEN = Place("config.toml", 9, 3)


def made(sheets: Sequence[Sheet], appearance: Appearance | None = None) -> tuple[str, list[str]]:
    """Return the stylesheet, and what is told."""
    problems = Problems()
    data = make_stylesheet(sheets, appearance or Appearance(), problems)
    return data.decode(), [as_text(problem) for problem in in_order(problems.found)]


def themed(css: str, appearance: Appearance | None = None) -> tuple[str, list[str]]:
    """Return what is made of a theme that sets some colours over the default ones."""
    return made([DEFAULT, Sheet("themes/ours/assets/tokens.css", css.encode()), STYLE], appearance)


def coloured(**shades: tuple[str, str]) -> Appearance:
    return Appearance(colours=tuple((name, Shades(*both, WRITTEN)) for name, both in shades.items()))


def test_the_default_theme_can_be_read():
    """The colours that come with us pass their own check, in both schemes."""
    css, told = made([DEFAULT, STYLE])
    assert told == []
    assert css.startswith(":root{color-scheme:light dark;--page:#f7f8fa;")
    assert css.endswith("a{color:var(--link)}")


def test_every_state_is_checked_on_all_that_it_stands_on():
    """Each health that there is, and the unknown one, has a colour, a tint, and text on both."""
    checked = {(pair.front, pair.back) for pair in PAIRS}
    for state in (*Health, "unknown"):
        assert {(state, "page"), (state, "card"), (state, f"{state}-tint"), ("on-solid", state)} <= checked
    assert all(pair.floor == (3 if pair.front == "focus" else 4.5) for pair in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.front}-on-{pair.back}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_pair_goes_unchecked(pair: tuple[str, str, float], scheme: str):
    """Whichever colour is made like what it stands on, in whichever scheme, is told."""
    rule = f":root {{ --{pair[0]}: #808080; --{pair[1]}: #818181 }}"
    _, told = themed(rule if scheme == "light" else f"@media (prefers-color-scheme: dark) {{ {rule} }}")
    assert any(f"--{pair[0]} (" in line or f"--{pair[1]} (" in line for line in told)
    assert all(f"in the {scheme} scheme" in line for line in told if scheme == "dark")


def test_a_colour_that_cannot_be_read_is_told_with_its_place():
    """Message and hint name both colours, the contrast, the floor and a colour that would do."""
    _, told = themed(
        "/* ours */\n:root {\n  --link: #8a8ae0;\n}\n@media (prefers-color-scheme: dark) {:root{--link:#9db8ff}}"
    )
    assert told == [
        "themes/ours/assets/tokens.css:3:3: error: --link (#8a8ae0) on --page (#f7f8fa) has a contrast of 2.90:1"
        " in the light scheme and needs 4.5:1; so does 1 more\n"
        '    write --link: #6b6bae; or let it pass: contrast = "off" under [appearance] in config.toml'
    ]
    assert themed(":root { --link: #6b6bae } @media (prefers-color-scheme: dark) {:root{--link:#9db8ff}}")[1] == []


def test_a_contrast_just_below_the_floor_is_not_rounded_up():
    """4.48 isn't 4.5, neither in the check nor in what is told."""
    _, told = themed("@media (prefers-color-scheme: light) { :root { --card: #fff; --link: #777777 } }")
    assert "--link (#777777) on --page (#f7f8fa) has a contrast of 4.21:1 in the light scheme" in told[0]
    _, told = themed("@media (prefers-color-scheme: light) { :root { --page: #fff; --link: #777777 } }")
    assert "--link (#777777) on --page (#fff) has a contrast of 4.47:1 in the light scheme" in told[0]


def test_in_the_dark_scheme_the_light_colour_holds_where_no_other_is_set():
    """A theme that sets a colour once has set it for both, as in a browser."""
    _, told = themed(":root { --text: #111 }")
    assert [line.partition(" error: ")[0] for line in told] == ["themes/ours/assets/tokens.css:1:9:"]
    assert "in the dark scheme and needs 4.5:1; so do 8 more" in told[0]
    assert "for the dark scheme" in told[0]


def test_a_ground_that_is_changed_is_told_once_for_all_that_stands_on_it():
    """The place is that of the colour which the site changed, though others can't be read on it."""
    _, told = themed("\n:root { --page: #888 }")
    assert [line.partition(" error: ")[0] for line in told] == ["themes/ours/assets/tokens.css:2:9:"] * 2
    assert "write --page: #ebebeb; or" in told[1]
    assert themed("\n:root { --page: #ebebeb } @media (prefers-color-scheme: dark) { :root { --page: #111 } }")[1] == []


def test_where_no_change_of_one_colour_helps_that_is_said():
    """Text that has to stand on black and on white needs other grounds, not another colour."""
    _, told = themed(":root { --page: #000; --card: #fff; --ok: #808080 }")
    assert any("choose colours that are further apart" in line for line in told)


def test_a_colour_of_the_configuration_is_told_there():
    """What config.toml says is told in its own form, with a colour for each scheme."""
    _, told = themed("", coloured(link=("#c00", "#c00")))
    assert told == [
        "config.toml:9:3: error: --link (#c00) on --card (#1a1e25) has a contrast of 2.83:1"
        " in the dark scheme and needs 4.5:1; so does 1 more\n"
        '    write link = { light = "#c00", dark = "#de5959" }; or let it pass: contrast = "off"'
        " under [appearance] in config.toml"
    ]
    assert themed("", coloured(link=("#c00", "#de5959")))[1] == []


def test_one_colour_for_both_schemes_is_proposed_as_one():
    """Where the same colour does in both schemes, it needs to be written once."""
    _, told = themed(
        ":root{--page:#fff;--card:#fff} @media (prefers-color-scheme:dark){:root{--page:#fff;--card:#fff}}"
    )
    ours = coloured(link=("#999999", "#999999"))
    _, told = made([DEFAULT, Sheet("t.css", b":root{--page:#fff;--card:#fff}"), STYLE], ours)
    assert [line.partition("\n")[2] for line in told if "--link" in line] == [
        '    write link = "#767676"; or let it pass: contrast = "off" under [appearance] in config.toml'
    ] * 2


@pytest.mark.parametrize(
    ("shades", "expected"),
    [
        (("#c00", "#f99"), ":root{--link:#c00}@media (prefers-color-scheme:dark){:root{--link:#f99}}"),
        (("#753bbd", ""), ":root{--link:#753bbd}@media (prefers-color-scheme:dark){:root{--link:#9db8ff}}"),
        (("", "#f99"), ":root{--link:#1b47b0}@media (prefers-color-scheme:dark){:root{--link:#f99}}"),
    ],
)
def test_colours_of_the_configuration_come_last(shades: tuple[str, str], expected: str):
    """They go over all of the theme's, and where they leave one scheme to the theme its colour stays."""
    css, told = themed("", coloured(link=shades))
    assert told == []
    assert css.endswith(expected)


def test_a_check_that_is_switched_off_says_nothing():
    """With contrast off, any colour passes, and so does what no contrast can be told of."""
    css, told = themed(":root { --text: rebeccapurple; --page: #8a8ae0 }", Appearance(contrast=False))
    assert told == []
    assert "--text:rebeccapurple" in css


def test_a_name_that_is_no_colour_is_told():
    """A slip in a colour's name is an error, whether contrast is checked or not."""
    for contrast in (True, False):
        ours = Appearance(colours=(("linc", Shades("#000", "#fff", WRITTEN)),), contrast=contrast)
        assert themed("", ours)[1] == [
            "config.toml:9:3: error: the theme has no colour 'linc'\n    did you mean 'link'?"
        ]


@pytest.mark.parametrize("value", ["white", "rgb(0 0 0)", "#1b47b0ff", "var(--other)", "#12", ""])
def test_a_colour_of_which_no_contrast_can_be_told_is_refused(value: str):
    """Only plain figures can be checked; anything else is told with its place."""
    _, told = themed(f":root {{\n  --text: {value};\n}}")
    assert told == [
        f"themes/ours/assets/tokens.css:2:3: error: --text is '{value}', not a colour in figures\n"
        '    write it as #1b47b0, so that its contrast can be checked; or let it pass: contrast = "off"'
        " under [appearance] in config.toml"
    ]


def test_other_tokens_may_be_anything():
    """What isn't seen as text (a line, a radius of the theme's own) needs no contrast."""
    assert themed(":root { --line: currentcolor; --radius: 4px }")[1] == []


def test_a_missing_colour_is_told():
    """A stylesheet without one of the colours is refused, in words that say what to add."""
    _, told = made([Sheet("themes/default/assets/tokens.css", DEFAULT.data.replace(b"--focus", b"--focsu")), STYLE])
    assert told == [
        "themes/default/assets/tokens.css:1:1: error: the colour --focus is missing\n"
        "    add --focus: #1b47b0; under :root"
    ]


@pytest.mark.parametrize(
    "css", [":root { --link #123456; }", "@media (prefers-color-scheme: dark) { :root { oops } }", "}"]
)
def test_what_is_no_css_is_told(css: str):
    """A slip that a browser would pass over in silence is an error with its line."""
    _, told = made([DEFAULT, Sheet("themes/ours/assets/tokens.css", f"/* :root */\n{css}".encode()), STYLE])
    assert len(told) == 1
    assert told[0].startswith("themes/ours/assets/tokens.css:2:")
    assert "the colours can't be read here: " in told[0]


def test_a_stylesheet_in_another_encoding_is_told():
    """Bytes that aren't UTF-8 are told with their line; a byte order mark does no harm."""
    _, told = made([DEFAULT, Sheet("themes/ours/assets/style.css", b"a {}\n/* \xff */")])
    assert told == ["themes/ours/assets/style.css:2:1: error: the stylesheet is not UTF-8\n    save it again as UTF-8"]
    css, told = made([DEFAULT, Sheet("themes/ours/assets/style.css", b"\xef\xbb\xbfb { }")])
    assert told == []
    assert css.endswith("}}b{}")


def test_colours_in_a_style_are_checked_as_well():
    """A theme that sets its colours in style.css gets no way around the check."""
    _, told = made([DEFAULT, Sheet("themes/ours/assets/style.css", b"a {}\nhtml, :root { --text: #999 }")])
    assert [line.partition(" error: ")[0] for line in told] == ["themes/ours/assets/style.css:2:15:"]


def test_colours_of_a_part_of_the_page_are_no_token():
    """Only :root counts, in no other medium than the two schemes."""
    css = ".x { --text: #fff } @media print { :root { --text: #fff } } @media (prefers-color-scheme: light) { .y { --text: #fff } }"
    assert themed(f"/* :root */ {css}")[1] == []


def test_comments_are_left_out_but_for_licences():
    """What begins with an exclamation mark stays, since a licence may ask for it."""
    css, _ = made([DEFAULT, Sheet("style.css", b"/* gone */ a{} /*! kept */")])
    assert "gone" not in css
    assert "/*! kept */" in css


def test_the_minifier_gives_the_same_in_c_and_in_python():
    """On a machine without the compiled half of the library the bytes are the same."""
    from rcssmin import _make_cssmin, cssmin

    for path in sorted((ROOT / "themes/default/assets").glob("*.css")):
        text = path.read_text("utf-8")
        assert _make_cssmin(python_only=True)(text, keep_bang_comments=True) == cssmin(text, keep_bang_comments=True)


def test_colours_of_a_finished_stylesheet_are_those_in_figures():
    """For what is drawn elsewhere: in each scheme the last that is no expression; a stylesheet's other rules don't count."""
    style = b":root{--a:#111;--b:#222222;--c:red}@media (prefers-color-scheme:dark){:root{--a:#eee}}p{--a:#999}"
    style += b":root{--b:var(--a)}"
    assert colours(style) == {"light": {"a": "#111", "b": "#222222"}, "dark": {"a": "#eee", "b": "#222222"}}
