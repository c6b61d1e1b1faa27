"""cState: a checkout gives its systems, issues, posts and pages, and each thing that doesn't come over is named."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.importers.cstate import MEANING, read, wanted
from statuspage.importers.history import Happening, History, Sort, System
from statuspage.model import Impact, Kind
from tests.strategies import steady

CONFIG = b"""title: Old status
baseURL: https://status.example.org/
languageCode: en
defaultContentLanguage: en
timeZone: Europe/Vilnius
params:
  categories:
    - name: Core
    - name: Rest
      untitled: true
  systems:
    - name: Files
      category: Rest
    - name: Mail
      description: What sends.
      category: Core
      link: https://mail.example.org/
    - name: Mail
      category: Rest
    - description: nameless
"""
ISSUE = b"""---
title: Mail is slow
date: 2021-05-07 10:00:00
resolved: true
resolvedWhen: 2021-05-07T10:30:00Z
severity: disrupted
affected:
  - Mail
section: issue
---

*Fixed* - Done. {{< track "2021-05-07 10:30:00" >}}
"""
CRLF_AND_TOML = b"""+++\r
affected = ["Mail", "Files"]\r
date = 2021-05-08T05:00:33Z\r
resolved = false\r
severity = "notice"\r
title = "Work"\r
+++\r
We work.\r
"""


def checkout(**files: bytes) -> dict[str, bytes]:
    """Return files of a checkout by their names among the issues."""
    return {"config.yml": CONFIG, **{f"content/issues/{name}": data for name, data in files.items()}}


def issue(**values: str) -> bytes:
    """Return an issue with these values instead of, or beside, the usual ones; an empty one is left out."""
    usual = {"title": "Down", "date": "2021-05-07 10:00:00", "resolved": "true", "severity": "down"}
    usual |= {"affected": "[Mail]", "resolvedWhen": "2021-05-07 10:30:00", "section": "issue"}
    lines = "".join(f"{name}: {value}\n" for name, value in (usual | values).items() if value)
    return f"---\n{lines}---\nText.\n".encode()


def only(**values: str) -> Happening:
    (happening,) = read({"content/issues/a.md": issue(**values)}).happenings
    return happening


def told(history: History) -> list[tuple[str, str, str, int | None]]:
    config = ("config.yml",)
    return [(loss.sort, loss.told, loss.original, loss.line) for loss in history.losses if loss.source not in config]


def lost_records(history: History) -> set[str]:
    """Return the files that gave nothing."""
    came = {happening.source for happening in history.happenings} | {page.source for page in history.pages}
    return {loss.source for loss in history.losses} - came


def counted(history: History) -> bool:
    """Tell whether as many records come out as went in, or are named."""
    out = len(history.happenings) + len(history.pages)
    return history.found == out + len({path for path in lost_records(history) if path.startswith("content/")})


def test_a_checkout_is_read():
    """Settings, systems in the order and groups in which the theme shows them, issues with all that they say."""
    history = read(checkout(**{"2021-05-07-mail.md": ISSUE, "work.md": CRLF_AND_TOML}))
    assert (history.found, history.title, history.url) == (2, "Old status", "https://status.example.org/")
    assert (history.language, history.time_zone) == ("en", "Europe/Vilnius")
    assert history.systems == (
        System(name="Mail", title="Mail", group="Core", description="What sends."),
        System(name="Files", title="Files"),
    )
    assert history.addresses == (("index.xml", "feed.rss"), ("issues/index.xml", "feed.rss"))
    mail, work = history.happenings
    assert (mail.source, mail.key, mail.title) == (
        "content/issues/2021-05-07-mail.md",
        "2021-05-07-mail",
        "Mail is slow",
    )
    assert (mail.kind, mail.severity, mail.affected) == (None, "disrupted", (("Mail", ""),))
    assert mail.start is not None
    assert mail.ended is not None
    assert mail.start.at == datetime.fromisoformat("2021-05-07T10:00:00")
    assert (mail.over, mail.ended.at) == (True, datetime(2021, 5, 7, 10, 30, tzinfo=UTC))
    assert [(update.label, update.text) for update in mail.updates] == [("Fixed", "Done.")]
    assert (mail.body, mail.address) == ("", "issues/2021-05-07-mail/")
    assert mail.original == ISSUE.decode().split("---\n")[1].rstrip("\n")
    assert (work.affected, work.over, work.ended, work.body) == ((("Mail", ""), ("Files", "")), False, None, "We work.")
    assert work.start is not None
    assert (work.start.written, "\r" in work.original) == ("2021-05-08T05:00:33Z", False)


def test_what_of_the_systems_is_left_out_is_told():
    """One that stands there twice, one without a name, and links."""
    losses = [(loss.sort, loss.told, loss.original) for loss in read({"config.yml": CONFIG}).losses]
    assert losses == [
        (Sort.LOST, "the link of system 'Mail' isn't brought over", "https://mail.example.org/"),
        (
            Sort.ASSUMED,
            "system 'Mail' stands there twice: the first one counts",
            '{"name": "Mail", "category": "Rest"}',
        ),
        (Sort.LOST, "a system without a name isn't brought over", '{"description": "nameless"}'),
    ]


def test_words_for_severity():
    """A notice is work on something; what is for information alone touches no state."""
    assert [MEANING.impacts[word] for word in ("down", "disrupted", "notice", "ok", "informational")] == [
        Impact.OUTAGE,
        Impact.DEGRADED,
        Impact.DEGRADED,
        Impact.NONE,
        Impact.NONE,
    ]
    assert MEANING.kinds["notice"] is Kind.MAINTENANCE
    assert set(MEANING.kinds) == set(MEANING.impacts)


def test_settings_that_can_t_be_read_leave_the_issues_readable():
    """The file is named; systems come of the issues then."""
    history = read({**checkout(a=b"", **{"a.md": ISSUE}), "config.yml": b"title: Status\n\tparams: x\n"})
    assert (history.title, history.systems, len(history.happenings)) == ("", (), 1)
    loss = next(loss for loss in history.losses if loss.source == "config.yml")
    assert (loss.sort, loss.line) == (Sort.UNREAD, 2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("config.yaml", b"title: A\nparams: {systems: [{name: Mail}]}"),
        ("hugo.toml", b"title = 'A'\n[[params.systems]]\nname = 'Mail'"),
        ("config.json", b'{"title": "A", "params": {"systems": [{"name": "Mail"}]}}'),
        ("config/_default/hugo.yaml", b"title: A\nlanguages: {en: {params: {systems: [{name: Mail}]}}}"),
    ],
)
def test_settings_stand_where_hugo_finds_them(name: str, data: bytes):
    """In each notation, also beside their language."""
    assert wanted(name)
    history = read({name: data})
    assert (history.title, [system.name for system in history.systems], history.found) == ("A", ["Mail"], 0)


def test_settings_in_several_files():
    """As larger sites keep them."""
    history = read(
        {"config/_default/config.toml": b"title = 'A'", "config/_default/params.yaml": b"systems: [name: Mail]"}
    )
    assert (history.title, [system.name for system in history.systems]) == ("A", ["Mail"])


@pytest.mark.parametrize("systems", ["", "text", "{name: Mail}", "[Mail, [x], 1]", "[{name: [a, b]}, {name: ''}]"])
def test_systems_of_a_wrong_shape_say_nothing(systems: str):
    """And stop nothing."""
    assert isinstance(read({"config.yml": f"params: {{systems: {systems}, categories: {systems}}}".encode()}), History)


def test_only_what_is_read_is_wanted():
    """Lists, pages of systems, themes and all else stay on the disk."""
    for path in ("config.yml", "content/issues/a.md", "content/issues/2020/a.html", "content/de/issues/a.md"):
        assert wanted(path)
    for path in ("content/about.md", "content/pages/a.markdown", "content/issues/affected/a.md"):
        assert wanted(path)
    for path in ("content/_index.md", "content/issues/_index.de.md", "content/affected/mail/a.md", "README.md"):
        assert not wanted(path)
    for path in ("themes/cstate/exampleSite/content/issues/a.md", "content/issues/a.png", "data/config.yml", "content"):
        assert not wanted(path)


@pytest.mark.parametrize(
    ("values", "over", "ended"),
    [
        ({}, True, True),
        ({"resolved": '"true"'}, True, True),
        ({"resolved": "yes"}, True, True),
        ({"resolvedWhen": ""}, True, False),
        ({"resolved": "false", "resolvedWhen": ""}, False, False),
        ({"resolved": "", "resolvedWhen": ""}, False, False),
    ],
)
def test_what_is_over_is_what_the_issue_says(values: dict[str, str], over: bool, ended: bool):
    """Without a time for the end there is none."""
    happening = only(**values)
    assert (happening.over, happening.ended is not None) == (over, ended)


def test_an_end_of_what_isn_t_resolved_is_told():
    """It may be a plan or a slip: nothing says that it is over."""
    history = read({"content/issues/a.md": issue(resolved="false")})
    assert (history.happenings[0].over, history.happenings[0].ended) == (False, None)
    said = "it isn't resolved: the end that stands there all the same isn't brought over"
    assert told(history) == [(Sort.LOST, said, "resolvedWhen: 2021-05-07 10:30:00", 7)]


def test_words_that_are_neither_yes_nor_no_are_told():
    """They are read as no."""
    history = read({"content/issues/a.md": issue(resolved="perhaps", resolvedWhen="")})
    assert told(history) == [(Sort.ASSUMED, "'perhaps' is neither yes nor no: read as no", "resolved: perhaps", 4)]


def test_times_that_can_t_be_read_are_told():
    """Nothing is put in their place."""
    history = read({"content/issues/a.md": issue(date="yesterday", resolvedWhen="2021-02-30 10:00")})
    assert (history.happenings[0].start, history.happenings[0].over, history.happenings[0].ended) == (None, True, None)
    assert told(history) == [
        (Sort.LOST, "no time can be read of '2021-02-30 10:00'", "resolvedWhen: 2021-02-30 10:00", 7),
        (Sort.LOST, "no time can be read of 'yesterday'", "date: yesterday", 3),
    ]


def test_what_is_missing_stays_missing():
    """A title, a date, a severity, systems: none is made up; a mapping or whoever adopts it asks for them."""
    happening = only(title="", date="", severity="", affected="", section="")
    assert (happening.title, happening.start, happening.severity, happening.affected) == ("", None, "", ())


def test_names_in_other_letters_and_twice():
    """They are read, and told."""
    history = read({"content/issues/a.md": issue(resolvedWhen="", resolvedwhen="2021-05-07 10:40", Severity="ok")})
    (happening,) = history.happenings
    assert happening.ended is not None
    assert (happening.ended.written, happening.severity) == ("2021-05-07 10:40", "ok")
    assert [(line[1], line[3]) for line in told(history)] == [
        ("'Severity' stands there twice: the last one counts", 9),
        ("'resolvedwhen' is read as 'resolvedWhen'", 8),
        ("'Severity' is read as 'severity'", 9),
    ]


def test_no_break_spaces_around_values_go():
    """Some editors for the web leave them behind."""
    assert only(severity="\u00a0down\u00a0", affected="[\u00a0Mail]").affected == (("Mail", ""),)
    assert only(severity="\u00a0down\u00a0").severity == "down"


def test_a_post_for_information_that_names_systems_or_an_end_affects_nothing():
    """It is an event, whose impacts are all none."""
    happening = only(informational="true", severity="")
    assert (happening.severity, happening.affected) == ("informational", (("Mail", "informational"),))
    happening = only(informational="true", severity="notice", affected="")
    assert (happening.severity, happening.affected, happening.over) == ("notice", (), True)


def test_a_post_for_information_alone_is_a_page():
    """It is no event: it has no state, and its date is told."""
    data = issue(informational="true", affected="", resolvedWhen="", severity="")
    history = read({"content/issues/a.md": data})
    (page,) = history.pages
    assert (page.key, page.title, page.body, page.address) == ("a", "Down", "Text.", "issues/a/")
    said = "a post that names neither systems nor an end is brought over as a page, without its date"
    assert told(history) == [(Sort.LOST, said, "date: 2021-05-07 10:00:00", 3)]


def test_a_pinned_post_is_the_first_of_the_pages():
    """An event can't be pinned here, which is told; what is under way stands first by itself."""
    post = issue(pin="true", informational="true", severity="", affected="", resolved="", resolvedWhen="")
    history = read(checkout(**{"a.md": post, "b.md": issue(pin="true")}))
    assert [page.pinned for page in history.pages] == [True]
    assert [loss.source for loss in history.losses if "'pin'" in loss.told] == ["content/issues/b.md"]


