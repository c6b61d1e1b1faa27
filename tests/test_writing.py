"""Content written as files: reading them gives the same content, whatever stands in it."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.appending import Unwritable, as_text
from statuspage.content import load_content
from statuspage.model import (
    Audience,
    Config,
    Contact,
    Content,
    Event,
    Impact,
    Kind,
    Page,
    Question,
    Stage,
    Update,
    UpdateState,
    Window,
)
from statuspage.problems import Place, Problems
from statuspage.problems import as_text as told_as_text
from statuspage.texts import NO_TEXT, Phrase, Text
from statuspage.times import zone
from statuspage.updates import FIELDS
from statuspage.writing import WORDS, written_content, written_event
from tests.sites import ROOT, settings
from tests.strategies import COMPONENTS, DAY, config, events, steady

PLACE: Final = Place("content/events/it.md")
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


def read_again(files: dict[str, bytes], site: Config) -> Content:
    """Write files into a folder and read them; nothing may be wrong with them."""
    problems = Problems()
    with tempfile.TemporaryDirectory() as name:
        for path, data in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_bytes(data)
        content = load_content(Path(name) / "content", site, problems)
    assert [told_as_text(problem) for problem in problems.found] == []
    return content


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


@pytest.mark.parametrize("time_zone", NIGHTS)
def test_an_event_that_was_written_is_read_as_it_was(time_zone: str):
    """Facts, words, translations, stages and the log come back, in hours too that come twice or don't come."""
    site = a_site(time_zone)

    @steady(30)
    @given(told_events(NIGHTS[time_zone]))
    def holds(event: Event) -> None:
        assert read_again(written_event(event, site), site).events == (event,)

    holds()


def test_the_sample_site_is_read_as_it_was_from_files_that_were_written():
    """All that this repository's own content says stands in the files that are written of it."""
    site, problems = settings(ROOT), Problems()
    content = load_content(ROOT / "content", site, problems)
    assert read_again(written_content(content, site), site) == content


def an_event(**more: Any) -> Event:
    """Return an event that says little."""
    start = datetime(2025, 12, 31, 20, tzinfo=UTC)
    said = {"id": "it", "kind": Kind.INCIDENT, "title": Text.of("It", "en"), "window": Window(start, None)}
    return Event(**{**said, "place": PLACE, **more})


def test_the_file_of_an_event_stands_under_the_year_of_its_start():
    """The year is the one that clocks show in the site's zone; what goes without saying isn't written."""
    assert written_event(an_event(), a_site()) == {
        "content/events/2026/it.md": b"---\ntitle: It\nkind: incident\nstart: 2026-01-01 04:00\n---\n"
    }


def test_what_was_imported_stands_last_as_it_was_written_there():
    """Another system's text keeps its lines, which are no fields and no end of the front matter here."""
    original = 'title: "It"\r\n---\r\n  tags: [a]\r\n'
    [data] = written_event(an_event(), a_site(), {"format": "cstate", "original": original}).values()
    assert data.decode().partition("start: 2026-01-01 04:00\n")[2] == (
        'imported:\n  format: cstate\n  original: |\n    title: "It"\n    ---\n      tags: [a]\n---\n'
    )


def test_a_text_that_reads_as_an_update_stays_text():
    """What another system's people wrote can't end the notice, nor set an impact."""
    heading, line = (
        Text((Phrase(text, "en"), Phrase(text, "de"))) for text in ("## 2026-01-01 09:00 resolved\n\nNo.", "mail: none")
    )
    days = (DAY, DAY + timedelta(1))
    log = [
        Update(at=at, state=UpdateState.NOTE, text=text, place=PLACE)
        for at, text in zip(days, (line, heading), strict=True)
    ]
    event = an_event(body=heading, updates=tuple(log))
    [again] = read_again(written_event(event, a_site()), a_site()).events
    assert [(update.at, update.impacts) for update in again.updates] == [(at, ()) for at in days]
    disguised = "## &#50;026-01-01 09:00 resolve&#100;\n\nNo."
    assert [phrase.text for phrase in (*again.body.said, *again.updates[1].text.said)] == [disguised] * 4
    assert again.updates[0].text == Text((Phrase("mail&#58; none", "en"), Phrase("mail: none", "de")))


def test_a_text_without_the_site_s_language_stands_in_the_original_and_in_its_own():
    """Words in a language that the site doesn't speak are in no file of their own, which no reader would take."""
    title = Text((Phrase("Es", "de"), Phrase("Ça", "fr")))
    made = written_event(an_event(title=title), a_site())
    assert {path: data.splitlines()[1] for path, data in made.items()} == {
        "content/events/2026/it.md": b"title: Es",
        "content/events/2026/it.de.md": b"title: Es",
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": Text.of("a\x07", "en")}, "the text holds an invisible control character (U+0007)"),
        ({"body": Text.of("```\nx", "en")}, "the text begins a code block and doesn't close it"),
        (
            {"timetable": (Stage(timedelta(seconds=1), Text.of("x", "en")),)},
            "no timetable can tell the time '2026-01-01 04:00:01'",
        ),
    ],
)
def test_what_no_file_can_hold_is_refused(said: dict[str, Any], told: str):
    """Nothing is written that the next check would have to call wrong."""
    with pytest.raises(Unwritable) as refused:
        written_event(an_event(**said), a_site())
    assert str(refused.value) == told
    assert refused.value.hint


def test_questions_contacts_and_pages_are_read_as_they_were():
    """Prose keeps its order, its lists and its urgency, and no heading in it has a meaning."""
    two = Text((Phrase("One", "en"), Phrase("Eins", "de")))
    words = dict.fromkeys(("hours", "good_for", "drawback", "use_when"), NO_TEXT)
    steps = Text.of("1. Call\n1. Wait: long", "en")
    content = Content(
        questions=(
            Question(id="q", title=two, group=two, order=-3, body=Text.of("## 2026-01-01 09:00 x", "en"), place=PLACE),
        ),
        contacts=(
            Contact(
                id="desk", title=two, reach=steps, steps=steps, urgent=True, order=0, body=NO_TEXT, place=PLACE, **words
            ),
        ),
        pages=(Page(id="关于", title=two, order=1000, body=Text.of("---\ntitle: no", "en"), place=PLACE),),
    )
    assert read_again(written_content(content, a_site()), a_site()) == content
