"""The pages of help in a real browser: what is found, opened, copied, sent and worked out, and what stands without script."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from statuspage.build import build
from tests import test_browser
from tests.browsers import Below, serving
from tests.sites import EMPTY, NOW, SMALL, render, without_url, write
from tests.test_browser import assert_fits, visit

pytestmark = pytest.mark.whole

page = test_browser.page
"""Fixtures."""

SITE = (
    SMALL
    + """\
-- content/faq/登录.md --
---
title: 维护之后登录不上怎么办？
group: 维护之后
---

先看首页，再清除浏览器缓存，最后打ＶＰＮ服务台电话。
-- content/faq/登录.en.md --
---
title: I cannot log in afterwards
group: Afterwards
---

Clear the browser's *cache*.
-- content/faq/data.md --
---
title: 数据会不会丢？
group: 维护之后
---

不会，开始前有完整备份。
-- content/contacts/mail.md --
---
title: 服务邮箱
reach: [内线8000, help+desk@small.example]
hours: 工作日4小时内回复
good_for: 要写清来龙去脉的事
drawback: 不能马上答复
use_when: 不急，但希望有书面往来
steps: [填写主题, 粘贴模板]
---

不要发大文件。
-- content/contacts/plain.md --
---
title: <b>窗口</b>
reach: 一楼"<i>
---
"""
)
KINDS = ("faq/", "contact/", "subscribe/", "pages/about/", "404.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built."""
    out = tmp_path_factory.mktemp("help")
    build(write(tmp_path_factory.mktemp("text"), SITE), NOW, out)
    return out


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of the site, served."""
    with serving(Below(folder)) as address:
        yield address


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def shown(page: Page) -> list[str]:
    """Return the ids of the questions that are shown, each with a plus where it is open."""
    found: list[str] = page.locator("details.question:visible").evaluate_all(
        "all => all.map(e => e.id + (e.open ? '+' : ''))"
    )
    return found


# --- questions


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("缓存", ["登录+"]),
        ("录不", ["登录+"]),
        ("vpn", ["登录+"]),
        ("ＶＰＮ　缓存", ["登录+"]),
        ("维护", ["登录+", "when+"]),
        ("一次", ["when+"]),
        ("链接", []),
    ],
)
def test_typing_finds_questions(site: str, page: Page, typed: str, found: list[str]):
    """A part of a word in a question or its answer is enough, in any width and case; what is found is open."""
    assert visit(page, site + "faq/", 1280) == []
    before = shown(page)
    assert len(before) == 3
    page.get_by_label("查找问题").fill(typed)
    assert sorted(shown(page)) == sorted(found)
    told = f"找到{len(found)}个问题" if found else "没有找到相关问题。"
    assert page.locator("#find_ [role=status]").inner_text() == told
    page.get_by_label("查找问题").fill(" ")
    assert shown(page) == before
    assert page.locator("#find_ [role=status]").inner_text() == ""


def test_a_heading_without_questions_is_gone(site: str, page: Page):
    """What the words leave nothing of takes no place, and comes back with them."""
    visit(page, site + "en/faq/", 1280)
    group = page.get_by_role("heading", name="维护之后", exact=True)
    page.get_by_label("Find a question").fill("Once a month")
    expect(group).to_be_hidden()
    page.get_by_label("Find a question").fill("CACHE")
    expect(group).to_be_visible()


def test_what_a_visitor_opened_stays_open_after_looking_for_words(site: str, page: Page):
    """Finding opens and closes for its own time only."""
    visit(page, site + "faq/", 1280)
    page.locator("#data summary").click()
    page.get_by_label("查找问题").fill("缓存")
    assert shown(page) == ["登录+"]
    page.get_by_label("查找问题").fill("")
    assert [name for name in shown(page) if name.endswith("+")] == ["data+"]


@pytest.mark.parametrize("path", ["faq/#登录", "en/faq/#" + quote("登录")])
def test_a_link_to_a_question_opens_it(site: str, page: Page, path: str):
    """Who follows a link to one question reads its answer at once."""
    visit(page, site + path, 1280)
    assert [name for name in shown(page) if name.endswith("+")] == ["登录+"]


def test_a_link_on_the_page_opens_its_question_though_others_were_looked_for(site: str, page: Page):
    """An address that names a question goes before the words that would hide it; one that names none does nothing."""
    visit(page, site + "faq/#%E0%A4%A", 1280)
    assert not any(name.endswith("+") for name in shown(page))
    page.get_by_label("查找问题").fill("缓存")
    page.evaluate("location.hash = 'data'")
    expect(page.locator("#data")).to_have_attribute("open", "")
    expect(page.locator("#data")).to_be_visible()
    assert page.get_by_label("查找问题").input_value() == ""


def test_paper_has_the_answers(site: str, page: Page):
    """What is closed on the screen is open for print, and closed again after it."""
    visit(page, site + "faq/", 1280)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(name.endswith("+") for name in shown(page))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not any(name.endswith("+") for name in shown(page))


# --- the report


def template(folder: Path, lang: str = "") -> str:
    """Return the text of the file, with line ends as a page has them."""
    return (folder / lang / "contact/report.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n").strip()


def test_the_report_is_copied(site: str, page: Page, folder: Path):
    """One press takes the whole template along, and says so."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert visit(page, site + "contact/", 1280) == []
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#report_ ~ .actions [role=status]")).to_have_text("已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == template(folder)


