"""The search page in a real browser: what a visitor types, what is found, what is fetched for it, and when."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from statuspage.build import build
from tests import test_browser
from tests.browsers import Below, serving
from tests.sites import LIVELY, NOW, ROOT, SMALL, write
from tests.test_browser import visit

pytestmark = pytest.mark.whole

page = test_browser.page
"""Fixtures."""

OLDER = """\
-- content/events/old-{year}-{number}.md --
---
title: 例行巡检{year}第{number}次
components:
  mail: degraded
start: {year}-05-{number:02} 23:00
end: {year}-05-{number:02} 23:30
---

粗查ＵＰＳ与备用电源。
"""
SITE = SMALL + "".join(
    OLDER.format(year=year, number=number) for year, count in ((2025, 20), (2023, 21)) for number in range(1, count + 1)
)
SITE += """\
-- content/events/bold.md --
---
title: 标题<b>粗</b><img src=x onerror=alert(1)>
start: 2024-03-01 23:00
end: 2024-03-02 01:00
reason: 说明里提到数据库两次：数据库。
---
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with events of four years, built and served under the strict policy."""
    folder = tmp_path_factory.mktemp("search")
    build(write(folder / "site", SITE), NOW, folder / "out")
    with serving(Below(folder / "out")) as address:
        yield address


STATUS = re.compile("找到|Found|Nothing")
"""How the status begins or goes on once the search is over."""
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until the page shows what was typed."""


def look_for(page: Page, query: str) -> list[str]:
    """Type a query, and return the titles found once all has been searched."""
    page.get_by_role("searchbox").fill(query)
    page.evaluate(PAINTED)
    expect(page.get_by_role("status")).to_have_text(STATUS)
    return page.locator(".found a").all_inner_texts()


def test_a_visitor_finds_events_by_a_part_of_a_chinese_word(site: str, page: Page):
    """Words needn't be whole, since Chinese has no spaces; titles go before texts, and what was found is marked."""
    assert visit(page, site + "search/", 320) == []
    for query in ("数据库", "据库"):
        assert look_for(page, query) == ["商店数据库升级", "标题<b>粗</b><img src=x onerror=alert(1)>"]
        assert page.locator(".found mark").all_inner_texts() == [query] * 3
    expect(page.get_by_role("status")).to_have_text("找到2条结果。")
    assert page.locator(".found time").first.get_attribute("datetime") == "2026-03-01T23:00:00+08:00"
    test_browser.assert_fits(page)


def test_all_terms_must_occur_anywhere(site: str, page: Page):
    """Several terms narrow a search down, in whatever order they stand."""
    visit(page, site + "search/", 1280)
    assert look_for(page, "存储 商店") == ["商店数据库升级"]
    assert look_for(page, "存储 邮箱") == []
    expect(page.get_by_role("status")).to_have_text("没有找到相关内容，请减少或更换关键词。")


def test_large_letters_and_full_width_ones_are_alike(site: str, page: Page):
    """Who types in capitals, or with a Chinese keyboard's wide letters, finds the same."""
    visit(page, site + "en/search/", 1280)
    for query in ("SHOP DATA", "ｓｈｏｐ　ｄａｔａ"):
        assert look_for(page, query) == ["Shop database upgrade"]
    assert page.locator(".found a mark").all_inner_texts() == ["Shop", "data"]
    assert len(look_for(page, "ups")) == 30
    assert page.locator(".found mark").first.inner_text() == "ＵＰＳ"


def test_a_question_leads_to_its_answer(site: str, page: Page):
    """Questions are found with events, and their link leads to them."""
    visit(page, site + "search/", 1280)
    assert look_for(page, "多久") == ["多久维护一次？"]
    page.locator(".found a").click()
    assert page.url == site + "faq/#when"


