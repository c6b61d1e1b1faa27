"""A site's theme over the default one: what it overrides, and how its mistakes are told."""

from pathlib import Path

import pytest

from statuspage.build import prepare
from statuspage.config import load_config
from statuspage.problems import Problems, SiteError, as_text
from statuspage.theme import Theme, load_theme
from tests.sites import NOW, ROOT, SMALL, asset, render, write

OURS = SMALL.replace("time_zone =", 'theme = "ours"\ntime_zone =')


def told(root: Path) -> list[str]:
    """Return what a build tells as errors, each once."""
    with pytest.raises(SiteError) as caught:
        prepare(root, NOW)
    return [as_text(problem) for problem in caught.value.problems if not problem.code]


def load(root: Path, problems: Problems) -> Theme | None:
    config = load_config(root / "config.toml", problems)
    assert config is not None
    return load_theme(root / "themes", config, problems)


def test_without_a_theme_of_its_own_a_site_has_the_default_one(tmp_path: Path):
    """The default theme comes with the program."""
    theme = load(write(tmp_path, SMALL), Problems())
    assert theme is not None
    assert "style.css" in theme.assets
    assert list(theme.languages) == ["zh", "en"]


def test_a_theme_overrides_one_template_and_inherits_the_rest(tmp_path: Path):
    """A template of the site's own takes the place of the default one of that name."""
    root = write(tmp_path, OURS + "-- themes/ours/templates/faq.html --\n<p>ours: {{ questions | length }}</p>\n")
    files = render(root)
    assert files["faq/index.html"] == b"<p>ours: 1</p>"
    assert b"<!doctype html>" in files["contact/index.html"].lower()


def test_a_theme_extends_the_template_that_it_hides(tmp_path: Path):
    """The default templates stay reachable as default/…, so that one block alone can be changed."""
    ours = '{% extends "default/faq.html" %}{% block title %}Ours{% endblock %}'
    files = render(write(tmp_path, f"{OURS}-- themes/ours/templates/faq.html --\n{ours}\n"))
    assert "<title>Ours" in files["faq/index.html"].decode()
    assert "多久维护一次" in files["faq/index.html"].decode()


def style_of(root: Path) -> str:
    """Return the one stylesheet that a site is published with."""
    files = render(root)
    return files[asset(files, "style.css")].decode()


def test_a_theme_overrides_and_adds_assets(tmp_path: Path):
    """A file of the site's own takes the place of the default one, and others are added."""
    root = write(
        tmp_path, OURS + "-- themes/ours/assets/style.css --\np{}\n-- themes/ours/assets/img/a.svg --\n<svg/>\n"
    )
    files = render(root)
    assert files[asset(files, "style.css")].endswith(b"}}p{}")
    assert files[asset(files, "img/a.svg")] == b"<svg/>\n"
    assert asset(files, "favicon.svg")


def test_a_theme_sets_single_colours_over_the_default_ones(tmp_path: Path):
    """tokens.css of a theme is added to the default one, which a site's own default theme comes in between."""
    css = "-- themes/{}/assets/tokens.css --\n:root {{ --line: {} }}\n"
    root = write(tmp_path, OURS + css.format("ours", "#111") + "-- themes/ours/assets/style.css --\np{}\n")
    style = style_of(root)
    assert style.endswith(":root{--line:#111}p{}")
    assert "--line:#d5d9e0" in style
    root = write(tmp_path, SMALL + css.format("default", "#222"))
    assert ":root{--line:#222}" in style_of(root)
    assert style_of(root).count("--page:#f7f8fa") == 1


def test_colours_that_cannot_be_read_are_told_with_all_else_that_is_wrong(tmp_path: Path):
    """The check is one of a theme's, and stands beside what is wrong with its words."""
    root = write(
        tmp_path,
        OURS.replace("[[components]]", "[appearance.colours]\nlink = '#888'\n\n[[components]]", 1)
        + "-- themes/ours/assets/tokens.css --\n:root {\n --muted: #aaa;\n}\n@media (prefers-color-scheme: dark) {}\n"
        + "-- themes/ours/words/zh.po --\nnonsense\n",
    )
    assert [line.partition(" in the ")[0] for line in told(root)] == [
        "config.toml:11:1: error: --link (#888) on --page (#f7f8fa) has a contrast of 3.33:1",
        "themes/ours/assets/tokens.css:2:2: error: --muted (#aaa) on --page (#f7f8fa) has a contrast of 2.18:1",
        "themes/ours/words/zh.po:1:1: error: the words can't be read: Unknown or misformatted keyword\n"
        "    they are a gettext catalogue, in UTF-8",
    ]


def test_a_checkout_s_own_default_theme_is_not_read_twice():
    """In this repository the site's themes/default/ is the one that comes with the program, by another path."""
    for root in (ROOT, Path(), ROOT / "tests" / ".."):
        problems = Problems()
        theme = load(root, problems)
        assert theme is not None
        assert theme.assets["style.css"].count(b"--page:#f7f8fa") == 1


def test_hidden_files_of_a_theme_are_left_out(tmp_path: Path):
    """What an editor or a system leaves in the folder isn't published."""
    root = write(tmp_path, OURS + "-- themes/ours/assets/.DS_Store --\nx\n-- themes/ours/assets/a.txt --\na\n")
    assert [path for path in render(root) if "DS_Store" in path] == []


WORDS = """\
-- themes/ours/words/en.po --
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "banner"
msgid "maintenance"
msgstr "We are at work"
"""


def test_a_theme_overrides_a_word(tmp_path: Path):
    """A catalogue of the site's own replaces single words and leaves the rest."""
    files = render(write(tmp_path, OURS + WORDS))
    assert ">We are at work<" in files["en/index.html"].decode()
    assert "Questions" in files["en/index.html"].decode()


