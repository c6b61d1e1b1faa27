"""What a visit costs: bytes as a host sends them (gzip, level 6), and how often it is asked."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from statuspage.model import Event, Window
from statuspage.outputs import pages
from statuspage.plan import Site, make_site
from statuspage.snapshot import take_snapshot
from tests.browsers import serving
from tests.sites import asset, make, render, write

pytestmark = pytest.mark.whole

KB = 1000
FROM = datetime(2026, 11, 28, 15, 30, tzinfo=UTC)
NAMES = "订单系统 支付结算 仓储管理 会员系统 办公系统 企业邮箱 消息收发 文件传输 群组 单点登录 门店网络 经营报表 网站 电话 门禁"

SETTINGS = """\
-- config.toml --
[site]
title = "某单位信息系统状态"
url = "https://status.example/"
time_zone = "Asia/Shanghai"
languages = ["zh", "en"]
""" + "".join(
    f'[[components]]\nid = "c{number}"\nname = "{name}"\ngroup = "{("业务", "办公", "支撑")[number % 3]}"\n'
    for number, name in enumerate(NAMES.split())
)

ADVICE = """\
announced: 2026-11-24 10:00
before: 请在22:30前保存并提交未完成的订单。
during: 请勿重复提交；紧急订单走电话。
alternatives: 维护期间请使用电话下单。
contact: desk
reason: 更换存储。
"""

OPEN = f"""\
-- content/events/orders-db.md --
---
title: 重要通知：订单系统数据库升级维护
components:
  c0: outage
  c1: degraded
start: 2026-11-28 23:00
end: 2026-11-29 03:00
{ADVICE}---

正文。

## 2026-11-28 23:02 in-progress

已开始，预计按时完成。
-- content/events/mail.md --
---
title: 企业邮箱发送缓慢
kind: incident
components:
  c5: degraded
start: 2026-11-28 21:00
contact: desk
alternatives: 急件请用消息。
---

## 2026-11-28 21:10 investigating
next update: 2026-11-28 23:40

正在排查，部分外发邮件延迟约十分钟。
-- content/events/oa.md --
---
title: OA系统升级
components:
  c4: outage
start: 2026-12-05 20:00
end: 2026-12-06 02:00
{ADVICE}---

正文。
-- content/contacts/desk.md --
---
title: 服务台
reach: |
  400-000-0000
  help@status.example
hours: 工作日9:00–17:00
urgent: true
---
"""


def over(number: int, start: datetime, title: str = "门店网络维护") -> str:
    """Return an event that is completed, as a file of the site; *start* is local."""
    end, done = start + timedelta(hours=3), start + timedelta(hours=2, minutes=30)
    return f"""\
-- content/events/past-{number}.md --
---
title: {title}
components:
  c{number % 15}: partial
start: {start:%Y-%m-%d %H:%M}
end: {end:%Y-%m-%d %H:%M}
---

## {done:%Y-%m-%d %H:%M} completed

完成。
"""


PAST = "".join(
    over(number, datetime.fromisoformat(f"2026-{9 + number % 3:02}-{number + 3:02} 22:00")) for number in range(12)
)


def wire(data: bytes) -> int:
    """Return how many bytes a host sends of a file."""
    return len(gzip.compress(data, 6))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A site with 15 components and three open events: one under way, one fault, one to come."""
    return render(write(tmp_path_factory.mktemp("site"), SETTINGS + OPEN + PAST), FROM)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("index.html", 6 * KB),
        ("en/index.html", 6 * KB),
        ("assets/style.css", 4 * KB),
        ("assets/status.js", 3.5 * KB),
        ("assets/favicon.svg", 0.5 * KB),
        ("api/heartbeat.json", 0.5 * KB),
    ],
)
def test_a_file_of_the_first_visit_is_small(files: Mapping[str, bytes], path: str, most: float):
    """Each part of the first page has its own budget, so that none grows at the cost of another."""
    assert wire(files[asset(files, path.removeprefix("assets/")) if path.startswith("assets/") else path]) <= most


@pytest.mark.parametrize("lang", ["", "en/"])
def test_a_first_visit_takes_few_requests_and_bytes(files: Mapping[str, bytes], browser: Browser, lang: str):
    """At load at most four files in 14 kB, headers among them; then one look at the heartbeat, and nothing else."""
    context = browser.new_context()
    context.clock.set_fixed_time(FROM + timedelta(minutes=5))
    page = context.new_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    with serving(files) as address:
        with page.expect_event("requestfinished", lambda request: request.url.endswith("heartbeat.json")):
            page.goto(address + lang)
        page.wait_for_load_state("networkidle")
        sizes = {request.url.removeprefix(address): request.sizes() for request in finished}
    context.close()
    bytes_of = {url: size["responseHeadersSize"] + size["responseBodySize"] for url, size in sizes.items()}
    del bytes_of["api/heartbeat.json"]
    assert len(bytes_of) <= 4, bytes_of
    assert len(finished) == len(bytes_of) + 1
    assert sum(bytes_of.values()) <= 14 * KB, bytes_of


def test_what_programs_poll_is_small(files: Mapping[str, bytes]):
    """The whole state of 15 components, three open events and the last twelve takes at most 3 kB."""
    status = json.loads(files["api/status.json"])
    open_now = [event for event in status["events"] if event["phase"] not in {"completed", "resolved"}]
    assert (len(status["components"]), len(open_now), len(status["events"])) == (15, 3, 15)
    assert wire(files["api/status.json"]) <= 3 * KB
    assert wire(files["api/v2/status.json"]) <= 0.5 * KB


def test_a_month_with_many_events_stays_light(tmp_path: Path):
    """A month of history with 200 events takes at most 40 kB."""
    begin = datetime.fromisoformat("2026-10-01 01:00")
    many = "".join(over(number, begin + timedelta(hours=3 * number), f"第{number}次网络维护") for number in range(200))
    site = make(write(tmp_path, SETTINGS + many), FROM)
    month = page_of(site, "history/2026-10/index.html")
    assert month.count(b"<li data-event") == 200
    assert wire(month) <= 40 * KB


def test_the_first_page_does_not_grow_with_the_history(tmp_path: Path):
    """Of a site with 10,000 events the first page is no larger than with 100."""
    root = write(tmp_path, SETTINGS + OPEN + PAST)
    sizes = [len(_first_page(root, number)) for number in (100, 10_000)]
    assert abs(sizes[1] - sizes[0]) <= 0.01 * sizes[0]


def page_of(site: Site, path: str) -> bytes:
    """Return one page of a site, without making the others."""
    return next(output for output in pages.outputs(site) if output.path == path).render()


def _first_page(root: Path, number: int) -> bytes:
    """Return the first page of a site one of whose completed events stands there so many times, hours apart."""
    site = make(root, FROM)
    old = next(state.event for state in site.snapshot.events if state.event.id == "past-0")
    copies = tuple(_earlier(old, count) for count in range(1, number + 1))
    content = replace(site.content, events=(*site.content.events, *copies))
    return page_of(make_site(site.config, content, take_snapshot(content, site.config, FROM), site.theme), "index.html")


def _earlier(event: Event, count: int) -> Event:
    """Return an event as it would have been long before."""
    before = timedelta(days=100, hours=4 * count)
    window = Window(event.window.start - before, event.window.end and event.window.end - before)
    updates = tuple(replace(update, at=update.at - before) for update in event.updates)
    return replace(event, id=f"old-{count:05}", window=window, updates=updates)