def test_nothing_is_fetched_before_somebody_types(site: str, page: Page):
    """Who only opens the page doesn't pay for the index; who types gets the newest first, each file once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url).removeprefix(site)))
    visit(page, site + "search/", 1280)
    page.get_by_role("searchbox").focus()
    page.evaluate(PAINTED)
    assert [path for path in asked if path.startswith("search/") and path.endswith(".json")] == []
    look_for(page, "巡检")
    look_for(page, "巡检2023")
    files = ["search/index.json", "search/2025.json", "search/2024.json", "search/2023.json"]
    assert [path for path in asked if path.startswith("search/") and path.endswith(".json")] == files


def test_older_years_are_found_and_a_long_list_is_cut(site: str, page: Page):
    """The newest stand first; how many there are is said where not all are shown."""
    visit(page, site + "search/", 1280)
    assert look_for(page, "巡检2023第7") == ["例行巡检2023第7次"]
    titles = look_for(page, "巡检")
    assert (len(titles), titles[0], titles[20]) == (30, "例行巡检2025第20次", "例行巡检2023第21次")
    assert page.get_by_role("status").inner_text().startswith("找到41条结果，显示前30条")


def test_what_has_no_translation_is_marked_with_its_language(site: str, page: Page):
    """On an English page a Chinese title is found, and a screen reader is told that it is Chinese."""
    visit(page, site + "en/search/", 1280)
    assert look_for(page, "邮件发送") == ["邮件发送缓慢"]
    assert page.locator(".found [lang=zh-CN]").count() == 2
    assert look_for(page, "shop database") == ["Shop database upgrade"]
    assert page.locator(".found [lang]").count() == 0


def test_titles_go_before_texts(site: str, page: Page):
    """An older event whose title has the word stands before newer ones that only mention it."""
    visit(page, site + "search/", 1280)
    assert look_for(page, "粗")[:2] == ["标题<b>粗</b><img src=x onerror=alert(1)>", "例行巡检2025第20次"]


def test_what_people_wrote_is_shown_as_text(site: str, page: Page):
    """A title that looks like HTML is read as it was written, and runs nothing."""
    wrong = visit(page, site + "search/", 1280)
    assert look_for(page, "<b>") == ["标题<b>粗</b><img src=x onerror=alert(1)>"]
    assert page.locator(".found :is(b, img)").count() == 0
    assert page.locator(".found mark").all_inner_texts() == ["<b>"]
    assert wrong == []


@pytest.mark.parametrize("secret", ["绝密", "秘密的将来", "hidden-thing"])
def test_what_is_not_public_cannot_be_found(site: str, page: Page, secret: str):
    """Neither an event before its announcement nor an update of the future."""
    visit(page, site + "search/", 1280)
    assert look_for(page, secret) == []


@pytest.mark.parametrize("form", ["#q=", "?q="])
def test_a_search_can_be_linked_to(site: str, page: Page, form: str):
    """The query of an address is searched for; from then on it stands after the #, which no server ever sees."""
    visit(page, f"{site}search/{form}%E6%8D%AE%E5%BA%93", 1280)
    expect(page.get_by_role("status")).to_have_text(STATUS)
    assert page.get_by_role("searchbox").input_value() == "据库"
    assert page.locator(".found a").count() == 2
    assert unquote(page.url) == f"{site}search/#q=据库"
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".found li")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")
    assert page.url == f"{site}search/"


def test_letters_that_are_still_being_composed_are_not_searched_for(site: str, page: Page):
    """While a Chinese word is spelled by its sounds, nothing flickers and nothing is fetched."""
    visit(page, site + "search/", 1280)
    keyboard = page.context.new_cdp_session(page)
    page.get_by_role("searchbox").focus()
    keyboard.send("Input.imeSetComposition", {"text": "shuju", "selectionStart": 5, "selectionEnd": 5})
    page.evaluate(PAINTED)
    assert page.get_by_role("status").inner_text() == ""
    keyboard.send("Input.insertText", {"text": "数据"})
    expect(page.get_by_role("status")).to_have_text("找到2条结果。")


def test_a_part_that_does_not_load_is_told_and_asked_for_again(site: str, page: Page):
    """What was found so far stays; the next letter tries again from there."""
    broken = True

    def answer(route: Route) -> None:
        route.abort() if broken else route.continue_()

    page.route("**/search/2024.json", answer)
    page.goto(site + "search/")
    page.get_by_role("searchbox").fill("数据库")
    expect(page.get_by_role("status")).to_contain_text("未能加载")
    assert page.locator(".found a").all_inner_texts() == ["商店数据库升级"]
    broken = False
    assert len(look_for(page, "数据")) == 2


def test_without_a_script_the_page_leads_on(site: str, browser: Browser):
    """No field that does nothing: the page says where events and answers stand."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "search/")
    assert not page.get_by_role("searchbox").is_visible()
    links = page.locator("main a")
    assert {link.get_attribute("href") for link in links.all()} == {"../history/", "../faq/"}
    context.close()


def test_the_sample_site_is_searched_in_both_languages(tmp_path: Path, browser: Browser):
    """The repository's own site: a word of a title, and a word inside a text, are found in each language."""
    build(ROOT, LIVELY, tmp_path / "out")
    page = browser.new_page()
    with serving(Below(tmp_path / "out")) as address:
        assert visit(page, address + "search/", 1280) == []
        assert "重要通知：订单系统数据库升级维护" in look_for(page, "数据库")
        assert visit(page, address + "en/search/", 1280) == []
        assert look_for(page, "database")
    page.close()
