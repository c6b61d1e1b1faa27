"""What a change of files means for readers: events, windows, states, feeds, calendars, pages, advice; and how it is told."""

import json
import re
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from statuspage.build import Prepared, prepare
from statuspage.change_report import LISTED, Section, as_markdown, as_record, in_code, sections
from statuspage.differences import COMPARED, Differences, Page, compare
from statuspage.messages import message
from tests.conftest import Run
from tests.repositories import committed
from tests.sites import NOW, ROOT, SMALL, without_the_end, without_url, write
from tests.strategies import steady

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPEN = without_the_end(SMALL)
"""The small site, on whose shop somebody works at NOW (2026-03-01 23:30 in its own zone)."""


@cache
def prepared(text: str, now: datetime = NOW) -> Prepared:
    """Prepare a site from its text; the same text is prepared once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        return prepare(write(Path(folder), text), now, outputs=COMPARED)


def difference(before: str, after: str, now: datetime = NOW) -> Differences:
    return compare(prepared(before, now), prepared(after, now))


def rows(found: Differences) -> dict[str, list[str]]:
    """Return the sentences on what differs by heading."""
    return {section.heading: list(section.rows) for section in sections(found, SHANGHAI)}


def updated(text: str, update: str) -> str:
    """Append an update to the work on the shop."""
    return text.replace("已开始。\n", f"已开始。\n\n{update}", 1)


EXTENDED = updated(OPEN, "## 2026-03-01 23:20 extended\nend: 2026-03-02 03:00\n\n再等一小时。\n")
MOVED = updated(OPEN, "## 2026-03-01 23:20 rescheduled\nstart: 2026-03-07 23:00\nend: 2026-03-08 02:00\n\n改期。\n")
CANCELLED = updated(OPEN, "## 2026-03-01 23:20 cancelled\n\n取消。\n")
NEW = """-- content/events/mail-move.md --
---
title: 邮箱迁移
components:
  mail: partial
start: 2026-03-01 22:00
end: 2026-03-02 06:00
announced: 2026-02-20 10:00
---
"""


def test_a_site_differs_in_nothing_from_itself(tmp_path: Path):
    """The same files in another folder mean nothing new, and that is what is told."""
    other = prepare(write(tmp_path, OPEN), NOW, outputs=COMPARED)
    found = compare(prepared(OPEN), other)
    assert not found
    assert sections(found, SHANGHAI) == ()


def test_an_extended_window():
    """More time moves the window, adds an entry to each feed, raises the sequence, and dates other pages anew."""
    told = rows(difference(OPEN, EXTENDED))
    longer = "Sun 2026-03-01 23:00 to Mon 2026-03-02 02:00 → Sun 2026-03-01 23:00 to Mon 2026-03-02 03:00"
    assert told == {
        "Windows moved": [f"shop-db: {longer}"],
        "Feed entries": [
            "new: [延长] 商店数据库升级 (tag:status.example,2026:zh/shop-db/20260301T152000Z)",
            "new: [Extended] Shop database upgrade (tag:status.example,2026:en/shop-db/20260301T152000Z)",
        ],
        "Calendar entries": [f"shop-db@status.example: {longer}", "shop-db@status.example: SEQUENCE 10 → 20"],
        "Pages": [
            "changed: / (zh, en)",
            "changed: /components/shop/ (zh, en)",
            "changed: /events/shop-db/ (zh, en)",
            "changed: /widget/ (zh, en)",
            "pages on which nothing but the date is newer: 2",
        ],
        "Advice": ["new: content/events/shop-db.md, missing-translation: the notice is not all in 'en'"],
        "Next change": ["Mon 2026-03-02 03:00 (shop-db passes its planned end)"],
    }


def test_an_update_at_another_minute_is_heard():
    """A corrected time dates the calendar entry anew, so that clients look; its page and entries are told as changed."""
    told = rows(difference(OPEN, OPEN.replace("## 2026-03-01 23:05", "## 2026-03-01 23:06")))
    assert "Calendar entries" not in told
    assert "changed: /events/shop-db/ (zh, en)" in told["Pages"]
    assert len(told["Feed entries"]) == 4


def test_a_new_event():
    """What is new is named with its title and phase; the state that it makes of a component is told."""
    told = rows(difference(OPEN, OPEN + NEW))
    assert told["Events"] == ["new: mail-move, 邮箱迁移: in-progress"]
    assert told["States"] == ["mail: ok → under maintenance"]
    assert "new: /events/mail-move/ (zh, en)" in told["Pages"]
    window = "Sun 2026-03-01 22:00 to Mon 2026-03-02 06:00"
    assert told["Calendar entries"] == [f"new: 邮箱迁移, {window} (mail-move@status.example)"]
    assert [row.rpartition(" (")[0] for row in told["Feed entries"]] == [
        "new: [计划时段开始] 邮箱迁移",
        "new: [Window opened] 邮箱迁移",
        "new: [公告] 邮箱迁移",
        "new: [Announced] 邮箱迁移",
    ]
    assert "Windows moved" not in told


def test_a_removed_event():
    """Who takes a file away is told that its page goes, and what feeds and calendars lose."""
    told = rows(difference(OPEN + NEW, OPEN))
    assert told["Events"] == ["gone with its page: mail-move, 邮箱迁移"]
    assert told["States"] == ["mail: under maintenance → ok"]
    assert told["Calendar entries"] == ["gone: 邮箱迁移 (mail-move@status.example)"]
    assert "gone: /events/mail-move/ (zh, en)" in told["Pages"]
    assert all(row.startswith("gone: ") for row in told["Feed entries"])


def test_a_rescheduled_event():
    """Moved work isn't under way any more: phase, window, states, feed and calendar tell so."""
    told = rows(difference(OPEN, MOVED))
    assert told["Events"] == ["shop-db: in-progress → upcoming"]
    moved = "Sun 2026-03-01 23:00 to Mon 2026-03-02 02:00 → Sat 2026-03-07 23:00 to Sun 2026-03-08 02:00"
    assert told["Windows moved"] == [f"shop-db: {moved}"]
    assert told["States"] == ["the site: under maintenance → ok", "shop: under maintenance → ok"]
    assert told["Calendar entries"][0] == f"shop-db@status.example: {moved}"
    assert told["Next change"] == ["Sat 2026-03-07 23:00 (shop-db starts)"]


