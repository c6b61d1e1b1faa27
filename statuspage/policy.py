"""Advice on notices: what the house rules ask for and a notice lacks (domain sections 2 and 3)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from statuspage.config import DAYS
from statuspage.model import (
    PLANNED,
    Config,
    Contact,
    Content,
    Event,
    Impact,
    Kind,
    Page,
    Question,
    Text,
    UpdateState,
)
from statuspage.problems import Level, Place, Problem
from statuspage.state import OVER, UNDER_WAY, EventState, Phase, resolve

Advice = Iterator[Problem]
SERIOUS: Final = frozenset({Impact.PARTIAL, Impact.OUTAGE})
LONG: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a rule may look at: one event, its state, and the site that it belongs to."""

    event: Event
    state: EventState
    now: datetime
    config: Config
    content: Content

    @property
    def serious(self) -> bool:
        """Tell whether a component fails in part or entirely."""
        return any(impact in SERIOUS for _, impact in self.event.components)

    @property
    def planned(self) -> bool:
        """Tell whether it is planned work, not a fault."""
        return self.event.kind in PLANNED

    def advise(self, code: str, field: str, message: str, hint: str = "") -> Problem:
        """Make advice at the place of one of the event's fields."""
        return advice(self.event.place_of(field), code, message, hint)


def advice(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Make one piece of advice."""
    return Problem(place, message, hint, Level.ADVICE, code)


def advise(content: Content, config: Config, now: datetime) -> tuple[Problem, ...]:
    """Return the advice on all that isn't over at `now`; codes that are `off` are left out, `enforce` makes errors."""
    states = [resolve(event, now) for event in content.events]
    current = [
        Notice(state.event, state, now, config, content) for state in states if state.phase not in OVER
    ]
    given = [problem for notice in current for rule in NOTICE_RULES for problem in rule(notice)]
    given += [*_overlaps(current), *_order(content), *_site(content, config)]
    given += [problem for state in states for problem in _future_updates(state, now, config)]
    kept = (problem for problem in given if problem.code not in config.policy.off)
    return tuple(
        replace(problem, level=Level.ERROR) if problem.code in config.policy.enforce else problem
        for problem in kept
    )


def _missing(
    code: str, name: str, what: str, applies: Callable[[Notice], bool]
) -> Callable[[Notice], Advice]:
    """Make the rule that a field should be given to the events to which *applies*."""

    def rule(notice: Notice) -> Advice:
        if applies(notice) and not getattr(notice.event, name):
            yield notice.advise(code, "title", f"there is no '{name}'", what)

    return rule


def _lead_time(notice: Notice) -> Advice:
    event, policy = notice.event, notice.config.policy
    if not notice.planned or event.announced is None or notice.state.phase in UNDER_WAY:
        return
    outage = any(impact is Impact.OUTAGE for _, impact in event.components)
    asked = policy.lead_time_everyone if outage and not event.audiences else policy.lead_time
    given = event.window.start - event.announced
    if given < asked:
        whom = "for an outage that affects everyone " if asked != policy.lead_time else ""
        told = f"announced {_hours(given)} ahead; {whom}the policy asks for {_hours(asked)}"
        if given < timedelta():
            told = f"announced only after its start; {whom}the policy asks for {_hours(asked)} ahead"
        yield notice.advise("lead-time", "announced", told)


def _reminder(notice: Notice) -> Advice:
    left = notice.state.window.start - notice.now
    if not notice.planned or notice.state.phase is not Phase.UPCOMING or left > notice.config.policy.reminder:
        return
    told_lately = (
        notice.event.announced and notice.now - notice.event.announced < notice.config.policy.reminder
    )
    if not told_lately and not any(update.state is UpdateState.REMINDER for update in notice.state.updates):
        hint = "append an update with the state 'reminder'"
        yield notice.advise(
            "reminder", "start", f"it starts in {_hours(left)}, and no reminder was given", hint
        )


def _quiet_hours(notice: Notice) -> Advice:
    window, policy = notice.state.window, notice.config.policy
    if not (notice.planned and notice.event.components and window.end) or notice.state.phase in UNDER_WAY:
        return
    if all(impact is Impact.NONE for _, impact in notice.event.components):
        return
    loud = _first_busy_minute(window.start, window.end, notice.config)
    if loud is not None:
        start, end = (f"{_clock(time)}" for time in policy.quiet_hours)
        told = f"the window reaches into busy hours ({loud:%Y-%m-%d %H:%M})"
        yield notice.advise(
            "quiet-hours", "start", told, f"quiet are {start}-{end} and {', '.join(policy.quiet_days)}"
        )


def _first_busy_minute(start: datetime, end: datetime, config: Config) -> datetime | None:
    """Return the first local time in a window that is neither in quiet hours nor on a quiet day.

    Business changes only at midnight and where quiet hours begin or end, so those are all that need a look.
    """
    local, last = start.astimezone(config.zone), end.astimezone(config.zone)
    begin, close = config.policy.quiet_hours
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight + timedelta(days=day) for day in range(min((last - midnight).days, 8) + 1))
    edges = (day + edge for day in days for edge in (timedelta(), begin, close))
    for moment in (local, *sorted(edge for edge in edges if local < edge < last)):
        since = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        quiet = begin <= since < close if begin < close else since >= begin or since < close
        if not quiet and DAYS[moment.weekday()] not in config.policy.quiet_days:
            return moment
    return None


