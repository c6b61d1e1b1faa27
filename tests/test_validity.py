"""Whole built sites, held against parsers that others wrote."""

import ctypes
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from ctypes.util import find_library
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import icalendar
import pytest
import vobject
from jsonschema import Draft202012Validator

from statuspage.build import prepare
from statuspage.snapshot import Health
from statuspage.state import Phase
from tests.api_v2_shapes import assert_conforms, documents
from tests.sites import EMPTY, LIVELY, NOW, ROOT, SMALL, settings, without_url, write

pytestmark = pytest.mark.whole

Files = dict[str, bytes]
SITES = ("sample", "small", "empty", "no address", "sub-path")
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
INLINE = {"script", "style"}
DATA = {"application/json", "application/ld+json"}
"""Types of scripts that no browser executes."""
LOADS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}


@pytest.fixture(scope="module", params=SITES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Built":
    """Each of some sites, built once."""
    folder = tmp_path_factory.mktemp("site")
    sub = SMALL.replace("https://status.example/", "https://h.example/a/b/")
    sub = sub.replace("[[components]]", '[maintnote]\norganizer = "noc@h.example"\n\n[[components]]', 1)
    texts = {"small": SMALL, "empty": EMPTY, "no address": without_url(SMALL), "sub-path": sub}
    root = ROOT if request.param == "sample" else write(folder, texts[request.param])
    return Built(root, LIVELY if request.param == "sample" else NOW)


class Built:
    """A built site, and its pages as trees."""

    def __init__(self, root: Path, now: datetime) -> None:
        self.config, self.now = settings(root), now
        self.files: Files = dict(prepare(root, now).files)
        self.base = self.config.url or "https://nowhere.example/"
        self.pages = {path: parse(data) for path, data in self.files.items() if path.endswith(".html")}

    def named(self, *ends: str) -> Files:
        return {path: data for path, data in self.files.items() if path.endswith(ends)}

    def address(self, path: str) -> str:
        """Return the address at which a file is found."""
        return self.base + path.removesuffix("index.html")


def parse(data: bytes) -> Any:
    """Parse a page as browsers do, and fail on whatever they would have to forgive."""
    return html5lib.HTMLParser(strict=True).parse(data)


def tag(element: Any) -> str:
    return str(element.tag).removeprefix(XHTML)


def elements(page: Any) -> Iterator[tuple[str, Any]]:
    for element in page.iter():
        if isinstance(element.tag, str):
            yield tag(element), element


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_page_has_a_language_one_heading_and_a_title(built: Built):
    """A page says its language and what it is about, once."""
    for path, page in built.pages.items():
        lang = "en" if path.startswith("en/") or built.config.default_language == "en" else "zh-CN"
        assert page.get("lang") == lang, path
        found = [words(element) for name, element in elements(page) if name == "h1"]
        assert len(found) == 1, path
        assert found[0], path
        titles = [words(element) for name, element in elements(page) if name == "title"]
        assert len(titles) == 1, path
        assert titles[0].strip(" ·"), path


def test_ids_are_unique_on_every_page(built: Built):
    """No two elements of a page have one id, so that every link leads to one place."""
    for path, page in built.pages.items():
        ids = Counter(element.get("id") for _, element in elements(page) if element.get("id") is not None)
        assert {name: count for name, count in ids.items() if count > 1 or not name} == {}, path


def test_labels_point_at_something(built: Built):
    """Whatever is named by another element's id is on the page."""
    for path, page in built.pages.items():
        ids = {element.get("id") for _, element in elements(page)}
        for _, element in elements(page):
            for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
                assert set((element.get(attribute) or "").split()) <= ids, (path, attribute)


def test_every_link_inside_the_site_leads_somewhere(built: Built):
    """Each address inside the site is a built file, and each fragment an id on it."""
    dead = set()
    for path, page in built.pages.items():
        for name, element in elements(page):
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is not None and not _leads(built, path, target):
                    dead.add((path, name, target))
    assert dead == set()


def _leads(built: Built, path: str, target: str) -> bool:
    address = urljoin(built.address(path), target)
    if not address.startswith(built.base):
        return urlsplit(address).scheme in {
            "http",
            "https",
            "mailto",
            "tel",
            "sms",
            "webcal",
        } and not target.startswith("/")
    inside, _, fragment = address.removeprefix(built.base).partition("#")
    file = unquote(inside)
    file += "index.html" if file.endswith("/") or not file else ""
    if file not in built.files:
        return False
    ids = {element.get("id") for _, element in elements(built.pages[file])} if file in built.pages else set()
    return not fragment or unquote(fragment) in ids


def test_pages_are_reached_from_the_first(built: Built):
    """Every page of every language can be reached by links from the first page (but for 404 and what is embedded)."""
    seen, queue = {"index.html"}, ["index.html"]
    while queue:
        path = queue.pop()
        for name, element in elements(built.pages[path]):
            if name == "a" and element.get("href"):
                address = urljoin(built.address(path), element.get("href")).partition("#")[0]
                file = unquote(address.removeprefix(built.base))
                file += "index.html" if file.endswith("/") or not file else ""
                if file in built.pages and file not in seen:
                    seen.add(file)
                    queue.append(file)
    assert {path for path in set(built.pages) - seen if "widget/" not in path} == {"404.html"}


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(built: Built):
    """No script, style or handler stands in a page, and what it loads is the site's own."""
    for path, page in built.pages.items():
        for name, element in elements(page):
            assert name not in INLINE or element.get("src") or element.get("type") in DATA, path
            for attribute in element.keys():  # noqa: SIM118  # an element isn't a dictionary
                assert not str(attribute).lower().startswith("on"), (path, attribute)
                assert attribute != "style", path
            if name in LOADS and element.get("rel") not in ("canonical", "alternate"):
                address = urljoin(built.address(path), element.get(LOADS[name]) or "")
                assert address.startswith(built.base), (path, address)


def test_headings_skip_no_level(built: Built):
    """A reader who goes by headings meets no gap on the way down."""
    for path, page in built.pages.items():
        level = 0
        for name, element in elements(page):
            if re.fullmatch("h[1-6]", name):
                assert int(name[1]) <= level + 1, (path, words(element))
                level = int(name[1])


def test_every_time_is_written_for_programs_too(built: Built):
    """Each <time> has an instant with its offset, or a whole day, and words."""
    for path, page in built.pages.items():
        for name, element in elements(page):
            if name == "time":
                told = element.get("datetime")
                instant = datetime.fromisoformat(told)
                assert instant.utcoffset() is not None or len(told) == len("2026-11-28"), path
                assert words(element), path


def test_no_page_says_what_only_a_script_may(built: Built):
    """What is printed stays true: no word is relative to the present."""
    for path in built.pages:
        text = built.files[path].decode()
        assert not re.search(r"\b(?:today|tomorrow|yesterday|ago)\b|\bin \d+ (?:minutes|hours)", _own_words(text)), path


def _own_words(text: str) -> str:
    """Leave out what people wrote and what the script is given: the words of the interface alone."""
    return re.sub(r"<(main|footer|header|script)\b.*?</\1>", "", text, flags=re.DOTALL)


def test_the_sitemap_lists_every_page_once(built: Built):
    """Search engines are told of every page but those that aren't for them."""
    if not built.config.url:
        assert "sitemap.xml" not in built.files
        return
    root = ET.fromstring(built.files["sitemap.xml"])
    schema = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{schema}urlset"
    listed = [str(entry.findtext(f"{schema}loc")) for entry in root]
    assert all(address.isascii() for address in listed)
    expected = [built.address(path) for path in built.pages if path != "404.html" and "widget/" not in path]
    assert sorted(unquote(address) for address in listed) == sorted(expected)


def test_robots_are_let_in(built: Built):
    """robots.txt lets everyone in, and names the sitemap where there is one."""
    lines = built.files["robots.txt"].decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[2:] == ([f"Sitemap: {built.config.url}sitemap.xml"] if built.config.url else [])


# --- feeds


def feeds(built: Built) -> Files:
    return built.named(".atom", ".rss")


@cache
def parsed(data: bytes) -> Any:
    """Return a feed as feedparser reads it, but for its cleaning of HTML, which takes nearly all of its time."""
    return feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)


