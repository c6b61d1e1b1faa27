"""A history becomes events, pages and components of ours, and what that takes is told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.content import is_id
from statuspage.importers.adopting import Adoption, adopt
from statuspage.importers.history import Happening, History, Meaning, Prose, Sort, Stamp, System, Told
from statuspage.importers.mapping import Words, meant
from statuspage.importers.readable import readable
from statuspage.importers.stamps import read_stamp
from statuspage.markup import to_html
from statuspage.model import Event, Impact, Kind, Page, UpdateState
from tests.strategies import steady

MEANING = Meaning(
    impacts={"down": Impact.OUTAGE, "slow": Impact.DEGRADED, "notice": Impact.DEGRADED},
    kinds={"notice": Kind.MAINTENANCE},
)


def stamp(written: str) -> Stamp:
    found = read_stamp(written)
    assert found
    return found


def happening(**values) -> Happening:
    start = stamp("2021-03-04T10:00:00Z")
    return Happening(**{"source": "a.md", "key": "a", "title": "A", "start": start, **values})


def adopted(*happenings: Happening, said: Words | None = None, ids=(), taken=(), **more) -> Adoption:
    """Adopt a history as its words mean by themselves, or as an editor said."""
    history = readable(History(found=len(happenings), happenings=happenings, **more))
    words = meant(history, MEANING, (), said or Words("UTC", {}, {}, {}, {}))
    return adopt(history, words, "en", dict(ids), taken)


def event(found: Adoption) -> Event:
    (one,) = found.items
    assert isinstance(one.item, Event)
    return one.item


def told(found: Adoption) -> list[tuple[str, str]]:
    return [(loss.sort, str(loss.told)) for loss in found.losses]


def test_an_event_has_what_its_source_says_and_no_more():
    """Words, window, affected systems and updates come over; a planned end that nobody gave stays missing."""
    found = adopted(
        happening(
            severity="down",
            affected=(("API", ""), ("Mail", "slow")),
            body="The notice.",
            updates=(Told(at=stamp("2021-03-04T10:30:00Z"), state=UpdateState.IDENTIFIED, text="Found."),),
            over=True,
            ended=stamp("2021-03-04T11:00:00Z"),
        ),
        systems=(System(name="API", title="The API", id="api", group="Core", description="What programs call."),),
    )
    one = event(found)
    assert (one.kind, one.window.end) == (Kind.INCIDENT, None)
    assert one.components == (("api", Impact.OUTAGE), ("mail", Impact.DEGRADED))
    assert [(update.at.minute, update.state) for update in one.updates] == [(30, "identified"), (0, "resolved")]
    assert [(c.id, c.name.original.text, c.group.original.text) for c in found.components] == [
        ("api", "The API", "Core"),
        ("mail", "Mail", ""),
    ]
    assert told(found) == [("assumed", "the source lists no system 'Mail': it is 'mail' here")]


def test_a_severity_can_make_an_event_planned_work():
    """As the mapping says of kinds; without a planned end it has none."""
    one = event(adopted(happening(severity="Notice", announced=stamp("2021-03-01T10:00:00Z"))))
    assert one.kind is Kind.MAINTENANCE
    assert one.window.end is None
    assert one.announced == datetime(2021, 3, 1, 10, tzinfo=UTC)


def test_an_announcement_is_never_later_than_what_was_said():
    """Else the site would refuse an update from before it."""
    early = Told(at=stamp("2021-02-01T10:00:00Z"), text="Soon.")
    since = stamp("2021-03-01T10:00:00Z")
    one = event(adopted(happening(kind=Kind.MAINTENANCE, announced=since, updates=(early,))))
    assert one.announced == datetime(2021, 2, 1, 10, tzinfo=UTC)


def test_a_planned_end_before_the_start_is_left_out_and_told():
    """31 such were met; which of both times is wrong nobody knows."""
    found = adopted(happening(kind=Kind.MAINTENANCE, end=stamp("2021-03-04T09:00:00Z")))
    assert event(found).window.end is None
    assert told(found) == [("lost", "the planned end isn't after the start: left out")]


def test_an_event_without_a_start_begins_with_the_first_dated_thing_or_isnt_brought_over():
    """No day is taken from a file's name or a title."""
    update = Told(at=stamp("2021-03-04T10:30:00Z"), text="x")
    found = adopted(happening(start=None, updates=(update,)))
    assert event(found).window.start == datetime(2021, 3, 4, 10, 30, tzinfo=UTC)
    assert found.losses[0].sort is Sort.ASSUMED
    found = adopted(happening(start=None))
    assert found.items == ()
    assert told(found) == [("unread", "nothing says when it began: it isn't brought over")]


