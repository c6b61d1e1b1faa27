"""Statusfy: each Markdown file of `content/` is an incident or a maintenance."""

import math
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from statuspage.importers.front_matter import FrontMatter, other_case, read_front_matter
from statuspage.importers.history import Files, Happening, History, Loss, Meaning, Sort, Stamp
from statuspage.importers.stamps import read_stamp
from statuspage.importers.statusfy_settings import CONFIGS, Settings, read_site
from statuspage.importers.statusfy_updates import split_updates
from statuspage.messages import Message, message
from statuspage.model import Impact, Kind
from statuspage.times import YEARS

MEANING: Final = Meaning(
    impacts={
        "under-maintenance": Impact.OUTAGE,
        "major-outage": Impact.OUTAGE,
        "partial-outage": Impact.PARTIAL,
        "degraded-performance": Impact.DEGRADED,
        "operational": Impact.NONE,
    },
    kinds={"under-maintenance": Kind.MAINTENANCE},
)
"""Its guide says of a system under maintenance that it can't handle requests."""

ZONE: Final = "UTC"
"""Statusfy takes a time without an offset for UTC."""

_NAMES: Final = (
    *("id", "title", "description", "date", "modified", "scheduled", "duration"),
    *("severity", "affectedsystems", "resolved"),
)
_YES: Final = frozenset({"true", "yes", "on", "1"})
_NO: Final = frozenset({"false", "no", "off", "0", ""})
_MARKED: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*(toml|json|ya?ml)[ \t]*(?=\r?\n|\Z)")
_CLOSING: Final = re.compile(rb"^---[ \t]*(?=\r?$)", re.MULTILINE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_NOT_CONTENT: Final = frozenset({"node_modules", "docs", "dist", ".git", ".github", ".statusfy"})
_HASHED_FIRST: Final = ("[object String]", "string")


def wanted(path: str) -> bool:
    """Tell whether a file of a checkout is read: settings, names by language, and texts wherever they are kept."""
    folders = path.split("/")[:-1]
    if folders == ["locales"]:
        return path.endswith(".json")
    text = path.lower().endswith(".md") and bool(folders) and not _NOT_CONTENT.intersection(folders)
    return path in CONFIGS or text


def read(files: Files) -> History:
    """Return what the files of the default language tell as events."""
    site = read_site(files)
    alone = next((name for name in files if len(files) == 1 and name.lower().endswith(".md")), "")
    folder = PurePosixPath(alone).parent if alone else PurePosixPath(site.folder)
    paths = [path for path in sorted(files) if _is_event(path) and PurePosixPath(path).is_relative_to(folder)]
    losses: list[Loss] = [*site.losses]
    fronts: dict[str, FrontMatter] = {}
    for path in paths:
        inside = PurePosixPath(path).relative_to(folder)
        if elsewhere := _elsewhere(inside.parts[:-1], site):
            losses.append(Loss(path, Sort.LOST, elsewhere, files[path].decode("utf-8", "replace")))
        elif front := _front(path, files[path], losses):
            fronts[path] = front
    if modified := sum(bool(front.text("modified")) for front in fronts.values()):
        told = message(
            "'modified' says only when a file was changed, and isn't brought over: {number}", number=modified
        )
        losses.append(Loss(str(folder), Sort.LOST, told))
    return History(
        found=len(paths) + sum(loss.sort is Sort.UNREAD for loss in site.losses),
        title=site.title,
        url=site.url,
        language=site.language,
        time_zone=ZONE,
        systems=site.systems,
        happenings=tuple(_happening(path, folder, front, losses) for path, front in fronts.items()),
        addresses=_addresses(site.language) if site.language else (),
        losses=tuple(losses),
    )


def hashed(name: str) -> str:
    """Return the id that Statusfy gives to a file without one: eight or more hexadecimal digits of its name.

    It is the sum that the package hash-sum makes of a text: 31 times the sum and the next character, in 32 bits with
    a sign, begun with the type's name; what is negative is doubled without its sign after each part.
    """
    total = 0
    for part in (*_HASHED_FIRST, name):
        units = part.encode("utf-16-le", "surrogatepass")
        for low, high in zip(units[::2], units[1::2], strict=True):
            total = (total * 31 + low + 256 * high) & 0xFFFFFFFF
        if units and total >= 1 << 31:
            total = ((1 << 32) - total) * 2
    return f"{total:08x}"


def _is_event(path: str) -> bool:
    return path.lower().endswith(".md") and PurePosixPath(path).name.lower() != "readme.md"


def _elsewhere(folders: tuple[str, ...], site: Settings) -> Message | None:
    """Tell of a file that stands below the folder of the default language: Statusfy reads translations there alone."""
    if not folders:
        return None
    known = folders[0] in site.languages or (not site.languages and _LANGUAGE.fullmatch(folders[0]))
    if len(folders) == 1 and known:
        return message("a translation into '{language}' isn't brought over", language=folders[0])
    return message("Statusfy doesn't read this folder: the file was never published")


def _front(path: str, data: bytes, losses: list[Loss]) -> FrontMatter | None:
    """Return the fields and the text of a file, or None and a loss if there are none."""
    front, told = read_front_matter(path, _usual(data))
    losses += told
    if front is None:
        return None
    if not front.values:
        losses.append(Loss(path, Sort.UNREAD, message("there is no front matter"), front.body))
        return None
    losses += other_case(front, path, _NAMES)
    if unknown := sorted(set(front.names.values()) - {front.names[name] for name in _NAMES if name in front.names}):
        told_unknown = message("fields that Statusfy doesn't know aren't brought over: {names}", names=unknown)
        losses.append(Loss(path, Sort.LOST, told_unknown, "\n".join(map(front.written, unknown))))
    return front


def _usual(data: bytes) -> bytes:
    """Return a file whose first line names a notation, `---toml`, in the form that is usual for it, line for line."""
    opening = _MARKED.match(data)
    if opening is None:
        return data
    mark = {b"toml": b"+++", b"json": b""}.get(opening[1], b"---")
    closing = _CLOSING.search(data, opening.end())
    if closing is None:
        return mark + data[opening.end() :]
    return mark + data[opening.end() : closing.start()] + mark + data[closing.end() :]


def _happening(path: str, folder: PurePosixPath, front: FrontMatter, losses: list[Loss]) -> Happening:
    inside = PurePosixPath(path).relative_to(folder)
    split = split_updates(path, front.body, front.body_line)
    losses += split.losses
    description = front.text("description")
    told = Happening(
        source=path,
        key=front.text("id") or inside.with_suffix("").as_posix(),
        title=front.text("title"),
        severity=front.text("severity"),
        affected=tuple((name, "") for name in dict.fromkeys(front.texts("affectedsystems"))),
        over=_is_resolved(front, path, losses),
        body=split.body if _holds(split.body, description) else f"{description}\n\n{split.body}".strip(),
        updates=split.updates,
        original=front.original,
        address=f"incidents/{quote(front.text('id') or hashed(str(inside)), safe='', errors='replace')}/",
    )
    if not told.title:
        losses.append(Loss(path, Sort.ASSUMED, message("there is no title")))
    return _timed(told, front, losses)


def _timed(told: Happening, front: FrontMatter, losses: list[Loss]) -> Happening:
    """Add the times: a file that is scheduled was announced at its date, any other began then."""
    date = _time(front, "date", told.source, losses)
    if date is None and not front.text("date"):
        losses.append(Loss(told.source, Sort.ASSUMED, message("there is no date")))
    written = front.text("scheduled").lower()
    if written in _YES | _NO:
        planned = replace(told, start=date)
    else:
        planned = replace(told, announced=date, start=_time(front, "scheduled", told.source, losses))
    if not front.text("duration"):
        return planned
    end = _end(planned.start, front) if written not in _NO else None
    if end is None:
        left = message("'duration' gives no end without a time in 'scheduled' and a number of minutes")
        losses.append(Loss(told.source, Sort.LOST, left, front.written("duration"), front.line("duration")))
    return replace(planned, end=end)


def _end(start: Stamp | None, front: FrontMatter) -> Stamp | None:
    """Return the planned end: so many minutes after the start, as Statusfy counts them, rounded up."""
    try:
        minutes = math.ceil(float(front.text("duration")))
        if start is None or minutes <= 0:
            return None
        at = start.at + timedelta(minutes=minutes)
        return replace(start, at=at, written=front.written("duration")) if at.year in YEARS else None
    except (ValueError, OverflowError):
        return None


def _time(front: FrontMatter, name: str, path: str, losses: list[Loss]) -> Stamp | None:
    written = front.text(name)
    stamp = read_stamp(written)
    if stamp is None and written:
        told = message("'{key}' is no time that can be read: '{text}'", key=name, text=written)
        losses.append(Loss(path, Sort.LOST, told, front.written(name), front.line(name)))
    return stamp


def _is_resolved(front: FrontMatter, path: str, losses: list[Loss]) -> bool:
    written = front.text("resolved").lower()
    if written not in _YES | _NO:
        told = message("'resolved' is neither true nor false: read as false")
        losses.append(Loss(path, Sort.ASSUMED, told, front.written("resolved"), front.line("resolved")))
    return written in _YES


def _holds(body: str, description: str) -> bool:
    """Tell whether a text says what the description says, however its lines are broken."""
    return " ".join(description.split()) in " ".join(body.split())


def _addresses(language: str) -> tuple[tuple[str, str], ...]:
    """Return where its feeds and its calendar stood, and stand here."""
    return (
        (f"feeds/incidents.{language}.xml", "feed.rss"),
        (f"feeds/incidents.{language}.atom", "feed.atom"),
        (f"calendars/scheduled.{language}.ics", "calendar.ics"),
    )
