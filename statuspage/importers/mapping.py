"""What a source's words mean here: its systems, its severities, its zones, as an editor says or as they are known."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from statuspage.importers.history import Happening, History, Meaning, Stamp, System
from statuspage.model import Component, Impact, Kind
from statuspage.times import zone_names

ASSUMED: Final = Impact.DEGRADED
"""What an unknown severity is taken for until an editor says: something was affected, no worse than this was said."""

RESERVED: Final = frozenset({"start", "end"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a source's words mean here; each table by the source's own word.

    `components` has ids, an empty one for what is left out. `severities` are in lower case, the empty word stands for
    a severity that isn't there; those that nobody knows have no impact until an editor says. `zones` are IANA zones by
    name as written, empty ones too.
    """

    zone: str
    components: Mapping[str, str]
    severities: Mapping[str, Impact | None]
    kinds: Mapping[str, Kind]
    zones: Mapping[str, str]

    @property
    def asked(self) -> tuple[str, ...]:
        """The severities that nobody knows, sorted."""
        return tuple(sorted(word for word, impact in self.severities.items() if impact is None))


def meant(history: History, meaning: Meaning, standing: Collection[Component], said: Words) -> Words:
    """Return what a source's words mean: as an editor *said*, else as far as can be said without asking.

    *standing* are the components that the site has already.
    """
    named = [system.name for system in history.systems]
    named += [name for happening in history.happenings for name in affected_names(happening)]
    spoken = dict.fromkeys(word for happening in history.happenings for word in _severities(happening))
    new = [word for word in spoken if word not in said.severities]
    zones = sorted({stamp.zone for happening in history.happenings for stamp in _stamps(happening) if stamp.zone})
    called = {system.name: system for system in history.systems}
    return Words(
        zone=said.zone,
        components=_ids(named, standing, called, said.components),
        severities={**said.severities, **{word: meaning.impacts.get(word) for word in new}},
        kinds={**said.kinds, **{word: meaning.kinds[word] for word in new if word in meaning.kinds}},
        zones={**{name: _zone(name) for name in zones}, **said.zones},
    )


def affected_names(happening: Happening) -> Iterable[str]:
    """Yield the names of what was affected, as the source writes them."""
    yield from (name for name, _ in happening.affected)
    yield from (name for told in happening.updates for name, _ in told.impacts)


def _severities(happening: Happening) -> Iterable[str]:
    """Yield the words that decide how badly something was affected, the empty one where nothing is said."""
    words = [word or happening.severity for _, word in happening.affected]
    words += [word for told in happening.updates for _, word in told.impacts]
    yield from (word.strip().lower() for word in words)
    if happening.kind is None:
        yield happening.severity.strip().lower()


def _stamps(happening: Happening) -> Iterable[Stamp]:
    found = [happening.start, happening.end, happening.announced, happening.ended]
    for told in happening.updates:
        found += [told.at, told.start, told.end]
    return (stamp for stamp in found if stamp)


def _zone(name: str) -> str:
    """Return the IANA zone that is called so, here or in Windows; of an abbreviation, which may mean several, none."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return name if name in zone_names() else WINDOWS_TO_OLSON.get(name, "")


def _ids(
    named: Iterable[str], standing: Collection[Component], called: Mapping[str, System], said: Mapping[str, str]
) -> dict[str, str]:
    """Give each name the id of the component that is called so, or a new one; letter case makes no difference."""
    ids = dict(said)
    by_name = {phrase.text.casefold(): one.id for one in standing for phrase in one.name.said}
    by_name |= {one.id: one.id for one in standing} | {name.strip().casefold(): id for name, id in said.items()}
    taken = set(by_name.values())
    for name in dict.fromkeys(named):
        folded = name.strip().casefold()
        if folded not in by_name:
            system = called.get(name, System(name=name, title=name))
            by_name[folded] = by_name.get(system.title.casefold()) or _new_id(system.id or system.title, taken)
            taken.add(by_name[folded])
        ids.setdefault(name, by_name[folded])
    return ids


def _new_id(name: str, taken: Collection[str]) -> str:
    """Return an id of small ASCII letters, digits and hyphens; a name in another script becomes a digest of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join("".join(char if char.isalnum() else " " for char in plain).split())[:60].strip("-")
    digest = sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    if not slug or sum(map(str.isalnum, name)) > 2 * sum(map(str.isalnum, slug)):
        slug = f"component-{digest}"
    return slug if slug not in taken and slug not in RESERVED else f"{slug}-{digest}"
