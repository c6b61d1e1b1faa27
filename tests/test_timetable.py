"""Timetables: stages at their distance from the start, on the right day."""

from datetime import timedelta

import pytest

from tests.conftest import Load

CONFIG = '-- config.toml --\n[site]\ntitle = "x"\ntime_zone = "{zone}"\nlanguages = ["en"]\n'
EVENT = "-- content/events/a.md --\n---\ntitle: x\nkind: incident\nstart: {start}\ntimetable:\n{stages}---\n"


def minutes(load: Load, zone: str, start: str, *stages: str) -> list[int]:
    """Return how many minutes after the start each stage is."""
    written = "".join(f"  - {stage}\n" for stage in stages)
    loaded = load(CONFIG.format(zone=zone) + EVENT.format(start=start, stages=written))
    assert loaded.told == ()
    return [int(stage.after / timedelta(minutes=1)) for stage in loaded.content.events[0].timetable]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (("23:00 backup", "23:30 move", "02:30 check"), [0, 30, 210]),
        (("22:30 people log out", "23:00 backup"), [-30, 0]),
        (("9:05 check",), [605]),
        (("2026-11-29 00:30 move", "01:00 check"), [90, 120]),
        (("2026-11-30T08:00 look again", "07:00 and again"), [1980, 3360]),
        (("23:00 one", "23:00 two"), [0, 0]),
    ],
)
def test_a_stage_lies_on_the_day_that_is_meant(load: Load, stages: tuple[str, ...], expected: list[int]):
    """Without a date a stage is at the first such hour after the one before it, which may be the next day."""
    assert minutes(load, "Asia/Shanghai", "2026-11-28 23:00", *stages) == expected


def test_a_stage_in_a_night_of_changing_clocks_is_an_instant(load: Load):
    """Where clocks go back or forward, the distance is what passes, not what the clock shows."""
    assert minutes(load, "Europe/Berlin", "2026-10-25 01:00", "04:00 done") == [240]
    assert minutes(load, "Europe/Berlin", "2026-03-29 01:00", "04:00 done") == [120]


def test_a_stage_keeps_its_text(load: Load):
    """What happens may hold colons in quotes, figures and any script."""
    loaded = load(
        CONFIG.format(zone="UTC") + EVENT.format(start="2026-11-28 23:00", stages='  - "23:00 备份: 第1步"\n')
    )
    assert loaded.content.events[0].timetable[0].text.original.text == "备份: 第1步"