def test_a_cancelled_event():
    """What is called off keeps its window, and changes its phase."""
    told = rows(difference(OPEN, CANCELLED))
    assert told["Events"] == ["shop-db: in-progress → cancelled"]
    assert "Windows moved" not in told
    assert told["Calendar entries"] == ["shop-db@status.example: SEQUENCE 10 → 20"]


def test_a_typo():
    """A corrected word changes a page and the entries that tell it, and calendars may never hear of it."""
    told = rows(difference(OPEN, OPEN.replace("更换存储。", "更换存储设备。")))
    assert told["Calendar entries"] == [
        "shop-db: other words with the same SEQUENCE, so calendars may keep the old ones; write 'revised'"
    ]
    assert told["Pages"] == ["changed: /events/shop-db/ (zh)"]
    assert set(told) <= {"Calendar entries", "Pages", "Feed entries"}


def test_a_correction_that_is_dated_is_heard():
    """With `revised` the sequence rises, and nobody is warned."""
    corrected = OPEN.replace("reason: 更换存储。", "reason: 更换存储设备。\nrevised: 2026-03-01 23:10")
    told = rows(difference(OPEN, corrected))
    assert told["Calendar entries"] == ["shop-db@status.example: SEQUENCE 10 → 20"]


def test_a_window_changed_in_the_front_matter_is_a_warning():
    """Who edits `end` instead of appending an update is told that calendars may keep the old time."""
    told = rows(difference(OPEN, OPEN.replace("end: 2026-03-02 02:00", "end: 2026-03-02 03:00")))
    assert told["Calendar entries"][1] == (
        "shop-db@status.example: SEQUENCE 10 → 10 doesn't rise, so calendars may keep what they have"
    )


def test_what_is_announced_later_is_the_next_change():
    """A notice that isn't public yet changes nothing but when the site changes next."""
    later = NEW.replace("2026-02-20 10:00", "2026-03-02 00:30").replace("start: 2026-03-01", "start: 2026-03-05")
    later = later.replace("end: 2026-03-02", "end: 2026-03-06")
    found = difference(OPEN, OPEN + later)
    assert rows(found)["Next change"] == ["Mon 2026-03-02 00:30 (mail-move is announced)"]
    assert set(rows(found)) <= {"Next change", "Advice"}


