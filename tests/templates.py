"""All that the program may say to an editor, as English templates, read off its code, fields and commands."""

import ast
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from statuspage.appearance import SHADES, link_fields
from statuspage.cli import main
from statuspage.events import fact_fields, word_fields
from statuspage.fields import Field
from statuspage.prose import CONTACTS, PAGES, QUESTIONS
from statuspage.schemas import tables as settings_tables
from statuspage.settings import (
    TOP,
)
from tests.sites import CONFIG, ROOT, settings, write

PACKAGE = ROOT / "statuspage"

MAKERS = {
    "message": (0,),
    "plural": (1, 2),
    "choice": (1,),
    "_one_of": (1,),
    "parsed": (1,),
    "scalar": (2,),
    "mapping": (2,),
    "_matching": (1, 2),
    "_missing": (1,),
    "_list": (0, 1),
}
"""The functions that make messages of plain words that they are given, and which of their arguments these are."""


def called(path: Path) -> Iterator[tuple[str, int, ast.expr]]:
    """Yield (function, line, words) for all words that a module gives to one of MAKERS."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for number in MAKERS.get(name, ()):
                if number < len(node.args):
                    yield name, node.lineno, node.args[number]


def in_code() -> Iterator[str]:
    """Yield the templates that stand in the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for _, _, words in called(path):
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                yield words.value


def of_fields(folder: Path) -> Iterator[str]:
    """Yield what fields are for, which is told where one is missing."""
    config = settings(write(folder, CONFIG))
    tables: tuple[Sequence[Field], ...] = (
        *(TOP, *settings_tables().values(), SHADES, link_fields("en", ("en",))),
        *(word_fields("en"), fact_fields(config, ())),
        *(fields for sort in (QUESTIONS, CONTACTS, PAGES) for fields in (sort.words("en"), sort.facts)),
    )
    yield from (field.about for fields in tables for field in fields)


def of_commands() -> Iterator[str]:
    """Yield the help of all commands and their parameters, and the words of their usage."""
    top = click.Context(main, **main.context_settings)
    for command in (main, *(main.commands[name] for name in main.commands)):
        yield from filter(None, (command.help, command.short_help, command.options_metavar))
        for param in command.get_params(top):
            yield from filter(None, (getattr(param, "help", None),))
    yield from main.subcommand_metavar.split(" ")


def of_click() -> set[str]:
    """Return the words of click's own that a person may see."""
    found = {"required"}  # which it looks up by a name
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types"):
        path = Path(str(getattr(click, name).__file__))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                words = node.args[:2] if getattr(node.func, "id", "") == "ngettext" else node.args[:1]
                found |= {str(word.value) for word in words if isinstance(word, ast.Constant)}
    return found


def places(template: str) -> set[str]:
    """Return the names that a template has a place for; a text with other braces has none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError:
        return set()
