"""What /widget.js asks for: api/widget.json in the site's own language, and api/widget.<lang>.json in each.

Each holds what is under way or coming as facts, so that the script can tell by the reader's clock what has begun and
what has overrun, and the words and colours for it. Nothing in it says that work is over.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from statuspage.encoding import as_json
from statuspage.live import next_words, time_words, under_way, upcoming
from statuspage.model import Impact
from statuspage.plan import Output, Site
from statuspage.snapshot import Health, tone
from statuspage.state import UNDER_WAY, EventState, Phase
from statuspage.stylesheet import SCHEMES, STYLE, colours
from statuspage.times import rfc3339
from statuspage.view import folder
from statuspage.words import Language

COMING: Final = 50
"""How many coming events it knows of: more than the next days ever hold, and a bound for the file."""
TONES: Final = (Health.MAINTENANCE, Health.OVERRUN, Health.DEGRADED, Health.PARTIAL, Health.OUTAGE)
USED: Final = ("card", "text", "line", "link", "on-solid", *map(str, TONES))
"""The colours of the theme that the banner is drawn with."""


def outputs(site: Site) -> Iterator[Output]:
    """Plan the facts for the banner in each language, and once more in the default one without its tag."""
    yield Output("api/widget.json", "widget", partial(facts, site, site.config.default_language))
    for lang in site.config.languages:
        yield Output(f"api/widget.{lang}.json", "widget", partial(facts, site, lang))


def facts(site: Site, lang: str) -> bytes:
    """Write what the banner shows in a language; times are RFC 3339 in the site's zone, paths relative to the top."""
    language, events = site.theme.languages[lang], site.snapshot.events
    return as_json(
        {
            "as_of": rfc3339(site.snapshot.as_of, site.config.zone),
            "lang": language.html_tag,
            "dir": language.direction,
            "title": site.config.title.in_lang(lang).text,
            "words": words(language),
            "colours": shades(site),
            "events": [event(site, lang, state) for state in (*under_way(events), *upcoming(events)[:COMING])],
        }
    )


def event(site: Site, lang: str, state: EventState) -> dict[str, Any]:
    """Return one event as the banner needs it, without what it has nothing to say of.

    `components` are those affected, left out where the notice names none at all; `said` is when its latest update was;
    `closes` tells that the clock may close it, `tone` how it looks while it lasts.
    """
    title, zone = state.event.title.in_lang(lang), site.config.zone
    original = title.lang not in ("", lang)
    told = {
        "id": state.event.id,
        "title": title.text,
        "lang": site.theme.languages[title.lang].html_tag if original else None,
        "path": f"{folder(site, lang)}events/{quote(state.event.id)}/",
        "phase": state.phase,
        "start": rfc3339(state.window.start, zone),
        "end": rfc3339(state.window.end, zone),
        "said": rfc3339(state.updates[-1].at, zone) if state.updates else None,
        "closes": (state.event.auto_complete and state.phase is not Phase.OVERRUN) or None,
        "tone": _lasting(state),
        "components": [name for name, impact in state.impacts if impact is not Impact.NONE] if state.impacts else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _lasting(state: EventState) -> str:
    """Return how an event looks once it has begun, and before its end has passed."""
    running = Phase.IN_PROGRESS if state.phase in (Phase.UPCOMING, Phase.OVERRUN) else state.phase
    return tone(replace(state, phase=running))


def words(language: Language) -> dict[str, Any]:
    """Return the words and patterns that the banner is written with; %(name)s stands for what the script puts in."""
    said = language.translations
    times = time_words(language)
    return {
        **{name: times[name] for name in ("day", "clock", "moment", "range")},
        "date": said.pgettext("date", "EEE d MMM y"),
        "from": said.gettext("from %(start)s"),
        "overrun": next_words(language)["overrun"],
        "zoned": said.gettext("%(time)s (%(zone)s)"),
        "phase": {phase: said.pgettext("phase", phase) for phase in Phase if phase in {Phase.UPCOMING, *UNDER_WAY}},
        "colon": said.gettext(": "),
        "comma": said.gettext(", "),
        "tab": said.gettext("Opens in a new tab"),
        "dismiss": said.gettext("Dismiss: %(title)s"),
    }


def shades(site: Site) -> dict[str, str]:
    """Return the theme's colours for both schemes, as rules for the element that holds the banner."""
    known = colours(site.theme.assets[STYLE])
    return {
        scheme: f":host{{{''.join(f'--{name}:{known[scheme][name]};' for name in USED if name in known[scheme])}}}"
        for scheme in SCHEMES
    }