def test_the_digest_changes_with_any_file(tmp_path: Path):
    """Pages are known to be drawn anew when a template, an asset or a word changed."""
    digests = set()
    for added in ("", WORDS, "-- themes/ours/assets/a.txt --\na\n", "-- themes/ours/templates/x.html --\na\n"):
        write(tmp_path, OURS + "-- themes/ours/readme.txt --\nx\n" + added)
        theme = load(tmp_path, Problems())
        assert theme is not None
        digests.add(theme.digest)
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "<p>\n{% if %}\n",
            "themes/ours/templates/faq.html:2:1: error: the template can't be read: Expected an expression, got 'end of statement block'",
        ),
        ("{% for x in questions %}\n<p>\n", "themes/ours/templates/faq.html:2:1: error: the template can't be read: "),
        (
            "<p>\n\n{{ nothing }}",
            "themes/ours/templates/faq.html:3:1: error: the template failed: 'nothing' is undefined",
        ),
        ("<p>\n{{ config.nothing.more }}", "themes/ours/templates/faq.html:2:1: error: the template failed: "),
        ("\n{{ 1 + 'a' }}", "themes/ours/templates/faq.html:2:1: error: the template failed: unsupported operand"),
        ("\n{{ 1 / 0 }}", "themes/ours/templates/faq.html:2:1: error: the template failed: division by zero"),
        ("\n\n{% include 'gone.html' %}", "themes/ours/templates/faq.html:3:1: error: the template failed: "),
        ("\n{{ when('x') }}", "themes/ours/templates/faq.html:2:1: error: the template failed: "),
        (
            "\n{{ x | nofilter }}",
            "themes/ours/templates/faq.html:2:1: error: the template can't be read: No filter named 'nofilter'",
        ),
        (
            "{% extends 'base.html' %}\n{% block main %}\n{{ no.thing }}{% endblock %}",
            "themes/ours/templates/faq.html:3:1: error: the template failed: 'no' is undefined",
        ),
        ("\n{{ _('%(a)s') }}", "themes/ours/templates/faq.html:2:1: error: the template failed: "),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(tmp_path: Path, template: str, expected: str):
    """Whatever a template does wrong, its file and line are told, once, and nothing else."""
    problems = told(write(tmp_path, f"{OURS}-- themes/ours/templates/faq.html --\n{template}"))
    assert len(problems) == 1
    assert problems[0].startswith(expected)


def test_a_mistake_in_an_included_template_is_told_there(tmp_path: Path):
    """The place is that of the included file, not of the one that includes it."""
    root = write(
        tmp_path,
        OURS
        + "-- themes/ours/templates/faq.html --\n{% include 'part.html' %}\n"
        + "-- themes/ours/templates/part.html --\n<p>\n{{ nothing }}\n",
    )
    assert told(root) == ["themes/ours/templates/part.html:2:1: error: the template failed: 'nothing' is undefined"]


def test_a_template_that_is_not_utf_8_is_told(tmp_path: Path):
    """A template that was saved in another encoding is told by its name."""
    write(tmp_path, OURS)
    path = tmp_path / "themes/ours/templates/faq.html"
    path.parent.mkdir(parents=True)
    path.write_bytes("<p>\n维护通知</p>".encode("gb18030"))
    assert told(tmp_path) == [
        "themes/ours/templates/faq.html:2:1: error: the template is not UTF-8\n    save it again as UTF-8"
    ]


def test_an_unknown_theme_is_told(tmp_path: Path):
    """A theme that has no folder is an error that says what to make or to write."""
    root = write(tmp_path, SMALL.replace("time_zone =", 'theme = "blue"\ntime_zone ='))
    assert told(root) == [
        "config.toml:1:1: error: there is no theme 'blue'\n    make the folder themes/blue/, or write theme = \"default\""
    ]


def test_a_language_without_words_is_told(tmp_path: Path):
    """A language of which the theme has no words is an error that names those it has."""
    root = write(tmp_path, SMALL.replace('["zh", "en"]', '["zh", "en", "fr"]'))
    assert told(root) == [
        "config.toml:1:1: error: the theme has no words for the language 'fr'\n"
        "    known are: en, zh; or write themes/default/words/fr.po"
    ]


def test_a_broken_catalogue_is_told_with_its_line(tmp_path: Path):
    """A catalogue that can't be read is told with its own file and line."""
    root = write(tmp_path, OURS + '-- themes/ours/words/zh.po --\nmsgid "a"\nmsgstr "b"\nnonsense\n')
    assert told(root) == [
        "themes/ours/words/zh.po:3:1: error: the words can't be read: Unknown or misformatted keyword\n"
        "    they are a gettext catalogue, in UTF-8"
    ]


def test_a_site_may_keep_its_own_default_theme(tmp_path: Path):
    """A folder themes/default/ of the site goes over the one that comes with the program."""
    files = render(write(tmp_path, SMALL + "-- themes/default/assets/style.css --\nb{}\n"))
    assert files[asset(files, "style.css")].endswith(b"}}b{}")
    assert asset(files, "favicon.svg")


def test_a_template_cannot_reach_what_it_was_not_given(tmp_path: Path):
    """Templates see the page's names only: none of the library's helpers, and no clock."""
    for name in ("lipsum", "cycler", "namespace", "range", "dict", "now", "joiner"):
        problems = told(write(tmp_path, f"{OURS}-- themes/ours/templates/faq.html --\n{{{{ {name}() }}}}"))
        assert problems == [f"themes/ours/templates/faq.html:1:1: error: the template failed: '{name}' is undefined"]
