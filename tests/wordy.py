"""Events with words in several languages, stages and a log, in nights in which clocks change, for tests of files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from statuspage.appending import Unwritable, as_text
from statuspage.model import Audience, Config, Event, Impact, Stage, Window
from statuspage.texts import NO_TEXT, Phrase, Text
from statuspage.times import zone
from statuspage.updates import FIELDS
from statuspage.writing import WORDS
from tests.strategies import COMPONENTS, DAY, config, events

LANGUAGES: Final = ("en", "de", "zh")
IDS: Final = (*COMPONENTS, "null", "404", "-", "---")
"""Some that YAML could take for something else."""
NIGHTS: Final = {
    "Asia/Shanghai": DAY,
    "Europe/Berlin": datetime(2026, 10, 24, 20, tzinfo=UTC),  # 02:00 to 03:00 comes twice in that night
    "America/New_York": datetime(2026, 3, 8, 3, tzinfo=UTC),  # and here it doesn't come
}


def a_site(time_zone: str = "Asia/Shanghai") -> Config:
    """Return the settings of a site in three languages."""
    return config(
        IDS,
        languages=LANGUAGES,
        time_zone=time_zone,
        audiences=(Audience("all-staff", Text.of("Staff", "en")), Audience("no", Text.of("No", "en"))),
    )


LINES: Final = st.one_of(
    st.sampled_from(
        (
            "",
            "    code",
            "## 2026-11-28 23:02 in-progress",
            "- 2026-11-28 23:02 completed",
            "orders: none",
            "title: x",
            "---",
            "# no comment",
            "|",
            "- item",
            "{a: [b",
            "null",
            "更换存储：第一步",
        )
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20),
)
PARAGRAPHS: Final = st.lists(LINES, max_size=4).map(lambda lines: "\n".join(lines).strip())


def held(text: str) -> str:
    """Return a text as a file can hold it in the body, or none of it."""
    try:
        return as_text(text, (*FIELDS, *IDS))
    except Unwritable:
        return ""


@st.composite
def texts(draw: st.DrawFn, paragraphs: st.SearchStrategy[str] = PARAGRAPHS) -> Text:
    """A text in the site's language and perhaps in others, or none."""
    said = [(lang, draw(paragraphs)) for lang in ("en", *draw(st.sampled_from(((), ("de",), ("de", "zh")))))]
    return Text(tuple(Phrase(text, lang) for lang, text in said if text)) if said[0][1] else NO_TEXT


@st.composite
def told_events(draw: st.DrawFn, night: datetime) -> Event:
    """Events as files can tell them, with words in several languages, in a night of a certain date."""
    event = moved(draw(events()), night - DAY)
    stages = sorted(draw(st.lists(st.integers(-70, 200), max_size=4)))
    line = PARAGRAPHS.map(lambda text: " ".join(text.split()) or "x")
    spoken = ("en", *draw(st.sampled_from(((), ("zh",)))))
    start = event.window.start.replace(second=0)
    free, told = PARAGRAPHS.map(held), [*WORDS]
    words: dict[str, Any] = {name: draw(texts()) for name in draw(st.sets(st.sampled_from(told), max_size=4))}
    words |= {"title": Text(tuple(Phrase(draw(line), lang) for lang in spoken)), "signed": draw(texts(line))}
    return replace(
        event,
        **words,
        window=replace(event.window, start=start),
        audiences=draw(st.sampled_from(((), ("all-staff",), ("no", "all-staff")))),
        update_every=draw(st.sampled_from((None, timedelta(minutes=90), timedelta(days=100_000, hours=3)))),
        components=(
            *event.components,
            *draw(st.sampled_from(((), tuple((name, Impact.NONE) for name in ("-", "---", "404"))))),
        ),
        timetable=tuple(
            Stage(timedelta(minutes=10 * at), Text(tuple(Phrase(draw(line), lang) for lang in spoken)))
            for at in stages
            if not twice(start + timedelta(minutes=10 * at))
        ),
        body=draw(texts(free)),
        updates=tuple(replace(update, text=draw(texts(free))) for update in event.updates),
    )


def twice(at: datetime) -> bool:
    """Tell whether clocks in Berlin show that hour twice."""
    shown = at.astimezone(zone("Europe/Berlin"))
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def moved(event: Event, by: timedelta) -> Event:
    """Return the event at another date."""

    def later(at: datetime | None) -> Any:
        return at + by if at else None

    return replace(
        event,
        window=Window(later(event.window.start), later(event.window.end)),
        announced=later(event.announced),
        revised=tuple(at + by for at in event.revised),
        updates=tuple(
            replace(
                update,
                at=later(update.at),
                start=later(update.start),
                end=later(update.end),
                next_update=later(update.next_update),
            )
            for update in event.updates
        ),
    )
