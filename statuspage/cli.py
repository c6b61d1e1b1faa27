"""The command line: which commands there are, each loaded when it is asked for."""

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

from statuspage import __version__
from statuspage.commands.helping import Group

COMMANDS: Final[Mapping[str, str]] = {
    "build": "build",
    "check": "check",
    "serve": "serve",
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
    "import": "importing",
    "export": "export",
    "init": "init",
    "schema": "schema",
}
"""The commands in the order of the help, each with the module of `statuspage.commands` that it stands in."""


class _Loaded(UserDict[str, click.Command]):
    """Knows the names of all commands, and loads one when it is looked up: start-up is a part of every run."""

    def __init__(self) -> None:
        super().__init__()
        self.data = dict.fromkeys(COMMANDS, click.Command(None))

    def __getitem__(self, name: str) -> click.Command:
        function = f"{name}_" if iskeyword(name) else name
        command: click.Command = getattr(import_module(f"statuspage.commands.{COMMANDS[name]}"), function)
        return command


class _Program(Group):
    """Lists its commands as COMMANDS does."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)


@click.group(
    cls=_Program,
    commands=_Loaded(),
    examples=("statuspage check", "statuspage build --help", "statuspage --lang zh check"),
)
@click.version_option(__version__)
def main() -> None:
    """Turn a folder of Markdown notices into a static status site."""
