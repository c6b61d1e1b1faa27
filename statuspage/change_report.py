"""What a change of a site's files means for its readers, as sentences under headings: as text, Markdown and JSON."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from statuspage.catalogues import SOURCE, in_language
from statuspage.differences import Differences, Listed, Moved, Page, Pair
from statuspage.messages import Message, message
from statuspage.model import Window
from statuspage.problems import Problem
from statuspage.snapshot import Change, Health
from statuspage.spoken import HEALTHS, PHASES, moment, window
from statuspage.state import EventState
from statuspage.times import rfc3339
from statuspage.told import Told

T = TypeVar("T")

LISTED: Final = 20
"""How many sentences a section has at most, since forges cut long comments off; JSON has all."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some sentences under a heading."""

    heading: Message
    rows: tuple[Message, ...]


def sections(found: Differences, local: ZoneInfo) -> tuple[Section, ...]:
    """Return what differs in sentences, times in the zone *local*; no section is empty."""
    said = (
        (message("Events"), (_event(pair) for pair in found.events)),
        (message("Windows moved"), (_moved(moved, local) for moved in found.windows)),
        (message("States"), _healths(found)),
        (message("Feed entries"), (_entry(pair) for pair in found.entries)),
        (message("Calendar entries"), _calendar(found, local)),
        (message("Pages"), _pages(found)),
        (message("Advice"), (_advice(pair) for pair in found.advice)),
        (message("Next change"), [_next(found.next_change, local)] if found.next_change else []),
    )
    told = (Section(heading, _at_most(tuple(rows))) for heading, rows in said)
    return tuple(section for section in told if section.rows)


def as_markdown(title: Message, told: Iterable[Section], lang: str = SOURCE) -> str:
    """Write sections for a comment on a merge request, in a language of the program.

    All that isn't our own words stands in code spans, where neither Markdown nor HTML means anything, and forges make
    no mentions and links.
    """

    def said(text: Message) -> str:
        return in_language(in_code(text), lang)

    lines = [f"**{said(title)}**"]
    for section in told:
        lines += ["", f"**{said(section.heading)}**", ""]
        lines += [f"- {said(row)}" for row in section.rows]
    return "\n".join(lines)


def as_record(revision: str, at: datetime, found: Differences, local: ZoneInfo) -> dict[str, Any]:
    """Return all that differs for programs: times in RFC 3339, null for a side without the thing."""

    def spans(span: Window | Listed | None) -> list[str | None] | None:
        return [rfc3339(span.start, local), rfc3339(span.end, local)] if span else None

    healths = [*([found.health] if found.health else []), *found.components]
    return {
        "revision": revision,
        "at": rfc3339(at, local),
        "events": [_sides(pair, lambda state: state.phase) for pair in found.events],
        "windows": [
            {"name": moved.event, "before": spans(moved.before), "after": spans(moved.after)} for moved in found.windows
        ],
        "states": [_sides(pair, str) for pair in healths],
        "entries": [_sides(pair, lambda told: told.title) for pair in found.entries],
        "calendar": [
            _sides(pair, lambda one: {"sequence": one.sequence, "times": spans(one)}) for pair in found.calendar
        ],
        "unheard": list(found.unheard),
        "pages": [
            {"address": page.address, "how": page.how, "languages": list(page.languages)} for page in found.pages
        ],
        "dated": found.dated,
        "advice": [
            _sides(pair, lambda one: {"path": one.place.path, "code": one.code, "message": one.message})
            for pair in found.advice
        ],
        "next_change": _sides(found.next_change, lambda change: rfc3339(change.at, local))
        if found.next_change
        else None,
    }


def _sides(pair: Pair[T], told: Callable[[T], Any]) -> dict[str, Any]:
    before, after = (None if side is None else told(side) for side in (pair.before, pair.after))
    return {"name": pair.name, "before": before, "after": after}


def in_code(said: Message) -> Message:
    """Return a message with each text that was put into it as a code span (CommonMark 6.1); dates and numbers stay."""
    return Message(said.template, {name: _in_code(value) for name, value in said.variables.items()})


def _in_code(value: object) -> object:
    if isinstance(value, Message) and value.variables:
        return in_code(value)
    plain = isinstance(value, int | Message) or re.fullmatch(r"\d[\d:-]*", str(value), re.ASCII)
    return value if plain else _code(str(value))


