"""Calendars: the notices of one maintenance become one event, and each thing that doesn't come over is named."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.history import Happening, History, Sort, Stamp, System, Told
from statuspage.importers.ics import MEANING, read, wanted
from statuspage.model import Impact, Kind, UpdateState
from tests.strategies import steady

NOTE = """SUMMARY:Core router
DTSTART:20260110T080000Z
DTEND:20260110T100000Z
DTSTAMP:20260105T090000Z
UID:42@example.org
SEQUENCE:1
X-MAINTNOTE-PROVIDER:example.org
X-MAINTNOTE-ACCOUNT:7
X-MAINTNOTE-MAINTENANCE-ID:W-1
X-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=OUTAGE:line-1
X-MAINTNOTE-OBJECT-ID:line-2
X-MAINTNOTE-IMPACT:DEGRADED
X-MAINTNOTE-STATUS:CONFIRMED"""
PLAIN = "UID:1\nDTSTAMP:20260101T000000Z\nSUMMARY:Work\nDTSTART:20260110T080000Z\nDTEND:20260110T100000Z"
ZONE = "BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETTO:{offset}\nEND:STANDARD\n{more}END:VTIMEZONE\n"
SUMMER = "BEGIN:DAYLIGHT\nDTSTART:16010101T000000\nTZOFFSETTO:+0900\nEND:DAYLIGHT\n"


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def wall(day: int, hour: int = 0, month: int = 1) -> datetime:
    """Return what a clock shows in a zone that isn't known."""
    return datetime(2026, month, day, hour, tzinfo=UTC).replace(tzinfo=None)


def when(*stamps: Stamp | None) -> list[datetime | None]:
    return [stamp.at if stamp else None for stamp in stamps]


def changed(lines: str, **values: str | None) -> str:
    """Return the lines of an event with others for some properties; None takes one out, new ones come last."""
    names = {name.replace("_", "-").upper(): value for name, value in values.items()}
    kept = [line for line in lines.split("\n") if line.partition(":")[0].partition(";")[0] not in names]
    return "\n".join([*kept, *(f"{name}:{value}" for name, value in names.items() if value is not None)])


def calendar(*events: str, head: str = "") -> bytes:
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inner}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def life(*events: str) -> History:
    """Read notices, each a file of its own."""
    return read({f"{number}.ics": calendar(event) for number, event in enumerate(events)})


def only(history: History) -> Happening:
    assert len(history.happenings) == 1
    return history.happenings[0]


def told(history: History, sort: Sort | None = None) -> list[str]:
    return [str(loss.told) for loss in history.losses if sort in (None, loss.sort)]


def moments(updates: tuple[Told, ...]) -> list[tuple[datetime, str, UpdateState | None]]:
    return [(update.at.at, update.label, update.state) for update in updates]


def test_a_notice_is_a_maintenance():
    """Window, impact, objects and the time of the announcement come over; the record is kept as it was."""
    history = read({"mails/a.ics": calendar(NOTE)})
    event = only(history)
    assert (event.source, event.key, event.title) == ("mails/a.ics#example.org W-1", "example.org W-1", "Core router")
    assert (event.kind, event.severity) == (Kind.MAINTENANCE, "DEGRADED")
    assert event.affected == (("line-1", "OUTAGE"), ("line-2", ""))
    assert when(event.announced, event.start, event.end) == [at(5, 9), at(10, 8), at(10, 10)]
    assert (event.over, event.cancelled, event.ended, event.updates) == (False, False, None, ())
    assert event.original == f"BEGIN:VEVENT\n{NOTE}\nEND:VEVENT"
    assert (history.found, history.losses) == (1, ())
    assert history.systems == (System(name="line-1", title="line-1"), System(name="line-2", title="line-2"))


def test_impacts_mean_what_the_draft_says():
    """The four words of the draft have an impact each."""
    assert MEANING.impacts == {
        "no-impact": Impact.NONE,
        "reduced-redundancy": Impact.DEGRADED,
        "degraded": Impact.DEGRADED,
        "outage": Impact.OUTAGE,
    }


