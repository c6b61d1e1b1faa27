"""Built pages by the rules of WCAG 2.2 AA and of this project, in a real browser: each kind of page, in both languages.

What a machine can tell: axe-core's rules, reflow, keyboard, targets, forced colours, policies, paper.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import quote

import pytest
import tinycss2
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from statuspage.outputs.pages import addresses
from statuspage.timeline import history
from tests.browsers import serving
from tests.sites import EMPTY, LIVELY, NOW, ROOT, make, render, write

pytestmark = pytest.mark.whole

KINDS = {
    "index": "",
    "in progress": "events/orders-db/",
    "upcoming": "events/2026-11-login-mfa/",
    "overrun": "events/2026-11-reports-storage/",
    "identified": "events/2026-11-handheld-disconnect/",
    "resolved": "events/2026-11-sms-codes/",
    "completed": "events/2026-04-files-storage/",
    "ended": "events/2026-01-month-end/",
    "cancelled": "events/2026-11-files-cleanup/",
    "component": "components/orders/",
    "audience": "audiences/finance/",
    "history": "history/",
    "year": "history/2026/",
    "month": "history/2026-11/",
    "faq": "faq/",
    "contact": "contact/",
    "subscribe": "subscribe/",
    "search": "search/",
    "widget": "widget/",
    "page": "pages/about/",
    "lost": "404.html",
}
"""Pages of the sample site, one of each kind and of each phase."""

PAGES = [(kind, lang) for kind in KINDS for lang in ("zh", "en") if (kind, lang) != ("lost", "en")]
NO_EVENTS = ("", "history/", "faq/", "contact/", "subscribe/", "search/", "widget/", "404.html")
SEEN = LIVELY + timedelta(minutes=12)
"""When the pages are opened."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

AXE = """([only, options]) => axe.run(document, {runOnly: {type: only, values: options}, resultTypes: ["violations"]})
  .then(({violations}) => violations.flatMap(({id, nodes}) =>
    nodes.map(({target, any}) => `${id} ${target.join(" ")} ${(any[0] || {message: ""}).message.slice(0, 160)}`)))"""

WIDER = """() => {
  const root = document.scrollingElement, room = root.clientWidth;
  const scrolls = (e) => e && e !== document.body
    && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const place = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class")}: ${e.textContent.trim().slice(0, 30)}`;
  const out = [...document.body.querySelectorAll("*")].filter((e) => {
    const { left, right, width } = e.getBoundingClientRect();
    return width > 1 && (right > room + 1 || left < -1) && !scrolls(e.parentElement) && !e.matches(".skip, .skip *");
  });
  return [...(root.scrollWidth > room ? [`sideways by ${root.scrollWidth - room}`] : []), ...out.map(place)];
}"""
"""What needs scrolling sideways, but for what stands in a box that scrolls by itself."""

CLIPPED = """() => [...document.body.querySelectorAll("*")].filter((e) => {
  const { overflowX, overflowY, clipPath } = getComputedStyle(e);
  const cut = (how, inner, outer) => /hidden|clip/.test(how) && inner > outer + 1;
  return clipPath === "none" && e.textContent.trim() && e.clientHeight
    && (cut(overflowX, e.scrollWidth, e.clientWidth) || cut(overflowY, e.scrollHeight, e.clientHeight));
}).map((e) => e.outerHTML.slice(0, 100))"""
"""Texts of which a part is cut off."""

SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The distances of WCAG 1.4.12."""

FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
  .map((e, number) => (e.dataset.stop = number, e.outerHTML.slice(0, 100)))"""
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const { outlineStyle, outlineWidth, outlineColor, overflowX } = getComputedStyle(e);
  const { top, bottom } = e.getBoundingClientRect();
  return {
    number: e.dataset.stop, html: e.outerHTML.slice(0, 100), scrolls: /auto|scroll/.test(overflowX),
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/^rgba.*, 0\\)$|transparent/.test(outlineColor)
      && bottom > 0 && top < innerHeight,
  };
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((e) => {
  const { width, height } = e.getBoundingClientRect();
  if (!width || e.matches(".skip") || (width >= 24 && height >= 24)) return false;
  const block = e.closest("p, li, dd, dt, td, th, h1, h2, h3, h4, figcaption, blockquote");
  const text = (from) => from.textContent.replace(/\\s+/g, "").length;
  return !(getComputedStyle(e).display === "inline" && block && text(block) > text(e));
}).map((e) => `${e.outerHTML.slice(0, 110)} ${JSON.stringify(e.getBoundingClientRect())}`)"""
"""Targets of less than 24 by 24 px, but for links within a sentence (WCAG 2.5.8)."""

BARE_TAGS = """() => [...document.querySelectorAll(".tag, .banner")].filter((e) => {
  const href = e.querySelector("svg use")?.getAttribute("href");
  return !e.textContent.trim() || !href || !document.querySelector(href)?.childElementCount;
}).map((e) => e.outerHTML.slice(0, 160))"""
SILENT_STRIPS = """() => [...document.querySelectorAll("svg.strip")]
  .filter((e) => e.getAttribute("role") !== "img" || !e.getAttribute("aria-label").trim())
  .map((e) => e.outerHTML.slice(0, 100))"""
BORDERLESS = """() => [...document.querySelectorAll(".tag, .banner")].filter((e) => {
  const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(e);
  return borderTopStyle === "none" || !parseFloat(borderTopWidth) || borderTopColor === backgroundColor
    || /^rgba.*, 0\\)$|transparent/.test(borderTopColor);
}).map((e) => e.outerHTML.slice(0, 100))"""

WATCH = """
window.broken = [];
window.touched = [];
document.addEventListener("securitypolicyviolation", (event) =>
  broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
const watch = (owner, names) => names.forEach((name) => {
  const was = owner[name];
  owner[name] = function (...given) { touched.push(name); return was.apply(this, given); };
});
watch(Storage.prototype, ["getItem", "setItem"]);
watch(IDBFactory.prototype, ["open"]);
if (window.CacheStorage) watch(CacheStorage.prototype, ["open", "match"]);
const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
Object.defineProperty(document, "cookie", { get: () => touched.push("cookie") && jar.get.call(document), set: () => touched.push("cookie") });
"""
KEPT = """async () => [...touched, ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(({ name }) => name), ...(window.caches ? await caches.keys() : []),
  ...(await navigator.serviceWorker?.getRegistrations() ?? []).map(({ scope }) => scope)]"""

PHYSICAL = re.compile(
    r"(margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)\b.*|(min-|max-)?(width|height)"
    r"|left|right|top|bottom|border-(top|bottom)-(left|right)-radius|overflow-[xy]"
)
"""Properties that name a side of the screen in place of one of the text; heights and widths are such too."""

MEANT = {"stroke-width", "overflow-x"}
SHEET_OF_PAPER = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def sample() -> Iterator[str]:
    """The address of the sample site, built and served."""
    with serving(render(ROOT, LIVELY)) as address:
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site without events, components or questions."""
    with serving(render(write(tmp_path_factory.mktemp("empty"), EMPTY), NOW)) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visit by itself: nothing is left of those before."""
    yield from _visit(browser)


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[BrowserContext]:
    """One visit to many pages."""
    yield from _visit(browser)


def _visit(browser: Browser) -> Iterator[BrowserContext]:
    """Come soon after the build, from another zone, so that both clocks are told."""
    context = browser.new_context(timezone_id="America/Los_Angeles")
    context.clock.set_fixed_time(SEEN)
    yield context
    context.close()


@pytest.fixture
def page(visits: BrowserContext) -> Iterator[Page]:
    """A new page in a browser that has been here before, which saves most of the time."""
    page = visits.new_page()
    yield page
    page.close()


def address_of(sample: str, kind: str, lang: str) -> str:
    return sample + ("en/" if lang == "en" else "") + quote(KINDS[kind])


def axe(page: Page) -> list[str]:
    """Return what breaks a rule, light and dark."""
    return [*axe_in(page, "light"), *axe_in(page, "dark")]


def axe_in(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    """Return what breaks a rule in a scheme; of the dark one only colours can differ."""
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme=scheme)
    rules = ["tag", RULES] if scheme == "light" else ["rule", ["color-contrast"]]
    return [f"{scheme}: {told}" for told in page.evaluate(AXE, rules)]


def test_each_kind_of_page_and_each_phase_is_looked_at():
    """A template that is new, or a phase that the sample site reaches, needs a page in the list above."""
    site = make(ROOT, LIVELY)
    made = {address.path: address for address in addresses(site, history(site))}
    looked_at = [made[path] for path in KINDS.values() if path in made]
    assert len(looked_at) == len(KINDS) - 1
    assert {address.template for address in looked_at} == {address.template for address in made.values()}
    phases = {state.phase for state in site.snapshot.events}
    assert {address.subject.phase for address in looked_at if address.template == "event.html"} == phases


@pytest.mark.parametrize(("kind", "lang"), PAGES)
def test_axe_finds_nothing(sample: str, page: Page, kind: str, lang: str):
    """On a wide and on a narrow screen, in light and in dark, no rule of axe-core is broken.

    Of each kind of page every language, width and scheme meets each other: colours don't depend on the words.
    """
    page.goto(address_of(sample, kind, lang))
    light, dark = (1280, 320) if lang == "zh" else (320, 1280)
    page.set_viewport_size({"width": light, "height": 800})
    assert axe_in(page, "light") == []
    page.set_viewport_size({"width": dark, "height": 800})
    assert axe_in(page, "dark") == []
    if kind == "lost":  # stands in one language alone
        page.set_viewport_size({"width": 320, "height": 800})
        assert axe(page) == []


@pytest.mark.parametrize("path", NO_EVENTS)
def test_axe_finds_nothing_where_nothing_happens(empty: str, page: Page, path: str):
    """A site with nothing on it breaks no rule either."""
    page.goto(empty + path)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == []
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize(("kind", "lang"), PAGES)
def test_pages_reflow(sample: str, page: Page, kind: str, lang: str):
    """At 320 px, zoomed to 400 %, with wide spacing, with large text or mirrored, nothing is cut off or sideways."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address_of(sample, kind, lang))
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert ("narrow", page.evaluate(WIDER), page.evaluate(CLIPPED)) == ("narrow", [], [])

    page.evaluate(SPACING)
    assert ("spacing", page.evaluate(WIDER), page.evaluate(CLIPPED)) == ("spacing", [], [])
    page.evaluate("document.adoptedStyleSheets = []")

    page.evaluate("document.documentElement.dir = 'rtl'")
    assert ("mirrored", page.evaluate(WIDER)) == ("mirrored", [])
    page.set_viewport_size({"width": 1280, "height": 800})
    assert ("mirrored, wide", page.evaluate(WIDER)) == ("mirrored, wide", [])
    page.evaluate("document.documentElement.dir = ''")

    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert ("large", page.evaluate(WIDER), page.evaluate(CLIPPED)) == ("large", [], [])
    page.evaluate("document.documentElement.style.fontSize = ''")

    zoom = page.context.new_cdp_session(page)
    metrics = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    zoom.send("Emulation.setDeviceMetricsOverride", metrics)
    assert ("zoomed", page.evaluate(WIDER)) == ("zoomed", [])
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate(STUCK) == []


STUCK = """() => [...document.querySelectorAll("body *")]
  .filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position)).map((e) => e.outerHTML.slice(0, 100))"""
"""What stays while the rest scrolls, and so takes away from a small screen."""


@pytest.mark.parametrize("kind", KINDS)
def test_states_are_told_by_shape_and_word(sample: str, page: Page, kind: str):
    """Each tag has an icon and a word, each strip a sentence; forced colours leave tags and banner a border."""
    page.goto(address_of(sample, kind, "zh"))
    assert page.evaluate(BARE_TAGS) == []
    assert page.evaluate(SILENT_STRIPS) == []
    page.emulate_media(forced_colors="active")
    assert page.evaluate(BORDERLESS) == []


def test_each_state_has_an_icon_of_its_own(sample: str, page: Page):
    """Two states that differ never share a shape."""
    page.goto(sample)
    drawn = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('symbol')].map((e) => [e.id.slice(2), e.innerHTML.trim()]))"
    )
    states = {"ok", "maintenance", "overrun", "degraded", "partial", "outage", "unknown", "upcoming", "over"}
    assert states <= set(drawn)
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_reaches_everything_once(sample: str, page: Page, kind: str):
    """Each stop shows its focus and comes once; boxes that scroll are the only others."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address_of(sample, kind, "zh"))
    there = page.evaluate(FOCUSABLE)
    stops = []
    for _ in range(len(there) + 20):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert [stop["html"] for stop in stops if not stop["seen"]] == []
    ours = [stop["number"] for stop in stops if stop["number"] is not None]
    assert [stop["html"] for stop in stops if stop["number"] is None and not stop["scrolls"]] == []
    assert len(ours) == len(set(ours))
    assert [html for number, html in enumerate(there) if str(number) not in ours] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "widget"])
def test_the_first_stop_skips_to_the_content(sample: str, page: Page, kind: str):
    """The first key press shows a link, and the next stop after following it lies in the content."""
    page.goto(address_of(sample, kind, "en" if kind != "lost" else "zh"))
    page.keyboard.press("Tab")
    skip = page.evaluate("[document.activeElement.hash, document.activeElement.getBoundingClientRect().left >= 0]")
    assert skip == ["#main_", True]
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').tagName") == "MAIN"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main, footer')")


@pytest.mark.parametrize(("kind", "lang"), PAGES)
def test_targets_are_large_enough(sample: str, page: Page, kind: str, lang: str):
    """What can be pressed is at least 24 by 24 px, on a phone and on a desk."""
    page.goto(address_of(sample, kind, lang))
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize(("kind", "lang"), [(kind, "zh") for kind in KINDS])
def test_policies_hold_and_nothing_is_kept(sample: str, context: BrowserContext, kind: str, lang: str):
    """No policy is broken, no other host is asked, and the browser keeps nothing of a visit."""
    context.add_init_script(WATCH)
    page, asked, told = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address_of(sample, kind, lang), wait_until="networkidle")
    assert page.evaluate("broken") == []
    assert told == []
    assert [url for url in asked if not url.startswith(sample)] == []
    assert page.evaluate(KEPT) == []
    assert context.cookies() == []
    assert page.evaluate("document.fonts.size") == 0
    meta = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
    assert meta.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    inline = "script:not([src]):not([type$=json]), style, [style], [onclick], [onload], [src^='data:'], [href^='data:']"
    assert page.locator(inline).count() == 0


def test_the_style_names_no_side_of_the_screen(sample: str, page: Page):
    """Directions are those of the text, so that a right-to-left language mirrors all by itself."""
    page.goto(sample)
    style = page.request.get(str(page.evaluate("document.querySelector('link[rel=stylesheet]').href"))).text()
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    declared = list(_declarations(rules))
    assert len(declared) > 200
    assert [name for name, _ in declared if PHYSICAL.fullmatch(name) and name not in MEANT] == []
    sides = {"text-align", "float", "clear"}
    assert [pair for pair in declared if pair[0] in sides and pair[1] in ("left", "right")] == []


def _declarations(rules: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield (property, value) of all rules, those within @media too; a page of paper has real sides."""
    for rule in rules:
        if rule.type not in ("qualified-rule", "at-rule") or rule.content is None:
            continue
        if rule.type == "at-rule" and rule.lower_at_keyword == "page":
            continue
        inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        yield from (
            (part.lower_name, tinycss2.serialize(part.value).strip()) for part in inner if part.type == "declaration"
        )
        yield from _declarations(inner)


@pytest.mark.parametrize(("kind", "lang"), PAGES)
def test_paper_shows_what_stays_true(sample: str, page: Page, kind: str, lang: str):
    """Print leaves out the ways about and whatever is relative to now; the first page and a notice take two sheets."""
    page.goto(address_of(sample, kind, lang))
    page.emulate_media(media="print")
    gone = "nav, .languages, .skip, button, .actions a, [data-age], [data-countdown], .own, .newer"
    assert [e.inner_text() for e in page.locator(gone).all() if e.is_visible()] == []
    assert page.locator("h1").is_visible()
    if kind == "index" or KINDS[kind].startswith("events/"):
        assert 1 <= len(SHEET_OF_PAPER.findall(page.pdf(prefer_css_page_size=True))) <= 2


def test_a_page_prints_the_same_in_the_dark(sample: str, page: Page):
    """Paper is white whatever the screen: who likes it dark doesn't print grey on grey."""
    page.goto(sample)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
