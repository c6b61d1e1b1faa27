"""Front matter and settings of other systems: texts, tolerant where their own systems are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.importers.front_matter import FrontMatter, other_case, read_front_matter, read_settings
from statuspage.importers.history import Loss, Sort
from tests.strategies import steady

YAML = b"---\ntitle: no\nat: 22:00\nn: 0o17\nlist: [on, 1.0, '']\nempty: ~\n---\n\nBody.\n"
TOML = b"+++\ntitle = 'no'\nat = 2021-05-08T05:00:33Z # UTC\nlist = ['on', 1.0, true]\n+++\nBody.\n"
JSON = b'{"title": "no", "at": "22:00", "n": 1.50, "list": ["on", null, true], "empty": null}\n\nBody.\n'


def front(data: bytes) -> FrontMatter:
    found, losses = read_front_matter("a.md", data)
    assert found is not None
    assert losses == ()
    return found


def told(data: bytes) -> list[tuple[Sort, str, str, int | None]]:
    return [(loss.sort, loss.told, loss.original, loss.line) for loss in read_front_matter("a.md", data)[1]]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (YAML, {"title": "no", "at": "22:00", "n": "0o17", "list": ("on", "1.0", ""), "empty": ""}),
        (TOML, {"title": "no", "at": "2021-05-08T05:00:33Z", "list": ("on", "1.0", "true")}),
        (JSON, {"title": "no", "at": "22:00", "n": "1.50", "list": ("on", "", "true"), "empty": ""}),
    ],
)
def test_values_are_texts_in_each_notation(data: bytes, values: dict[str, object]):
    """No value gets a type; a date of TOML stays as it is written, and what is null is empty."""
    found = front(data)
    assert found.values == values
    assert found.body == "Body."
    assert found.texts("list")[0] == "on"
    assert found.texts("missing") == ()
    assert found.text("missing") == ""


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("above", [b"", b"\xef\xbb\xbf", b"\n \n", b"\xef\xbb\xbf\n\n"])
@pytest.mark.parametrize("data", [YAML, TOML])
def test_lines_are_those_of_the_file(data: bytes, above: bytes, end: bytes):
    """With a byte order mark, blanks above and any line ends; a closing mark may be longer, or end the file."""
    found = front((above + data.replace(b"---\n\n", b"-----\n\n")).replace(b"\n", end))
    shift = above.count(b"\n")
    assert found.line("at") == 3 + shift
    assert found.written("at").startswith("at")
    assert "\r" not in found.original + found.body
    assert found.body_line == (9 if data is YAML else 6) + shift


def test_lines_of_json_are_those_of_its_names():
    """Where it is written over several lines."""
    found = front(b'\n{\n  "title": "a",\n  "Resolved": true\n}\nBody.')
    assert (found.line("title"), found.line("resolved"), found.body_line) == (3, 4, 6)
    assert found.written("resolved") == '"Resolved": true'


def test_a_file_without_front_matter_is_text():
    """A shortcode at its begin is no JSON."""
    assert front(b"\n{{< track >}}\n").body == "{{< track >}}"
    assert front(b"Body --- of text").values == {}
    assert front(b"---\n---\nBody.").body == "Body."


def test_a_single_value_is_a_list_of_one_and_a_list_is_a_text():
    """Whichever of the two was meant."""
    found = front(b"---\naffected: API\ntitle: [a, b]\nsystems:\n  - {name: API}\n  - [x, y]\n---\n")
    assert found.texts("affected") == ("API",)
    assert found.text("title") == "a, b"
    assert found.texts("systems") == ('{"name": "API"}', '["x", "y"]')


def test_of_a_name_that_stands_twice_the_last_counts_and_it_is_told():
    """In other letters it is the same name."""
    data = b"---\ntitle: a\nresolvedWhen: 2021\nresolvedwhen: 2022\n---\n"
    found, losses = read_front_matter("a.md", data)
    assert found is not None
    assert found.text("resolvedWhen") == "2022"
    said = "'resolvedwhen' stands there twice: the last one counts"
    assert losses == (Loss("a.md", Sort.ASSUMED, losses[0].told, "resolvedwhen: 2022", 4),)
    assert losses[0].told == said
    assert told(b'{"a": 1, "A": 2}') == [(Sort.ASSUMED, "'A' stands there twice: the last one counts", "", None)]


def test_names_in_other_letters_are_told():
    """They are read as the system's own."""
    (loss,) = other_case(front(b"---\nresolvedwhen: x\ntitle: a\n---\n"), "a.md", ("title", "date", "resolvedWhen"))
    assert loss == Loss("a.md", Sort.ASSUMED, loss.told, "resolvedwhen: x", 2)
    assert loss.told == "'resolvedwhen' is read as 'resolvedWhen'"


