"""The whole line: what a build publishes, what it leaves alone, and what nobody may see yet."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from statuspage.build import build, prepare
from statuspage.outputs import api_v2
from statuspage.problems import SiteError, as_text
from statuspage.publish import MANIFEST
from tests.sites import CONFIG, EMPTY, NOW, SMALL, asset, published, render, without_url, write

ANNOUNCED = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
"""When the hidden event of the small site becomes public."""


HEARTBEAT = "api/heartbeat.json"


def test_a_build_publishes_every_kind_of_page_in_every_language(tmp_path: Path):
    """The files of a small site: Chinese at the top, English under en/, and what hosts and programs look for."""
    root = write(tmp_path / "site", SMALL)
    built = build(root, NOW, tmp_path / "out")
    pages = [
        "",
        "components/mail/",
        "components/shop/",
        "contact/",
        "events/mail-slow/",
        "events/shop-db/",
        "faq/",
        "history/",
        "history/2026-02/",
        "history/2026-03/",
        "history/2026/",
        "pages/about/",
        "search/",
        "subscribe/",
        "widget/",
    ]
    expected = {f"{lang}{path}index.html" for lang in ("", "en/") for path in pages}
    about = ("", "components/mail/", "components/shop/")
    feeds = [f"{at}feed.{form}" for at in about for form in ("atom", "rss", "json")]
    feeds += ["history.atom", "history.rss", "archive/2026-02.atom"]
    expected |= {f"{lang}{name}" for lang in ("", "en/") for name in feeds}
    expected |= {f"api/v2/{name}.json" for name in api_v2.FILES} | {"api/status.schema.json", "metrics", "_headers"}
    expected |= {f"{lang}{at}calendar{name}.ics" for lang in ("", "en/") for at in about for name in ("", "-reminders")}
    expected |= {f"{lang}events/{name}.ics" for lang in ("", "en/") for name in ("shop-db", "mail-slow")}
    expected |= {f"{lang}{name}" for lang in ("", "en/") for name in ("contact/report.txt", "search/index.json")}
    expected |= {
        f"{lang}{name}badge.svg" for lang in ("", "en/") for name in ("", "components/mail/", "components/shop/")
    }
    expected |= {"widget.js", "api/widget.json", "api/widget.zh.json", "api/widget.en.json"}
    expected |= {".nojekyll", "404.html", "robots.txt", "sitemap.xml", "api/status.json", HEARTBEAT, MANIFEST}
    found = published(tmp_path / "out")
    assert {path for path in found if not path.startswith("assets/")} == expected
    assert len(built.published.written) == len(found) - 1


def test_a_site_with_errors_leaves_the_last_output_as_it_was(tmp_path: Path):
    """Nothing is published until everything can be: not one byte changes."""
    root, out = write(tmp_path / "site", SMALL), tmp_path / "out"
    build(root, NOW, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    good = published(out)
    for broken in ("shop: outage", "start: 2026-03-01 23:00", "contact: desk"):
        write(root, SMALL.replace(broken, broken.replace(": ", ": x")).replace("更换存储", "别的"))
        with pytest.raises(SiteError):
            build(root, NOW, out)
    assert published(out) == good
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_template_that_fails_leaves_the_last_output_as_it_was(tmp_path: Path):
    """An error in the very last page is still an error before the first byte."""
    root, out = write(tmp_path / "site", SMALL), tmp_path / "out"
    build(root, NOW, out)
    good = published(out)
    write(root, "-- themes/default/templates/404.html --\n{{ nothing }}\n")
    with pytest.raises(SiteError):
        build(root, NOW, out)
    assert published(out) == good


def test_before_the_next_change_a_rebuild_writes_the_heartbeat_alone(tmp_path: Path):
    """Nothing but the heartbeat tells when it was built; not even a tick before the change."""
    root, out = write(tmp_path / "site", SMALL), tmp_path / "out"
    change = build(root, NOW, out).prepared.next_change
    assert change is not None
    good = {path: data for path, data in published(out).items() if path != HEARTBEAT}
    for instant in (NOW + timedelta(seconds=1), NOW + (change.at - NOW) / 2, change.at - timedelta(seconds=1)):
        built = build(root, instant, out)
        assert built.published.written == (HEARTBEAT,)
        assert built.published.removed == ()
        assert json.loads((out / HEARTBEAT).read_bytes())["built"].startswith(
            (instant + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S")
        )
    assert {path: data for path, data in published(out).items() if path != HEARTBEAT} == good


def test_the_same_instant_again_writes_nothing(tmp_path: Path):
    """A second build for the same instant touches no file at all."""
    root, out = write(tmp_path / "site", SMALL), tmp_path / "out"
    build(root, NOW, out)
    assert build(root, NOW, out).published.written == ()


def test_at_the_next_change_pages_are_written_anew(tmp_path: Path):
    """From one change to the next, each build shows something else, until nothing is dated ahead."""
    root, out = write(tmp_path / "site", SMALL), tmp_path / "out"
    change = build(root, NOW, out).prepared.next_change
    shown = set()
    while change:
        built = build(root, change.at, out)
        assert "index.html" in built.published.written
        assert {HEARTBEAT, "api/status.json"} <= set(built.published.written)
        shown.add(json.loads((out / HEARTBEAT).read_bytes())["snapshot"])
        change = built.prepared.next_change
    assert len(shown) >= 3
    assert json.loads((out / HEARTBEAT).read_bytes())["next_change"] is None


def everything(files: dict[str, bytes]) -> str:
    """Return all paths and bytes of an output as one text, entities and escapes undone as far as text goes."""
    told = "\n".join([*files, *(data.decode("utf-8", "replace") for data in files.values())])
    return unquote(html.unescape(re.sub(r"\r\n ", "", told)))


@pytest.mark.parametrize("now", [NOW, ANNOUNCED - timedelta(seconds=1)])
def test_what_is_not_public_yet_is_nowhere_in_the_output(tmp_path: Path, now: datetime):
    """Before it is announced, neither id, title nor text of an event is in any byte, nor is an address of it."""
    shown = everything(dict(render(write(tmp_path, SMALL), now)))
    for secret in ("hidden-thing", "绝密", "尚未公布", "%E7%BB%9D"):
        assert secret not in shown


def test_an_update_that_is_dated_ahead_is_nowhere_in_the_output(tmp_path: Path):
    """Before its time, neither the words of an update nor its state is in any byte."""
    shown = everything(dict(render(write(tmp_path, SMALL), NOW)))
    for secret in ("秘密的将来", "A secret of the future", "20260301T173000"):
        assert secret not in shown


def test_what_was_hidden_shows_from_its_time(tmp_path: Path):
    """At the very instant of its announcement an event is on the first page, in feeds and calendar."""
    files = render(write(tmp_path, SMALL), ANNOUNCED)
    for path in ("index.html", "events/hidden-thing/index.html", "feed.atom", "calendar.ics", "sitemap.xml"):
        assert "hidden-thing" in files[path].decode(), path


def test_the_instant_of_an_announcement_is_nowhere_but_as_the_next_change(tmp_path: Path):
    """When the next thing happens may be known (a scheduler needs it), what happens may not."""
    now = ANNOUNCED - timedelta(days=1)
    files = dict(render(write(tmp_path, SMALL), now))
    telling = {path for path, data in files.items() if b"2026-03-10T09:00:00+08:00" in data}
    assert telling == {HEARTBEAT, "api/status.json"}


def test_without_an_address_everything_works_but_what_needs_one(tmp_path: Path):
    """Feeds and the sitemap need absolute addresses; without one they are left out, and no page links to them."""
    files = render(write(tmp_path, without_url(SMALL)))
    left = {path for path in files if path.endswith((".atom", ".rss")) or path == "sitemap.xml"}
    assert left == set()
    assert "calendar.ics" in files
    for path, data in files.items():
        if path.endswith(".html"):
            assert not re.search(rb'(?:href|src)="[^"]*(?:feed\.|sitemap)', data), path
            assert b'rel="canonical"' not in data


def test_a_site_may_live_under_a_sub_path(tmp_path: Path):
    """Every address inside the site is relative or begins with the site's own."""
    files = render(write(tmp_path, SMALL.replace("https://status.example/", "https://h.example/x/")))
    assert b"<loc>https://h.example/x/en/faq/</loc>" in files["sitemap.xml"]
    assert b"Sitemap: https://h.example/x/sitemap.xml" in files["robots.txt"]
    assert b'href="https://h.example/x/events/shop-db/' in files["feed.atom"]
    assert f'href="/x/{asset(files, "style.css")}"' in files["404.html"].decode()
    for path, data in files.items():
        if path.endswith(".html"):
            for address in re.findall(r'(?:href|src)="([^"]*)"', data.decode()):
                rooted = address.startswith("/")
                assert not rooted or (path == "404.html" and address.startswith("/x/")), (path, address)
                assert not address.startswith("https://h.example/") or address.startswith("https://h.example/x/")