def _freezes(notice: Notice) -> Advice:
    window = notice.state.window
    if not notice.planned:
        return
    affected = {name for name, _ in notice.event.components}
    for freeze in notice.config.freezes:
        concerns = not freeze.components or affected & set(freeze.components)
        if concerns and window.start < freeze.end and (window.end or window.start) > freeze.start:
            name = freeze.name.original.text
            yield notice.advise(
                "freeze", "start", f"the window lies in the freeze '{name}'", "move it, or say why"
            )


def _overrun(notice: Notice) -> Advice:
    if notice.state.phase is Phase.OVERRUN and notice.state.window.end:
        late = _hours(notice.now - notice.state.window.end)
        hint = "append an update: 'extended' with a new end, or 'completed'"
        if notice.event.kind is Kind.INCIDENT:
            hint = "append an update: 'resolved', or a 'note' on how it stands"
        yield notice.advise(
            "overrun", "end", f"the planned end passed {late} ago, and nobody said that it is over", hint
        )


def _update_late(notice: Notice) -> Advice:
    state, event = notice.state, notice.event
    if state.late and state.next_update:
        late = _hours(notice.now - state.next_update)
        yield notice.advise(
            "update-late", "update_every", f"the promised update is {late} late", "append an update"
        )
    elif not notice.planned and state.phase in UNDER_WAY and not (event.update_every or state.next_update):
        asked = notice.config.policy.update_every
        silent = notice.now - (state.updates[-1].at if state.updates else event.window.start)
        if silent > asked:
            told = (
                f"nothing was said for {_hours(silent)}; the policy asks for an update every {_hours(asked)}"
            )
            yield notice.advise(
                "update-late", "start", told, "append an update, and say when the next one is due"
            )


def _missing_promise(notice: Notice) -> Advice:
    event = notice.event
    promised = event.update_every or any(update.next_update for update in event.updates)
    if not promised and (not notice.planned or notice.serious):
        hint = "write 'update_every: 30m', or 'next update:' in an update"
        yield notice.advise("missing-promise", "title", "nothing says when the next update is due", hint)


def _missing_timetable(notice: Notice) -> Advice:
    window = notice.event.window
    if notice.planned and not notice.event.timetable and window.end and window.end - window.start > LONG:
        told = f"there is no 'timetable' though it takes {_hours(window.end - window.start)}"
        yield notice.advise("missing-timetable", "title", told, "write the stages as far as they are known")


def _missing_advice(notice: Notice) -> Advice:
    event = notice.event
    if notice.planned and notice.serious and not (event.before or event.during or event.after):
        hint = "write 'before', 'during' or 'after'"
        yield notice.advise("missing-advice", "title", "nothing says what people should do", hint)


def _missing_translation(notice: Notice) -> Advice:
    event = notice.event
    said: dict[str, Text] = {"title": event.title, "reason": event.reason, "alternatives": event.alternatives}
    said |= {"before": event.before, "during": event.during, "after": event.after, "data": event.data}
    said |= {"rollback": event.rollback, "apology": event.apology, "signed": event.signed, "text": event.body}
    said |= {"compensation": event.compensation}
    for lang in notice.config.languages:
        gaps = [name for name, text in said.items() if text and not text.has(lang)]
        count = sum(1 for update in event.updates if update.text and not update.text.has(lang))
        gaps += [f"{count} update{'s' if count > 1 else ''}"] if count else []
        if gaps:
            hint = f"not translated: {', '.join(gaps)}"
            yield notice.advise("missing-translation", "title", f"the notice is not all in '{lang}'", hint)


