"""Markdown → HTML: what people expect of it comes out, and nothing that could be executed."""

import itertools
import re
import time
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.markup import ATTRIBUTES, CLASSES, SCHEMES, TAGS, Links, MarkupError, to_html, to_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1)>b</b>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#x6A;ava\tscript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#106;avascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](x)',
    '[x](/a" onclick="alert(1))',
    "<javascript:alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<iframe src='//evil.example'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<style>body{background:url(//evil.example)}</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<form action='//evil.example'><input name=x><button>x</button></form>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<video><source onerror=alert(1)></video><audio src=x>",
    "<a id=main name=body href=#x>x</a><p id=facts>x",
    "<div class='tag outage'>x</div>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<b><i><a href=",
    "</div></main></body><h1>x",
    "<table><tr><td><script>alert(1)",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "<details ontoggle=alert(1) open>x</details>",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    '[^"><script>alert(1)</script>]: x',
    "|<script>|\n|-|\n|<img src=x onerror=y>|",
    "term\n: <script>alert(1)</script>",
    "\x02wzxhzdk:0\x03 klzzwxh:0001",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>",
]

SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")
"""How browsers find the scheme of an address (WHATWG URL)."""


class _Tags(HTMLParser):
    """Collects each tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def assert_harmless(html: str) -> None:
    """Find only tags, attributes, classes and addresses in the HTML that the module lists."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    assert not parser.other
    for tag, attributes in parser.found:
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | {"title", "lang"}, (tag, name)
            if name == "id":
                assert (value or "").startswith("fn")
            if name == "class":
                assert value in CLASSES
            if name == "href":
                scheme = SCHEME.match(re.sub(r"[\t\r\n]", "", value or "").strip(" "))
                assert scheme is None or scheme[1].lower() in SCHEMES


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_gets_through(text: str):
    """What could run, load, submit, restyle or take another's id is removed, in a text alone and inside others."""
    for wrapped in (text, f"a {text} b", f"> {text}", f"- {text}", f"# {text}", f"<div>\n{text}\n</div>"):
        assert_harmless(to_html(wrapped, Links("https://h.example/", "")))


@given(st.text(alphabet="<>/\"'=&#;:()[]!`*_-|^~\\ \n\tabsrcipthefonj1中", max_size=60))
def test_arbitrary_text_is_harmless(text: str):
    """Whatever is written, only listed tags, attributes and addresses come out."""
    assert_harmless(to_html(text))


@given(st.lists(st.sampled_from(HOSTILE), max_size=4).map("\n\n".join))
def test_hostile_texts_together_are_harmless(text: str):
    """Hostile texts don't help each other, and what comes out is well-formed for a strict parser."""
    html = to_html(text)
    assert_harmless(html)
    html5lib.HTMLParser(strict=False).parseFragment(html)


def test_tables_fenced_code_and_definition_lists_work():
    """The extensions that are promised work, and alignment is a class."""
    assert '<td class="right">2</td>' in to_html("|a|b|\n|:-|-:|\n|1|2|")
    assert to_html("```python\nx = '<b>'\n```") == "<pre><code>x = '&lt;b&gt;'\n</code></pre>"
    assert "<dt>词</dt>\n<dd>解释</dd>" in to_html("词\n: 解释")


def test_footnotes_of_two_texts_never_share_an_id():
    """Footnotes of different texts can stand on one page."""
    first, second = to_html("a[^1]\n\n[^1]: x"), to_html("b[^1]\n\n[^1]: x")
    ids = [set(_ids(html)) for html in (first, second)]
    assert [len(found) for found in ids] == [2, 2]
    assert not ids[0] & ids[1]


def _ids(html: str) -> list[str]:
    parser = _Tags()
    parser.feed(html)
    return [str(value) for _, attributes in parser.found for name, value in attributes if name == "id"]


def test_footnote_ids_are_unique_when_a_note_is_cited_twice():
    """A note that is cited twice has two ways back."""
    ids = _ids(to_html("a[^1] b[^1] c[^2]\n\n[^1]: x\n[^2]: y"))
    assert len(ids) == len(set(ids)) == 5


def test_a_list_may_follow_a_line_of_text():
    """No blank line is needed before a list, as people expect."""
    assert to_html("步骤：\n- 一\n- 二") == "<p>步骤：</p>\n<ul>\n<li>一</li>\n<li>二</li>\n</ul>"
    assert "<ol>" in to_html("步骤：\n1. 一\n2. 二")
    assert "<ul>" not in to_html("5\n-3")
    assert "<ol>" not in to_html("于是到了\n2026. 年")


def test_a_list_is_not_looked_for_in_code():
    """Code keeps its lines as they are."""
    assert to_html("```\nx\n- y\n```") == "<pre><code>x\n- y\n</code></pre>"


