"""What a page tells those who link to it: a description, a picture, its other languages, and JSON-LD (schema.org).

All but the description needs absolute addresses, and is left out while the site's own is unknown.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from babel.core import get_global
from markupsafe import Markup

from statuspage.encoding import embedded
from statuspage.markup import to_text
from statuspage.model import Question
from statuspage.plaintext import window
from statuspage.plan import Site
from statuspage.snapshot import Health, tone
from statuspage.state import EventState, Phase
from statuspage.texts import Text
from statuspage.times import rfc3339
from statuspage.view import View, folder
from statuspage.words import Language

LONGEST: Final = 300
"""How many characters of a description are shown anywhere."""
_TERRITORY: Final = re.compile(r"[A-Za-z]{2}|\d{3}", re.ASCII)
NEUTRAL: Final = "neutral"
UNSHARED: Final = frozenset({"404.html", "widget.html"})
"""Templates of pages that nobody is meant to link to."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a page's head tells of it; `data` is JSON for a script element.

    `picture` is an address; `alternates` are (hreflang, address).
    """

    description: str
    picture: str
    locale: str
    other_locales: tuple[str, ...]
    alternates: tuple[tuple[str, str], ...]
    data: Markup


def share(view: View) -> Share | None:
    """Return what the head of a page tells of it; None for a page that isn't linked to."""
    if view.address.template in UNSHARED:
        return None
    told, others = description(view), [language for language, _ in view.languages()]
    url = view.site.config.url
    data = structured(view, told) if url else None
    return Share(
        description=told,
        picture=picture_address(view),
        locale=locale(view.language.html_tag),
        other_locales=tuple(locale(language.html_tag) for language in others),
        alternates=alternates(view) if url and others else (),
        data=embedded(data) if data else Markup(),
    )


def description(view: View) -> str:
    """Return one line on a page, as plain text that stays true: what may change tells as of when it holds."""
    site, subject = view.site, view.address.subject
    match view.address.template:
        case "home.html":
            parts = [_word(view, "banner", site.snapshot.health), _as_of(view, site.snapshot.as_of)]
        case "event.html":
            parts = _event_parts(view, subject)
        case "component.html":
            state = [_word(view, "health", subject.health), _as_of(view, site.snapshot.as_of)]
            parts = [*state, _prose(view, subject.component.description)]
        case "audience.html":
            parts = [_plain(view, subject.description) or _plain(view, subject.name)]
        case "page.html":
            parts = [_prose(view, subject.body)]
        case _:
            parts = []
    about = site.config.description or site.config.title
    return _short(" · ".join(part for part in parts if part) or _plain(view, about))


def _event_parts(view: View, state: EventState) -> list[str]:
    """Return phase, window, what is affected, and as of when that holds."""
    components = view.site.config.component_names
    comma = view.language.translations.gettext(", ")
    names = comma.join(_plain(view, components[name]) for name, _ in state.impacts)
    affected = view.language.translations.gettext("Affected: %(names)s") % {"names": names} if names else ""
    phase, span = _word(view, "phase", state.phase), window(state.event, state.window, view.language)
    return [phase, span, affected, _as_of(view, state.changed)]


def _word(view: View, context: str, word: str) -> str:
    return view.language.translations.pgettext(context, word)


def _plain(view: View, text: Text) -> str:
    return text.in_lang(view.language.tag).text


def _prose(view: View, text: Text) -> str:
    return to_text(_plain(view, text))


def _as_of(view: View, instant: datetime | None) -> str:
    if instant is None:
        return ""
    return view.language.translations.gettext("As of %(time)s") % {"time": view.language.moment(instant)}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def picture(view: View) -> str:
    """Return the name of the picture that shows a page's state; neutral where it has none, or none any more."""
    subject = view.address.subject
    match view.address.template:
        case "home.html":
            return view.site.snapshot.health
        case "component.html":
            return str(subject.health)
        case "event.html":
            return found if (found := tone(subject)) in set(Health) else NEUTRAL
    return NEUTRAL


def alternates(view: View) -> tuple[tuple[str, str], ...]:
    """Return the page's address in each language, its own among them, and the one for everybody else."""
    languages = list(view.site.theme.languages.values())
    found = [(language.html_tag, _address(view, language)) for language in languages]
    default = view.site.theme.languages[view.site.config.default_language]
    return (*found, ("x-default", _address(view, default)))


def _address(view: View, language: Language) -> str:
    return view.site.config.url + quote(folder(view.site, language.tag) + view.address.path)


@cache
def locale(tag: str) -> str:
    """Return a language tag as Open Graph writes it, with the territory in which most of its readers live."""
    likely = get_global("likely_subtags")
    language = tag.partition("-")[0]
    parts = [*tag.split("-")[1:], *str(likely.get(tag.replace("-", "_"), likely.get(language, ""))).split("_")[1:]]
    territory = next((part for part in parts if _TERRITORY.fullmatch(part)), "")
    return f"{language}_{territory.upper()}" if territory else language


def structured(view: View, told: str) -> dict[str, Any] | None:
    """Return what a page says to programs that read schema.org: events and questions have words there."""
    match view.address.template:
        case "event.html":
            return event_data(view, view.address.subject, told)
        case "faq.html" if view.site.content.questions:
            return questions_data(view, view.site.content.questions)
    return None


def event_data(view: View, state: EventState, told: str) -> dict[str, Any]:
    """Return an event as schema.org's Event, its times in the site's zone.

    A new date makes it rescheduled and keeps the earlier ones; a later end alone doesn't. Postponed would mean that no
    new date is known, which no update can say.
    """
    site, address = view.site, view.absolute(view.address.path)
    name = _plain(view, state.event.title)
    data: dict[str, Any] = {"@context": "https://schema.org", "@type": "Event", "name": name, "description": told}
    data |= {"url": address, "inLanguage": view.language.html_tag}
    data |= _dates(state, site)
    data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
    data["location"] = {"@type": "VirtualLocation", "url": address}
    owner = _plain(view, site.config.owner or site.config.title)
    data["organizer"] = {"@type": "Organization", "name": owner, "url": view.absolute()}
    data["image"] = picture_address(view)
    return data


def _dates(state: EventState, site: Site) -> dict[str, Any]:
    window, zone = state.window, site.config.zone
    earlier = dict.fromkeys(old.start for old in state.windows if old.start != window.start)
    status = "EventCancelled" if state.phase is Phase.CANCELLED else "EventScheduled"
    if earlier and state.phase is not Phase.CANCELLED:
        status = "EventRescheduled"
    dates: dict[str, Any] = {"startDate": rfc3339(window.start, zone)}
    if last := state.actual_end or window.end:
        dates["endDate"] = rfc3339(max(last, window.start), zone)
    dates["eventStatus"] = f"https://schema.org/{status}"
    if earlier:
        starts = [rfc3339(start, zone) for start in earlier]
        dates["previousStartDate"] = starts[0] if len(starts) == 1 else starts
    return dates


def questions_data(view: View, questions: tuple[Question, ...]) -> dict[str, Any]:
    """Return questions and answers as schema.org's FAQPage, in plain text."""
    asked = [
        {
            "@type": "Question",
            "name": _plain(view, question.title),
            "acceptedAnswer": {"@type": "Answer", "text": _prose(view, question.body)},
        }
        for question in questions
        if question.body
    ]
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "url": view.absolute(view.address.path),
        "mainEntity": asked,
    }


def picture_address(view: View) -> str:
    """Return the address of the picture that shows a page's state, absolute where the site's own is known."""
    return f"{view.site.config.url}{view.site.assets}preview/{picture(view)}.png"
