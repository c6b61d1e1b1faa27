"""What a page tells its script, so that it stays true at the visitor's own clock: facts, and patterns of words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from statuspage.model import Event, Update, Window
from statuspage.plan import Site
from statuspage.snapshot import Health, worst_first
from statuspage.state import UNDER_WAY, EventState, Phase
from statuspage.times import rfc3339
from statuspage.words import Language

COMING: Final = 10
"""How many coming events a page knows of at once, beside all that is under way."""


def under_way(states: Iterable[EventState]) -> list[EventState]:
    """Return what is under way, the worst first."""
    return worst_first(state for state in states if state.phase in UNDER_WAY)


def upcoming(states: Iterable[EventState]) -> list[EventState]:
    """Return what comes, the first first."""
    coming = (state for state in states if state.phase is Phase.UPCOMING)
    return sorted(coming, key=lambda state: (state.window.start, state.event.id))


def page_facts(
    site: Site, subject: tuple[str, str], states: Sequence[EventState], names: dict[str, str], as_of: datetime | None
) -> dict[str, Any]:
    """Return what the script needs to keep a page true.

    *subject* is what the page's title speaks of: ("site", ""), ("event", id), ("component", id), or ("", "") where the
    title says no state; *names* holds the components whose state the page shows, by id; *as_of* is the latest change
    that the page tells.
    """
    kept = under_way(states) + upcoming(states)[:COMING]
    return {
        "snapshot": site.digest,
        "as_of": rfc3339(as_of, site.config.zone),
        "fresh": round(site.config.policy.fresh.total_seconds()),
        "zone": site.config.time_zone,
        "subject": subject,
        "components": list(names.items()),
        "events": [facts(state.event, site.config.zone) for state in kept],
    }


def facts(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    """Return an event's facts in the shape of tests/cases/state.json, without those that weren't given."""
    every = event.update_every
    return _given(
        {
            "id": event.id,
            "kind": event.kind,
            **_window(event.window, zone),
            "announced": rfc3339(event.announced, zone),
            "components": dict(event.components),
            "auto_complete": event.auto_complete,
            "update_every": every and every.total_seconds() / 60,
            "updates": [_said(update, zone) for update in event.updates],
        }
    )


def _said(update: Update, zone: ZoneInfo) -> dict[str, Any]:
    return _given(
        {
            "at": rfc3339(update.at, zone),
            "state": update.state,
            "start": rfc3339(update.start, zone),
            "end": rfc3339(update.end, zone),
            "next_update": rfc3339(update.next_update, zone),
            "components": dict(update.impacts),
        }
    )


def _window(window: Window, zone: ZoneInfo) -> dict[str, str | None]:
    return {"start": rfc3339(window.start, zone), "end": rfc3339(window.end, zone)}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def next_time(running: Sequence[EventState], coming: Sequence[EventState]) -> tuple[str, datetime] | None:
    """Return the one next time that matters, and which of `next_words` tells it."""
    if not running:
        return ("upcoming", coming[0].window.start) if coming else None
    first = running[0]
    if first.window.end:
        return "overrun" if first.phase is Phase.OVERRUN else "end", first.window.end
    return ("update", first.next_update) if first.next_update and not first.late else None


def time_words(language: Language) -> dict[str, str]:
    """Return the patterns in which the script writes times; %(name)s stands for what it puts in."""
    words = language.translations
    return {
        "day": words.pgettext("date", "EEE d MMM"),
        "clock": words.pgettext("date", "HH:mm"),
        "moment": words.pgettext("date", "%(day)s, %(clock)s"),
        "range": words.gettext("%(start)s to %(end)s"),
        "own": words.gettext("(your time: %(time)s)"),
        "joint": language.joint,
    }


def state_words(language: Language) -> dict[str, Any]:
    """Return the words and patterns in which the script tells states and spans."""
    words = language.translations
    healths = [*Health, "unknown"]
    return {
        "comma": words.gettext(", "),
        "phase": {phase: words.pgettext("phase", phase) for phase in Phase if phase is not Phase.HIDDEN},
        "health": {health: words.pgettext("health", health) for health in healths},
        "banner": {health: words.pgettext("banner", health) for health in healths},
        "affected": words.gettext("Affected: %(names)s"),
        "age": words.gettext(" (%(span)s ago)"),
        "next": next_words(language),
        "countdown": {
            "upcoming": words.gettext("Starts in %(span)s"),
            "end": words.gettext("%(span)s until the planned end"),
            "open": words.gettext("For %(span)s so far"),
            "overrun": words.gettext("%(span)s past its planned end"),
        },
    }


def next_words(language: Language) -> dict[str, str]:
    """Return the patterns in which the one next time that matters is told."""
    words = language.translations
    return {
        "upcoming": words.gettext("Next planned work: %(time)s"),
        "end": words.gettext("Planned end: %(time)s"),
        "overrun": words.gettext("Planned end was %(time)s; nobody has said that it is over"),
        "update": words.gettext("Next update: %(time)s"),
    }
