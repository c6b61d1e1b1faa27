"""What is said of an event as plain text, for programs that show no markup: its name, its announcement, its updates."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from statuspage.incidents import Said
from statuspage.markup import to_text
from statuspage.model import Event, Kind, Update, UpdateState, Window
from statuspage.state import EventState, Phase
from statuspage.texts import Text
from statuspage.words import Language

ADVICE: Final = ("reason", "alternatives", "before", "during", "after")
"""Fields of a notice that its announcement tells."""

UNSAID: Final = frozenset({UpdateState.REMINDER, UpdateState.CANCELLED})
"""States that incidents have no word for, and that a text therefore begins with."""


def title(state: EventState, language: Language) -> str:
    """Return an event's title with what an incident has no word for in front: drill, cancelled, ended by the clock."""
    marks = []
    if state.event.kind is Kind.DRILL:
        marks.append(language.translations.pgettext("kind", state.event.kind))
    if state.phase in (Phase.CANCELLED, Phase.ENDED):
        marks.append(language.translations.pgettext("phase", state.phase))
    return " ".join([*(f"[{mark}]" for mark in marks), state.event.title.in_lang(language.tag).text])


def body(said: Said, language: Language, names: dict[str, Text]) -> str:
    """Return the text of one entry of an event's log; it is never empty. *names* are those of the components by id."""
    if said.update:
        parts = list(_update(said.update, said.state, language))
    elif said.key == "announced":
        parts = list(_announcement(said.state.event, language, names))
    else:
        parts = [_by_clock(said.state, said.at, language)]
    return "\n\n".join(part for part in parts if part)


def window(event: Event, span: Window, language: Language) -> str:
    """Return a window of an event in words; of work without a planned end they say that none was announced."""
    said, words = language.window(span), language.translations
    if not event.lacks_end(span):
        return said
    return said + words.gettext(" (%(text)s)") % {"text": words.gettext("no planned end was announced")}


def _announcement(event: Event, language: Language, names: dict[str, Text]) -> Iterator[str]:
    """Yield the facts as they were announced: a window that was moved later stands in the update that moved it."""
    words, tag = language.translations, language.tag
    colon = words.gettext(": ")
    yield f"{window(event, event.window, language)} · {language.zone_of_window(event.window)}"
    for name, impact in event.components:
        yield f"{names[name].in_lang(tag).text}{colon}{words.pgettext('impact', impact)}"
    for name in ADVICE:
        if text := getattr(event, name):
            yield f"{words.pgettext('field', name)}{colon}{to_text(text.in_lang(tag).text)}"
    yield to_text(event.body.in_lang(tag).text)


def _update(update: Update, state: EventState, language: Language) -> Iterator[str]:
    words = language.translations
    said = words.pgettext("update", update.state)
    text = to_text(update.text.in_lang(language.tag).text)
    if update.start or update.end:
        yield f"{said}{words.gettext(': ')}{window(state.event, state.window, language)}"
    elif update.state in UNSAID or not text:
        yield said
    yield text
    if update.next_update:
        yield words.gettext("Next update: %(time)s") % {"time": language.moment(update.next_update)}


def _by_clock(state: EventState, at: datetime, language: Language) -> str:
    words = language.translations
    match state.phase:
        case Phase.OVERRUN:
            told = words.gettext("Planned end was %(time)s; nobody has said that it is over")
            return told % {"time": language.moment(at)}
        case Phase.ENDED:
            return words.pgettext("phase", Phase.ENDED)
    return words.gettext("The planned start has come.")
