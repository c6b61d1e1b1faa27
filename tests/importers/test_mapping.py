"""What a source's words mean here stands in a file that an editor corrects."""

import pytest

from statuspage.importers.history import Happening, History, Meaning, System, Told
from statuspage.importers.mapping import Words, meant
from statuspage.importers.mapping_file import new_file, read_mapping, with_new
from statuspage.importers.stamps import read_stamp
from statuspage.model import Component, Impact, Kind
from statuspage.problems import Problems, as_text
from statuspage.texts import Text

MEANING = Meaning(impacts={"down": Impact.OUTAGE, "notice": Impact.DEGRADED}, kinds={"notice": Kind.MAINTENANCE})
NOTHING_SAID = Words("UTC", {}, {}, {}, {})


def history(*happenings: Happening, systems: tuple[System, ...] = ()) -> History:
    return History(found=len(happenings), happenings=happenings, systems=systems)


def happening(**values) -> Happening:
    return Happening(**{"source": "a.md", "key": "a", "title": "A", **values})


def read(text: str) -> tuple[Words | None, list[str]]:
    """Read a mapping file, and return what was wrong with it."""
    problems = Problems()
    return read_mapping(text, "imports/cstate.toml", problems), [as_text(problem) for problem in problems.found]


def test_a_system_gets_an_id_of_its_name_and_each_name_of_it_the_same():
    """Letter case and blanks make no second component; a name in another script gets a digest."""
    affected = (("API", ""), ("api ", ""), ("Web & Blog", ""), ("数据库", ""), ("start", ""))
    found = meant(history(happening(affected=affected)), MEANING, (), NOTHING_SAID)
    assert found.components["API"] == found.components["api "] == "api"
    assert found.components["Web & Blog"] == "web-blog"
    assert found.components["数据库"].startswith("component-")
    assert found.components["start"].startswith("start-"), "a line `start:` in an update moves the window"


def test_a_system_that_the_site_has_already_is_that_component():
    """By its id or by its name in any language."""
    standing = (
        Component("orders", Text.of("Orders", "en")),
        Component("mail", Text.of("邮箱", "zh")),
    )
    found = meant(history(happening(affected=(("ORDERS", ""), ("邮箱", "")))), MEANING, standing, NOTHING_SAID)
    assert found.components == {"ORDERS": "orders", "邮箱": "mail"}


def test_a_severity_that_nobody_knows_is_asked_for_until_an_editor_says():
    """Nothing is assumed in silence: the mapping file has a line for it, and the empty word for none at all."""
    found = meant(
        history(happening(severity="Catastrophic"), happening(severity="down", affected=(("API", ""),)), happening()),
        MEANING,
        (),
        NOTHING_SAID,
    )
    assert found.severities == {"catastrophic": None, "down": Impact.OUTAGE, "": None}
    assert found.asked == ("", "catastrophic")
    text = new_file(found)
    assert '"catastrophic" = ""  # not known: taken for degraded until you say\n' in text
    said, wrong = read(text.replace('"catastrophic" = ""', '"catastrophic" = "outage"'))
    assert wrong == []
    assert said
    assert said.asked == ("",)


def test_a_name_that_the_source_does_not_list_is_asked_for():
    """It becomes a component all the same; in other letter case it is the one that is listed."""
    systems = (System(name="API", title="API"),)
    source = history(happening(affected=(("api", ""), ("Fax", ""))), systems=systems)
    found = meant(source, MEANING, (), NOTHING_SAID)
    assert found.components == {"API": "api", "api": "api", "Fax": "fax"}
    assert found.unlisted == ("Fax",)
    text = new_file(found)
    assert '"api" = "api"\n' in text
    assert '"Fax" = "fax"  # not among the systems of the source: which one is it?\n' in text
    said, _ = read(text)
    assert said
    assert meant(source, MEANING, (), said).unlisted == ()


