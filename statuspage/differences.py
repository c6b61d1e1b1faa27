"""What two states of one site's files would mean for readers at one instant, side by side."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from statuspage.build import Prepared
from statuspage.entries import Entry, all_entries
from statuspage.feed import views
from statuspage.icalendars import own_path, uid
from statuspage.model import Window
from statuspage.outputs import assets, calendars, pages, redirects
from statuspage.plan import Site
from statuspage.problems import Problem
from statuspage.snapshot import Change, Health
from statuspage.state import EventState, Phase
from statuspage.times import rfc3339
from statuspage.told import Told, tell
from statuspage.vevent import shown_until

T = TypeVar("T")
Key = tuple[str, str]

COMPARED: Final = (assets.outputs, pages.outputs, redirects.outputs, calendars.outputs)
"""The outputs that a site has to be prepared with to be compared; the others tell the same in other forms."""
_FOR_THE_SCRIPT: Final = re.compile(rb'<script type="application/json".*?</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """One thing before and after, by its name; None where it isn't there."""

    name: str
    before: T | None
    after: T | None

    @property
    def how(self) -> str:
        """Return what became of it: added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Moved:
    """An event that is there on both sides, with another window that holds."""

    event: str
    before: Window
    after: Window


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as calendars go by it: they keep what they have unless the sequence rises (RFC 5545, 3.8.7.4)."""

    title: str
    sequence: int
    start: datetime
    end: datetime | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page or file that differs, by its address without the language: what became of it, and in which languages."""

    address: str
    how: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that readers would notice, and what editors are told.

    `unheard` are the events whose words change in calendars without a new sequence; `dated` counts pages that tell
    nothing new but a later "as of".
    """

    health: Pair[Health] | None
    events: tuple[Pair[EventState], ...]
    windows: tuple[Moved, ...]
    components: tuple[Pair[Health], ...]
    entries: tuple[Pair[Told], ...]
    calendar: tuple[Pair[Listed], ...]
    unheard: tuple[str, ...]
    pages: tuple[Page, ...]
    dated: int
    advice: tuple[Pair[Problem], ...]
    next_change: Pair[Change] | None

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def compare(before: Prepared, after: Prepared) -> Differences:
    """Return what differs between two sites that were prepared for the same instant; the heartbeat is left out."""
    old, new = (_states(prepared.site) for prepared in (before, after))
    both = [(name, old[name], new[name]) for name in sorted(old.keys() & new.keys())]
    phases = [Pair(pair.name, pair.before, pair.after) for pair in _pairs(old, new) if _another_phase(pair)]
    calendar = _pairs(_listed(before.site), _listed(after.site))
    shown, dated = _pages(before, after)
    return Differences(
        health=_one("site", before.site.snapshot.health, after.site.snapshot.health),
        events=tuple(phases),
        windows=tuple(Moved(name, one.window, other.window) for name, one, other in both if one.window != other.window),
        components=_pairs(_healths(before.site), _healths(after.site)),
        entries=_entries(before.site, after.site),
        calendar=calendar,
        unheard=_unheard(before, after, {pair.name for pair in calendar}),
        pages=shown,
        dated=dated,
        advice=_pairs(_advice(before.advice), _advice(after.advice)),
        next_change=_one("next", before.next_change, after.next_change),
    )


def _pairs(before: Mapping[str, T], after: Mapping[str, T]) -> tuple[Pair[T], ...]:
    """Pair what differs, in the order of the newer side; what is gone comes last."""
    names = dict.fromkeys([*after, *before])
    pairs = (Pair(name, before.get(name), after.get(name)) for name in names)
    return tuple(pair for pair in pairs if pair.before != pair.after)


def _one(name: str, before: T | None, after: T | None) -> Pair[T] | None:
    return None if before == after else Pair(name, before, after)


def _states(site: Site) -> dict[str, EventState]:
    return {state.event.id: state for state in site.snapshot.events}


def _another_phase(pair: Pair[EventState]) -> bool:
    return pair.before is None or pair.after is None or pair.before.phase is not pair.after.phase


def _healths(site: Site) -> dict[str, Health]:
    return {state.component.id: state.health for state in site.snapshot.components}


def _advice(given: Iterable[Problem]) -> dict[str, Problem]:
    """Name each piece of advice by all but its line, which moves when another line is added."""
    return {f"{problem.place.path} {problem.code} {problem.message}": problem for problem in given}