def test_lines_that_meet_between_han_characters_are_joined():
    """A line break inside Chinese text is no blank, but one beside Latin text is."""
    assert to_html("维护期间\n请勿提交，\n谢谢。") == "<p>维护期间请勿提交，谢谢。</p>"
    assert to_html("使用\nVPN\n登录") == "<p>使用\nVPN\n登录</p>"
    assert to_html("one\ntwo") == "<p>one\ntwo</p>"


def test_lines_of_code_are_never_joined():
    """A line break in code stays, whatever stands around it."""
    assert "中\n文" in to_html("```\n中\n文\n```")
    assert "中\n文" in to_html("    中\n    文")


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# a\n\n## b\n\n# c", 3, ["h3", "h4", "h3"]),
        ("## a\n\n### b", 2, ["h2", "h3"]),
        ("# a\n\n### b\n\n## c", 3, ["h3", "h4", "h4"]),
        ("### a\n\n# b", 3, ["h3", "h3"]),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e", 4, ["h4", "h5", "h6", "h6", "h6"]),
        ("标题\n====\n\n小标题\n----", 3, ["h3", "h4"]),
    ],
)
def test_headings_go_under_the_page_s_own(text: str, top: int, levels: list[str]):
    """The highest heading has the level that the page gives, and none skips a level on the way down."""
    parser = _Tags()
    parser.feed(to_html(text, None, top))
    assert [tag for tag, _ in parser.found if tag.startswith("h")] == levels


def test_a_picture_becomes_a_link():
    """No request goes to another host: a picture is a link with its own words, or with its address."""
    assert to_html("![图](https://p.example/a.png)") == '<p><a href="https://p.example/a.png">图</a></p>'
    assert to_html("![](https://p.example/a.png)").count("https://p.example/a.png") == 2


def test_a_picture_inside_a_link_leaves_one_link():
    """A linked picture leads where its link leads, by its words."""
    assert to_html("[![图](/a.png)](/faq/)") == '<p><a href="/faq/">图</a></p>'


def test_links_from_the_root_get_the_site_s_address():
    """A link that begins with / is resolved; every other stays as it was written."""
    assert (
        to_html("[x](/faq/#a)", Links("https://h.example/s/", ""))
        == '<p><a href="https://h.example/s/faq/#a">x</a></p>'
    )
    assert to_html('[x](/faq/ "说明")', Links("../../", "")) == '<p><a href="../../faq/" title="说明">x</a></p>'
    for other in ("faq/", "#a", "//h.example/x", "https://h.example/x", "mailto:a@h.example", "tel:400-000-0000"):
        assert to_html(f"[x]({other})", Links("https://site.example/", "")) == f'<p><a href="{other}">x</a></p>'


def test_an_address_in_code_or_text_stays_as_written():
    """Only links are resolved: what looks like one in code or in a title isn't touched."""
    html = to_html('```\n<a href="/faq/">x</a>\n```\n\nhref="/faq/" `href="/x"`', Links("https://h.example/", ""))
    assert "h.example" not in html


TEXTS = ["a[^1]\n\n[^1]: x", "# A\n\n## B", "[x][r]\n\n[r]: /faq/", "*[ab]: c\n\nab", "<div>\nraw\n</div>", "[x][r]"]


def test_the_same_text_gives_the_same_html_whatever_came_before():
    """The converter carries nothing from one text to the next."""
    for order in itertools.permutations(TEXTS):
        to_html.cache_clear()
        _clear_inner_caches()
        assert {text: to_html(text) for text in order} == ALONE


def _alone(text: str) -> str:
    to_html.cache_clear()
    _clear_inner_caches(everything=True)
    return to_html(text)


def _clear_inner_caches(everything: bool = False) -> None:
    from statuspage import markup

    for name in ("_safe_html", "_converter") if everything else ("_safe_html",):
        getattr(markup, name).cache_clear()


ALONE = {text: _alone(text) for text in TEXTS}


def test_deep_nesting_is_refused():
    """A text nested thousands of levels deep is told as such, and isn't a traceback."""
    with pytest.raises(MarkupError, match="lists or quotes stand too deeply inside each other") as caught:
        to_html("1. " * 5_000)
    assert caught.value.text == "1. " * 5_000


@pytest.mark.parametrize("piece", ["> ", "- a\n  "])
def test_deep_quotes_are_converted(piece: str):
    """Other nesting ends where the library stops to look for more of it."""
    assert_harmless(to_html(piece * 5_000))


