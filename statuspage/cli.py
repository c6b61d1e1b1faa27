"""The command line: which commands there are, each loaded when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

from statuspage import __version__

COMMANDS: Final[Mapping[str, str]] = {
    "build": "build",
    "check": "check",
    "init": "init",
    "schema": "schema",
}
"""The commands in the order of the help, each with the module of `statuspage.commands` that it stands in."""


class _Commands(click.Group):
    """Knows all commands, and loads the one that is asked for: start-up is a part of every run."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"statuspage.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Turn a folder of Markdown notices into a static status site."""
