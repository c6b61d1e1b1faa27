"""`statuspage schema`: what may be written, as JSON Schema, and the same for editors that want it in other forms."""

from pathlib import Path

import click
from click.core import ParameterSource

from statuspage.commands.helping import Command
from statuspage.commands.language import language
from statuspage.commands.options import ROOT
from statuspage.commands.site import site_of
from statuspage.commands.telling import end_with, say

SORTS = ("event", "translation", "question", "contact", "page", "config", "cms", "snippets")
OF_A_SITE = ("cms", "snippets")
"""What is made for one site alone."""


@click.command(
    cls=Command,
    examples=("statuspage schema event", "statuspage schema config --lang zh --out config.schema.json"),
)
@click.argument("sort", type=click.Choice(SORTS), metavar="SORT")
@ROOT
@click.option("--lang", type=click.Choice(["en", "zh"]), default=language, help="The language of the descriptions.")
@click.option("--draft", type=click.Choice(["2020-12", "07"]), default="2020-12", help="The draft of JSON Schema.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write to, instead of printing.")
@click.pass_context
def schema(ctx: click.Context, sort: str, root: Path, lang: str, draft: str, out: Path | None) -> None:
    """Print what may be written in one sort of file, as JSON Schema.

    With the settings of a site in ROOT, its components, audiences and contacts are the only ones that fit. `cms` is
    the forms of the browser editor, `snippets` what VS Code offers.
    """
    from statuspage.config import is_site
    from statuspage.problems import SiteError
    from statuspage.schema_files import text_of
    from statuspage.schemas import ANY_SITE

    named = sort in OF_A_SITE or ctx.get_parameter_source("root") is not ParameterSource.DEFAULT
    try:
        config, contacts = site_of(root) if named or is_site(root) else (ANY_SITE, [])
    except SiteError as error:
        end_with(error.problems, root)
    made = text_of(sort, config, contacts, lang, draft)
    if out is None:
        say(made, nl=False)
    else:
        _write(out, made)


def _write(out: Path, text: str) -> None:
    from statuspage.saving import put

    try:
        put(out, text.encode())
    except OSError as error:
        raise click.FileError(str(out), error.strerror) from error