def test_feeds_are_understood_without_complaint(built: Built):
    """A feed reader finds title, address and entries, and nothing to forgive."""
    assert bool(feeds(built)) == bool(built.config.url)
    for path, data in feeds(built).items():
        feed = parsed(data)
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.version == ("atom10" if path.endswith(".atom") else "rss20")
        assert feed.feed.title, path
        assert feed.feed.link.startswith(built.config.url), path
        lang = "en" if path.startswith("en/") or built.config.default_language == "en" else "zh-CN"
        assert feed.feed.language == lang, path


def test_feeds_of_one_language_hold_the_same_entries(built: Built):
    """Atom and RSS tell the same, in the same order."""
    for path, data in built.named("feed.atom").items():
        atom = parsed(data)
        rss = parsed(built.files[path.replace(".atom", ".rss")])
        told = [[(entry.id, entry.title, entry.link) for entry in feed.entries] for feed in (atom, rss)]
        items = json.loads(built.files[path.replace(".atom", ".json")])["items"]
        told.append([(item["id"], item["title"], item["url"]) for item in items])
        assert told[0] == told[1] == told[2]


def test_atom_has_what_the_rfc_requires(built: Built):
    """Ids, titles, dates and authors stand where RFC 4287 section 4 wants them, each once."""
    for path, data in built.named(".atom").items():
        root = ET.fromstring(data)
        assert root.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert len(root.findall(f"{ATOM}{name}")) == 1, (path, name)
        assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
            built.config.url + path
        ]
        assert root.find(f"{ATOM}author/{ATOM}name") is not None, path
        for entry in root.findall(f"{ATOM}entry"):
            for name in ("id", "title", "updated", "published", "content"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, (path, name)
            identity = str(entry.findtext(f"{ATOM}id"))
            assert identity.isascii(), identity
            assert urlsplit(identity).scheme, identity


def test_rss_has_what_the_specification_requires(built: Built):
    """A channel has title, link and description, and each item a permanent id."""
    for path, data in built.named(".rss").items():
        channel = ET.fromstring(data).find("channel")
        assert channel is not None
        for name in ("title", "link", "description", "lastBuildDate"):
            assert channel.findtext(name), (path, name)
        for item in channel.findall("item"):
            assert [len(item.findall(name)) for name in ("title", "link", "guid", "pubDate", "description")] == [1] * 5


def dates(path: str, data: bytes) -> tuple[datetime, list[datetime]]:
    """Return a feed's own date and those of its entries, each with its zone."""
    root = ET.fromstring(data)
    if path.endswith(".atom"):
        own = datetime.fromisoformat(str(root.findtext(f"{ATOM}updated")))
        entries = [
            datetime.fromisoformat(str(entry.findtext(f"{ATOM}{name}")))
            for entry in root.iter(f"{ATOM}entry")
            for name in ("updated",)
        ]
    else:
        own = parsedate_to_datetime(str(root.findtext("channel/lastBuildDate")))
        entries = [parsedate_to_datetime(str(item.findtext("pubDate"))) for item in root.iter("item")]
    return own, entries


def test_feeds_are_dated_by_what_was_said(built: Built):
    """Entries stand newest first, and no date is the clock's: the feed's own is that of its newest entry."""
    for path, data in feeds(built).items():
        own, entries = dates(path, data)
        assert all(date.utcoffset() is not None for date in (own, *entries)), path
        assert entries == sorted(entries, reverse=True), path
        assert own == (entries[0] if entries else datetime(1970, 1, 1, tzinfo=UTC)), path
        assert all(date <= built.now for date in entries), path
        assert abs(own.timestamp() - time.time()) > 1, path


def test_entries_have_ids_of_their_own(built: Built):
    """No two entries share an id, and each link leads to a page and an update on it."""
    for path, data in feeds(built).items():
        entries = parsed(data).entries
        assert len({entry.id for entry in entries}) == len(entries), path
        for entry in entries:
            assert _leads(built, "index.html", entry.link), entry.link


def test_what_entries_hold_works_anywhere(built: Built):
    """The HTML of an entry has no relative address, no script, style, form, id or picture."""
    whole = (entry for data in built.named(".atom").values() for entry in ET.fromstring(data).iter(f"{ATOM}entry"))
    for html in {str(entry.findtext(f"{ATOM}content")) for entry in whole}:
        for name, element in elements(html5lib.HTMLParser(strict=False).parseFragment(html)):
            assert name not in {"script", "style", "form", "img", "iframe", "input"}, html
            assert element.get("style") is None, html
            address = element.get("href")
            assert address is None or re.match(r"(?:https?://|mailto:|tel:|sms:|#fn)", address), (html, address)


# --- calendars


def calendars(built: Built) -> Files:
    found = built.named(".ics")
    assert found
    return found


def expected_times(built: Built) -> dict[str, tuple[datetime, set[datetime]]]:
    """Return the planned start of each event, and the ends that were planned or told."""
    status = json.loads(built.files["api/status.json"])
    return {
        event["id"]: (moment(event["start"]), {moment(event[end]) for end in ("end", "actual_end") if event[end]})
        for event in status["events"]
    }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def by_icalendar(data: bytes) -> dict[str, tuple[datetime, datetime]]:
    calendar = icalendar.Calendar.from_ical(data)
    found: dict[str, Any] = {}
    for event in calendar.walk("VEVENT"):
        assert isinstance(event, icalendar.Event)
        assert not event.errors
        found[str(event["UID"])] = (event.start, event.end)
    return found


def by_vobject(data: bytes) -> dict[str, tuple[datetime, datetime]]:
    calendar = vobject.readOne(data.decode())
    found = {}
    for event in getattr(calendar, "vevent_list", []):
        found[event.uid.value] = (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))
    return found


