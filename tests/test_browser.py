"""Built sites in a real browser: nothing overflows, nothing is refused, nothing comes from elsewhere.

The server sends a content security policy that is stricter than the pages' own.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Error, Page, Request

from statuspage.build import build
from tests.browsers import Below, serving
from tests.sites import EMPTY, LIVELY, NOW, ROOT, SMALL, make, write

pytestmark = pytest.mark.whole

WIDTHS = (320, 1280)
KINDS = (
    "",
    "components/orders/",
    "events/orders-db/",
    "events/总部机房供电检修/",
    "events/2026-11-reports-storage/",
    "events/2026-05-month-end/",
    "history/",
    "history/2026/",
    "history/2026-11/",
    "faq/",
    "contact/",
    "subscribe/",
    "widget/",
    "pages/about/",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site, built and served."""
    out = tmp_path_factory.mktemp("sample")
    build(ROOT, LIVELY, out)
    with serving(Below(out)) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that keeps what was complained of, and which other hosts were asked."""
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def visit(page: Page, address: str, width: int) -> list[str]:
    """Open an address, and return all that went wrong meanwhile."""
    wrong: list[str] = []
    host = address.split("/")[2]
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}") if _failed(request) else None)
    page.on(
        "request", lambda request: wrong.append(f"asked {request.url}") if f"//{host}/" not in request.url else None
    )
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address, wait_until="load")
    return wrong


def _failed(request: Request) -> bool:
    """Tell failures from what the browser gave up because it was sent on to the next page."""
    return request.failure != "net::ERR_ABORTED"


def assert_fits(page: Page) -> None:
    """No part of the page needs scrolling sideways, but what scrolls by itself."""
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    wide = page.evaluate(
        """[...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 &&
            !e.closest('pre, table, .scroll, .skip'))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert sizes[0] <= sizes[1], wide


@pytest.mark.parametrize("lang", ["", "en/"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_and_loads_without_complaint(sample: str, page: Page, kind: str, lang: str):
    """On a narrow and on a wide screen no page scrolls sideways, breaks a policy or asks another host."""
    for width in WIDTHS:
        assert visit(page, sample + quote(lang + kind), width) == []
        assert_fits(page)
        assert page.locator("h1").count() == 1
        assert page.locator("h1").inner_text().strip()
        assert page.evaluate("document.documentElement.lang") == ("en" if lang else "zh-CN")
        styled = page.evaluate("getComputedStyle(document.body).margin")
        assert page.evaluate("document.styleSheets.length") >= 1, styled


def test_title_and_heading_of_the_first_page_say_the_state(sample: str, page: Page):
    """Who sees a tab, a bookmark or the first line alone knows how things stand."""
    for lang in ("", "en/"):
        visit(page, sample + lang, 1280)
        said = page.locator("h1").inner_text().strip()
        assert page.title().startswith(said)
        assert said == _banner(lang)


def _banner(lang: str) -> str:
    """Return what the theme's catalogue says of the sample site's state then."""
    site = make(ROOT, LIVELY)
    language = site.theme.languages["en" if lang else site.config.default_language]
    return str(language.pgettext("banner", site.snapshot.health))


def test_title_of_a_notice_says_its_phase(sample: str, page: Page):
    """A notice in a tab tells whether it is coming, under way or over."""
    visit(page, f"{sample}en/events/orders-db/", 1280)
    assert page.title().startswith("In progress")
    visit(page, f"{sample}en/events/2026-05-month-end/", 1280)
    assert page.title().startswith("Completed")


def test_an_address_that_does_not_exist_shows_a_whole_page(sample: str, page: Page):
    """The page for lost visitors works at any depth: its style loads, its links lead on."""
    page.set_viewport_size({"width": 320, "height": 800})
    answer = page.goto(f"{sample}no/such/page/at/all")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    page.locator("main a").first.click()
    assert page.url == sample


def test_every_page_can_be_used_by_keyboard(sample: str, page: Page):
    """The first key press reaches the link that skips to the content."""
    visit(page, sample, 1280)
    page.keyboard.press("Tab")
    target = str(page.evaluate("document.activeElement.getAttribute('href')"))
    assert target.startswith("#")
    page.keyboard.press("Enter")
    assert page.url.endswith(target)
    assert page.evaluate("document.querySelector(':target').tagName") == "MAIN"


@pytest.mark.parametrize(("text", "now"), [(EMPTY, NOW), (SMALL, NOW)], ids=["empty", "small"])
def test_small_sites_fit_too(tmp_path: Path, browser: Browser, text: str, now: datetime):
    """A site with hardly anything on it is whole, also when it is opened straight from the disk."""
    build(write(tmp_path / "site", text), now, tmp_path / "out")
    context = browser.new_context()
    page = context.new_page()
    with serving(Below(tmp_path / "out")) as address:
        for width in WIDTHS:
            assert visit(page, address, width) == []
            assert_fits(page)
    context.close()


LONG = SMALL.replace("商店数据库升级", "商店" + "数据库" * 40).replace("Shop database upgrade", "Donaudampfschiff" * 12)
LONG = LONG.replace(
    "已开始。", f"{'x' * 300}\n\n|{'表格|' * 12}\n|{'-|' * 12}\n|{'内容内容|' * 12}\n\n```\n{'y' * 300}\n```"
)


def test_long_words_addresses_tables_and_code_do_not_widen_a_page(tmp_path: Path, browser: Browser):
    """Whatever an editor writes, a narrow screen never has to scroll the page sideways."""
    build(write(tmp_path / "site", LONG), NOW, tmp_path / "out")
    context = browser.new_context()
    page = context.new_page()
    with serving(Below(tmp_path / "out")) as address:
        for path in ("", "en/", "events/shop-db/", "en/events/shop-db/", "history/2026-03/", "components/shop/"):
            assert visit(page, address + path, 320) == []
            assert_fits(page)
    context.close()


def test_the_browser_reaches_no_other_host(browser: Browser):
    """The tests' own browser can't get out: a request elsewhere fails at once."""
    page = browser.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://status.example/")
    page.close()
