"""What another system tells of its past: in our words where it has them, else in its own, and nothing that it doesn't.

An importer makes a History of files; `adopting` makes our model of it, by the words of a mapping file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from statuspage.messages import Message
from statuspage.model import Impact, Kind, UpdateState

Files = Mapping[str, bytes]
"""What a source holds that an importer wants: bytes by path in the source, with slashes."""


class Sort(StrEnum):
    """What became of something that a source says."""

    LOST = "lost"
    ASSUMED = "assumed"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of a source that isn't brought over as it stands: where, what became of it, and its own words.

    `source` is a path in the source, `line` counts from 1 where it is known. UNREAD: a file or a record that gives
    nothing at all, though it should.
    """

    source: str
    sort: Sort
    told: Message
    original: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as a source writes it: `at` is aware, or naive where no offset stands and a zone has to be assumed.

    `zone` is a zone's name as written (`America/New_York`, `CET`, `China Standard Time`), if one stands beside a
    naive time. `assumed` says what else had to be assumed to read it.
    """

    at: datetime
    written: str
    zone: str = ""
    assumed: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One dated thing that was said of an event.

    `label` is the source's own word for its state, `state` ours where the word is known; else the text is a note that
    begins with the label. `impacts` are the affected by name, each with the source's word for how badly. `start` and
    `end` are the planned window that it sets, if any. `text` is Markdown as it was found.
    """

    at: Stamp
    label: str = ""
    state: UpdateState | None = None
    text: str = ""
    impacts: tuple[tuple[str, str], ...] = ()
    start: Stamp | None = None
    end: Stamp | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as a source tells it.

    `source` names the file and, after `#`, the record in it. `key` is what its id is made of: path or identifier in
    the source, never a title. `kind` is None where the source's word for the severity decides (`severity`, empty
    without one). `affected` are names as written, each with a word of its own or an empty one. `start` is the (first)
    start; `end` a planned end that stands there as data, never one from prose; `closes` tells that in the source the
    clock alone closes the window, as in calendars; `over` that the source says that it is over (or, with `cancelled`,
    that it won't be), and `ended` since when. `body` and texts are Markdown as
    found. `original` is what was read, verbatim; `address` its old path on its site, without a slash in front.
    """

    source: str
    key: str
    title: str
    kind: Kind | None = None
    severity: str = ""
    affected: tuple[tuple[str, str], ...] = ()
    announced: Stamp | None = None
    start: Stamp | None = None
    end: Stamp | None = None
    closes: bool = False
    over: bool = False
    cancelled: bool = False
    ended: Stamp | None = None
    body: str = ""
    updates: tuple[Told, ...] = ()
    original: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text that is no event: a free page, or a post that says nothing of any state; `pinned` ones come first."""

    source: str
    key: str
    title: str
    body: str
    pinned: bool = False
    original: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What events affect: `name` is the word that events use for it, `title` what people call it.

    Its id here is made of `id`, else of its title.
    """

    name: str
    title: str
    id: str = ""
    group: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that a source tells; texts are empty where it doesn't say.

    `found` counts the records that tell of an event or a post, read or not. `addresses` are old paths on its site that
    have another here, beside those of events and pages: of feeds.
    """

    found: int
    title: str = ""
    url: str = ""
    language: str = ""
    time_zone: str = ""
    systems: tuple[System, ...] = ()
    happenings: tuple[Happening, ...] = ()
    pages: tuple[Prose, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the words of one format mean, where an editor doesn't correct it: severities as impacts, and as kinds.

    Words are compared in lower case. A severity that isn't here is asked for.
    """

    impacts: Mapping[str, Impact]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