def by_libical(data: bytes) -> dict[str, tuple[datetime, datetime]]:
    """Read a calendar with the library of many desktop clients, which notes what it had to forgive."""
    library = libical()
    calendar = library.icalparser_parse_string(data)
    assert calendar
    library.icalrestriction_check(calendar)
    told = library.icalcomponent_as_ical_string(calendar).decode()
    assert "X-LIC-ERROR" not in told, re.findall(r"X-LIC-ERROR.*(?:\r\n .*)*", told)
    found = {}
    event = library.icalcomponent_get_first_component(calendar, 4)
    while event:
        uid = library.icalcomponent_get_uid(event).decode()
        found[uid] = (_libical_time(event, "dtstart"), _libical_time(event, "dtend"))
        event = library.icalcomponent_get_next_component(calendar, 4)
    library.icalcomponent_free(calendar)
    return found


class _Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "daylight")),
        ("zone", ctypes.c_void_p),
    )


def _libical_time(event: int, name: str) -> datetime:
    read = getattr(libical(), f"icalcomponent_get_{name}")
    read.argtypes, read.restype = [ctypes.c_void_p], _Time
    found = read(event)
    zone = libical().icaltimezone_get_tzid(found.zone)
    assert zone == b"UTC", zone
    return datetime(found.year, found.month, found.day, found.hour, found.minute, found.second, tzinfo=UTC)


