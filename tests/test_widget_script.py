"""The banner of /widget.js in a page of another site: two hosts, a strict policy, and a clock that is moved."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from statuspage.contrast import ratio
from statuspage.outputs import assets, widget
from tests.browsers import serving
from tests.sites import EMPTY, ROOT, make, render, write
from tests.test_accessibility import axe_in
from tests.visits import BUILT, COMPLETED, END, EXTENDED, HOUR, LISTEN, MANY, MINUTE, NIGHT, SECOND, START, with_updates

pytestmark = pytest.mark.whole

CROSS_ORIGIN: Final = {"Access-Control-Allow-Origin": "*"}
STRICT: Final = (
    "default-src 'none'; script-src {status}; connect-src {status}; base-uri 'none'; form-action 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The policy of the page around it: nothing inline, and the status site for its script and its data alone."""
PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>Another system</title>
<main>
<h1>Another system</h1>
<script src="{status}widget.js" {attributes} async></script>
<p id="after"><a href="#after">Its own text</a></p>
</main>
"""
SCRIPT: Final = '<script src="{status}widget.js" {attributes} async></script>'
DRAWN: Final = """
() => {
  const shadow = document.querySelector("status-widget")?.shadowRoot;
  const rows = shadow && !shadow.querySelector("section").hidden ? [...shadow.querySelectorAll("li")] : [];
  return rows.map((row) => [...row.firstChild.childNodes].map((part) => part.textContent));
}
"""
"""What the banner shows, a list of phase, title and time for each event."""


class Host:
    """A status site that can be built anew, and a page of another site in front of a reader."""

    def __init__(self, context: BrowserContext, folder: Path, address: str, files: dict[str, bytes]) -> None:
        self.folder, self.address, self.files = folder, address, files
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.page.on("console", lambda message: self._complain(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url.removeprefix(address)))
        self.page.on("requestfinished", lambda request: self.sent.append((request.url, request.headers)))

    def _complain(self, text: str) -> None:
        if not text.startswith("Failed to load resource"):  # the browser's own line about the network
            self.wrong.append(text)

    def publish(self, text: str, at: datetime) -> "Host":
        """Build the status site, and put it in the place of the one that was there."""
        site = make(write(self.folder / f"site{len(list(self.folder.iterdir()))}", text), at)
        self.files.clear()
        for output in (*assets.outputs(site), *widget.outputs(site)):
            if not output.path.startswith("assets/"):
                self.files[output.path] = output.render()
        return self

    def heard(self) -> "Host":
        """Wait until every answer has been heard, and those that were asked for because of it."""
        for _ in range(3):
            self.page.evaluate("heard()")
        return self

    def move(self, span: timedelta) -> "Host":
        """Let time pass, every timer at its turn."""
        self.page.clock.run_for(round(span.total_seconds() * 1000))
        return self

    def shown(self) -> list[list[str]]:
        """Return what the banner shows: phase, title and time of each event."""
        return list(self.page.evaluate(DRAWN))

    def phases(self) -> dict[str, str]:
        """Return the phase that the banner shows by title."""
        return {title: phase for phase, title, _ in self.shown()}

    def told(self) -> str:
        """Return what was told to those who can't see it."""
        return self.page.locator("status-widget p").inner_text()


