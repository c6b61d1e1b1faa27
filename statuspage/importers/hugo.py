"""A site of Hugo: its settings, where in its content a file stands, in which language, and the address it has."""

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from statuspage.importers.front_matter import FrontMatter, read_settings
from statuspage.importers.history import Files, Loss
from statuspage.importers.values import Value, as_texts

SETTINGS: Final = re.compile(
    r"(?:(?:config/_default/)?(?:hugo|config)|config/_default/(?P<table>params|languages))\.(?:ya?ml|toml|json)"
)
CONTENT: Final = re.compile(
    r"content/(?!(?:(?!issues/)[^/]+/)?affected/)(?:.*/)?(?P<name>[^/]+)\.(?:md|markdown|html?)", re.IGNORECASE
)
"""Pages, without those that a theme keeps of each system."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_TRUE: Final = frozenset({"true", "yes", "on", "y", "t", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "n", "f", "0", ""})
_BESIDE_LETTERS: Final = frozenset("./\\_#+~-@")
_ESCAPED: Final = re.compile("%[0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class Site:
    """What of the settings decides where pages stand: languages in lower case, the first one the default.

    `in_folder`: addresses of the default language begin with it too. `is_ugly`: they end in `.html`. `has_patterns`:
    a site makes them by rules of its own.
    """

    languages: tuple[str, ...]
    in_folder: bool = False
    is_ugly: bool = False
    has_patterns: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Where a file stands: its first folder, its path below `content` and language, without extension; its language."""

    folder: str
    path: str
    language: str


def read_site(files: Files) -> tuple[Mapping[str, Value], tuple[Loss, ...]]:
    """Return the settings of a site as one table, with those of its language, and what is said of their files."""
    settings, losses = dict[str, Value](), list[Loss]()
    for path in sorted(files):
        if match := SETTINGS.fullmatch(path):
            values, told = read_settings(path, files[path])
            settings |= {match["table"]: values} if match["table"] else values
            losses += told
    own = table_of(table_of(settings, "languages"), text_of(settings, "defaultcontentlanguage").lower() or "en")
    params = {**table_of(settings, "params"), **table_of(own, "params")}
    return {**settings, **own, "params": params} if settings else {}, tuple(losses)


def table_of(settings: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """Return a table of settings, an empty one where there is none."""
    found = settings.get(name, {})
    return found if isinstance(found, Mapping) else {}


def text_of(settings: Mapping[str, Value], name: str) -> str:
    """Return a setting as text, an empty one where there is none."""
    return ", ".join(as_texts(settings.get(name, "")))


def truth(word: str) -> bool | None:
    """Return what a word for yes or no says, None if it is neither."""
    return True if word.lower() in _TRUE else False if word.lower() in _FALSE else None


def site_of(settings: Mapping[str, Value]) -> Site:
    """Return what decides where pages stand."""
    default = text_of(settings, "defaultcontentlanguage").lower() or "en"
    others = (name for name in table_of(settings, "languages") if name != default)
    return Site(
        languages=(default, *others),
        in_folder=bool(truth(text_of(settings, "defaultcontentlanguageinsubdir"))),
        is_ugly=bool(truth(text_of(settings, "uglyurls"))),
        has_patterns=bool(settings.get("permalinks")),
    )


def where(path: str, site: Site) -> Where:
    """Return where a file stands; one that isn't in `content` at all, as a single file isn't, stands among issues.

    The language is a folder above (`content/de/issues/`) or stands before the extension (`a.de.md`), else it is the
    default one. A bundle (`a/index.md`) has the path of its folder.
    """
    parts, language = posixpath.splitext(path)[0].split("/"), ""
    if parts[0] != "content" or len(parts) == 1:
        return Where("issues", f"issues/{parts[-1]}", site.languages[0])
    parts = parts[1:]
    if len(parts) > 1 and (
        parts[0].lower() in site.languages or (parts[1] == "issues" and _LANGUAGE.fullmatch(parts[0]))
    ):
        language, parts = parts[0].lower(), parts[1:]
    stem, _, suffix = parts[-1].rpartition(".")
    if stem and suffix.lower() in site.languages:
        language, parts = suffix.lower(), [*parts[:-1], stem]
    if parts[-1] == "index" and len(parts) > 1 + (parts[0] == "issues"):
        parts = parts[:-1]
    return Where(parts[0] if len(parts) > 1 else "", "/".join(parts), language or site.languages[0])


def address(at: Where, front: FrontMatter, site: Site) -> str:
    """Return the path of a page on its site, without a slash in front; empty where rules of the site's own decide.

    Hugo's rules: lower case, a hyphen for a blank, letters, digits and few signs; `slug` is the last part, `url` the
    whole. Letters aren't escaped.
    """
    prefix = f"{at.language}/" if at.language != site.languages[0] or site.in_folder else ""
    url = front.text("url")
    if url:
        own = posixpath.normpath("/" + url).lstrip("/")
        own += "/" if "." not in own or url.endswith("/") else ""
        return "" if ":" in url else own if url.startswith("/") else prefix + own
    if site.has_patterns:
        return ""
    folders, _, name = at.path.replace(" ", "-").rpartition("/")
    name = front.text("slug") or name
    path = "/".join(part for part in (*folders.split("/"), name) if part)
    return prefix + _cleaned(path).lower() + (".html" if site.is_ugly else "/")


def is_draft(front: FrontMatter) -> bool:
    """Tell whether Hugo leaves a page out of the site."""
    draft, published = truth(front.text("draft")), truth(front.text("published"))
    return draft is True or (not front.text("draft") and bool(front.text("published")) and published is False)


def _cleaned(path: str) -> str:
    """Return a path with the signs that Hugo allows; blanks between them become one hyphen."""
    cleaned, blank = list[str](), False
    for index, sign in enumerate(path):
        escaped = sign == "%" and _ESCAPED.match(path, index) is not None
        if unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in _BESIDE_LETTERS or escaped:
            cleaned += ["-"] if blank and sign != "-" else []
            cleaned.append(sign)
            blank = False
        elif sign.isspace():
            blank = bool(cleaned) and cleaned[-1] != "-"
    return "".join(cleaned)