@cache
def libical() -> ctypes.CDLL:
    """Load libical 3, which the tests' system packages bring."""
    name = find_library("ical") or "libical.so.3"
    try:
        library = ctypes.CDLL(name)
    except OSError:
        pytest.fail("libical is not installed (Debian's libical3; see tests/system-packages.sh)")
    for function in (
        "icalparser_parse_string",
        "icalcomponent_get_first_component",
        "icalcomponent_get_next_component",
    ):
        getattr(library, function).restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalrestriction_check.argtypes = [ctypes.c_void_p]
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    library.icalcomponent_get_first_component.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icalcomponent_get_next_component.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icaltimezone_get_tzid.argtypes = [ctypes.c_void_p]
    for function in ("icalcomponent_as_ical_string", "icalcomponent_get_uid", "icaltimezone_get_tzid"):
        getattr(library, function).restype = ctypes.c_char_p
    library.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    library.icalcomponent_get_uid.argtypes = [ctypes.c_void_p]
    return library


def test_three_readers_see_the_same_calendar(built: Built):
    """icalendar, vobject and libical read the same events at the same UTC times, without complaint."""
    for path, data in calendars(built).items():
        found = by_icalendar(data)
        assert by_vobject(data) == found, path
        assert by_libical(data) == found, path


def test_calendars_tell_the_times_that_status_json_tells(built: Built):
    """The same facts go out at the same time by every channel; what has no end yet is shown for some time."""
    for path, data in calendars(built).items():
        times = {unquote(uid.rpartition("@")[0]): value for uid, value in by_icalendar(data).items()}
        expected = expected_times(built)
        if path in {"calendar.ics", "en/calendar.ics"}:
            assert times.keys() >= expected.keys(), path
        for name in times.keys() & expected.keys():
            start, ends = expected[name]
            assert times[name][0] == start, (path, name)
            assert times[name][1] in ends if ends else times[name][1] > start, (path, name)