Visit = Callable[..., Host]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Open a page of another site that holds the banner of a status site; in the end nothing may have gone wrong."""
    files: dict[str, bytes] = {}
    around: dict[str, bytes] = {}
    hosts: list[Host] = []

    with serving(files, headers=CROSS_ORIGIN) as status, serving(around, STRICT.format(status=status)) as address:

        def go(text: str, at: datetime, built: datetime | None = None, **asked: Any) -> Host:
            attributes = asked.pop("attributes", 'data-lang="en"')
            page = asked.pop("page", PAGE).format(status=status, attributes=attributes)
            around["index.html"] = page.encode()
            zone = asked.pop("zone", "Asia/Shanghai")
            host = Host(browser.new_context(timezone_id=zone, **asked), tmp_path, status, files)
            hosts.append(host)
            host.publish(text, built or at)
            host.page.add_init_script(LISTEN)
            host.page.clock.install(time=at - SECOND)
            host.page.clock.pause_at(at)
            host.page.goto(address)
            return host.heard() if "widget.js" in page else host

        yield go
        for host in hosts:
            host.page.context.close()
            assert host.wrong == []


TITLE: Final = "商店数据库升级"
NOTED: Final = "\n## 2026-11-29 02:40 note\n\n一切顺利。\n"
SHOP: Final = ["Scheduled", TITLE, "Sat 28 Nov, 23:00 to Sun 29 Nov, 03:00 (GMT+8)"]


def test_time_moves_the_banner_but_never_ends_the_work(visit: Visit):
    """Coming, under way and overrun follow from the reader's clock; that it is over follows from nothing but a word."""
    host = visit(NIGHT, BUILT)
    assert host.shown() == [SHOP]
    host.page.clock.pause_at(START)
    assert host.shown() == [["In progress", *SHOP[1:]]]
    host.page.clock.pause_at(END)
    over = "Planned end was Sun 29 Nov, 03:00 (GMT+8); nobody has said that it is over"
    assert host.shown() == [["Overrun, not confirmed as done", TITLE, over]]
    host.page.clock.run_for("48:00:00")
    assert host.shown() == [["Overrun, not confirmed as done", TITLE, over]]


def test_what_the_clock_may_close_goes_without_a_word(visit: Visit):
    """An event with auto_complete is shown until its end, and is then no longer there."""
    host = visit(MANY, BUILT + 3 * HOUR, built=BUILT)
    assert host.phases()["灾备演练"] == "In progress"
    host.page.clock.pause_at(END)
    assert host.phases().keys() == {TITLE, "邮件发送缓慢", "机房紧急检修"}


def test_it_is_true_without_an_answer_for_the_whole_night(visit: Visit):
    """Whether it was built before or after a change that the clock makes, the banner says the same."""
    early = visit(MANY, BUILT)
    early.page.route("**/api/*", lambda route: route.abort())
    for hours in range(6):
        at = BUILT + timedelta(hours=hours, minutes=1)
        early.page.clock.pause_at(at)
        assert sorted(early.heard().shown()) == sorted(visit(MANY, at).shown()), at


def test_the_banner_looks_again_every_five_minutes(visit: Visit):
    """What is said meanwhile arrives: a later end, and then that it is over."""
    host = visit(NIGHT, END - 10 * MINUTE)
    later = with_updates(EXTENDED)
    host.publish(later, END - 5 * MINUTE).move(4 * MINUTE)
    assert host.shown()[0][2].endswith("03:00 (GMT+8)")
    host.move(MINUTE).heard()
    assert host.shown() == [["In progress", TITLE, "Sat 28 Nov, 23:00 to Sun 29 Nov, 04:00 (GMT+8)"]]
    assert host.told() == f"In progress: {TITLE}"
    host.publish(with_updates(EXTENDED, COMPLETED), END + 2 * HOUR).move(5 * MINUTE).heard()
    assert host.shown() == []
    assert host.page.locator("status-widget section").is_hidden()


def test_a_hidden_page_asks_nothing(visit: Visit):
    """While nobody looks the host is left alone; who comes back sees what is true, and what is new."""
    host = visit(NIGHT, BUILT)
    conceal = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); "
    conceal += "document.dispatchEvent(new Event('visibilitychange')); }"
    host.page.evaluate(conceal, True)
    before = len(host.asked)
    host.move(2 * HOUR)
    assert host.asked[before:] == []
    host.page.evaluate(conceal, False)
    host.heard()
    assert host.asked[before:] == ["api/widget.en.json"]
    assert host.shown()[0][0] == "In progress"
    host.page.evaluate(conceal, False)
    host.heard()
    assert host.asked[before:] == ["api/widget.en.json"], "to come back soon asks nothing"


