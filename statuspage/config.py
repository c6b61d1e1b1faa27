"""config.toml → Config."""

import tomllib
from pathlib import Path
from typing import Any

from statuspage.documents import read_text
from statuspage.fields import (
    Field,
    Node,
    Table,
    read_fields,
)
from statuspage.model import Audience, Component, Config, Freeze, Policy
from statuspage.problems import Place, Problems
from statuspage.settings import POLICY, TOP, audience_fields, component_fields, freeze_fields, site_fields
from statuspage.times import zone
from statuspage.toml import parse_toml, toml_error


def load_config(path: Path, problems: Problems) -> Config | None:
    """Read config.toml; what is wrong is noted, and None returned if no site can be made of it."""
    name = path.name
    if not path.exists():
        hint = "run it in the folder that holds config.toml and content/, or name that folder"
        problems.error(Place(name), "there is no config.toml here", hint)
        return None
    source = read_text(path, name, problems)
    if source is None:
        return None
    try:
        document, root = parse_toml(source, name)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.error(*toml_error(error, name))
        return None
    return _read(root, document, problems)


def _read(root: Node, document: dict[str, Any], problems: Problems) -> Config | None:
    default, languages = _languages(document)
    assert isinstance(root, Table)  # a TOML document is a table
    top = read_fields(root, TOP, problems)
    if top["site"] is None:
        return None
    site = read_fields(top["site"], site_fields(default, languages), problems)
    policy = read_fields(top["policy"] or Table((), root.place), POLICY, problems)
    components = _each(top["components"], component_fields(default, languages), problems)
    audiences = _each(top["audiences"], audience_fields(default, languages), problems)
    if site["time_zone"] is None or not site["title"]:
        return None
    freezes = [
        read_fields(table, freeze_fields(default, languages, zone(site["time_zone"]), components), problems)
        for table in top["freezes"]
    ]
    for table, freeze in zip(top["freezes"], freezes, strict=True):
        if freeze["start"] and freeze["end"] and freeze["end"] <= freeze["start"]:
            problems.error(table.place, "this freeze doesn't end after its start")
    if problems.found:
        return None
    return Config(
        **site,
        components=tuple(Component(**values) for values in components.values()),
        audiences=tuple(Audience(**values) for values in audiences.values()),
        policy=Policy(**policy),
        freezes=tuple(Freeze(**values) for values in freezes),
    )


def _languages(document: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Look up the languages before all else, since every other text may be a table by language."""
    site = document.get("site")
    settings = site if isinstance(site, dict) else {}
    listed = settings.get("languages")
    languages = tuple(str(lang) for lang in listed) if isinstance(listed, list) and listed else ("en",)
    default = settings.get("default_language", languages[0])
    return str(default), languages


def _each(tables: tuple[Table, ...], fields: tuple[Field, ...], problems: Problems) -> dict[str, dict[str, Any]]:
    """Read tables that have an id each; an id given twice is an error."""
    by_id: dict[str, dict[str, Any]] = {}
    for table in tables:
        values = read_fields(table, fields, problems)
        if values["id"] in by_id:
            problems.error(table.place, f"the id '{values['id']}' is used twice", "each needs an id of its own")
        elif values["id"] is not None:
            by_id[values["id"]] = values
    return by_id
