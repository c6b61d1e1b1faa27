"""`statuspage init`: a new site that builds at once, or what can be added to one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuspage import __version__
from statuspage.commands.helping import Command
from statuspage.commands.language import language, said
from statuspage.commands.options import ROOT
from statuspage.commands.telling import end_with, say
from statuspage.messages import message

if TYPE_CHECKING:
    from statuspage.model import Config
    from statuspage.starting import Wish

REQUIREMENT = f"markdown-statuspage=={__version__}"


@click.command(
    cls=Command,
    examples=(
        "statuspage init new-site --url https://status.example.org/ --time-zone Europe/Berlin",
        "statuspage init new-site --lang zh --ci gitlab",
        "statuspage init --cms --vscode",
    ),
)
@ROOT
@click.option("--lang", type=click.Choice(["en", "zh"]), default=language, help="The language of the site.")
@click.option("--title", help="The site's name.")
@click.option("--url", help="The address that it will be published at.")
@click.option("--time-zone", help="The zone of its times, as Europe/Berlin.")
@click.option(
    "--ci", type=click.Choice(["github", "gitlab", "gitea", "none"]), default="none", help="Workflows for a host."
)
@click.option("--cms", is_flag=True, help="A browser editor for people without git.")
@click.option("--vscode", is_flag=True, help="Settings by which VS Code completes and underlines.")
@click.option("--requirement", default=REQUIREMENT, help="How pip finds this program, for workflows.")
def init(
    root: Path,
    lang: str,
    title: str | None,
    url: str | None,
    time_zone: str | None,
    ci: str,
    cms: bool,
    vscode: bool,
    requirement: str,
) -> None:
    """Start a site in ROOT, or add to the one that is there. No file is overwritten."""
    from statuspage.config import is_site
    from statuspage.starting import Wish, scaffold

    extras = (*((ci,) if ci != "none" else ()), *(("cms",) if cms else ()), *(("vscode",) if vscode else ()))
    new = not (extras and is_site(root))
    parts = ("site", *extras) if new else extras
    wish = Wish(lang=lang, parts=parts, title=title, url=url, time_zone=time_zone, requirement=requirement)
    files = scaffold(wish)
    config, contacts = _read(root, files, new)
    if vscode:
        from statuspage.schema_files import editor_files

        files |= editor_files(config, contacts, lang)
    _write(root, files)
    for path in files:
        say(message("wrote {path}", path=root / path))
    _tell_what_is_next(root, wish)


def _read(root: Path, files: dict[str, bytes], new: bool) -> "tuple[Config, list[str]]":
    """Return the settings of the new site, or of the one that is there, and the ids of its contacts."""
    from statuspage.commands.site import site_of
    from statuspage.config import parse_config
    from statuspage.problems import Problems, SiteError
    from statuspage.starting import contact_ids

    if new:
        config = parse_config(files["config.toml"].decode(), "config.toml", root, problems := Problems())
        if config is None:
            told = [message("{problem}; {hint}", problem=one.message, hint=one.hint) for one in problems.found]
            raise click.UsageError("\n".join(map(said, told)))
        return config, contact_ids(files)
    try:
        return site_of(root)
    except SiteError as error:
        end_with(error.problems, root)


def _write(root: Path, files: dict[str, bytes]) -> None:
    from statuspage.saving import Change, save, taken

    there = taken(root, files)
    if there:
        for path in there:
            say(message("{path} is there already", path=root / path), err=True)
        say(message("nothing was written: name another folder, or move these away"), err=True)
        sys.exit(1)
    for path, data in files.items():
        try:
            save(Change(root, path, None, data))
        except OSError as error:
            raise click.FileError(str(root / path), error.strerror) from error


def _tell_what_is_next(root: Path, wish: "Wish") -> None:
    if "site" in wish.parts:
        say(message("now: statuspage build {root}, then read {readme}", root=root, readme=root / "README.md"))
    if "cms" in wish.parts:
        told = message(
            "the browser editor itself isn't among the files: see the top of {path}", path=root / "admin/index.html"
        )
        say(told)
