"""redirects.txt: what is read of it, what is wrong with it, and what is published at old addresses."""

import json
import re
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.build import build
from statuspage.problems import Problems, SiteError, as_text
from statuspage.redirects import load_redirects
from tests.conftest import Run, WriteSite
from tests.sites import NOW, SMALL, render, without_url, write
from tests.strategies import steady

EVENT = "events/shop-db/"
HEARTBEAT = "api/heartbeat.json"


def read(folder: Path, text: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return what was read of a file as (file of the old address, target, old), and what was told."""
    problems = Problems()
    (folder / "redirects.txt").write_text(text, "utf-8")
    found = load_redirects(folder / "redirects.txt", problems)
    return [(one.path, one.target, one.old) for one in found], [as_text(problem) for problem in problems.found]


def files(folder: Path, redirects: str, site: str = SMALL) -> dict[str, bytes]:
    return dict(render(write(folder, f"{site}-- redirects.txt --\n{redirects}")))


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("line", "path", "target"),
    [
        (f"issues/2020-12-13-db/ {EVENT}", "issues/2020-12-13-db/index.html", EVENT),
        (f"/issues/db/ /{EVENT}", "issues/db/index.html", EVENT),
        (f"  issues/db\t {EVENT}  # moved in 2026", "issues/db/index.html", EVENT),
        (f"incidents/release-1.2 {EVENT}", "incidents/release-1.2/index.html", EVENT),
        (f"db.html {EVENT}#update-20260301T150500Z", "db.html", f"{EVENT}#update-20260301T150500Z"),
        ("index.xml feed.rss", "index.xml", "feed.rss"),
        ("old/ /", "old/index.html", ""),
        ("%E6%97%A7/ 新/", "旧/index.html", "%E6%96%B0/"),
        ("caf%C3%A9%20a/ a'b;c/", "café a/index.html", "a%27b%3Bc/"),
    ],
)
def test_a_line_is_an_old_and_a_new_address(tmp_path: Path, line: str, path: str, target: str):
    """Both are paths of this site, with or without a slash before them, percent-encoded where they have to be."""
    (found,), told = read(tmp_path, f"# moved\n\n{line}\n")
    assert found[:2] == (path, target)
    assert told == []


def test_a_site_may_have_no_redirects(tmp_path: Path):
    """Without the file, and with one that says nothing, there is none."""
    assert load_redirects(tmp_path / "redirects.txt", Problems()) == ()
    assert read(tmp_path, "# none yet\n\n") == ([], [])


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path):
    """The file is read like all others."""
    (found,), told = read(tmp_path, "\ufeffa/ b/\r\n")
    assert (found[2], told) == ("a/", [])


def test_what_is_no_file_is_told(tmp_path: Path):
    """A folder of that name, or a link that leads to nothing, is no reason to publish without redirects."""
    (tmp_path / "redirects.txt").mkdir()
    problems = Problems()
    assert load_redirects(tmp_path / "redirects.txt", problems) == ()
    (tmp_path / "link").symlink_to("nowhere")
    assert load_redirects(tmp_path / "link", problems) == ()
    assert [str(problem.message) for problem in problems.found] == ["this is not a file"] * 2


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("a/", 1, "there is no new address beside 'a/'"),
        ("a/ #b/", 1, "there is no new address beside 'a/'"),
        ("a/ b/ 301", 7, "'301' is a third word on this line"),
        ("a/\u00a0b/", 1, "there is no new address beside 'a/\u00a0b/'"),
        ("https://status.example/a/ b/", 1, "'https://status.example/a/' names a host"),
        ("a/ //status.example/b/", 4, "'//status.example/b/' names a host"),
        ("a/ javascript:alert(1)", 4, "'javascript:alert(1)' names a host"),
        ("a/../../etc/ b/", 1, "'a/../../etc/' has a part that is empty, '.' or '..'"),
        ("a/%2e%2E/b b/", 1, "'a/%2e%2E/b' has a part that is empty, '.' or '..'"),
        ("a//b b/", 1, "'a//b' has a part that is empty, '.' or '..'"),
        ("a/ /%2Fstatus.example/", 4, "'/%2Fstatus.example/' has a part that is empty, '.' or '..'"),
        ("a/ b\\c", 4, "'\\' can't stand in the path 'b\\c'"),
        ("a?id=1 b/", 1, "'?' can't stand in the path 'a?id=1'"),
        ("a#x b/", 1, "'#' can't stand in the path 'a#x'"),
        ("a%0Ab b/", 1, "control character U+000A in 'a%0Ab'"),
        ("a/ b#%00", 4, "control character U+0000 in '%00'"),
        ("a%E6 b/", 1, "'a%E6' is not UTF-8"),
        ("100%/ b/", 1, "'%/' in '100%/' stands for nothing"),
        (".statuspage b/", 1, "'.statuspage' can't be published: it begins with a dot"),
        ("a" * 201 + "/ b/", 1, f"'{'a' * 201}' is too long for the name of a file"),
        ("a/ /a", 1, "'a/' leads to itself"),
        ("a/ a/#x", 1, "'a/' leads to itself"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_with_its_place(tmp_path: Path, line: str, column: int, told: str):
    """What isn't two paths of this site is an error, and what to write stands below it."""
    found, (problem,) = read(tmp_path, f"# first\n{line}\nfine/ {EVENT}\n")
    assert [old for _, _, old in found] == ["fine/"]
    first, _, hint = problem.partition("\n    ")
    assert first == f"redirects.txt:2:{column}: error: {told}"
    assert hint


def test_an_old_address_is_redirected_once_and_to_its_end(tmp_path: Path):
    """Twice the same, be it written in two ways, and what leads to another redirect: all are told at once."""
    found, told = read(tmp_path, "a/ b/\n/a c/\n%61/index.html d/\nx/ y/\ny/ a/\n")
    assert [problem.split("\n")[0] for problem in told] == [
        "redirects.txt:2:1: error: 'a' is redirected twice",
        "redirects.txt:3:1: error: 'a/index.html' is redirected twice",
        "redirects.txt:4:1: error: 'x/' leads to 'y/', which line 5 redirects itself",
        "redirects.txt:5:1: error: 'y/' leads to 'a/', which line 1 redirects itself",
    ]
    assert [old for _, _, old in found] == ["a/"]


@given(st.text(st.sampled_from("ab/.%#?\\: \t\n2eEF0\u00e9新"), max_size=30))
@example("a b\n" * 3)
@example("a/ /%2Fb\n")
@example("a/ %2e%2e/b\n")
@steady(300)
def test_nothing_that_is_read_leads_out_of_the_site(tmp_path_factory: pytest.TempPathFactory, text: str):
    """Whatever stands in the file: no file is planned outside of the output, and no link leads to another host."""
    found, _ = read(tmp_path_factory.getbasetemp(), text)
    for path, target, _ in found:
        assert not path.startswith("/")
        assert not {"", ".", ".."} & {*path.split("/")}
        assert re.fullmatch(r"(?!/)[!-~]*", target)
        assert ".." not in target.partition("#")[0].split("/")


# ---------------------------------------------------------------- what is published


def test_an_old_address_has_a_page_that_leads_on(tmp_path: Path):
    """At once and without a script, by a relative address, so that the site may stand in a folder of its host."""
    made = files(tmp_path, "".join(f"{old} {EVENT}#update\n" for old in ("issues/db/", "db.html", "a/b.php")))
    for path, root in (("issues/db/index.html", "../../"), ("db.html", "./"), ("a/b.php", "../")):
        page = made[path].decode()
        assert f'<meta http-equiv="refresh" content="0; url={root}{EVENT}#update">' in page
        assert f'<a href="{root}{EVENT}#update">' in page
        assert f'<link rel="canonical" href="https://status.example/{EVENT}#update">' in page
        assert '<meta name="robots" content="noindex">' in page
        assert "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'" in page
        assert '<html lang="zh-CN">' in page or '<html lang="zh">' in page
        assert "本页已移至新地址" in page
        html5lib.HTMLParser(strict=True).parse(page)


def test_without_an_address_of_the_site_all_links_are_relative(tmp_path: Path):
    """A site that doesn't know where it stands leads on all the same."""
    page = files(tmp_path, f"a/ {EVENT}\n", without_url(SMALL))["a/index.html"].decode()
    assert f'<link rel="canonical" href="../{EVENT}">' in page


def test_hosts_get_rules_first_for_what_has_no_page(tmp_path: Path):
    """A feed reader follows no page: of what programs fetch there are rules alone, and they come before the limit."""
    made = files(tmp_path, f"旧/ {EVENT}\nindex.xml feed.rss\nold/Feed.JSON feed.json\nb.html /\n")
    assert made["_redirects"].decode() == (
        "/index.xml /feed.rss 301\n/old/Feed.JSON /feed.json 301\n"
        f"/%E6%97%A7/ /{EVENT} 301\n/b.html / 301\n"
    )  # fmt: skip
    assert {"旧/index.html", "b.html"} < set(made)
    assert not {"index.xml", "old/Feed.JSON"} & set(made)


def test_rules_begin_at_the_root_of_the_host(tmp_path: Path):
    """A site in a folder of its host has that folder in front of both."""
    inside = SMALL.replace("https://status.example/", "https://example.org/it/status/")
    made = files(tmp_path, f"a/ {EVENT}\n", inside)
    assert made["_redirects"] == f"/it/status/a/ /it/status/{EVENT} 301\n".encode()


def test_old_addresses_are_no_pages_of_the_site(tmp_path: Path):
    """Search engines and the search page find the new address alone; no other file changes."""
    made = files(tmp_path, f"issues/db/ {EVENT}\n")
    assert b"issues" not in made["sitemap.xml"]
    plain = render(write(tmp_path / "plain", SMALL))
    assert {path: data for path, data in made.items() if path not in ("_redirects", "issues/db/index.html")} == plain


def test_what_the_site_has_itself_is_not_redirected(tmp_path: Path):
    """An old address that is a page, a feed or a file's folder is an error that names both; all are told at once."""
    with pytest.raises(SiteError) as caught:
        files(tmp_path, "events/shop-db faq/\n404.html faq/\nfeed.atom faq/\n_redirects/ faq/\nmetrics/a.b/ faq/\n")
    assert [as_text(problem).split("\n")[0] for problem in caught.value.errors] == [
        "output/404.html:1:1: error: made twice, by pages and by redirects.txt:2",
        "output/_redirects/index.html:1:1: error: "
        "'_redirects' is a file, made by redirects, and a folder of what is made by redirects.txt:4",
        "output/events/shop-db/index.html:1:1: error: made twice, by content/events/shop-db.md and by redirects.txt:1",
        "output/feed.atom:1:1: error: made twice, by feeds and by redirects.txt:3",
        "output/metrics/a.b/index.html:1:1: error: "
        "'metrics' is a file, made by metrics, and a folder of what is made by redirects.txt:5",
    ]


def test_a_rebuild_before_the_next_change_writes_the_heartbeat_alone(tmp_path: Path):
    """What is published at old addresses depends on the files alone; a line that goes takes its page with it."""
    root, out = write(tmp_path / "site", f"{SMALL}-- redirects.txt --\na/ {EVENT}\nb.xml feed.rss\n"), tmp_path / "out"
    build(root, NOW, out)
    before = json.loads((out / HEARTBEAT).read_bytes())["snapshot"]
    assert build(root, NOW + timedelta(minutes=1), out).published.written == (HEARTBEAT,)
    (root / "redirects.txt").write_text("b.xml feed.rss\n", "utf-8")
    built = build(root, NOW + timedelta(minutes=1), out)
    assert (built.published.written, built.published.removed) == (("_redirects",), ("a/index.html",))
    assert json.loads((out / HEARTBEAT).read_bytes())["snapshot"] == before


def test_check_tells_what_is_wrong_with_redirects(site: WriteSite, run: Run):
    """Beside all else that is wrong, in one run."""
    site(f"{SMALL.replace('shop: outage', 'shops: outage')}-- redirects.txt --\na/\n")
    ran = run("check", "--now", "2026-02-01 12:00")
    assert ran.code == 1
    assert "redirects.txt:1:1: error: there is no new address beside 'a/'" in ran.told
    assert "unknown component 'shops'" in ran.told
