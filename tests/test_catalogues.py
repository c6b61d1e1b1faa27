"""The catalogue of the program's own words: whole, in step with the code, and read as gettext's tools read it."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from statuspage.catalogues import COMMA, LANGUAGES, LOCALE, SOURCE, _entries, catalogue, in_language
from statuspage.messages import as_message, message, plural
from tests import templates

OTHERS = sorted(set(LANGUAGES) - {SOURCE})

TO_PROGRAMMERS = {
    "%(prog)s, version %(version)s",
    "(dynamic)",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "Name '{name}' defined twice",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? Did you mean to"
    " pass '--{name}'?",
    "Unknown color {colour!r}",
    "Value must be an iterable.",
    "{value!r} is not a valid UUID.",
}
"""What click says to those who write commands, and not to those who type them."""


def ours(folder: Path) -> set[str]:
    return {COMMA, *templates.in_code(), *templates.of_fields(folder), *templates.of_commands()}


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_all_that_the_program_says(lang: str, tmp_path: Path):
    """Each message, what each field is for, and the help of each command has its words in every language."""
    assert sorted(ours(tmp_path) - set(catalogue(lang))) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_what_click_says_for_us(lang: str):
    """What click says to people who type commands has its words in every language too."""
    assert sorted(templates.of_click() - TO_PROGRAMMERS - set(catalogue(lang))) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_nothing_that_is_said_no_more(lang: str, tmp_path: Path):
    """A message that goes from the code goes from the catalogues."""
    assert sorted(set(catalogue(lang)) - ours(tmp_path) - templates.of_click()) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_has_the_places_of_its_template(lang: str, tmp_path: Path):
    """What is put into a message is put into its translation, and nothing that isn't there."""
    for template in ours(tmp_path):
        assert templates.places(catalogue(lang)[template]) == templates.places(template), template
    shared: dict[str, set[str]] = {}
    for template in templates.of_click() & set(catalogue(lang)):
        shared.setdefault(catalogue(lang)[template], set()).update(templates.places(template))
    for told, known in shared.items():
        assert templates.places(told) <= known, told


def test_words_are_written_where_a_message_is_made():
    """What makes a message is given its template as it stands, so that it can be found and translated."""
    passed_on = {
        ("events.py", "choice"),
        ("fields.py", "scalar"),
        ("settings.py", "choice"),
    }
    for path in sorted(templates.PACKAGE.rglob("*.py")):
        for function, line, words in templates.called(path):
            literal = isinstance(words, ast.Constant) and isinstance(words.value, str)
            assert literal or (path.name, function) in passed_on, f"{path.name}:{line} {ast.unparse(words)}"


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_is_read_as_others_read_it(lang: str):
    """Our reader of catalogues finds what Babel's finds: a translator may use any tool for them."""
    with (LOCALE / f"{lang}.po").open("rb") as file:
        theirs = read_po(file, abort_invalid=True)
    expected: dict[str, str] = {}
    for entry in theirs:
        if isinstance(entry.id, tuple):
            (only,) = tuple(entry.string or ())
            expected |= dict.fromkeys(entry.id, only)
        elif entry.id:
            expected[str(entry.id)] = str(entry.string)
    assert len(list(theirs.obsolete)) == 0
    assert catalogue(lang) == expected


def test_lines_of_a_catalogue_may_be_parted():
    """A text may go on over lines, hold quotes, backslashes and line breaks, and have comments above it."""
    source = '# a comment\n#, fuzzy\nmsgid "a "\n"b\\n"\nmsgstr ""\n"\\"c\\" \\\\\\t"\n\nmsgid "d"\nmsgstr "e"'
    assert list(_entries(source)) == [("a b\n", '"c" \\\t'), ("d", "e")]


@pytest.mark.parametrize("line", ["msgid a", '"without a keyword"', 'msgctxt "x"', 'msgid "a'])
def test_what_is_no_line_of_a_catalogue_is_told(line: str):
    """A catalogue that can't be read fails with the line that isn't understood."""
    with pytest.raises(ValueError, match="not a line of a catalogue"):
        list(_entries(line))


@pytest.mark.parametrize("lang", OTHERS)
def test_chinese_has_no_blank_beside_its_own_signs(lang: str):
    """Between Han characters and Latin letters or digits nobody types a blank; marks are full-width ones."""
    han = "[\u4e00-\u9fff，。；：、！？（）「」]"
    for template, told in catalogue(lang).items():
        shown = re.sub(r"[「“`].*?[」”`]", "", told)
        assert not re.search(rf"{han} (?=[^ ])|[^ :] (?={han})", shown), (template, told)


def test_english_is_what_stands_in_the_code():
    """In English a message is its own text, and no catalogue is read."""
    told = message("'{text}' is not a time", text="x")
    before = catalogue.cache_info().misses
    assert in_language(told, "en") is told
    assert catalogue.cache_info().misses == before


def test_a_message_is_told_in_another_language_with_all_that_was_put_into_it():
    """Messages in a message are translated with it, in a list too; what people wrote stays as it is."""
    hint = message("write '{word}'", word="{order}")
    told = message("{told}; {hint}", told=message("known are: {words}", words=["a", "{b}"]), hint=hint)
    assert told == "known are: a, {b}; write '{order}'"
    assert in_language(told, "zh") == "可用的有：a、{b}；请写「{order}」"
    gaps = message(
        "write into {path} what is not translated: {gaps}",
        path="a.zh.md",
        gaps=["title", plural(2, "{number} update", "{number} updates")],
    )
    assert gaps == "write into a.zh.md what is not translated: title, 2 updates"
    assert in_language(gaps, "zh") == "请在a.zh.md中补上未翻译的：title、2条进展更新"


def test_what_is_no_message_stays_as_it_is():
    """A text that nobody made a message of, and one that no catalogue has, is told as it stands."""
    assert in_language("'x' is not a time", "zh") == "'x' is not a time"
    assert in_language(as_message("never said"), "zh") == "never said"


def test_numbers_keep_their_form():
    """A number is written as the template says, in each language."""
    told = message("the file has {size:.1f} MB", size=2.34)
    assert (told, in_language(told, "zh")) == ("the file has 2.3 MB", "文件有2.3 MB")


def test_a_text_with_braces_is_a_template_too():
    """Braces in a message without variables are braces."""
    told = message("a text that begins with { or [ needs quotes")
    assert told == "a text that begins with { or [ needs quotes"
    assert in_language(told, "zh") == "以{或[开头的文字要加引号"
