"""Feeds in readers that others wrote: all see the same entries, and those are what the snapshot says."""

import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import quote

import atoma  # type: ignore[import-untyped]
import feedparser
import pytest
from reader import make_reader

from statuspage.model import Event, Update
from statuspage.state import TICK, announced, state_at
from tests.clients.run import node
from tests.clients.sites import BuiltSite, BuiltSites

pytestmark = pytest.mark.whole

Row = tuple[str, str, str, datetime]
"""Id, title, link, and when it was published, of an entry."""
Rows = Mapping[str, list[Row]]
"""What a client sees of each feed."""
FORMATS = (".atom", ".rss", "feed.json")
APART = timedelta(minutes=1)
"""How much later than it was said an entry may be dated, so that no two have one date."""
RECENT = timedelta(days=90)


def of_all(sites: BuiltSites, *ends: str) -> list[str]:
    """Return the feeds of all events: what makes HTML harmless takes its time, and other feeds hold the same entries."""
    return [path for path in sites.named(*ends) if re.fullmatch(r"\w+/(?:[a-z]{2}/)?feed\.\w+", path)]


def by_feedparser(sites: BuiltSites) -> Rows:
    found: dict[str, list[Row]] = {}
    for path in of_all(sites, ".atom", ".rss"):
        feed = feedparser.parse(sites.of(path).read(path))
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        found[path] = [
            (entry.id, entry.title, entry.link, datetime.fromtimestamp(timegm(entry.published_parsed), UTC))
            for entry in feed.entries
        ]
    return found


def by_atoma(sites: BuiltSites) -> Rows:
    return {path: list(_atoma_rows(path, sites.of(path).read(path))) for path in sites.named(*FORMATS)}


def _atoma_rows(path: str, data: bytes) -> Iterator[Row]:
    if path.endswith(".atom"):
        for entry in atoma.parse_atom_bytes(data).entries:
            yield entry.id_, entry.title.value, entry.links[0].href, entry.published.astimezone(UTC)
    elif path.endswith(".rss"):
        for item in atoma.parse_rss_bytes(data).items:
            yield item.guid, item.title, item.link, item.pub_date.astimezone(UTC)
    else:
        for item in atoma.parse_json_feed_bytes(data).items:
            yield item.id_, item.title, item.url, item.date_published.astimezone(UTC)


def by_reader(sites: BuiltSites) -> Rows:
    """Subscribe to feeds; the order in which reader lists what it has doesn't depend on theirs."""
    paths = of_all(sites, *FORMATS)
    reader = make_reader(":memory:", feed_root=str(sites.folder))
    for path in paths:
        reader.add_feed(path)
    for result in reader.update_feeds_iter():
        assert not isinstance(result.value, Exception), result
    found: dict[str, list[Row]] = {path: [] for path in paths}
    for entry in reader.get_entries():
        assert entry.published is not None
        found[entry.feed_url].append((entry.id, str(entry.title), str(entry.link), entry.published))
    return {path: sorted(rows, key=lambda row: row[3], reverse=True) for path, rows in found.items()}


def by_npm(sites: BuiltSites) -> dict[str, Rows]:
    """Read every feed with two parsers of npm."""
    found: dict[str, Rows] = {}
    for client, seen in node("feeds.mjs", sites.named(*FORMATS), sites.folder).items():
        assert {path: rows for path, rows in seen.items() if isinstance(rows, dict)} == {}, client
        found[client] = {
            path: [(name, title, link, datetime.fromisoformat(date)) for name, title, link, date in rows]
            for path, rows in seen.items()
        }
    return found


READERS = ("feedparser", "atoma", "reader", "rss-parser", "feedsmith")
ALL = "feedsmith"
"""The reader that reads every feed, of each format."""


@dataclass(frozen=True)
class Told:
    """Something that happened to an event, and the update that said so; none for the announcement and for the clock."""

    event: Event
    at: datetime
    update: Update | None = None

    @property
    def stamp(self) -> str:
        return f"{self.at:%Y%m%dT%H%M%SZ}"

    @property
    def name(self) -> str:
        """What ids end with."""
        return f"{quote(self.event.id)}/{self.stamp}"


def said(built: BuiltSite) -> Iterator[Told]:
    """Yield what editors have said, going by the snapshot alone."""
    for event in (state.event for state in built.snapshot.events):
        first = announced(event)
        if first is not None and first not in {update.at for update in event.updates}:
            yield Told(event, first)
        yield from (Told(event, update.at, update) for update in event.updates)