def test_later_notices_are_updates():
    """The lowest SEQUENCE is the announcement, and each later notice tells what it changes, when it was sent."""
    moved = changed(
        NOTE, sequence="2", dtstamp="20260106T090000Z", dtstart="20260111T080000Z", dtend="20260111T100000Z"
    )
    longer = changed(moved, sequence="3", dtstamp="20260111T090000Z", dtend="20260111T120000Z")
    running = changed(longer, sequence="4", dtstamp="20260111T093000Z", x_maintnote_status="IN-PROCESS")
    again = changed(running, sequence="5", dtstamp="20260111T094500Z")
    done = changed(longer, sequence="6", dtstamp="20260111T114000Z", x_maintnote_status="COMPLETED")
    resent = changed(done, sequence="7", dtstamp="20260112T000000Z")
    event = only(life(resent, done, again, moved, NOTE, longer, running))
    assert moments(event.updates) == [
        (at(6, 9), "", UpdateState.RESCHEDULED),
        (at(11, 9), "", UpdateState.EXTENDED),
        (at(11, 9, 30), "IN-PROCESS", UpdateState.IN_PROGRESS),
        (at(11, 11, 40), "COMPLETED", UpdateState.COMPLETED),
    ]
    first, second = event.updates[:2]
    assert when(first.start, first.end, second.start, second.end) == [at(11, 8), at(11, 10), None, at(11, 12)]
    assert when(event.announced, event.start, event.ended) == [at(5, 9), at(10, 8), at(11, 11, 40)]
    assert event.over
    assert event.original.count("BEGIN:VEVENT") == 7


def test_an_earlier_end_is_a_window_that_moved():
    """`extended` is said of a later end alone."""
    event = only(life(NOTE, changed(NOTE, sequence="2", dtstamp="20260106T090000Z", dtend="20260110T090000Z")))
    assert [update.state for update in event.updates] == [UpdateState.RESCHEDULED]


def test_words_without_a_state_are_notes():
    """What was tentative and is confirmed is told with its word; a window that stays tentative is told to the editor."""
    tentative = changed(NOTE, x_maintnote_status="TENTATIVE")
    history = life(tentative, changed(NOTE, sequence="2", dtstamp="20260106T090000Z"))
    assert moments(only(history).updates) == [(at(6, 9), "CONFIRMED", None)]
    assert told(history) == []
    assert told(life(tentative), Sort.LOST) == ["'TENTATIVE' has no word here: it is announced like any other"]


def test_a_notice_without_a_status_changes_none():
    """Without X-MAINTNOTE-STATUS, or with NO-CHANGE, the status stays; words like `completed` in a title are no data."""
    silent = changed(NOTE, sequence="2", dtstamp="20260106T090000Z", x_maintnote_status=None, summary="Now completed")
    event = only(life(NOTE, silent, changed(silent, sequence="3", x_maintnote_status="NO-CHANGE")))
    assert [(update.label, update.state, update.text) for update in event.updates] == [("", None, "Now completed")]
    assert not event.over


def test_the_only_notice_may_say_that_it_is_over():
    """It ended when that was said; when it had been announced isn't known."""
    history = life(changed(NOTE, sequence="4", dtstamp="20260110T095000Z", x_maintnote_status="COMPLETED"))
    event = only(history)
    assert event.over
    assert when(event.announced, event.ended) == [None, at(10, 9, 50)]
    assert moments(event.updates) == [(at(10, 9, 50), "COMPLETED", UpdateState.COMPLETED)]
    assert told(history) == ["its first notice isn't here: it isn't known when it was announced"]


def test_what_is_over_before_its_start_has_no_end():
    """A time that can't be true isn't taken for the end: it is over, nobody knows since when."""
    history = life(changed(NOTE, x_maintnote_status="COMPLETED"))
    event = only(history)
    assert (event.over, event.ended) == (True, None)
    assert moments(event.updates) == [(at(5, 9), "COMPLETED", None)]
    assert "said to be over before its start: since when it is over isn't known" in told(history, Sort.LOST)


@pytest.mark.parametrize(
    "data",
    [
        calendar(changed(NOTE, x_maintnote_status="CANCELLED")),
        calendar(changed(PLAIN, status="CANCELLED")),
        calendar(PLAIN, head="METHOD:CANCEL\n"),
    ],
)
def test_cancelled_is_said_in_three_ways(data: bytes):
    """X-MAINTNOTE-STATUS, STATUS and METHOD each call an event off."""
    event = only(read({"a.ics": data}))
    assert (event.over, event.cancelled, event.ended is not None) == (True, True, True)
    assert [update.state for update in event.updates] == [UpdateState.CANCELLED]