def _code(text: str) -> str:
    line = re.sub(r"\s+", " ", text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    room = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{room}{line}{room}{fence}"


def _at_most(rows: tuple[Message, ...]) -> tuple[Message, ...]:
    more = len(rows) - LISTED
    return rows if more <= 0 else (*rows[:LISTED], message("and {count} more", count=more))


def _event(pair: Pair[EventState]) -> Message:
    one, other = pair.before, pair.after
    if one and other:
        return message(
            "{event}: {before} → {after}", event=pair.name, before=PHASES[one.phase], after=PHASES[other.phase]
        )
    if other:
        title = other.event.title.original.text
        return message("new: {event}, {title}: {phase}", event=pair.name, title=title, phase=PHASES[other.phase])
    title = one.event.title.original.text if one else ""
    return message("gone with its page: {event}, {title}", event=pair.name, title=title)


def _moved(moved: Moved, local: ZoneInfo) -> Message:
    before, after = window(moved.before, local), window(moved.after, local)
    return message("{event}: {before} → {after}", event=moved.event, before=before, after=after)


def _healths(found: Differences) -> Iterator[Message]:
    if found.health:
        before, after = map(_health, (found.health.before, found.health.after))
        yield message("the site: {before} → {after}", before=before, after=after)
    for pair in found.components:
        before, after = _health(pair.before), _health(pair.after)
        if not before:
            yield message("new component {component}: {after}", component=pair.name, after=after)
        elif not after:
            yield message("component {component} is gone", component=pair.name)
        else:
            yield message("{component}: {before} → {after}", component=pair.name, before=before, after=after)


def _health(health: Health | None) -> str:
    return HEALTHS[health] if health else ""


def _entry(pair: Pair[Told]) -> Message:
    if pair.after is None:
        title = pair.before.title if pair.before else ""
        return message("gone: {title} ({id})", title=title, id=pair.name)
    if pair.before is None:
        return message("new: {title} ({id})", title=pair.after.title, id=pair.name)
    return message("changed: {title} ({id})", title=pair.after.title, id=pair.name)


def _calendar(found: Differences, local: ZoneInfo) -> Iterator[Message]:
    for pair in found.calendar:
        yield from _listed(pair, local)
    for event in found.unheard:
        yield message(
            "{event}: other words with the same SEQUENCE, so calendars may keep the old ones; write 'revised'",
            event=event,
        )


def _listed(pair: Pair[Listed], local: ZoneInfo) -> Iterator[Message]:
    one, other, uid = pair.before, pair.after, pair.name
    if other is None:
        yield message("gone: {title} ({uid})", title=one.title if one else "", uid=uid)
    elif one is None:
        span = window(Window(other.start, other.end), local)
        yield message("new: {title}, {window} ({uid})", title=other.title, window=span, uid=uid)
    else:
        if (one.start, one.end) != (other.start, other.end):
            before, after = (window(Window(side.start, side.end), local) for side in (one, other))
            yield message("{uid}: {before} → {after}", uid=uid, before=before, after=after)
        numbers = {"before": one.sequence, "after": other.sequence}
        if other.sequence > one.sequence:
            yield message("{uid}: SEQUENCE {before} → {after}", uid=uid, **numbers)
        else:
            yield message(
                "{uid}: SEQUENCE {before} → {after} doesn't rise, so calendars may keep what they have",
                uid=uid,
                **numbers,
            )


def _pages(found: Differences) -> Iterator[Message]:
    for page in found.pages:
        yield _page(page)
    if found.dated:
        yield message("pages on which nothing but the date is newer: {count}", count=found.dated)


def _page(page: Page) -> Message:
    languages = ", ".join(page.languages)
    if page.how == "added":
        return message("new: {address} ({languages})", address=page.address, languages=languages)
    if page.how == "removed":
        return message("gone: {address} ({languages})", address=page.address, languages=languages)
    return message("changed: {address} ({languages})", address=page.address, languages=languages)


def _advice(pair: Pair[Problem]) -> Message:
    given = pair.after or pair.before
    assert given  # a pair has one side at least
    about = {"path": given.place.path, "code": given.code, "advice": given.message}
    if pair.after:
        return message("new: {path}, {code}: {advice}", **about)
    return message("gone: {path}, {code}: {advice}", **about)


def _next(pair: Pair[Change], local: ZoneInfo) -> Message:
    if pair.after is None:
        return message("nothing is dated ahead any more")
    at, change = moment(pair.after.at, local), pair.after
    return message("{moment} ({event} {what})", moment=at, event=change.event, what=change.what)