@pytest.mark.parametrize(
    ("works", "said"), [("true", "已复制。"), ("false", "浏览器未能复制。文字已选中，请按Ctrl+C复制。")]
)
def test_without_a_clipboard_the_report_is_selected(site: str, page: Page, folder: Path, works: str, said: str):
    """A page without encryption has no clipboard: the old way is tried, and what to do is said if it fails."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        f"document.execCommand = (name) => name === 'copy' && {works};"
    )
    visit(page, site + "contact/", 1280)
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#report_ ~ .actions [role=status]")).to_have_text(said)
    assert page.evaluate("getSelection().toString()").strip() == template(folder)


@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_report_is_sent_as_mail(site: str, unscripted: Page, folder: Path, lang: str):
    """Without a script the link to the first mailbox carries subject and text of the template."""
    unscripted.goto(f"{site}{lang}contact/")
    link = urlsplit(unscripted.locator("a.button[href^='mailto:']").get_attribute("href") or "")
    assert unquote(link.path) == "help+desk@small.example"
    (subject,), (body,) = (parse_qs(link.query, strict_parsing=True)[name] for name in ("subject", "body"))
    assert "\r\n" in body  # RFC 6068, section 5
    first, rest = template(folder, lang).split("\n", 1)
    assert first.endswith(subject)
    assert subject.startswith("[")
    assert body.replace("\r\n", "\n").strip() == rest
    assert unscripted.locator("#report_").inner_text().strip() == template(folder, lang)


def test_the_report_is_downloaded(site: str, unscripted: Page, folder: Path):
    """The link leads to a real file, whose encoding and line ends every editor understands."""
    unscripted.goto(site + "contact/")
    with unscripted.expect_download() as download:
        unscripted.get_by_role("link", name="下载文本文件").click()
    data = Path(download.value.path()).read_bytes()
    assert data == (folder / "contact/report.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 9
    assert "[紧急程度][系统]故障申报-工单号" in data.decode()


def test_without_a_mailbox_no_mail_is_offered(tmp_path: Path):
    """A link that leads nowhere isn't shown; the template and its file still are."""
    files = render(write(tmp_path, SMALL))
    html = files["contact/index.html"].decode()
    assert "mailto:" not in html
    assert 'href="../contact/report.txt"' in html
    assert "contact/report.txt" in files
    assert "en/contact/report.txt" in files


