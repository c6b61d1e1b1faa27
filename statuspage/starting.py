"""A new site as files, and what can be added to a site: workflows of a host, a browser editor, settings of VS Code.

The files stand in statuspage/scaffold: a folder for each part, with what is the same in all languages in `both`. A
name that begins with `_` there begins with a dot in the site: a .gitignore would hold for this project itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from statuspage.toml import string

SCAFFOLD: Final = Path(__file__).with_name("scaffold")
LANGUAGES: Final = ("en", "zh")
HOSTS: Final = ("github", "gitlab", "gitea")
SITE: Final = "site"
VSCODE: Final = "vscode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants: which parts in which language, and what the settings say; None leaves the sample's word.

    `requirement` names the program as pip wants it.
    """

    lang: str
    parts: tuple[str, ...]
    title: str | None
    url: str | None
    time_zone: str | None
    requirement: str


def scaffold(wish: Wish) -> dict[str, bytes]:
    """Return the files by their paths in the site, sorted."""
    made = {path: source.read_bytes() for part in wish.parts for path, source in _files(part, wish.lang)}
    if SITE in wish.parts:
        made["config.toml"] = _settings(made["config.toml"].decode(), wish).encode()
        *comment, _ = made["requirements.txt"].decode().splitlines()
        made["requirements.txt"] = "\n".join([*comment, wish.requirement, ""]).encode()
    return dict(sorted(made.items()))


def contact_ids(files: Mapping[str, bytes]) -> list[str]:
    """Return the ids of the contacts among files."""
    paths = map(PurePosixPath, files)
    return sorted(path.stem for path in paths if path.parent == PurePosixPath("content/contacts"))


def _files(part: str, lang: str) -> Iterator[tuple[str, Path]]:
    for folder in (SCAFFOLD / part / "both", SCAFFOLD / part / lang):
        for source in sorted(folder.rglob("*")):
            if source.is_file():
                parts = source.relative_to(folder).parts
                yield "/".join(re.sub("^_", ".", name) for name in parts), source


def _settings(text: str, wish: Wish) -> str:
    """Put what was wished for into the first lines of these keys, and leave the comments behind them."""
    for key, value in (("title", wish.title), ("url", wish.url), ("time_zone", wish.time_zone)):
        if value is not None:
            before, _, after = re.split(rf'(?m)^({key} = "[^"]*")', text, maxsplit=1)
            text = f"{before}{key} = {string(value)}{after}"
    _, without_schema = text.split("\n", 1)
    return text if VSCODE in wish.parts else without_schema
