"""A visitor's night: what a page says while its clock moves, on a site whose builds come and go.

The clock of the browser is Playwright's and stands still unless a test moves it; so does the answer of
api/heartbeat.json. Nothing here waits, and nothing depends on the day of the test.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from statuspage.build import build
from tests.browsers import Below, serving
from tests.sites import CONFIG, EMPTY, write

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)

DB: Final = """\
-- content/events/db.md --
---
title: 商店数据库升级
components:
  shop: outage
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-24 10:00
reason: 更换存储。
alternatives: 请电话下单。
before: 请保存订单。
during: 请勿提交。
contact: desk
update_every: 90m
---

升级期间不能下单。
-- content/contacts/desk.md --
---
title: 服务台
reach: 400-000-0000
urgent: true
---
"""
NIGHT: Final = CONFIG + DB
"""One planned work in the night: 23:00 to 3:00, which is 15:00 to 19:00 UTC."""
BEGUN: Final = "\n## 2026-11-28 23:00 in-progress\n\n已开始。\n"
EXTENDED: Final = "\n## 2026-11-29 02:40 extended\nend: 2026-11-29 04:00\n\n延长一小时。\n"
COMPLETED: Final = "\n## 2026-11-29 04:20 completed\n\n全部恢复。\n"
BUILT: Final = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
START: Final = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
END: Final = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)

SLOW: Final = """\
-- content/events/slow.md --
---
title: 邮件发送缓慢
kind: incident
components:
  mail: degraded
start: 2026-11-28 21:30
contact: desk
update_every: 60m
---

## 2026-11-28 21:40 investigating

正在排查。
"""
OTHERS: Final = """\
-- content/events/drill.md --
---
title: 灾备演练
kind: drill
components:
  shop: degraded
start: 2026-11-29 00:30
end: 2026-11-29 01:30
announced: 2026-11-20 10:00
auto_complete: true
---
-- content/events/power.md --
---
title: 机房紧急检修
kind: emergency
components:
  mail: partial
start: 2026-11-29 02:00
end: 2026-11-29 02:30
announced: 2026-11-28 20:00
---
"""
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


def with_updates(*updates: str) -> str:
    """Return the night's site with what has been said since."""
    return NIGHT.replace("升级期间不能下单。\n", "升级期间不能下单。\n" + "".join(updates))


@dataclass
class Beat:
    """What api/heartbeat.json answers: when the site was built and what it shows, or anything else."""

    built: datetime
    snapshot: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    body: str | None = None
    offline: bool = False

    def answer(self, route: Route) -> None:
        """Answer a request."""
        if self.offline:
            route.abort("internetdisconnected")
            return
        body = json.dumps({"built": self.built.isoformat(), "snapshot": self.snapshot, "next_change": None})
        route.fulfill(status=self.status, headers=self.headers, body=body if self.body is None else self.body)

    def dated(self, date: datetime, age: int | None = None) -> None:
        """Say in the headers when this was answered, and for how long it has lain in a cache."""
        self.headers = {"Date": format_datetime(date, usegmt=True)} | ({} if age is None else {"Age": str(age)})


class Sites:
    """Sites that were built once for all tests of this file, below one address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.known: dict[tuple[str, datetime], str] = {}

    def built(self, text: str, now: datetime) -> str:
        """Return the name of the folder that a site's build at an instant is in."""
        name = self.known.setdefault((text, now), f"s{len(self.known)}")
        out = self.folder / "out" / name
        if not out.exists():
            build(write(self.folder / "sites" / name, text), now, out)
        return name

    def snapshot(self, name: str) -> str:
        """Return what api/heartbeat.json calls the state that a build shows."""
        return str(json.loads((self.folder / "out" / name / "api" / "heartbeat.json").read_bytes())["snapshot"])


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Sites on loopback."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "out").mkdir()
    with serving(Below(folder / "out")) as address:
        yield Sites(folder, address)


LISTEN: Final = """
(() => {
  const real = globalThis.fetch;
  const pending = new Set();
  let begin;
  const begun = new Promise((done) => { begin = done; });
  async function ask(given) {
    const answer = await real(...given);
    const text = await answer.text();
    return { headers: answer.headers, status: answer.status, ok: answer.ok, json: async () => JSON.parse(text) };
  }
  globalThis.fetch = (...given) => {
    const answer = ask(given);
    pending.add(answer);
    answer.catch(() => {}).finally(() => pending.delete(answer));
    begin();
    return answer;
  };
  globalThis.heard = async () => {
    await begun;
    while (pending.size) await Promise.allSettled(pending);
  };
})();
"""
"""Lets a test wait until an answer has been heard, with all that the script makes of it."""