def test_calendars_are_written_as_the_library_would(built: Built):
    """What the library reads of a calendar it writes again, byte for byte."""
    for path, data in calendars(built).items():
        assert icalendar.Calendar.from_ical(data).to_ical() == data, path


def test_lines_of_calendars_are_as_the_rfc_wants_them(built: Built):
    """Lines end in CRLF and have at most 75 octets; none is split inside a character (RFC 5545 section 3.1)."""
    for path, data in calendars(built).items():
        assert data.endswith(b"END:VCALENDAR\r\n"), path
        assert b"\n" not in data.replace(b"\r\n", b""), path
        assert b"\r" not in data.replace(b"\r\n", b""), path
        for line in data.split(b"\r\n"):
            assert len(line) <= 75, (path, line)
            line.decode()
            assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line), (path, line)


def test_entries_of_calendars_are_whole(built: Built):
    """Each entry has an id of its own, stamps that come from the data, and no zone that a client could read wrong."""
    for path, data in calendars(built).items():
        text = data.decode().replace("\r\n ", "")
        uids = re.findall(r"^UID:(.*)\r$", text, re.MULTILINE)
        assert len(uids) == len(set(uids)) == text.count("BEGIN:VEVENT"), path
        assert all(uid.isascii() for uid in uids), path
        for unwanted in ("VTIMEZONE", "TZID"):
            assert unwanted not in text, (path, unwanted)
        assert "BEGIN:VALARM" not in text or path.endswith("calendar-reminders.ics"), path
        assert "METHOD:" not in text or path == "maintnote.ics", path
        for stamp in re.findall(r"^(?:DTSTAMP|LAST-MODIFIED):(.*)\r$", text, re.MULTILINE):
            assert datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) <= built.now, path
        assert text.count("\r\nVERSION:2.0\r\n") == text.count("\r\nPRODID:") == 1, path


# --- api


