"""When things are told and done (domain section 3): ahead, in quiet hours, outside freezes, and without silence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Final

from statuspage.model import ENDS, Config, Event, Impact, Kind, UpdateState
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
        first, second = one.state.window, other.state.window
        if shared and first.end and second.end and first.start < second.end and second.start < first.end:
            told = f"'{other.event.id}' overlaps '{one.event.id}' on {', '.join(sorted(shared))}"
            hint = f"see {one.event.place.path}; move one of them, unless it is meant"
            yield other.advise("overlap", "start", told, hint)


def order(event: Event) -> Advice:
    """Advise where updates don't stand in the order of their times."""
    written = sorted(event.updates, key=lambda update: update.place.line)
    for before, update in pairwise(written):
        if update.at < before.at:
            told = "this update is older than the one above it"
            yield advice(update.place, "order", told, "append updates at the end; they are sorted by time")


def early_end(event: Event) -> Advice:
    """Advise where an event is said to be over before it starts, which is seldom meant."""
    start, over = event.window.start, None
    for update in event.updates:
        start = update.start or start
        over = update if update.state in ENDS - {UpdateState.CANCELLED} else over
    if over and over.at < start:
        told = f"said to be over {spell(start - over.at)} before its start"
        yield advice(over.place, "early-end", told, "check both times; what didn't take place is 'cancelled'")


def dated_ahead(event: Event, now: datetime) -> Advice:
    """Advise where updates are dated ahead, which may be a slip; one piece of advice for an event."""
    ahead = [update for update in event.updates if update.at > now]
    if ahead:
        more = f", and {len(ahead) - 1} more after it" if len(ahead) > 1 else ""
        told = f"this update is dated {spell(ahead[0].at - now)} ahead{more}; it shows from then on"
        yield advice(ahead[0].place, "future-update", told, "is the date right?")


def _lead_time(notice: Notice) -> Advice:
    event, policy = notice.event, notice.config.policy
    if not notice.planned or event.announced is None or notice.state.phase in UNDER_WAY:
        return
    outage = any(impact is Impact.OUTAGE for _, impact in event.components)
    asked = policy.lead_time_everyone if outage and not event.audiences else policy.lead_time
    given = event.window.start - event.announced
    if given < asked:
        whom = "for an outage that affects everyone " if asked != policy.lead_time else ""
        told = f"announced {spell(given)} ahead; {whom}the policy asks for {spell(asked)}"
        if given < timedelta():
            told = f"announced only after its start; {whom}the policy asks for {spell(asked)} ahead"
        yield notice.advise("lead-time", "announced", told)


def _reminder(notice: Notice) -> Advice:
    asked, announced = notice.config.policy.reminder, notice.event.announced
    left = notice.state.window.start - notice.now
    if not notice.planned or notice.state.phase is not Phase.UPCOMING or left > asked:
        return
    told_lately = announced is not None and notice.now - announced < asked
    if not told_lately and not any(update.state is UpdateState.REMINDER for update in notice.state.updates):
        hint = "append an update with the state 'reminder'"
        yield notice.advise("reminder", "start", f"it starts in {spell(left)}, and no reminder was given", hint)


def _quiet_hours(notice: Notice) -> Advice:
    window, policy = notice.state.window, notice.config.policy
    felt = any(impact is not Impact.NONE for _, impact in notice.event.components)
    if not (notice.planned and felt and window.end) or notice.state.phase in UNDER_WAY:
        return
    loud = _first_busy_minute(window.start, window.end, notice.config)
    if loud is not None:
        start, end = (_clock(time) for time in policy.quiet_hours)
        told = f"the window reaches into busy hours ({loud:%Y-%m-%d %H:%M})"
        hint = f"quiet are {start}-{end} and {', '.join(policy.quiet_days)}"
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
        if concerns and window.start < freeze.end and (window.end or window.start) > freeze.start:
            told = f"the window lies in the freeze '{freeze.name.original.text}'"
            yield notice.advise("freeze", "start", told, "move it, unless it can't wait")


def _overrun(notice: Notice) -> Advice:
    if notice.overrun and notice.state.window.end:
        told = f"the planned end passed {spell(notice.now - notice.state.window.end)} ago"
        hint = "append an update: 'extended' with a new end, or 'completed'"
        if notice.event.kind is Kind.INCIDENT:
            hint = "append an update: 'resolved', or a 'note' on how it stands"
        yield notice.advise("overrun", "end", f"{told}, and nobody said that it is over", hint)


def _update_late(notice: Notice) -> Advice:
    state, event = notice.state, notice.event
    if state.late and state.next_update:
        told = f"the promised update is {spell(notice.now - state.next_update)} late"
        yield advice(_promised_at(notice), "update-late", told, "append an update")
    elif not notice.planned and state.phase in UNDER_WAY and not state.next_update:
        asked = notice.config.policy.update_every
        silent = notice.now - (state.updates[-1].at if state.updates else event.window.start)
        if silent > asked:
            told = f"nothing was said for {spell(silent)}; the policy asks for an update every {spell(asked)}"
            hint = "append an update, and say when the next one is due"
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
