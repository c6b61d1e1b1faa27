"""The documentation: its examples run as shown, it names all that there is, and its links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from statuspage.appearance import link_fields
from statuspage.build import prepare
from statuspage.cli import COMMANDS, main
from statuspage.config import load_config
from statuspage.content import FOLDERS
from statuspage.events import fact_fields, word_fields
from statuspage.fields import Field
from statuspage.markup import SCHEMES, TAGS
from statuspage.model import LADDERS, Config, Impact, Kind, UpdateState
from statuspage.nodes import Scalar
from statuspage.problems import FORMATS, Place, Problems
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Sort
from statuspage.publish import MANIFEST
from statuspage.schemas import tables as settings_tables
from statuspage.settings import (
    CODES,
    POLICY,
    TOP,
)
from statuspage.snapshot import Health
from statuspage.state import Phase
from statuspage.times import in_zone, parse_moment, zone
from statuspage.updates import FIELDS, SETS_WINDOW
from tests.conftest import Run, WriteSite

TOP_FOLDER = Path(__file__).parent.parent
REFERENCE = TOP_FOLDER / "docs" / "reference.md"
DOCUMENTS = [TOP_FOLDER / "README.md", TOP_FOLDER / "CONTRIBUTING.md", *sorted(REFERENCE.parent.glob("*.md"))]

FENCE = re.compile(r"^(?:`(?P<path>[^`\n]+)`:\n\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6}) +(.+?)$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
NOW = "2026-11-29 03:40"


@dataclass(frozen=True)
class Table:
    """A table of a document: its column heads, and its rows as cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, head: str) -> dict[str, str]:
        """Return what stands under *head* by the name in the row's first cell."""
        return {first_word(row[0]): row[self.heads.index(head)] for row in self.rows}


@cache
def reference() -> str:
    return REFERENCE.read_text("utf-8")


def section(title: str) -> str:
    """Return what stands under a heading, down to the next of its level or above, without the fenced blocks."""
    plain = FENCE.sub("", reference())
    headings = list(HEADING.finditer(plain))
    (number,) = [n for n, heading in enumerate(headings) if heading[2] == title]
    level = len(headings[number][1])
    end = next((later.start() for later in headings[number + 1 :] if len(later[1]) <= level), len(plain))
    return plain[headings[number].end() : end]


def tables(title: str) -> dict[str, Table]:
    """Return the tables right under a heading, not those of its subheadings, by the head of their first column."""
    found: dict[str, Table] = {}
    own = HEADING.split(section(title), maxsplit=1)[0]
    for block in re.findall(r"(?:^\|.*\n?)+", own, re.MULTILINE):
        heads, _, *rows = [
            tuple(cell.strip() for cell in line.strip("| \n").split(" | ")) for line in block.splitlines()
        ]
        assert heads[0] not in found, f"two tables begin with '{heads[0]}'"
        found[heads[0]] = Table(heads, tuple(rows))
    return found


def first_word(cell: str) -> str:
    """Return the name that a cell gives in backticks, without what follows it (`--out PATH`)."""
    match = SPAN.search(cell)
    assert match, f"there is no name in '{cell}'"
    return match[1].split(" ")[0] if match[1].startswith("-") else match[1]


def named(title: str, head: str) -> set[str]:
    """Return the names in the first column of a table."""
    return set(tables(title)[head].column(head))


def spans(text: str) -> set[str]:
    return set(SPAN.findall(text))


@pytest.fixture
def example(site: WriteSite, tmp_path: Path) -> Path:
    """The site that the reference's examples make up, without the one that shows mistakes."""
    for block in FENCE.finditer(reference()):
        if block["path"] and "wrong" not in block["path"]:
            site(f"-- {block['path']} --\n{block['body']}")
    return tmp_path


@pytest.fixture
def config(example: Path) -> Config:
    problems = Problems()
    config = load_config(example / "config.toml", problems)
    assert config is not None, problems.found
    return config


# ---------------------------------------------------------------- examples


