"""Sites that are larger, smaller or wordier than any layout expects: they look right all the same."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from statuspage.model import Event, Window
from statuspage.outputs import assets, pages
from statuspage.plan import Site, make_site
from statuspage.snapshot import take_snapshot
from statuspage.texts import Text
from tests.browsers import serving
from tests.sites import EMPTY, NOW, SMALL, make, write
from tests.test_accessibility import CLIPPED, WIDER, axe

pytestmark = pytest.mark.whole

TITLES = (
    "月末结账",
    "支付网络维护",
    "订单数据库升级",
    "邮箱迁移",
    "单点登录演练",
    "门店线路割接",
    "报表扩容",
    "备份演练",
    "短信通道切换",
)
LONG = "订单、支付、会员与仓储系统Kubernetes集群网络与数据库同步升级" * 9
LONG_TITLE = LONG[:300]
MANY = 2300

FORTY = "".join(
    f'[[components]]\nid = "c{number}"\nname = "第{number}号业务支撑系统"\ngroup = "第{number // 8}组"\n'
    for number in range(40)
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page, opened soon after the build."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.clock.set_fixed_time(NOW + timedelta(minutes=5))
    yield context.new_page()
    context.close()


def made(site: Site, *paths: str) -> Mapping[str, bytes]:
    """Return some pages of a site, and what they need, without making all the others."""
    wanted = [output for output in pages.outputs(site) if output.path in paths]
    assert len(wanted) == len(paths)
    return {output.path: output.render() for output in [*wanted, *assets.outputs(site)]}


def assert_looks_right(page: Page) -> None:
    """One heading, nothing sideways or cut off, on a phone and on the narrowest screen."""
    assert page.locator("h1").count() == 1
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert (width, page.evaluate(WIDER), page.evaluate(CLIPPED)) == (width, [], [])


def assert_banner_first(page: Page) -> None:
    """The state stands on the first screen of a phone, whole."""
    page.set_viewport_size({"width": 390, "height": 844})
    box = page.locator(".banner").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844


def crowd(site: Site) -> Site:
    """Return a site with very many events of one year that share few titles."""
    model = next(state.event for state in site.snapshot.events if state.event.id == "mail-slow")
    events = tuple(_one_of_many(model, number) for number in range(MANY))
    content = replace(site.content, events=events)
    return make_site(site.config, content, take_snapshot(content, site.config, NOW), site.theme)


def _one_of_many(model: Event, number: int) -> Event:
    start = datetime.fromisoformat("2025-01-02T10:00+08:00") + timedelta(hours=3 * number)
    title = Text.of(TITLES[number % len(TITLES)], "zh")
    updates = tuple(
        replace(update, at=start + timedelta(minutes=20 * count)) for count, update in enumerate(model.updates, 1)
    )
    components = (("shop" if number % 2 else "mail", model.components[0][1]),)
    window = Window(start, None)
    return replace(model, id=f"e{number}", title=title, window=window, components=components, updates=updates)


def test_thousands_of_events_that_share_their_titles(tmp_path: Path, page: Page):
    """A year of 2,300 events with nine titles fits a phone, and each row says what tells it from the others.

    Its own page has the latest 20 of each month, and leads to all.
    """
    site = crowd(make(write(tmp_path, SMALL)))
    months = [f"history/2025-{month:02}/" for month in range(1, 11)]
    pages = ("", "history/", "history/2025/", *months)
    with serving(made(site, *(f"{path}index.html" for path in pages))) as address:
        rows = []
        for path in months:
            page.goto(address + path)
            rows += page.locator("li[data-event]").all_inner_texts()
        assert len(rows) == MANY
        page.goto(f"{address}history/2025/")
        assert page.locator("li[data-event]").count() == 20 * len(months)
        assert page.locator("p > a", has_text="2025年10月的全部").get_attribute("href") == "../../history/2025-10/"
        assert len(set(rows)) == MANY
        assert {title for title in TITLES if any(title in row for row in rows)} == set(TITLES)
        assert_looks_right(page)
        for path in ("", "history/"):
            page.goto(address + path)
            assert_looks_right(page)
        assert_banner_first_on(page, address)


def assert_banner_first_on(page: Page, address: str) -> None:
    page.goto(address)
    assert_banner_first(page)


def test_a_title_of_300_characters(tmp_path: Path, page: Page):
    """A title that long breaks into lines wherever it stands: card, heading, row and link."""
    assert len(LONG_TITLE) == 300
    site = make(write(tmp_path, SMALL.replace("商店数据库升级", LONG_TITLE).replace("邮件发送缓慢", "x" * 300)))
    paths = ["", "events/shop-db/", "events/mail-slow/", "history/2026/", "history/2026-03/", "widget/"]
    with serving(made(site, *(f"{path}index.html" for path in paths))) as address:
        for path in paths:
            page.goto(address + path)
            assert_looks_right(page)
        assert_banner_first_on(page, address)


def test_forty_components(tmp_path: Path, page: Page):
    """Forty components in five groups, with a strip each: all are there, and the state stands first."""
    text = (
        re.sub(r"(?ms)^\[\[components\]\].*?(?=^-- content)", FORTY, SMALL)
        .replace("shop: ", "c3: ")
        .replace("mail: ", "c7: ")
    )
    site = make(write(tmp_path, text))
    with serving(made(site, "index.html", "en/index.html")) as address:
        for path in ("", "en/"):
            page.goto(address + path)
            assert page.locator(".components li").count() == 40
            assert page.locator(".components .tag").count() == 40
            assert_looks_right(page)
            assert_banner_first_on(page, address + path)


ONE = re.sub(r"(?ms)^-- content/events/(mail-slow|hidden-thing).*?(?=^-- content/(events/shop|faq))", "", SMALL)


@pytest.mark.parametrize(("text", "count"), [(ONE, 1), (EMPTY, 0)], ids=["one", "none"])
def test_hardly_anything(tmp_path: Path, page: Page, text: str, count: int):
    """With one event, or none, each section has its event or a sentence, and nothing is left hollow."""
    site = make(write(tmp_path, text))
    assert len(site.snapshot.events) == count
    with serving(made(site, "index.html", "history/index.html")) as address:
        for path in ("", "history/"):
            page.goto(address + path)
            assert_looks_right(page)
            hollow = "[...document.querySelectorAll('section, ul, ol, dl')].filter((e) => !e.textContent.trim()).length"
            assert page.evaluate(hollow) == 0
        assert_banner_first_on(page, address)
        assert page.locator("main .empty").count() == (1 if count else 2)


WORDY = SMALL.replace(
    "已开始。", f"{'x' * 300}\n\n|{'表格|' * 12}\n|{'-|' * 12}\n|{'内容内容|' * 12}\n\n```\n{'y' * 300}\n```"
)


def test_wide_tables_and_code_can_be_scrolled_by_keyboard(tmp_path: Path, page: Page):
    """What scrolls by itself breaks no rule: axe wants such a box to take the focus."""
    site = make(write(tmp_path, WORDY))
    with serving(made(site, "events/shop-db/index.html")) as address:
        page.goto(f"{address}events/shop-db/")
        assert_looks_right(page)
        assert axe(page) == []
