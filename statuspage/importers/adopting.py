"""A history → events, pages and components of our model, by what its words mean; what is lost or assumed is told."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final, TypeVar
from unicodedata import normalize

from statuspage.content import ID_BYTES, is_id, nearest_id
from statuspage.importers.history import Happening, History, Loss, Prose, Sort, Stamp, System, Told
from statuspage.importers.log import Course, Said, ordered
from statuspage.importers.mapping import ASSUMED, Words, affected_names, listed_names
from statuspage.importers.moments import Clock
from statuspage.importers.tidying import tidied
from statuspage.importers.wording import on_one_line, shown
from statuspage.messages import Message, message
from statuspage.model import (
    PLANNED,
    Component,
    Contact,
    Event,
    Impact,
    Kind,
    Page,
    Question,
    Update,
    UpdateState,
    Window,
)
from statuspage.problems import Place
from statuspage.texts import Text

Record = TypeVar("Record", Happening, Prose)

TITLE_AT_MOST: Final = 300
FIRST: Final = 1
UNORDERED: Final = 1000
"""The place in the list of a page that doesn't name one."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """An event or a text as it can stand here, the record that it was read of, and its old path on its site.

    `original` is what was read, for its file to keep; empty where the file says all of it.
    """

    source: str
    item: Event | Question | Contact | Page
    original: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """All that comes over; `naive` counts the times without an offset."""

    components: tuple[Component, ...]
    items: tuple[Adopted, ...]
    losses: tuple[Loss, ...]
    naive: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one adoption works with: words, language, the ids given by source and those taken, and what it notes."""

    words: Words
    lang: str
    ids: Mapping[str, str]
    taken: set[str]
    losses: list[Loss] = field(default_factory=list)
    naive: list[Stamp] = field(default_factory=list)

    def tell(self, source: str, sort: Sort, told: Message, original: str = "", line: int | None = None) -> None:
        self.losses.append(Loss(source, sort, told, original, line))


def adopt(history: History, words: Words, lang: str, ids: Mapping[str, str], taken: Collection[str]) -> Adoption:
    """Make our model of a readable history, its texts in the language *lang*.

    *ids* are those that sources were given before, by source; *taken* are the ids of what else stands in the site.
    """
    desk = _Desk(words, lang, ids, {*taken, *ids.values()})
    events = (_event(happening, desk) for happening in _by_source(history.happenings))
    items = [*filter(None, events), *(_page(prose, desk) for prose in _by_source(history.pages))]
    _tell_unlisted(history, desk)
    return Adoption(_components(history, desk), tuple(items), tuple(desk.losses), len(desk.naive))