def test_the_examples_of_the_reference_run_as_shown(site: WriteSite, run: Run, update_golden: bool):
    """Every file shown is written, and every command shown then tells exactly what is shown below it."""
    shown, seen = reference(), []
    for block in FENCE.finditer(shown):
        if block["path"]:
            site(f"-- {block['path']} --\n{block['body']}")
        assert bool(block["path"]) is (block["kind"] in ("toml", "markdown", "svg", "conf")), (
            f"what is this? {block[0]}"
        )
        if block["kind"] == "console":
            told = "".join(_session(block["body"], run))
            seen.append((block["body"], told))
    assert len(seen) > 3
    different = [(old, new) for old, new in seen if _steady(old) != _steady(new)]
    if update_golden and different:
        for old, new in different:
            shown = shown.replace(f"```console\n{old}```", f"```console\n{new}```")
        REFERENCE.write_text(shown, "utf-8")
        reference.cache_clear()
        return
    for old, new in different:
        assert _steady(new) == _steady(old)


def _session(body: str, run: Run) -> Iterator[str]:
    """Run the commands of a console example; yield each with what it told."""
    code = 0
    for line in re.findall(r"^\$ .*\n", body, re.MULTILINE):
        program, *arguments = shlex.split(line.removeprefix("$ "))
        if (program, arguments) == ("echo", ["$?"]):
            yield f"{line}{code}\n"
        else:
            assert program == "statuspage"
            ran = run(*arguments)
            code = ran.code
            yield line + ran.told


def _steady(told: str) -> str:
    """Leave out what differs from run to run, the time that a build takes, and the name of the folder of assets."""
    told = re.sub(r"assets/[0-9a-f]{8}/", "assets/…/", told)
    return re.sub(r"in \d+\.\d\d s$", "in … s", told, flags=re.MULTILINE)


def test_the_example_configuration_holds_every_key(example: Path):
    """The reference shows each key of each table once in use."""
    text = (example / "config.toml").read_text("utf-8")
    for table, fields in config_fields().items():
        assert not table or f"[{table}]" in text
        for field in fields:
            assert re.search(rf"^\[*({table}\.)?{field.name}(\]| =)", text, re.MULTILINE), f"{table}.{field.name}"


def test_the_example_event_holds_every_field(example: Path, config: Config):
    """The reference shows each field of an event, and each field line of an update, once in use."""
    text = (example / "content/events/2026/orders-db.md").read_text("utf-8")
    for name in (*names(word_fields("en")), *names(fact_fields(config, ())), *FIELDS):
        assert re.search(rf"^{name}:", text, re.MULTILINE), name


@pytest.mark.parametrize("sort", ["faq/how-long", "contacts/service-desk", "pages/about"])
def test_the_examples_of_prose_hold_every_word_field(example: Path, sort: str):
    """The reference shows each field of questions, contacts and pages that holds words once in use."""
    sorts: dict[str, Sort[Any]] = {"faq": QUESTIONS, "contacts": CONTACTS, "pages": PAGES}
    fields = sorts[sort.partition("/")[0]].words("en")
    text = (example / f"content/{sort}.md").read_text("utf-8")
    for name in names(fields):
        assert re.search(rf"^{name}:", text, re.MULTILINE), name


def test_the_readme_s_examples_run(site: WriteSite, run: Run):
    """The README's notice and configuration make a site without errors, its commands and make targets exist."""
    readme = (TOP_FOLDER / "README.md").read_text("utf-8")
    blocks = [(block["kind"], block["body"]) for block in FENCE.finditer(readme)]
    (config,) = [body for kind, body in blocks if kind == "toml"]
    (event,) = [body for kind, body in blocks if kind == "markdown"]
    site(f"-- config.toml --\n{config}-- content/events/orders-db.md --\n{event}")
    makefile = (TOP_FOLDER / "Makefile").read_text("utf-8")
    commands = [line for kind, body in blocks if kind == "console" for line in re.findall(r"(?m)^\$ (.*)$", body)]
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command, comments=True)
        if program == "make":
            assert re.search(rf"(?m)^{arguments[0]}:", makefile), command
        else:
            assert program == ".venv/bin/statuspage", command
            ran = run(*arguments)
            assert ran.code == 0, ran.told


# ---------------------------------------------------------------- nothing is missing


def names(fields: tuple[Field, ...]) -> set[str]:
    return {field.name for field in fields}


