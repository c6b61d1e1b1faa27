"""HTML pages: what a visitor is told, in which language, and that nothing of it is executable."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.sites import EMPTY, NOW, SMALL, render, without_the_end, write


def text(files: Mapping[str, bytes], path: str) -> str:
    """Return a page's words as a visitor reads them."""
    body = html5lib.parse(files[path], namespaceHTMLElements=False).find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def title(files: Mapping[str, bytes], path: str) -> str:
    found = re.search("<title[^>]*>(.*?)</title>", files[path].decode(), re.DOTALL)
    return found[1] if found else ""


def ours(script: Element) -> bool:
    """Tell the theme's own files and blocks of data, which no browser executes, from what anybody else wrote."""
    address = script.get("src", "")
    return not script.text if address else script.get("type") in ("application/json", "application/ld+json")


def test_the_first_page_tells_what_is_under_way(tmp_path: Path):
    """State, cause, planned end and the latest word stand on the first page, in each language."""
    files = render(write(tmp_path, SMALL))
    zh, en = text(files, "index.html"), text(files, "en/index.html")
    for word in ("商店数据库升级", "已开始。", "服务台", "400-000-0000"):
        assert word in zh
    for word in ("Shop database upgrade", "Begun.", "Shop", "Under maintenance"):
        assert word in en


def test_a_notice_tells_all_that_was_written(tmp_path: Path):
    """Reason, text, updates with their times, contact: nothing that people wrote is lost."""
    files = render(write(tmp_path, SMALL))
    found = text(files, "events/shop-db/index.html")
    for word in ("更换存储。", "升级期间不能下单。", "已开始。", "服务台", "商店", "2026年3月1日", "23:05"):
        assert word in found
    assert 'id="update-20260301T150500Z"' in files["events/shop-db/index.html"].decode()


def test_an_overrun_is_never_called_done(tmp_path: Path):
    """When the end has passed without a word, the page says so, and claims nothing."""
    files = render(write(tmp_path, without_the_end(SMALL)), datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert "nobody has said that it is over" in text(files, "en/index.html")
    for path in ("en/index.html", "en/events/shop-db/index.html"):
        assert "Overrun" in text(files, path)
        assert not re.search("Completed|Operational|All systems", text(files, path).partition("Components")[0])


def test_what_is_missing_in_a_language_is_shown_in_the_original_and_marked(tmp_path: Path):
    """A title without a translation stands there in the original, with its language for screen readers."""
    files = render(write(tmp_path, SMALL))
    assert '<span lang="zh-CN">邮件发送缓慢</span>' in files["en/events/mail-slow/index.html"].decode()
    assert '<span lang="zh-CN">邮件发送缓慢</span>' not in files["events/mail-slow/index.html"].decode()


def test_links_of_a_text_stay_in_the_page_s_language(tmp_path: Path):
    """A link from the root leads to the page of the language that is read."""
    files = render(write(tmp_path, SMALL))
    links = {
        lang: set(re.findall(r'href="([^"]*contact/)"', files[f"{lang}faq/index.html"].decode()))
        for lang in ("", "en/")
    }
    assert all("en/" not in link for link in links[""])
    assert links["en/"]


def test_each_page_leads_to_itself_in_the_other_language(tmp_path: Path):
    """The switch of language stays on the page."""
    files = render(write(tmp_path, SMALL))
    assert 'href="../../en/events/shop-db/"' in files["events/shop-db/index.html"].decode()
    assert 'href="../../../events/shop-db/"' in files["en/events/shop-db/index.html"].decode()


def test_a_site_in_one_language_offers_no_other(tmp_path: Path):
    """Where there is one language, there is no switch and no folder of another."""
    files = render(write(tmp_path, EMPTY))
    assert not [path for path in files if path.startswith("en/")]
    assert "hreflang" not in files["index.html"].decode()


HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 9871 * 7877 }}&amp;"


