"""The updates of one event of the Statuspage API v2: when which was said, and what it made of which component.

v2 writes the state of every affected component beside every update; we write how badly each is affected, and then what
changes. That all is well says nothing of work that hasn't begun, nor of what is over: there it is so anyway.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from statuspage.importers.history import Stamp, Told
from statuspage.importers.labels import state_of
from statuspage.importers.loose_json import tables_in, text_of
from statuspage.importers.stamps import read_stamp
from statuspage.importers.v2_components import WELL, Components, code_of
from statuspage.model import UpdateState

OVER: Final = frozenset({UpdateState.RESOLVED, UpdateState.COMPLETED, UpdateState.CANCELLED, UpdateState.REVIEWED})
SCHEDULED: Final = "scheduled"
ANNOUNCED: Final = "_announced"
"""How our own API names the announcement among the updates of an event."""

_BY_CLOCK: Final = re.compile(
    r"The planned start has come\.|已到计划开始时间。"
    r"|Planned end was [^;]+; nobody has said that it is over|原定[^，]{,60}结束，尚未确认完成"
)
"""What our own API says where nobody said anything."""

AT_ONCE: Final = timedelta(minutes=1)
"""What is said so soon after an event was made is said with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One update as it stands: `affected` is each component's name, its state before and after, None without a list."""

    id: str
    at: Stamp | None
    label: str
    text: str
    affected: tuple[tuple[str, str, str], ...] | None
    written: Mapping[str, Any]

    @property
    def state(self) -> UpdateState | None:
        """What the label stands for, if it is known."""
        return state_of(self.label)

    def says(self, status: str) -> bool:
        """Tell whether a component's state says how badly it is affected, at the stage that the event is at."""
        idle = self.state in OVER or self.label.lower() == SCHEDULED or self.id.endswith(ANNOUNCED)
        return bool(status) and not (idle and status == WELL)


def log(fields: Mapping[str, Any], known: Components) -> tuple[Entry, ...]:
    """Return the updates of an event, the oldest first, though v2 has the newest first; undated ones stand in front."""
    listed = [*tables_in(fields.get("incident_updates"))]
    if not listed and text_of(fields.get("body")):  # what is told by itself is an event and its update in one
        listed = [dict(fields)]
    return tuple(sorted((_entry(item, known) for item in reversed(listed)), key=_instant))


def announcement(entries: Sequence[Entry], key: str, created: Stamp | None) -> Entry | None:
    """Return the update that is the notice itself, if one is: of work, what is said with it; what our API names so."""
    for entry in entries:
        if entry.id == f"{key}{ANNOUNCED}":
            return entry
    first = next((entry for entry in entries if entry.at), None)
    if first and first.at and created and first.label.lower() == SCHEDULED:
        return first if abs(instant(first.at) - instant(created)) <= AT_ONCE else None
    return None


def first_told(entries: Sequence[Entry]) -> dict[str, str]:
    """Return how badly each component is affected that the first list names, empty where nobody ever says."""
    lists = [entry for entry in entries if entry.affected is not None]
    found: dict[str, str] = {}
    for name, before, _ in (lists[0].affected or ()) if lists else ():
        later = (new for entry in lists for other, _, new in entry.affected or () if other == name and entry.says(new))
        ended = lists[0].state in OVER and before != WELL
        found[name] = before if ended and before else next(later, "")
    return found


def told(entries: Sequence[Entry], at_first: Mapping[str, str]) -> Iterator[Told]:
    """Yield the updates, each with what it changed of the components.

    Every update has a status, so one that has the status of the update before it says no more than its text: a
    Statuspage shows it as an update. What our own API tells because the clock brought it about, the clock brings again.
    """
    now, step = dict(at_first), UpdateState.NOTE
    for entry in entries:
        if entry.at is None or _BY_CLOCK.fullmatch(entry.text.strip()):
            continue
        after = {name: new for name, _, new in entry.affected or () if entry.says(new)}
        changed = tuple((name, new) for name, new in after.items() if now.get(name) != new)
        now |= after
        first, _, rest = entry.text.partition("\n")
        said = Told(at=entry.at, label=entry.label, state=entry.state, text=entry.text, impacts=changed)
        if entry.state is step and step is not UpdateState.NOTE:
            said = replace(said, label="", state=UpdateState.NOTE)
        if said.state is UpdateState.NOTE and rest and state_of(first) is UpdateState.REMINDER:
            said = replace(said, label="", state=UpdateState.REMINDER, text=rest.strip())
        step = entry.state or step
        yield said


def instant(stamp: Stamp) -> datetime:
    """Return a time to compare with others; a naive one as if it were UTC."""
    return stamp.at if stamp.at.tzinfo else stamp.at.replace(tzinfo=UTC)


def _instant(entry: Entry) -> datetime:
    return instant(entry.at) if entry.at else datetime.min.replace(tzinfo=UTC)


def _entry(item: Mapping[str, Any], known: Components) -> Entry:
    times = (read_stamp(text_of(item.get(name))) for name in ("display_at", "created_at", "updated_at"))
    listed = item.get("affected_components")
    affected = tuple(
        (known.called(code_of(one), text_of(one.get("name"))), _word(one, "old_status"), _word(one, "new_status"))
        for one in tables_in(listed)
        if code_of(one)
    )
    return Entry(
        text_of(item.get("id")),
        next((stamp for stamp in times if stamp), None),
        text_of(item.get("status")),
        text_of(item.get("body")),
        affected if isinstance(listed, list) else None,
        item,
    )


def _word(item: Mapping[str, Any], name: str) -> str:
    return text_of(item.get(name)).strip()
