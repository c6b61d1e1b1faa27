"""The components of the Statuspage API v2: as they are listed, and as events name them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from statuspage.importers.history import Loss, Sort, System
from statuspage.importers.loose_json import tables_in, text_of
from statuspage.messages import message

DRAWN: Final = re.compile("[a-z0-9]{12}")
"""A code that was drawn, in which nobody could read what it stands for."""
WELL: Final = "operational"
HEADED: Final = " - "
"""What stands between group and component where an event names one."""

Record = tuple[str, Mapping[str, Any]]
"""Where something stands (a file, after `#` which one in it), and what stands there."""


@dataclass(frozen=True, slots=True)
class Components:
    """All that events affect; `by_code` and `by_name` hold the name of the system that a word of an event means."""

    systems: tuple[System, ...] = ()
    by_code: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()

    def called(self, code: str, name: str) -> str:
        """Return the name of the system that an event names by its code, its name or both."""
        return self.by_code.get(code) or self.by_name.get(name) or code or name


def components(listed: Sequence[Record], events: Sequence[Record]) -> Components:
    """Return the components that are listed, the first of each code, then those that only events know."""
    first: dict[str, Record] = {}
    for source, item in listed:
        first.setdefault(code_of(item), (source, item))
    first.pop("", None)
    groups = {code: text_of(item.get("name")) for code, (_, item) in first.items() if item.get("group") is True}
    members = {code: item for code, (_, item) in first.items() if code not in groups}
    filled = {text_of(item.get("group_id")) for item in members.values()}
    told = message("a group without components isn't brought over")
    empty = [Loss(first[code][0], Sort.LOST, told, name) for code, name in groups.items() if code not in filled]
    known = Components(tuple(_system(code, item, groups) for code, item in members.items()), losses=tuple(empty))
    return _mentioned(known, events, groups, filled)


def code_of(item: Mapping[str, Any]) -> str:
    """Return what stands for a component everywhere: its id, else its name."""
    return text_of(item.get("id")) or text_of(item.get("code")) or text_of(item.get("name"))


def affected_in(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each mention of a component in the updates of an event, and in the event itself, if it is one update."""
    for said in (fields, *tables_in(fields.get("incident_updates"))):
        yield from tables_in(said.get("affected_components"))


def _mentioned(known: Components, events: Sequence[Record], groups: Mapping[str, str], filled: set[str]) -> Components:
    """Add what only events name; what is named by an unknown code and a known name is what has that name."""
    systems, losses = [*known.systems], [*known.losses]
    codes = {system.name: system.name for system in systems}
    names = _names(systems)
    for source, fields in events:
        whole = (item for item in tables_in(fields.get("components")) if code_of(item) not in filled & groups.keys())
        for item in (*whole, *affected_in(fields)):
            code, name = code_of(item), text_of(item.get("name"))
            if not code or code in codes:
                continue
            if name not in names:
                systems.append(_system(code, item, groups))
                names.setdefault(name, code)
            elif code != name:
                told = message(
                    "no component '{code}' is listed: taken for '{name}', as it is called", code=code, name=name
                )
                losses.append(Loss(source, Sort.ASSUMED, told, name))
            codes[code] = names.get(name, code)
    return Components(tuple(systems), codes, names, tuple(losses))


def _system(code: str, item: Mapping[str, Any], groups: Mapping[str, str]) -> System:
    name = text_of(item.get("name")) or code
    group = groups.get(text_of(item.get("group_id")), "")
    if not group:  # an update names its components with their groups
        group = next((head for head in groups.values() if head and name.startswith(head + HEADED)), "")
        name = name.removeprefix(group + HEADED) if group else name
    own = "" if DRAWN.fullmatch(code) else code
    return System(name=code, title=name, id=own, group=group, description=text_of(item.get("description")))


def _names(systems: Sequence[System]) -> dict[str, str]:
    """Return by name the systems that have it for themselves, with the name of their group and without."""
    pairs = [(system.title, system.name) for system in systems]
    pairs += [(f"{system.group}{HEADED}{system.title}", system.name) for system in systems if system.group]
    count = Counter(name for name, _ in pairs)
    return {name: code for name, code in pairs if count[name] == 1}