def test_a_component_named_twice_has_the_worst_that_is_said():
    """In other letter case it's the same one."""
    found = adopted(happening(affected=(("API", "slow"), ("api", "down"))))
    assert event(found).components == (("api", Impact.OUTAGE),)


def test_a_name_that_the_source_does_not_list_is_told_once():
    """It may be a slip for one that is listed; a source without a list has none that are missing from it."""
    affected = (("API", "down"), ("Api ", "down"), ("Maill", "down"), ("maill", "down"), ("Gateway", "down"))
    systems = (System(name="API", title="Gateway"),)
    found = adopted(happening(affected=affected), systems=systems)
    assert told(found) == [("assumed", "the source lists no system 'Maill': it is 'maill' here")]
    assert found.losses[0].original == "Maill"
    assert told(adopted(happening(affected=affected))) == []
    said = Words("UTC", {"Maill": ""}, {}, {}, {})
    assert "lists no" not in str(told(adopted(happening(affected=affected), said=said, systems=systems)))


def test_what_the_mapping_leaves_out_is_told():
    """An editor's empty id."""
    said = Words("UTC", {"API": ""}, {}, {}, {})
    found = adopted(happening(severity="down", affected=(("API", ""),)), said=said)
    assert event(found).components == ()
    assert told(found) == [("lost", "the mapping leaves 'API' out")]


def test_an_unknown_severity_is_taken_for_degraded_and_told():
    """That the component was affected is never dropped."""
    found = adopted(happening(severity="odd", affected=(("API", ""),)))
    assert event(found).components == (("api", Impact.DEGRADED),)
    assert told(found) == [("assumed", "the severity 'odd' isn't known: taken for 'degraded'")]


def test_a_label_that_nobody_knows_stays_in_the_text():
    """It is a note that begins with the source's word."""
    update = Told(at=stamp("2021-03-04T10:30:00Z"), label="Upstream", text="They know.")
    assert event(adopted(happening(updates=(update,)))).updates[0].text.original.text == "**Upstream:** They know."


def test_texts_are_tidied_and_what_went_is_in_the_report():
    """Piece by piece, in its own words."""
    found = adopted(happening(title="A {{< x >}}", body="<script>alert(1)</script>Text {{% y %}}"))
    assert event(found).body.original.text == "Text"
    assert event(found).title.original.text == "A"
    assert [loss.original for loss in found.losses] == ["{{< x >}}", "<script>alert(1)</script>", "{{% y %}}"]


@pytest.mark.parametrize(
    "body",
    ["[" * 101 + "a", "".join(f"{' ' * 4 * depth}- a\n" for depth in range(400)), "x\n\n" + "(" * 5000],
    ids=["brackets", "lists", "more brackets"],
)
def test_a_text_that_no_page_could_be_made_of_is_shown_as_it_was_typed(body: str):
    """Else the site that comes of it couldn't be built."""
    found = adopted(happening(body=body))
    to_html(event(found).body.original.text)
    assert [loss.sort for loss in found.losses] == [Sort.ASSUMED]


def test_a_window_that_the_clock_closed_at_the_source_is_closed_by_the_clock():
    """In a calendar nobody says that something is over: it ends when its time has passed."""
    end = stamp("2021-03-04T12:00:00Z")
    assert event(adopted(happening(kind=Kind.MAINTENANCE, end=end, closes=True))).auto_complete
    assert not event(adopted(happening(kind=Kind.MAINTENANCE, end=end))).auto_complete
    assert not event(adopted(happening(kind=Kind.MAINTENANCE, closes=True))).auto_complete


