"""One event as an entry of calendars: a VEVENT that tells all that is known of it (RFC 5545, section 3.6.1).

Its bytes depend on the event's own state alone, so that it is the same in each calendar, and changes with no other.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from statuspage.icalendars import end, text, uid
from statuspage.markup import to_text
from statuspage.plaintext import ADVICE, window
from statuspage.state import EventState, Phase, announced
from statuspage.texts import Text
from statuspage.times import UNDATED
from statuspage.view import View

if TYPE_CHECKING:
    from icalendar import Event, vCategory

OPEN: Final = timedelta(hours=1)
"""How long after its last change an event is shown to last that has no end: without one clients draw no bar at all."""
SHORTEST: Final = timedelta(minutes=1)
ADVICE_AFTER: Final = ("reason", "after")


def vevent(state: EventState, view: View) -> "Event":
    """Make the entry of an event, in UTC and in the language of a view; it links nowhere without the site's address.

    DTSTAMP and LAST-MODIFIED are the last change, as RFC 5545 section 3.8.7.2 has it for calendars without METHOD;
    SEQUENCE counts the changes: clients keep what they have unless one of the three has moved.
    """
    from icalendar import Event

    lang, changed, first = view.language, state.changed or UNDATED, announced(state.event)
    address = view.absolute(f"events/{state.event.id}/")
    said = lang.translations.pgettext("phase", state.phase)
    item = Event()
    item.add("UID", uid(state.event.id, view.site))
    item.add("DTSTAMP", changed)
    item.add("LAST-MODIFIED", changed)
    item.add("SEQUENCE", state.sequence)
    item.add("DTSTART", state.window.start)
    if until := shown_until(state):
        item.add("DTEND", until)
    item.add("SUMMARY", text(f"[{said}] {state.event.title.in_lang(lang.tag).text}"))
    item.add("DESCRIPTION", text("\n\n".join([*_facts(state, view), *_words(state, view), address]).strip()))
    item.add("STATUS", "CANCELLED" if state.phase is Phase.CANCELLED else "CONFIRMED")
    item.add("TRANSP", "TRANSPARENT")
    if first:
        item.add("CREATED", first)
    if state.impacts:
        item.add("CATEGORIES", _categories(state, view))
    if address:
        item.add("URL", address)
    return item


def shown_until(state: EventState) -> datetime | None:
    """Return where an entry ends: really or as planned; while nobody said either of a fault, an hour after the news.

    RFC 5545 would allow no end, which clients show as no length, no end or an hour, whatever goes on. Work of which no
    end was announced has none all the same: an hour would be read as its planned window.
    """
    start = state.window.start
    if state.actual_end is None and state.event.lacks_end(state.window):
        return None
    return max(end(state) or max(state.changed or start, start) + OPEN, start + SHORTEST)


def _categories(state: EventState, view: View) -> "vCategory":
    from icalendar import vCategory

    found = vCategory([])
    found.cats = [text(_name(name, view)) for name, _ in state.impacts]
    return found


def _facts(state: EventState, view: View) -> Iterator[str]:
    """Yield the time with its zone and the times before it, how it stands, and the components with their impact."""
    lang, words = view.language, view.language.translations
    times = [f"{window(state.event, state.window, lang)} · {lang.zone_of_window(state.window)}"]
    times += [
        words.gettext("Earlier: %(window)s") % {"window": lang.window(old)} for old in reversed(state.windows[:-1])
    ]
    yield "\n".join(times)
    standing = "\n".join(_standing(state, view))
    if standing:
        yield standing
    impacts = state.event.components if state.over else state.impacts
    if impacts:
        heading = words.gettext("Impact, as announced") if state.over else words.gettext("Impact")
        colon = words.gettext(": ")
        lines = [f"- {_name(name, view)}{colon}{words.pgettext('impact', impact)}" for name, impact in impacts]
        yield "\n".join([heading, *lines])


def _standing(state: EventState, view: View) -> Iterator[str]:
    """Yield what was said of the real beginning and end, and what nobody has said."""
    lang, words = view.language, view.language.translations
    colon = words.gettext(": ")
    if state.actual_start and state.actual_start != state.window.start:
        yield f"{words.gettext('Actually began')}{colon}{lang.moment(state.actual_start)}"
    if state.actual_end:
        yield f"{words.gettext('Actually ended')}{colon}{lang.moment(state.actual_end)}"
    if state.phase is Phase.OVERRUN:
        yield words.gettext("The planned end has passed, and nobody has said that it is over.")
    if state.phase is Phase.ENDED:
        yield words.gettext("The window closed as planned; nobody reported otherwise.")
    if state.next_update:
        promise = words.gettext("The next update is promised for %(time)s.") % {"time": lang.moment(state.next_update)}
        late = words.gettext("It had not come by then.") if state.late else ""
        yield f"{promise}{lang.joint if late else ''}{late}"


def _words(state: EventState, view: View) -> Iterator[str]:
    """Yield the advice, the notice, and the updates, the latest first."""
    lang, words = view.language, view.language.translations
    for name in ADVICE_AFTER if state.over else ADVICE:
        if said := getattr(state.event, name):
            yield f"{words.pgettext('field', name)}{words.gettext(': ')}{_plain(said, view)}"
    if state.event.body:
        yield _plain(state.event.body, view)
    for update in reversed(state.updates):
        heading = f"{lang.moment(update.at)} {words.pgettext('update', update.state)}"
        yield f"{heading}\n{_plain(update.text, view)}".strip()


def _name(component: str, view: View) -> str:
    return view.site.config.component_names[component].in_lang(view.language.tag).text


def _plain(said: Text, view: View) -> str:
    return to_text(said.in_lang(view.language.tag).text)
