"""docs/themes.md: its example runs as shown, and it names all that a template receives."""

import dataclasses
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from statuspage.build import prepare
from statuspage.problems import Problems
from statuspage.stylesheet import PAIRS, Sheet, make_stylesheet
from statuspage.theme import Theme
from tests.conftest import Run, WriteSite
from tests.sites import LIVELY, NOW, ROOT, SMALL, asset, published, render, settings, write
from tests.test_docs import FENCE, HEADING, SPAN, _session, _steady

GUIDE = ROOT / "docs" / "themes.md"
HARBOUR = ROOT / "tests" / "themes" / "harbour"
TEMPLATES = ROOT / "themes" / "default" / "templates"

APPEARANCE = """
[appearance]
logo = "ours.svg"
[appearance.colours]
line = "#808080"
[[appearance.links]]
name = "Intranet"
url = "https://intranet.example/"
-- ours.svg --
<svg xmlns="http://www.w3.org/2000/svg"/>
-- content"""


@cache
def guide() -> str:
    return GUIDE.read_text("utf-8")


def rows(title: str, head: str) -> list[tuple[str, ...]]:
    """Return the rows of the table under a heading whose first column has this head."""
    plain = FENCE.sub("", guide())
    (section,) = re.findall(rf"^## {title}$(.*?)(?=^## |\Z)", plain, re.MULTILINE | re.DOTALL)
    (table,) = re.findall(rf"^\| {head} \|.*\n\|.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    return [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in table.splitlines()]


# ---------------------------------------------------------------- the example


def test_the_walk_through_runs_as_shown(site: WriteSite, run: Run, tmp_path: Path, update_golden: bool):
    """Every file shown is written, and every command shown then tells what stands below it."""
    different = []
    for block in FENCE.finditer(guide()):
        if block["path"]:
            site(f"-- {block['path']} --\n{block['body']}")
        elif block["kind"] == "console":
            told = "".join(_session(block["body"], run))
            if _steady(told) != _steady(block["body"]):
                different.append((block[0], f"```console\n{told}```"))
    if update_golden and different:
        shown = guide()
        for old, new in different:
            shown = shown.replace(old, new, 1)
        GUIDE.write_text(shown, "utf-8")
        guide.cache_clear()
        return
    assert different == []
    shown_theme = published(tmp_path / "themes" / "harbour")
    assert shown_theme == published(HARBOUR), "the theme in tests/themes/ is the one that the guide ends with"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The small site with the small theme."""
    root = write(tmp_path, SMALL.replace("time_zone =", 'theme = "harbour"\ntime_zone ='))
    shutil.copytree(HARBOUR, root / "themes" / "harbour")
    return root


def test_the_small_theme_changes_a_colour_a_word_and_a_block(harbour: Path, tmp_path_factory: pytest.TempPathFactory):
    """Its site differs from the default one in what the theme says, and in nothing else."""
    quiet = NOW.replace(month=2, day=20)
    ours, plain = render(harbour, quiet), render(write(tmp_path_factory.mktemp("plain"), SMALL), quiet)
    style = ours[asset(ours, "style.css")].decode()
    assert style.index("--link:#1b47b0") < style.index("--link:#0b6a79")
    assert "--link:#5fd0e0" in style[style.rindex("prefers-color-scheme") :] + style
    assert (
        style.replace(_minified(harbour / "themes/harbour/assets/tokens.css"), "")
        == plain[asset(plain, "style.css")].decode()
    )
    assert "All berths are open" in ours["en/index.html"].decode()
    assert "All berths are open" not in ours["index.html"].decode()
    assert '<h2 id="harbour">小站</h2>' in ours["index.html"].decode()
    assert '<h2 id="components">' in ours["index.html"].decode()
    assert '<h2 id="harbour">' not in ours["faq/index.html"].decode()
    assert ours[asset(ours, "favicon.svg")] == plain[asset(plain, "favicon.svg")]
    of_ours, of_plain = (
        path.removesuffix("style.css") for path in (asset(ours, "style.css"), asset(plain, "style.css"))
    )
    assert {path.replace(of_ours, of_plain) for path in ours} == plain.keys()


def _minified(path: Path) -> str:
    from rcssmin import cssmin

    return str(cssmin(path.read_text("utf-8")))


# ---------------------------------------------------------------- nothing is missing


class Seen:
    """What templates were given while sites were built: names by template, and the records among the values."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}
        self.records: dict[str, set[str]] = {}
        self.known: dict[int, object] = {}  # kept, since the id of what is gone may be another's

    def look(self, template: str, context: Mapping[str, Any]) -> None:
        self.names.setdefault(template, set()).update(context)
        for value in context.values():
            self.walk(value)

    def walk(self, value: object) -> None:
        if id(value) in self.known:
            return
        self.known[id(value)] = value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            inside = [field.name for field in dataclasses.fields(value)]
            self.records.setdefault(type(value).__name__, set()).update(inside, _public(type(value)))
            for name in inside:
                self.walk(getattr(value, name))
        elif type(value).__name__ == "Language":
            own = {name for name in vars(value) if not name.startswith("_")}
            self.records.setdefault("Language", set()).update(own, _public(type(value)))
        elif isinstance(value, dict):
            for item in value.values():
                self.walk(item)
        elif isinstance(value, list | tuple | set | frozenset):
            for item in value:
                self.walk(item)


def _public(kind: type) -> Iterator[str]:
    """Yield the properties and methods that a template may use."""
    for name, value in vars(kind).items():
        if not name.startswith("_") and (isinstance(value, property) or callable(value)):
            yield name


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What is given to templates in the sample site, and in one that sets all of its appearance."""
    found, render_it = Seen(), Theme.render

    def look(theme: Theme, template: str, context: Mapping[str, Any]) -> str:
        if context:  # the policy's template receives nothing
            found.look(template, context)
        return render_it(theme, template, context)

    root = write(tmp_path_factory.mktemp("site"), SMALL.replace("-- content", APPEARANCE, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", look)
        prepare(root, NOW)
        prepare(ROOT, LIVELY)
    return found


SORTS = {"entry.html": "entry", "_entry.html": "details", "_report.html": "report"}


def sort_of(template: str, names: set[str]) -> str:
    """Return which of the guide's sorts a template is of."""
    if template in SORTS:
        return SORTS[template]
    return "parts" if "current" in names else "pages"


def test_the_guide_names_all_that_a_template_receives(seen: Seen):
    """Each name stands in the guide with the sorts of templates that receive it, and no other name does."""
    sorts: dict[str, set[str]] = {}
    for template, names in seen.names.items():
        for name in names:
            sorts.setdefault(name, set()).add(sort_of(template, names))
    every = {"pages", "parts", *SORTS.values()}
    told = {
        name: every if row[1] == "all" else set(row[1].split(", "))
        for row in rows("What a template receives", "name")
        for name in SPAN.findall(row[0])
    }
    assert sorted(sorts.keys() - told.keys()) == [], "templates receive these; add them to docs/themes.md"
    assert sorted(told.keys() - sorts.keys()) == [], "no template receives these; take them out of docs/themes.md"
    for name, receives in sorts.items():
        assert told[name] == receives, f"docs/themes.md says where '{name}' is received (left); it is in (right)"


def test_all_templates_of_a_sort_receive_the_same(seen: Seen):
    """What the guide says of pages holds for every page, and likewise for parts."""
    by_sort: dict[str, dict[str, set[str]]] = {}
    for template, names in seen.names.items():
        by_sort.setdefault(sort_of(template, names), {})[template] = names
    for sort, templates in by_sort.items():
        first = next(iter(templates.values()))
        assert {template for template, names in templates.items() if names != first} == set(), sort


def test_the_guide_names_all_that_a_record_holds(seen: Seen):
    """Each record that a template can get at stands in the guide with all that it holds, and no other does."""
    told = {SPAN.findall(row[0])[0]: set(SPAN.findall(row[1])) for row in rows("Records", "record")}
    assert sorted(seen.records.keys() - told.keys()) == [], "templates get at these; add them to docs/themes.md"
    assert sorted(told.keys() - seen.records.keys()) == [], "no template gets at these; take them out of docs/themes.md"
    for record, holds in seen.records.items():
        assert told[record] == holds, f"docs/themes.md says what a {record} holds (left); it holds (right)"


def test_the_guide_names_every_block():
    """The blocks of base.html are those that the guide lists."""
    blocks = re.findall(r"{% block (\w+) %}", (TEMPLATES / "base.html").read_text("utf-8"))
    assert [SPAN.findall(row[0])[0] for row in rows("Templates", "block")] == list(dict.fromkeys(blocks))


def test_no_template_has_a_block_that_is_not_in_base():
    """A theme's author needs to look at one file to know what can be changed."""
    blocks = set(re.findall(r"{% block (\w+) %}", (TEMPLATES / "base.html").read_text("utf-8")))
    for path in TEMPLATES.glob("*.html"):
        assert set(re.findall(r"{% block (\w+) %}", path.read_text("utf-8"))) <= blocks, path.name


def test_the_guide_names_every_colour():
    """The tokens in the guide are those of the default theme; where it says that one is read on another, it is checked."""
    css = (ROOT / "themes/default/assets/tokens.css").read_text("utf-8")
    table = rows("Colours", "token")
    told = [name for row in table for name in SPAN.findall(row[0])]
    assert sorted(told) == sorted(set(re.findall(r"--([\w-]+):", css)))
    for row in table:
        for name in SPAN.findall(row[0]):
            grounds = {pair.back for pair in PAIRS if pair.front == name}
            assert set(SPAN.findall(row[2] if len(row) > 2 else "")) <= grounds, name
            assert bool(grounds) is (len(row) > 2 and row[2] not in ("", "not checked", "|")), name


def test_the_sample_site_s_colours_can_be_read():
    """This repository's own site passes the check, whatever it sets."""
    problems = Problems()
    sheets = [Sheet(name, (ROOT / "themes/default/assets" / name).read_bytes()) for name in ("tokens.css", "style.css")]
    make_stylesheet(sheets, settings(ROOT).appearance, problems)
    assert problems.found == []
    assert settings(ROOT).appearance.contrast


def test_headings_of_the_guide_are_linked():
    """Each section stands in the line of links at the top."""
    titles = [heading[2] for heading in HEADING.finditer(FENCE.sub("", guide())) if heading[1] == "##"]
    assert re.findall(r"\[([^\]]+)\]\(#", guide().partition("\n## ")[0]) == titles
