"""What a site sets for those who subscribe: names that last for ever, and notifications for programs."""

from dataclasses import dataclass
from typing import Final

TAG_YEAR: Final = 2026
"""The year in ids of feeds where none is set; as good as any, so long as it never changes."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """How feeds and calendars name events for ever, and whether the clock alone makes entries of feeds.

    `tag` is an authority and a date, as `status.example.org,2026` (RFC 4151), or empty.
    """

    tag: str = ""
    clock_entries: bool = True


AS_USUAL: Final = Subscriptions()
"""What holds where nothing is set."""


@dataclass(frozen=True, slots=True)
class Maintnote:
    """Who sends maintenance notifications for programs, and the account that they are for."""

    organizer: str
    account: str
