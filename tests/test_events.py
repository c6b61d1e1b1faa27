"""Events: every field of a notice, read from one file."""

from datetime import UTC, datetime, timedelta

import pytest

from statuspage.model import Event, Impact, Kind, Window
from statuspage.problems import Place
from tests.conftest import Load

CONFIG = """-- config.toml --
[site]
title = "x"
time_zone = "Asia/Shanghai"
languages = ["zh", "en"]

[policy]
auto_complete = {auto}

[[components]]
id = "orders"
name = "Orders"

[[components]]
id = "payments"
name = "Payments"

[[audiences]]
id = "finance"
name = "Finance"
-- content/contacts/service-desk.md --
---
title: Service desk
reach: 400-000-0000
---
"""

WHOLE = """-- content/events/2026/orders-db.md --
---
title: 重要通知:订单系统数据库升级维护
kind: maintenance
components:
  orders: outage
  payments: degraded
start: 2026-11-28 23:00
end: 2026-11-29 03:00
announced: 2026-11-24 10:00
audiences: [finance]
reason: 更换数据库存储,缩短月末结账时间。
alternatives: 维护期间请使用电话下单:400-000-0000。
before: 请在 22:30 前保存并提交未完成的订单。
during: 请勿重复提交;紧急订单走电话。
after: 请重新登录,并核对最近三笔订单。
data: 开始前完整备份,数据不会丢失。
rollback: 若 02:30 前未通过验证则回退。
timetable:
  - 23:00 备份
  - 23:30 迁移与校验
apology: 由此带来的不便,敬请谅解。
compensation: 会员有效期顺延一天。
contact: service-desk
update_every: 30m
auto_complete: true
signed: 信息技术部
---

Free text in Markdown: the notice itself.
"""

SHORT = "-- content/events/a.md --\n---\ntitle: x\nstart: 2026-11-28 23:00\nend: 2026-11-29 03:00\n---\n"


def read(load: Load, written: str, auto: str = "false") -> Event:
    loaded = load(CONFIG.format(auto=auto) + written)
    assert loaded.told == ()
    return loaded.content.events[0]


def test_every_field_of_a_notice_is_read(load: Load):
    """The notice of the reference, with every field that there is, stands whole in the model."""
    event = read(load, WHOLE)
    assert event.id == "orders-db"
    assert event.kind is Kind.MAINTENANCE
    assert event.components == (("orders", Impact.OUTAGE), ("payments", Impact.DEGRADED))
    start = datetime(2026, 11, 28, 15, tzinfo=UTC)
    assert event.window == Window(start, start + timedelta(hours=4))
    assert event.announced == datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert (event.audiences, event.contact) == (("finance",), "service-desk")
    assert (event.update_every, event.auto_complete) == (timedelta(minutes=30), True)
    assert [stage.after for stage in event.timetable] == [timedelta(), timedelta(minutes=30)]
    said = [event.title, event.reason, event.alternatives, event.before, event.during, event.after, event.data]
    said += [event.rollback, event.apology, event.compensation, event.signed, event.body]
    assert all(len(text.said) == 1 and text.original.lang == "zh" and text.original.text for text in said)
    assert event.body.original.text == "Free text in Markdown: the notice itself."


def test_a_short_notice_is_planned_and_for_everyone(load: Load):
    """Without more words a notice is maintenance, for everyone, on nothing in particular."""
    event = read(load, SHORT)
    assert (event.kind, event.components, event.audiences, event.announced) == (Kind.MAINTENANCE, (), (), None)
    assert (event.contact, event.update_every, event.auto_complete, event.updates) == ("", None, False, ())


@pytest.mark.parametrize(("line", "expected"), [("", True), ("auto_complete: false\n", False)])
def test_the_policy_closes_windows_unless_the_notice_says_otherwise(load: Load, line: str, expected: bool):
    """`auto_complete` of the policy holds for notices that don't say."""
    written = SHORT.replace("title: x\n", f"title: x\n{line}")
    assert read(load, written, auto="true").auto_complete is expected


def test_each_field_knows_its_place(load: Load):
    """Advice points at the line of a field, or at the file where the field isn't written."""
    event = read(load, SHORT)
    assert event.place_of("end") == Place("content/events/a.md", 4, 1)
    assert event.place_of("reason") == Place("content/events/a.md")


def test_one_audience_needs_no_list(load: Load):
    """A single name where a list may stand is a list of one."""
    event = read(load, SHORT.replace("title: x\n", "title: x\naudiences: finance\n"))
    assert event.audiences == ("finance",)