@pytest.mark.parametrize(
    ("data", "said", "original", "line"),
    [
        (b"", "the file is empty", "", None),
        (b"\xef\xbb\xbf\r\n ", "the file is empty", "", None),
        (b"\n---\ntitle: a\n", "the front matter that begins here isn't closed", "---", 2),
        (b"+++\ntitle = 'a'\n---\n", "the front matter that begins here isn't closed", "+++", 1),
        (b"---\ntitle: a\n\tb: c\n---\n", None, "b: c", 3),
        (b"---\na: [\n---\n", None, "---", 3),
        (b"---\n- a\n- b\n---\n", "there are no names with values", "- a", 2),
        (b"---\na: \x01\n---\n", None, "---", 1),
        (b"+++\na = \n+++\n", "this isn't valid TOML: Invalid value", "a =", 2),
        (b"+++\na = 1\na = 2\n+++\n", "this isn't valid TOML: Cannot overwrite a value", "a = 2", 3),
        (b'{"a": }', "this isn't valid JSON: Expecting value", '{"a": }', 1),
        (b"---\na: " + b"[" * 100_000 + b"\n---\n", "the front matter has more than 100000 characters", "---", 1),
        (b"---\na: " + b"[" * 1000 + b"\n---\n", "lists and tables are nested too deeply there", None, 2),
        (b"+++\na = " + b"[" * 10_000 + b"\n+++\n", "lists and tables are nested too deeply there", "+++", 1),
        (b'{"a":' * 100_000, "lists and tables are nested too deeply there", "", None),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "lists and tables are nested too deeply there", "", None),
    ],
)
def test_what_can_t_be_read_is_told_with_its_line(
    data: bytes, said: str | None, original: str | None, line: int | None
):
    """Nothing of the file comes over, and it is never an exception."""
    found, (loss,) = read_front_matter("a.md", data)
    assert found is None
    assert loss.sort is Sort.UNREAD
    assert said is None or loss.told == said
    assert original is None or loss.original == original
    assert loss.line == line


def test_aliases_of_yaml_stand_for_texts_alone():
    """A bomb of lists in lists stays as small as it is written."""
    assert front(b"---\na: &x API\nb: *x\n---\n").text("b") == "API"
    assert front(b"---\na: &x " + b"y" * 2000 + b"\nb: *x\n---\n").text("b") == "*x"
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    assert front(f"---\n{bomb}---\n".encode()).texts("a29") == ("*a28", "*a28")


def test_signs_that_are_no_utf_8_are_shown_as_such():
    """The rest of the file is worth reading."""
    found, losses = read_front_matter("a.md", b"---\ntitle: caf\xe9\n---\nna\xefve")
    assert found is not None
    assert (found.text("title"), found.body) == ("caf\ufffd", "na\ufffdve")
    assert [loss.sort for loss in losses] == [Sort.ASSUMED]


def test_breaks_that_only_yaml_knows_are_blanks():
    """A no-break space stays."""
    found = front("---\ntitle: a\u2028b\u00a0c\ufeff\nat: x\n---\n".encode())
    assert (found.text("title"), found.line("at")) == ("a b\u00a0c", 3)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("config.yml", b"baseURL: x\nparams:\n  Systems:\n    - Name: A\n"),
        ("config.toml", b"baseURL = 'x'\n[params]\n[[params.Systems]]\nName = 'A'\n"),
        ("config.json", b'{"baseURL": "x", "params": {"Systems": [{"Name": "A"}]}}'),
    ],
)
def test_settings_are_read_in_each_notation(name: str, data: bytes):
    """By the extension, their names in lower case."""
    assert read_settings(name, data) == ({"baseurl": "x", "params": {"systems": ({"name": "A"},)}}, ())


def test_settings_that_can_t_be_read_are_told():
    """And say nothing."""
    values, (loss,) = read_settings("config.yml", b"title: a\n\tb: c\n")
    assert values == {}
    assert (loss.sort, loss.original, loss.line) == (Sort.UNREAD, "b: c", 2)


@steady(100)
@given(
    st.sampled_from([YAML, TOML, JSON]), st.integers(0, 120), st.integers(0, 30), st.binary(max_size=12) | st.just(b"[")
)
@example(YAML, 8, 0, b"&a [*a]")
def test_no_bytes_make_it_fail(data: bytes, at: int, length: int, put: bytes):
    """They are read or told."""
    found, losses = read_front_matter("a.md", data[:at] + put + data[at + length :])
    assert (found is None) == any(loss.sort is Sort.UNREAD for loss in losses)
    for name in found.values if found else ():
        assert found is not None
        assert isinstance(found.text(name), str)
        assert isinstance(found.written(name), str)
