"""themes/<chosen>, then themes/default: templates, assets, and the words of each language."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from traceback import extract_tb
from types import CodeType, MethodType
from typing import Any, Final

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from statuspage.messages import message
from statuspage.model import Config
from statuspage.problems import Place, Problem, Problems
from statuspage.stylesheet import STYLE, TOKENS, Sheet, make_stylesheet
from statuspage.words import CatalogueError, Language

DEFAULT: Final = "default"


class RenderError(Exception):
    """A template failed; carries the Problem that tells where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Theme:
    """What pages are drawn with. `folders` is searched in order; `digest` changes with any file in them."""

    folders: tuple[Path, ...]
    environment: Environment = field(repr=False)
    languages: Mapping[str, Language] = field(repr=False)
    assets: Mapping[str, bytes] = field(repr=False)
    digest: str

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """Render a template; raises RenderError with the template's own place."""
        try:
            return self.environment.get_template(template).render(context)
        except TemplateSyntaxError as error:
            written = Place(_shown(error.filename or template), error.lineno)
            told = message("the template can't be read: {why}", why=error.message)
            raise RenderError(Problem(written, told)) from error
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            place = self._place(error)
            if place is None:
                raise
            raise RenderError(Problem(place, message("the template failed: {why}", why=str(error)))) from error

    def _place(self, error: Exception) -> Place | None:
        """Find the last frame that runs in a template, if the error was raised by the template itself."""
        frames = extract_tb(error.__traceback__)
        inside = [frame for frame in frames if Path(frame.filename).suffix == ".html"]
        return Place(_shown(inside[-1].filename), inside[-1].lineno or 1) if inside else None


class _Context(Context):
    """Calls the program's own methods directly; Jinja would first look whether each wants more than it is given."""

    def call(
        self, called: Any, /, *args: Any, _block_vars: object = None, _loop_vars: object = None, **kwargs: Any
    ) -> Any:
        if isinstance(called, MethodType):
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class _Template(Template):
    """Takes what is markup already as it is; the library's function would make new markup of it each time."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: MutableMapping[str, Any], uptodate: Any = None
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _escaped
        return template


def _escaped(value: object) -> Markup:
    return value if type(value) is Markup else escape(value)


def load_theme(themes: Path, config: Config, problems: Problems) -> Theme | None:
    """Read the theme that the site chose from its own themes/ folder, over the default one that comes with us."""
    shipped = _shipped()
    folders = tuple(dict.fromkeys(path for path in (themes / config.theme, shipped) if path.is_dir()))
    if config.theme != DEFAULT and not (themes / config.theme).is_dir():
        hint = message('make the folder themes/{name}/, or write theme = "default"', name=config.theme)
        problems.error(Place("config.toml"), message("there is no theme '{name}'", name=config.theme), hint)
        return None
    _check_templates(folders, problems)
    languages = {lang: _language(lang, folders, config, problems) for lang in config.languages}
    return Theme(
        folders=folders,
        environment=_environment(folders, shipped),
        languages={lang: language for lang, language in languages.items() if language},
        assets=_assets(folders, config, problems),
        digest=_digest(folders),
    )


def _assets(folders: tuple[Path, ...], config: Config, problems: Problems) -> dict[str, bytes]:
    """Read the assets; of the colours of all folders and the first one's style, one stylesheet is made."""
    assets: dict[str, bytes] = {}
    tokens: dict[bytes, Sheet] = {}
    style = Sheet("", b"")
    for folder in reversed(folders):
        found = _read_tree(folder / "assets")
        assets |= found
        if TOKENS in found:  # the same bytes, reached by two paths, are one sheet
            tokens.setdefault(found[TOKENS], Sheet(_shown(str(folder / "assets" / TOKENS)), found[TOKENS]))
        if STYLE in found:
            style = Sheet(_shown(str(folder / "assets" / STYLE)), found[STYLE])
    del assets[TOKENS]
    assets[STYLE] = make_stylesheet([*tokens.values(), style], config.appearance, problems)
    return dict(sorted(assets.items()))


def _shipped() -> Path:
    """Return the default theme: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "themes" / DEFAULT
    return inside if inside.is_dir() else package.parent / "themes" / DEFAULT


def _environment(folders: tuple[Path, ...], shipped: Path) -> Environment:
    ours = FileSystemLoader([folder / "templates" for folder in folders])
    hidden = PrefixLoader({DEFAULT: FileSystemLoader(shipped / "templates")})
    environment = Environment(
        loader=ChoiceLoader([ours, hidden]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.context_class = _Context
    environment.template_class = _Template
    return environment


def _check_templates(folders: tuple[Path, ...], problems: Problems) -> None:
    for folder in folders:
        for name, data in _read_tree(folder / "templates").items():
            try:
                data.decode()
            except UnicodeDecodeError as error:
                place = Place(_shown(str(folder / "templates" / name)), data.count(b"\n", 0, error.start) + 1)
                problems.error(place, message("the template is not UTF-8"), message("save it again as UTF-8"))


def _language(lang: str, folders: tuple[Path, ...], config: Config, problems: Problems) -> Language | None:
    paths = [path for folder in folders if (path := folder / "words" / f"{lang}.po").is_file()]
    if not paths:
        known = sorted({path.stem for folder in folders for path in (folder / "words").glob("*.po")})
        catalogue = f"themes/{config.theme}/words/{lang}.po"
        hint = message("known are: {words}; or write {path}", words=known, path=catalogue)
        told = message("the theme has no words for the language '{lang}'", lang=lang)
        problems.error(Place("config.toml"), told, hint)
        return None
    try:
        return Language(lang, config.zone, [path.read_bytes() for path in paths])
    except CatalogueError as error:
        place = Place(_shown(str(paths[error.number])), error.line)
        told = message("the words can't be read: {why}", why=str(error))
        problems.error(place, told, message("they are a gettext catalogue, in UTF-8"))
    except ValueError as error:
        hint = message("write a language tag, as zh or en (RFC 5646)")
        problems.error(Place("config.toml"), str(error), hint)
    return None


def _read_tree(folder: Path) -> dict[str, bytes]:
    """Read all files under a folder as {path relative to it: bytes}."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _digest(folders: tuple[Path, ...]) -> str:
    """Digest the files by their names and bytes; where a folder stands, and whether twice, makes no difference."""
    files = {(name, data) for folder in folders for name, data in _read_tree(folder).items()}
    digest = sha256()
    for name, data in sorted(files):
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _shown(path: str) -> str:
    """Return a theme file's path as messages show it, from themes/ on."""
    parts = Path(path).parts
    return "/".join(parts[parts.index("themes") :]) if "themes" in parts else path