def test_settings_that_rename_everything_are_told_in_full():
    """Another tag makes every entry and every calendar entry a new one: subscribers would see all anew."""
    found = difference(
        OPEN, OPEN.replace("[[components]]", '[subscriptions]\ntag = "other.example,2026"\n\n[[components]]', 1)
    )
    assert {pair.how for pair in found.entries} == {"added", "removed"}
    assert {pair.name.partition("@")[2] for pair in found.calendar} == {"status.example", "other.example"}


def test_a_component_that_comes_or_goes_is_told():
    """Components are part of what readers see."""
    more = OPEN.replace(
        "-- content/events/shop-db.md --", '\n[[components]]\nid = "fax"\nname = "Fax"\n-- content/events/shop-db.md --'
    )
    assert rows(difference(OPEN, more))["States"] == ["new component fax: ok"]
    assert rows(difference(more, OPEN))["States"] == ["component fax is gone"]


def test_advice_that_goes_is_told_and_a_moved_line_is_not_new():
    """Advice counts by file, code and words: another line above it doesn't make it new."""
    told = rows(difference(OPEN, OPEN.replace("contact: desk", "# a comment\ncontact: desk\nsigned: 信息部")))
    assert "gone: content/events/shop-db.md, missing-signed: there is no 'signed'" in told["Advice"]
    assert len(told["Advice"]) == 2


def test_without_an_address_there_are_no_feeds_to_differ():
    """A site that has no `url` yet is compared in all the rest."""
    told = rows(difference(without_url(OPEN), without_url(EXTENDED)))
    assert "Feed entries" not in told
    assert "Windows moved" in told


def test_a_style_changes_files_and_no_words():
    """A theme's file is a file that readers load: it is named, and no entry is."""
    theme = "-- themes/mine/assets/extra.css --\nb { color: #000 }\n"
    named = OPEN.replace("owner = {", 'theme = "mine"\nowner = {')
    found = difference(named + theme, named + theme.replace("#000", "#111"))
    assert (found.entries, found.calendar, found.windows) == ((), (), ())
    assert [(page.address, page.how) for page in found.pages] == [("/assets/extra.css", "changed")]


@pytest.mark.parametrize(("one", "other"), [*combinations((OPEN, OPEN + NEW, EXTENDED, MOVED, CANCELLED), 2)])
def test_there_and_back_are_mirror_images(one: str, other: str):
    """What is new one way is gone the other way, whatever the two sides are."""
    there, back = difference(one, other), difference(other, one)
    assert there
    for name in ("events", "components", "entries", "calendar", "advice"):
        forth = {(pair.name, _key(pair.before), _key(pair.after)) for pair in getattr(there, name)}
        assert forth == {(pair.name, _key(pair.after), _key(pair.before)) for pair in getattr(back, name)}, name
    assert {moved.event for moved in there.windows} == {moved.event for moved in back.windows}
    assert [page.address for page in there.pages] == [page.address for page in back.pages]


def _key(side: object) -> str:
    return re.sub(r"line=\d+", "", repr(side))


# ---------------------------------------------------------------- Markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "`code` and ``more`` `",
    "@everyone closes #1 !2 and GH-3",
    "[a](javascript:alert(1)) ![x](https://tracker.example/p.gif)",
    "| a | b |",
    "*a* _b_ ~~c~~ **d** &amp; \\",
    "https://evil.example www.evil.example a@evil.example",
    "- [ ] task",
    "</code></li></ul>",
    " ",
    "```",
    "a\u2028b",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_means_nothing_in_markdown(words: str):
    """Every text that isn't ours stands in a code span: no element, link, mention or list comes of it."""
    row = message("new: {title} ({uid})", title=words, uid="id")
    told = as_markdown(message("Title of {revision}", revision=words), [Section(message("Pages"), (row, row))])
    html = MarkdownIt("gfm-like", {"linkify": False}).render(told)
    assert set(re.findall(r"</?(\w+)", html)) == {"p", "strong", "ul", "li", "code"}
    assert html.count("<li>") == 2
    assert re.sub(r"<code>.*?</code>", "…", html).count("new: … (…)") == 2