def config_fields() -> dict[str, tuple[Field, ...]]:
    """Return the keys of config.toml by table; '' is the top."""
    return {"": TOP, **{name: tuple(fields) for name, fields in settings_tables().items()}}


def required(title: str, head: str) -> set[str]:
    """Return the names that a table calls needed."""
    return {name for name, without in tables(title)[head].column("without it").items() if without == "needed"}


def test_the_reference_names_every_table_of_the_configuration():
    """The tables of config.toml in the reference are those that are read."""
    assert named("config.toml", "table") == names(TOP)


@pytest.mark.parametrize(
    "table",
    ["site", "components", "audiences", "policy", "freezes", "appearance", "subscriptions", "maintnote"],
)
def test_the_reference_names_every_key_of_a_table(table: str):
    """Each key of config.toml stands in its table of the reference, and is called needed if it is."""
    fields = config_fields()[table]
    title = f"`[{table}]`" if table not in ("components", "audiences", "freezes") else f"`[[{table}]]`"
    assert named(title, "key") == names(fields)
    assert required(title, "key") == {field.name for field in fields if field.required}


def test_the_reference_names_every_key_of_a_link():
    """The keys of [[appearance.links]] are those that are read, and those that are needed."""
    fields = link_fields("en", ("en",))
    assert named("`[[appearance.links]]`", "key") == names(fields)
    assert required("`[[appearance.links]]`", "key") == names(fields)


def test_the_tables_of_the_configuration_are_those_tested_here():
    """A new table of config.toml has to be added above."""
    assert set(config_fields()) - {""} == names(TOP)


def test_the_reference_tells_the_policy_s_defaults():
    """What holds without a key of [policy] is what the reference says."""
    told = tables("`[policy]`")["key"].column("without it")
    for field in POLICY:
        written = SPAN.findall(told[field.name])
        problems = Problems()
        values = [field.read(Scalar(word, Place("reference.md")), problems) for word in written]
        together = values[0] if len(values) == 1 else tuple(item for value in values for item in value)
        assert together == (() if field.default is None else field.default)
        assert not problems.found


def test_the_reference_names_every_language_of_the_default_theme():
    """The languages for which the default theme has words are told at `languages`."""
    shipped = {path.stem for path in (TOP_FOLDER / "themes/default/words").glob("*.po")}
    assert spans(tables("`[site]`")["key"].column("what")["languages"]) == shipped


def test_the_reference_names_every_fact_of_an_event(config: Config):
    """The facts of an event in the reference are those that are read, and those that are needed."""
    fields = fact_fields(config, ())
    assert named("Facts", "field") == names(fields)
    assert required("Facts", "field") == {field.name for field in fields if field.required}


def test_the_reference_names_every_word_field_of_an_event():
    """The fields of words in the reference are those that are read, and those that are needed."""
    fields = word_fields("en")
    assert named("Words", "field") == names(fields)
    assert required("Words", "field") == {field.name for field in fields if field.required}


def test_the_reference_names_every_kind_and_impact():
    """The kinds and impacts in the reference are those that there are."""
    assert named("Facts", "kind") == set(Kind)
    assert named("Facts", "impact") == set(Impact)


def test_the_reference_names_every_state_of_an_update_with_its_kinds():
    """The states in the reference are those that there are, each for the kinds that may have it."""
    work = {kind for kind in Kind if UpdateState.COMPLETED in LADDERS[kind]}
    faults = {kind for kind in Kind if UpdateState.RESOLVED in LADDERS[kind]}
    kinds = {"all": set(Kind), "work": work, "faults": faults}
    told = tables("Updates")["state"].column("for")
    assert set(told) == set(UpdateState)
    for state in UpdateState:
        assert kinds[told[state]] == {kind for kind in Kind if state in LADDERS[kind]}, state
    words = re.search(r"\*Work\* is (.*?);\s*\*faults\* are (.*?)\.\n", section("Updates"), re.DOTALL)
    assert words
    assert spans(words[1]) == work
    assert spans(words[2]) == faults