def test_it_asks_its_own_site_for_one_small_file(visit: Visit):
    """The script and one file are all that is fetched; nothing is kept, and no other host is asked."""
    host = visit(MANY, BUILT)
    own = [url for url in host.asked if not url.startswith("http") or "favicon" in url]
    assert own == ["widget.js", "api/widget.en.json"]
    assert len(host.asked) <= len(own) + 2, host.asked  # the page itself and its icon
    sent = next(headers for url, headers in host.sent if url.endswith(".json"))
    assert not sent.get("referer")
    assert "cookie" not in sent
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert host.page.evaluate(kept) == [0, 0, ""]


@pytest.mark.parametrize(
    ("lang", "phase"),
    [("zh", "进行中"), ("en", "In progress"), ("en-GB", "In progress"), ("fr", "进行中"), ("", "进行中")],
)
def test_the_banner_speaks_the_language_that_is_asked_for(visit: Visit, lang: str, phase: str):
    """A language of the site, a variety of one, or else the site's own."""
    host = visit(NIGHT, START, attributes=f'data-lang="{lang}"')
    assert host.shown()[0][0] == phase
    tag = "en" if phase == "In progress" else "zh-CN"
    assert host.page.locator("status-widget").get_attribute("lang") == tag
    assert host.page.locator("status-widget a").get_attribute("lang") == "zh-CN"


def test_times_are_those_of_the_reader(visit: Visit):
    """A reader elsewhere sees his own hours and days, and which zone they are of; a year that isn't his own is told."""
    assert visit(NIGHT, BUILT, zone="America/New_York").shown()[0][2] == "Sat 28 Nov, 10:00 to 14:00 (EST)"
    assert visit(NIGHT, BUILT, zone="Europe/Berlin").shown()[0][2] == "Sat 28 Nov, 16:00 to 20:00 (GMT+1)"
    chinese = visit(NIGHT, BUILT, attributes="").shown()[0][2]
    assert chinese == "11月28日（周六）23:00至11月29日（周日）03:00（GMT+8）"
    long = NIGHT.replace("end: 2026-11-29 03:00", "end: 2027-02-27 20:00")
    assert visit(long, BUILT).shown()[0][2] == "Sat 28 Nov, 23:00 to Sat 27 Feb 2027, 20:00 (GMT+8)"


@pytest.mark.parametrize(
    ("attributes", "titles"),
    [
        ('data-components="shop"', {TITLE, "灾备演练"}),
        ('data-components="mail"', {"邮件发送缓慢", "机房紧急检修"}),
        ('data-components=" mail, shop "', {TITLE, "灾备演练", "邮件发送缓慢", "机房紧急检修"}),
        ('data-components="other"', set()),
    ],
)
def test_a_page_chooses_its_components(visit: Visit, attributes: str, titles: set[str]):
    """Of several events those that affect one of the components are shown."""
    assert visit(MANY, BUILT, attributes=attributes).phases().keys() == titles


def test_an_event_that_names_no_component_concerns_every_page(visit: Visit):
    """What may affect anything is shown whatever the page chose; a component that works again is no longer shown."""
    bare = NIGHT.replace("components:\n  shop: outage\n", "")
    assert visit(bare, START, attributes='data-components="mail"').phases().keys() == {TITLE}
    again = with_updates("\n## 2026-11-29 02:00 verifying\nshop: none\n\n已恢复。\n")
    assert visit(again, END - MINUTE, attributes='data-components="shop"').phases() == {}
    assert visit(again, END - MINUTE).phases().keys() == {TITLE}


@pytest.mark.parametrize(("days", "shown"), [("", 0), ("0", 0), ("1", 0), ("4", 1), ("0.5", 0)])
def test_a_page_chooses_how_far_ahead_it_looks(visit: Visit, days: str, shown: int):
    """Without a word it is three days; the hour at which an event comes near is kept to the minute."""
    at = START - timedelta(days=3, minutes=1)
    chosen = visit(NIGHT, at, attributes=f'data-days="{days}"')
    assert len(chosen.shown()) == shown
    usual = visit(NIGHT, at)
    assert usual.shown() == []
    usual.page.clock.pause_at(at + MINUTE)
    assert len(usual.shown()) == 1