@given(st.text(st.sampled_from("`\\ <>&*_[]()#@a|\n"), max_size=12))
@steady(300)
def test_a_code_span_shows_its_text(words: str):
    """Whatever backticks and blanks a text has, what is shown is the text on one line."""
    html = MarkdownIt().render(in_code(message("x {words} y", words=words)))
    (shown,) = re.findall(r"<code>(.*?)</code>", html)
    for escaped, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(escaped, char)
    assert shown.strip() == re.sub(r"\s+", " ", words).strip()


def test_dates_and_numbers_stand_as_they_are():
    """Only what could mean something is wrapped; words of ours inside others stay ours."""
    day = message("{weekday} {day}", weekday=message("Sat"), day="2026-11-28")
    assert in_code(message("{event}: {count} at {when}", event="db", count=3, when=day)) == "`db`: 3 at Sat 2026-11-28"


def test_a_long_section_is_cut_in_words_and_says_so():
    """A change of every page doesn't fill a screen or a comment: the rest is counted."""
    pages = tuple(Page(f"/events/{number}/", "changed", ("zh",)) for number in range(LISTED + 3))
    told = rows(replace(difference(OPEN, EXTENDED), pages=pages, dated=0))["Pages"]
    assert len(told) == LISTED + 1
    assert told[-1] == "and 3 more"


# ---------------------------------------------------------------- the command

WHEN = ("--now", "2026-03-01 23:30")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, committed."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return committed(write(tmp_path, OPEN))


def test_diff_of_what_is_committed_is_nothing(repository: Path, run: Run):
    """Where nothing was changed that is said, and the exit code is 0."""
    ran = run("diff", *WHEN)
    assert (ran.code, ran.told) == (0, "Nothing changes for readers since HEAD.\n")


MORE_TIME = "Sun 2026-03-01 23:00 to Mon 2026-03-02 02:00 → Sun 2026-03-01 23:00 to Mon 2026-03-02 03:00"


def test_diff_tells_what_differs(repository: Path, run: Run):
    """What differs is told under headings, with exit code 0 too: whether it is meant is for people to say."""
    write(repository, EXTENDED)
    ran = run("diff", *WHEN)
    assert ran.code == 0
    title = "What changes for readers since HEAD, as of Sun 2026-03-01 23:30"
    assert ran.told.startswith(f"{title}\n\nWindows moved\n  shop-db: {MORE_TIME}\n\nFeed entries\n")


def test_diff_takes_a_revision_and_a_folder(repository: Path, run: Run):
    """An older revision and the site's folder can be named, and the whole told in Markdown; new files count."""
    committed(write(repository, EXTENDED), "more time")
    write(repository, NEW)
    ran = run("diff", "HEAD~1", ".", *WHEN, "--format", "markdown")
    assert ran.code == 0
    assert ran.told.startswith(
        "**What changes for readers since `HEAD~1`, as of Sun 2026-03-01 23:30**\n\n**Events**\n\n"
    )
    assert "\n- new: `mail-move`, `邮箱迁移`: in-progress\n" in ran.told
    assert f"\n**Windows moved**\n\n- `shop-db`: {MORE_TIME}\n" in ran.told


def test_diff_tells_states_in_the_language_of_the_run(repository: Path, run: Run):
    """Where an event and a component stand is in words of that language, before and after."""
    write(repository, NEW)
    ran = run("--lang", "zh", "diff", *WHEN)
    assert "新增：mail-move，邮箱迁移：进行中\n" in ran.told, ran.told
    assert "mail：正常 → 维护中\n" in ran.told


def test_diff_tells_the_errors_of_either_side(repository: Path, run: Run):
    """A side that can't be published is told with its errors, the older one as git names its files; the exit code is 1."""
    write(repository, OPEN.replace("shop: outage", "shap: outage"))
    ran = run("diff", *WHEN)
    assert ran.code == 1
    assert ran.told.startswith("content/events/shop-db.md:4:3: error: unknown component 'shap'\n")
    committed(repository, "broken")
    write(repository, OPEN)
    ran = run("diff", *WHEN)
    assert ran.code == 1
    assert ran.told.startswith("HEAD:content/events/shop-db.md:4:3: error: unknown component 'shap'\n")


