"""A timetable as written → stages, each at its distance from the window's start."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from statuspage.documents import Document
from statuspage.fields import Node, Scalar, parsed, scalar
from statuspage.model import Config, Stage, Text
from statuspage.problems import Problems
from statuspage.times import TimeError, in_zone, parse_clock

_STAGE: Final = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T]+)?(\d{1,2}:\d{2})[ \t]+(.+)", re.DOTALL)

WrittenStage = tuple[str | None, timedelta, str]


def read_stage(node: Node, problems: Problems) -> WrittenStage | None:
    """Read `23:00 what happens`, or with a date before it: date, time since midnight, what happens."""
    found = scalar(node, problems, "a time and what happens then")
    match = _STAGE.fullmatch(found.text.strip()) if found else None
    if found is None:
        return None
    if match is None:
        problems.error(found.place, f"'{found.text}' is no stage", "write it as 23:00 what happens then")
        return None
    clock = parsed(parse_clock, "a time of day")(Scalar(match[2].zfill(5), found.place), problems)
    return None if clock is None else (match[1], clock, match[3].strip())


def place_stages(
    written: Sequence[WrittenStage],
    start: datetime,
    lang: str,
    config: Config,
    document: Document,
    problems: Problems,
) -> tuple[Stage, ...]:
    """Give each stage its instant: on the day written, or the first such hour after the stage before it."""
    stages = []
    previous = start.astimezone(config.zone).replace(tzinfo=None) - timedelta(hours=12)
    for day, clock, what in written:
        try:
            midnight = datetime.fromisoformat(day) if day else previous.replace(hour=0, minute=0, second=0)
            local = midnight + clock
            local = local if day or local >= previous else local + timedelta(days=1)
            after = in_zone(local, config.zone) - start
        except ValueError as error:
            hint = error.hint if isinstance(error, TimeError) else "check the date"
            place = next(key.place for key, _ in document.table.entries if key.text == "timetable")
            problems.error(place, f"the timetable's '{what}' has no such time: {error}", hint)
            continue
        stages.append(Stage(after, Text.of(what, lang)))
        previous = local
    return tuple(stages)