def test_contradicting_statuses_are_told():
    """X-MAINTNOTE-STATUS counts, and the report says so."""
    history = read({"a.ics": calendar(changed(NOTE, status="CANCELLED"))})
    assert not only(history).cancelled
    assert told(history, Sort.ASSUMED) == [
        "the calendar says that it is cancelled, and X-MAINTNOTE-STATUS 'CONFIRMED': that counts"
    ]


def test_changed_impacts_are_told_by_object():
    """An object without a word of its own has that of the whole; one that is named no more is left as it was."""
    later = changed(
        NOTE, sequence="2", dtstamp="20260106T090000Z", x_maintnote_impact="OUTAGE", x_maintnote_object_id="line-2"
    )
    history = life(NOTE, later)
    (update,) = only(history).updates
    assert update.impacts == (("line-2", "OUTAGE"),)
    assert told(history, Sort.ASSUMED) == ["line-1: no longer named, and left as it was"]


def test_an_object_that_is_named_twice_is_one():
    """The word that stands with it counts, whichever line it is in."""
    twice = f"{changed(NOTE, x_maintnote_object_id='a')}\nX-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=OUTAGE:a"
    assert only(life(twice)).affected == (("a", "OUTAGE"),)
    assert only(life(f"{twice}\nX-MAINTNOTE-OBJECT-ID:a")).affected == (("a", "OUTAGE"),)


def test_an_impact_without_objects_names_no_component():
    """Nothing is affected that nobody named."""
    bare = changed(NOTE, x_maintnote_object_id=None)
    assert only(life(bare)).affected == ()
    history = life(bare, changed(bare, sequence="2", dtstamp="20260106T090000Z", x_maintnote_impact="OUTAGE"))
    assert told(history) == ["the impact is now 'OUTAGE', and nothing is named that it affects"]


def test_copies_make_no_updates():
    """The same notice in several files is one; in other words it is one too, and these are told."""
    english = changed(NOTE, summary="Routeur", description="Travaux")
    history = life(NOTE, NOTE, english)
    assert only(history).updates == ()
    assert [(str(loss.told), loss.original) for loss in history.losses] == [
        ("the same notice in other words: these aren't brought over", "Routeur\nTravaux")
    ]


def test_one_revision_that_says_two_things_is_told():
    """Two notices of one SEQUENCE and time that contradict each other both come over."""
    history = life(NOTE, changed(NOTE, x_maintnote_status="CANCELLED"))
    assert [update.label for update in only(history).updates] == ["CANCELLED"]
    assert told(history, Sort.ASSUMED) == [
        "another notice of the same SEQUENCE and time says otherwise: this one is read as the later"
    ]


def test_a_maintenance_id_parts_what_shares_a_uid():
    """UIDs that aren't unique don't join two maintenances; provider or id alone leave it to the UID."""
    history = life(NOTE, changed(NOTE, x_maintnote_maintenance_id="W-2"), changed(NOTE, x_maintnote_provider=None))
    assert [event.key for event in history.happenings] == ["example.org W-1", "example.org W-2", "42@example.org"]


def test_of_several_ids_the_primary_one_counts():
    """PRECEDENCE says which MAINTENANCE-ID is the maintenance's own."""
    ids = "X-MAINTNOTE-MAINTENANCE-ID:A-9\nX-MAINTNOTE-MAINTENANCE-ID;X-MAINTNOTE-PRECEDENCE=PRIMARY:W-3"
    event = only(life(f"{changed(NOTE, x_maintnote_maintenance_id=None)}\n{ids}"))
    assert event.key == "example.org W-3"


def test_events_without_an_identifier_are_told_apart_by_place():
    """Without a UID an event is known by its file and its place in it."""
    bare = changed(PLAIN, uid=None)
    history = read({"old/a.ics": calendar(bare, bare)})
    assert [event.key for event in history.happenings] == ["old/a-1", "old/a-2"]
    assert set(told(history)) == {"no UID stands there: taken for an event of its own, known by its place in the file"}


def test_what_is_missing_stays_missing():
    """No start, no end and no stamp are no reason to guess one."""
    history = life(changed(NOTE, dtstart=None, dtend=None, dtstamp=None))
    event = only(history)
    assert (event.start, event.end, event.announced) == (None, None, None)
    assert told(history, Sort.LOST) == [
        "no start stands there",
        "no DTSTAMP stands there: it isn't known when this was said",
    ]
    assert only(life(changed(NOTE, dtend=None))).end is None


