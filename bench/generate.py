"""A believable site of any number of events, the same for the same seed.

Each event is drawn from a random source of its own, so what one says doesn't depend on how many there are. They are
spread evenly over the same years: a larger site has fuller months, not more of them.
"""

import json
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench.stories import Said, story

NOW: Final = datetime.fromisoformat("2026-11-22 07:30")
"""The instant to build for, in the site's zone: a few events are still to come."""
FIRST: Final = datetime.fromisoformat("2021-01-01")
YEARS: Final = timedelta(days=6 * 365)

LANGUAGES: Final = ("zh", "en")
COMPONENTS: Final = {
    "orders": ("订单系统", "Orders"),
    "payments": ("支付系统", "Payments"),
    "warehouse": ("仓储系统", "Warehouse"),
    "members": ("会员系统", "Membership"),
    "mail": ("企业邮箱", "E-mail"),
    "office": ("办公门户", "Office portal"),
    "messages": ("消息收发", "Messages"),
    "files": ("文件传输", "File transfer"),
    "login": ("单点登录", "Single sign-on"),
    "reports": ("报表平台", "Reports"),
}
KINDS: Final = (
    *("maintenance", "incident", "drill", "emergency", "maintenance", "maintenance", "incident"),
    *("maintenance", "maintenance", "incident", "maintenance", "maintenance", "incident", "maintenance"),
    *("drill", "maintenance", "emergency", "maintenance", "incident", "maintenance"),
)
"""The kinds in turn, so that even a handful of events has each."""
TRANSLATED: Final = 0.75
FIELDS: Final = ("reason", "alternatives", "before", "during", "after", "data", "rollback", "apology", "compensation")
SPARE: Final = {
    "incident": ("before", "data", "rollback"),
    "emergency": ("before", "compensation"),
    "drill": ("alternatives", "after", "apology", "compensation"),
    "maintenance": ("compensation",),
}
"""Fields that notices of a kind rarely have."""

Phrase = Mapping[str, str]


@dataclass(frozen=True)
class Notice:
    """An event with all that was drawn for it: its facts, its phrases, and the values that stand in them."""

    id: str
    kind: str
    components: Mapping[str, str]
    start: datetime
    end: datetime | None
    announced: datetime
    fields: Mapping[str, Phrase]
    stages: tuple[tuple[datetime, Phrase], ...]
    body: Phrase
    updates: tuple[tuple[Said, Phrase], ...]
    audiences: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]]
    languages: tuple[str, ...]