def check_shape(value: Any, shape: Any, at: str = "") -> None:
    """Hold a value of JSON against a shape: types, lists of a shape, and exact sets of keys."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), at
        assert list(value) == list(shape), at
        for name, inner in shape.items():
            check_shape(value[name], inner, f"{at}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), at
        for number, item in enumerate(value):
            check_shape(item, shape[0], f"{at}[{number}]")
    else:
        assert shape(value), (at, value)


def is_time(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}[+-]\d\d:\d\d", value))


def is_time_or_null(value: object) -> bool:
    return value is None or is_time(value)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def is_health(value: object) -> bool:
    return value in {"ok", "maintenance", "overrun", "degraded", "partial", "outage"}


def is_impacts(value: object) -> bool:
    return isinstance(value, dict) and set(value.values()) <= {"none", "degraded", "partial", "outage"}


STATUS = {
    "as_of": is_time_or_null,
    "next_change": is_time_or_null,
    "state": is_health,
    "components": [{"id": is_text, "state": is_health, "because": [is_text]}],
    "events": [
        {
            "id": is_text,
            "kind": lambda value: value in {"maintenance", "emergency", "incident", "drill"},
            "phase": lambda value: value in set(Phase) - {Phase.HIDDEN},
            "title": is_text,
            "url": is_text,
            "start": is_time,
            "end": is_time_or_null,
            "actual_start": is_time_or_null,
            "actual_end": is_time_or_null,
            "windows": [{"start": is_time, "end": is_time_or_null}],
            "components": is_impacts,
            "next_update": is_time_or_null,
            "late": lambda value: isinstance(value, bool),
        }
    ],
}
HEARTBEAT = {"built": is_time, "snapshot": is_text, "next_change": is_time_or_null}


def test_the_api_keeps_its_shape(built: Built):
    """status.json and heartbeat.json have exactly the keys that are promised, with values of their kind."""
    status = json.loads(built.files["api/status.json"])
    check_shape(status, STATUS)
    check_shape(json.loads(built.files["api/heartbeat.json"]), HEARTBEAT)
    for event in status["events"]:
        last = event["windows"][-1]
        assert (event["start"], event["end"]) == (last["start"], last["end"])
        assert _leads(built, "index.html", event["url"]), event["url"]


def test_the_api_agrees_with_itself(built: Built):
    """Each cause is an event that is listed, and the site is as its worst component."""
    status = json.loads(built.files["api/status.json"])
    listed = {event["id"]: event for event in status["events"]}
    order = [health.value for health in Health]
    worst = max((component["state"] for component in status["components"]), key=order.index, default=Health.OK)
    assert order.index(status["state"]) >= order.index(worst)
    for component in status["components"]:
        assert set(component["because"]) <= set(listed)
        assert bool(component["because"]) == (component["state"] != "ok")
        for name in component["because"]:
            assert listed[name]["components"][component["id"]] != "none"


def test_pages_show_the_states_that_the_api_tells(built: Built):
    """The tag of each component, on the first page and on its own, is its state in status.json."""
    for component in json.loads(built.files["api/status.json"])["components"]:
        for lang in ("", "en/"):
            own = f"{lang}components/{component['id']}/index.html"
            if own not in built.pages:
                continue
            assert component["state"] in _healths(built.pages[own]), own
            link = f"components/{component['id']}/"
            items = [
                element
                for name, element in elements(built.pages[f"{lang}index.html"])
                if name == "li" and any((inner.get("href") or "").endswith(link) for _, inner in elements(element))
            ]
            assert any(component["state"] in _healths(item) for item in items), own


def _healths(element: Any) -> set[str]:
    """Return the states of the components that are shown inside an element."""
    return {inner.get("data-state") for _, inner in elements(element) if inner.get("data-component")} & set(Health)


def test_what_is_long_over_is_left_out_of_the_api(built: Built):
    """What was over 90 days before the latest change is history, not status."""
    status = json.loads(built.files["api/status.json"])
    for event in status["events"]:
        if event["actual_end"]:
            assert moment(status["as_of"]) - moment(event["actual_end"]) < timedelta(days=400)
    pages = [path for path in built.pages if re.fullmatch(r"events/[^/]+/index\.html", path)]
    assert len(status["events"]) <= len(pages)


def test_status_json_is_as_its_schema_says(built: Built):
    """The schema that is published beside status.json is one, and refuses nothing that is told."""
    schema = json.loads(built.files["api/status.schema.json"])
    Draft202012Validator.check_schema(schema)
    told = Draft202012Validator(schema).iter_errors(json.loads(built.files["api/status.json"]))
    assert [error.json_path for error in told] == []


def test_the_api_that_clients_know_is_complete_and_agrees(built: Built):
    """Where the site's address is known all files of API v2 are there, in known keys and words, and agree."""
    found = documents(built.files)
    assert bool(found) == bool(built.config.url)
    if found:
        assert_conforms(found)


