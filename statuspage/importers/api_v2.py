"""A Statuspage: files of its public API v2, and its feeds, told apart by what is in them.

The same event stands in several files, as it was when each was fetched: the copy that changed last counts. What the API
tells of an event, a feed tells no better.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from statuspage.importers.feeds import Feed, read_feed
from statuspage.importers.history import Files, Happening, History, Loss, Meaning, Prose, Sort
from statuspage.importers.loose_json import as_written, load, tables_in, text_of
from statuspage.importers.stamps import read_stamp
from statuspage.importers.v2_components import WELL, Components, Record, code_of, components
from statuspage.importers.v2_events import Found, happening, is_planned
from statuspage.importers.v2_updates import instant
from statuspage.messages import message
from statuspage.model import Impact

_OF_COMPONENTS: Final = {
    WELL: Impact.NONE,
    "degraded_performance": Impact.DEGRADED,
    "partial_outage": Impact.PARTIAL,
    "major_outage": Impact.OUTAGE,
    "under_maintenance": Impact.DEGRADED,
}
_OF_EVENTS: Final = {
    "none": Impact.NONE,
    "minor": Impact.DEGRADED,
    "major": Impact.PARTIAL,
    "critical": Impact.OUTAGE,
    "maintenance": Impact.DEGRADED,
}
MEANING: Final = Meaning(impacts=_OF_COMPONENTS | _OF_EVENTS)
"""v2 has one word for all that planned work does to a component: no more is assumed than that it is felt."""

VAGUE: Final = frozenset({"under_maintenance", "maintenance"})

_ENDINGS: Final = (".json", ".atom", ".rss", ".xml")
_LISTS: Final = {"incidents": False, "scheduled_maintenances": True}
_ALONE: Final = {"incident": False, "scheduled_maintenance": True}
_OF_ONE_COMPONENT: Final = frozenset({"position", "showcase", "group", "group_id", "only_show_if_degraded"})
_OF_ONE_EVENT: Final = frozenset({"incident_updates", "impact", "body", "shortlink", "started_at"})


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds."""

    page: Mapping[str, Any] = field(default_factory=dict)
    components: tuple[Record, ...] = ()
    events: tuple[Found, ...] = ()
    feed: Feed | None = None
    losses: tuple[Loss, ...] = ()


def wanted(path: str) -> bool:
    """Tell whether a file of a folder is read: JSON and feeds, by the end of its name."""
    return path.lower().endswith(_ENDINGS)


def read(files: Files) -> History:
    """Return what files of the API v2 and feeds of a Statuspage tell; what can't be read is a loss."""
    parts = [_part(path, files[path]) for path in sorted(files)]
    page = next((part.page for part in parts if part.page), {})
    listed = [record for part in parts for record in part.components]
    url = text_of(page.get("url"))
    records = [replace(found, url=url) for found in _latest(found for part in parts for found in part.events)]
    known = components(listed, [(found.source, found.fields) for found in records])
    losses = [*(loss for part in parts for loss in part.losses), *known.losses]
    made: dict[str, Happening] = {}
    for found in records:
        event, lost = happening(found, known)
        if event:
            key = f"{event.key}-2" if event.key in made else event.key  # planned work and a fault of one id
            made[key] = replace(event, key=key)
        losses += lost
    happenings = [*made.values()]
    losses += [*_vague(happenings), *_unexplained(listed, known, happenings)]
    feeds = [part.feed for part in parts if part.feed]
    pages: list[Prose] = []
    for told, lost_of_it in _new(feeds, set(made)):
        if isinstance(told, Happening):
            happenings.append(told)
        else:
            pages.append(told)
        losses += lost_of_it
    return History(
        found=len(happenings) + len(pages) + sum(loss.sort is Sort.UNREAD for loss in losses),
        title=text_of(page.get("name")) or next((feed.title for feed in feeds if feed.title), ""),
        url=url or next((feed.url for feed in feeds if feed.url), ""),
        language=next((feed.language for feed in feeds if feed.language), ""),
        time_zone=text_of(page.get("time_zone")),
        systems=known.systems,
        happenings=tuple(happenings),
        pages=tuple(pages),
        losses=tuple(losses),
    )


def _part(path: str, data: bytes) -> Part:
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        feed = read_feed(path, data)
        return Part(feed=feed, losses=feed.losses)
    values, losses = load(path, data)
    return _joined([Part(losses=losses), *(_value(path, value) for value in values)])


def _value(path: str, value: object) -> Part:
    """Return what one value of a file holds: a list of records, or an object."""
    if isinstance(value, list):
        return _joined(_records(path, value, None))
    if not isinstance(value, dict):
        return Part(losses=(Loss(path, Sort.UNREAD, message("nothing of the API v2 stands there"), as_written(value)),))
    return _object(path, value)


