"""What people wrote: configuration and content as frozen values, without files, places of state, or a clock.

Instants are aware datetimes in UTC. Places are kept for messages and are no part of what is shown.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from statuspage.channels import AS_USUAL, TAG_YEAR, Maintnote, Subscriptions
from statuspage.looks import AS_IT_IS, Appearance
from statuspage.problems import Place
from statuspage.texts import NO_TEXT, Text
from statuspage.times import zone


class Kind(StrEnum):
    """What sort of event it is (domain words: planned, emergency, fault, exercise)."""

    MAINTENANCE = "maintenance"
    EMERGENCY = "emergency"
    INCIDENT = "incident"
    DRILL = "drill"


PLANNED: Final = frozenset({Kind.MAINTENANCE, Kind.DRILL})


class Impact(StrEnum):
    """How badly a component is affected, from not at all to entirely."""

    NONE = "none"
    DEGRADED = "degraded"
    PARTIAL = "partial"
    OUTAGE = "outage"


class UpdateState(StrEnum):
    """What an update says of its event."""

    NOTE = "note"
    REMINDER = "reminder"
    IN_PROGRESS = "in-progress"
    VERIFYING = "verifying"
    EXTENDED = "extended"
    RESCHEDULED = "rescheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    REVIEWED = "reviewed"


WORK: Final = frozenset(UpdateState) - {
    UpdateState.INVESTIGATING,
    UpdateState.IDENTIFIED,
    UpdateState.MONITORING,
    UpdateState.RESOLVED,
}

FAULT: Final = frozenset(UpdateState) - {
    UpdateState.REMINDER,
    UpdateState.IN_PROGRESS,
    UpdateState.VERIFYING,
    UpdateState.EXTENDED,
    UpdateState.RESCHEDULED,
    UpdateState.COMPLETED,
    UpdateState.CANCELLED,
}

LADDERS: Final = {
    Kind.MAINTENANCE: WORK,
    Kind.DRILL: WORK,
    Kind.INCIDENT: FAULT,
    Kind.EMERGENCY: WORK | FAULT,
}

ENDS: Final = frozenset({UpdateState.COMPLETED, UpdateState.RESOLVED, UpdateState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Component:
    """A system, service or function that events affect."""

    id: str
    name: Text
    group: Text = NO_TEXT
    description: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Audience:
    """A named group of the people affected."""

    id: str
    name: Text
    description: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Freeze:
    """A time in which nothing may be changed, on all components or on those named."""

    name: Text
    start: datetime
    end: datetime
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The figures of the house rules; `off` and `enforce` name codes of advice."""

    lead_time: timedelta
    lead_time_everyone: timedelta
    reminder: timedelta
    quiet_hours: tuple[timedelta, timedelta]
    quiet_days: tuple[str, ...]
    update_every: timedelta
    answer_within: timedelta | None
    fresh: timedelta
    auto_complete: bool
    off: tuple[str, ...]
    enforce: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The site's settings. `url` ends with a slash, or is empty while it is unknown."""

    title: Text
    url: str
    time_zone: str
    languages: tuple[str, ...]
    default_language: str
    theme: str
    owner: Text
    description: Text
    components: tuple[Component, ...]
    audiences: tuple[Audience, ...]
    policy: Policy
    freezes: tuple[Freeze, ...]
    appearance: Appearance = AS_IT_IS
    subscriptions: Subscriptions = AS_USUAL
    maintnote: Maintnote | None = None

    @property
    def tag(self) -> str:
        """The authority and date that ids of feeds begin with (RFC 4151)."""
        host = urlsplit(self.url).hostname or "statuspage"
        return self.subscriptions.tag or f"{host},{TAG_YEAR}"

    @property
    def authority(self) -> str:
        """The host that names events beside their own ids, in calendars."""
        return self.tag.partition(",")[0]

    @property
    def component_names(self) -> dict[str, Text]:
        """The name of each component, by id."""
        return {component.id: component.name for component in self.components}

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return zone(self.time_zone)


@dataclass(frozen=True, slots=True)
class Window:
    """When work is planned: a start, and a planned end that an incident may lack, and what was imported."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of a timetable: how long after the window's start, and what happens then."""

    after: timedelta
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One dated statement about an event. `extended` sets an end, `rescheduled` a start and an end."""

    at: datetime
    state: UpdateState
    start: datetime | None = None
    end: datetime | None = None
    next_update: datetime | None = None
    impacts: tuple[tuple[str, Impact], ...] = ()
    text: Text = NO_TEXT
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A notice as announced, and the log of what was said since (updates, oldest first).

    `announced` is None where the file doesn't say; `revised` has the instants at which words were corrected; `places`
    tells where each field was written.
    """

    id: str
    kind: Kind
    title: Text
    window: Window
    components: tuple[tuple[str, Impact], ...] = ()
    announced: datetime | None = None
    audiences: tuple[str, ...] = ()
    reason: Text = NO_TEXT
    alternatives: Text = NO_TEXT
    before: Text = NO_TEXT
    during: Text = NO_TEXT
    after: Text = NO_TEXT
    data: Text = NO_TEXT
    rollback: Text = NO_TEXT
    timetable: tuple[Stage, ...] = ()
    apology: Text = NO_TEXT
    compensation: Text = NO_TEXT
    contact: str = ""
    update_every: timedelta | None = None
    auto_complete: bool = False
    revised: tuple[datetime, ...] = ()
    signed: Text = NO_TEXT
    body: Text = NO_TEXT
    updates: tuple[Update, ...] = ()
    place: Place = field(repr=False, compare=False)
    places: tuple[tuple[str, Place], ...] = field(default=(), repr=False, compare=False)

    def place_of(self, name: str) -> Place:
        """Return where the field *name* was written, or else where the event begins."""
        return dict(self.places).get(name, self.place)

    def lacks_end(self, window: Window) -> bool:
        """Tell whether nobody announced when work in one of its windows ends; the end of a fault isn't planned."""
        return window.end is None and self.kind is not Kind.INCIDENT

    def is_for(self, audience: str) -> bool:
        """Tell whether an event concerns an audience: it names it, or is for everyone."""
        return not self.audiences or audience in self.audiences


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that people ask, and its answer."""

    id: str
    title: Text
    group: Text
    order: int
    body: Text
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One channel to reach the people in charge; `reach` holds numbers, addresses and links as written."""

    id: str
    title: Text
    reach: Text
    hours: Text
    good_for: Text
    drawback: Text
    use_when: Text
    steps: Text
    urgent: bool
    order: int
    body: Text
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Other prose: about, imprint."""

    id: str
    title: Text
    order: int
    body: Text
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Content:
    """All that stands in content/, sorted, with ids that are unique in each folder."""

    events: tuple[Event, ...] = ()
    questions: tuple[Question, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pages: tuple[Page, ...] = ()