NOTICE_RULES: Final[tuple[Callable[[Notice], Advice], ...]] = (
    _missing("missing-reason", "reason", "say why, in plain words", lambda n: n.planned),
    _missing("missing-components", "components", "say what is affected, and how badly", lambda n: True),
    _missing(
        "missing-alternatives", "alternatives", "say what people can use meanwhile", lambda n: n.serious
    ),
    _missing_advice,
    _missing("missing-contact", "contact", "say whom to ask: a file in content/contacts", lambda n: True),
    _missing_promise,
    _missing("missing-signed", "signed", "say which unit speaks", lambda n: n.planned),
    _missing(
        "missing-announced",
        "announced",
        "say when it became public; feeds can't date the notice without it",
        lambda n: n.planned,
    ),
    _missing(
        "missing-data",
        "data",
        "say what happens to data, and whether it is backed up",
        lambda n: n.planned and n.serious,
    ),
    _missing(
        "missing-rollback", "rollback", "say what happens if it fails", lambda n: n.planned and n.serious
    ),
    _missing(
        "missing-apology",
        "apology",
        "say sorry where trouble is caused",
        lambda n: n.serious and not n.planned,
    ),
    _missing_timetable,
    _missing_translation,
    _lead_time,
    _reminder,
    _quiet_hours,
    _freezes,
    _overrun,
    _update_late,
)


def _overlaps(notices: list[Notice]) -> Advice:
    """Advise where two pieces of work that aren't over meet on one component."""
    timed = [n for n in notices if n.event.kind is not Kind.INCIDENT and n.state.window.end]
    for one, other in combinations(timed, 2):
        shared = {name for name, _ in one.event.components} & {name for name, _ in other.event.components}
        first, second = one.state.window, other.state.window
        if shared and first.end and second.end and first.start < second.end and second.start < first.end:
            told = f"'{other.event.id}' overlaps '{one.event.id}' on {', '.join(sorted(shared))}"
            hint = f"see {one.event.place.path}; move one of them, or say that it is meant"
            yield other.advise("overlap", "start", told, hint)


def _order(content: Content) -> Advice:
    """Advise where updates don't stand in the order of their times."""
    for event in content.events:
        written = sorted(event.updates, key=lambda update: update.place.line)
        for before, update in zip(written, written[1:], strict=False):
            if update.at < before.at:
                told = "this update is older than the one above it"
                yield advice(
                    update.place, "order", told, "append updates at the end; they are sorted by time"
                )


def _future_updates(state: EventState, now: datetime, config: Config) -> Advice:
    for update in state.event.updates:
        if update.at > now and state.phase is not Phase.HIDDEN:
            told = f"this update is dated {_hours(update.at - now)} ahead, and shows from then on"
            yield advice(update.place, "future-update", told, "is the date right?")


def _site(content: Content, config: Config) -> Advice:
    if not config.url:
        told = "'url' is not set: feeds and the sitemap need absolute addresses and are left out"
        yield advice(
            Place("config.toml"), "site-url", told, 'write url = "https://status.example.org/" under [site]'
        )
    if content.contacts and not any(contact.urgent for contact in content.contacts):
        hint = "write 'urgent: true' in the one to use when it can't wait"
        yield advice(
            content.contacts[0].place, "no-urgent-contact", "no contact is for what can't wait", hint
        )
    prose: tuple[Question | Contact | Page, ...] = (*content.questions, *content.contacts, *content.pages)
    for item in prose:
        for lang in config.languages:
            if not (item.title.has(lang) and (not item.body or item.body.has(lang))):
                told = f"this is not in '{lang}'"
                yield advice(item.place, "missing-translation", told, f"add the file for '{lang}' beside it")


def _hours(duration: timedelta) -> str:
    """Write a duration for an editor: 13 h, 3 days, 45 min."""
    minutes = round(duration.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60 or (minutes % (24 * 60) and minutes < 96 * 60):
        return f"{minutes / 60:.4g} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes / (24 * 60):.1f} days".replace(".0 ", " ")


def _clock(since: timedelta) -> str:
    return f"{since.seconds // 3600:02}:{since.seconds % 3600 // 60:02}"
