"""TOML with places, which the standard library's reader doesn't tell."""

import tomllib

import pytest

from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.problems import Place
from statuspage.toml import parse_toml, toml_error


def places(node: Node, path: str = "") -> dict[str, tuple[int, int]]:
    """Return {path of a key: line and column} of a whole document."""
    found: dict[str, tuple[int, int]] = {}
    if isinstance(node, Table):
        for key, value in node.entries:
            name = f"{path}.{key.text}" if path else key.text
            found[name] = (key.place.line, key.place.column)
            found |= places(value, name)
    elif isinstance(node, Listing):
        for number, item in enumerate(node.items):
            if isinstance(item, Table):
                found[f"{path}[{number}]"] = (item.place.line, item.place.column)
            found |= places(item, f"{path}[{number}]")
    return found


def test_each_key_has_its_place():
    """Keys of tables, of arrays of tables, dotted and inline ones have the line and column where they stand."""
    source = (
        "# a comment\n"
        'top = "x"\n'
        "\n"
        "[site]\n"
        'title = { zh = "订单", en = "Orders" }\n'
        "  indented = [\n"
        '    "title = 1",\n'
        "  ]\n"
        'after = """\n'
        "[site]\n"
        'title = "no"\n'
        '"""\n'
        "a.b = 1\n"
        "[[parts]]\n"
        'id = "one"\n'
        "\n"
        "[[parts]]  # the second\n"
        'id = "two"\n'
        "[parts.more]\n"
        "id = 3\n"
    )
    _, root = parse_toml(source, "config.toml")
    assert places(root) == {
        "top": (2, 1),
        "site": (4, 1),
        "site.title": (5, 1),
        "site.title.zh": (5, 11),
        "site.title.en": (5, 22),
        "site.indented": (6, 3),
        "site.after": (9, 1),
        "site.a": (13, 1),
        "site.a.b": (13, 3),
        "parts": (14, 1),
        "parts[0]": (14, 1),
        "parts[0].id": (15, 1),
        "parts[1]": (17, 1),
        "parts[1].id": (18, 1),
        "parts[1].more": (19, 1),
        "parts[1].more.id": (20, 1),
    }


def test_values_become_text_again():
    """Whatever TOML makes of a value, the readers get text: numbers, truth, dates and times."""
    document, root = parse_toml("a = 1\nb = true\nc = 2026-11-28T23:00:00+08:00\nd = 2026-11-28\ne = [1, false]\n", "c")
    assert document["b"] is True
    assert isinstance(root, Table)
    told = [value.text for _, value in root.entries if isinstance(value, Scalar)]
    assert told == ["1", "true", "2026-11-28 23:00:00+08:00", "2026-11-28"]
    last = root.entries[4][1]
    assert isinstance(last, Listing)
    assert [item.text for item in last.items if isinstance(item, Scalar)] == ["1", "false"]


def test_a_value_has_the_place_of_its_key():
    """An item of an array, which has no place of its own, has that of the key that holds it."""
    _, root = parse_toml('\nlist = [\n  "x",\n]\n', "c")
    assert isinstance(root, Table)
    node = root.entries[0][1]
    assert isinstance(node, Listing)
    assert node.items[0].place == Place("c", 2, 1)


@pytest.mark.parametrize(
    ("source", "line", "hint"),
    [
        ("a = 1\nb = \n", 2, "check quotes, brackets and commas here"),
        ("a = 1\na = 2\n", 2, "the same name is written twice; keep one of the two"),
        ("[a]\n[b]\n[a]\n", 3, "the same name is written twice; keep one of the two"),
        ("a = [1,\n", 1, "check quotes, brackets and commas here"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(source: str, line: int, hint: str):
    """An error has the line that the parser tells, if it tells one, and what usually causes it."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        parse_toml(source, "config.toml")
    place, message, told = toml_error(caught.value, "config.toml")
    assert place.line == line
    assert message.startswith("this is not valid TOML: ")
    assert "line" not in message
    assert told == hint
