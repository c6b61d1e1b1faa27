"""A visitor's night: what a page says while its clock moves, on a site whose builds come and go.

The clock of the browser is Playwright's and stands still unless a test moves it; so does the answer of
api/heartbeat.json. Nothing here waits, and nothing depends on the day of the test.
"""

import re
from datetime import timedelta
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from tests.sites import CONFIG
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
    NIGHT,
    SECOND,
    SLOW,
    START,
    Sites,
    visiting,
    with_updates,
)

pytestmark = pytest.mark.whole


def test_the_night_in_chinese(browser: Browser, sites: Sites):
    """Coming, under way, extended by a newer build, overrun, and completed only when a build says so."""
    with visiting(browser, sites, at=START - SECOND) as visit:
        assert visit.text("h1") == "所有服务正常"
        assert visit.text(".card .tag") == "已安排"
        assert visit.text("[data-next]") == "下次计划维护：11月28日（周六）23:00"
        assert visit.text("[data-countdown]") == "1分钟后开始"
        visit.move(SECOND - timedelta(milliseconds=1))
        assert visit.text("h1") == "所有服务正常"
        visit.move(timedelta(milliseconds=1))
        assert visit.text("h1") == "正在进行计划维护"
        assert visit.page.title() == "正在进行计划维护 · 小站状态"
        assert visit.seen()["icon"] == "maintenance.svg"
        assert visit.text(".card .tag") == "进行中"
        assert visit.text("[data-component=shop]") == "维护中"
        assert visit.text("[data-component=mail]") == "正常"
        assert visit.text("[data-affected]") == "受影响：商店"
        assert visit.text("[data-next]") == "预计结束：11月29日（周日）03:00"
        assert visit.text("[data-countdown]") == "距预计结束还有4小时"
        expect(visit.page.get_by_text("请勿提交。")).to_be_visible()
        expect(visit.page.get_by_text("请保存订单。")).to_be_hidden()

        visit.move(3 * HOUR + 41 * MINUTE)  # somebody says at 2:40 that it takes longer
        expect(visit.page.locator(".newer")).not_to_be_visible()
        again = sites.built(with_updates(BEGUN, EXTENDED), START + 3 * HOUR + 41 * MINUTE)
        visit.beat.snapshot, visit.beat.built = sites.snapshot(again), START + 3 * HOUR + 41 * MINUTE
        visit.move(5 * MINUTE).heard()
        expect(visit.page.locator(".newer")).to_have_text("有新的状态信息 · 刷新")
        expect(visit.page.locator(".newer a")).to_be_visible()
        assert visit.text(".card .tag") == "进行中"

    with visiting(
        browser,
        sites,
        text=with_updates(BEGUN, EXTENDED),
        built=START + 3 * HOUR + 41 * MINUTE,
        at=END + HOUR - SECOND,
    ) as visit:
        assert visit.text("[data-next]") == "预计结束：11月29日（周日）04:00"
        assert visit.text(".card del") == "2026年11月28日（周六）23:00至11月29日（周日）03:00"
        assert visit.text("h1") == "正在进行计划维护"
        visit.move(SECOND)
        assert visit.text("h1") == "维护超过预计结束时间，尚未确认完成"
        assert visit.text(".card .tag") == "已超时，尚未确认完成"
        assert visit.text("[data-next]").startswith("原定")
        assert visit.seen()["icon"] == "overrun.svg"
        expect(visit.page.locator(".unconfirmed")).to_be_visible()
        visit.move(20 * MINUTE)
        assert visit.text("[data-countdown]") == "已超过预计结束时间20分钟"
        visit.sleep(20 * HOUR)
        assert "已完成" not in visit.text("main")
        assert visit.text(".card .tag") == "已超时，尚未确认完成"

    said = END + HOUR + 20 * MINUTE
    with visiting(browser, sites, text=with_updates(BEGUN, EXTENDED, COMPLETED), built=said, at=said) as visit:
        assert visit.text("h1") == "所有服务正常"
        assert visit.text("#recent + ul .tag") == "已完成"


def test_the_night_in_english_on_the_page_of_the_notice(browser: Browser, sites: Sites):
    """The notice tells the same: its title, its icon, its steps, and that a promised update hasn't come."""
    with visiting(browser, sites, "en/events/db/", at=START - SECOND) as visit:
        assert visit.page.title().startswith("Scheduled: ")
        assert visit.seen()["icon"] == "upcoming.svg"
        current = visit.page.locator(".steps:not([hidden]) [aria-current=step] strong")
        assert current.inner_text() == "Announcement"
        visit.move(SECOND)
        assert visit.page.title().startswith("In progress: 商店数据库升级")
        assert visit.seen()["icon"] == "maintenance.svg"
        assert current.inner_text() == "Work"
        assert visit.text("[data-countdown]") == "4 hours until the planned end"
        visit.move(90 * MINUTE - SECOND)
        assert visit.text("[data-countdown]") == "2 hours 31 minutes until the planned end"
        visit.move(2 * HOUR + 30 * MINUTE + SECOND)
        assert visit.page.title().startswith("Overrun, not confirmed as done: ")
        expect(visit.page.locator(".unconfirmed")).to_be_visible()
        visit.sleep(100 * HOUR)
        assert visit.page.title().startswith("Overrun")
        assert visit.text("[data-countdown]") == "4 days 4 hours past its planned end"
        assert not re.search("Completed|Ended", visit.text("h1 + p"))