def test_the_reference_names_every_field_line():
    """The field lines in the reference are those that are read, and those that a state needs stand beside it."""
    assert named("Updates", "field line") == {*FIELDS, "<component>"}
    means = tables("Updates")["state"].column("means")
    for state in UpdateState:
        assert spans(means[state]) & {f"{name}:" for name in FIELDS} == {
            f"{name}:" for name in SETS_WINDOW.get(state, ())
        }


def test_the_reference_names_every_phase():
    """The phases in the reference are those that there are."""
    assert named("Phases", "phase") == set(Phase)


def test_the_reference_names_every_state_of_a_component():
    """The states of components and of the site are those that there are, from best to worst."""
    table = tables("Components and the site")["state"]
    assert list(table.column("state")) == list(Health)


def test_the_reference_names_every_folder():
    """The folders of content/ that are read stand in the reference."""
    assert named("The folder", "path") >= {f"content/{name}/" for name in FOLDERS}


@pytest.mark.parametrize(("what", "sort"), [("question", QUESTIONS), ("contact", CONTACTS), ("page", PAGES)])
def test_the_reference_names_every_field_of_prose(what: str, sort: Sort[Any]):
    """The fields of questions, contacts and pages are those that are read, and those that are needed."""
    fields, title, head = (*sort.words("en"), *sort.facts), "Questions, contacts, pages", f"field of a {what}"
    assert named(title, head) == names(fields)
    assert required(title, head) == {field.name for field in fields if field.required}
    translated = re.search(r"every field but (.*?), and the text", section("Translations"), re.DOTALL)
    assert translated
    assert spans(translated[1]) >= names(sort.facts)


def test_the_reference_names_every_tag_and_scheme():
    """The HTML tags that are kept, and the sorts of links, are those that the reference lists."""
    kept = re.search(r"tags are kept: (.*?)\.\n", section("Markdown"), re.DOTALL)
    schemes = re.search(r"anything\s+but\s+(.*?)\s+loses", section("Markdown"), re.DOTALL)
    assert kept
    assert schemes
    assert spans(kept[1]) == TAGS
    assert spans(schemes[1]) == SCHEMES


def test_the_reference_names_every_code_of_advice():
    """The codes of advice are those that there are, and the policy keys beside them exist."""
    table = tables("Advice")["code"]
    assert set(table.column("code")) == set(CODES)
    assert list(table.column("code")) == sorted(CODES)
    used = set().union(*(spans(row[3]) for row in table.rows if len(row) > 3))
    assert used <= {*names(POLICY), "[[freezes]]"}


def test_the_reference_names_every_command():
    """Each command has a heading of its own, and nothing else has one."""
    headings = {heading[2] for heading in HEADING.finditer(section("Commands"))}
    assert headings == {f"`statuspage {name}`" for name in COMMANDS}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_reference_names_every_option(name: str):
    """The options of a command are those that it has, its own or those of every update; its arguments are told too."""
    command = main.commands[name]
    options = [param for param in command.params if isinstance(param, click.Option)]
    arguments = [param.make_metavar(click.Context(main)) for param in command.params if param not in options]
    own = tables(f"`statuspage {name}`")
    told = set(own["option"].column("option")) if "option" in own else set()
    given = {option.opts[-1] for option in options}
    shared = named("Commands", "option of an update") if "--at" in given else set()
    assert told | (shared & given) == given
    assert not told & shared
    assert spans(section("Commands")) >= {*arguments}


def test_the_reference_names_the_options_of_the_program():
    """The options that stand before a command are told."""
    told = " ".join(spans(section("Commands")))
    context = click.Context(main, **main.context_settings)
    for option in main.get_params(context):
        for word in option.opts:
            assert word in told.split(), word


def test_the_reference_names_every_format():
    """The formats in which problems are told stand in the reference."""
    told = tables("`statuspage check`")["option"].column("what")["--format"]
    assert spans(told) == set(FORMATS)


