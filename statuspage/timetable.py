"""A timetable as written → stages, each at its distance from the window's start; and back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.fields import parsed, scalar
from statuspage.messages import message
from statuspage.model import Config, Stage
from statuspage.nodes import Node, Scalar
from statuspage.problems import Place, Problems
from statuspage.shapes import like, shaped
from statuspage.texts import Text
from statuspage.times import CLOCK, MOMENT, TimeError, in_zone, parse_clock, parse_written
from statuspage.typed_times import comes_twice, written

_STAGE: Final = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T]+)?(\d{1,2}:\d{2})[ \t]+([\s\S]+)")

WrittenStage = tuple[datetime | timedelta, str, Place]


@shaped(lambda: like(_STAGE))
def read_stage(node: Node, problems: Problems) -> WrittenStage | None:
    """Read `23:00 what happens`, or with a date before it: the local time or that of day, what happens, the place."""
    found = scalar(node, problems, "a time and what happens then")
    match = _STAGE.fullmatch(found.text.strip()) if found else None
    if found is None:
        return None
    if match is None:
        told = message("'{text}' is no stage", text=found.text)
        problems.error(found.place, told, message("write it as 23:00 what happens then"))
        return None
    clock = match[2].zfill(5)
    read = parsed(parse_written if match[1] else parse_clock, "a time of day", MOMENT if match[1] else CLOCK)
    time = read(Scalar(f"{match[1]} {clock}" if match[1] else clock, found.place), problems)
    return None if time is None else (time, match[3].strip(), found.place)


def place_stages(
    written: Sequence[WrittenStage],
    start: datetime,
    lang: str,
    config: Config,
    problems: Problems,
) -> tuple[Stage, ...]:
    """Give each stage its instant: on the day written, or the first such hour after the stage before it."""
    stages = []
    previous = _first_hour(start, config.zone)
    for time, what, place in written:
        local = time if isinstance(time, datetime) else _first_at(time, previous)
        try:
            after = in_zone(local, config.zone) - start
        except TimeError as error:
            problems.error(place, str(error), error.hint)
            continue
        stages.append(Stage(after, Text.of(what, lang)))
        previous = local
    return tuple(stages)


def stage_texts(stages: Iterable[tuple[timedelta, str]], start: datetime, local: ZoneInfo) -> Iterator[str]:
    """Write stages, each by its distance from the window's start, so that `place_stages` puts them there again.

    The date stands before the hour where the hour alone would be another day's. Raises TimeError for a time that no
    timetable can tell.
    """
    previous = _first_hour(start, local)
    for after, what in stages:
        shown = (start + after).astimezone(local)
        if comes_twice(shown) or shown.second:
            told = message("no timetable can tell the time '{time}'", time=written(start + after, local))
            raise TimeError(told, message("its stages are told to the minute, and not in an hour that comes twice"))
        naive, clock = shown.replace(tzinfo=None), f"{shown:%H:%M}"
        day = "" if _first_at(parse_clock(clock), previous) == naive else f"{shown:%Y-%m-%d} "
        yield f"{day}{clock} {what}"
        previous = naive


def _first_hour(start: datetime, local: ZoneInfo) -> datetime:
    """Return the local time from which on the first stage is looked for: it may prepare what begins at *start*."""
    return start.astimezone(local).replace(tzinfo=None) - timedelta(hours=12)


def _first_at(clock: timedelta, previous: datetime) -> datetime:
    """Return the first local time, not before *previous*, at which clocks show that hour."""
    found = previous.replace(hour=0, minute=0, second=0) + clock
    return found + timedelta(days=found < previous)
