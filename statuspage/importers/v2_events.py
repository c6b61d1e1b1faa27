"""Incidents and scheduled maintenances of the Statuspage API v2, each told in the words of a History."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote

from statuspage.importers.history import Happening, Loss, Sort, Stamp, Told
from statuspage.importers.labels import state_of
from statuspage.importers.loose_json import as_written, tables_in, text_of
from statuspage.importers.stamps import read_stamp
from statuspage.importers.v2_components import Components, code_of
from statuspage.importers.v2_updates import OVER, Entry, announcement, first_told, log, told
from statuspage.messages import Message, message
from statuspage.model import PLANNED, Kind, UpdateState

STATUSES: Final = frozenset({"scheduled", "in_progress", "verifying", "completed"})
"""Statuses of planned work."""

BY_CLOCK: Final = frozenset({"ended as planned", "已按计划结束"})
DRILLS: Final = frozenset({"drill", "应急演练"})
_MARK: Final = re.compile(r"\[([^\[\]]{1,40})\]\s*")
"""What stands before a title in square brackets: our own API's words for what v2 has none for."""

_NO_NAME: Final = message("this is no event of the API v2: it has no 'name'")
_NO_TIME: Final = message("the event has no time that can be read")
_NEVER: Final = ("1970-01-01", "1969-12-31")
_TIMES: Final = ("created_at", "updated_at", "started_at", "resolved_at", "scheduled_for", "scheduled_until")
_PUBLISHED: Final = "postmortem_published_at"
_REVIEWED: Final = (_PUBLISHED, "postmortem_body_last_updated_at")
_REVIEWS: Final = frozenset({UpdateState.REVIEWED})


@dataclass(frozen=True, slots=True)
class Found:
    """The record of an event: where it stands, what it is known by, and the address of the page that it belongs to."""

    source: str
    key: str
    planned: bool
    fields: Mapping[str, Any]
    url: str = ""


def is_planned(fields: Mapping[str, Any]) -> bool:
    """Tell whether a record is one of planned work, wherever it stands."""
    planned = (
        text_of(fields.get("status")).lower() in STATUSES or text_of(fields.get("impact")).lower() == "maintenance"
    )
    return planned or bool(fields.get("scheduled_for"))


def happening(found: Found, known: Components) -> tuple[Happening | None, list[Loss]]:
    """Return the event that a record tells of, or None if there is none, and what isn't brought over of it."""
    fields = found.fields
    title = text_of(fields.get("name")).strip()
    entries = log(fields, known)
    start, losses = _start(found, entries)
    if not title or not start:
        return None, [_loss(found, Sort.UNREAD, _NO_TIME if title else _NO_NAME, fields)]
    created = _time(fields, "created_at")
    notice = announcement(entries, found.key, created)
    at_first = first_told(entries)
    event = Happening(
        source=found.source,
        key=_key(found),
        title=title,
        kind=Kind.MAINTENANCE if found.planned else Kind.INCIDENT,
        severity=text_of(fields.get("impact")),
        affected=tuple((at_first | _named_alone(fields, entries, known)).items()),
        announced=created if found.planned else None,
        start=start,
        end=_time(fields, "scheduled_until") if found.planned else None,
        body=notice.text if notice else "",
        updates=tuple(told([entry for entry in entries if entry is not notice], at_first)),
        original=as_written(fields),
        address=_address(found),
    )
    undated = message("an update without a time that can be read isn't brought over")
    losses += [_loss(found, Sort.LOST, undated, one.written) for one in entries if not one.at and one is not notice]
    for change in (_reviewed, _ended, _unmarked):
        event, more = change(found, event)
        losses += more
    return event, [*losses, *_unreadable(found)]


def _start(found: Found, entries: Sequence[Entry]) -> tuple[Stamp | None, list[Loss]]:
    """Return when an event starts; `started_at` of planned work is when it was announced, so it is the last resort."""
    first = next((entry.at for entry in entries if entry.at), None)
    if not found.planned:
        return _time(found.fields, "started_at") or _time(found.fields, "created_at") or first, []
    begun = next((entry.at for entry in entries if entry.at and entry.state is UpdateState.IN_PROGRESS), None)
    if start := _time(found.fields, "scheduled_for") or begun:
        return start, []
    start = _time(found.fields, "started_at") or _time(found.fields, "created_at") or first
    told = message("no 'scheduled_for' stands there: the time of the announcement is taken for the start")
    return start, [_loss(found, Sort.ASSUMED, told, start.written)] if start else []


def _named_alone(fields: Mapping[str, Any], entries: Sequence[Entry], known: Components) -> dict[str, str]:
    """Return the components of which no update says how they are affected; a group is named by its members."""
    said = {name for entry in entries for name, _, _ in entry.affected or ()}
    listed = (item for item in tables_in(fields.get("components")) if code_of(item))
    names = (known.called(code_of(item), text_of(item.get("name"))) for item in listed)
    return {name: "" for name in names if name not in said and name in known.by_code.values()}