def test_a_later_notice_without_a_time_is_no_update():
    """Nobody said when: what it changes is told to the editor, though what is over is over."""
    history = life(NOTE, changed(NOTE, sequence="2", dtstamp=None, x_maintnote_status="COMPLETED"))
    event = only(history)
    assert (event.updates, event.over, event.ended) == ((), True, None)
    assert told(history, Sort.LOST) == ["no DTSTAMP stands there: what this notice changes isn't brought over"]


def test_the_first_notice_known_may_not_be_the_first():
    """Where SEQUENCE says that others came before, the announcement is an assumption."""
    history = life(changed(NOTE, sequence="3"))
    assert only(history).announced
    assert told(history, Sort.ASSUMED) == ["the notices before SEQUENCE 3 aren't here: taken for the announcement"]


def test_an_export_is_no_announcement():
    """DTSTAMP of an exported calendar is when it was exported; CREATED and LAST-MODIFIED are what was said when."""
    exported = changed(PLAIN, dtstamp="20260301T000000Z")
    history = life(exported)
    assert only(history).announced is None
    assert told(history) == ["its first notice isn't here: it isn't known when it was announced"]
    event = only(life(changed(exported, created="20260102T000000Z", last_modified="20260103T000000Z")))
    assert when(event.announced) == [at(2)]
    edited = changed(exported, description="More", last_modified="20260104T000000Z")
    assert moments(only(life(changed(exported, last_modified="20260103T000000Z"), edited)).updates) == [
        (at(4), "", None)
    ]


def test_a_start_without_a_zone_may_be_later_than_it_looks():
    """What was said within the hours that zones lie apart isn't taken for later than the start."""
    floating = changed(PLAIN, dtstart="20260110T080000", dtend="20260110T100000")
    assert when(only(life(changed(floating, dtstamp="20260110T190000Z"))).announced) == [at(10, 19)]
    assert when(only(life(changed(floating, dtstamp="20260111T000000Z"))).announced) == [None]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART;VALUE=DATE-TIME:20260110T080000Z", (at(10, 8), "")),
        ("DTSTART:20260110T080000", (wall(10, 8), "")),
        ("DTSTART;TZID=Europe/Paris:20260110T080000", (wall(10, 8), "Europe/Paris")),
        ("DTSTART;TZID=/example.org/2020/Europe/Paris:20260110T080000", (wall(10, 8), "Europe/Paris")),
        ('DTSTART;TZID="China Standard Time":20260110T080000', (wall(10, 8), "China Standard Time")),
        ("DTSTART;TZID=Fixed:20260110T080000", (at(10), "")),
        ("DTSTART;TZID=Changing:20260110T080000", (wall(10, 8), "Changing")),
        ("DTSTART;TZID=Asia/Tokyo:20260110T080000", (wall(10, 8), "Asia/Tokyo")),
        ("DTSTART;VALUE=DATE:20260110", (wall(10), "")),
        ("DTSTART:2026-01-10T08:00:00Z", (at(10, 8), "")),
        ("DTSTART:20260110T250000Z", None),
        ("DTSTART:16010101T000000Z", None),
        ("DTSTART:PT3H", None),
        ("DTSTART;TZID=Europe/Paris;X:20260110T080000Z", (at(10, 8), "")),
    ],
)
def test_times_are_read_as_far_as_they_say_something(line: str, expected: tuple[datetime, str] | None):
    """A time without Z keeps its zone's name, or is one that the calendar defines once and for all."""
    zones = ZONE.format(name="Fixed", offset="+0800", more="") + ZONE.format(name="Asia/Tokyo", offset="+0100", more="")
    zones += ZONE.format(name="Changing", offset="+0800", more=SUMMER)
    history = read({"a.ics": calendar(f"{changed(PLAIN, dtstart=None, dtend=None)}\n{line}", head=zones)})
    start = only(history).start
    assert (start and (start.at, start.zone)) == expected
    assert any("is no time" in words for words in told(history)) == (expected is None)