def test_a_text_that_was_refused_leaves_nothing_behind():
    """After a text that can't be converted, every other is converted as ever."""
    with pytest.raises(MarkupError):
        to_html("1. " * 5_001)
    assert (
        to_html("**after** it\n\n- x\n- y") == "<p><strong>after</strong> it</p>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>"
    )


@pytest.mark.parametrize("piece", ["[", "![", "[a](", "(", "<a ", "<!--"])
def test_brackets_that_are_never_closed_are_refused(piece: str):
    """What would take the library hours is refused at once."""
    with pytest.raises(MarkupError, match=r"more than 100 '.' are open at one place"):
        to_html(piece * 10_000)


def test_a_text_of_footnote_marks_is_refused():
    """The library's time grows with the square of their number."""
    with pytest.raises(MarkupError, match="more than 200 footnote marks"):
        to_html("[^1]" * 5_000 + "\n\n[^1]: x")


def test_a_control_character_that_an_entity_stands_for_is_replaced():
    """XML can't hold it, so no feed could."""
    assert to_html("x &#1; &#8; y") == "<p>x \ufffd \ufffd y</p>"


def test_many_brackets_that_are_closed_are_converted():
    """Hundreds of links, notes and comparisons in a text are no reason to refuse it."""
    html = to_html("[a](/b) (c) [d] " * 300 + "x<y " * 50 + "\n\n" + "[ ( <b>x</b>\n\n" * 300)
    assert html.count('<a href="/b">') == 300
    assert html.count("<b>") == 300


@pytest.mark.parametrize("piece", ["*", ">", "> ", "`", "_", "**a", "|", "# ", "<b>", "&", "~~~\n", "中\n"])
def test_time_grows_with_the_size_of_the_text(piece: str):
    """Four times the text takes nowhere near sixteen times as long."""
    small, large = (_seconds(piece * (size // len(piece))) for size in (12_000, 48_000))
    assert large < max(small * 12, 2.0)


def _seconds(text: str) -> float:
    began = time.process_time()
    to_html(text)
    return time.process_time() - began


def test_plain_text_for_calendars_has_no_markup():
    """Text for calendars has its items on lines of their own, and characters instead of entities."""
    assert to_text("**a** &amp; b < c\n\n- x\n- y &lt;z&gt;") == "a & b < c\n- x\n- y <z>"
    assert to_text("&amp;lt;") == "&lt;"
    assert to_text("") == ""


@given(st.text(alphabet="ab1中文 ,.;:?!'\"()/%+-–…·，。；：、（）《》“”*_#>[]`\\&<|~=^\t", max_size=30))
def test_a_line_is_converted_alike_alone_and_before_a_rule(text: str):
    """Whether a text is a single line or stands before others, its own HTML is the same."""
    alone, followed = to_html(text), to_html(f"{text}\n\n***")
    if text.strip() and followed != "<hr>":
        assert followed.removesuffix("<hr>").rstrip("\n") == alone.rstrip("\n")


@given(st.text(alphabet="ab1中文 ,.;:?!'\"()/%+-–…·，。；：、（）《》“”*_#>[]`\\&<|~=^", max_size=30))
def test_plain_text_says_what_its_html_says(text: str):
    """What calendars show is what pages show, whichever way it was made."""
    shown = "".join(html5lib.parseFragment(to_html(text), namespaceHTMLElements=False).itertext())
    plain = to_text(text)
    assert re.sub(r"[\s-]", "", plain) == re.sub(r"[\s-]", "", shown)


@pytest.mark.parametrize("indent", ["  ", "   ", "    "])
def test_lists_nest_by_as_many_blanks_as_their_writer_likes(indent: str):
    """Two blanks are enough for an inner list, as in CommonMark."""
    html = to_html(f"- a\n{indent}- b\n{indent}- c\n- d")
    assert html.count("<ul>") == 2
    assert re.sub(r"\s", "", html) == "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"


def test_code_inside_and_after_a_list_keeps_its_lines():
    """A fenced block after a list is code, and its lines are as they were written."""
    assert "<pre><code>- x\n  - y\n</code></pre>" in to_html("- a\n\n```\n- x\n  - y\n```")
    assert "<pre><code>x\n</code></pre>" in to_html("text\n\n    x\n\nmore")


def test_links_from_the_root_lead_to_the_page_s_language_and_to_folders_without_one():
    """`/faq/` is the page's own language; `/api/…`, or another language, stands at the top."""
    links = Links("../", "en/", frozenset({"api", "en", "zh"}))

    html = to_html("[a](/faq/#x) [b](/api/status.json) [c](/en/faq/) [d](/) [e](/apify/)", links)

    assert re.findall('href="([^"]*)"', html) == [
        "../en/faq/#x",
        "../api/status.json",
        "../en/faq/",
        "../en/",
        "../en/apify/",
    ]
