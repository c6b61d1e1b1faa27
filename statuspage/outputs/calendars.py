"""calendar.ics with one entry for each event, and events/<id>.ics with one of them, by icalendar.

Times are in UTC, since clients read generated VTIMEZONEs wrong; there is no METHOD, which would ask for an ORGANIZER
(RFC 5546). DTSTAMP is the last change, as RFC 5545 section 3.8.7.2 has it for calendars without METHOD.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from statuspage.markup import to_text
from statuspage.plan import Joined, Output, Planned, Site
from statuspage.state import EventState, Phase
from statuspage.view import Address, View, folder

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Event

PRODUCT: Final = "-//statuspage//markdown-statuspage//EN"
REFRESH: Final = timedelta(hours=1)
UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""DTSTAMP of a notice of which nobody said when it was published; every change is later."""


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the calendar of each event in each language, and that of all, which is joined of these.

    An event's own is rendered beside its page, where its texts are converted already.
    """
    states = sorted(site.snapshot.events, key=lambda state: (state.window.start, state.event.id))
    for lang in site.config.languages:
        view, home = (
            View(site, site.theme.languages[lang], Address("", "calendar.ics", "calendars")),
            folder(site, lang),
        )
        paths = {state.event.id: f"{home}events/{state.event.id}.ics" for state in site.snapshot.events}
        own = tuple(paths[state.event.id] for state in states)
        yield Joined(f"{home}calendar.ics", "calendars", own, partial(calendar, view))
        for state in site.snapshot.events:
            yield Output(paths[state.event.id], state.event.place.path, partial(calendar_of, state, view))


def calendar(view: View, own: Iterable[bytes]) -> bytes:
    """Join the calendars of events to one iCalendar object (RFC 5545, names and refresh by RFC 7986)."""
    from icalendar import vText

    name = view.site.config.title.in_lang(view.language.tag).text
    cal = _calendar()
    cal.add("NAME", vText(name))
    cal.add("X-WR-CALNAME", vText(name))
    cal.add("X-WR-TIMEZONE", view.site.config.time_zone)
    cal.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    cal.add("X-PUBLISHED-TTL", "PT1H")
    if view.site.config.url:
        cal.add("URL", view.absolute())
    before, after = _frame(cal)
    first, last = map(len, _bare())
    return b"".join((before, *(data[first:-last] for data in own), after))


def calendar_of(state: EventState, view: View) -> bytes:
    """Write one event, with the same bytes as among all; a name would make clients add a calendar of that name."""
    before, after = _bare()
    return before + _folded(_event(state, view)) + after


@cache
def _bare() -> tuple[bytes, bytes]:
    """Return what stands before and after the one entry of an event's own calendar."""
    return _frame(_calendar())


def _calendar() -> "Calendar":
    from icalendar import Calendar

    cal = Calendar()
    cal.add("PRODID", PRODUCT)
    cal.add("VERSION", "2.0")
    cal.add("CALSCALE", "GREGORIAN")
    return cal


def _frame(cal: "Calendar") -> tuple[bytes, bytes]:
    """Return a calendar's lines before its entries, and the one after them."""
    before, end, _ = _folded(cal).partition(b"END:VCALENDAR\r\n")
    return before, end


def _folded(part: "Component") -> bytes:
    return b"".join(fold(line) for line in part.content_lines(sorted=False) if line)


def fold(line: str) -> bytes:
    """Break a line into lines of at most 75 octets, between characters (RFC 5545, section 3.1).

    The library does the same character by character, which takes half of the time of a calendar.
    """
    data, folded, begin, width = line.encode(), [], 0, 75
    while len(data) - begin > width:
        end = begin + width
        while data[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        folded.append(data[begin:end])
        begin, width = end, 74
    folded.append(data[begin:])
    return b"\r\n ".join(folded) + b"\r\n"


def _event(state: EventState, view: View) -> "Event":
    from icalendar import Event

    lang, window = view.language, state.window
    changed = state.changed or UNDATED
    item = Event()
    item.add("UID", f"{quote(state.event.id)}@{urlsplit(view.site.config.url).hostname or 'statuspage'}")
    item.add("DTSTAMP", changed)
    item.add("LAST-MODIFIED", changed)
    item.add("SEQUENCE", len(state.updates))
    item.add("DTSTART", window.start)
    if last := end(state):
        item.add("DTEND", max(last, window.start + timedelta(minutes=1)))
    said = lang.translations.pgettext("phase", state.phase)
    item.add("SUMMARY", f"[{said}] {state.event.title.in_lang(lang.tag).text}")
    item.add("DESCRIPTION", description(state, view))
    item.add("STATUS", "CANCELLED" if state.phase is Phase.CANCELLED else "CONFIRMED")
    item.add("TRANSP", "TRANSPARENT")
    names = view.site.config.component_names
    if state.impacts:
        item.add("CATEGORIES", [names[name].in_lang(lang.tag).text for name, _ in state.impacts])
    if view.site.config.url:
        item.add("URL", view.absolute(f"events/{state.event.id}/"))
    return item


def end(state: EventState) -> datetime | None:
    """Return when an event ends, really or as planned; None while nobody said either (RFC 5545, section 3.6.1)."""
    return state.actual_end or state.window.end


def description(state: EventState, view: View) -> str:
    """Return the facts of an event and what was said of it, the latest first, as plain text."""
    lang, words = view.language, view.language.translations
    colon = words.gettext(": ")
    names = view.site.config.component_names
    parts = [f"{lang.window(state.window)} · {lang.zone_name(state.window.start)}"]
    parts += [
        f"{names[name].in_lang(lang.tag).text}{colon}{words.pgettext('impact', impact)}"
        for name, impact in (() if state.over else state.impacts)
    ]
    for name in ("reason", "after") if state.over else ("reason", "alternatives", "before", "during", "after"):
        if text := getattr(state.event, name):
            parts.append(f"{words.pgettext('field', name)}{colon}{to_text(text.in_lang(lang.tag).text)}")
    parts.append(to_text(state.event.body.in_lang(lang.tag).text))
    for update in reversed(state.updates):
        said = to_text(update.text.in_lang(lang.tag).text)
        parts.append(f"{lang.moment(update.at)} {words.pgettext('update', update.state)}\n{said}".strip())
    return "\n\n".join(part for part in parts if part)