def _by_source(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records in the order of their sources; one that has another's source is told apart by a number."""
    counts: dict[str, int] = {}
    for record in sorted(records, key=lambda one: one.source):
        counts[record.source] = number = counts.get(record.source, 0) + 1
        yield record if number == 1 else replace(record, source=f"{record.source}#{number}")


def _components(history: History, desk: _Desk) -> tuple[Component, ...]:
    """Return a component for each id of the mapping, called as the source calls it; the first name of an id counts."""
    systems = {system.name: system for system in reversed(history.systems)}
    named: dict[str, str] = {}
    for name in (*(system.name for system in history.systems), *desk.words.components):
        if desk.words.components.get(name):
            named.setdefault(desk.words.components[name], name)
    return tuple(_component(id, systems.get(name) or System(name=name, title=name), desk) for id, name in named.items())


def _tell_unlisted(history: History, desk: _Desk) -> None:
    """Tell, once each, which names the source gives to what is affected and doesn't list among its systems."""
    seen = {*listed_names(history)}
    for happening in history.happenings if seen else ():
        for name in affected_names(happening):
            id = desk.words.components.get(name, "")
            if id and name.strip().casefold() not in seen:
                seen.add(name.strip().casefold())
                told = message("the source lists no system '{name}': it is '{id}' here", name=name, id=id)
                desk.tell(happening.source, Sort.ASSUMED, told, name)


def _component(id: str, system: System, desk: _Desk) -> Component:
    title, group, about = (
        Text.of(on_one_line(text, "", desk.losses), desk.lang)
        for text in (system.title or system.name, system.group, system.description)
    )
    return Component(id, title or Text.of(id, desk.lang), group, about)


def _event(happening: Happening, desk: _Desk) -> Adopted | None:
    """Make an event of a happening, or None where nothing says when it was."""
    clock = Clock(desk.words, happening.source)
    kind = happening.kind or desk.words.kinds.get(happening.severity.strip().lower(), Kind.INCIDENT)
    said = [_said(told, at, clock, happening, desk) for told in happening.updates if (at := clock.instant(told.at))]
    start = _start(happening, clock, said, desk)
    if start is None:
        desk.losses.extend(clock.losses)
        return None
    window = Window(start, _planned_end(happening, start, clock, desk))
    ended = clock.instant(happening.ended)
    course = Course(
        source=happening.source,
        lang=desk.lang,
        kind=kind,
        window=window,
        over=happening.over or happening.cancelled,
        cancelled=happening.cancelled,
        ended=ended,
    )
    updates = ordered(course, said, clock.losses)
    announced = clock.instant(happening.announced)
    if announced and updates:
        announced = min(announced, updates[0].at)
    desk.losses.extend(clock.losses)
    desk.naive.extend(clock.naive)
    id = _id(happening.key, happening.source, desk)
    event = Event(
        id=id,
        kind=kind,
        title=_title(happening, id, desk),
        window=window,
        components=_impacts(happening.affected, happening, desk),
        announced=announced if kind in PLANNED else None,
        auto_complete=happening.closes and window.end is not None,
        body=Text.of(shown(happening.body, happening.source, desk.losses), desk.lang),
        updates=tuple(_update(one, happening.source, desk) for one in updates),
        place=Place(happening.source),
    )
    return Adopted(happening.source, event, happening.original, happening.address)


def _said(told: Told, at: datetime, clock: Clock, happening: Happening, desk: _Desk) -> Said:
    label = "" if told.state else on_one_line(told.label, happening.source, desk.losses)
    return Said(
        at=at,
        state=told.state or UpdateState.NOTE,
        text=f"**{label}:** {told.text}" if label else told.text,
        label=told.label if told.state else "",
        start=clock.instant(told.start),
        end=clock.instant(told.end),
        impacts=_impacts(told.impacts, happening, desk),
        line=told.line,
    )


def _start(happening: Happening, clock: Clock, said: list[Said], desk: _Desk) -> datetime | None:
    """Return when it began: as the source has it, else the first instant that it tells of it, which is told."""
    start = clock.instant(happening.start)
    if start:
        return start
    known = [one.at for one in said] + [at for at in (clock.instant(happening.ended),) if at]
    if not known:
        told = message("nothing says when it began: it isn't brought over")
        desk.tell(happening.source, Sort.UNREAD, told, happening.title)
        return None
    told = message("nothing says when it began: taken from the first that is dated")
    desk.tell(happening.source, Sort.ASSUMED, told, happening.title)
    return min(known)


def _planned_end(happening: Happening, start: datetime, clock: Clock, desk: _Desk) -> datetime | None:
    end = clock.instant(happening.end)
    if end and end <= start:
        told = message("the planned end isn't after the start: left out")
        desk.tell(happening.source, Sort.LOST, told, happening.end.written if happening.end else "")
        return None
    return end


def _impacts(named: tuple[tuple[str, str], ...], happening: Happening, desk: _Desk) -> tuple[tuple[str, Impact], ...]:
    """Return the worst impact on each component that is named, without those that the mapping leaves out."""
    rank = list(Impact).index
    worst: dict[str, Impact] = {}
    for name, word in named:
        id = desk.words.components.get(name, "")
        severity = (word or happening.severity).strip().lower()
        impact = desk.words.severities.get(severity)
        if impact is None:
            impact = ASSUMED
            told = message("the severity '{word}' isn't known: taken for '{impact}'", word=severity, impact=impact)
            if not severity:
                told = message("nothing says how badly: taken for '{impact}'", impact=impact)
            desk.tell(happening.source, Sort.ASSUMED, told, f"{name}: {severity}")
        if not id:
            told = message("the mapping leaves '{name}' out", name=name)
            desk.tell(happening.source, Sort.LOST, told, name)
        else:
            worst[id] = max(worst.get(id, impact), impact, key=rank)
    return tuple(worst.items())


def _title(record: Record, id: str, desk: _Desk) -> Text:
    """Return the title, or else the end of what its id is made of, which has no sign that only the old system knows."""
    title = on_one_line(record.title, record.source, desk.losses)
    if not title:
        title = tidied(record.key).text.rpartition("/")[2].strip() or id
        told = message("it has no title: called '{name}' after its source", name=title)
        desk.tell(record.source, Sort.ASSUMED, told)
    elif len(title) > TITLE_AT_MOST:
        desk.tell(record.source, Sort.LOST, message("the title is cut"), title)
        title = f"{title[: TITLE_AT_MOST - 1]}…"
    return Text.of(title, desk.lang)


def _update(one: Said, source: str, desk: _Desk) -> Update:
    text = Text.of(shown(one.text, source, desk.losses), desk.lang)
    impacts = one.impacts
    return Update(
        at=one.at, state=one.state, start=one.start, end=one.end, impacts=impacts, text=text, place=Place(source)
    )


def _page(prose: Prose, desk: _Desk) -> Adopted:
    id = _id(prose.key, prose.source, desk)
    page = Page(
        id=id,
        title=_title(prose, id, desk),
        order=FIRST if prose.pinned else UNORDERED,
        body=Text.of(shown(prose.body, prose.source, desk.losses), desk.lang),
        place=Place(prose.source),
    )
    return Adopted(prose.source, page, prose.original, prose.address)


def _id(key: str, source: str, desk: _Desk) -> str:
    """Return the id that a source was given before, else one that is made of its key: never of a title."""
    if source in desk.ids:
        return desk.ids[source]
    digest = sha256(source.encode()).hexdigest()[:8]
    name = normalize("NFC", nearest_id(key))  # as names of files are read
    if not is_id(name):
        name = f"{name.encode()[: ID_BYTES - 10].decode('utf-8', 'ignore').strip('-')}-{digest}".lstrip("-")
    if name in desk.taken:
        name = f"{name.encode()[: ID_BYTES - 10].decode('utf-8', 'ignore').strip('-')}-{digest}"
        desk.tell(source, Sort.ASSUMED, message("its id is taken: '{id}'", id=name))
    desk.taken.add(name)
    return name