class Visit:
    """A page in front of a visitor, whose clock stands still unless it is moved."""

    def __init__(self, page: Page, beat: Beat) -> None:
        self.page, self.beat = page, beat
        self.wrong: list[str] = []
        self.went: list[str] = []
        page.on("console", lambda message: self._complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("framenavigated", lambda frame: self.went.append(frame.url))

    def _complain(self, text: str) -> None:
        if not text.startswith("Failed to load resource"):  # the browser's own line about the network
            self.wrong.append(text)

    def heard(self) -> "Visit":
        """Wait until every answer has been heard."""
        self.page.evaluate("heard()")
        return self

    def move(self, span: timedelta) -> "Visit":
        """Let time pass, every timer at its turn."""
        self.page.clock.run_for(round(span.total_seconds() * 1000))
        return self

    def sleep(self, span: timedelta) -> "Visit":
        """Close the lid, and open it again after a while."""
        self.page.clock.fast_forward(round(span.total_seconds() * 1000))
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return self.heard()

    def text(self, selector: str) -> str:
        """Return what stands in the first element, or nothing."""
        found = self.page.locator(selector)
        return " ".join((found.first.text_content() or "").split()) if found.count() else ""

    def seen(self, address: str = "") -> dict[str, Any]:
        """Return what a page says that can change with time: this one, or another of the host as it was built."""
        return dict(
            self.page.evaluate(
                f"async (address) => ({SEEN.strip()})(address ? await ({FETCH.strip()})(address) : document)", address
            )
        )


FETCH: Final = """
(address) => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.onload = () => done(request.responseXML);
  request.open("GET", address);
  request.send();
})
"""
SEEN: Final = """
(page) => {
  const all = (selector, root = page) => [...root.querySelectorAll(selector)];
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const dressed = (element) => [
    element.dataset.state, element.querySelector(":scope > svg use")?.getAttribute("href"),
    words(element.querySelector(":scope > .word")),
  ];
  const events = {};
  for (const root of all("[data-event]")) {
    (events[root.dataset.event] ??= []).push({
      tags: all("[data-phase]", root).map(dressed),
      shown: all("[data-when]", root).filter((part) => !part.hidden).map((part) => `${part.dataset.when}: ${words(part)}`),
      steps: all(".steps:not([hidden]) li", root).map((step) => [step.textContent.trim(), step.className, step.ariaCurrent]),
    });
  }
  return {
    title: page.title,
    icon: page.querySelector("link[rel=icon]")?.getAttribute("href").split("/").at(-1),
    banner: all(".banner").map(dressed),
    affected: all("[data-affected]").map(words),
    next: all("[data-next]").map(words),
    components: all("[data-component]").map((tag) => [tag.dataset.component, ...dressed(tag)]),
    asOf: all(".as-of time").map((time) => Date.parse(time.dateTime)),
    events,
  };
}
"""
"""All that the clock may change, as a visitor would find it."""


@contextmanager
def visiting(
    browser: Browser,
    sites: Sites,
    path: str = "",
    text: str = NIGHT,
    at: datetime = BUILT,
    built: datetime = BUILT,
    zone: str = "Asia/Shanghai",
    change: Callable[[Beat], None] | None = None,
    script: bool = True,
) -> Iterator[Visit]:
    """Open a page of a site that was built at one instant, at another; `change` may alter the first answer."""
    name = sites.built(text, built)
    beat = Beat(built, sites.snapshot(name))
    if change:
        change(beat)
    context = browser.new_context(timezone_id=zone, java_script_enabled=script)
    visit = Visit(_page(context, at, beat), beat)
    visit.page.goto(f"{sites.address}{name}/{path}")
    if script:
        visit.heard()
    yield visit
    context.close()
    assert visit.wrong == []
    assert len(visit.went) == 1, "a page went elsewhere by itself"


def _page(context: BrowserContext, at: datetime, beat: Beat) -> Page:
    page = context.new_page()
    page.route("**/api/heartbeat.json", beat.answer)
    page.add_init_script(LISTEN)
    page.clock.install(time=at - SECOND)
    page.clock.pause_at(at)
    return page


# ---- the night ----


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
MANY: Final = CONFIG + DB + SLOW + OTHERS


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