def test_a_mapping_file_reads_back_as_it_was_written():
    """Whatever the names hold."""
    words = Words(
        zone="Asia/Shanghai",
        components={'a "b" \\ c': "a-b", "数据库": "db", "left out": "", "\x7f": "x", "": "nameless"},
        severities={"down": Impact.OUTAGE, "odd": None},
        kinds={"notice": Kind.MAINTENANCE},
        zones={"PST": "", "CST": "Asia/Shanghai"},
    )
    assert read(new_file(words)) == (words, [])


def test_new_words_are_added_and_what_an_editor_wrote_stays():
    """Comments, order and corrections of the file are kept; only lines for what is new come in."""
    text = '# mine\nzone = "UTC"\n\n[components]\n# ours\n"API" = "gateway"\n'
    said, _ = read(text)
    assert said
    source = history(happening(affected=(("API", ""), ("Mail", "")), severity="notice"))
    found = meant(source, MEANING, (), said)
    after = with_new(text, said, found)
    assert after.startswith('# mine\nzone = "UTC"\n\n[components]\n# ours\n"Mail" = "mail"\n"API" = "gateway"\n')
    assert '"notice" = "degraded"' in after
    assert '"notice" = "maintenance"' in after
    again, _ = read(after)
    assert again == found
    assert with_new(after, again, meant(source, MEANING, (), again)) == after


@pytest.mark.parametrize(
    "text",
    ["[components]", "[ components ] # x\n # y\n", '["components"]\n', "\t[components]\r\n", "", "# [components]"],
)
def test_new_words_come_into_the_table_however_its_header_is_written(text: str):
    """Twice the same table would be no TOML."""
    text = f'zone = "UTC"\n{text}'
    said, wrong = read(text)
    assert wrong == []
    assert said
    found = meant(history(happening(affected=(("API", ""),))), MEANING, (), said)
    again, wrong = read(with_new(text, said, found))
    assert (again, wrong) == (found, [])


def test_a_kind_that_an_editor_took_out_does_not_come_back():
    """Without a line the severity makes an incident."""
    said, _ = read('zone = "UTC"\n[severities]\n"notice" = "none"\n')
    assert said
    found = meant(history(happening(severity="notice")), MEANING, (), said)
    assert found.kinds == {}


def test_zones_are_known_by_their_names_here_and_in_windows_and_asked_for_else():
    """An abbreviation may stand for several zones."""
    stamps = [read_stamp(f"2021-03-04 10:00 {zone}") for zone in ("Europe/Berlin", "PST")]
    updates = tuple(Told(at=stamp) for stamp in stamps if stamp)
    found = meant(history(happening(updates=updates)), MEANING, (), NOTHING_SAID)
    assert found.zones == {"Europe/Berlin": "Europe/Berlin", "PST": ""}
    assert '"PST" = ""  # not known: read in the zone above until you say\n' in new_file(found)
    assert '"Europe/Berlin" = "Europe/Berlin"\n' in new_file(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('zone = "Mars/Base"', "imports/cstate.toml:1:1: error: unknown time zone 'Mars/Base'"),
        ('zone = "UTC"\n[severities]\n"down" = "bad"', "imports/cstate.toml:3:2: error: unknown impact 'bad'"),
        ('zone = "UTC"\n[components]\n"API" = "Größe"', "imports/cstate.toml:3:2: error: 'Größe' can't be an id"),
        ('zone = "UTC"\n[kinds]\n"down" = "war"', "imports/cstate.toml:3:2: error: unknown kind 'war'"),
        ('zone = "UTC"\n[component]\n', "imports/cstate.toml:2:1: error: unknown field 'component'"),
        ("zone = ", "imports/cstate.toml:1:1: error: this is not valid TOML"),
        ('zone = "UTC"\nkinds = {}', "imports/cstate.toml:2:1: error: 'kinds' is no table that an import can add to"),
        ('zone = "UTC"\nzones."EST" = "UTC"', "imports/cstate.toml:2:1: error: 'zones' is no table that an import can"),
    ],
)
def test_a_slip_in_the_mapping_file_is_told_with_its_place(text: str, told: str):
    """In the editor's own word, before anything is written."""
    words, wrong = read(text)
    assert words is None
    assert wrong[0].startswith(told)
