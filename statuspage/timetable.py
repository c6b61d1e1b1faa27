"""A timetable as written → stages, each at its distance from the window's start."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from statuspage.fields import parsed, scalar
from statuspage.messages import message
from statuspage.model import Config, Stage
from statuspage.nodes import Node, Scalar
from statuspage.problems import Place, Problems
from statuspage.shapes import like, shaped
from statuspage.texts import Text
from statuspage.times import CLOCK, MOMENT, TimeError, in_zone, parse_clock, parse_written

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
    previous = start.astimezone(config.zone).replace(tzinfo=None) - timedelta(hours=12)
    for time, what, place in written:
        if isinstance(time, datetime):
            local = time
        else:
            local = previous.replace(hour=0, minute=0, second=0) + time
            local += timedelta(days=local < previous)
        try:
            after = in_zone(local, config.zone) - start
        except TimeError as error:
            problems.error(place, str(error), error.hint)
            continue
        stages.append(Stage(after, Text.of(what, lang)))
        previous = local
    return tuple(stages)
