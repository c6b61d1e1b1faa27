"""What a preview answers, and that nothing of it gets into what is published."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statuspage.build import build
from statuspage.builder import Broken, Good
from statuspage.messages import as_message, message
from statuspage.preview import HEARTBEAT, HTML, OURS, Answer, Moment, Showing, after, answer, told
from statuspage.problems import Place, Problem, meant
from tests.sites import NOW, SMALL, asset, published, render, write

SUB = SMALL.replace("https://status.example/", "https://h.example/a/b/")
PAGE = b"<!doctype html><html><head><title>x</title></head><body></body></html>"


def outcome(files: dict[str, bytes], whole: bool = True, gone: tuple[str, ...] = (), url: str = "") -> Good:
    return Good(whole, files, gone, (), None, "UTC", url, timedelta(hours=24), 1.0)


def showing(files: dict[str, bytes], url: str = "") -> Showing:
    return after(Showing("a"), outcome(files, url=url), ".")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small site, built."""
    return dict(render(write(tmp_path_factory.mktemp("small"), SMALL)))


@pytest.fixture(scope="module")
def small(files: dict[str, bytes]) -> Showing:
    return showing(files, "https://status.example/")


def ask(shown: Showing, path: str, moment: Moment | None = None) -> Answer:
    return answer(shown, path, moment)


def kind(given: Answer) -> str:
    return given.headers["Content-Type"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", HTML),
        ("/events/shop-db/?x=1", HTML),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/metrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("/api/status.json", "application/json"),
        ("style.css", "text/css; charset=utf-8"),
        ("status.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
        ("/.nojekyll", "application/octet-stream"),
    ],
)
def test_files_are_answered_with_the_types_that_hosts_send(small: Showing, path: str, expected: str):
    """What `_headers` tells hosts holds here too, and endings tell the rest."""
    given = ask(small, path if path.startswith("/") else f"/{asset(small.files, path)}")
    assert (given.status, kind(given)) == (200, expected)
    assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_kept_and_no_other_site_may_read(small: Showing):
    """A preview isn't public: no rule lets other sites read it, and a browser asks anew each time."""
    for path in small.files:
        headers = ask(small, f"/{path}").headers
        assert headers.get("Cache-Control", "no-store") == "no-store"
        assert not any(name.lower().startswith("access-control") for name in headers)


def test_a_page_has_the_policy_that_hosts_are_told(small: Showing):
    """Pages are held to the policy of their own meta element, and to who may frame them."""
    assert ask(small, "/").headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "frame-ancestors" not in ask(small, "/widget/").headers["Content-Security-Policy"]


def test_other_files_are_answered_byte_for_byte(small: Showing, files: dict[str, bytes]):
    """Only pages differ from what is published: by one element, and by where links to the public address lead."""
    for path, data in files.items():
        body = ask(small, f"/{path}").body
        if path.endswith(".html"):
            body, scripts = re.subn(rb'<script src="/\.statuspage/[^>]*></script>', b"", body)
            assert scripts == 1
            data = re.sub(rb'(<a [^>]*href=")https://status\.example/', rb"\1/", data)
        assert body == data, path


def test_what_there_is_not_is_the_site_s_own_page_for_that(small: Showing):
    """An unknown address is answered with 404.html and its status; a folder without its slash is sent on."""
    given = ask(small, "/nowhere")
    assert (given.status, kind(given)) == (404, HTML)
    assert "页面不存在".encode() in given.body
    assert ask(small, "/events/shop-db").headers["Location"] == "/events/shop-db/"
    assert ask(showing({"a b/index.html": PAGE}), "/a%20b?x=y").headers["Location"] == "/a%20b/"
    assert (
        ask(showing({"a.txt": b""}), "/x").body == b'<script src="/.statuspage/preview.js" data-edition="a-1"></script>'
    )


def test_a_site_in_a_sub_folder_is_previewed_there(tmp_path: Path):
    """The path of the site's address holds here too, so that its page for unknown addresses finds its style."""
    shown = showing(dict(render(write(tmp_path, SUB))), "https://h.example/a/b/")
    assert ask(shown, "/").headers["Location"] == "/a/b/"
    assert ask(shown, "/a/b/faq/").status == 200
    missing = ask(shown, "/elsewhere/")
    assert missing.status == 404
    style = re.search(rb'<link rel="stylesheet" href="([^"]+style.css)"', missing.body)
    assert style
    assert ask(shown, style[1].decode()).status == 200


def test_links_to_the_public_address_lead_to_the_preview(small: Showing, files: dict[str, bytes]):
    """A link in the text to the site's own page stays here; what tells others of the page names the public one."""
    assert b'<a href="https://status.example/contact/"' in files["faq/index.html"]
    page = ask(small, "/faq/").body
    assert b'<a href="/contact/"' in page
    assert b'<link rel="canonical" href="https://status.example/' in page


# ---------------------------------------------------------------- the script


