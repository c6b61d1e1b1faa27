"""What a page says by a clock that is wrong, elsewhere or changing, on an old page, and without any script."""

import json
import re
from datetime import UTC, datetime
from functools import partial
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from tests.sites import CONFIG, EMPTY
from tests.visits import (
    BEGUN,
    BUILT,
    COMPLETED,
    DB,
    END,
    EXTENDED,
    HOUR,
    MANY,
    MINUTE,
    SECOND,
    SLOW,
    START,
    Beat,
    Sites,
    visiting,
    with_updates,
)

pytestmark = pytest.mark.whole

BERLIN: Final = """\
-- config.toml --
[site]
title = "Berlin"
time_zone = "Europe/Berlin"
languages = ["en"]

[[components]]
id = "shop"
name = "Shop"
-- content/events/autumn.md --
---
title: Autumn
components:
  shop: outage
start: 2026-10-25 01:30
end: 2026-10-25 03:30
---
-- content/events/spring.md --
---
title: Spring
components:
  shop: outage
start: 2026-03-29 01:30
end: 2026-03-29 03:30
---
"""


# ---- clocks ----


def test_a_slow_clock_is_put_right(browser: Browser, sites: Sites):
    """Who asks an hour late by a slow clock learns of what has begun, from a cache as well, and doesn't unlearn it."""
    cached = START - HOUR, 3700
    for date, age in ((START + SECOND, None), cached):
        with visiting(browser, sites, at=BUILT, change=partial(_dated, date, age)) as visit:
            assert visit.text(".card .tag") == "进行中"
            visit.beat.dated(START - HOUR)
            visit.move(5 * MINUTE).heard()
            assert visit.text(".card .tag") == "进行中"
            assert visit.text("[data-age]").startswith("（5分钟前" if age is None else "（6分钟前")


def _dated(date: datetime, age: int | None, beat: Beat) -> None:
    beat.dated(date, age)


def test_a_fast_clock_is_not_turned_back(browser: Browser, sites: Sites):
    """An answer may have lain in a cache that doesn't say so: what a clock says has begun stays so."""
    with visiting(browser, sites, at=START, change=lambda beat: beat.dated(START - HOUR)) as visit:
        assert visit.text(".card .tag") == "进行中"


def test_a_slow_clock_without_a_network_unsays_nothing(browser: Browser, sites: Sites):
    """A page doesn't go back behind what its build has said, whatever the clock."""
    said = START + 10 * MINUTE
    with visiting(browser, sites, text=with_updates(BEGUN), at=START - HOUR, built=said, change=_offline) as visit:
        assert visit.text(".card .tag") == "进行中"
        assert "-" not in visit.text("[data-age]")


def _offline(beat: Beat) -> None:
    beat.offline = True


# ---- old pages ----

DONE: Final = END + HOUR + 20 * MINUTE
CALM: Final = with_updates(BEGUN, EXTENDED, COMPLETED)


@pytest.mark.parametrize(
    ("path", "good", "grey"),
    [
        ("", "所有服务正常", "状态未知：本页已过时"),
        ("en/widget/", "All services are working", "Status unknown: this page is out of date"),
        ("components/shop/", "正常", "未知"),
    ],
)
def test_a_day_after_its_build_nothing_is_green(browser: Browser, sites: Sites, path: str, good: str, grey: str):
    """At built + 24 h green turns grey and the emergency contact shows; a newer build makes it green again."""
    with visiting(browser, sites, path, text=CALM, built=DONE, at=DONE + 24 * HOUR - SECOND) as visit:
        note = visit.page.locator("[data-stale]")
        assert visit.page.title().startswith(good)
        expect(note).to_be_hidden()
        visit.move(SECOND)
        seen = visit.seen()
        assert seen["title"].startswith(grey)
        assert seen["icon"] in ("unknown.svg", None)
        assert {tone for tone, *_ in seen["banner"]} <= {"unknown"}
        assert {tone for _, tone, *_ in seen["components"]} <= {"unknown"}
        assert "#i_ok" not in json.dumps(seen)
        expect(note).to_be_visible()
        assert "400-000-0000" in (note.text_content() or "")
        visit.beat.built = DONE + 24 * HOUR
        visit.move(5 * MINUTE).heard()
        assert visit.page.title().startswith(good)
        expect(note).to_be_hidden()


