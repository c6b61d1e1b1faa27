"""calendar.ics of all, of each component and audience, with and without reminders, and events/<id>.ics, by icalendar.

Times are in UTC, since clients read generated VTIMEZONEs wrong; there is no METHOD, which would ask for an ORGANIZER
(RFC 5546).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from statuspage.icalendars import alone, entry_in, inserted, joined, listed, new_calendar, own_path, parts, text
from statuspage.markup import to_text
from statuspage.plan import Joined, Output, Planned, Site
from statuspage.state import EventState, Phase
from statuspage.texts import NO_TEXT, Text
from statuspage.vevent import vevent
from statuspage.view import Address, View, folder

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar

REFRESH: Final = timedelta(hours=1)
ALARMS: Final = (timedelta(days=-1), timedelta(hours=-1))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a calendar is about: the path of its page, the words for it, and the events that it lists."""

    path: str
    name: Text
    description: Text
    states: Sequence[EventState]


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the calendar of each event in each language, and all others, which are joined of these.

    An event's own is rendered beside its page, where its texts are converted already.
    """
    about = tuple(subjects(site))
    for lang in site.config.languages:
        view = View(site, site.theme.languages[lang], Address("", "calendar.ics", "calendars"))
        for subject in about:
            own = tuple(own_path(site, lang, state) for state in subject.states)
            path = folder(site, lang) + subject.path
            yield Joined(f"{path}calendar.ics", "calendars", own, partial(calendar, subject, view))
            yield Joined(f"{path}calendar-reminders.ics", "calendars", own, partial(reminders, subject, view))
        for state in site.snapshot.events:
            yield Output(own_path(site, lang, state), state.event.place.path, partial(calendar_of, state, view))


def subjects(site: Site) -> Iterator[Subject]:
    """Yield what there are calendars of: all, each component, and each audience, with what is for everyone."""
    events, as_of = site.snapshot.events, site.snapshot.as_of
    yield Subject("", NO_TEXT, site.config.description, listed(events, as_of))
    for component in site.config.components:
        found = listed((state for state in events if component.id in dict(state.impacts)), as_of)
        yield Subject(f"components/{component.id}/", component.name, component.description, found)
    for audience in site.config.audiences:
        found = listed((state for state in events if state.event.is_for(audience.id)), as_of)
        yield Subject(f"audiences/{audience.id}/", audience.name, audience.description, found)


def calendar(subject: Subject, view: View, own: Iterable[bytes]) -> bytes:
    """Join the calendars of events to one iCalendar object."""
    return joined(_named(subject, view, "calendar.ics", _name(subject, view)), map(entry_in, own))


def reminders(subject: Subject, view: View, own: Iterable[bytes]) -> bytes:
    """Join the same with a reminder one day and one hour before what is upcoming.

    What began or was cancelled has none: clients ring for it all the same.
    """
    name = view.language.translations.gettext("%(name)s (with reminders)") % {"name": _name(subject, view)}
    entries = (_reminding(entry_in(data), state, view) for state, data in zip(subject.states, own, strict=True))
    return joined(_named(subject, view, "calendar-reminders.ics", name), entries)


def _name(subject: Subject, view: View) -> str:
    lang = view.language.tag
    names = (view.site.config.title, subject.name)
    return " · ".join(name.in_lang(lang).text for name in names if name)


def _named(subject: Subject, view: View, file: str, name: str) -> "Calendar":
    """Return a calendar with what clients show of it and how often they should look (RFC 7986, section 5)."""
    words = view.language.translations
    about = to_text(subject.description.in_lang(view.language.tag).text)
    about = about or words.gettext("Planned work and faults: %(name)s") % {"name": _name(subject, view)}
    cal = new_calendar()
    for names, value in ((("NAME", "X-WR-CALNAME"), name), (("DESCRIPTION", "X-WR-CALDESC"), about)):
        for key in names:
            cal.add(key, text(value))
    cal.add("X-WR-TIMEZONE", view.site.config.time_zone)
    cal.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    cal.add("X-PUBLISHED-TTL", "PT1H")
    if view.site.config.url:
        cal.add("SOURCE", view.absolute(subject.path + file), parameters={"VALUE": "URI"})
        cal.add("URL", view.absolute(subject.path))
    return cal


def _reminding(entry: bytes, state: EventState, view: View) -> bytes:
    return inserted(entry, "END:VEVENT", parts(alarms(state, view))) if state.phase is Phase.UPCOMING else entry


def alarms(state: EventState, view: View) -> "list[Alarm]":
    """Return what reminds of an event: DISPLAY alarms, counted from the start (RFC 5545, section 3.6.6)."""
    from icalendar import Alarm

    found = []
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", text(state.event.title.in_lang(view.language.tag).text))
        alarm.add("TRIGGER", before, parameters={"RELATED": "START"})
        found.append(alarm)
    return found


def calendar_of(state: EventState, view: View) -> bytes:
    """Write one event, with the same bytes as among all."""
    return alone(vevent(state, view))