def test_pages_beside_the_issues_come_over():
    """Their times in braces become words; what of their front matter has no place here is told."""
    data = b'---\ntitle: About\ndescription: Who we are\n---\nSince {{< track "2020-01-01" >}}.\n'
    history = read({"content/pages/about us.md": data})
    (page,) = history.pages
    assert (page.key, page.title, page.body) == ("about us", "About", "Since (2020-01-01).")
    assert (page.address, history.found) == ("pages/about-us/", 1)
    assert told(history) == [(Sort.LOST, "'description' isn't brought over", "description: Who we are", 3)]


def test_an_issue_is_what_calls_itself_one():
    """Wherever it stands, as the theme has it."""
    (happening,) = read({"content/posts/a.md": ISSUE}).happenings
    assert (happening.key, happening.address) == ("posts/a", "posts/a/")
    assert read({"content/posts/a.md": ISSUE.replace(b"section: issue\n", b"")}).happenings == ()


def test_values_that_have_no_place_here_are_told():
    """Unless they say no."""
    history = read({"content/issues/a.md": issue(pin="true", aliases="[old/a]", automated="false", weight="")})
    assert told(history) == [
        (Sort.LOST, "'pin' isn't brought over", "pin: true", 9),
        (Sort.LOST, "'aliases' isn't brought over", "aliases: [old/a]", 10),
    ]


