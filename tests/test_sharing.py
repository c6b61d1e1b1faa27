"""What a page's head tells those who link to it: read back as they would read it."""

import json
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from statuspage.encoding import embedded
from statuspage.outputs.pages import addresses
from statuspage.plan import Site
from statuspage.sharing import LONGEST, Share, description, locale, picture, share
from statuspage.snapshot import Health
from statuspage.timeline import history
from statuspage.view import Address, View
from tests.sites import EMPTY, NOW, ROOT, SMALL, make, without_the_end, without_url, write

ALONE = re.sub(r"(?s)-- content/events/shop-db\.en\.md --.*?(?=-- )", "", without_the_end(SMALL))
"""The small site whose open work isn't translated: its updates need no pair."""
MOVED = ALONE.replace("23:05 in-progress\n", "22:00 rescheduled\nstart: 2026-03-03 23:00\nend: 2026-03-04 02:00\n")
PREVIEWS = ROOT / "themes" / "default" / "assets" / "preview"


class _Head(HTMLParser):
    """Collects meta and link elements, and the text of scripts with their type."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.scripts: list[tuple[str, str]] = []
        self.others: list[str] = []
        self._type = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.meta[given.get("name") or given["property"]] = given["content"]
        elif tag == "link":
            self.links.append(given)
        elif tag == "script":
            self._type = given.get("type", "")
        else:
            self.others.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._type = "" if tag == "script" else self._type

    def handle_data(self, data: str) -> None:
        if self._type:
            self.scripts.append((self._type, data))


def view_of(site: Site, path: str = "", lang: str = "zh") -> View:
    """Return a page of a site as its template sees it."""
    found = {address.path: address for address in addresses(site, history(site))}
    return View(site, site.theme.languages[lang], found[path])


def shared(text: str, tmp_path: Path, path: str = "", lang: str = "zh", now: datetime = NOW) -> Share:
    found = share(view_of(make(write(tmp_path, text), now), path, lang))
    assert found is not None
    return found


def head(view: View) -> _Head:
    """Render what stands in the head of a page, and read it."""
    names = {**view.names(), "config": view.site.config, "share": share(view), "heading": 'A "title" & <b>'}
    parser = _Head()
    parser.feed(view.site.theme.render("_share.html", names))
    parser.close()
    return parser


def event(text: str, tmp_path: Path, name: str = "shop-db", lang: str = "zh", now: datetime = NOW) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(shared(text, tmp_path, f"events/{name}/", lang, now).data)
    return data


# ---------------------------------------------------------------- descriptions


def test_the_first_page_tells_the_state_and_as_of_when(tmp_path: Path):
    """What is told of the site's state is dated, so that it stays true wherever it is kept."""
    for lang, as_of in (("zh", "截至2026年3月1日（周日）23:05"), ("en", "As of Sun 1 Mar 2026, 23:05")):
        view = view_of(make(write(tmp_path, SMALL)), "", lang)
        banner = view.language.pgettext("banner", "maintenance")
        assert description(view) == f"{banner} · {as_of}"


def test_an_event_tells_phase_window_and_components(tmp_path: Path):
    """Who sees the link alone knows what, when, and what is affected."""
    view = view_of(make(write(tmp_path, SMALL)), "events/shop-db/", "en")
    window = view.language.window(view.address.subject.window)
    assert description(view) == f"In progress · {window} · Affected: Shop · As of Sun 1 Mar 2026, 23:05"
    over = shared(SMALL, tmp_path, "events/mail-slow/").description
    assert over.startswith("已恢复 · ")
    assert "受影响：邮箱" in over


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_tells_something_short(tmp_path: Path, lang: str):
    """No page is without a description; a long one is cut, and none holds a line break."""
    long = SMALL.replace("本站说明系统状态。", "很长的\n\n一段话。" * 200).replace("商店数据库升级", "题" * 300)
    site = make(write(tmp_path, long))
    for address in addresses(site, history(site)):
        told = description(View(site, site.theme.languages[lang], address))
        assert 0 < len(told) <= LONGEST, address.path
        assert "\n" not in told
    assert description(view_of(site, "pages/about/", lang)).endswith("…")


def test_what_is_not_public_is_not_told(tmp_path: Path):
    """A component of an event that is hidden still is not called affected, nor is its event named."""
    site = make(write(tmp_path, SMALL))
    told = [share(View(site, site.theme.languages["zh"], address)) for address in addresses(site, history(site))]
    assert "绝密" not in repr(told)
    assert "秘密的将来" not in repr(told)