def _entries(before: Site, after: Site) -> tuple[Pair[Told], ...]:
    """Pair the entries of feeds that differ in any language, the latest first; without `url` there are no feeds."""
    old, new = (_by_key(site) for site in (before, after))
    known = {key for key in old.keys() & new.keys() if _facts(old[key]) == _facts(new[key])}
    if (before.config, before.theme.digest, before.content.contacts) != (
        after.config,
        after.theme.digest,
        after.content.contacts,
    ):
        known = set()  # the same facts may be told in other words
    return _pairs(_told(before, old, known), _told(after, new, known))


def _by_key(site: Site) -> dict[Key, Entry]:
    return {(entry.state.event.id, entry.stamp): entry for entry in all_entries(site)}


def _facts(entry: Entry) -> tuple[object, ...]:
    return entry.published, entry.what, entry.state, entry.update


def _told(site: Site, found: Mapping[Key, Entry], known: Set[Key]) -> dict[str, Told]:
    """Put entries into words in each language, without those *known* to be the same on the other side."""
    wanted = [entry for key, entry in found.items() if key not in known]
    told = (tell(entry, view) for entry in wanted for view in views(site))
    return {one.id: one for one in told}


def _listed(site: Site) -> dict[str, Listed]:
    return {uid(state.event.id, site): _as_listed(state) for state in site.snapshot.events}


def _as_listed(state: EventState) -> Listed:
    title, start = state.event.title.original.text, state.window.start
    return Listed(title, state.sequence, start, shown_until(state), state.phase is Phase.CANCELLED)


def _unheard(before: Prepared, after: Prepared, heard: Set[str]) -> tuple[str, ...]:
    """Return the events that calendars would tell in other words, though nothing tells their clients to look."""
    old, found = _states(before.site), []
    for state in after.site.snapshot.events:
        earlier = old.get(state.event.id)
        if earlier and earlier.changed == state.changed and uid(state.event.id, after.site) not in heard:
            paths = [own_path(after.site, lang, state) for lang in after.config.languages]
            differs = any(path in before.files and before.files[path] != after.files[path] for path in paths)
            found += [state.event.id] if differs else []
    return tuple(sorted(found))


def _pages(before: Prepared, after: Prepared) -> tuple[tuple[Page, ...], int]:
    """Return the pages that differ, and how many others differ in nothing but the date of what they tell."""
    shown: dict[Key, list[str]] = {}
    dates = _dates(before.site, after.site)
    dated = 0
    for pair in _pairs(_files(before), _files(after)):
        lang, address = _address(pair.name, after.site)
        sides = [None if side is None else _undated(side, dates) for side in (pair.before, pair.after)]
        if sides[0] == sides[1]:
            dated += 1
        else:
            shown.setdefault((address, pair.how), []).append(lang)
    return tuple(Page(address, how, tuple(languages)) for (address, how), languages in sorted(shown.items())), dated


def _files(prepared: Prepared) -> dict[str, bytes]:
    """Return what is compared by its bytes, without what pages tell their script alone and without digests.

    The folder of what a theme brings is named after all that is in it: no page says anything else for that.
    """
    digest, folder, found = prepared.site.digest.encode(), prepared.site.assets, {}
    for path, data in prepared.files.items():
        if path.endswith(".html"):
            shown = _FOR_THE_SCRIPT.sub(b"", data).replace(digest, b"")
            found[path] = shown.replace(folder.encode(), b"assets/")
        elif path.startswith(folder):
            found[f"assets/{path.removeprefix(folder)}"] = data
    return found


def _address(path: str, site: Site) -> tuple[str, str]:
    """Return the language of a file, and its address without it."""
    first, _, rest = path.partition("/")
    others = set(site.config.languages) - {site.config.default_language}
    lang, rest = (first, rest) if first in others else (site.config.default_language, path)
    return lang, f"/{rest.removesuffix('index.html')}"


def _dates(*sites: Site) -> list[bytes]:
    """Return all forms in which pages write the instants of the latest changes, the longest first."""
    forms: set[str] = set()
    for site in sites:
        if as_of := site.snapshot.as_of:
            forms.add(str(rfc3339(as_of, site.config.zone)))
            forms |= {language.moment(as_of) for language in site.theme.languages.values()}
    return sorted((form.encode() for form in forms), key=lambda form: (-len(form), form))


def _undated(page: bytes, dates: Iterable[bytes]) -> bytes:
    for date in dates:
        page = page.replace(date, b"")
    return page
