"""Content written as files: reading them gives the same content, whatever stands in it."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given

from statuspage.appending import Unwritable
from statuspage.content import load_content
from statuspage.model import (
    Config,
    Contact,
    Content,
    Event,
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
from statuspage.writing import written_content, written_event
from tests.sites import ROOT, settings
from tests.strategies import DAY, steady
from tests.wordy import NIGHTS, a_site, told_events

PLACE: Final = Place("content/events/it.md")


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


@pytest.mark.parametrize("time_zone", NIGHTS)
def test_an_event_that_was_written_is_read_as_it_was(time_zone: str):
    """Facts, words, translations, stages and the log come back, in hours too that come twice or don't come."""
    site = a_site(time_zone)

    @steady(30)
    @given(told_events(NIGHTS[time_zone]))
    def holds(event: Event) -> None:
        planned = event.window.end or event.kind is Kind.INCIDENT
        made = written_event(event, site, {} if planned else {"format": "json"})
        assert read_again(made, site).events == (event,)

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