def test_an_empty_site_is_published(tmp_path: Path):
    """A title and a time zone are enough for a site."""
    files = render(write(tmp_path, EMPTY))
    assert b"<h1" in files["index.html"]
    assert json.loads(files["api/status.json"]) == {
        "as_of": None,
        "next_change": None,
        "state": "ok",
        "components": [],
        "events": [],
    }


def test_an_instant_without_offset_is_the_site_s_own_time(tmp_path: Path):
    """`--now 2026-03-01 23:30` means what the site's clocks show."""
    root = write(tmp_path, SMALL)
    assert prepare(root, datetime(2026, 3, 1, 23, 30)).files == prepare(root, NOW).files  # noqa: DTZ001


def test_advice_does_not_stop_a_build_unless_the_site_says_so(tmp_path: Path):
    """What the policy asks for is told and published all the same; enforced, it stops the build."""
    root = write(tmp_path, SMALL)
    assert "missing-rollback" in {problem.code for problem in prepare(root, NOW).advice}
    write(
        root,
        SMALL.replace(
            "-- content/events/shop-db.md", '[policy]\nenforce = ["missing-rollback"]\n-- content/events/shop-db.md'
        ),
    )
    with pytest.raises(SiteError) as caught:
        prepare(root, NOW)
    assert any("error[missing-rollback]" in as_text(problem) for problem in caught.value.problems)