def by_the_clock(built: BuiltSite) -> Iterator[Told]:
    """Yield the starts and ends of windows at which an event came into another phase without a word."""
    known = {(told.event.id, told.at) for told in said(built)}
    for state in built.snapshot.events if built.site.config.subscriptions.clock_entries else ():
        ends = {end for window in state.windows for end in (window.start, window.end) if end}
        for at in ends:
            before, after = state_at(state.event, at - TICK), state_at(state.event, at)
            if before.phase is not after.phase and (state.event.id, at) not in known:
                yield Told(state.event, at)


def tells(row: Row, told: Told, built: BuiltSite, lang: str) -> bool:
    """Tell whether an entry's id, title, link and date are those of what happened, in a language."""
    identity, title, link, date = row
    stamp = told.stamp
    page, _, fragment = link.partition("#")
    state, _, text = title.removeprefix("[").partition("] ")
    pages = built.site.config.url + ("" if lang == built.site.config.default_language else f"{lang}/") + "events/"
    return (
        identity.endswith(f"/{told.name}")
        and page == f"{pages}{quote(told.event.id)}/"
        and (fragment == f"update-{stamp}" if told.update else fragment in ("", f"clock-{stamp}"))
        and told.at <= date < told.at + APART
        and (state == _state(told.update.state, built, lang) if told.update else bool(state))
        and bool(text)
        and told.event.title.in_lang(lang).text.startswith(text)
    )


def _state(state: str, built: BuiltSite, lang: str) -> str:
    """Return the words of a language for the state that an update tells."""
    return built.site.theme.languages[lang].translations.pgettext("update", state)


@pytest.fixture(scope="session")
def seen(built_sites: BuiltSites) -> Mapping[str, Rows]:
    """What each reader sees."""
    by_python = {"feedparser": by_feedparser, "atoma": by_atoma, "reader": by_reader}
    return {**{name: read(built_sites) for name, read in by_python.items()}, **by_npm(built_sites)}


@pytest.mark.parametrize("reader", READERS)
def test_readers_agree_on_every_entry(reader: str, seen: Mapping[str, Rows]):
    """Id, title, link and date of each entry, and their order, are the same for every reader that knows the format."""
    first = seen[ALL]
    assert first
    for path, rows in seen[reader].items():
        assert rows == first[path], path
    assert {path.rpartition(".")[2] for path in seen[reader]} >= {"atom", "rss"}


def test_every_entry_is_something_that_the_snapshot_knows(built_sites: BuiltSites, seen: Mapping[str, Rows]):
    """No entry is made up: each is an announcement, an update or a phase that the clock brought, with its own facts."""
    for path, rows in seen[ALL].items():
        built = built_sites.of(path)
        known = {told.name: told for told in (*said(built), *by_the_clock(built))}
        for row in rows:
            told = known.get("/".join(row[0].split("/")[-2:]))
            assert told is not None, (path, row)
            assert tells(row, told, built, built.language(path)), (path, row)


def test_everything_that_was_said_is_an_entry(built_sites: BuiltSites, seen: Mapping[str, Rows]):
    """Whatever editors said in the 90 days before the last thing they said stands in the feeds of all, once."""
    for built in built_sites:
        everything = list(said(built))
        newest = max((told.at for told in everything), default=built.now)
        recent = [told for told in everything if told.at > newest - RECENT]
        feeds = {path: seen[ALL][path] for path in of_all(built_sites, *FORMATS) if built_sites.of(path) is built}
        assert len(feeds) >= 2 * len(built.site.config.languages)
        for path, rows in feeds.items():
            for told in recent:
                (row,) = [row for row in rows if row[0].endswith(f"/{told.name}")]
                assert tells(row, told, built, built.language(path)), (path, row)


def test_formats_of_a_feed_hold_the_same_entries(seen: Mapping[str, Rows]):
    """A reader who moves from one format of a feed to another meets nothing twice."""
    for path, rows in seen[ALL].items():
        assert rows == seen[ALL][path.rpartition(".")[0] + ".atom"], path


def test_entries_stand_newest_first_each_with_an_id(seen: Mapping[str, Rows]):
    """No id is used twice in a feed, and each entry is younger than the next: some take the second of two for known."""
    for path, rows in seen[ALL].items():
        dates = [row[3] for row in rows]
        assert len({row[0] for row in rows}) == len(rows), path
        assert all(later > earlier for later, earlier in pairwise(dates)), path
