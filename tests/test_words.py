"""One language: its catalogue is complete, and times, ranges, durations and plurals are written as its readers do."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po
from markupsafe import Markup

from statuspage.entries import BY_THE_CLOCK
from statuspage.model import ENDS, Impact, Kind, UpdateState, Window
from statuspage.progress import ANNOUNCED
from statuspage.snapshot import Health
from statuspage.state import STEPS, Phase
from statuspage.words import CatalogueError, Language
from tests.sites import ROOT

THEME = ROOT / "themes" / "default"
CATALOGUES = sorted((THEME / "words").glob("*.po"))
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, abort_invalid=True)


def language(tag: str, zone: ZoneInfo = SHANGHAI, *more: bytes) -> Language:
    return Language(tag, zone, [*more, (THEME / "words" / f"{tag}.po").read_bytes()])


def used() -> set[tuple[str, str | tuple[str, ...]]]:
    """Find every (context, message) that templates and modules ask for by a literal."""
    found: set[tuple[str, str | tuple[str, ...]]] = set()
    templates = extract_from_dir(
        THEME / "templates", [("**.html", "jinja2")], {"**.html": {"silent": "false"}}, KEYWORDS
    )
    for _, _, message, _, context in templates:
        found.add((context or "", message))
    for path in (ROOT / "statuspage").rglob("*.py"):
        with path.open("rb") as source:
            for _, message, _, context in extract("python", source, KEYWORDS):
                found.add((context or "", message))
    return found


def date_patterns() -> Iterator[str]:
    """Find the patterns that words.py formats times by: the second argument of each call of _format."""
    tree = ast.parse((ROOT / "statuspage" / "words.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_format":
            pattern = node.args[1]
            if isinstance(pattern, ast.Constant):
                yield str(pattern.value)


def enumerated() -> set[tuple[str, str]]:
    """Return every (context, value) of what the program can say."""
    values: dict[str, type[StrEnum]] = {
        "phase": Phase,
        "update": UpdateState,
        "impact": Impact,
        "kind": Kind,
        "health": Health,
        "banner": Health,
    }
    said = {(context, value.value) for context, enum in values.items() for value in enum}
    said |= {("date", pattern) for pattern in date_patterns()}
    said |= {("step", str(step)) for step in (ANNOUNCED, *STEPS, *ENDS)}
    said |= {("update", what) for what in (ANNOUNCED, *BY_THE_CLOCK.values())}
    said |= {("health", "unknown"), ("banner", "unknown")}
    return said - {("phase", "hidden")}


def test_catalogues_are_found():
    """Chinese and English come with the default theme."""
    assert {"zh", "en"} <= {path.stem for path in CATALOGUES}
    assert len(used()) > 40
    assert len(list(date_patterns())) >= 4


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_message_that_is_used_is_translated(path: Path):
    """Each message of templates and modules, and each value of an enumeration, has its words in the catalogue."""
    catalog = read(path)
    missing = []
    for context, message in sorted(used() | enumerated(), key=str):
        one = message if isinstance(message, str) else message[0]
        entry = catalog.get(one, context or None)
        said = entry.string if entry else ""
        whole = [said] if isinstance(said, str) else list(said or ())
        if entry is None or not all(whole) or entry.fuzzy:
            missing.append((context, message))
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_message_is_left_over(path: Path):
    """The catalogue holds nothing that is no longer asked for (fields of notices and contacts stand by name)."""
    asked = {(context, message if isinstance(message, str) else message[0]) for context, message in used()}
    asked |= enumerated()
    left = [entry for entry in read(path) if entry.id and (entry.context or "", _first(entry)) not in asked]
    assert [(entry.context, _first(entry)) for entry in left if entry.context != "field"] == []


def _first(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_agree(path: Path):
    """A translation names exactly the variables of its message."""
    for entry in read(path):
        ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        if not entry.id or entry.context == "date":
            continue
        wanted = {name for text in ids for name in re.findall(r"%\((\w+)\)s", text)}
        for text in strings:
            assert set(re.findall(r"%\((\w+)\)s", text)) == wanted, (entry.id, text)
            assert "%" not in re.sub(r"%\(\w+\)s", "", text), text
            assert not list(Formatter().parse(text))[1:], text


def test_every_language_has_the_same_messages():
    """No catalogue has words that another lacks."""
    ids = {path.stem: {(entry.context, str(entry.id)) for entry in read(path)} for path in CATALOGUES}
    assert len({frozenset(found) for found in ids.values()}) == 1


@pytest.mark.parametrize(
    ("tag", "moment", "day", "month", "clock"),
    [
        ("zh", "2026年11月28日（周六）23:00", "2026年11月28日（周六）", "2026年11月", "23:00"),
        ("en", "Sat 28 Nov 2026, 23:00", "Sat 28 Nov 2026", "November 2026", "23:00"),
    ],
)
def test_times_are_written_as_readers_do(tag: str, moment: str, day: str, month: str, clock: str):
    """Dates have their weekday and times 24 hours, in the site's zone."""
    lang = language(tag)
    told = [style(NIGHT).replace("\u202f", " ") for style in (lang.moment, lang.day, lang.month, lang.clock)]
    assert told == [moment, day, month, clock]