# --- the score


def test_the_score_is_worked_out(site: str, page: Page):
    """100,000 users and 30 minutes make 1,000,060; what is no number makes nothing; nothing is sent."""
    wrong = visit(page, site + "en/contact/", 1280)
    users, minutes, score = (
        page.get_by_label("Users affected"),
        page.get_by_label("minutes"),
        page.locator("#score_ output"),
    )
    users.fill("100000")
    expect(score).to_have_text("")
    minutes.fill("30")
    expect(score).to_have_text("1,000,060")
    minutes.press("Enter")
    users.fill("-1")
    expect(score).to_have_text("")
    users.fill("0")
    expect(score).to_have_text("60")
    users.fill("1.5")
    expect(score).to_have_text("")
    expect(page.locator("#formula_")).to_be_hidden()
    assert (wrong, page.url) == ([], site + "en/contact/")


def test_paper_has_the_formula_with_blanks(site: str, page: Page):
    """In print, boxes to type into give way to lines to write on."""
    visit(page, site + "contact/", 1280)
    page.emulate_media(media="print")
    expect(page.locator("#formula_")).to_be_visible()
    expect(page.locator("#score_")).to_be_hidden()


# --- channels


def test_a_channel_says_all_that_is_known_of_it(site: str, unscripted: Page):
    """Without a script, on narrow and wide screens, each fact of a channel can be read."""
    for width in (320, 1280):
        unscripted.set_viewport_size({"width": width, "height": 800})
        unscripted.goto(site + "contact/")
        unscripted.locator("#mail summary").click()
        told = unscripted.locator("#mail").inner_text()
        for word in (
            "内线8000",
            "help+desk@small.example",
            "4小时内",
            "来龙去脉",
            "马上答复",
            "书面往来",
            "粘贴模板",
            "大文件",
        ):
            assert word in told, (width, word)
        assert "紧急情况专用" in unscripted.locator("#desk").inner_text()
        assert unscripted.locator("#plain").inner_text().strip().startswith("<b>窗口</b>")


def test_the_choice_stands_before_the_channels(site: str, unscripted: Page):
    """Who is in a hurry finds the emergency number above everything else."""
    unscripted.goto(site + "contact/")
    links = unscripted.locator("main a[href^='tel:']").evaluate_all("all => all.map(e => e.textContent)")
    assert links[0] == "400-000-0000"
    heads = unscripted.locator("main h2").all_inner_texts()
    assert heads[:3] == ["按紧急程度选择", "全部渠道", "没有人答复时"]
    assert unscripted.locator(".choice section").first.inner_text().split() == [
        "紧急",
        "服务台：400-000-0000",
        "工作日9:00–17:00",
    ]


def test_a_link_to_a_channel_opens_its_steps(site: str, page: Page):
    """A notice that names a contact leads to all of it."""
    visit(page, site + "contact/#mail", 1280)
    expect(page.get_by_text("粘贴模板")).to_be_visible()


# --- subscribe, and lost


def test_addresses_to_subscribe_to_are_absolute(site: str, unscripted: Page):
    """Each feed and calendar is there as a link and as text; a calendar also opens in its app."""
    for lang in ("", "en/"):
        unscripted.goto(f"{site}{lang}subscribe/")
        texts = unscripted.locator("main code").all_inner_texts()
        assert texts == [f"https://status.example/{lang}{name}" for name in ("calendar.ics", "feed.atom", "feed.rss")]
        links = unscripted.locator("main a").evaluate_all("all => all.map(e => e.getAttribute('href'))")
        assert f"webcal://status.example/{lang}calendar.ics" in links