def test_work_that_may_close_by_the_clock_ends_as_planned(browser: Browser, sites: Sites):
    """Only what the editor allowed to end by itself does, and it is never called completed."""
    text = NIGHT.replace("contact: desk\n", "contact: desk\nauto_complete: true\n")
    with visiting(browser, sites, "events/db/", text=text, at=END - SECOND) as visit:
        assert visit.text("h1 + p .tag") == "进行中"
        visit.move(SECOND)
        assert visit.text("h1 + p .tag") == "已按计划结束"
        assert visit.seen()["icon"] == "over.svg"
        assert visit.text("[data-countdown]") == ""


def test_a_promised_update_is_late_to_the_second(browser: Browser, sites: Sites):
    """A promise is told to be broken when its instant has come, and not before."""
    text = CONFIG + DB.replace("-- content/contacts", SLOW + "-- content/contacts")
    with visiting(browser, sites, "events/slow/", text=text, at=BUILT + 40 * MINUTE - SECOND) as visit:
        late = visit.page.get_by_text("届时未发布。")
        expect(late).to_be_hidden()
        assert visit.text("[data-countdown]") == "已持续1小时9分钟"
        visit.move(SECOND)
        expect(late).to_be_visible()


PAGES: Final = ("", "en/", "components/shop/", "events/db/", "events/drill/", "events/slow/", "history/", "en/widget/")


@pytest.mark.parametrize("path", PAGES)
def test_the_clock_paints_what_a_build_would_print(browser: Browser, sites: Sites, path: str):
    """At each change the page of an old build says what the page of a build at that instant says."""
    changes = (START, START + 90 * MINUTE, START + 150 * MINUTE, START + 180 * MINUTE, START + 210 * MINUTE, END)
    with visiting(browser, sites, path, text=MANY) as visit:
        now = BUILT
        for at in changes:
            visit.sleep(at - now)
            told, expected = visit.seen(), visit.seen(f"{sites.address}{sites.built(MANY, at)}/{path}")
            assert _alike(told, expected) == _alike(expected, told), at
            now = at


def _alike(seen: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what both must tell: a build moves an event to another list, and knows what concerns other pages."""
    events = {name: places[0] for name, places in seen["events"].items() if name in other["events"]}
    for place in events.values():
        # A page that is older than the work has no promise to break, and goes on showing the steps that were ahead.
        place["shown"] = [part for part in place["shown"] if not part.startswith("late")]
        place["steps"] = [step for step in place["steps"] if step[1] == "reached"]
        if place["tags"][0][0] == "over":
            place["steps"] = []
    as_of = min(seen["asOf"] + other["asOf"]) if seen["components"] else seen["asOf"]
    return seen | {"events": events, "asOf": as_of}


@pytest.mark.parametrize("path", ["history/2026/", "history/2026-11/"])
def test_rows_of_the_history_are_kept_true(browser: Browser, sites: Sites, path: str):
    """A list of a month or a year doesn't go on saying that work is in progress which has overrun."""
    with visiting(browser, sites, path, at=END - SECOND, built=START) as visit:
        assert visit.text("[data-event=db] .tag") == "进行中"
        visit.move(SECOND)
        assert visit.text("[data-event=db] .tag") == "已超时，尚未确认完成"


def test_a_sleeping_tab_catches_up(browser: Browser, sites: Sites):
    """Who opens the lid in the morning doesn't read what held in the evening."""
    with visiting(browser, sites) as visit:
        assert visit.text("h1") == "所有服务正常"
        visit.sleep(6 * HOUR)
        assert visit.text("h1") == "维护超过预计结束时间，尚未确认完成"
        assert visit.text("[data-countdown]") == "已超过预计结束时间1小时"
        assert visit.seen()["asOf"] == [END.timestamp() * 1000]


COUNT: Final = """
() => {
  globalThis.told = [];
  for (const region of document.querySelectorAll("[role=status], [aria-live]")) {
    const look = () => told.push(region.textContent.trim());
    new MutationObserver(look).observe(region, { childList: true, characterData: true, subtree: true });
  }
}
"""


def test_a_screen_reader_hears_of_changes_alone(browser: Browser, sites: Sites):
    """A whole night makes two messages, though the countdown moves each minute."""
    with visiting(browser, sites) as visit:
        visit.page.evaluate(COUNT)
        counted = set()
        for _ in range(4):
            visit.move(MINUTE)
            counted.add(visit.text("[data-countdown]"))
        visit.move(7 * HOUR)
        assert visit.page.evaluate("told") == ["正在进行计划维护", "维护超过预计结束时间，尚未确认完成"]
        assert counted == {f"{minutes}分钟后开始" for minutes in range(56, 60)}
