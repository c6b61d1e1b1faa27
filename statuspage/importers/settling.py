"""The site that an import goes into: its settings as text, made of a history or given the components that are new."""

from typing import Final

from statuspage.importers.history import History, Loss, Sort
from statuspage.messages import message
from statuspage.times import zone_names
from statuspage.toml import string

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


def new_settings(history: History, lang: str, zone: str) -> str:
    """Return the text of a config.toml for a site that begins with an import; its components come after it."""
    values = {"title": history.title or "Status", "url": history.url, "time_zone": zone, "default_language": lang}
    lines = [f"{key} = {string(value)}\n" for key, value in values.items() if value]
    return f"{HEAD}\n[site]\n{''.join(lines)}languages = [{string(lang)}]\n"