def _object(path: str, value: Mapping[str, Any]) -> Part:
    """Return what one object holds: an answer of the API with what was asked for in it, or one record by itself."""
    answers = _LISTS.keys() | _ALONE.keys() | {"page"}
    if not value.keys() & answers and ("name" in value or not value.keys() & {"components", "status"}):
        if "name" in value:
            return _joined(_records(path, [value], None))
        told = message("nothing of the API v2 stands there")
        return Part(losses=(Loss(path, Sort.UNREAD, told, as_written(value)),))
    page = value.get("page")
    found = [Part(page=page)] if isinstance(page, dict) else []
    if value.get("components") is not None:
        listed = tuple((f"{path}#{code_of(item)}", item) for item in tables_in(value["components"]))
        found.append(Part(components=listed))
    for name, planned in _LISTS.items():
        found += _records(path, value.get(name), planned)
    for name, planned in _ALONE.items():
        found += _records(path, [value[name]] if name in value else [], planned)
    return _joined(found)


def _records(path: str, listed: object, planned: bool | None) -> Iterator[Part]:
    """Yield the records of a list, planned work or not as it says, or by what they are (None)."""
    if not isinstance(listed, list):
        if listed is not None:
            told = message("a list of events should stand there")
            yield Part(losses=(Loss(path, Sort.UNREAD, told, as_written(listed)),))
        return
    for number, item in enumerate(listed, 1):
        if not isinstance(item, dict):
            told = message("an event should stand there")
            yield Part(losses=(Loss(f"{path}#{number}", Sort.UNREAD, told, as_written(item)),))
        elif planned is None and _is_component(item):
            yield Part(components=((f"{path}#{code_of(item)}", item),))
        else:
            key = _key(item) or f"{PurePosixPath(path).stem}-{number}"
            yield Part(events=(Found(f"{path}#{key}", key, bool(planned) or is_planned(item), item),))


def _key(item: Mapping[str, Any]) -> str:
    """Return what an event is known by: an update that stands by itself names its event."""
    link = text_of(item.get("shortlink")).rstrip("/").rpartition("/")[2]
    return text_of(item.get("incident_id")) or text_of(item.get("id")) or link


def _is_component(item: Mapping[str, Any]) -> bool:
    like = bool(item.keys() & _OF_ONE_COMPONENT) or text_of(item.get("status")) in _OF_COMPONENTS
    return like and not item.keys() & _OF_ONE_EVENT


def _joined(parts: Iterable[Part]) -> Part:
    found = [*parts]
    return Part(
        page=next((part.page for part in found if part.page), {}),
        components=tuple(record for part in found for record in part.components),
        events=tuple(event for part in found for event in part.events),
        losses=tuple(loss for part in found for loss in part.losses),
    )


def _latest(events: Iterable[Found]) -> list[Found]:
    """Return each event once: the copy that changed last, of such copies the one with the most updates."""
    best: dict[tuple[bool, str], Found] = {}
    for found in events:
        name = (found.planned, found.key)
        best[name] = max(best.get(name, found), found, key=_freshness)
    return [*best.values()]


def _freshness(found: Found) -> tuple[datetime, int]:
    stamp = read_stamp(text_of(found.fields.get("updated_at")))
    updates = found.fields.get("incident_updates")
    at = instant(stamp) if stamp else datetime.min.replace(tzinfo=UTC)
    return at, len(updates) if isinstance(updates, list) else 0


def _new(feeds: Sequence[Feed], known: set[str]) -> Iterator[tuple[Happening | Prose, tuple[Loss, ...]]]:
    """Yield what feeds tell of events that are unknown so far: the same history may stand in two of them."""
    for feed in feeds:
        fresh = [(told, losses) for told, losses in feed.entries if told.key not in known]
        known = known | {told.key for told, _ in fresh}
        yield from fresh


def _vague(events: Sequence[Happening]) -> Iterator[Loss]:
    """Tell once that v2 has one word for all that planned work does to a component."""
    for event in events:
        words = {word for said in (event.affected, *(one.impacts for one in event.updates)) for _, word in said}
        words |= {event.severity} if "" in words else set()
        if VAGUE & words:
            told = message(
                "'{word}' doesn't say how badly a component is affected: read as '{impact}' throughout, unless the"
                " mapping says otherwise",
                word=min(VAGUE & words),
                impact=Impact.DEGRADED.value,
            )
            yield Loss(event.source, Sort.ASSUMED, told, min(VAGUE & words))
            return


def _unexplained(listed: Sequence[Record], known: Components, events: Sequence[Happening]) -> Iterator[Loss]:
    """Tell of each component that isn't well though no open event affects it: here, only events say how it is."""
    names = {system.name for system in known.systems}
    for event in events:
        if not event.over:
            names -= {name for said in (event.affected, *(one.impacts for one in event.updates)) for name, _ in said}
    for source, item in listed:
        status = text_of(item.get("status"))
        if status not in ("", WELL) and code_of(item) in names:
            name = text_of(item.get("name")) or code_of(item)
            told = message("'{name}' is '{status}' there, and no open event says so", name=name, status=status)
            yield Loss(source, Sort.LOST, told, status)