@pytest.mark.parametrize(
    "field",
    [
        "title: 商店数据库升级",
        "reason: 更换存储。",
        "title: 多久维护一次？",
        "title: 服务台",
        "hours: 工作日9:00–17:00",
        "reach: 400-000-0000",
        "title: 关于",
    ],
)
def test_no_field_of_people_is_executed(tmp_path: Path, field: str):
    """Whatever is written into a field is shown as text, on every page and in every language."""
    name = field.partition(":")[0]
    quoted = HOSTILE.replace("'", "''")
    root = write(tmp_path, SMALL.replace(field, f"{name}: '{quoted}'"))
    for path, data in render(root).items():
        if path.endswith(".html"):
            page = html5lib.parse(data, namespaceHTMLElements=False)
            assert [script for script in page.findall(".//script") if not ours(script)] == [], path
            assert page.findall(".//img") == [], path
            assert b"{{ 9871 * 7877 }}" in data or b"77753867" not in data, path


def test_names_of_the_configuration_are_text_too(tmp_path: Path):
    """The site's title and the names of components can hold anything."""
    evil = HOSTILE.replace('"', '\\"')
    root = write(tmp_path, SMALL.replace('zh = "商店"', f'zh = "{evil}"').replace('zh = "小站状态"', f'zh = "{evil}"'))
    for path, data in render(root).items():
        if path.endswith(".html"):
            page = html5lib.parse(data, namespaceHTMLElements=False)
            assert [script for script in page.findall(".//script") if not ours(script)] == [], path
            assert page.findall(".//img") == [], path


REACH = """\
-- content/contacts/desk.md --
---
title: 服务台
reach: |
  400-000-0000
  +86 10 0000 0000
  desk@status.example
  https://desk.example/new?a=1&b=2
  3号楼101室
  javascript:alert(1)
---
"""


def test_numbers_and_addresses_of_a_contact_are_links(tmp_path: Path):
    """A telephone number dials, an address opens, and everything else is text."""
    html = render(write(tmp_path, SMALL + REACH))["contact/index.html"].decode()
    for link in (
        '<a href="tel:400-000-0000">400-000-0000</a>',
        '<a href="mailto:desk@status.example">desk@status.example</a>',
        '<a href="https://desk.example/new?a=1&amp;b=2">',
    ):
        assert link in html
    assert re.search(r'<a href="tel:\+8610000', html)
    assert "3号楼101室" in html
    assert 'href="javascript' not in html


def test_the_history_has_a_page_for_each_year_and_month(tmp_path: Path):
    """An event stands in the month in which it starts, by the site's clocks."""
    files = render(write(tmp_path, SMALL.replace("start: 2026-03-01 23:00", "start: 2026-03-01 00:10")))
    assert "商店数据库升级" in text(files, "history/2026-03/index.html")
    assert "商店数据库升级" not in text(files, "history/2026-02/index.html")
    assert "邮件发送缓慢" in text(files, "history/2026-02/index.html")


def test_what_is_upcoming_is_no_history(tmp_path: Path):
    """A month has a page when something has begun in it."""
    files = render(write(tmp_path, SMALL), NOW - timedelta(days=2))
    assert "history/2026-03/index.html" not in files
    assert "商店数据库升级" in text(files, "index.html")


def test_the_page_for_lost_visitors_works_at_any_depth(tmp_path: Path):
    """Its links don't depend on the address that was asked for."""
    html = render(write(tmp_path, SMALL))["404.html"].decode()
    for address in re.findall(r'(?:href|src)="([^"]*)"', html):
        assert address.startswith(("/", "#", "https://", "tel:", "mailto:")), address


def test_titles_say_the_state_first(tmp_path: Path):
    """In a tab the first words tell how things stand."""
    files = render(write(tmp_path, SMALL))
    assert title(files, "en/events/shop-db/index.html").startswith("In progress")
    assert title(files, "en/events/mail-slow/index.html").startswith("Resolved")
    assert re.search("maintenance", title(files, "en/index.html"), re.IGNORECASE)