# ---------------------------------------------------------------- the head


def test_a_page_names_its_one_address_and_its_other_languages(tmp_path: Path):
    """Addresses are absolute, each language names all of them, and strangers are led to the default language."""
    found = head(view_of(make(write(tmp_path, SMALL)), "events/shop-db/", "en"))
    assert found.links == [
        {"rel": "canonical", "href": "https://status.example/en/events/shop-db/"},
        {"rel": "alternate", "hreflang": "zh-CN", "href": "https://status.example/events/shop-db/"},
        {"rel": "alternate", "hreflang": "en", "href": "https://status.example/en/events/shop-db/"},
        {"rel": "alternate", "hreflang": "x-default", "href": "https://status.example/events/shop-db/"},
    ]


def test_a_page_tells_open_graph_what_it_is(tmp_path: Path):
    """Title, description, address, picture, language and site; the title is only text."""
    site = make(write(tmp_path, SMALL))
    found = head(view_of(site, "events/shop-db/", "en"))
    told = found.meta["description"]
    assert found.meta == {
        "description": told,
        "og:type": "article",
        "og:site_name": "Small site",
        "og:title": 'A "title" & <b>',
        "og:description": told,
        "og:url": "https://status.example/en/events/shop-db/",
        "og:image": f"https://status.example/{site.assets}preview/maintenance.png",
        "og:locale": "en_US",
        "og:locale:alternate": "zh_CN",
        "twitter:card": "summary_large_image",
    }
    assert found.others == []


def test_without_an_address_there_is_nothing_but_a_description(tmp_path: Path):
    """What needs an absolute address is left out whole; `check` gives the advice `site-url`."""
    for path in ("", "events/shop-db/", "faq/"):
        view = view_of(make(write(tmp_path, without_url(SMALL))), path)
        told, found = share(view), head(view)
        assert told is not None
        assert (told.alternates, told.data) == ((), "")
        assert list(found.meta) == ["description"]
        assert (found.links, found.scripts) == ([], [])


def test_a_site_of_one_language_has_no_alternates(tmp_path: Path):
    """There is no other language to name."""
    found = head(view_of(make(write(tmp_path, EMPTY)), "", "en"))
    assert [link["rel"] for link in found.links] == ["canonical"]
    assert found.meta["description"]


@pytest.mark.parametrize("template", ["404.html", "widget.html"])
def test_what_nobody_links_to_tells_nothing(tmp_path: Path, template: str):
    """The page for lost addresses and the frame for other pages have no head of this sort."""
    site = make(write(tmp_path, SMALL))
    assert share(View(site, site.theme.languages["zh"], Address("widget/", template, "pages"))) is None


@pytest.mark.parametrize(
    ("tag", "told"),
    [("zh-CN", "zh_CN"), ("en", "en_US"), ("zh-Hant", "zh_TW"), ("es-419", "es_419"), ("de", "de_DE"), ("xx", "xx")],
)
def test_open_graph_wants_a_territory(tag: str, told: str):
    """A language alone is given the territory in which most of its readers live."""
    assert locale(tag) == told


# ---------------------------------------------------------------- pictures


def test_a_picture_shows_the_state_of_a_page(tmp_path: Path):
    """The site's, a component's and an open event's state have one; all else is neutral."""
    site = make(write(tmp_path, SMALL))
    drawn = {address.path: picture(View(site, site.theme.languages["zh"], address)) for address in
             addresses(site, history(site))}  # fmt: skip
    assert drawn[""] == drawn["components/shop/"] == drawn["events/shop-db/"] == "maintenance"
    assert drawn["components/mail/"] == "ok"
    assert {drawn[path] for path in ("events/mail-slow/", "faq/", "history/", "pages/about/")} == {"neutral"}
    overrun = make(write(tmp_path, without_the_end(SMALL)), NOW + timedelta(hours=4))
    assert picture(view_of(overrun)) == picture(view_of(overrun, "events/shop-db/")) == "overrun"


