"""The site that an import goes into: its settings as text, made of a history or given the components that are new."""

import json
from collections.abc import Collection, Iterable
from typing import Final

from statuspage.importers.history import History, Loss, Sort
from statuspage.messages import message
from statuspage.model import Component
from statuspage.times import zone_names

SPOKEN: Final = ("en", "zh")
"""The languages that the default theme has words for."""

HEAD: Final = "# Made by `statuspage import`; what else can be set here: docs/reference.md of the program.\n"


def language_of(history: History, losses: list[Loss]) -> str:
    """Return the language of a new site: the source's own, if there are words for it, else English."""
    tag = history.language.strip().lower().replace("_", "-").partition("-")[0]
    if tag and tag not in SPOKEN:
        told = message("a site speaks {known} here: the texts are marked as English", known=SPOKEN)
        losses.append(Loss("", Sort.ASSUMED, told, history.language))
    return tag if tag in SPOKEN else SPOKEN[0]


def zone_of(history: History, losses: list[Loss]) -> str:
    """Return the zone that the source names, or nothing if it names none that exists."""
    name = history.time_zone.strip()
    if name and name not in zone_names():
        told = message("the source's time zone isn't known: '{name}'", name=name)
        losses.append(Loss("", Sort.ASSUMED, told, history.time_zone))
    return name if name in zone_names() else ""


def new_settings(history: History, lang: str, zone: str, components: Iterable[Component]) -> str:
    """Return the text of a config.toml for a site that begins with an import."""
    lines = [HEAD, "[site]", f"title = {quoted(history.title or 'Status')}"]
    if history.url:
        lines.append(f"url = {quoted(history.url)}")
    lines += [f"time_zone = {quoted(zone)}", f"languages = [{quoted(lang)}]", f"default_language = {quoted(lang)}"]
    return with_components("\n".join(lines) + "\n", components, ())


def with_components(text: str, components: Iterable[Component], standing: Collection[str]) -> str:
    """Return the text of a config.toml with those components at its end that it doesn't have yet; all else stays."""
    for component in components:
        if component.id not in standing:
            keys = {
                "id": component.id,
                "name": component.name.original.text,
                "group": component.group.original.text,
                "description": component.description.original.text,
            }
            lines = (f"{key} = {quoted(value)}\n" for key, value in keys.items() if value)
            text = f"{text.rstrip()}\n\n[[components]]\n{''.join(lines)}"
    return text


def quoted(text: str) -> str:
    """Write a text as TOML wants it, whose strings are those of JSON but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