def write_site(root: Path, events: int, seed: int) -> None:
    """Write a site with a number of events into a folder, which is made."""
    for name, text in site(events, seed):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def site(events: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield each file of a site: its path, and its text."""
    _, *sections = (Path(__file__).parent / "site.txt").read_text("utf-8").split("-- ")
    for section in sections:
        name, _, text = section.partition(" --\n")
        yield name, text
    for number in range(events):
        notice = draw(number, events, seed)
        for lang in notice.languages:
            suffix = "" if lang == LANGUAGES[0] else f".{lang}"
            yield f"content/events/{notice.start.year}/{notice.id}{suffix}.md", write(notice, lang)


def draw(number: int, events: int, seed: int) -> Notice:
    """Draw one of a number of events."""
    dice = random.Random(f"{seed}/{number}")
    kind = KINDS[number % len(KINDS)]
    day = FIRST + YEARS * ((number + dice.random()) / events)
    day = day.replace(hour=0, minute=0, second=0, microsecond=0)
    told = story(kind, day, dice)
    subject = dice.choice(phrases()[kind])
    named = dice.sample(list(COMPONENTS), dice.choice((1, 1, 2, 3)))
    others = ("degraded", "partial") if kind != "drill" else ("degraded",)
    impacts = [dice.choice(("outage", "partial", "degraded")), *(dice.choice(others) for _ in named[1:])]
    fields = {name: dice.choice(phrases()["fields"][name]) for name in FIELDS if name != "reason"}
    fields = {"title": subject["title"], "reason": subject["reason"]} | fields
    for name in SPARE[kind]:
        if dice.random() < 0.8:
            del fields[name]
    fields["signed"] = dice.choice(phrases()["fields"]["signed"])
    stages = subject.get("stages", ())
    step = (told.planned_end - told.start) / (len(stages) + 1)
    return Notice(
        id=f"{told.start:%Y-%m}-{named[0]}-{subject['slug']}-{number:04}",
        kind=kind,
        components=dict(zip(named, impacts, strict=True)),
        start=told.start,
        end=told.end,
        announced=told.announced,
        fields=fields,
        stages=tuple((_rounded(told.start + step * place), stage) for place, stage in enumerate(stages)),
        body=subject["body"],
        updates=tuple((said, dice.choice(phrases()["updates"][said.state])) for said in told.said(named)),
        audiences=tuple(dice.sample(("finance", "stores"), 1)) if dice.random() < 0.3 else (),
        values=_values(told.start, told.planned_end, named[0], dice),
        languages=LANGUAGES if dice.random() < TRANSLATED else LANGUAGES[:1],
    )


def write(notice: Notice, lang: str) -> str:
    """Write a notice as a file: in the first language with its facts, in others its words."""
    original = lang == LANGUAGES[0]
    values = notice.values[lang]
    title, *fields = (_field(name, phrase[lang].format_map(values)) for name, phrase in notice.fields.items())
    lines = [title, *(_facts(notice) if original else ()), *fields]
    if notice.stages:
        stages = (f"{at:%H:%M} {phrase[lang].format_map(values)}" for at, phrase in notice.stages)
        lines += ["timetable:", *(f"  - {stage}" for stage in stages)]
    lines = ["---", *lines, "---", "", notice.body[lang].format_map(values).strip()]
    for said, phrase in notice.updates:
        if said.at > NOW:
            break
        late = f"{said.end:%H:%M}" if said.end else ""
        text = phrase[lang].format_map({**values, "late": late}).strip()
        lines += ["", f"## {said.at:%Y-%m-%d %H:%M} {said.state if original else ''}".rstrip()]
        lines += [*(said.fields() if original else ()), "", text]
    return "\n".join(lines) + "\n"


@cache
def phrases() -> Any:
    """Return what stands in phrases.toml."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))


def _facts(notice: Notice) -> Iterator[str]:
    yield f"kind: {notice.kind}"
    yield "components:"
    yield from (f"  {name}: {impact}" for name, impact in notice.components.items())
    yield f"start: {notice.start:%Y-%m-%d %H:%M}"
    if notice.end:
        yield f"end: {notice.end:%Y-%m-%d %H:%M}"
    yield f"announced: {notice.announced:%Y-%m-%d %H:%M}"
    if notice.audiences:
        yield f"audiences: [{', '.join(notice.audiences)}]"
    yield "contact: service-desk"
    yield "update_every: 30m"


def _field(name: str, text: str) -> str:
    """Write a field; what YAML would take for something else stands in quotes."""
    return f"{name}: {json.dumps(text, ensure_ascii=False) if ': ' in text else text}"


def _rounded(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)


def _values(start: datetime, end: datetime, component: str, dice: random.Random) -> dict[str, dict[str, str]]:
    """Return what stands in a notice's phrases, by language."""
    figures = {"a": (21, 980), "b": (11, 59), "c": (1000, 9900), "d": (2, 9)}
    shared = {name: str(dice.randrange(*between)) for name, between in figures.items()}
    shared["v"] = f"{dice.randrange(2, 30)}.{dice.randrange(10)}"
    shared |= {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    shared["middle"] = f"{_rounded(start + (end - start) / 2):%H:%M}"
    weekday = start.weekday()
    days = (
        f"{start.month}月{start.day}日（周{'一二三四五六日'[weekday]}）",
        f"{('Mon', 'Tues', 'Wednes', 'Thurs', 'Fri', 'Satur', 'Sun')[weekday]}day {start:%d/%m}",
    )
    told = zip(LANGUAGES, COMPONENTS[component], days, strict=True)
    return {lang: shared | {"system": system, "day": day} for lang, system, day in told}