def test_ids_of_people_take_no_id_of_the_page(tmp_path: Path):
    """A contact or question that is called as a part of the page leaves that part alone."""
    names = ("main", "facts", "updates", "upcoming", "components", "subscribe")
    added = "".join(f"-- content/contacts/{name}.md --\n---\ntitle: {name}\nreach: x\n---\n" for name in names)
    added += "".join(f"-- content/faq/{name}.md --\n---\ntitle: {name}\n---\nx\n" for name in names)
    for path, data in render(write(tmp_path, SMALL + added)).items():
        if path.endswith(".html"):
            ids = re.findall(r'\bid="([^"]*)"', data.decode())
            assert len(ids) == len(set(ids)), path


CONTACT = "-- content/contacts/desk.md --\n---\ntitle: Desk\nreach: {}\n---\n"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ops@example.org", "mailto:ops@example.org"),
        ("https://a.example/b?c=d&e", "https://a.example/b?c=d&amp;e"),
        ("HTTPS://a.example", "HTTPS://a.example"),
        ("+86 400-000-0000", "tel:+86400-000-0000"),
        ("ops@example.org（工作日）", None),
        ("https://a.example、https://b.example", None),
        ("2026-11-28", None),
        ("javascript:alert(1)@x", None),
        ("内线8000", None),
    ],
)
def test_only_what_is_whole_an_address_or_a_number_becomes_a_link(tmp_path: Path, written: str, address: str | None):
    """Words beside an address, or two addresses, stay text: a wrong link helps nobody."""
    page = render(write(tmp_path, EMPTY + CONTACT.format(f'"{written}"')))["contact/index.html"].decode()
    assert re.findall('<a href="([^"]*)">', re.findall('class="reach">(.*?)</p>', page, re.DOTALL)[0]) == (
        [address] if address else []
    )


def test_what_ended_last_comes_first_and_cancelled_plans_do_not_crowd_it_out(tmp_path: Path):
    """An event counts from when somebody said that it is over, not from when it was planned."""
    plans = "".join(
        f"-- content/events/plan-{number}.md --\n---\ntitle: Plan {number}\nstart: 2027-03-0{number} 10:00\n"
        f"end: 2027-03-0{number} 11:00\n---\n\n## 2026-03-01 0{number}:00 cancelled\n"
        for number in range(1, 7)
    )
    fault = (
        "-- content/events/fault.md --\n---\ntitle: Fault\nkind: incident\nstart: 2026-03-01 08:00\n---\n\n"
        "## 2026-03-01 09:00 resolved\n"
    )
    files = render(write(tmp_path, EMPTY + plans + fault), datetime(2026, 3, 2, tzinfo=UTC))
    page = files["index.html"].decode()
    recent = page[page.index('id="recent"') :]
    assert re.findall(r'events/([a-z0-9-]+)/">', recent)[:3] == ["fault", "plan-6", "plan-5"]


def test_the_page_for_lost_visitors_claims_no_address(tmp_path: Path):
    """It stands at every address that doesn't exist, and is the first page at none."""
    assert b"canonical" not in render(write(tmp_path, SMALL))["404.html"]


def test_the_banner_for_other_sites_tells_that_an_end_has_passed(tmp_path: Path):
    """A planned end that has passed isn't given as if it were still to come."""
    work = (
        "-- content/events/late.md --\n---\ntitle: Late\nstart: 2026-03-01 10:00\nend: 2026-03-01 11:00\n---\n\n"
        "## 2026-03-01 10:00 in-progress\n"
    )
    files = render(write(tmp_path, EMPTY + work), datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert '<span class="tag" data-phase data-state="overrun">' in files["widget/index.html"].decode()
    assert '<span class="tag" data-phase data-state="overrun">' in files["index.html"].decode()
