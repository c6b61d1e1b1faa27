"""One language: the words of the interface, and dates, durations and plurals in it."""

import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta, get_timezone_name, parse_pattern
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from markupsafe import Markup, escape

from statuspage.messages import message
from statuspage.model import Window

HTML_TAGS: Final = {"zh": "zh-CN"}
"""Language tags that pages need more exactly: the tag chooses the glyphs of Han characters."""

MONTH: Final = timedelta(days=30)


class CatalogueError(ValueError):
    """A catalogue can't be read; `number` is its index among those given, and `line` where reading stopped."""

    def __init__(self, message: str, number: int, line: int) -> None:
        super().__init__(message)
        self.number, self.line = number, line


class Language:
    """The words of one language, and times as its readers write them, in the site's zone."""

    def __init__(self, tag: str, local: ZoneInfo, catalogues: list[bytes]) -> None:
        """Read gettext catalogues (.po), each going before the ones after it.

        Raises ValueError for a tag that is no language, CatalogueError for a catalogue that can't be read.
        """
        self.tag, self.zone = tag, local
        self.html_tag = HTML_TAGS.get(tag, tag)
        try:
            self.locale = Locale.parse(tag, sep="-")
        except UnknownLocaleError as error:
            raise ValueError(message("'{tag}' is no language", tag=tag)) from error
        self.translations = _translations(catalogues)
        self.direction = self.locale.text_direction
        self._written: dict[tuple[date | time, str], str] = {}
        self._zone_names: dict[tuple[timedelta | None, timedelta | None], str] = {}

    @property
    def name(self) -> str:
        """The language's own name for itself."""
        name = self.locale.get_language_name() or self.tag
        return name[0].upper() + name[1:]

    def gettext(self, message: str, **variables: object) -> Markup:
        """Return the words for *message*, with variables escaped and put in."""
        return _filled(self.translations.gettext(message), variables)

    def ngettext(self, one: str, many: str, num: int, **variables: object) -> Markup:
        """Return the words for a count of things."""
        return _filled(self.translations.ngettext(one, many, num), {"num": num, **variables})

    def pgettext(self, context: str, message: str, **variables: object) -> Markup:
        """Return the words for *message* where it stands for a *context*."""
        return _filled(self.translations.pgettext(context, message), variables)

    @property
    def joint(self) -> str:
        """What stands between the parts of a duration."""
        return "" if self.locale.language == "zh" else " "

    def moment(self, instant: datetime) -> str:
        """Write date, weekday and time."""
        return self._with_clock(self.day(instant), instant)

    def brief(self, instant: datetime) -> str:
        """Write date, weekday and time where the year is told beside."""
        day = self._format(instant.astimezone(self.zone).date(), "EEE d MMM")
        return self._with_clock(day, instant)

    def _with_clock(self, day: str, instant: datetime) -> str:
        return self.translations.pgettext("date", "%(day)s, %(clock)s") % {"day": day, "clock": self.clock(instant)}

    def day(self, instant: datetime) -> str:
        """Write date and weekday."""
        return self._format(instant.astimezone(self.zone).date(), "EEE d MMM y")

    def clock(self, instant: datetime) -> str:
        """Write the time of day."""
        return self._format(instant.astimezone(self.zone).time(), "HH:mm")

    def month(self, instant: datetime) -> str:
        """Write month and year."""
        return self._format(instant.astimezone(self.zone).date(), "MMMM y")

    def window(self, window: Window) -> str:
        """Write a window in words; both dates are told where it goes over midnight."""
        start = self.moment(window.start)
        if window.end is None:
            return self.translations.gettext("from %(start)s") % {"start": start}
        end = getattr(self, self.end_style(window))(window.end)
        return self.translations.gettext("%(start)s to %(end)s") % {"start": start, "end": end}

    def end_style(self, window: Window) -> str:
        """Return by which method a window's end is written: not again what its start has told."""
        start, end = (instant.astimezone(self.zone) for instant in (window.start, window.end or window.start))
        if start.date() == end.date():
            return "clock"
        return "brief" if start.year == end.year else "moment"

    def duration(self, span: timedelta) -> str:
        """Write how long something takes, in days, hours and minutes."""
        return _duration(span, self.locale, self.joint)

    def zone_name(self, instant: datetime) -> str:
        """Write the zone's name with its offset at an instant."""
        local = instant.astimezone(self.zone)
        key = local.utcoffset(), local.dst()
        if key not in self._zone_names:
            name = get_timezone_name(local, width="long", locale=self.locale)
            offset = local.isoformat()[-6:]
            self._zone_names[key] = str(self.pgettext("zone", "%(name)s (UTC%(offset)s)", name=name, offset=offset))
        return self._zone_names[key]

    def zone_of_window(self, window: Window) -> str:
        """Write the zone's name with its offset, with both offsets of a window in which the clocks change."""
        start, end = self.zone_name(window.start), self.zone_name(window.end or window.start)
        both = str(self.translations.gettext("%(start)s to %(end)s") % {"start": start, "end": end})
        return start if start == end else both

    def zone_of_all(self, instant: datetime) -> str:
        """Write the zone's name for times of any season: an offset only if the clocks don't change around an instant.

        *instant* is any of the year that is looked at.
        """
        months = (instant.astimezone(self.zone) + MONTH * number for number in range(12))
        if len({month.utcoffset() for month in months}) == 1:
            return self.zone_name(instant)
        name = get_timezone_name(self.zone, width="long", locale=self.locale)
        return name + str(self.translations.gettext(" (%(text)s)") % {"text": self.zone.key})

    def _format(self, local: date | time, pattern: str) -> str:
        """Write a local date or time by the language's own pattern (UTS 35, part 4); days and minutes come again."""
        written = self._written.get((local, pattern))
        if written is None:
            written = parse_pattern(self.translations.pgettext("date", pattern)).apply(local, self.locale)
            self._written[local, pattern] = written
        return written


def _filled(words: str, variables: Mapping[str, object]) -> Markup:
    if not variables:
        return _unfilled(words)
    # As Markup's own operator does it, which makes a new object of each value.
    return Markup(
        words % {name: value if isinstance(value, int) else escape(value) for name, value in variables.items()}
    )


@cache
def _unfilled(words: str) -> Markup:
    return Markup(words) % {}


@lru_cache(maxsize=10_000)
def _duration(span: timedelta, locale: Locale, joint: str) -> str:
    minutes = max(round(span.total_seconds() / 60), 1)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    told = [
        _count(timedelta(days=days), "day", locale) if days else "",
        _count(timedelta(hours=hours), "hour", locale) if hours else "",
        _count(timedelta(minutes=rest), "minute", locale) if rest else "",
    ]
    return joint.join(part for part in told if part)


def _count(span: timedelta, unit: Literal["day", "hour", "minute"], locale: Locale) -> str:
    """Write a span as a number of one unit (Babel's format_unit knows no long forms in Chinese)."""
    return format_timedelta(span, granularity=unit, threshold=sys.maxsize, locale=locale)


def _translations(catalogues: list[bytes]) -> GNUTranslations:
    first: GNUTranslations | None = None
    for number, source in reversed(list(enumerate(catalogues))):
        try:
            translations = _translation(source)
        except PoFileError as error:
            raise CatalogueError(str(error).rpartition(" on ")[0], number, error.lineno + 1) from error
        except (ValueError, LookupError) as error:
            raise CatalogueError(str(error), number, 1) from error
        if first is not None:
            translations.add_fallback(first)
        first = translations
    if first is None:
        raise ValueError("there is no catalogue")
    return first


def _translation(source: bytes) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