def _reviewed(found: Found, event: Happening) -> tuple[Happening, list[Loss]]:
    """Add the review that stands beside the updates, unless it is among them or was never published."""
    text = text_of(found.fields.get("postmortem_body"))
    if not text.strip() or any(update.text.strip() == text.strip() for update in event.updates):
        return event, []
    if _PUBLISHED in found.fields and not found.fields[_PUBLISHED]:
        return event, [_loss(found, Sort.LOST, message("a review that was never published isn't brought over"), text)]
    at = next((at for name in _REVIEWED if (at := _time(found.fields, name))), None)
    if at is None:
        return event, [_loss(found, Sort.LOST, message("a review without a time isn't brought over"), text)]
    review = Told(at=at, label="postmortem", state=UpdateState.REVIEWED, text=text)
    updates = tuple(update for update in event.updates if update.state is not UpdateState.REVIEWED or update.text)
    return replace(event, updates=(*updates, review)), []


def _ended(found: Found, event: Happening) -> tuple[Happening, list[Loss]]:
    """Tell whether an event is over and since when, or add the step that it has come to, if no update says it."""
    status, until = text_of(found.fields.get("status")), _time(found.fields, "resolved_at")
    state = state_of(status)
    if state in OVER or (state is None and until):
        last = next((update.at for update in reversed(event.updates) if update.state in OVER - _REVIEWS), None)
        event = replace(event, over=True, ended=until or last)
        if event.ended or not (at := _time(found.fields, "updated_at")):
            return event, []
        return replace(event, ended=at), [_loss(found, Sort.ASSUMED, _since(status), at.written)]
    if state is None:
        told = message("unknown status '{status}': brought over as not over", status=status)
        return event, [_loss(found, Sort.ASSUMED, told, status)]
    losses = []
    if until:
        told = message("'resolved_at' stands beside the status '{status}', which counts", status=status)
        losses.append(_loss(found, Sort.LOST, told, until.written))
    at = _time(found.fields, "updated_at")
    if at and state is not UpdateState.NOTE and all(update.state is not state for update in event.updates):
        event = replace(event, updates=(*event.updates, Told(at=at, label=status, state=state)))
        losses.append(_loss(found, Sort.ASSUMED, _since(status), at.written))
    return event, losses


def _since(status: str) -> Message:
    return message("nothing says since when it is '{status}': 'updated_at' is taken", status=status)


def _unmarked(found: Found, event: Happening) -> tuple[Happening, list[Loss]]:
    """Read what stands in square brackets before the title of planned work: a drill, or that it was called off."""
    losses = list[Loss]()
    while event.kind in PLANNED and (mark := _MARK.match(event.title)):
        rest = event.title[mark.end() :]
        if rest and mark[1].strip().lower() in DRILLS:
            event = replace(event, title=rest, kind=Kind.DRILL)
            told = message("the title begins with '{mark}': brought over as a drill", mark=mark[0].strip())
        elif rest and event.over and state_of(mark[1]) is UpdateState.CANCELLED:
            event = replace(event, title=rest, cancelled=True, updates=_called_off(event.updates))
            told = message("the title begins with '{mark}': brought over as cancelled", mark=mark[0].strip())
        elif rest and event.over and mark[1].strip().lower() in BY_CLOCK:
            said = tuple(update for update in event.updates if update.text.strip() != mark[1].strip())
            event = replace(event, title=rest, closes=True, over=False, ended=None, updates=said)
            told = message("the title begins with '{mark}': the clock closed its window", mark=mark[0].strip())
        else:
            break
        losses.append(_loss(found, Sort.ASSUMED, told, text_of(found.fields.get("name"))))
    return event, losses


def _called_off(updates: Sequence[Told]) -> tuple[Told, ...]:
    """Return the updates with the last that ended the work as the one that called it off, without that word above."""
    at = max((number for number, update in enumerate(updates) if update.state is UpdateState.COMPLETED), default=None)
    if at is None:
        return tuple(updates)
    first, _, rest = updates[at].text.partition("\n")
    text = rest.strip() if state_of(first) is UpdateState.CANCELLED else updates[at].text
    return (*updates[:at], replace(updates[at], state=UpdateState.CANCELLED, text=text), *updates[at + 1 :])


def _key(found: Found) -> str:
    """Return what an event is known by, as its own page writes it: our API has other letters than ASCII there alone."""
    address = _address(found)
    return found.key if address == f"incidents/{found.key}" else unquote(address.rstrip("/").rpartition("/")[2])


def _address(found: Found) -> str:
    """Return the path of an event's page: where it is on the page's own host, else where a Statuspage has it."""
    page = found.url.rstrip("/")
    for name in ("shortlink", "url"):
        link = text_of(found.fields.get(name))
        if page and link.startswith(f"{page}/"):
            return link.removeprefix(f"{page}/")
        if name == "url" and not page and "://" in link:
            return link.split("://", 1)[1].partition("/")[2]
    return f"incidents/{found.key}"


def _time(fields: Mapping[str, Any], name: str) -> Stamp | None:
    return read_stamp(text_of(fields.get(name)))


def _unreadable(found: Found) -> list[Loss]:
    """Return the times that can't be read; by 1970 our own API says that nobody said when."""
    told = message("this is no time that can be read")
    texts = (text_of(found.fields.get(name)).strip() for name in _TIMES)
    bad = [text for text in texts if text and not read_stamp(text) and not text.startswith(_NEVER)]
    return [_loss(found, Sort.LOST, told, text) for text in bad]


def _loss(found: Found, sort: Sort, told: Message, original: object) -> Loss:
    return Loss(found.source, sort, told, original if isinstance(original, str) else as_written(original))