@pytest.mark.parametrize("values", [{"draft": "true"}, {"published": "false"}])
def test_a_draft_isn_t_published(values: dict[str, str]):
    """It was never on the site."""
    history = read({"content/issues/a.md": issue(**values)})
    assert (history.happenings, history.found) == ((), 1)
    (loss,) = history.losses
    assert (loss.sort, loss.told, loss.source) == (Sort.LOST, "a draft, which isn't on the site", "content/issues/a.md")
    assert "title: Down" in loss.original
    assert len(read({"content/issues/a.md": issue(draft="false", published="2021-05-07")}).happenings) == 1


def test_a_publishing_date_is_when_it_was_announced():
    """Hugo shows nothing before it."""
    announced = only(publishDate="2021-05-01 09:00").announced
    assert announced is not None
    assert announced.written == "2021-05-01 09:00"


def test_html_becomes_markdown_with_its_updates():
    """A time in braces would be a tag of its own to a reader of HTML; lines of it are no lines of Markdown."""
    body = b'<p>Slow <b>mail</b>.</p><p><em>Fixed</em> - Done. {{<track "2021-05-07 10:30:00">}}</p><p>{{< x >}}</p>'
    history = read({"content/issues/a.html": ISSUE.partition(b"\n*Fixed*")[0] + body})
    (happening,) = history.happenings
    assert happening.body.startswith("Slow **mail**.")
    assert [(update.label, update.text, update.line) for update in happening.updates] == [("Fixed", "Done.", None)]
    assert read({"content/a.html": b"https://example.org/"}).pages[0].body == "https://example.org/"