def test_what_is_dismissed_stays_so_until_something_changes(visit: Visit):
    """On this page, on the next, and on no other event; a new phase or word of the same event shows it again."""
    host = visit(MANY, BUILT)
    count = len(host.shown())
    host.page.get_by_role("button", name=f"Dismiss: {TITLE}").click()
    assert TITLE not in host.phases()
    assert len(host.shown()) == count - 1
    host.page.reload()
    assert TITLE not in host.heard().phases()
    host.page.clock.pause_at(START)
    assert host.phases()[TITLE] == "In progress"
    assert host.told() == f"In progress: {TITLE}"
    host.page.get_by_role("button", name=f"Dismiss: {TITLE}").click()
    assert TITLE not in host.phases()
    host.publish(MANY.replace("升级期间不能下单。\n", "升级期间不能下单。\n" + NOTED), END - 10 * MINUTE)
    host.page.clock.pause_at(END - 10 * MINUTE)
    host.heard().move(5 * MINUTE).heard()
    assert host.phases()[TITLE] == "In progress"
    kept = host.page.evaluate("Object.entries(sessionStorage)")
    assert [key for key, _ in kept] == [f"{host.address}db"]
    assert host.page.evaluate("localStorage.length") == 0


def test_a_browser_that_refuses_storage_still_dismisses(visit: Visit):
    """In a sandbox without an origin, where every look at storage throws, the banner goes for as long as the page is open."""
    host = visit(NIGHT, BUILT, page=PAGE)
    host.page.evaluate(
        "Object.defineProperty(globalThis, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    host.page.get_by_role("button").click()
    assert host.shown() == []
    host.move(10 * MINUTE).heard()
    assert host.shown() == []


def test_where_there_is_nothing_nothing_is_shown(visit: Visit):
    """An empty site, and one whose work is over, take no room on the page and say nothing."""
    over = with_updates(COMPLETED)
    for text, at in ((EMPTY, BUILT), (over, END + 3 * HOUR), (NIGHT, START - timedelta(days=30))):
        host = visit(text, at)
        assert host.shown() == []
        first, after = (host.page.locator(part).bounding_box() for part in ("h1", "#after"))
        bare = visit(text, at, page=PAGE.replace(SCRIPT, ""))
        expected = [bare.page.locator(part).bounding_box() for part in ("h1", "#after")]
        assert [first, after] == expected
        assert host.page.get_by_role("region").count() == 0


def test_a_failing_host_shows_nothing_and_takes_nothing_away(visit: Visit):
    """Without an answer, or with one that can't be read, the page is as it was; what was shown stays."""
    host = visit(NIGHT, START)
    for name in [name for name in host.files if name.startswith("api/widget")]:
        host.files[name] = b"<!doctype html>"
    host.move(5 * MINUTE).heard()
    assert host.shown()[0][0] == "In progress"
    host.page.reload()
    assert host.heard().shown() == []
    host.publish(NIGHT, START).move(5 * MINUTE).heard()
    assert host.shown()[0][0] == "In progress"
    host.page.route("**/api/*", lambda route: route.abort())
    host.move(5 * MINUTE).heard()
    host.page.reload()
    assert host.heard().shown() == []


@pytest.mark.parametrize("answer", [b"{}", b"null", b'{"events": ', b""])
def test_an_answer_that_makes_no_sense_takes_no_fact_away(visit: Visit, answer: bytes):
    """The clock moves on what was known."""
    host = visit(NIGHT, START)
    for name in [name for name in host.files if name.startswith("api/widget")]:
        host.files[name] = answer
    host.move(5 * MINUTE).heard()
    host.page.clock.pause_at(END)
    assert host.heard().shown()[0][0] == "Overrun, not confirmed as done"


def test_the_banner_stands_where_its_script_stands(visit: Visit):
    """Before the script's own place in the page; from the head it goes to the top."""
    order = "[...document.body.querySelectorAll('status-widget, h1, script, p')].map((element) => element.localName)"
    assert visit(NIGHT, BUILT).page.evaluate(order) == ["h1", "status-widget", "script", "p"]
    top = visit(NIGHT, BUILT, page=PAGE.replace(SCRIPT, "").replace("<title>", SCRIPT + "<title>"))
    assert top.page.evaluate(order)[:2] == ["status-widget", "h1"]


def test_each_event_leads_to_its_notice(visit: Visit):
    """The link is the notice in the banner's language, in a tab of its own: what is typed on the page isn't lost."""
    host = visit(NIGHT, BUILT)
    link = host.page.get_by_role("link", name=TITLE)
    assert link.evaluate("link => link.href") == f"{host.address}en/events/db/"
    assert link.get_attribute("target") == "_blank"
    chinese = visit(NIGHT, BUILT, attributes="")
    assert chinese.page.get_by_role("link", name=TITLE).evaluate("link => link.href") == f"{host.address}events/db/"


def test_text_stays_text(visit: Visit):
    """Whatever a title holds is shown as typed, and nothing of it runs or becomes an element."""
    nasty = """<img src=x onerror="alert(1)"> & %(title)s </script> \u202eabc"""
    host = visit(NIGHT.replace(f"title: {TITLE}", f"title: '{nasty}'"), BUILT)
    assert host.shown()[0][1] == nasty
    assert host.page.locator("status-widget img").count() == 0


def test_the_banner_is_named_and_worked_by_keyboard(visit: Visit):
    """A region with the site's name, a live region that is silent at first, and buttons reached and pressed by keys."""
    host = visit(MANY, BUILT)
    region = host.page.get_by_role("region", name="Small site")
    assert region.count() == 1
    assert host.page.locator("status-widget").get_by_role("status").inner_text() == ""
    names = []
    for _ in range(3):
        host.page.keyboard.press("Tab")
        names.append(host.page.evaluate(ACTIVE))
    titles = list(host.phases())
    assert names == [titles[0], f"Dismiss: {titles[0]}", titles[1]]
    host.page.keyboard.press("Shift+Tab")
    host.page.keyboard.press("Enter")
    assert list(host.phases()) == titles[1:]
    assert host.page.evaluate(ACTIVE) == f"Dismiss: {titles[1]}", "the focus goes to the next one"


ACTIVE: Final = """
(() => { const found = document.querySelector("status-widget").shadowRoot.activeElement;
  return found?.ariaLabel || found?.textContent; })()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_banner_can_be_read_and_hit(visit: Visit, scheme: Any, width: int):
    """In both schemes text has a contrast of 4.5:1; targets have 24 px; nothing runs over a narrow page."""
    host = visit(MANY, BUILT + HOUR, color_scheme=scheme, viewport={"width": width, "height": 700})
    host.page.clock.resume()  # the rules wait for timers
    assert axe_in(host.page, scheme) == []
    for front, back, words in host.page.evaluate(COLOURS):
        assert contrast(front, back) >= 4.5, (front, back, words)
    for box in host.page.locator("status-widget button").all():
        size = box.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24
    assert host.page.evaluate("document.documentElement.scrollWidth") <= width


COLOURS: Final = """
() => {
  const shadow = document.querySelector("status-widget").shadowRoot;
  const card = getComputedStyle(shadow.querySelector("section")).backgroundColor;
  return [...shadow.querySelectorAll("b, a, small, button")].map((element) => {
    const { color, backgroundColor } = getComputedStyle(element);
    return [color, backgroundColor === "rgba(0, 0, 0, 0)" ? card : backgroundColor, element.textContent];
  });
}
"""


def contrast(front: str, back: str) -> float:
    """Return the contrast of two colours as a browser writes them."""
    one, other = ("#" + "".join(f"{int(part):02x}" for part in colour[4:-1].split(", ")) for colour in (front, back))
    return ratio(one, other)


def test_a_page_may_fix_the_scheme(visit: Visit):
    """A page that is always light keeps a light banner in the dark, and the other way round."""
    ground = (
        "getComputedStyle(document.querySelector('status-widget').shadowRoot.querySelector('section')).backgroundColor"
    )
    found = {
        (scheme, fixed): visit(NIGHT, BUILT, color_scheme=scheme, attributes=f'data-scheme="{fixed}"').page.evaluate(
            ground
        )
        for scheme in ("light", "dark")
        for fixed in ("light", "dark", "")
    }
    light, dark = found["light", ""], found["dark", ""]
    assert light != dark
    assert found == {
        (scheme, fixed): light if (fixed or scheme) == "light" else dark
        for scheme in ("light", "dark")
        for fixed in ("light", "dark", "")
    }


def test_right_to_left_turns_the_banner_round(visit: Visit):
    """In a language that is written from right to left the text stands at the right, and the button at the left."""
    host = visit(NIGHT, BUILT)
    facts = json.loads(host.files["api/widget.en.json"])
    host.files["api/widget.en.json"] = json.dumps({**facts, "dir": "rtl", "lang": "ar"}).encode()
    host.page.reload()
    host.heard()
    boxes = [host.page.locator(f"status-widget {part}").bounding_box() for part in ("button", "b")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] < boxes[1]["x"]


def test_two_banners_on_a_page_go_their_own_ways(visit: Visit):
    """Each has its own components and language."""
    two = PAGE.replace('<p id="after">', SCRIPT.replace("{attributes}", 'data-components="mail"') + '<p id="after">')
    host = visit(MANY, BUILT, page=two, attributes='data-lang="en" data-components="shop"')
    regions = host.page.get_by_role("region")
    assert [regions.nth(number).get_attribute("aria-label") for number in (0, 1)] == ["Small site", "小站状态"]
    assert "邮件发送缓慢" in regions.nth(1).inner_text()
    assert "邮件发送缓慢" not in regions.nth(0).inner_text()


# ---------------------------------------------------------------- docs/embedding.md


GUIDE: Final = (ROOT / "docs" / "embedding.md").read_text("utf-8")
ADDRESS: Final = "https://status.example.org/"
SECTIONS: Final = {part.partition("\n")[0]: part for part in GUIDE.split("\n## ")[1:]}


def example(section: str, kind: str) -> str:
    """Return the one example of a kind under a heading of the guide; of text, the policy."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", SECTIONS[section], re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if kind == "html" or block.startswith("Content-Security-Policy: ")]
    return str(found).removeprefix("Content-Security-Policy: ").strip()