def test_both_apis_tell_the_same(built: Built):
    """What is open, when it is planned and how components are is the same in status.json and in API v2."""
    found, status = documents(built.files), json.loads(built.files["api/status.json"])
    if not found:
        return
    summary = found["summary"]
    links = {one["shortlink"]: one for one in summary["incidents"] + summary["scheduled_maintenances"]}
    over = {Phase.COMPLETED, Phase.RESOLVED, Phase.ENDED, Phase.CANCELLED}
    assert set(links) == {event["url"] for event in status["events"] if event["phase"] not in over}
    for event in status["events"]:
        one = links.get(event["url"], {})
        if "scheduled_for" in one:
            assert [moment(one[name]) for name in ("scheduled_for", "scheduled_until")] == [
                moment(event["start"]),
                moment(event["end"]),
            ]
    well = {one["id"] for one in summary["components"] if one["status"] == "operational" and not one["group"]}
    assert well == {component["id"] for component in status["components"] if component["state"] == "ok"}


def test_links_of_the_api_lead_somewhere(built: Built):
    """The link of each incident and of each maintenance is a page of the site."""
    for name, document in documents(built.files).items():
        for one in [*document.get("incidents", ()), *document.get("scheduled_maintenances", ())]:
            assert _leads(built, "index.html", one["shortlink"]), (name, one["shortlink"])


# --- for other sites


WIDGET_EVENT = {"id": is_text, "title": is_text, "path": is_text, "phase": is_text, "start": is_time, "tone": is_health}


def test_the_banner_is_told_what_the_api_tells(built: Built):
    """In each language the open events of status.json, with the same phases and windows, and a notice to lead to."""
    status = json.loads(built.files["api/status.json"])
    facts = ("id", "phase", "start", "end")
    over = {"completed", "resolved", "ended", "cancelled"}
    expected = sorted([event[name] for name in facts] for event in status["events"] if event["phase"] not in over)
    for lang in built.config.languages:
        told = json.loads(built.files[f"api/widget.{lang}.json"])
        assert sorted([event.get(name) for name in facts] for event in told["events"]) == expected
        for event in told["events"]:
            check_shape({name: event.get(name) for name in WIDGET_EVENT}, WIDGET_EVENT)
            assert f"{unquote(event['path'])}index.html" in built.files
    default = built.files[f"api/widget.{built.config.default_language}.json"]
    assert built.files["api/widget.json"] == default
    assert "widget.js" in built.files


def test_badges_show_the_states_that_the_api_tells(built: Built):
    """Each is XML with a title that begins as its text does, and has the colour that its state has on the pages."""
    assert len(built.named("badge.svg")) == len(built.config.languages) * (1 + len(built.config.components))
    states = {
        f"components/{each['id']}/": each["state"] for each in json.loads(built.files["api/status.json"])["components"]
    }
    states[""] = json.loads(built.files["api/status.json"])["state"]
    colours: dict[str | None, str] = {}
    for path, data in built.named("badge.svg").items():
        root = ET.fromstring(data)
        svg = "{http://www.w3.org/2000/svg}"
        (_, _, solid), (name, said, *_) = root.findall(f"{svg}rect"), root.findall(f"{svg}text")
        assert str(root.findtext(f"{svg}title")).startswith(f"{name.text} · {said.text}"), path
        state = states[path.removesuffix("badge.svg").removeprefix("en/")]
        assert colours.setdefault(solid.get("fill"), state) in ({state} | {"overrun", "degraded"}), path
