"""Questions, contacts and pages: words, a few facts, and their order."""

from statuspage.texts import Phrase
from tests.conftest import Load

CONFIG = """-- config.toml --
[site]
title = "x"
time_zone = "UTC"
languages = ["zh", "en"]
"""


def test_a_contact_is_read_whole(load: Load):
    """A channel has how to reach it, hours, what it is good and bad at, steps, and whether it can't wait."""
    loaded = load(
        f"{CONFIG}-- content/contacts/desk.md --\n---\ntitle: 服务台\nreach: [400-000-0000, desk@example.org]\n"
        "hours: 9:00-17:00\ngood_for: 一般问题\ndrawback: 高峰要排队\nuse_when: 不紧急\nsteps:\n  - 说明系统\n  - 说明时间\n"
        "urgent: true\norder: 2\n---\n\n更多。\n"
        "-- content/contacts/desk.en.md --\n---\ntitle: Service desk\nreach: 400-000-0000\nsteps: Say what, and since when.\n---\n"
    )
    assert loaded.told == ()
    (contact,) = loaded.content.contacts
    assert contact.title.said == (Phrase("服务台", "zh"), Phrase("Service desk", "en"))
    assert contact.reach.original.text == "400-000-0000\ndesk@example.org"
    assert contact.reach.in_lang("en").text == "400-000-0000"
    assert contact.steps.original.text == "1. 说明系统\n1. 说明时间"
    assert contact.steps.in_lang("en").text == "Say what, and since when."
    assert (contact.hours.original.text, contact.good_for.original.text) == ("9:00-17:00", "一般问题")
    assert (contact.drawback.original.text, contact.use_when.original.text) == ("高峰要排队", "不紧急")
    assert (contact.urgent, contact.order, contact.id) == (True, 2, "desk")
    assert contact.body.said == (Phrase("更多。", "zh"),)


def test_a_question_is_a_title_with_its_answer(load: Load):
    """The title is the question, the text its answer; group and order say where it stands."""
    loaded = load(f"{CONFIG}-- content/faq/data.md --\n---\ntitle: 数据会丢吗?\ngroup: 数据\norder: 3\n---\n\n不会。\n")
    (question,) = loaded.content.questions
    assert (question.title.original.text, question.body.original.text) == ("数据会丢吗?", "不会。")
    assert (question.group.original.text, question.order) == ("数据", 3)


def test_what_has_no_order_comes_last(load: Load):
    """Things with an order come first, the others after them by their ids."""
    page = "-- content/pages/{}.md --\n---\ntitle: x\n{}---\n"
    written = "".join(page.format(*it) for it in (("a", ""), ("z", "order: 1\n"), ("b", ""), ("y", "order: -1\n")))
    assert [page.id for page in load(CONFIG + written).content.pages] == ["y", "z", "a", "b"]


def test_a_wrong_translation_tells_and_leaves_the_item_out(load: Load):
    """A list where a text belongs is told in the translation too, and nothing half-read is shown."""
    loaded = load(
        f"{CONFIG}-- content/pages/a.md --\n---\ntitle: x\n---\n-- content/pages/a.en.md --\n---\ntitle: [x]\nkind: y\n---\n"
    )
    assert [line.partition(" ")[0] for line in loaded.told] == [
        "content/pages/a.en.md:2:8:",
        "content/pages/a.en.md:3:1:",
    ]
    assert loaded.content.pages == ()


def test_a_wrong_item_of_a_list_is_told(load: Load):
    """Each line of a list must be a text."""
    loaded = load(f"{CONFIG}-- content/contacts/a.md --\n---\ntitle: x\nreach:\n  - 400\n  - phone: 401\n---\n")
    assert loaded.told == (
        "content/contacts/a.md:5:5: error: this is a table of names and values, not a text\n"
        "    the colon after 'phone' makes a table of it; put the whole text in quotes",
    )