def test_an_address_is_copied(site: str, page: Page):
    """The button beside an address takes that address along."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, site + "subscribe/", 1280)
    page.get_by_role("button", name="复制地址").nth(1).click()
    expect(page.locator(".copy [role=status]").nth(1)).to_have_text("已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == "https://status.example/feed.atom"


def test_without_an_address_the_calendar_is_a_file(tmp_path: Path):
    """A site that doesn't know its address promises none: no webcal, no feed, nothing to copy."""
    html = render(write(tmp_path, without_url(SMALL)))["subscribe/index.html"].decode()
    assert 'href="../calendar.ics"' in html
    assert not any(word in html for word in ("webcal:", "feed.", "data-copy"))


def test_the_lost_find_back_in_each_language(site: str, unscripted: Page):
    """Nobody knows which language was looked for, so the page that doesn't exist leads on in all of them."""
    unscripted.goto(site + "en/no/such/page")
    links = unscripted.locator("main a").evaluate_all("all => all.map(e => e.pathname)")
    assert links == [f"{home}{path}" for home in ("/", "/en/") for path in ("", "history/", "faq/", "contact/")]
    assert unscripted.locator("main section").get_attribute("lang") == "en"
    assert "This page doesn't exist" in unscripted.locator("main section").inner_text()
    assert (unscripted.request.get(site + "en/history/")).ok


# --- all of them


@pytest.mark.parametrize("lang", ["", "en/"])
@pytest.mark.parametrize("kind", KINDS[:-1])
def test_nothing_waits_for_a_script(site: str, unscripted: Page, kind: str, lang: str):
    """Without a script no button and no field is shown that could do nothing, and all text is there."""
    unscripted.goto(site + lang + kind)
    assert unscripted.locator("main :is(button, input, output, textarea):visible").count() == 0
    if kind == "faq/":
        unscripted.locator("#when summary").click()
        expect(unscripted.locator("#when a").first).to_be_visible()
    if kind == "contact/":
        expect(unscripted.locator("#formula_")).to_be_visible()
        assert "1,000,060" in unscripted.locator(".examples").inner_text()


@pytest.mark.parametrize("kind", [*KINDS, *(f"en/{kind}" for kind in KINDS[:-1])])
def test_targets_are_big_enough_and_nothing_is_wide(site: str, page: Page, kind: str):
    """What stands alone and can be pressed measures 24 px at least (WCAG 2.2, 2.5.8), and no width is too small."""
    for width in (320, 1280):
        assert visit(page, site + kind, width) == []
        assert_fits(page)
        small = page.evaluate(
            """[...document.querySelectorAll('main :is(a, button, input, summary)')].filter(e => {
              const box = e.getBoundingClientRect();
              const inline = e.matches('a:not(.button)') && e.parentElement.matches('p, li p, td, th, li:not(.ways li)') &&
                e.parentElement.textContent.trim() !== e.textContent.trim();
              return box.width && !inline && (box.height < 24 || box.width < 24);
            }).map(e => e.outerHTML)"""
        )
        assert small == []


def test_a_site_without_help_says_so(tmp_path: Path, browser: Browser):
    """Without questions and contacts the pages stay whole, and offer nothing to look through."""
    build(write(tmp_path / "site", EMPTY), NOW, tmp_path / "out")
    context = browser.new_context()
    page = context.new_page()
    with serving(Below(tmp_path / "out")) as address:
        for kind in (*KINDS[:3], "404.html"):
            assert visit(page, address + kind, 320) == []
            assert_fits(page)
        visit(page, address + "faq/", 320)
        assert page.locator("main input").count() == 0
        visit(page, address + "contact/", 320)
        assert page.locator("main table").count() == 1  # the examples of the score
        expect(page.locator("#report_")).to_be_visible()
    context.close()


def test_help_depends_on_its_words_alone(tmp_path: Path):
    """A later build of the same files gives the same pages of help."""
    root = write(tmp_path, SITE)
    first, later = render(root), render(root, NOW + timedelta(days=3))
    for path in ("faq/index.html", "contact/report.txt", "404.html"):
        assert first[path] == later[path]