def test_the_reference_names_every_output(example: Path, config: Config):
    """Each file that is published stands in the reference, with whether there is one in each language; none else does."""
    _grow_older(example)
    table = tables("What is published")["path"]
    by_language = table.column("by language")
    patterns = {path: _pattern(path) for path in by_language}
    published = {MANIFEST, *prepare(example, in_zone(datetime.fromisoformat(NOW), config.zone)).files}
    found: dict[str, set[str]] = {path: set() for path in patterns}
    for path in published:
        folder, _, rest = path.partition("/")
        lang, rest = (folder, rest) if folder in config.languages else (config.default_language, path)
        fitting = [told for told, pattern in patterns.items() if pattern.fullmatch(rest)]
        assert len(fitting) == 1, f"{path} is told {len(fitting)} times"
        found[fitting[0]].add(lang)
    for path, languages in found.items():
        expected = set(config.languages) if by_language[path] == "yes" else {config.default_language}
        assert languages == expected, path


def _grow_older(example: Path) -> None:
    """Give the example a fault of the month before, which makes a month for the archive."""
    old = "---\ntitle: Old\nkind: incident\nstart: 2026-10-06 09:00\n---\n\n## 2026-10-06 10:00 resolved\n"
    (example / "content/events/old.md").write_text(old, "utf-8")


def _pattern(told: str) -> re.Pattern[str]:
    """Return what the paths look like that an address in the reference stands for."""
    parts = {"<yyyy>": r"\d{4}", "<mm>": r"\d{2}", "<id>": "[^/]+", "<file>": ".+"}
    parts |= {"<digest>": "[0-9a-f]{8}", "<form>": "(?:atom|rss|json)", "<lang>": "[A-Za-z-]+"}
    pieces = [parts.get(piece) or re.escape(piece) for piece in re.split(r"(<\w+>)", told.removeprefix("/"))]
    return re.compile("".join(pieces) + ("index\\.html" if told.endswith("/") else ""))


def test_without_an_address_the_outputs_that_need_one_are_left_out(example: Path, config: Config):
    """Exactly what the reference calls published "only with `url`" is left out while `url` isn't set."""
    _grow_older(example)
    now, text = in_zone(datetime.fromisoformat(NOW), config.zone), (example / "config.toml").read_text("utf-8")
    whole = set(prepare(example, now).files)
    (example / "config.toml").write_text(re.sub(r"(?m)^url = .*\n", "", text, count=1), "utf-8")
    left_out = whole - set(prepare(example, now).files)
    what = tables("What is published")["path"].column("what")
    told = [_pattern(path) for path, words in what.items() if "only with `url`" in words]
    paths = {path.removeprefix("zh/") for path in left_out}
    assert [path for path in paths if not any(pattern.fullmatch(path) for pattern in told)] == []
    assert [pattern for pattern in told if not any(pattern.fullmatch(path) for path in paths)] == []


def test_links_from_the_root_lead_where_the_reference_says(example: Path, config: Config):
    """A link to `/faq/` leads to the page of the reader's language."""
    files = prepare(example, in_zone(datetime.fromisoformat(NOW), config.zone)).files
    said = spans(section("Markdown"))
    for lang, target in (("", "/faq/"), ("zh/", "/zh/faq/")):
        assert target in said
        assert target.removeprefix("/") + "index.html" in files
        assert f'href="{config.url.rstrip("/")}{target}"' in files[f"{lang}events/orders-db/index.html"].decode()


# ---------------------------------------------------------------- what it says of times


def test_the_times_in_the_reference_can_be_read():
    """Every form of a time, a time of day and a duration that the reference shows is read."""
    rows = {row[0]: f"{row[1]} {row[2]}" for row in tables("Times and durations")["what"].rows}
    assert set(rows) == {"time", "time of day", "duration"}
    for written in spans(rows["time"]) - {"Z"}:
        assert parse_moment(written, zone("Europe/Berlin")).year == 2026
    for written in spans(rows["duration"]):
        read = POLICY[0].read(Scalar(written, Place("reference.md")), problems := Problems())
        assert read
        assert not problems.found


# ---------------------------------------------------------------- links


def anchors(document: Path) -> set[str]:
    """Return the names of a document's headings, as GitHub makes them."""
    text = FENCE.sub("", document.read_text("utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", heading[2].lower()) for heading in HEADING.finditer(text))
    return {name.replace(" ", "-") for name in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(document: Path):
    """Each link to a file of the repository, and to a heading in it, leads to one that exists."""
    text = FENCE.sub("", document.read_text("utf-8"))
    assert text.strip()
    for link in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"``?[^`]*``?", "code", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