@pytest.mark.parametrize(
    ("section", "seen"),
    [
        ("A banner", "!!document.querySelector('status-widget')?.shadowRoot.querySelector('li')"),
        ("A frame", "frames.length === 1"),
        ("Badges", "[...document.images].filter((image) => image.naturalWidth > 100).length === 2"),
    ],
)
def test_the_guide_s_examples_work_under_the_policy_beside_them(
    browser: Browser, tmp_path: Path, section: str, seen: str
):
    """What the guide tells other sites to write shows the state there, and no policy is broken."""
    text = NIGHT.replace('id = "shop"', 'id = "orders"').replace("shop: outage", "orders: outage")
    around: dict[str, bytes] = {}
    with serving(render(write(tmp_path, text), START), policy=None, headers=CROSS_ORIGIN) as status:
        policy, html = (example(section, kind).replace(ADDRESS, status) for kind in ("text", "html"))
        around["index.html"] = f"<!doctype html><title>x</title><body>{html}".encode()
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.clock.set_fixed_time(START)
        with serving(around, policy) as address:
            page.goto(address)
            if section == "A banner":  # a function that waits would be refused by the policy, where it has to wait
                page.locator("status-widget li").first.wait_for()
            assert page.evaluate(seen)
            if section == "A frame":
                assert (
                    page.frame_locator("iframe").locator("h1").inner_text().strip() == "Planned maintenance in progress"
                )
        page.close()
        assert [line for line in wrong if "favicon" not in line] == []


def test_the_guide_names_every_attribute():
    """The attributes in the guide are those that the script reads."""
    source = (ROOT / "themes" / "default" / "scripts" / "widget.js").read_text("utf-8")
    (read,) = re.findall(r"const \{ (.*) \} = script\.dataset", source)
    told = re.findall(r"^\| `data-(\w+)`", GUIDE, re.MULTILINE)
    assert told == [name.partition(" ")[0] for name in read.split(", ")]
