"""What was met in real histories, each with a small file that shows it: what the site then says, and what is told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from statuspage.build import prepare
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.importers.before import Wish
from statuspage.importers.moving_in import Move, carry_out, planned
from statuspage.model import Event
from statuspage.problems import Problems
from statuspage.state import state_at

NOW: Final = datetime(2022, 1, 1, tzinfo=UTC)
ZONE: Final = "Europe/Berlin"
"""Where times without an offset are read: two hours before UTC in May."""

CONFIG: Final = """\
title: Old status
baseURL: https://status.example.org/
params:
  systems:
    - name: Mail
    - name: Files
    - name: Mail
"""


USUAL: Final = "incident resolved, 10:00, mail=outage, 11:00 resolved"
HALF: Final = "incident resolved, 10:00, mail=outage, 10:30 note 'Half.', 11:00 resolved"
THREE: Final = (
    '*Resolved* - Mended. {{< track "2021-05-07T11:00:00Z" >}}',
    '*Identified* - Found. {{< track "2021-05-07T10:30:00Z" >}}',
    '*Investigating* - We look. {{< track "2021-05-07T10:05:00Z" >}}',
)
NAIVE: Final = 10
"""How many times in these files have no offset."""

IN_ORDER: Final = (
    "incident resolved, 10:00, mail=outage, "
    "10:05 investigating 'We look.', 10:30 identified 'Found.', 11:00 resolved 'Mended.'"
)


class Odd(NamedTuple):
    """An oddity in a sentence, the file that shows it, what the site says of it (`shown`), and what the report does."""

    sentence: str
    path: str
    text: str
    says: str
    told: tuple[str, ...] = ()


def issue(body: str = "", **values: str) -> str:
    """Return an issue with these values instead of the usual ones, or beside them; an empty one is left out."""
    usual = {"title": "Down", "date": "2021-05-07T10:00:00Z", "resolved": "true"}
    usual |= {"resolvedWhen": "2021-05-07T11:00:00Z", "severity": "down", "affected": "[Mail]", "section": "issue"}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in (usual | values).items() if value) + f"---\n{body}"


ODDITIES: Final = (
    Odd(
        "a zone of -00:00 is UTC",
        "z1.md",
        issue(date="2021-05-07T10:00:00-00:00"),
        USUAL,
    ),
    Odd(
        "an offset has no colon",
        "z2.md",
        issue(date="2021-05-07T18:00:00+0800"),
        USUAL,
    ),
    Odd(
        "an offset has hours alone",
        "z3.md",
        issue(date="2021-05-07 10:00:00+00"),
        USUAL,
    ),
    Odd(
        "an hour has one digit",
        "z4.md",
        issue(date="2021-05-07T9:51:30+02:00"),
        "incident resolved, 07:51:30, mail=outage, 11:00 resolved",
    ),
    Odd(
        "an hour has three digits",
        "z5.md",
        issue(date="2021-05-07T015:00:00+08:00"),
        "incident resolved, 07:00, mail=outage, 11:00 resolved",
        ("assumed: the hour is written with three digits",),
    ),
    Odd(
        "PM stands beside an hour of 24",
        "z6.md",
        issue(date="2021-05-06 18:35 PM"),
        "incident resolved, 05-06 16:35, mail=outage, 11:00 resolved",
        ("assumed: 'PM' stands beside an hour of 24: read without it",),
    ),
    Odd(
        "AM and PM tell two hours apart",
        "z7.md",
        issue(date="2021-05-07 1:05 AM +00:00"),
        "incident resolved, 01:05, mail=outage, 11:00 resolved",
    ),
    Odd(
        "a date has no time of day",
        "z8.md",
        issue(date="2021-05-07"),
        "incident resolved, 05-06 22:00, mail=outage, 11:00 resolved",
        ("assumed: no time of day stands there: read as 00:00",),
    ),
    Odd(
        "a time can't be one",
        "z9.md",
        issue(date="2021-13-45T99:00", body='*Update* - x {{< track "2021-05-07T10:10:00Z" >}}\n'),
        "incident resolved, 10:10, mail=outage, 10:10 note 'x', 11:00 resolved",
        (
            "lost (line 3): no time can be read of '2021-13-45T99:00'",
            "assumed: nothing says when it began: taken from the first that is dated",
        ),
    ),
    Odd(
        "naive and aware times stand in one event",
        "mixed.md",
        issue(
            date="2021-05-07 12:00:00",
            resolvedWhen="2021-05-07T10:30:00Z",
            body='*Update* - Half. {{< track "2021-05-07 12:15:00" >}}\n',
        ),
        "incident resolved, 10:00, mail=outage, 10:15 note 'Half.', 10:30 resolved",
    ),
    Odd(
        "the end is before the start",
        "before.md",
        issue(resolvedWhen="2021-05-07T09:00:00Z"),
        'incident resolved, 10:00, mail=outage, 10:00 resolved "(When it was over isn\'t known.)"',
        (
            "lost: the end (2021-05-07 09:00:00 UTC) is before the start (2021-05-07 10:00:00 UTC)",
            "assumed: it is over, but nothing says since when: dated 2021-05-07 10:00:00 UTC, the last that was said",
        ),
    ),
    Odd(
        "it takes no time at all",
        "zero.md",
        issue(resolvedWhen="2021-05-07T10:00:00Z"),
        "incident resolved, 10:00, mail=outage, 10:00 resolved",
    ),
    Odd(
        "it takes more than thirty days",
        "long.md",
        issue(resolvedWhen="2021-07-01T10:00:00Z"),
        "incident resolved, 10:00, mail=outage, 07-01 10:00 resolved",
    ),
    Odd(
        "a window stands in prose alone",
        "prose.md",
        issue(severity="notice", resolved="false", resolvedWhen="", body="We work from 12:00 to 14:00 on 8 May.\n"),
        "maintenance in-progress, 10:00, mail=degraded, 'We work from 12:00 to 14:00 on 8 May.'",
    ),
    Odd(
        "it isn't resolved, and an end stands there",
        "r1.md",
        issue(resolved="false"),
        "incident in-progress, 10:00, mail=outage",
        ("lost (line 5): it isn't resolved: the end that stands there all the same isn't brought over",),
    ),
    Odd(
        "it is resolved, and no end stands there",
        "r2.md",
        issue(resolvedWhen=""),
        'incident resolved, 10:00, mail=outage, 10:00 resolved "(When it was over isn\'t known.)"',
        ("assumed: it is over, but nothing says since when: dated 2021-05-07 10:00:00 UTC, the last that was said",),
    ),
    Odd("yes is a text", "r3.md", issue(resolved='"true"'), USUAL),
    Odd(
        "yes is neither yes nor no",
        "r4.md",
        issue(resolved="maybe"),
        "incident in-progress, 10:00, mail=outage",
        (
            "assumed (line 4): 'maybe' is neither yes nor no: read as no",
            "lost (line 5): it isn't resolved: the end that stands there all the same isn't brought over",
        ),
    ),
    Odd(
        "the severity is missing",
        "m1.md",
        issue(severity=""),
        "incident resolved, 10:00, mail=degraded, 11:00 resolved",
        ("assumed: nothing says how badly: taken for 'degraded'",),
    ),
    Odd("nothing is named that it affects", "m2.md", issue(affected=""), "incident resolved, 10:00, 11:00 resolved"),
    Odd(
        "the title is missing",
        "m3.md",
        issue(title=""),
        "incident resolved, 10:00, title 'm3', mail=outage, 11:00 resolved",
        ("assumed: it has no title: called 'm3' after its source",),
    ),
    Odd(
        "the date is missing, an end stands there",
        "m4.md",
        issue(date=""),
        "incident resolved, 11:00, mail=outage, 11:00 resolved",
        ("assumed: nothing says when it began: taken from the first that is dated",),
    ),
    Odd(
        "no time stands there at all",
        "m5.md",
        issue(date="", resolvedWhen=""),
        "",
        ("unread: nothing says when it began: it isn't brought over",),
    ),
    Odd(
        "a name has small letters alone",
        "k1.md",
        issue(resolvedWhen="", resolvedwhen="2021-05-07T10:45:00Z"),
        "incident resolved, 10:00, mail=outage, 10:45 resolved",
        ("assumed (line 8): 'resolvedwhen' is read as 'resolvedWhen'",),
    ),
    Odd(
        "a name stands there twice",
        "k2.md",
        issue().replace("severity: down\n", "severity: down\nseverity: disrupted\n"),
        "incident resolved, 10:00, mail=degraded, 11:00 resolved",
        ("assumed (line 7): 'severity' stands there twice: the last one counts",),
    ),
    Odd(
        "an unknown system is affected",
        "a1.md",
        issue(affected="[Printers]"),
        "incident resolved, 10:00, printers=outage, 11:00 resolved",
        ("assumed: the source lists no system 'Printers': it is 'printers' here",),
    ),
    Odd(
        "a system is written in other letters",
        "a2.md",
        issue(affected="[MAIL, files]"),
        "incident resolved, 10:00, mail=outage files=outage, 11:00 resolved",
    ),
    Odd(
        "a severity is written in other letters",
        "a3.md",
        issue(severity="Disrupted"),
        "incident resolved, 10:00, mail=degraded, 11:00 resolved",
    ),
    Odd(
        "a severity is unknown",
        "a4.md",
        issue(severity="biblical"),
        "incident resolved, 10:00, mail=degraded, 11:00 resolved",
        ("assumed: the severity 'biblical' isn't known: taken for 'degraded'",),
    ),
    Odd(
        "updates stand newest first",
        "o1.md",
        issue("\n\n".join(THREE)),
        IN_ORDER,
    ),
    Odd(
        "updates stand oldest first",
        "o2.md",
        issue("\n\n".join(reversed(THREE))),
        IN_ORDER,
    ),
    *(
        Odd(f"a time of an update is written {name}", f"t{number}.md", issue(f"*Update* - Half. {written}\n"), HALF)
        for number, (name, written) in enumerate(
            {
                "as the theme's own": '{{< track "2021-05-07 12:30:00" >}}',
                "without blanks": '{{<track "2021-05-07 12:30:00">}}',
                "with percent signs": '{{% track "2021-05-07 12:30:00" %}}',
                "without quotes": "{{< track 2021-05-07T12:30:00 >}}",
                "with quotes that are escaped": '{{< track \\"2021-05-07 12:30:00\\" >}}',
            }.items(),
            1,
        )
    ),
    Odd(
        "a time of an update isn't closed",
        "t6.md",
        issue('*Update* - Half. {{< track "2021-05-07 12:30:00"\n'),
        "incident resolved, 10:00, mail=outage, '*Update* - Half.', 11:00 resolved",
        (
            "lost (line 10): the time in this paragraph can't be read: it stays in the text",
            "lost: taken out of the text: only the old system knows it, or it runs",
        ),
    ),
    Odd(
        "a time of an update is empty",
        "t7.md",
        issue('*Update* - Half. {{< track "" >}}\n'),
        "incident resolved, 10:00, mail=outage, '*Update* - Half.', 11:00 resolved",
        ("lost (line 10): the time in this paragraph can't be read: it stays in the text",),
    ),
    Odd(
        "a time of an update can't be one",
        "t8.md",
        issue('*Update* - Half. {{< track "yesterday" >}}\n'),
        "incident resolved, 10:00, mail=outage, '*Update* - Half. (yesterday)', 11:00 resolved",
        ("lost (line 10): the time in this paragraph can't be read: it stays in the text",),
    ),
    Odd(
        "the text is HTML",
        "h1.md",
        issue('<div class="x"><b>All</b> of it.</div>\n'),
        """incident resolved, 10:00, mail=outage, '<div class="x"><b>All</b> of it.</div>', 11:00 resolved""",
    ),
    Odd(
        "the text holds a script",
        "h2.md",
        issue("Before.\n\n<script>alert(1)</script>\n\nAfter.\n"),
        "incident resolved, 10:00, mail=outage, 'Before.\\n\\nAfter.', 11:00 resolved",
        ("lost: taken out of the text: only the old system knows it, or it runs",),
    ),
    Odd(
        "an editor's comment was pasted",
        "h3.md",
        issue("Before.\n<!-- Affected systems: enter them\nabove. -->\nAfter.\n"),
        "incident resolved, 10:00, mail=outage, 'Before.\\n\\nAfter.', 11:00 resolved",
        ("lost: taken out of the text: only the old system knows it, or it runs",),
    ),
    Odd(
        "a shortcode of another theme stands there",
        "h4.md",
        issue('Before {{< figure src="a.png" >}} after.\n'),
        "incident resolved, 10:00, mail=outage, 'Before  after.', 11:00 resolved",
        ("lost: taken out of the text: only the old system knows it, or it runs",),
    ),
    Odd(
        "rules part the text",
        "h5.md",
        issue("Above.\n\n---\n\nBelow.\n\n---\n"),
        "incident resolved, 10:00, mail=outage, 'Above.\\n\\n---\\n\\nBelow.', 11:00 resolved",
    ),
    Odd("the text is empty", "h6.md", issue(""), USUAL),
    Odd(
        "a title is shared, first",
        "s1.md",
        issue(title="Outage"),
        "incident resolved, 10:00, title 'Outage', mail=outage, 11:00 resolved",
    ),
    Odd(
        "a title is shared, second",
        "s2.md",
        issue(title="Outage"),
        "incident resolved, 10:00, title 'Outage', mail=outage, 11:00 resolved",
    ),
    Odd(
        "a file's name has blanks",
        "f 1 of 2.md",
        issue(),
        f"f-1-of-2, {USUAL}",
    ),
    Odd(
        "a file's name has accents",
        "Panne à Évry.md",
        issue(),
        f"panne-à-évry, {USUAL}",
    ),
    Odd(
        "a file's name has accents of their own",
        "Pe\u0301rou.md",
        issue(),
        f"pérou, {USUAL}",
    ),
    Odd("a file's name has emoji", "🔥-down.md", issue(), f"down, {USUAL}"),
    Odd(
        "a file's name is emoji alone",
        "🔥.md",
        issue(),
        f"3afd670d, {USUAL}",
    ),
    Odd(
        "a file's name is Chinese",
        "邮件故障.md",
        issue(),
        USUAL,
    ),
    Odd(
        "a file's name is percent-encoded",
        "%e5%9c%a8.md",
        issue(),
        f"e5-9c-a8, {USUAL}",
    ),
    Odd(
        "a file's name has an impossible date",
        "2021-02-30-down.md",
        issue(),
        USUAL,
    ),
    Odd(
        "a file's name has another date",
        "2019-01-01-down.md",
        issue(),
        USUAL,
    ),
    Odd(
        "lines end as on Windows",
        "l1.md",
        issue('Text.\n\n*Update* - Half. {{< track "2021-05-07T10:30:00Z" >}}\n').replace("\n", "\r\n"),
        "incident resolved, 10:00, mail=outage, 'Text.', 10:30 note 'Half.', 11:00 resolved",
    ),
    Odd(
        "the last line doesn't end",
        "l2.md",
        issue("Text."),
        "incident resolved, 10:00, mail=outage, 'Text.', 11:00 resolved",
    ),
    Odd(
        "no-break spaces stand in the text",
        "l3.md",
        issue("Not\u00a0yet.\n", title="Not\u00a0here"),
        "incident resolved, 10:00, title 'Not here', mail=outage, 'Not\\xa0yet.', 11:00 resolved",
    ),
    Odd(
        "the front matter isn't closed",
        "x1.md",
        "---\ntitle: Down\nText.\n",
        "",
        ("unread (line 1): the front matter that begins here isn't closed",),
    ),
    Odd(
        "the front matter is no YAML",
        "x2.md",
        issue(title='"Down'),
        "",
        ("unread (line 9): this isn't valid YAML: found unexpected end of stream",),
    ),
    Odd(
        "the front matter is TOML",
        "x3.md",
        '+++\ntitle = "Down"\ndate = 2021-05-07T10:00:00Z\nresolved = true\nresolvedWhen = "2021-05-07 13:00"\nseverity = "down"\naffected = ["Mail"]\n+++\nText.\n',
        "incident resolved, 10:00, mail=outage, 'Text.', 11:00 resolved",
    ),
    Odd("the file is empty", "x4.md", "", "", ("unread: the file is empty",)),
)


class Moved(NamedTuple):
    """A site after the import of all of these files at once."""

    root: Path
    move: Move
    events: Mapping[str, Event]


def moved_in(folder: Path, files: Mapping[str, str]) -> Moved:
    """Import a checkout into a new site and read it."""
    for name, text in files.items():
        path = folder / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    wish = Wish("cstate", folder / "old", folder / "site", ZONE)
    move, problems = planned(wish), Problems()
    carry_out(move, wish)
    config = load_config(wish.root / "config.toml", problems)
    assert config is not None
    content = load_content(wish.root / "content", config, problems)
    problems.stop_if_any()
    paths = {one.id: one.source for one, _ in move.files}
    return Moved(wish.root, move, {paths[event.id]: event for event in content.events})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    """All oddities in one checkout."""
    files = {f"content/issues/{odd.path}": odd.text for odd in ODDITIES}
    return moved_in(tmp_path_factory.mktemp("odd"), {"config.yml": CONFIG, **files})


def shown(event: Event, source: str) -> str:
    """Return what is said of an event: its id and title where they aren't the usual ones, kind and phase, start and
    planned end (UTC, of 7 May 2021 without its day), what is affected, text and updates.
    """
    title, body = event.title.original.text, event.body.original.text
    window = f"{clock(event.window.start)}{f' to {clock(event.window.end)}' if event.window.end else ''}"
    name = event.id if event.id != Path(source).stem else ""
    head = (name, f"{event.kind} {state_at(event, NOW).phase}", window, f"title {title!r}" if title != "Down" else "")
    impacts = " ".join(f"{name}={impact}" for name, impact in event.components)
    log = [f"{clock(one.at)} {one.state} {one.text.original.text!r}".removesuffix(" ''") for one in event.updates]
    return ", ".join(filter(None, (*head, impacts, repr(body) if body else "", *log)))


def clock(at: datetime) -> str:
    return f"{at:%m-%d %H:%M:%S}".removeprefix("05-07 ").removesuffix(":00")


def told_of(site: Moved, path: str) -> tuple[str, ...]:
    """Return what the report tells of one file, with the line where one is known."""
    found = (loss for loss in site.move.losses if loss.source == path)
    return tuple(f"{loss.sort}{f' (line {loss.line})' if loss.line else ''}: {loss.told}" for loss in found)


@pytest.mark.parametrize("odd", ODDITIES, ids=[odd.sentence for odd in ODDITIES])
def test_an_oddity_is_survived_and_named(site: Moved, odd: Odd):
    """The site says what the source does and no more; what is lost or assumed stands in the report."""
    path = f"content/issues/{odd.path}"
    event = site.events.get(path)
    assert (shown(event, path) if event else "") == odd.says
    assert told_of(site, path) == odd.told


def test_nothing_is_planned_that_stands_in_prose_alone(site: Moved):
    """No event of cState has a planned end, so none has one here."""
    assert {event.window.end for event in site.events.values()} == {None}


def test_each_file_comes_over_or_is_told(site: Moved):
    """The counts agree, each time without an offset is counted, and no id comes twice."""
    unread = {loss.source for loss in site.move.losses if loss.sort == "unread"}
    assert site.move.arrival.found == len(ODDITIES) == site.move.came + len(unread)
    assert len({event.id for event in site.events.values()}) == len(site.events) == site.move.came
    assert (site.move.arrival.naive, site.move.arrival.zone) == (NAIVE, ZONE)


def test_a_system_that_is_named_twice_is_told(site: Moved):
    """It is one component."""
    assert told_of(site, "config.yml") == ("assumed: system 'Mail' stands there twice: the first one counts",)
    settings = (site.root / "config.toml").read_text("utf-8")
    assert settings.count("[[components]]") == settings.count('name = "Mail"') + 2
    assert site.move.arrival.asked == ("", "biblical")


def test_the_site_is_whole_and_stays_as_it_is(site: Moved):
    """It checks without errors, no page shows a sign of the old system, and a second import changes nothing."""
    pages = [data.decode() for path, data in prepare(site.root, NOW).files.items() if path.endswith(".html")]
    assert [mark for page in pages for mark in ("{{<", "{{%", "alert(1)") if mark in page] == []
    again = planned(Wish("cstate", site.root.parent / "old", site.root))
    assert ({fate for _, fate in again.files}, again.others, again.gone) == ({"same"}, {}, ())


def test_settings_that_are_no_yaml_are_told_and_the_issues_come_over(tmp_path: Path):
    """Systems then come of what the issues name."""
    site = moved_in(tmp_path, {"config.yml": "params:\n\tsystems: x\n", "content/issues/a.md": issue()})
    assert told_of(site, "config.yml")[0].startswith("unread (line 2): this isn't valid YAML")
    assert [shown(event, "a.md") for event in site.events.values()] == [USUAL]