@pytest.mark.parametrize("state", [*Health, "unknown", "neutral"])
def test_there_is_a_picture_for_each_state(state: str):
    """Each is a PNG of 1200 by 630 pixels, small enough to be fetched on the way."""
    data = (PREVIEWS / f"{state}.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 630)
    assert len(data) < 12_000


@pytest.mark.parametrize("state", [*Health, "unknown", "upcoming", "over"])
def test_there_is_an_icon_for_each_state(state: str):
    """Each is small, and asks for nothing: no script, no style, no other file."""
    icon = (ROOT / "themes" / "default" / "assets" / "icons" / f"{state}.svg").read_text("utf-8")
    assert len(icon) < 300
    assert not re.search(r"<script|<style|style=|href|url\(", icon)
    sprite = (ROOT / "themes" / "default" / "templates" / "_icons.html").read_text("utf-8")
    assert sprite.count(f'<symbol id="i_{state}" ') == 1


# ---------------------------------------------------------------- JSON-LD


def test_an_event_is_an_event_of_schema_org(tmp_path: Path):
    """Name, both times with offset, who speaks, and that it takes place where everybody is."""
    assert event(SMALL, tmp_path, lang="en") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Shop database upgrade",
        "description": shared(SMALL, tmp_path, "events/shop-db/", "en").description,
        "url": "https://status.example/en/events/shop-db/",
        "inLanguage": "en",
        "startDate": "2026-03-01T23:00:00+08:00",
        "endDate": "2026-03-02T02:00:00+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": "https://status.example/en/events/shop-db/"},
        "organizer": {"@type": "Organization", "name": "The small site", "url": "https://status.example/en/"},
        "image": f"https://status.example/{make(tmp_path).assets}preview/maintenance.png",
    }


def test_a_new_date_makes_it_rescheduled_and_keeps_the_old_one(tmp_path: Path):
    """The first start stays known; moved twice, both do."""
    found = event(MOVED, tmp_path)
    assert found["eventStatus"] == "https://schema.org/EventRescheduled"
    assert found["startDate"] == "2026-03-03T23:00:00+08:00"
    assert found["previousStartDate"] == "2026-03-01T23:00:00+08:00"
    again = "\n## 2026-03-01 22:30 rescheduled\nstart: 2026-03-05 23:00\nend: 2026-03-06 02:00\n"
    twice = MOVED.replace("-- content/events/mail-slow.md --", f"{again}-- content/events/mail-slow.md --")
    found = event(twice, tmp_path / "twice")
    assert found["startDate"] == "2026-03-05T23:00:00+08:00"
    assert found["previousStartDate"] == ["2026-03-01T23:00:00+08:00", "2026-03-03T23:00:00+08:00"]


def test_a_later_end_is_no_new_date(tmp_path: Path):
    """Extended work stays scheduled, with the end that holds."""
    extended = without_the_end(SMALL).replace("23:05 in-progress\n", "23:05 extended\nend: 2026-03-02 05:00\n")
    found = event(extended, tmp_path)
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["endDate"] == "2026-03-02T05:00:00+08:00"
    assert "previousStartDate" not in found


def test_what_is_cancelled_says_so(tmp_path: Path):
    """A calendar or an assistant that has read it can take it out again."""
    cancelled = without_the_end(SMALL).replace("23:05 in-progress", "23:05 cancelled")
    assert event(cancelled, tmp_path)["eventStatus"] == "https://schema.org/EventCancelled"


def test_an_end_that_nobody_said_is_not_told(tmp_path: Path):
    """An incident has an end once it is resolved, and none before."""
    open_still = datetime.fromisoformat("2026-02-10T09:30:00+08:00")
    assert "endDate" not in event(SMALL, tmp_path, "mail-slow", now=open_still)
    assert event(SMALL, tmp_path, "mail-slow")["endDate"] == "2026-02-10T10:00:00+08:00"


def test_questions_are_a_page_of_questions(tmp_path: Path):
    """Question and answer in the language of the page, as plain text."""
    found = json.loads(shared(SMALL, tmp_path, "faq/", "en").data)
    assert found == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "url": "https://status.example/en/faq/",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "How often is there maintenance?",
                "acceptedAnswer": {"@type": "Answer", "text": "Once a month, see contact."},
            }
        ],
    }


def test_without_questions_there_is_no_such_page(tmp_path: Path):
    """An FAQPage needs a question."""
    assert shared(EMPTY, tmp_path, "faq/", "en").data == ""


def test_nothing_written_by_people_ends_the_script(tmp_path: Path):
    """What looks like markup stays text of the JSON, and comes out of it as it was written."""
    title = "</script><script>alert(1)</script><!-- & ]]>"
    text = SMALL.replace("title: 商店数据库升级", f"title: '{title}'")
    found = head(view_of(make(write(tmp_path, text)), "events/shop-db/"))
    ((kind, data),) = found.scripts
    assert kind == "application/ld+json"
    assert not re.search("[<>&\u2028]", data)
    assert json.loads(data)["name"] == title
    assert embedded({"a": "</script>\u2028"}) == '{"a":"\\u003c/script\\u003e\\u2028"}'