def test_what_stands_before_a_colon_may_be_unreadable():
    """A parameter that is none is told, as a zone may have gone with it."""
    history = life(f"{changed(PLAIN, dtstart=None)}\nDTSTART;TZID=Europe/Paris;X:20260110T080000")
    assert only(history).start == Stamp(wall(10, 8), "20260110T080000")
    assert told(history, Sort.ASSUMED) == ["what stands before the colon can't be read: only the value is"]


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ("DTSTART:20260110T080000Z\nDURATION:PT90M", at(10, 9, 30)),
        ("DTSTART;VALUE=DATE:20260110", wall(11)),
        ("DTSTART;VALUE=DATE:20260110\nDURATION:P2D", wall(12)),
        ("DTSTART:20260110T080000Z", None),
        ("DTSTART;TZID=Europe/Paris:20260329T010000\nDURATION:PT3H", wall(29, 5, month=3)),
        ("DTSTART;TZID=Europe/Paris:20260328T010000\nDURATION:P1DT3H", wall(29, 5, month=3)),
        ("DTSTART;TZID=Nowhere:20260329T010000\nDURATION:PT3H", wall(29, 4, month=3)),
        ("DTSTART:20260110T080000Z\nDURATION:soon", None),
        ("DTSTART:20260110T080000Z\nDURATION:P9999999999D", None),
    ],
)
def test_an_end_may_be_a_duration_or_a_whole_day(lines: str, end: datetime | None):
    """Days are counted on the calendar and hours as they pass; a whole day ends with the next (RFC 5545)."""
    event = only(life(f"UID:1\nDTSTAMP:20260101T000000Z\n{lines}"))
    assert (event.end and event.end.at) == end


def test_hours_in_an_unknown_zone_are_counted_by_the_wall_clock():
    """That is an assumption, and travels with the time."""
    end = only(life("UID:1\nDTSTART;TZID=Nowhere:20260110T080000\nDURATION:PT3H")).end
    assert end is not None
    assert (end.zone, end.written) == ("Nowhere", "20260110T080000 + PT3H")
    assert end.assumed == "hours were counted by the wall clock, as the zone isn't known"


def test_of_what_repeats_the_first_time_comes_over():
    """Nobody announced the others one by one; the rule is told."""
    history = life(f"{PLAIN}\nRRULE:FREQ=MONTHLY\nRDATE:20260115T080000Z")
    assert only(history).start == Stamp(at(10, 8), "20260110T080000Z")
    (loss,) = history.losses
    assert (str(loss.told), loss.original, loss.sort) == (
        "it repeats: only its first time is brought over",
        "RRULE:FREQ=MONTHLY\nRDATE:20260115T080000Z",
        Sort.LOST,
    )


def test_a_changed_time_of_what_repeats_is_an_event_of_its_own():
    """RECURRENCE-ID parts it from the rest; the first time comes over once."""
    master = f"{PLAIN}\nRRULE:FREQ=MONTHLY"
    other = changed(PLAIN, recurrence_id="20260210T080000Z", dtstart="20260211T080000Z", dtend="20260211T100000Z")
    first = changed(PLAIN, recurrence_id="20260110T080000Z", dtend="20260110T110000Z", sequence="1")
    history = read({"a.ics": calendar(master, other, first)})
    assert [event.key for event in history.happenings] == ["1", "1 20260210T080000Z"]
    assert [update.state for update in history.happenings[0].updates] == [UpdateState.EXTENDED]


def test_a_first_time_that_is_taken_out_is_no_event():
    """EXDATE says that it doesn't happen."""
    history = life(f"{PLAIN}\nRRULE:FREQ=DAILY\nEXDATE:20260109T080000Z,20260110T080000Z")
    assert (history.happenings, history.found) == ((), 1)
    assert told(history, Sort.UNREAD) == [
        "its first time is taken out by EXDATE, and no other time of it is brought over"
    ]


def test_a_range_of_changed_times_is_told():
    """One of them comes over."""
    history = life(f"{PLAIN}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260110T080000Z")
    assert told(history) == ["it changes all later times as well: only this one is brought over"]


def test_what_readers_of_the_calendar_saw_is_told():
    """Place, categories and links don't come over; what the record says of people goes without a word."""
    history = life(f"{PLAIN}\nLOCATION:Hall 2\nURL:https://example.org/\nORGANIZER:mailto:noc@example.org\nATTACH:")
    assert told(history) == ["not brought over: LOCATION, URL"]
    assert "ORGANIZER" in only(history).original


def test_a_description_shows_as_it_was_typed():
    """Escapes are read, folds are gone, and signs of Markdown are signs."""
    body = only(life(f"{PLAIN}\nDESCRIPTION:*Two*\\, no\\; \\\\n o\n ne\\nmore")).body
    assert body == "\\*Two\\*, no; \\\\n one  \nmore"