def test_bad_news_stays_on_an_old_page(browser: Browser, sites: Sites):
    """What was said to be broken isn't made grey; what was fine is."""
    with visiting(browser, sites, text=CONFIG + SLOW + DB, at=BUILT + 30 * HOUR) as visit:
        assert visit.seen()["banner"][0][0] == "degraded"
        assert visit.text("[data-component=mail]") == "性能下降"
        assert visit.text("[data-component=shop]") == "已超时"
        expect(visit.page.locator("[data-stale]")).to_be_visible()


@pytest.mark.parametrize("answer", ["offline", "404", "garbage", "null", "{}", "[]"])
def test_a_heartbeat_that_cannot_be_read_is_passed_over(browser: Browser, sites: Sites, answer: str):
    """Nothing is complained of or offered; and without a word of its build a page isn't green for longer than a day."""

    def change(beat: Beat) -> None:
        beat.offline = answer == "offline"
        beat.status = 404 if answer == "404" else 200
        beat.body = "<!doctype html><title>404</title>" if answer == "404" else answer

    with visiting(browser, sites, text=CALM, built=DONE, at=DONE + 24 * HOUR - SECOND, change=change) as visit:
        assert visit.text("h1") == "所有服务正常"
        expect(visit.page.locator("[data-newer]")).to_be_hidden()
        visit.move(SECOND)
        assert visit.text("h1") == "状态未知：本页已过时"


# ---- two clocks ----


@pytest.mark.parametrize("path", ["", "events/db/"])
def test_a_visitor_elsewhere_sees_both_clocks(browser: Browser, sites: Sites, path: str):
    """The organisation's time always stands; the visitor's own stands beside it where it differs."""
    with visiting(browser, sites, path, zone="Europe/Berlin", at=START) as visit:
        window = visit.text(".window")
        assert window.startswith("2026年11月28日（周六）23:00至11月29日（周日）03:00")
        assert window.endswith("（您所在时区：11月28日（周六）16:00至11月28日（周六）20:00）")
        expect(visit.page.locator(".window .own")).to_have_count(1)
        for time in visit.page.locator("time:has(.own)").all():
            assert re.search(r"\d\d:\d\d.*\d\d:\d\d", time.text_content() or ""), "a day has no clock to translate"
    with visiting(browser, sites, path, zone="Asia/Singapore") as visit:
        expect(visit.page.locator(".own")).to_have_count(0)


def test_the_latest_change_keeps_both_clocks(browser: Browser, sites: Sites):
    """The time of the latest change has the visitor's own beside it, when the clock has moved it too."""
    with visiting(browser, sites, zone="Europe/Berlin") as visit:
        assert "03:00" in visit.text(".as-of"), "10:00 in Shanghai"
        visit.move(HOUR)
        assert "16:00" in visit.text(".as-of")


def test_the_next_time_in_the_banner_has_both_clocks(browser: Browser, sites: Sites):
    """The one time that matters is machine-readable, and told in both zones, however often it is painted."""
    with visiting(browser, sites, zone="Europe/Berlin") as visit:
        for start, own in ((START, "16:00"), (END, "20:00")):
            stamp = visit.page.locator("[data-next] time").get_attribute("datetime") or ""
            assert datetime.fromisoformat(stamp) == start
            assert own in visit.text("[data-next]")
            visit.move(HOUR)


