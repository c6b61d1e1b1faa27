"""JSON Schemas of front matter and config.toml: they fit what is read, and refuse nothing that a reader takes."""

import json
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from statuspage.appearance import appearance_fields
from statuspage.commands.schema import OF_A_SITE, SORTS
from statuspage.events import fact_fields, word_fields
from statuspage.fields import Field, read_fields
from statuspage.model import Config
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import Place, Problems
from statuspage.prose import CONTACTS, PAGES, QUESTIONS
from statuspage.schemas import ANY_SITE, SCHEMAS, event_fields, schema_of, tables
from statuspage.settings import TOP, audience_fields, component_fields, freeze_fields, site_fields
from tests.conftest import Run, WriteSite
from tests.sites import CONFIG, ROOT, SMALL, settings
from tests.strategies import steady

CONTACT_IDS = [path.stem for path in sorted((ROOT / "content/contacts").glob("*.md")) if "." not in path.stem]
HERE = Place("a.md")
FOLDERS = {"events": "event", "faq": "question", "contacts": "contact", "pages": "page"}


class Core(yaml.SafeLoader):
    """Reads YAML as editors do: by the core schema of YAML 1.2, which knows no dates."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))


def validator(sort: str, config: Config = ANY_SITE, contacts: Sequence[str] = ()) -> Draft202012Validator:
    """Return a validator for the schema as it is printed."""
    schema = json.loads(json.dumps(schema_of(sort, "en", config, contacts)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def front_matter(path: Path) -> Any:
    """Return a file's front matter as another program sees it."""
    return yaml.load(path.read_text("utf-8").split("---\n")[1], Loader=Core)


@cache
def sample_site() -> Config:
    return settings(ROOT)


# ---------------------------------------------------------------- what is written fits


@pytest.mark.parametrize("known", [False, True], ids=["of any site", "of this site"])
def test_every_file_of_the_sample_site_fits(known: bool):
    """What the readers take of this repository's own content, the schemas take too."""
    config, contacts = (sample_site(), CONTACT_IDS) if known else (ANY_SITE, [])
    validators = {sort: validator(sort, config, contacts) for sort in SCHEMAS}
    seen = set()
    for path in sorted((ROOT / "content").rglob("*.md")):
        sort = FOLDERS[path.relative_to(ROOT / "content").parts[0]]
        if "." in path.stem:
            if sort != "event":
                continue  # of these only the facts are needed in the main file: their words have the same fields
            sort = "translation"
        told = [error.message for error in validators[sort].iter_errors(front_matter(path))]
        assert told == [], path
        seen.add(sort)
    assert seen == set(SCHEMAS) - {"config"}


def test_the_configuration_of_the_sample_site_and_of_the_reference_fit():
    """The settings shown in the documentation hold every key, and all of them fit."""
    reference = (ROOT / "docs/reference.md").read_text("utf-8")
    shown = re.search(r"^```toml\n(.*?)^```$", reference, re.MULTILINE | re.DOTALL)
    assert shown
    for text in ((ROOT / "config.toml").read_text("utf-8"), shown[1]):
        assert [error.message for error in validator("config").iter_errors(tomllib.loads(text))] == []


# ---------------------------------------------------------------- the same keys


def described(sort: str) -> dict[str, Any]:
    properties: dict[str, Any] = schema_of(sort, "en")["properties"]
    return properties


def test_the_schemas_know_the_keys_that_are_read_and_no_others():
    """A field that is added to what is read stands in the schema, and nothing stands there that isn't read."""
    facts = fact_fields(ANY_SITE, ())
    assert set(described("event")) == {field.name for field in (*word_fields("en"), *facts)}
    assert set(described("translation")) == {field.name for field in word_fields("en")}
    for sort, fields in (("question", QUESTIONS), ("contact", CONTACTS), ("page", PAGES)):
        assert set(described(sort)) == {field.name for field in (*fields.words("en"), *fields.facts)}
    assert set(tables()) == set(described("config")) == {field.name for field in TOP}
    assert {*SCHEMAS, *OF_A_SITE} == set(SORTS)