def test_diff_tells_a_revision_that_is_none(repository: Path, run: Run):
    """A slip in the revision is told in a sentence, and so is a folder that is in no repository."""
    ran = run("diff", "mian", *WHEN)
    assert ran.code == 1
    assert ran.told.startswith("error: unknown revision 'mian'\n    name a commit, a branch or a tag;")
    shutil.rmtree(repository / ".git")
    ran = run("diff", *WHEN)
    assert (ran.code, ran.told.startswith("error: not a git repository")) == (1, True)


def test_diff_looks_at_both_sides_at_one_instant(repository: Path, run: Run):
    """A --now without an offset is in the zone that the files have now, for both sides; one that isn't is told."""
    berlin = OPEN.replace("Asia/Shanghai", "Europe/Berlin")
    write(repository, berlin)
    assert "as of Sun 2026-03-01 23:30\n" in run("diff", *WHEN).told
    ran = run("diff", "--now", "2026-03-29 02:30")
    assert (ran.code, "doesn't exist in Europe/Berlin" in ran.told) == (2, True)


def test_a_theme_of_a_revision_draws_its_own_side(repository: Path, run: Run):
    """Entries are put into words by the theme of their side, which is gone once the command ends."""
    theme = "-- themes/mine/templates/entry.html --\n<p>{word}</p>\n"
    named = OPEN.replace("owner = {", 'theme = "mine"\nowner = {')
    committed(write(repository, named + theme.replace("{word}", "old")), "a theme")
    write(repository, theme.replace("{word}", "new"))
    record = json.loads(run("diff", *WHEN, "--format", "json").told)
    assert (record["revision"], record["at"]) == ("HEAD", "2026-03-01T23:30:00+08:00")
    assert (record["windows"], record["calendar"], record["advice"]) == ([], [], [])
    assert len(record["entries"]) > 3
    assert all(entry["before"] == entry["after"] for entry in record["entries"])


def test_json_has_all_that_differs_with_both_sides():
    """Programs get each side as it is: windows and times in RFC 3339, titles, sequences, and null for what isn't there."""
    found = difference(OPEN, EXTENDED)
    record = as_record("HEAD", NOW, found, SHANGHAI)
    span = ["2026-03-01T23:00:00+08:00", "2026-03-02T02:00:00+08:00"]
    longer = [span[0], "2026-03-02T03:00:00+08:00"]
    assert record["windows"] == [{"name": "shop-db", "before": span, "after": longer}]
    (entry,) = record["calendar"]
    assert entry["before"] == {"sequence": 10, "times": span}
    assert entry["after"] == {"sequence": 20, "times": longer}
    assert record["entries"][0] == {
        "name": "tag:status.example,2026:zh/shop-db/20260301T152000Z",
        "before": None,
        "after": "[延长] 商店数据库升级",
    }
    assert record["next_change"]["after"] == "2026-03-02T03:00:00+08:00"
    assert json.loads(json.dumps(record)) == record


REFERENCE = ROOT / "docs" / "reference.md"
SHOWN = re.compile(r"(?<=it tells at 03:55:\n\n```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_reference_shows_what_diff_tells(tmp_path: Path, run: Run, update_golden: bool):
    """The example in the reference is what the command prints for the example's site, one update later."""
    shown = REFERENCE.read_text("utf-8")
    files = [(path, body) for path, body in FILE.findall(shown) if "wrong" not in path]
    committed(write(tmp_path, "".join(f"-- {path} --\n{body}" for path, body in files)))
    with (tmp_path / "content/events/2026/orders-db.md").open("a") as notice:
        notice.write("\n## 2026-11-29 03:50 extended\nend: 2026-11-29 05:00\n\nOne more hour.\n")
    ran = run("diff", "--now", "2026-11-29 03:55")
    if update_golden:
        REFERENCE.write_text(SHOWN.sub(lambda _: ran.told, shown, count=1), "utf-8")
    else:
        assert SHOWN.findall(shown) == [ran.told]