def test_the_script_comes_behind_the_policy(small: Showing):
    """The page's own policy governs the script: it is a file of this host, and nothing of it is inline."""
    page = ask(small, "/").body.decode()
    script = '<script src="/.statuspage/preview.js" data-edition="a-1"></script>'
    assert page.index('http-equiv="Content-Security-Policy"') < page.index(script) < page.index("</head>")
    for name in ("preview.js", "preview.css"):
        given = ask(small, f"{OURS}{name}")
        assert given.status == 200
        assert given.body
    assert kind(ask(small, f"{OURS}preview.js")).startswith("text/javascript")
    text = ask(small, f"{OURS}preview.js").body.decode()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|setAttribute\(\"style", text)


def test_a_page_without_a_head_has_the_script_too():
    """A theme may leave out what HTML lets it leave out."""
    for page, before in ((b"<title>x</title><body>y", b"<body>y"), (b"<p>x", b""), (b"<HEAD></HEAD >y", b"</HEAD >y")):
        assert ask(showing({"index.html": page}), "/").body.endswith(b"></script>" + before)


def test_another_instant_is_told_to_the_page(small: Showing):
    """With an instant of its own a preview tells pages which, and whether it runs on."""
    assert b'data-now="1772379000000"></script>' in ask(small, "/", Moment(NOW, False)).body
    assert b'data-now="1772379000000" data-ticks=""></script>' in ask(small, "/", Moment(NOW, True)).body


def test_nothing_of_it_is_published(tmp_path: Path, files: dict[str, bytes]):
    """Neither a build nor what a preview keeps knows of the script; it is there only in answers."""
    build(write(tmp_path / "site", SMALL), NOW, tmp_path / "out")
    shown = showing(files, "https://status.example/")
    for path in files:
        ask(shown, f"/{path}")
    for made in (published(tmp_path / "out"), shown.files):
        assert [path for path, data in made.items() if b".statuspage/" in data or b"EventSource" in data] == []
        assert not any(path.startswith(".statuspage/") or "preview." in path for path in made)


# ---------------------------------------------------------------- what is shown


def test_a_good_build_makes_a_new_edition():
    """Pages are told to load again when any file differs, is new or is gone."""
    first = showing({"index.html": PAGE, "x.txt": b"1"})
    changed = after(first, outcome({"x.txt": b"2"}, whole=False), ".")
    fewer = after(changed, outcome({}, whole=False, gone=("x.txt",)), ".")
    more = after(fewer, outcome({"y.txt": b""}, whole=False), ".")
    assert [shown.edition for shown in (first, changed, fewer, more)] == ["a-1", "a-2", "a-3", "a-4"]
    assert dict(more.files) == {"index.html": PAGE, "y.txt": b""}
    assert dict(after(more, outcome({"z.txt": b""}), ".").files) == {"z.txt": b""}


def test_a_build_that_shows_the_same_is_no_new_edition():
    """The heartbeat alone is no reason to load a page again, nor is a whole build that differs in nothing."""
    first = showing({"index.html": PAGE, HEARTBEAT: b"1"})
    second = after(first, outcome({HEARTBEAT: b"2"}, whole=False), ".")
    assert second.edition == first.edition
    assert second.files[HEARTBEAT] == b"2"
    assert after(second, outcome(dict(second.files)), ".").edition == first.edition


def test_a_broken_build_leaves_the_last_good_one():
    """The files stay, with what is wrong beside them, until a build is good again."""
    first = showing({"index.html": PAGE})
    wrong = after(first, Broken((Problem(Place("content/x.md", 3, 1), "so 'wrong'", "mend it"),), 0.1), "site")
    assert wrong.files == first.files
    assert wrong.edition == first.edition
    said = json.loads(told(wrong, "en"))
    assert said["problems"] == [
        {"place": "site/content/x.md:3:1", "level": "error:", "message": "so 'wrong'", "hint": "mend it"}
    ]
    assert "\n" not in told(wrong, "en")
    assert after(wrong, outcome({}, whole=False), ".").problems == ()


def test_what_is_wrong_is_told_in_the_language_of_the_run():
    """Level, message, hint and all around them are in one language; the place and the user's own word stay."""
    told_of = message("unknown {what} '{word}'", what=as_message("component"), word="shp")
    problem = Problem(Place("content/x.md", 3, 1), told_of, meant("shop"), code="missing-title")
    said = json.loads(told(after(showing({"index.html": PAGE}), Broken((problem,), 0.1), "."), "zh"))
    assert said["lang"] == "zh"
    assert [said[name] for name in ("heading", "below", "close")] == [
        "目前还不能发布",
        "在此之前，看到的是上一次能发布的版本。",
        "关闭",
    ]
    assert said["problems"] == [
        {
            "place": "content/x.md:3:1",
            "level": "错误[missing-title]：",
            "message": "未知的系统「shp」",
            "hint": "是不是「shop」？",
        }
    ]


def test_before_the_first_good_build_every_page_waits():
    """A site that never was built has a page that listens, at every address, and says that it isn't there yet."""
    for path in ("/", "/events/x/", "/x.txt"):
        given = ask(Showing("a"), path, Moment(datetime(2026, 1, 1, tzinfo=UTC), False))
        assert (given.status, kind(given)) == (503, HTML)
        assert b'<script src="/.statuspage/preview.js" data-edition="a-0"' in given.body
    assert ask(Showing("a"), f"{OURS}preview.js").status == 200
    assert json.loads(told(Showing("a"), "en"))["below"] == ""
