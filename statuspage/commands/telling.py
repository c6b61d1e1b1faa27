"""How commands tell what they found: problems in one of their formats, and counts of things."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from statuspage.problems import Problem


def tell(problems: "Iterable[Problem]", root: Path, form: str = "text") -> None:
    """Print problems with their paths as seen from here; as text they go to standard error."""
    from statuspage.problems import FORMATS, under

    for problem in problems:
        click.echo(FORMATS[form](under(root.as_posix(), problem), "en"), err=form == "text")


def count(number: int, what: str) -> str:
    """Return a number of things in words."""
    return f"{number} {what}{'' if number == 1 else 's'}"
