"""Which language the command line speaks, and click's own words in it."""

import gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import Final

import click

from statuspage.catalogues import LANGUAGES, SOURCE, catalogue, in_language

LANG: Final = click.Option(
    ["--lang"],
    type=click.Choice(LANGUAGES),
    expose_value=False,
    help="The language of what is told.  [default: as LANG says]",
)
"""Stands before a command, or among its options; it is read before all of them, see `chosen`."""

_HOLDS_WORDS: Final = ("core", "exceptions", "formatting", "parser", "termui", "types")
"""The modules of click that say something to people; each imported gettext under names of its own."""

_spoken: list[str] = [SOURCE]
"""The language of this run, in every thread; a program has one command line, as it has one of gettext's domains."""


def language() -> str:
    """Return the language that this run speaks."""
    return _spoken[-1]


def said(text: str) -> str:
    """Return a text in the language of this run."""
    return in_language(text, language())


def speak(lang: str) -> None:
    """Make *lang* the language of all that is told from now on, by us and by click."""
    _spoken[:] = [lang]
    if lang != SOURCE:
        for name in _HOLDS_WORDS:
            module = getattr(click, name)
            for called, ours in (("_", _gettext), ("ngettext", _ngettext)):
                if hasattr(module, called):
                    setattr(module, called, ours)


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that a command line asks for with --lang, or else the environment.

    It is looked up before the command line is understood, so that what is wrong with that is told in it too.
    """
    found = ""
    for argument, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        found = (value or following) if name == "--lang" else found
    return found if found in LANGUAGES else asked(environment)


def asked(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for.

    LC_ALL goes before LC_MESSAGES and that before LANG (POSIX, XBD 8.2). But for the C locale, LANGUAGE goes before
    them all: a list, of which the first language counts that we speak (GNU gettext manual, "The LANGUAGE variable").
    """
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return SOURCE
    listed = [*environment.get("LANGUAGE", "").split(":"), locale]
    spoken = (name.replace("-", "_").partition("_")[0].partition(".")[0].lower() for name in listed)
    return next((lang for lang in spoken if lang in LANGUAGES), SOURCE)


@contextmanager
def errors_said() -> Iterator[None]:
    """Let errors of the command line tell their messages in the language of this run."""
    try:
        yield
    except click.ClickException as error:
        error.message = said(error.message)  # type: ignore[misc]  # final for click; we say the same, to somebody else
        raise


def _gettext(text: str) -> str:
    return catalogue(language()).get(text, text) if language() != SOURCE else gettext.gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    told = gettext.ngettext(one, many, number)
    return catalogue(language()).get(many, told) if language() != SOURCE else told