def test_what_settings_say_of_site_and_categories_is_told():
    """A site has no place for it here, and a group has none but its name."""
    text = b"params: {description: All we know., categories: [{name: Core, description: What all need.}, {name: Rest}]}"
    assert [(loss.source, loss.told, loss.original) for loss in read({"config.yml": text}).losses] == [
        ("config.yml", "the description of the old site isn't brought over", "All we know."),
        ("config.yml", "the description of category 'Core' isn't brought over", "What all need."),
    ]


def test_translations_are_told():
    """The default language's text comes over; what stands in another alone comes over too."""
    files = {
        "config.yml": b"defaultContentLanguage: de\nlanguages: {de: {title: Stand}, en: {title: State}}",
        "content/de/issues/a.md": issue(title="Aus"),
        "content/en/issues/a.md": issue(title="Down"),
        "content/issues/b.md": issue(title="Lahm"),
        "content/issues/b.en.md": issue(title="Slow"),
        "content/fr/issues/c.md": issue(title="Rien"),
        "content/issues/d.v2.md": issue(title="Zwei"),
    }
    history = read(files)
    assert [(one.title, one.key, one.address) for one in history.happenings] == [
        ("Aus", "a", "issues/a/"),
        ("Lahm", "b", "issues/b/"),
        ("Zwei", "d.v2", "issues/d.v2/"),
        ("Rien", "c", "fr/issues/c/"),
    ]
    assert (history.title, history.found) == ("Stand", 6)
    assert {(loss.source, loss.told) for loss in history.losses} == {
        ("content/en/issues/a.md", "a translation of content/de/issues/a.md: it isn't brought over"),
        ("content/issues/b.en.md", "a translation of content/issues/b.md: it isn't brought over"),
    }
    assert all("title: " in loss.original and "severity" in loss.original for loss in history.losses)
    assert counted(history)


