"""When things are told and done (domain section 3): ahead, in quiet hours, outside freezes, and without silence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Final

from statuspage.messages import Message, message
from statuspage.model import ENDS, Config, Event, Impact, Kind, UpdateState, Window
from statuspage.notices import Advice, Notice, Rule, advice, spell
from statuspage.problems import Place
from statuspage.settings import DAYS
from statuspage.state import UNDER_WAY, Phase


def untimely(notice: Notice) -> Advice:
    """Give the advice on the times of one notice."""
    for rule in RULES:
        yield from rule(notice)


def overlaps(notices: Sequence[Notice]) -> Advice:
    """Advise where two pieces of work that aren't over meet on one component."""
    work = [notice for notice in notices if notice.event.kind is not Kind.INCIDENT]
    for one, other in combinations(work, 2):
        shared = {name for name, _ in one.event.components} & {name for name, _ in other.event.components}
        if shared and _meet(one.state.window, other.state.window):
            names = {"this": other.event.id, "other": one.event.id, "components": sorted(shared)}
            told = message("'{this}' overlaps '{other}' on {components}", **names)
            hint = message("see {path}; move one of them, unless it is meant", path=one.event.place.path)
            yield other.advise("overlap", "start", told, hint)


def _meet(one: Window, other: Window) -> bool:
    """Tell whether windows meet; of one without an end the start is all that is known."""
    pairs = ((one, other), (other, one))
    return all(this.start < that.end if that.end else this.start <= that.start for this, that in pairs)


def order(event: Event) -> Advice:
    """Advise where updates don't stand in the order of their times."""
    written = sorted(event.updates, key=lambda update: update.place.line)
    for before, update in pairwise(written):
        if update.at < before.at:
            told = message("this update is older than the one above it")
            hint = message("append updates at the end; they are sorted by time")
            yield advice(update.place, "order", told, hint)


def early_end(event: Event) -> Advice:
    """Advise where an event is said to be over before it starts, which is seldom meant."""
    start, over = event.window.start, None
    for update in event.updates:
        start = update.start or start
        over = update if update.state in ENDS - {UpdateState.CANCELLED} else over
    if over and over.at < start:
        told = message("said to be over {span} before its start", span=spell(start - over.at))
        hint = message("check both times; what didn't take place is 'cancelled'")
        yield advice(over.place, "early-end", told, hint)


def dated_ahead(event: Event, now: datetime) -> Advice:
    """Advise where updates are dated ahead, which may be a slip; one piece of advice for an event."""
    ahead = [update for update in event.updates if update.at > now]
    if ahead:
        span, more = spell(ahead[0].at - now), len(ahead) - 1
        told = message("this update is dated {span} ahead; it shows from then on", span=span)
        if more:
            told = message(
                "this update is dated {span} ahead, and {number} more after it; it shows from then on",
                span=span,
                number=more,
            )
        yield advice(ahead[0].place, "future-update", told, message("is the date right?"))


def _lead_time(notice: Notice) -> Advice:
    event, policy = notice.event, notice.config.policy
    if not notice.planned or event.announced is None or notice.state.phase in UNDER_WAY:
        return
    outage = any(impact is Impact.OUTAGE for _, impact in event.components)
    asked = policy.lead_time_everyone if outage and not event.audiences else policy.lead_time
    given = event.window.start - event.announced
    if given < asked:
        yield notice.advise("lead-time", "announced", _too_late(given, asked, everyone=asked != policy.lead_time))


def _too_late(given: timedelta, asked: timedelta, *, everyone: bool) -> Message:
    spans = {"given": spell(given), "asked": spell(asked)}
    if given < timedelta():
        if everyone:
            return message(
                "announced only after its start; for an outage that affects everyone the policy asks for {asked} ahead",
                **spans,
            )
        return message("announced only after its start; the policy asks for {asked} ahead", **spans)
    if everyone:
        return message(
            "announced {given} ahead; for an outage that affects everyone the policy asks for {asked}", **spans
        )
    return message("announced {given} ahead; the policy asks for {asked}", **spans)


def _reminder(notice: Notice) -> Advice:
    asked, announced = notice.config.policy.reminder, notice.event.announced
    left = notice.state.window.start - notice.now
    if not notice.planned or notice.state.phase is not Phase.UPCOMING or left > asked:
        return
    told_lately = announced is not None and notice.now - announced < asked
    if not told_lately and not any(update.state is UpdateState.REMINDER for update in notice.state.updates):
        hint = message("append an update with the state 'reminder'")
        told = message("it starts in {span}, and no reminder was given", span=spell(left))
        yield notice.advise("reminder", "start", told, hint)


def _quiet_hours(notice: Notice) -> Advice:
    window, policy = notice.state.window, notice.config.policy
    felt = any(impact is not Impact.NONE for _, impact in notice.event.components)
    if not (notice.planned and felt and window.end) or notice.state.phase in UNDER_WAY:
        return
    loud = _first_busy_minute(window.start, window.end, notice.config)
    if loud is not None:
        hours = "-".join(_clock(time) for time in policy.quiet_hours)
        told = message("the window reaches into busy hours ({time})", time=f"{loud:%Y-%m-%d %H:%M}")
        hint = message("quiet are {hours} and {days}", hours=hours, days=policy.quiet_days)
        yield notice.advise("quiet-hours", "start", told, hint)


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


def _clock(since: timedelta) -> str:
    return f"{since.seconds // 3600:02}:{since.seconds % 3600 // 60:02}"


def _freezes(notice: Notice) -> Advice:
    window = notice.state.window
    affected = {name for name, _ in notice.event.components}
    for freeze in notice.config.freezes if notice.planned else ():
        concerns = not freeze.components or affected & set(freeze.components)
        if concerns and _meet(window, Window(freeze.start, freeze.end)):
            told = message("the window lies in the freeze '{name}'", name=freeze.name.original.text)
            yield notice.advise("freeze", "start", told, message("move it, unless it can't wait"))


def _overrun(notice: Notice) -> Advice:
    if notice.overrun and notice.state.window.end:
        span = spell(notice.now - notice.state.window.end)
        told = message("the planned end passed {span} ago, and nobody said that it is over", span=span)
        hint = message("append an update: 'extended' with a new end, or 'completed'")
        if notice.event.kind is Kind.INCIDENT:
            hint = message("append an update: 'resolved', or a 'note' on how it stands")
        yield notice.advise("overrun", "end", told, hint)


def _update_late(notice: Notice) -> Advice:
    state, event = notice.state, notice.event
    if state.late and state.next_update:
        late = notice.now - state.next_update
        told = message("the promised update is {span} late", span=spell(late))
        if late < timedelta(minutes=1):
            told = message("the promised update is due now")
        yield advice(_promised_at(notice), "update-late", told, message("append an update"))
    elif not notice.planned and state.phase in UNDER_WAY and not state.next_update:
        asked = notice.config.policy.update_every
        silent = notice.now - (state.updates[-1].at if state.updates else event.window.start)
        if silent > asked:
            told = message(
                "nothing was said for {silent}; the policy asks for an update every {asked}",
                silent=spell(silent),
                asked=spell(asked),
            )
            hint = message("append an update, and say when the next one is due")
            yield notice.advise("update-late", "start", told, hint)


def _promised_at(notice: Notice) -> Place:
    said = notice.state.updates
    return said[-1].place if said and said[-1].next_update else notice.event.place_of("update_every")


RULES: Final[tuple[Rule, ...]] = (
    _lead_time,
    _reminder,
    _quiet_hours,
    _freezes,
    _overrun,
    _update_late,
)