@pytest.mark.parametrize("sort", SCHEMAS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_field_is_described(sort: str, lang: str):
    """Whoever hovers over a field learns what it is for, in tables inside tables too."""

    def missing(schema: Any, path: str) -> list[str]:
        found = []
        for name, inner in (schema.get("properties") or {}).items():
            found += [] if inner.get("description") else [f"{path}.{name}"]
            found += missing(inner, f"{path}.{name}") + missing(inner.get("items", {}), f"{path}.{name}")
        return found

    assert missing(schema_of(sort, lang), sort) == []


# ---------------------------------------------------------------- the same values

WORDS = [
    *(
        "orders",
        "订单",
        "404",
        "true",
        "false",
        "null",
        "none",
        "outage",
        "incident",
        "desk",
        "finance",
        "zh",
        "mon",
        "lead-time",
    ),
    *("2026-11-28 23:00", "2026-11-28T23:00:30 +08:00", " 2026-11-28  23:00Z ", "30m", "1h30m", "3d 2h", "23:00 备份"),
    *("9:30 checks", "2026-11-30 08:00 back", "22:00-06:00", "22:00 - 06:00", "Asia/Shanghai", "#1b47b0", "#FFF"),
    *("logo.SVG", "a/b.jpeg/", "https://status.example/x/", "mailto:a@b.example", "tel:+49-30", "/faq/", "a,2026"),
    *("status.example.org,2026-11", "noc@example.org", "on", "default", "start", "-12", "0012", "", "  "),
]
PIECES = st.sampled_from([*WORDS, "-", ":", " ", "0", "x", "\n", "：", "/", "#"])
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.builds(
        lambda word, piece, at: word[:at] + piece + word[at:], st.sampled_from(WORDS), PIECES, st.integers(0, 20)
    ),
    st.builds(lambda word, at: word[:at] + word[at + 1 :], st.sampled_from(WORDS), st.integers(0, 20)),
    st.integers(-(10**10), 10**10),
    st.booleans(),
    st.none(),
)
KEYS = st.sampled_from(["orders", "payments", "shop", "en", "zh", "light", "dark", "name", "url", "link", "404"])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def node(value: Any) -> Node:
    """Return a value as the readers see it, whose scalars are texts."""
    if isinstance(value, dict):
        return Table(tuple((Scalar(key, HERE), node(item)) for key, item in value.items()), HERE)
    if isinstance(value, list):
        return Listing(tuple(node(item) for item in value), HERE)
    if isinstance(value, bool):
        return Scalar(str(value).lower(), HERE)
    return Scalar("" if value is None else str(value), HERE)


def takes(field: Field, value: Any) -> bool:
    """Tell whether a field's reader takes a value."""
    problems = Problems()
    read_fields(Table(((Scalar(field.name, HERE), node(value)),), HERE), [field], problems)
    return not problems.found


def fields_of_all_files() -> dict[str, tuple[Field, dict[str, Any]]]:
    """Return the fields of a real site with their schemas, once for each way of reading: of any site, and of this one."""
    site, contacts = sample_site(), ("desk", "404")
    default, languages = site.default_language, site.languages
    ids = [component.id for component in site.components]
    found: dict[str, tuple[Field, dict[str, Any]]] = {}

    def add(name: str, fields: Sequence[Field], schema: dict[str, Any]) -> None:
        for field in fields:
            shape = {**schema["properties"][field.name], "description": "", "default": ""}
            found.setdefault(f"{field.read.read.__qualname__} {json.dumps(shape)}", (field, shape))
            names.setdefault(f"{field.read.read.__qualname__} {json.dumps(shape)}", f"{name}.{field.name}")

    names: dict[str, str] = {}
    for name, config, known in (("event", ANY_SITE, ()), ("event of this site", site, contacts)):
        add(name, event_fields(site, contacts), schema_of("event", "en", config, known))
    for name, sort in (("question", QUESTIONS), ("contact", CONTACTS), ("page", PAGES)):
        add(name, (*sort.words("en"), *sort.facts), schema_of(name, "en"))
    top = schema_of("config", "en")["properties"]
    for name, keys in {
        **tables(),
        "site": site_fields(default, languages),
        "components": component_fields(default, languages),
        "audiences": audience_fields(default, languages),
        "freezes": freeze_fields(default, languages, site.zone, ids),
        "appearance": appearance_fields(default, languages),
    }.items():
        add(name, keys, top[name].get("items", top[name]))
    return {names[key]: pair for key, pair in found.items()}


def quoted_blanks(value: Any) -> bool:
    """Tell whether there are blanks around a word: only quotes can hold them."""
    if isinstance(value, dict):
        return any(quoted_blanks(item) for item in value.values())
    if isinstance(value, list):
        return any(quoted_blanks(item) for item in value)
    return isinstance(value, str) and value.strip() != value and bool(value.strip())


ALL = fields_of_all_files()


@pytest.mark.parametrize(("field", "schema"), ALL.values(), ids=ALL)
def test_what_a_schema_refuses_the_reader_refuses(field: Field, schema: dict[str, Any]):
    """An editor never underlines what would be published: a value that is read fits the schema."""
    checked = Draft202012Validator(json.loads(json.dumps(schema)))
    by_word = "enum" in json.dumps(schema)

    def holds(value: Any) -> None:
        if takes(field, value) and not (by_word and quoted_blanks(value)):
            assert checked.is_valid(value)

    for word in (*WORDS, 7, 404, 2.5, True, None):
        for value in (word, [word], [word, None], {"orders": word}, {"light": word}, {"en": word}):
            holds(value)
    steady(60)(given(VALUES)(holds))()


EVENT = {"title": "Work", "start": "2026-11-28 23:00", "end": "2026-11-29 03:00"}
SITE = {"title": "Status", "time_zone": "Europe/Berlin", "languages": ["en"]}