def test_other_components_are_no_events():
    """Tasks, journals and alarms are told once for a file, whatever stands in them."""
    alarm = "BEGIN:VALARM\nSUMMARY:Wake up\nIt is time\nTRIGGER:-PT5M\nEND:VALARM"
    todo = "BEGIN:VTODO\nUID:9\nSUMMARY:Task\nEND:VTODO\n"
    history = read({"a.ics": calendar(f"{alarm}\n{PLAIN}", PLAIN, head=todo)})
    assert only(history).title == "Work"
    assert told(history) == ["these are no events: 1 VTODO, 1 VALARM"]
    assert told(read({"a.ics": calendar(head=todo)})) == [
        "these are no events: 1 VTODO",
        "no event stands in this calendar",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + calendar(PLAIN),
        calendar(PLAIN).decode().encode("utf-16"),
        calendar(PLAIN).replace(b"\r\n", b"\n"),
        calendar(PLAIN).replace(b"\r\n", b"\r"),
        calendar(PLAIN).replace(b"\r\n", b"\r\r\n"),
        calendar(PLAIN).replace(b"20260110", b"2026\r\n\t01\r\n 10"),
        calendar(PLAIN).replace(b"BEGIN", b"begin").replace(b"DTSTART:", b"dtstart:"),
        b"junk before\r\n" + calendar(PLAIN),
        calendar(PLAIN).replace(b"END:VCALENDAR\r\n", b"END:VTODO\r\nEND:VCALENDAR"),
        calendar(PLAIN).replace(b"BEGIN:VCALENDAR", b"").replace(b"END:VCALENDAR", b""),
        calendar() + calendar(PLAIN),
    ],
)
def test_crooked_files_say_the_same(data: bytes):
    """Marks, ends of lines, folds, letter case and what stands around a calendar change nothing."""
    history = read({"a.ics": data})
    event = only(history)
    assert (event.title, when(event.start, event.end)) == ("Work", [at(10, 8), at(10, 10)])
    assert told(history) == []


def test_a_character_may_be_broken_over_two_lines():
    """Lines are folded by bytes; bytes that are no UTF-8 are told."""
    whole = calendar(changed(PLAIN, summary="维护"))
    split = whole.replace("维".encode(), "维".encode()[:1] + b"\r\n " + "维".encode()[1:])
    assert only(read({"a.ics": split})).title == "维护"
    history = read({"a.ics": calendar(changed(PLAIN, summary="X")).replace(b"X\r", b"X\xe9\r")})
    assert only(history).title == "X\ufffd"
    assert told(history, Sort.LOST) == ["some bytes are no UTF-8: they are shown as \ufffd"]


def test_a_calendar_may_not_be_closed():
    """What is there is read, and it is told that more may be missing."""
    history = read({"a.ics": calendar(PLAIN, changed(PLAIN, uid="2")).replace(b"END:VEVENT\r\n", b"", 1)[:-15]})
    assert [event.key for event in history.happenings] == ["1", "2"]
    assert [(str(loss.told), loss.line) for loss in history.losses] == [
        ("'VEVENT' isn't closed: what ended it may be missing", 3),
        ("'VCALENDAR' isn't closed: what ended it may be missing", 1),
    ]


def test_a_text_may_be_broken_without_a_fold():
    """What is no property goes on with the text before it; after anything else it is told and left."""
    history = life(f"{PLAIN}\nDESCRIPTION:One\nand two\nSEQUENCE:1\nand three")
    assert only(history).body == "One  \nand two"
    assert told(history) == [
        "the text before goes on without the blank that says so: read as a new line of it",
        "this is no line of a calendar: not read",
    ]


def test_what_is_no_calendar_is_told():
    """A file by its name a calendar can't be read; any other is none."""
    history = read({"a.ics": b"<html>", "LICENSE": b"Do what you like"})
    assert [(loss.source, loss.sort) for loss in history.losses] == [("LICENSE", Sort.LOST), ("a.ics", Sort.UNREAD)]
    assert history.found == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/b.ics", True), ("b.ICAL", True), ("m.eml", True), ("ical1", True), ("r.json", False), (".git/HEAD", False)],
)
def test_files_are_wanted_by_their_names(path: str, expected: bool):
    """Calendars and mails, and what has no suffix; nothing that is hidden."""
    assert wanted(path) is expected


def mail(*parts: tuple[str, bytes]) -> bytes:
    inner = b"".join(b"--x\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return (
        b"From: noc@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + inner
        + b"--x--\r\n"
    )


