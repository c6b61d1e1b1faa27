"""Translations: words joined to their original, facts left where they are."""

from statuspage.model import Event
from statuspage.texts import Phrase
from tests.conftest import Load

CONFIG = """-- config.toml --
[site]
title = "x"
time_zone = "Asia/Shanghai"
languages = ["zh", "en", "de"]
"""

ORIGINAL = """-- content/events/a.md --
---
title: 升级
reason: 更换存储
start: 2026-11-28 23:00
end: 2026-11-29 03:00
timetable:
  - 23:00 备份
  - 02:30 验证
---

正文。

## 2026-11-28 23:02 in-progress

已开始。

## 2026-11-29 02:50 completed
"""


def read(load: Load, *translations: tuple[str, str]) -> Event:
    written = "".join(f"-- content/events/a.{lang}.md --\n{text}" for lang, text in translations)
    loaded = load(CONFIG + ORIGINAL + written)
    assert loaded.told == ()
    return loaded.content.events[0]


def told(load: Load, text: str) -> list[str]:
    loaded = load(f"{CONFIG}{ORIGINAL}-- content/events/a.en.md --\n{text}")
    assert loaded.content.events == () or not loaded.told or loaded.content.events[0].id == "a"
    return [line.partition(": error: ")[0] for line in loaded.told]


def test_words_of_all_languages_stand_together(load: Load):
    """The original comes first, then each translation; facts and times stay the original's."""
    event = read(
        load,
        ("en", "---\ntitle: Upgrade\n---\n\nThe notice.\n\n## 2026-11-28 23:02\n\nBegun.\n"),
        ("de", "---\ntitle: Umbau\nreason: Neuer Speicher\ntimetable: [23:00 Sichern, 02:30 Prüfen]\n---\n"),
    )
    assert [phrase.lang for phrase in event.title.said] == ["zh", "de", "en"]
    assert event.reason.said == (Phrase("更换存储", "zh"), Phrase("Neuer Speicher", "de"))
    assert event.body.said == (Phrase("正文。", "zh"), Phrase("The notice.", "en"))
    assert [stage.text.in_lang("de").text for stage in event.timetable] == ["Sichern", "Prüfen"]
    assert [stage.text.in_lang("en").text for stage in event.timetable] == ["备份", "验证"]
    assert event.updates[0].text.said == (Phrase("已开始。", "zh"), Phrase("Begun.", "en"))


def test_a_time_may_be_written_another_way(load: Load):
    """A translated update is found by its instant, whatever offset heads it."""
    event = read(load, ("en", "---\ntitle: Upgrade\n---\n\n## 2026-11-28 15:02 Z in-progress\n\nBegun.\n"))
    assert event.updates[0].text.in_lang("en").text == "Begun."


def test_words_without_an_original_are_left_out(load: Load):
    """A translation of what the original doesn't say isn't shown as if it were the notice."""
    event = read(load, ("en", "---\ntitle: Upgrade\nafter: Log in again.\n---\n\n## 2026-11-29 02:50\n\nDone.\n"))
    assert event.after.said == ()
    assert event.updates[1].text.said == ()


def test_a_translation_without_a_title_is_one(load: Load):
    """What isn't translated is shown in the original, so that nothing is missing in a translation."""
    assert read(load, ("en", "---\nreason: New storage\n---\n")).title.in_lang("en").lang == "zh"


def test_all_that_is_wrong_in_a_translation_is_told(load: Load):
    """Unknown fields, wrong times and stages that differ in number are each told at their place."""
    text = "---\ntitel: x\ntimetable:\n  - 23:00 backup\n---\n\n## 2026-11-28 25:00 note\n\nx\n"
    assert told(load, text) == [
        "content/events/a.en.md:2:1",
        "content/events/a.en.md:3:1",
        "content/events/a.en.md:7:4",
    ]


def test_an_update_translated_twice_is_told(load: Load):
    """Two translations headed by one time can't both be shown."""
    text = "---\ntitle: x\n---\n\n## 2026-11-28 23:02\n\nBegun.\n\n## 2026-11-28 23:02\n\nStarted.\n"
    assert told(load, text) == ["content/events/a.en.md:9:1"]


def test_a_translation_of_a_broken_original_is_not_blamed(load: Load):
    """Where the original can't be read, only the original is told."""
    broken = ORIGINAL.replace("end: ", "ende: ")
    loaded = load(f"{CONFIG}{broken}-- content/events/a.en.md --\n---\ntitle: x\n---\n")
    assert {line.partition(":")[0] for line in loaded.told} == {"content/events/a.md"}
