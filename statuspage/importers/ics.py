"""Calendars → what they tell of maintenances: iCalendar (RFC 5545) with or without X-MAINTNOTE, also inside mails."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from statuspage.icalendars import PRODUCT
from statuspage.importers.content_lines import CALENDAR, EVENT, Component, components
from statuspage.importers.history import Files, Happening, History, Loss, Meaning, Sort, System
from statuspage.importers.lives import happening
from statuspage.importers.mail import carried
from statuspage.importers.statements import Statement, statements
from statuspage.messages import message
from statuspage.model import Impact

MEANING: Final = Meaning(
    impacts={
        "no-impact": Impact.NONE,
        "reduced-redundancy": Impact.DEGRADED,
        "degraded": Impact.DEGRADED,
        "outage": Impact.OUTAGE,
    }
)
MAIL: Final = ".eml"
SUFFIXES: Final = (".ics", ".ical", ".icalendar", MAIL)
NO_EVENTS: Final = ("VTODO", "VJOURNAL", "VFREEBUSY", "VALARM")


def wanted(path: str) -> bool:
    """Tell whether a file of a folder may hold a calendar: by its suffix, or as it has none; not what is hidden."""
    name = path.rpartition("/")[2]
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and (name.lower().endswith(SUFFIXES) or "." not in name)


def read(files: Files) -> History:
    """Return what calendars tell: each maintenance once, however many notices of it there are.

    `found` counts maintenances, and what couldn't be read.
    """
    losses: list[Loss] = []
    outer: list[Component] = []
    said: list[Statement] = []
    for path in sorted(files):
        found, told = _read_file(path, files[path], outer)
        said += found
        losses += told
    happenings: list[Happening] = []
    for group in _groups(said, losses):
        made, lost = happening(group)
        happenings.append(made)
        losses += lost
    names = dict.fromkeys(name for one in said for name, _ in one.objects)
    unread = sum(loss.sort is Sort.UNREAD for loss in losses)
    return History(
        found=len(happenings) + unread,
        title=_agreed(part.text("NAME") or part.text("X-WR-CALNAME") for part in outer),
        time_zone=_agreed(part.text("X-WR-TIMEZONE") for part in outer),
        systems=tuple(System(name=name, title=name) for name in names),
        happenings=tuple(happenings),
        losses=tuple(losses),
    )


def _agreed(texts: Iterable[str]) -> str:
    """Return what all calendars say, if they say one thing."""
    said = set(texts)
    return said.pop() if len(said) == 1 else ""


def _read_file(path: str, data: bytes, outer: list[Component]) -> tuple[list[Statement], list[Loss]]:
    """Return what the calendars of a file say, and what it loses; in mails nothing has a line."""
    if not path.lower().endswith(MAIL):
        return _read_calendar(path, data, outer, 0)
    mail = carried(data)
    if mail is None:
        return [], [Loss(path, Sort.UNREAD, message("this mail can't be taken apart"))]
    if not mail.calendars:
        return [], [Loss(path, Sort.LOST, message("no calendar comes with this mail"), mail.text)]
    said: list[Statement] = []
    losses: list[Loss] = []
    if mail.text:
        told = message("what the mail says beside its calendar isn't brought over")
        losses.append(Loss(path, Sort.LOST, told, mail.text))
    for part in mail.calendars:
        found, lost = _read_calendar(path, part, outer, len(said))
        said += [replace(one, line=None, losses=_unplaced(one.losses)) for one in found]
        losses += _unplaced(lost)
    return said, losses


def _unplaced(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    return tuple(replace(loss, line=None) for loss in losses)


def _read_calendar(path: str, data: bytes, outer: list[Component], before: int) -> tuple[list[Statement], list[Loss]]:
    parts, losses = components(path, data)
    names = Counter(part.name for part in parts)
    if not names[CALENDAR] and not names[EVENT]:
        sort = Sort.UNREAD if path.lower().endswith(SUFFIXES) else Sort.LOST
        return [], [Loss(path, sort, message("this is no calendar: no BEGIN:VCALENDAR stands in it"))]
    others = [message("{number} {name}", number=names[name], name=name) for name in NO_EVENTS if names[name]]
    if others:
        losses.append(Loss(path, Sort.LOST, message("these are no events: {list}", list=others)))
    if not names[EVENT]:
        losses.append(Loss(path, Sort.LOST, message("no event stands in this calendar")))
    calendars_here = [part for part in parts if part.name == CALENDAR]
    outer += calendars_here
    if any(part.text("PRODID") == PRODUCT for part in calendars_here):
        told = message(
            "a calendar of this program: an end that nobody planned or reported is an hour after the last change, and"
            " a completed one has its real end; the history as JSON tells more"
        )
        losses.append(Loss(path, Sort.ASSUMED, told))
    return list(statements(path, parts, before)), losses


def _groups(said: Sequence[Statement], losses: list[Loss]) -> Iterator[list[Statement]]:
    """Yield all that was said of each maintenance.

    A changed time of what repeats (RECURRENCE-ID) is one of its own, but for the first, which comes over anyway.
    """
    firsts = {(one.group, one.start.written) for one in said if one.start and not one.recurrence}
    groups: dict[tuple[tuple[str, ...], str], list[Statement]] = {}
    for one in said:
        if one.excluded:
            told = message("its first time is taken out by EXDATE, and no other time of it is brought over")
            losses += [*one.losses, Loss(one.source, Sort.UNREAD, told, one.original, one.line)]
            continue
        again = (one.group, one.recurrence) in firsts
        groups.setdefault((one.group, "" if again else one.recurrence), []).append(one)
    yield from groups.values()
