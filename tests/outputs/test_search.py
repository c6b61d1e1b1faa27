"""The index of the search page: what can be found, in which file, and nothing that isn't public."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from statuspage import rendering
from statuspage.model import Content
from statuspage.outputs.search import LONGEST, outputs
from statuspage.problems import Problems
from tests.sites import EMPTY, NOW, SMALL, make, write

YEARS = SMALL + "".join(
    f"-- content/events/y{year}.md --\n---\ntitle: 事件{year}\nstart: {year}-05-01 23:00\nend: {year}-05-02 01:00\n---\n"
    for year in (2022, 2024, 2025)
)


def index(root: Path, now: datetime = NOW) -> dict[str, bytes]:
    """Return the files of the index of a site."""
    return rendering.render(outputs(make(root, now)), Content(), Problems())


def records(files: Mapping[str, bytes], path: str = "search/index.json") -> dict[str, dict[str, Any]]:
    """Return the records of one file by their paths, in their order."""
    return {record["path"]: record for record in json.loads(files[path])["records"]}


def test_questions_pages_and_events_can_be_found(tmp_path: Path):
    """The first file holds questions, then pages, then the newest year's events, the latest first."""
    found = records(index(write(tmp_path, SMALL)))
    assert list(found) == ["faq/#when", "pages/about/", "events/shop-db/", "events/mail-slow/"]
    assert found["faq/#when"] == {
        "path": "faq/#when",
        "title": "多久维护一次？",
        "text": "每月一次，见联系方式。",
        "note": "常见问题",
    }


def test_an_event_is_found_by_what_was_said_of_it(tmp_path: Path):
    """Components, reason, body and updates are plain text in the page's language; it is dated by its window."""
    files = index(write(tmp_path, SMALL))
    found = records(files)["events/shop-db/"]
    assert found["text"] == "商店 · 更换存储。升级期间不能下单。已开始。"
    assert (found["at"], found["note"]) == ("2026-03-01T23:00:00+08:00", "2026年3月1日（周日）")
    translated = records(files, "en/search/index.json")["events/shop-db/"]
    assert translated["title"] == "Shop database upgrade"
    assert translated["text"] == "Shop · New storage. No orders meanwhile. Begun."


def test_a_title_without_translation_tells_its_language(tmp_path: Path):
    """Screen readers need to know where a title is in another language than the page."""
    files = index(write(tmp_path, SMALL))
    english = records(files, "en/search/index.json")
    assert english["events/mail-slow/"]["lang"] == "zh-CN"
    assert "lang" not in english["events/shop-db/"]
    assert "lang" not in records(files)["events/mail-slow/"]


def test_what_is_not_public_yet_is_nowhere_in_the_index(tmp_path: Path):
    """Neither an event before its announcement nor an update of the future can be found."""
    told = b"".join(index(write(tmp_path, SMALL)).values()).decode()
    for secret in ("绝密", "hidden-thing", "秘密的将来", "A secret of the future"):
        assert secret not in told


def test_each_older_year_is_a_file_that_the_one_before_it_names(tmp_path: Path):
    """A visitor's browser goes from the newest events to the oldest, and years without events cost nothing."""
    files = index(write(tmp_path, YEARS))
    name, seen = "index.json", []
    while name:
        seen.append(name)
        name = json.loads(files[f"search/{name}"])["next"]
    assert seen == ["index.json", "2025.json", "2024.json", "2022.json"]
    assert list(records(files, "search/2024.json")) == ["events/y2024/"]
    assert len(files) == 2 * len(seen)


def test_years_are_those_of_the_organisation_s_zone(tmp_path: Path):
    """A window that starts on New Year's Day in the site's zone belongs to the new year, whatever day UTC has."""
    text = YEARS.replace("start: 2025-05-01 23:00\nend: 2025-05-02", "start: 2025-01-01 00:30\nend: 2025-01-01")
    assert "events/y2025/" in records(index(write(tmp_path, text)), "search/2025.json")


def test_an_empty_site_has_an_empty_index(tmp_path: Path):
    """The page finds its first file where there is nothing to find."""
    assert index(write(tmp_path, EMPTY)) == {"search/index.json": b'{"next":null,"records":[]}\n'}


def test_the_index_depends_on_what_is_shown_and_not_on_the_clock(tmp_path: Path):
    """Two builds between two changes give the same bytes."""
    root = write(tmp_path, SMALL)
    assert index(root, datetime(2026, 3, 1, 16, tzinfo=UTC)) == index(root, NOW)
    assert index(root, datetime(2026, 3, 2, tzinfo=UTC)) != index(root, NOW)


def test_a_text_without_end_does_not_swell_the_index(tmp_path: Path):
    """What goes beyond reason is cut; its beginning is found."""
    found = records(index(write(tmp_path, SMALL.replace("更换存储。", "更换存储。" + "很长" * LONGEST))))
    text = found["events/shop-db/"]["text"]
    assert len(text) == LONGEST
    assert text.startswith("商店 · 更换存储。")


def test_names_and_titles_are_taken_as_written(tmp_path: Path):
    """What isn't Markdown isn't read as Markdown, and an id in another writing is a valid address."""
    text = SMALL.replace('zh = "商店"', 'zh = "商店_a_b_ <b>"').replace("faq/when.", "faq/多久.")
    found = records(index(write(tmp_path, text)))
    assert found["events/shop-db/"]["text"].startswith("商店_a_b_ <b> ")
    assert "faq/#%E5%A4%9A%E4%B9%85" in found


def test_a_list_is_told_in_one_line(tmp_path: Path):
    """An excerpt reads as a sentence: without dashes, and without blanks where Chinese has none."""
    text = SMALL.replace("升级期间**不能下单**。", "安排：\n\n- 备份\n- 迁移\n\n完。")
    text = text.replace("  shop: outage", "  shop: outage\n  mail: none")
    found = records(index(write(tmp_path, text)))
    assert found["events/shop-db/"]["text"] == "商店、邮箱 · 更换存储。安排：备份 迁移 完。已开始。"