def test_calendars_come_in_mails():
    """Parts and attachments of a mail are read, however they are coded; the same one twice is one."""
    data = calendar(changed(PLAIN, summary="维护"))
    history = read(
        {
            "a.eml": mail(
                ("Content-Type: text/plain", b"BEGIN:VCALENDAR is in the file"),
                (
                    "Content-Type: text/calendar; charset=utf-8\r\nContent-Transfer-Encoding: base64",
                    base64.b64encode(data),
                ),
                (
                    'Content-Type: application/octet-stream; name="NOTE.ICS"\r\nContent-Transfer-Encoding: quoted-printable',
                    calendar(changed(PLAIN, uid="2", dtend="20260110T090000Z")).replace(b"=", b"=3D"),
                ),
                ("Content-Type: text/calendar; charset=gb18030", data.decode().encode("gb18030")),
                ("Content-Type: text/calendar; charset=none-such", calendar(changed(PLAIN, uid=None))),
                ("Content-Type: text/calendar; charset=us-ascii", data),
                ("Content-Type: text/calendar; charset*=a'a'a%00; name*=b%00'b'c%00", data),
            )
        }
    )
    assert [(event.key, event.title) for event in history.happenings] == [("1", "维护"), ("2", "Work"), ("a-4", "Work")]
    assert {loss.line for loss in history.losses} == {None}
    assert [loss.original for loss in history.losses if "the mail says" in loss.told] == [
        "BEGIN:VCALENDAR is in the file"
    ]


def test_what_a_mail_says_itself_is_told():
    """Its text stands nowhere else; of a text in two forms the plain one counts, and attached texts are none."""
    note = ("Content-Type: text/calendar", calendar(PLAIN))
    html = ("Content-Type: text/html", b"<p>Hello</p>")
    attached = ('Content-Type: text/plain; name="a.txt"', b"other")

    def beside(*parts: tuple[str, bytes]) -> list[str]:
        history = read({"a.eml": mail(note, *parts)})
        return [loss.original for loss in history.losses if loss.sort is Sort.LOST]

    assert beside(html, ("Content-Type: text/plain; charset=gb18030", "维护".encode("gb18030"))) == ["维护"]
    assert beside(html) == ["<p>Hello</p>"]
    assert beside(attached, ("Content-Type: text/plain", b" \r\n")) == []


def test_a_mail_without_a_calendar_is_told():
    """That is no failure; a mail that can't be taken apart is."""
    assert told(read({"a.eml": mail(("Content-Type: text/plain", b"Hello"))}), Sort.LOST) == [
        "no calendar comes with this mail"
    ]
    deep = b"Content-Type: message/rfc822\n\n" * 1100
    crooked = b"Content-Type: multipart/mixed; boundary*=x; boundary*0*=x\n\n--x\n"
    for data in (deep, crooked):
        assert told(read({"a.eml": data}), Sort.UNREAD) == ["this mail can't be taken apart"]


def test_a_calendar_has_a_name_and_a_zone():
    """They are the history's where all calendars agree."""
    named = calendar(PLAIN, head="X-WR-CALNAME:Old status\nX-WR-TIMEZONE:Europe/Paris\n")
    history = read({"a.ics": named})
    assert (history.title, history.time_zone) == ("Old status", "Europe/Paris")
    assert read({"a.ics": named, "b.ics": calendar(PLAIN)}).time_zone == ""


OWN = """SUMMARY:[Completed] [A] Router
DTSTART:20260110T080000Z
DTEND:20260110T093000Z
DTSTAMP:20260112T000000Z
UID:core-%E7%BD%91@status.example.org
SEQUENCE:30
CATEGORIES:Network
CREATED:20260105T090000Z
LAST-MODIFIED:20260112T000000Z
STATUS:CONFIRMED
URL:https://status.example.org/events/core/"""
OWN_NOTE = f"""{OWN}
X-MAINTNOTE-ACCOUNT:public
X-MAINTNOTE-IMPACT:OUTAGE
X-MAINTNOTE-MAINTENANCE-ID:core-网
X-MAINTNOTE-OBJECT-ID:network
X-MAINTNOTE-PROVIDER:status.example.org
X-MAINTNOTE-STATUS:COMPLETED"""