@pytest.mark.parametrize(
    ("name", "start", "hours", "clock", "own"),
    [
        ("autumn", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 3, "03:30", "07:30 to Sun 25 Oct, 10:30"),
        ("spring", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 1, "03:30", "08:30 to Sun 29 Mar, 09:30"),
    ],
)
def test_a_night_of_changing_clocks(
    browser: Browser, sites: Sites, name: str, start: datetime, hours: int, clock: str, own: str
):
    """An hour that comes twice, or not at all, is counted as it passes: work ends at the second that was meant."""
    span = "1 hour" if hours == 1 else f"{hours} hours"
    built = start - 2 * HOUR
    path = f"events/{name}/"
    with visiting(browser, sites, path, BERLIN, at=start, built=built, zone="Asia/Shanghai") as visit:
        assert f"01:30 to {clock}" in visit.text(".window")
        assert visit.text(".window").endswith(f"{own})")
        assert visit.text("dl.facts dd").startswith(visit.text(".window") + f" ({span})")
        assert visit.text("[data-countdown]") == f"{span} until the planned end"
        visit.move(30 * MINUTE)
        left = "30 minutes" if hours == 1 else "2 hours 30 minutes"
        assert visit.text("[data-countdown]") == f"{left} until the planned end"
        visit.move((hours - 0.5) * HOUR - SECOND)
        assert visit.text("h1 + p .tag") == "In progress"
        visit.move(SECOND)
        assert visit.text("h1 + p .tag") == "Overrun, not confirmed as done"


# ---- without a script ----

RELATIVE: Final = re.compile(
    r"现在|今天|明天|昨天|刚刚|即将|加载|JavaScript|\b(now|today|tomorrow|yesterday|ago|soon|loading)\b", re.IGNORECASE
)


@pytest.mark.parametrize("path", ["", "events/db/", "en/", "en/events/db/", "en/widget/"])
def test_without_a_script_a_page_is_complete_and_dated(browser: Browser, sites: Sites, path: str):
    """What, when, what to do and whom to ask stand there in absolute times; nothing waits for a script."""
    built = START + 3 * HOUR + 41 * MINUTE
    with visiting(
        browser, sites, path, text=with_updates(BEGUN, EXTENDED), built=built, at=END + 9 * HOUR, script=False
    ) as visit:
        shown = visit.page.locator("main").inner_text()
        assert not RELATIVE.search(shown)
        for clock in ("04:00", "02:40"):
            assert clock in shown
        if "widget" not in path:
            for said in ("23:00", "03:00", "请电话下单。", "请勿提交。", "服务台", "400-000-0000", "延长一小时。"):
                assert said in shown
        assert visit.page.locator("main :is(button, input, progress, [aria-busy]):visible").count() == 0
        expect(visit.page.locator(".newer a, [data-stale]").first).to_be_hidden()


def test_a_page_opened_from_the_disk_is_complete(browser: Browser, sites: Sites):
    """Scripts that are modules don't run there: what is read is what was built."""
    folder = sites.folder / "out" / sites.built(with_updates(BEGUN), START)
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("h1").inner_text() == "正在进行计划维护"
    assert "11月29日（周日）03:00" in page.locator(".window").inner_text()
    expect(page.locator("[data-stale]")).to_be_hidden()
    page.close()


STAMP: Final = re.compile(r"<time([^>]*)>(.*?)</time>", re.DOTALL)
CLOCK: Final = re.compile(r"\d\d:\d\d")


def test_every_time_can_be_read_by_a_program(browser: Browser, sites: Sites):
    """Each time on each page has its instant with an offset, and no clock stands outside of one but in free text."""
    folder = sites.folder / "out" / sites.built(MANY.replace("(CST)", ""), START)
    found = 0
    for path in folder.rglob("*.html"):
        for attributes, words in STAMP.findall(path.read_text("utf-8")):
            stamp = re.search(r'datetime="([^"]+)"', attributes)
            assert stamp, (path, words)
            instant = datetime.fromisoformat(stamp[1])
            if CLOCK.search(words):
                assert instant.tzinfo is not None, (path, words)
                assert CLOCK.search(words)[0] == stamp[1][11:16], (path, words)  # type: ignore[index]
            found += 1
    assert found > 100
    with visiting(browser, sites, text=MANY, at=END) as visit:
        stamps = visit.page.locator("time").evaluate_all("times => times.map((time) => time.dateTime)")
        assert all(datetime.fromisoformat(stamp).tzinfo for stamp in stamps if "T" in stamp)


def test_a_site_on_which_nothing_ever_happened(browser: Browser, sites: Sites):
    """It is fine and dated by nothing, until its build is a day old."""
    with visiting(browser, sites, text=EMPTY) as visit:
        assert visit.text("h1") == "All services are working"
        assert visit.text(".as-of") == ""
        visit.move(24 * HOUR)
        assert visit.text("h1") == "Status unknown: this page is out of date"