def test_an_event_without_a_title_is_called_after_its_source():
    """A title is needed; which one was chosen is told."""
    found = adopted(happening(title=" ", key="2021/db-move"))
    assert event(found).title.original.text == "db-move"
    assert found.losses[0].sort is Sort.ASSUMED


def test_no_sign_of_the_old_system_stands_where_a_title_is_missing():
    """Neither in what an event is called after, nor in a label that nobody knows, nor in the name of a component."""
    update = Told(at=stamp("2021-03-04T10:30:00Z"), label=":::", text="Text.")
    found = adopted(happening(title=":::", key="{{< x >}}", affected=((":::", ""),), updates=(update,)))
    assert event(found).title.original.text == event(found).id == "x"
    assert event(found).updates[0].text.original.text == "Text."
    assert [one.name.original.text for one in found.components] == [found.components[0].id]
    assert [loss.original for loss in found.losses if "taken out" in loss.told] == [":::", ":::", ":::"]


def test_an_id_is_written_as_names_of_files_are_read():
    """Letters with marks as one character each, or two files would be one event."""
    found = adopted(happening(source="a", key="caf\u00e9"), happening(source="b", key="cafe\u0301"))
    assert found.items[0].item.id == "caf\u00e9"
    assert found.items[1].item.id.startswith("caf\u00e9-")


def test_ids_come_from_the_source_and_never_from_a_title():
    """One title may be shared by thousands of events."""
    found = adopted(*(happening(source=f"{key}.md", key=key, title="Same") for key in ("a", "2021/B c", "维护 1")))
    assert [one.item.id for one in found.items] == ["2021-b-c", "a", "维护-1"]


def test_an_id_that_is_taken_is_told_apart_for_ever():
    """By a digest of the source; what was given before is given again, whatever else there is by now."""
    found = adopted(happening(source="A.md", key="A"), happening(source="a.md", key="a"), taken=("b",))
    ids = {one.source: one.item.id for one in found.items}
    assert ids["A.md"] == "a"
    assert ids["a.md"].startswith("a-")
    again = adopted(happening(source="a.md", key="a"), ids=ids)
    assert again.items[0].item.id == ids["a.md"]
    assert adopted(happening(key="b"), taken=("b",)).items[0].item.id.startswith("b-")


def test_two_records_of_one_source_are_told_apart():
    """A calendar may hold one UID twice."""
    found = adopted(happening(source="a.ics#1"), happening(source="a.ics#1"))
    assert [one.source for one in found.items] == ["a.ics#1", "a.ics#1#2"]


def test_a_page_comes_over_as_a_page():
    """With its text tidied like any other."""
    found = adopted(pages=(Prose(source="about.md", key="about", title="About", body="Us. {{< x >}}"),))
    page = found.items[0].item
    assert isinstance(page, Page)
    assert (page.id, page.body.original.text) == ("about", "Us.")
    assert len(found.losses) == 1


@steady(100)
@given(st.lists(st.text(max_size=150), min_size=1, max_size=5))
def test_every_key_gives_an_id_that_can_stand_in_an_address(keys: list[str]):
    """And no two the same."""
    found = adopted(*(happening(source=f"{number}", key=key) for number, key in enumerate(keys)))
    ids = [one.item.id for one in found.items]
    assert len(set(ids)) == len(ids)
    assert all(map(is_id, ids)), ids


@steady(60)
@given(*[st.text(st.characters(), max_size=40)] * 4)
def test_no_text_of_a_source_makes_it_fail(title: str, name: str, word: str, body: str):
    """Lone surrogates, control characters, markup: all of it can be adopted, and written as UTF-8."""
    update = Told(at=stamp("2021-03-04T10:30:00Z"), label=word, text=body, impacts=((name, word),))
    one = happening(title=title, body=body, severity=word, affected=((name, ""),), updates=(update,), original=body)
    found = adopted(one, systems=(System(name=name, title=title, group=word, description=body),))
    repr(found).encode()
    assert len(found.items) == 1