def test_two_files_of_one_name_have_two_keys():
    """An issue may be written in Markdown and in HTML."""
    history = read({"content/issues/a.md": ISSUE, "content/issues/a.html": ISSUE, "content/issues/b/index.md": ISSUE})
    assert sorted(one.key for one in history.happenings) == ["a", "a.md", "b"]


@pytest.mark.parametrize(
    ("name", "values", "address"),
    [
        ("2021-05-07-Mail Down.md", {}, "issues/2021-05-07-mail-down/"),
        ("2021/a.md", {}, "issues/2021/a/"),
        ("a & b (c)!.md", {}, "issues/a--b-c/"),
        ("störung-系统-🎉.md", {}, "issues/störung-系统-/"),
        ("%e5%8f.md", {}, "issues/%e5%8f/"),
        ("v1.2.md", {}, "issues/v1.2/"),
        ("2020-13-45-x.md", {}, "issues/2020-13-45-x/"),
        ("a.md", {"slug": "Other Name"}, "issues/other-name/"),
        ("a.md", {"url": "/Own/Path/"}, "Own/Path/"),
        ("a.md", {"url": "own"}, "own/"),
        ("a.md", {"url": "/own.html"}, "own.html"),
        ("a.md", {"url": "/../../own"}, "own/"),
        ("a.md", {"url": "/:year/:slug"}, ""),
        ("a.md", {"url": "https://example.org/"}, ""),
        ("a/index.md", {}, "issues/a/"),
    ],
)
def test_addresses_are_those_that_hugo_makes(name: str, values: dict[str, str], address: str):
    """Lower case, hyphens, few signs; or as the front matter says."""
    assert read({f"content/issues/{name}": issue(**values)}).happenings[0].address == address


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        (b"uglyURLs: true", "issues/a.html"),
        (b"defaultContentLanguageInSubdir: true", "en/issues/a/"),
        (b"permalinks: {issues: /:year/:slug/}", ""),
    ],
)
def test_settings_that_change_addresses(setting: bytes, address: str):
    """Rules of a site's own aren't guessed at."""
    assert read({"config.yml": setting, "content/issues/a.md": ISSUE}).happenings[0].address == address


