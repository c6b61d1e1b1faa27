"""What all commands have alike: help in the language of this run with examples below it, and --lang."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from inspect import cleandoc
from io import TextIOWrapper
from typing import Any

import click

from statuspage.commands.language import LANG, chosen, errors_said, said, speak
from statuspage.commands.wrapping import wrapped
from statuspage.messages import as_message, message


class _Formatter(click.HelpFormatter):
    """Breaks lines where a language without blanks between words breaks them."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, " ".join(said(as_message(word)) for word in args.split(" ")), prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{said(message('{heading}:', heading=heading))}\n")

    def write_text(self, text: str) -> None:
        super().write_text(wrapped(text, self.width - self.current_indent))

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        rows = [tuple(row) for row in rows]
        first = min(max((len(row[0]) for row in rows), default=0), col_max) + col_spacing
        width = max(self.width - first - 2, 10)
        super().write_dl([(name, wrapped(text, width)) for name, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help ends with *examples*: command lines as they are typed."""

    context_class = _Context

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*arguments, **settings)
        self.help = cleandoc(self.help) if self.help else None  # as it stands in catalogues
        self.examples = tuple(examples)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters with --lang, unless a command has one of its own."""
        found = super().get_params(ctx)
        own = any(param.name == LANG.name for param in found)
        return found if own else [*found[:-1], LANG, *found[-1:]]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help; click would cut one without blanks between words to nothing."""
        english = super().get_short_help_str(limit)
        told = said(as_message(self.short_help or self.help or ""))
        sentence, stop, _ = told.partition("。")
        return sentence + stop if stop else english

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        with _translated(self, ()):
            super().format_help_text(ctx, formatter)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the arguments are."""
        with _translated(self, self.get_params(ctx)):
            super().format_arguments(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the options are."""
        with _translated(self, self.get_params(ctx)):
            super().format_options(ctx, formatter)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on a line of its own however long it is."""
        if self.examples:
            with formatter.section(said(message("Examples"))):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


class Group(Command, click.Group):
    """A command with commands below it; the topmost one finds out which language is spoken."""

    def main(self, args: Sequence[str] | None = None, *settings: Any, **named: Any) -> Any:
        """Run a command line, as click does."""
        _print_what_can_be_printed()
        speak(chosen(sys.argv[1:] if args is None else args, os.environ))
        return super().main(args, *settings, **named)

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Understand what stands before the command."""
        with errors_said():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is asked for."""
        with errors_said():
            return super().invoke(ctx)


def _print_what_can_be_printed() -> None:
    """Let what the terminal's encoding doesn't have be shown by its number, where printing would fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _translated(command: click.Command, params: Sequence[click.Parameter]) -> Iterator[None]:
    """Lend a command and its parameters their help in the language of this run; click keeps it as plain text."""
    helped: list[Any] = [each for each in (command, *params) if getattr(each, "help", None)]
    english = [each.help for each in helped]
    for each in helped:
        each.help = said(as_message(each.help))
    try:
        yield
    finally:
        for each, text in zip(helped, english, strict=True):
            each.help = text