def test_a_range_over_midnight_tells_both_dates():
    """The end is a time alone only on the day of the start, in the site's zone; its year is told where it is another."""
    lang = language("en")
    told = [lang.window(Window(NIGHT, NIGHT + timedelta(minutes=minutes))) for minutes in (59, 60)]
    assert told == ["Sat 28 Nov 2026, 23:00 to 23:59", "Sat 28 Nov 2026, 23:00 to Sun 29 Nov, 00:00"]
    year = language("en").window(Window(NIGHT, NIGHT + timedelta(days=60)))
    assert year == "Sat 28 Nov 2026, 23:00 to Wed 27 Jan 2027, 23:00"
    there = language("en", BERLIN).window(Window(NIGHT, NIGHT + timedelta(hours=1)))
    assert there == "Sat 28 Nov 2026, 16:00 to 17:00"


def test_a_window_without_end_tells_its_start_alone():
    """An end that nobody gave isn't made up."""
    assert language("en").window(Window(NIGHT, None)) == "from Sat 28 Nov 2026, 23:00"


@pytest.mark.parametrize(
    ("span", "en", "zh"),
    [
        (timedelta(hours=4), "4 hours", "4小时"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute", "1小时1分钟"),
        (timedelta(days=1), "1 day", "1天"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 hours 4 minutes", "2天3小时4分钟"),
        (timedelta(seconds=20), "1 minute", "1分钟"),
        (timedelta(minutes=90), "1 hour 30 minutes", "1小时30分钟"),
    ],
)
def test_durations_have_their_plural(span: timedelta, en: str, zh: str):
    """How long something takes is written in days, hours and minutes, never as nothing at all."""
    assert language("en").duration(span) == en
    assert language("zh").duration(span) == zh


def test_counts_have_their_plural():
    """English tells one from many, Chinese doesn't."""
    one, many = "%(num)s event", "%(num)s events"
    assert [str(language("en").ngettext(one, many, count)) for count in (0, 1, 2)] == [
        "0 events",
        "1 event",
        "2 events",
    ]
    assert {str(language("zh").ngettext(one, many, count)).lstrip("012 ") for count in (0, 1, 2)} != {""}


def test_zone_names_tell_the_offset_at_the_instant():
    """The zone is told by its name in the language and its offset, which summer time changes."""
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    assert "UTC+08:00" in language("zh").zone_name(NIGHT)
    assert "中国" in language("zh").zone_name(NIGHT)
    told = [language("en", BERLIN).zone_name(instant) for instant in (NIGHT, summer)]
    assert told == ["Central European Standard Time (UTC+01:00)", "Central European Summer Time (UTC+02:00)"]


def test_the_zone_of_all_times_tells_an_offset_only_if_it_is_always_that():
    """A page of July that says UTC-05:00 below would date all that is on it an hour wrong."""
    assert language("en", ZoneInfo("America/New_York")).zone_of_all(NIGHT) == "Eastern Time (America/New_York)"
    assert language("zh", BERLIN).zone_of_all(NIGHT) == "中欧时间（Europe/Berlin）"
    assert "UTC+08:00" in language("en").zone_of_all(NIGHT)


def test_a_window_in_which_the_clocks_change_has_two_offsets():
    """Any other has the one that it begins with."""
    start = datetime(2026, 10, 24, 23, tzinfo=UTC)
    told = language("en", BERLIN).zone_of_window(Window(start, start + timedelta(hours=3)))
    assert told == "Central European Summer Time (UTC+02:00) to Central European Standard Time (UTC+01:00)"
    assert language("en", BERLIN).zone_of_window(Window(start, None)) == "Central European Summer Time (UTC+02:00)"


def test_variables_are_escaped():
    """What is put into a message is text, unless it is marked as HTML."""
    lang = language("en")
    assert str(lang.gettext("As of %(time)s", time="<b>")) == "As of &lt;b&gt;"
    assert str(lang.gettext("As of %(time)s", time=Markup("<b>"))) == "As of <b>"


def test_a_language_names_itself_and_its_direction():
    """A language is called as its speakers call it, and tells which way it is written and how pages are tagged."""
    zh, en = language("zh"), language("en")
    assert [zh.name, en.name] == ["中文", "English"]
    assert [zh.html_tag, en.html_tag] == ["zh-CN", "en"]
    assert zh.direction == en.direction == "ltr"
    assert Language("ar", SHANGHAI, [(THEME / "words" / "en.po").read_bytes()]).direction == "rtl"


def test_an_earlier_catalogue_goes_before_a_later_one():
    """A site's own catalogue replaces single words and leaves the rest."""
    ours = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "health"\nmsgid "ok"\nmsgstr "All good"\n'
    lang = language("en", SHANGHAI, ours.encode())
    assert str(lang.pgettext("health", "ok")) == "All good"
    assert str(lang.pgettext("health", "outage")) == str(language("en").pgettext("health", "outage"))


def test_what_is_no_language_or_no_catalogue_is_told():
    """A tag that is no language, no catalogue, and one that can't be read are each a ValueError."""
    with pytest.raises(ValueError, match="is no language"):
        Language("xx", SHANGHAI, [b""])
    with pytest.raises(ValueError, match="no catalogue"):
        Language("en", SHANGHAI, [])


@pytest.mark.parametrize(
    ("source", "line"),
    [(b"nonsense\n", 1), (b'msgid "a"\nnonsense\n', 2), (b'msgid "\xff"\nmsgstr ""\n', 1)],
)
def test_a_catalogue_that_cannot_be_read_is_told_with_its_line(source: bytes, line: int):
    """Of several catalogues the one that is broken is named, and the line on which reading stopped."""
    with pytest.raises(CatalogueError) as caught:
        language("en", SHANGHAI, source)
    assert (caught.value.number, caught.value.line) == (0, line)
