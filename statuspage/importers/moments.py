"""Times of a source as instants: those without an offset in the zone that the mapping names."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from statuspage.importers.history import Loss, Sort, Stamp
from statuspage.importers.mapping import Words
from statuspage.messages import message
from statuspage.times import TimeError, in_zone, zone


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads the times of one record, and notes what was assumed; `naive` are those without an offset."""

    words: Words
    source: str
    losses: list[Loss] = field(default_factory=list)
    naive: list[Stamp] = field(default_factory=list)

    def instant(self, stamp: Stamp | None) -> datetime | None:
        """Return the instant in UTC; local times that come twice are taken as the first, those that don't as later."""
        if stamp is None:
            return None
        if stamp.assumed:
            self.losses.append(Loss(self.source, Sort.ASSUMED, stamp.assumed, stamp.written))
        if stamp.at.tzinfo:
            return stamp.at.astimezone(UTC).replace(microsecond=0)
        name = self.words.zones.get(stamp.zone, "")
        if stamp.zone and not name:
            told = message("the zone '{zone}' isn't known: read in {other}", zone=stamp.zone, other=self.words.zone)
            self.losses.append(Loss(self.source, Sort.ASSUMED, told, stamp.written))
        if not stamp.zone:
            self.naive.append(stamp)
        local = zone(name or self.words.zone)
        naive = stamp.at.replace(microsecond=0)
        try:
            return in_zone(naive, local)
        except TimeError as error:
            told = message("{told}: read with the offset before the clocks change", told=str(error))
            self.losses.append(Loss(self.source, Sort.ASSUMED, told, stamp.written))
            return naive.replace(tzinfo=local).astimezone(UTC)
