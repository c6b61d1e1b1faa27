"""What tests share: a site written as one text, the command line run in this process, golden files."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import pytest
import segno
from click.testing import CliRunner
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from statuspage import stylesheet, theme, words
from statuspage.cli import main
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import Config, Content
from statuspage.problems import Problems, as_text, in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.clients.sites import BuiltSites
    from tests.visits import Sites

SECTION = re.compile(rb"^-- (\S.*?) --\n", re.MULTILINE)

WriteSite = Callable[[str | bytes], Path]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and all that a person saw of it."""

    code: int
    told: str


Run = Callable[..., Ran]


@dataclass(frozen=True)
class Loaded:
    """What the readers made of a site, and what they told."""

    config: Config | None
    content: Content
    told: tuple[str, ...]


Load = Callable[[str | bytes], Loaded]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


class Compiled(BytecodeCache):
    """Templates that a test of this process has compiled already, by their place and their bytes."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self.known[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Compile each template, and read each catalogue and stylesheet, once: most of the time that a small site takes.

    All are pure functions of what was written; what can be changed afterwards is given out as a copy.
    """
    catalogue = cache(words._translation)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "Environment", partial(Environment, bytecode_cache=Compiled()))
        patch.setattr(words, "_translation", lambda source: copy(catalogue(source)))
        patch.setattr(stylesheet, "_rules", cache(stylesheet._rules))
        patch.setattr(segno, "make", cache(segno.make))
        yield


def sections(text: str | bytes) -> dict[str, bytes]:
    """Split a text at its lines `-- path --` into {path: bytes}; what stands before the first has the path ''."""
    data = text.encode() if isinstance(text, str) else text
    first, *rest = SECTION.split(data)
    return {"": first} | {name.decode(): body for name, body in zip(rest[::2], rest[1::2], strict=True)}


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A browser that can reach nothing but this machine."""
    from tests.browsers import launched

    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Sites]":
    """Sites on loopback, each built once for a module's tests."""
    from tests.browsers import Below, serving
    from tests.visits import Sites

    folder = tmp_path_factory.mktemp("sites")
    (folder / "out").mkdir()
    with serving(Below(folder / "out")) as address:
        yield Sites(folder, address)


@pytest.fixture
def site(tmp_path: Path) -> WriteSite:
    """Write a site from one text, byte for byte, and return its root."""

    def write(text: str | bytes) -> Path:
        for name, data in sections(text).items():
            if name:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return tmp_path

    return write


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line inside the site's root, in English, and return its exit code and what it told."""

    def invoke(*arguments: str) -> Ran:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LC_ALL", "C")
        result = CliRunner().invoke(main, arguments, prog_name="statuspage")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.output)

    return invoke


@pytest.fixture
def load(site: WriteSite) -> Load:
    """Write a site and read it: what was made of it, and what was told as a person sees it."""

    def read(text: str | bytes) -> Loaded:
        root, problems = site(text), Problems()
        config = load_config(root / "config.toml", problems)
        content = load_content(root / "content", config, problems) if config else Content()
        return Loaded(config, content, tuple(as_text(problem) for problem in in_order(problems.found)))

    return read


@pytest.fixture(scope="session")
def built_sites(tmp_path_factory: pytest.TempPathFactory) -> "BuiltSites":
    """Sites that clients read, the sample site among them, built once for all of their tests."""
    from tests.clients.sites import build_all

    return build_all(tmp_path_factory.mktemp("sites"))
