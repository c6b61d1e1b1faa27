"""`statuspage schema`: what may be written, as JSON Schema for editors and other programs."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from statuspage.commands.options import ROOT
from statuspage.commands.telling import tell

if TYPE_CHECKING:
    from statuspage.model import Config

SORTS = ("event", "translation", "question", "contact", "page", "config", "cms")


@click.command()
@click.argument("sort", type=click.Choice(SORTS))
@ROOT
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the descriptions.")
@click.pass_context
def schema(ctx: click.Context, sort: str, root: Path, lang: str) -> None:
    """Print what may be written in one sort of file, as JSON Schema; for `cms`, the forms of the browser editor.

    With the settings of a site in ROOT, its components, audiences and contacts are the only ones that fit.
    """
    from statuspage.config import is_site
    from statuspage.problems import SiteError
    from statuspage.schemas import ANY_SITE, schema_of

    named = sort == "cms" or ctx.get_parameter_source("root") is not ParameterSource.DEFAULT
    try:
        config, contacts = _site(root) if named or is_site(root) else (ANY_SITE, [])
    except SiteError as error:
        tell(error.problems, root)
        sys.exit(1)
    if sort == "cms":
        click.echo(_forms(config, contacts, lang), nl=False)
    else:
        click.echo(json.dumps(schema_of(sort, lang, config, contacts), ensure_ascii=False, indent=2))


def _forms(config: "Config", contacts: list[str], lang: str) -> str:
    """Return the browser editor's settings as YAML."""
    import yaml

    from statuspage.cms import editor_settings

    plain = json.loads(json.dumps(editor_settings(config, contacts, lang)))  # no aliases, and texts of one type
    made: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=1000)
    return made


def _site(root: Path) -> "tuple[Config, list[str]]":
    """Return a site's settings and the ids of its contacts; what else is wrong in content doesn't matter here."""
    from statuspage.config import load_config
    from statuspage.content import load_content
    from statuspage.problems import Problems

    problems = Problems()
    config = load_config(root / "config.toml", problems)
    problems.stop_if_any()
    assert config is not None  # without problems there is a config
    return config, [contact.id for contact in load_content(root / "content", config, Problems()).contacts]
