"""New files from nothing or from a template, and the ids that English titles give."""

from datetime import date

import pytest

from statuspage.drafting import drafted, id_of
from statuspage.yaml_lines import Value

VALUES: dict[str, Value] = {
    "id": "a",
    "title": "Orders: upgrade",
    "kind": "drill",
    "components": {"orders": "none"},
    "end": "",
    "reason": "",
}


def test_a_file_holds_what_was_given_and_nothing_else():
    """Fields without a value aren't written; the id is the file's name."""
    told = '---\ntitle: "Orders: upgrade"\nkind: drill\ncomponents:\n  orders: none\n---\n'
    assert drafted(VALUES, "").decode() == told
    assert drafted(VALUES, "Hello").decode() == f"{told}\nHello\n"


def test_a_template_keeps_its_words_comments_bom_and_line_ends():
    """Given fields are put in, the rest of the template stays to the byte."""
    template = (
        "\ufeff---\r\n# How to write it\r\ntitle: x # short\r\nsigned: IT\r\n---\r\n\r\nDear all,\r\n\r\n## Steps\r\n"
    )
    made = drafted(VALUES, "", template.encode()).decode()
    assert made == (
        '\ufeff---\r\n# How to write it\r\ntitle: "Orders: upgrade" # short\r\nsigned: IT\r\nkind: drill\r\n'
        "components:\r\n  orders: none\r\n---\r\n\r\nDear all,\r\n\r\n## Steps\r\n"
    )


def test_a_text_takes_the_place_of_the_template_s_and_an_id_in_it_is_the_new_one():
    """What is given goes before what the template says."""
    made = drafted(VALUES, "Hello", b"---\nid: model\ntitle: x\n---\nDear all\n").decode()
    assert made.startswith('---\nid: a\ntitle: "Orders: upgrade"\n')
    assert made.endswith("---\n\nHello\n")


@pytest.mark.parametrize("template", [b"---\n---", b"\n---\n---\n", b"---  \n# nothing yet\n---  \n"])
def test_an_empty_template_is_filled(template: bytes):
    """A template needs no field and no text."""
    made = drafted({"id": "a", "title": "T"}, "", template).decode()
    assert made.count("title: T\n---") == 1


def test_an_id_is_made_of_an_english_title_and_a_day():
    """Other scripts give none, since nobody would know how to spell it."""
    day = date(2026, 11, 28)
    assert id_of("Orders: database upgrade!", day) == "2026-11-28-orders-database-upgrade"
    assert id_of("How long does it take?", None) == "how-long-does-it-take"
    assert id_of("订单系统升级", day) is None
    assert id_of("Café", day) is None
    assert id_of("!!!", day) is None
    long = id_of("very long words " * 20, day)
    assert long is not None
    assert len(long) <= 75
    assert not long.endswith("-")
    assert len(id_of("x" * 200, day) or "") <= 75
