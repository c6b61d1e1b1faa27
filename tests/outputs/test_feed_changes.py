"""What a reader of feeds notices: after each edit an entry for what is new, and every other as it was, to the byte."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from statuspage.outputs import feeds, json_feed
from tests.edits import EditedSite

DAY = "2026-02-26 09:00"


def shown(site: EditedSite, now: str) -> dict[str, dict[str, bytes]]:
    """Return the entries of each feed at a local time, by id."""
    return {path: entries(path, data) for path, data in site.at(now, feeds.outputs, json_feed.outputs).items()}


def entries(path: str, data: bytes) -> dict[str, bytes]:
    """Return the entries of a feed by id, each as it stands there."""
    if path.endswith(".json"):
        return {item["id"]: json.dumps(item).encode() for item in json.loads(data)["items"]}
    whole, name = (rb"<item>.*?</item>", rb"<guid[^>]*>(.*?)<") if path.endswith(".rss") else (ENTRY, rb"<id>(.*?)<")
    return {re.search(name, entry)[1].decode(): entry for entry in re.findall(whole, data, re.DOTALL)}  # type: ignore[index]


ENTRY = rb"<entry>.*?</entry>"


def news(before: dict[str, dict[str, bytes]], after: dict[str, dict[str, bytes]], path: str = "feed.atom") -> list[str]:
    """Return what is new in a feed, by event and time; in every feed all that was there has to be as it was."""
    for each, told in before.items():
        assert {name: after[each].get(name) for name in told} == told, each
    return [name.partition(":zh/")[2] for name in after[path] if name not in before[path]]


@pytest.mark.parametrize("path", ["feed.atom", "feed.rss", "feed.json", "components/shop/feed.atom"])
def test_a_reader_is_told_each_thing_once(tmp_path: Path, path: str):
    """From the announcement to the end: one entry for each update and for what the clock did, and none changes."""
    site = EditedSite(tmp_path)
    seen = [shown(site, DAY)]
    site.says("\n## 2026-02-27 09:00 rescheduled\nstart: 2026-03-02 23:00\nend: 2026-03-03 02:00\n\n改期。\n")
    seen.append(shown(site, "2026-02-27 09:05"))
    seen.append(shown(site, "2026-03-01 23:01"))  # the old start passes, and means nothing
    seen.append(shown(site, "2026-03-02 23:01"))
    site.says("\n## 2026-03-03 01:30 extended\nend: 2026-03-03 03:00\n\n延长一小时。\n")
    seen.append(shown(site, "2026-03-03 02:35"))
    seen.append(shown(site, "2026-03-03 03:05"))
    site.says("\n## 2026-03-03 03:10 completed\n\n已完成。\n")
    seen.append(shown(site, "2026-03-03 03:15"))
    assert [news(before, after, path) for before, after in pairwise(seen)] == [
        ["shop-db/20260227T010000Z"],
        [],
        ["shop-db/20260302T150000Z"],
        ["shop-db/20260302T173000Z"],
        ["shop-db/20260302T190000Z"],
        ["shop-db/20260302T191000Z"],
    ]


def test_a_reader_is_told_that_it_is_called_off(tmp_path: Path):
    """Once, and nothing by the clock after that."""
    site = EditedSite(tmp_path)
    before = shown(site, DAY)
    site.says("\n## 2026-02-27 09:00 cancelled\n\n不做了。\n")
    assert news(before, shown(site, "2026-03-02 09:05")) == ["shop-db/20260227T010000Z"]


def test_a_mended_word_is_no_news(tmp_path: Path):
    """Entries that hold the word change under their ids and dates; nothing else does, and nothing is new."""
    site = EditedSite(tmp_path)
    before = shown(site, DAY)
    site.corrects("更换存储。", "更换存储设备。")
    site.corrects("contact: desk", "contact: desk\nrevised: [2026-02-26 10:00]")
    after = shown(site, "2026-02-26 10:05")
    for path, told in before.items():
        assert list(after[path]) == list(told), path
        changed = {name for name in told if told[name] != after[path][name]}
        assert all("/shop-db/" in name for name in changed), path
        assert path.startswith("en/") or bool(changed) == any("/shop-db/" in name for name in told), path


@pytest.mark.parametrize("name", ["2026/shop-db", "shop-upgrade"])
def test_a_file_may_have_another_name(tmp_path: Path, name: str):
    """By folder, or by name with `id`: no byte of a feed changes."""
    site = EditedSite(tmp_path)
    before = site.at(DAY, feeds.outputs, json_feed.outputs)
    site.corrects("title:", "id: shop-db\ntitle:")
    site.renamed(name)
    assert site.at(DAY, feeds.outputs, json_feed.outputs) == before


def test_what_is_removed_leaves_all_others_alone(tmp_path: Path):
    """Its entries are gone, and no other moves."""
    site = EditedSite(tmp_path)
    before = shown(site, DAY)
    site.removed()
    after = shown(site, DAY)
    for path, told in before.items():
        kept = {name: data for name, data in told.items() if "/shop-db/" not in name}
        assert after[path] == kept, path
