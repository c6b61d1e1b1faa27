"""Visits: a page of a built site in a browser whose clock, and whose host's answers, stand still unless moved."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, Route

from statuspage.build import build
from tests.sites import CONFIG, write

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
MANY: Final = CONFIG + DB + SLOW + OTHERS


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