def test_our_own_calendars_are_read_back():
    """The title is without its phase, the id is the event's, and the end of what is completed is when that was said."""
    head = "PRODID:-//statuspage//markdown-statuspage//EN\n"
    history = read({"calendar.ics": calendar(OWN, head=head), "maintnote.ics": calendar(OWN_NOTE, head=head)})
    event = only(history)
    assert (event.key, event.title, event.affected) == ("core-网", "[A] Router", (("network", ""),))
    assert event.over
    assert when(event.announced, event.ended) == [at(5, 9), at(10, 9, 30)]
    assert moments(event.updates) == [(at(10, 9, 30), "COMPLETED", UpdateState.COMPLETED)]
    assert len(history.losses) == 2  # one for each file, whatever is in it


def test_our_own_calendar_of_before_has_the_planned_end():
    """The real end that a later one shows isn't taken for a window that moved."""
    head = "PRODID:-//statuspage//markdown-statuspage//EN\n"
    before = changed(OWN_NOTE, sequence="10", dtend="20260110T100000Z", last_modified="20260105T090000Z")
    before = changed(before, x_maintnote_status="CONFIRMED")
    event = only(read({"a.ics": calendar(before, head=head), "b.ics": calendar(OWN_NOTE, head=head)}))
    assert when(event.start, event.end) == [at(10, 8), at(10, 10)]
    assert moments(event.updates) == [(at(10, 9, 30), "COMPLETED", UpdateState.COMPLETED)]


SOURCE = calendar(
    NOTE, f"{PLAIN}\nDURATION:PT3H\nRRULE:FREQ=DAILY", head=ZONE.format(name="Z", offset="+0800", more="")
)
MAIL = mail(("Content-Type: text/calendar; charset=gb18030", SOURCE))
PIECES = [
    b"BEGIN:VEVENT\n",
    b"END:VCALENDAR\n",
    b"BEGIN:VALARM\r\n",
    b"\r\n ",
    b";TZID=",
    b'"',
    b":",
    b";",
    b"\\",
    b"^n",
]
PIECES += [
    b"\x00",
    b"\xff",
    b"P9999999999W",
    b"--x\n",
    b"name*0*=",
    b"idna",
    b"Content-Type: message/rfc822\n\n",
    b"\xff\xfe",
]


@steady(50)
@given(
    st.sampled_from(["a.ics", "a", "a.eml"]),
    st.sampled_from([SOURCE, MAIL]),
    st.lists(
        st.tuples(st.integers(0, 1500), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=8
    ),
)
def test_no_bytes_make_it_fail(name: str, data: bytes, edits: list[tuple[int, int, bytes]]):
    """Whatever a file holds, it is read or told, and nothing is found that isn't accounted for."""
    for begin, length, piece in edits:
        data = data[:begin] + piece + data[begin + length :]
    history = read({name: data})
    assert history.found == len(history.happenings) + len(told(history, Sort.UNREAD))


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:X\n" * 5_000 + b"END:Y\n" * 5_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 200,
        calendar(f"UID:1\nSUMMARY:{'x' * 200_000}"),
        calendar(f"UID:1\nSUMMARY;A={chr(34) * 20_001}"),
        calendar(f"UID:1\nDTSTART;TZID={'/a' * 20_000}:20260110T080000"),
        calendar(f"UID:1\nDESCRIPTION:{'<b>' * 3000}"),
        calendar(f"UID:1\nDESCRIPTION:{'https://..' * 20_000}"),
    ],
)
def test_size_and_depth_are_no_danger(data: bytes):
    """What is nested or long beyond reason is read in time that grows with it."""
    history = read({"a.ics": data})
    assert history.found == len(history.happenings) + len(told(history, Sort.UNREAD))


REAL = Path(os.environ.get("REALDATA", ""), "ical")


@pytest.mark.skipif(not os.environ.get("REALDATA"), reason="REALDATA names no folder of real histories")
def test_real_calendars_are_read():
    """Each file alone gives what it has, and all together give each maintenance once."""
    files = {path.relative_to(REAL).as_posix(): path.read_bytes() for path in REAL.rglob("*") if path.is_file()}
    files = {path: data for path, data in files.items() if wanted(path)}
    calendars = {path: data for path, data in files.items() if b"BEGIN:VEVENT" in data}
    assert len(calendars) > 15
    for path, data in calendars.items():
        history = read({path: data})
        assert len(history.happenings) == history.found == data.count(b"BEGIN:VEVENT"), path
        assert told(history, Sort.UNREAD) == []
        assert all(event.start for event in history.happenings) == (b"DTSTART" in data), path
    together = read(files)
    assert together.found == len(together.happenings) == len({event.key for event in together.happenings}) == 5
    assert sum(event.original.count("BEGIN:VEVENT") for event in together.happenings) >= 15
