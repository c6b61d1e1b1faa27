"""config.toml → Config."""

import tomllib
from pathlib import Path
from typing import Any

from statuspage.appearance import PICTURES, appearance_fields
from statuspage.channels import Maintnote, Subscriptions
from statuspage.documents import MAX_BYTES, read_text
from statuspage.fields import Field, read_fields
from statuspage.looks import Appearance, Logo
from statuspage.messages import message
from statuspage.model import Audience, Component, Config, Freeze, Policy
from statuspage.nodes import Node, Scalar, Table
from statuspage.problems import Place, Problems
from statuspage.settings import (
    MAINTNOTE,
    POLICY,
    SUBSCRIPTIONS,
    TOP,
    audience_fields,
    component_fields,
    freeze_fields,
    site_fields,
)
from statuspage.times import zone
from statuspage.toml import parse_toml, toml_error


def is_site(folder: Path) -> bool:
    """Tell whether a folder holds the settings of a site."""
    return (folder / "config.toml").is_file()


def logo_named(source: str) -> str | None:
    """Return the picture that the text of a config.toml names, or None; whatever is wrong is told elsewhere."""
    try:
        return str(tomllib.loads(source)["appearance"]["logo"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def load_config(path: Path, problems: Problems) -> Config | None:
    """Read config.toml; what is wrong is noted, and None returned if no site can be made of it."""
    name = path.name
    if not path.exists():
        hint = message("run it in the folder that holds config.toml and content/, or name that folder")
        problems.error(Place(name), message("there is no config.toml here"), hint)
        return None
    source = read_text(path, name, problems)
    return None if source is None else parse_config(source, name, path.parent, problems)


def parse_config(source: str, name: str, folder: Path, problems: Problems) -> Config | None:
    """Read the text of a config.toml that stands, or is to stand, in a folder; *name* is its path in messages."""
    try:
        document, root = parse_toml(source, name)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.error(*toml_error(error, name))
        return None
    return read_settings(root, document, folder, problems)


def read_settings(root: Node, document: dict[str, Any], folder: Path, problems: Problems) -> Config | None:
    """Make a Config of settings as nodes and as plain values; what is wrong is noted."""
    default, languages = _languages(document)
    assert isinstance(root, Table)  # a TOML document is a table
    top = read_fields(root, TOP, problems)
    if top["site"] is None:
        return None
    site = read_fields(top["site"], site_fields(default, languages), problems)
    policy = read_fields(top["policy"] or Table((), root.place), POLICY, problems)
    components = _each(top["components"], component_fields(default, languages), problems)
    audiences = _each(top["audiences"], audience_fields(default, languages), problems)
    appearance = read_fields(
        top["appearance"] or Table((), root.place), appearance_fields(default, languages), problems
    )
    subscriptions = read_fields(top["subscriptions"] or Table((), root.place), SUBSCRIPTIONS, problems)
    maintnote = read_fields(top["maintnote"], MAINTNOTE, problems) if top["maintnote"] else None
    logo = _logo(appearance["logo"], folder, problems)
    if site["time_zone"] is None or not site["title"]:
        return None
    freezes = [
        read_fields(table, freeze_fields(default, languages, zone(site["time_zone"]), components), problems)
        for table in top["freezes"]
    ]
    for table, freeze in zip(top["freezes"], freezes, strict=True):
        if freeze["start"] and freeze["end"] and freeze["end"] <= freeze["start"]:
            problems.error(table.place, message("this freeze doesn't end after its start"))
    if problems.found:
        return None
    return Config(
        **site,
        components=tuple(Component(**values) for values in components.values()),
        audiences=tuple(Audience(**values) for values in audiences.values()),
        policy=Policy(**policy),
        freezes=tuple(Freeze(**values) for values in freezes),
        appearance=Appearance(**{**appearance, "logo": logo, "contrast": appearance["contrast"] == "on"}),
        subscriptions=Subscriptions(**subscriptions),
        maintnote=Maintnote(**maintnote) if maintnote else None,
    )


def _logo(written: Scalar | None, folder: Path, problems: Problems) -> Logo | None:
    """Read the picture from the site's folder, out of which no path and no symbolic link may lead."""
    if written is None:
        return None
    path = folder / written.text
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        hint = message("put the picture into the site's folder, and write its path as seen from config.toml")
        problems.error(
            written.place, message("there is no file '{name}' in the site's folder", name=written.text), hint
        )
        return None
    data, suffix = path.read_bytes(), path.suffix.lower()
    if len(data) > MAX_BYTES:
        told = message("the picture '{name}' has {size:.1f} MB", name=written.text, size=len(data) / 1_000_000)
        hint = message("at most 1 MB is read, and every visitor waits for it: make it smaller")
        problems.error(written.place, told, hint)
    elif not PICTURES[suffix].search(data):
        told = message("'{name}' is not a picture of the kind that its name says", name=written.text)
        hint = message("save it as {kind} again, or correct its name", kind=suffix.removeprefix("."))
        problems.error(written.place, told, hint)
    return Logo(f"logo{suffix}", data)


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
            told = message("the id '{id}' is used twice", id=values["id"])
            problems.error(table.place, told, message("each needs an id of its own"))
        elif values["id"] is not None:
            by_id[values["id"]] = values
    return by_id