@pytest.mark.parametrize(
    ("sort", "wrong"),
    [
        ("event", {**EVENT, "kind": "incidnt"}),
        ("event", {**EVENT, "komponents": {}}),
        ("event", {**EVENT, "components": {"order": "outage"}}),
        ("event", {**EVENT, "components": {"orders": "down"}}),
        ("event", {**EVENT, "components": "orders"}),
        ("event", {**EVENT, "audiences": ["everyone"]}),
        ("event", {**EVENT, "contact": "nobody"}),
        ("event", {**EVENT, "start": "28.11.2026 23:00"}),
        ("event", {**EVENT, "start": None}),
        ("event", {**EVENT, "update_every": "30 minutes"}),
        ("event", {**EVENT, "auto_complete": "yes"}),
        ("event", {**EVENT, "timetable": ["backup"]}),
        ("event", {**EVENT, "reason": ["a", "b"]}),
        ("event", {"title": "Work", "start": "2026-11-28 23:00"}),
        ("event", {"title": "Work", "start": "2026-11-28 23:00", "kind": "drill"}),
        ("event", {"start": "2026-11-28 23:00", "end": "2026-11-29 03:00"}),
        ("question", {"title": "Why?", "order": "first"}),
        ("contact", {"title": "Desk"}),
        ("page", {"title": "About", "group": "x"}),
        ("config", {}),
        ("config", {"site": SITE | {"time_zone": "Europe/Bonn"}}),
        ("config", {"site": SITE | {"url": "status.example.org"}}),
        ("config", {"site": SITE, "components": {"id": "orders", "name": "Orders"}}),
        ("config", {"site": SITE, "components": [{"id": "Orders", "name": "Orders"}]}),
        ("config", {"site": SITE, "components": [{"id": "end", "name": "Orders"}]}),
        ("config", {"site": SITE, "policy": {"quiet_hours": "22-6"}}),
        ("config", {"site": SITE, "policy": {"off": ["late"]}}),
        ("config", {"site": SITE, "appearance": {"links": [{"name": "Desk", "url": "desk@example.org"}]}}),
        ("config", {"site": SITE, "appearance": {"colours": {"link": "blue"}}}),
        ("config", {"site": SITE, "colours": {}}),
    ],
)
def test_common_mistakes_are_refused(sort: str, wrong: dict[str, Any]):
    """What people get wrong is seen while they type, by the schema of their site."""
    right = {"event": EVENT, "config": {"site": SITE}}.get(sort)
    checked = validator(sort, sample_site(), CONTACT_IDS)
    assert right is None or checked.is_valid(right)
    assert not checked.is_valid(wrong)


def test_an_incident_may_lack_an_end():
    """The end is asked for as it is when files are read: of all but incidents."""
    assert validator("event").is_valid({"title": "Fault", "kind": "incident", "start": "2026-11-28 23:00"})
    assert not validator("event").is_valid({"title": "Fault", "kind": "emergency", "start": "2026-11-28 23:00"})


@pytest.mark.parametrize("record", ["a text", ["a"], {"original": "a\n", "x": {"y": [1, None]}}, 1, True])
def test_a_record_of_an_import_is_any_value_and_stands_for_an_end(record: Any):
    """What an import kept is described and never underlined, and whoever has it may lack an end."""
    assert validator("event").is_valid({"title": "Work", "start": "2026-11-28 23:00", "imported": record})
    assert validator("page").is_valid({"title": "About", "imported": record})
    assert not validator("translation").is_valid({"title": "Work", "imported": record})
    for sort in ("event", "question", "contact", "page"):
        assert "never published" in schema_of(sort, "en")["properties"]["imported"]["description"]


# ---------------------------------------------------------------- the command


def test_the_schema_of_a_site_names_its_ids(site: WriteSite, run: Run):
    """In a site's folder its components and contacts alone fit; elsewhere any do."""
    anywhere = json.loads(run("schema", "event").told)
    assert "properties" not in anywhere["properties"]["components"]["anyOf"][0]
    site(SMALL)
    for arguments in ((), (".",)):
        told = json.loads(run("schema", "event", *arguments).told)["properties"]
        assert set(told["components"]["anyOf"][0]["properties"]) == {"shop", "mail"}
        assert told["components"]["anyOf"][0]["properties"]["shop"]["description"] == "商店"
        assert told["contact"]["anyOf"][0]["enum"] == ["desk"]


def test_a_site_that_can_not_be_read_has_no_schema(site: WriteSite, run: Run):
    """Without its settings nobody knows a site's ids: the problems are told instead."""
    site(CONFIG.replace("Asia/Shanghai", "Asia/Beijing"))
    ran = run("schema", "event")
    assert ran.code == 1
    assert "unknown time zone 'Asia/Beijing'" in ran.told
    assert run("schema", "event", "nowhere").told.startswith("nowhere/config.toml:1:1: error: there is no config.toml")


def test_content_that_is_wrong_is_no_hindrance(site: WriteSite, run: Run):
    """Whoever mends a notice needs the schema while it is broken."""
    site(SMALL.replace("shop: outage", "shops: outage"))
    assert json.loads(run("schema", "event").told)["properties"]["contact"]["anyOf"][0]["enum"] == ["desk"]
