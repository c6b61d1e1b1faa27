"""The command line: which commands there are, each loaded when it is asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

import click

from statuspage import __version__

COMMANDS: Final[Mapping[str, str]] = {
    "build": "build",
    "check": "check",
    "new": "new",
    "start": "moves",
    "update": "moves",
    "extend": "moves",
    "reschedule": "moves",
    "verify": "moves",
    "complete": "moves",
    "cancel": "moves",
    "resolve": "moves",
    "review": "moves",
    "status": "status",
    "next": "next",
    "diff": "diff",
}
"""The commands in the order of the help, each with the module of `statuspage.commands` that it stands in."""


class _Loaded(Mapping[str, click.Command]):
    """The commands by name, each loaded when it is asked for: start-up is a part of every run."""

    def __getitem__(self, name: str) -> click.Command:
        command: click.Command = getattr(import_module(f"statuspage.commands.{COMMANDS[name]}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(click.Group):
    """Lists its commands in the order in which they stand above."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Turn a folder of Markdown notices into a static status site."""


main.commands = _Loaded()  # type: ignore[assignment]  # click only reads it