DEEP = CONFIG + "-- content/faq/deep.md --\n---\ntitle: 深\n---\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1. " * 20_000, "lists or quotes stand too deeply inside each other"),
        ("[" * 20_000, "more than 100 '[' are open at one place"),
    ],
)
def test_a_text_nested_beyond_reason_is_told_with_its_file(tmp_path: Path, text: str, why: str):
    """A text that can't be converted is an error at its own file, told once."""
    with pytest.raises(SiteError) as caught:
        prepare(write(tmp_path, DEEP.replace("{text}", text)), NOW)
    assert [as_text(problem) for problem in caught.value.problems if not problem.code] == [
        f"content/faq/deep.md:1:1: error: this text can't be turned into a page: {why}\n    write it more simply"
    ]


def test_an_update_nested_beyond_reason_is_told_with_its_line(tmp_path: Path):
    """Of the texts of a notice the one that can't be converted is named by its line."""
    with pytest.raises(SiteError) as caught:
        prepare(write(tmp_path, SMALL.replace("已开始。", "[" * 500)), NOW)
    assert [as_text(problem).partition(" error")[0] for problem in caught.value.problems if not problem.code] == [
        "content/events/shop-db.md:14:1:"
    ]
    with pytest.raises(SiteError) as caught:
        prepare(write(tmp_path, SMALL.replace("reason: 更换存储。", f"reason: {'(' * 500}")), NOW)
    assert [as_text(problem).partition(" error")[0] for problem in caught.value.problems if not problem.code] == [
        "content/events/shop-db.md:8:1:"
    ]