def test_one_file_alone_is_an_issue():
    """Whatever folder it lay in."""
    (happening,) = read({"mail.md": ISSUE}).happenings
    assert (happening.key, happening.address, read({"mail.md": ISSUE}).addresses) == ("mail", "issues/mail/", ())


@pytest.mark.parametrize("data", [b"", b"---\ntitle: a\n", b"---\ntitle: [\n---\n", b'{"a"', b'{"a":' * 100_000])
def test_a_file_that_can_t_be_read_is_named(data: bytes):
    """The others come over."""
    history = read(checkout(**{"bad.md": data, "good.md": ISSUE}))
    assert (len(history.happenings), history.found) == (1, 2)
    assert lost_records(history) - {"config.yml"} == {"content/issues/bad.md"}
    assert [loss.sort for loss in history.losses if loss.source != "config.yml"] == [Sort.UNREAD]


def test_wrong_types_and_long_names_stop_nothing():
    """A list where a text belongs, a table where a list does, a name of a megabyte."""
    values = {"title": "[a, {b: c}]", "date": "[2021-05-07]", "resolved": "{a: b}", "affected": "{Mail: down}"}
    happening = only(**values, severity="[down]", slug="[x]", url="", informational="null")
    assert (happening.title, happening.severity, happening.address) == ('a, {"b": "c"}', "down", "issues/x/")
    assert happening.start is not None
    assert happening.affected == (('{"mail": "down"}', ""),)
    data = b"---\ntitle: " + b"x" * 90_000 + b"\naffected: [" + b"y" * 5_000 + b"]\n---\n"
    assert read({"content/issues/a.md": data}).happenings[0].affected == (("y" * 5_000, ""),)
    assert isinstance(read({"content/issues/" + "é" * 1_000_000 + ".md": ISSUE}), History)


def test_deep_html_stops_nothing():
    """Its text comes over."""
    history = read({"content/issues/a.html": ISSUE.partition(b"\n*Fixed*")[0] + b"<div>" * 5_000 + b"Text."})
    assert history.happenings[0].body == "Text."


WHOLE = {**checkout(**{"a.md": ISSUE, "b.md": CRLF_AND_TOML}), "content/c.html": b'{"title": "x"}<p>a</p>'}


@steady(50)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 400), st.integers(0, 60), st.binary(max_size=10))
def test_no_bytes_make_it_fail(name: str, at: int, length: int, put: bytes):
    """Whatever stands in a source, it is read or named."""
    data = WHOLE[name]
    at %= len(data)
    assert counted(read({**WHOLE, name: data[:at] + put + data[at + length :]}))


REALDATA = Path(os.environ.get("REALDATA", ""))


@pytest.mark.skipif(not os.environ.get("REALDATA"), reason="REALDATA names no folder of real histories")
def test_real_checkouts_are_read():
    """Each file comes over or is named, under an id and an address of its own; none of them lacks its times."""
    sites = sorted({path.parent for path in (REALDATA / "cstate").rglob("config.yml")})
    assert sites
    for site in sites:
        paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
        history = read({name: path.read_bytes() for name, path in paths.items() if wanted(name)})
        assert history.found
        assert history.systems
        assert counted(history)
        assert lost_records(history) <= {"config.yml"}
        records = [(one.key, one.address) for one in history.happenings]
        records += [(page.key, page.address) for page in history.pages]
        assert len({key for key, _ in records}) == len({address for _, address in records}) == len(records)
        assert all(happening.start for happening in history.happenings)
        assert all(not happening.over or happening.ended for happening in history.happenings)


def test_losses_are_told_of_the_file_that_they_are_in():
    """Each has a place."""
    history = read(checkout(**{"a.md": issue(resolved="false", pin="true"), "b.md": b""}))
    assert all(loss.source for loss in history.losses)
