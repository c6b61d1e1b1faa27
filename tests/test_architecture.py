"""The shape of the code: who may import whom, who may touch disk and clock, and how long things get."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sites import ROOT

PACKAGE = ROOT / "statuspage"
LINE = (
    *(
        "messages",
        "catalogues",
        "problems",
        "times",
        "typed_times",
        "encoding",
        "records",
        "texts",
        "looks",
        "channels",
        "model",
        "synonyms",
        "nodes",
        "shapes",
        "fields",
        "described",
        "toml",
        "documents",
        "settings",
    ),
    *("contrast", "appearance", "config", "settings_file"),
    *(
        "lookalikes",
        "body",
        "appending",
        "updates",
        "timetable",
        "events",
        "translations",
        "prose",
        "schemas",
        "cms",
        "snippets",
        "schema_files",
        "starting",
        "content",
        "redirects",
    ),
    *(
        "state",
        "lifecycle",
        "refusals",
        "snapshot",
        "progress",
        "incidents",
        "notices",
        "spoken",
        "completeness",
        "timeliness",
        "policy",
        "agenda",
        "dialect",
        "markup",
        "words",
        "plaintext",
        "stylesheet",
        "theme",
        "plan",
        "entries",
        "live",
        "days",
        "qr",
        "rendering",
        "view",
        "sharing",
        "timeline",
        "told",
        "feed",
        "icalendars",
        "vevent",
        "outputs",
    ),
    *(
        "publish",
        "build",
        "git",
        "saving",
        "yaml_lines",
        "drafting",
        "writing",
        "revisions",
        "differences",
        "change_report",
    ),
    *(f"importers.{name}" for name in ("history", "hypertext", "stamps", "labels", "tidying", "values")),
    *(f"importers.{name}" for name in ("front_matter", "loose_json", "github_issues", "upptime_sites")),
    *(f"importers.{name}" for name in ("v2_components", "v2_updates", "v2_events")),
    *(f"importers.{name}" for name in ("feed_updates", "feeds", "hugo", "paragraphs", "tracks")),
    *(f"importers.{name}" for name in ("javascript", "statusfy_settings", "statusfy_updates", "own_events")),
    *(
        f"importers.{name}"
        for name in ("content_lines", "mail", "calendar_times", "as_typed", "statements", "copies", "lives")
    ),
    "importers",
    *(
        f"importers.{name}"
        for name in ("sources", "readable", "mapping", "mapping_file", "moments", "log", "wording", "adopting")
    ),
    *(f"importers.{name}" for name in ("ledger", "placing", "settling", "redirecting", "before", "arriving")),
    "importers.moving_in",
    *(f"importers.{name}" for name in ("report", "summary")),
    *("watching", "builder", "rebuilding", "preview", "loopback"),
    *("commands", "cli", "__main__"),
)
"""The line from files to output: a module imports only from those before it."""

SHARED = {"statuspage.outputs.pages"}
SHARED |= {
    f"statuspage.commands.{name}" for name in ("asking", "editing", "lines", "moving", "options", "site", "telling")
}
SHARED |= {f"statuspage.commands.{name}" for name in ("helping", "language", "progress", "wrapping")}
"""What others of the same station may import."""

MODULES = sorted(PACKAGE.rglob("*.py"))
READERS = {"config", "documents", "content", "redirects", "theme", "starting", "importers.sources"}
HEAVY: tuple[str, ...] = (
    "jinja2",
    "markdown",
    "yaml",
    "frontmatter",
    "feedgen",
    "icalendar",
    "babel",
    "nh3",
    "lxml",
    "tzdata",
)
HEAVY += ("rcssmin", "rjsmin", "segno", "tinycss2", "rich", "watchdog", "http.server", "markdownify", "bs4")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40

CLOCK = {"now", "utcnow", "today", "time", "time_ns", "perf_counter", "monotonic", "localtime", "gmtime", "sleep"}
READS = {"open", "read_text", "read_bytes", "iterdir", "rglob", "glob", "walk", "scandir", "listdir", "exists"}
READS |= {"is_file", "is_dir", "is_symlink", "resolve", "stat"}
WRITES = {"write_text", "write_bytes", "mkdir", "unlink", "rmdir", "replace", "rename", "touch", "makedirs", "remove"}
WRITES |= {"symlink_to", "chmod", "rmtree", "copy"}
DISK = {"os", "shutil", "tempfile"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    """Return a module's name in the line; all outputs are one of its stations, and so are all commands, for example.

    What the modules of one station share has a place of its own.
    """
    return station(".".join(path.relative_to(PACKAGE).with_suffix("").parts))


def station(module: str) -> str:
    """Return the place in the line of a module, as it is called within the package."""
    return module if module in LINE else module.partition(".")[0]


def imports(path: Path) -> Iterator[str]:
    """Yield the modules of ours that a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            if node.module in ("statuspage", "statuspage.outputs"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif node.module.startswith("statuspage."):
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("statuspage"))


def calls(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (what it is called on, the function's name, line) of each call in a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield ast.unparse(function.value), function.attr, node.lineno
            elif isinstance(function, ast.Name):
                yield "", function.id, node.lineno


def test_every_module_has_its_place_in_the_line():
    """A new module is entered into the line, and one that is gone is taken out."""
    assert {name_of(path) for path in MODULES} - {"__init__"} == set(LINE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_above(path: Path):
    """What stands later in the line is unknown to what stands before it."""
    if path.name == "__init__.py":
        assert list(imports(path)) == []
        return
    own = LINE.index(name_of(path))
    for module in imports(path):
        if module == "statuspage.__version__":
            continue
        other = station(module.partition(".")[2])
        assert other in LINE, module
        within = module in SHARED and other == name_of(path)
        assert LINE.index(other) < own or within, f"{path.name} imports {module}"


def test_outputs_know_of_each_other_only_what_pages_there_are():
    """An output can be added or removed without a look at the others; the sitemap alone asks for the list of pages."""
    for path in sorted((PACKAGE / "outputs").glob("*.py")):
        others = [module for module in imports(path) if module.startswith("statuspage.outputs")]
        assert others == (["statuspage.outputs.pages"] if path.stem == "hosts" else []), path.name


@pytest.mark.parametrize("command", ["import statuspage", "from statuspage.cli import main; main(['--help'])"])
def test_start_up_loads_nothing_heavy(command: str):
    """Asking for help costs no library that only a build needs."""
    program = f"""
import atexit, sys
heavy = {HEAVY!r}
atexit.register(lambda: print("loaded:", *sorted(heavy & sys.modules.keys())))
heavy = set(heavy)
{command}
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_and_functions_stay_short(path: Path):
    """A module that grows too long holds two things; so does a function."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{path.name}:{node.lineno} {node.name}"


def test_only_the_command_line_asks_the_clock():
    """Time is an argument everywhere else."""
    asked = {
        f"{name_of(path)}:{line}"
        for path in MODULES
        for on, function, line in calls(path)
        if function in CLOCK and (on in {"datetime", "date", "time", "datetime.datetime", "os"} or not on)
        if name_of(path) != "commands"
    }
    assert asked == set()
    assert {name_of(path) for path in MODULES if "time" in _plain_imports(path)} <= {"commands"}


def test_commands_talk_through_one_door():
    """What is printed or asked by itself would stay English, and coloured where nobody wants it."""
    talking = {
        f"{path.stem}:{line} {on}.{function}"
        for path in MODULES
        for on, function, line in calls(path)
        if (on == "click" and function in {"echo", "secho", "prompt", "confirm"}) or (not on and function == "print")
        if path.parent.name != "commands" or path.stem != "telling"
    }
    assert talking == set()


def test_only_readers_read_and_only_publish_writes():
    """All other modules are pure functions of what they are given."""
    reading, writing = set(), set()
    for path in MODULES:
        name = name_of(path)
        for on, function, line in calls(path):
            if (
                function in READS
                and (on or function == "open")
                and name not in {*READERS, "publish", "saving", "revisions", "watching"}
                and on not in _PURE.get(name, ())
            ):
                reading.add(f"{name}:{line} {on}.{function}")
            time = on.startswith("datetime.")
            if (
                function in WRITES
                and name not in {"publish", "saving", "revisions"}
                and not time
                and on != "super()"  # a class of click's writes help under this name, into memory
                and _may_be_a_path(on, function, path)
            ):
                writing.add(f"{name}:{line} {on}.{function}")
    assert reading == set()
    assert writing == set()


_PURE: dict[str, tuple[str, ...]] = {
    # the rules of the zones come with a package, and are the same everywhere
    "times": ('files("tzdata").joinpath("zoneinfo", *name.split("/"))', "files('tzdata').joinpath('zones')"),
}
# the program's own words come with it, as its code does
_PURE["catalogues"] = ("LOCALE / f'{lang}.po'",)
# so do the script and the style of a preview
_PURE["preview"] = ("files('statuspage').joinpath(name)",)
# a message's parts
_PURE["importers.mail"] = ("mail",)
_PURE["times"] += tuple(text.replace('"', "'") for text in _PURE["times"])


def _may_be_a_path(_on: str, function: str, path: Path) -> bool:
    """`replace` and `copy` are functions of texts and records as well: they count where files are known of."""
    return function not in {"replace", "copy", "remove"} or bool(DISK & _plain_imports(path))


def _plain_imports(path: Path) -> set[str]:
    found = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for alias in node.names}
    return found | {str(node.module) for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}


SYSTEM = {
    "publish": {"os"},
    "rendering": {"os"},
    "git": {"subprocess"},
    "saving": {"shutil", "tempfile"},
    "revisions": {"tempfile"},
    "watching": {"os"},
    "loopback": {"socket"},
    "importers.sources": {"os"},
    "commands": {"os"},
}
"""What of the operating system a module may know."""


def test_only_publish_knows_the_operating_system():
    """Nothing else looks at the environment, at processes or at the machine; rendering asks whether it can fork."""
    for path in MODULES:
        known = _plain_imports(path) & {*DISK, "socket", "subprocess", "platform", "getpass", "locale", "random"}
        assert known <= SYSTEM.get(name_of(path), set()), path.name


def test_what_passes_between_stages_is_frozen():
    """Each dataclass is frozen, but the one that collects problems."""
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    told = ast.unparse(decorator)
                    if told.startswith("dataclass"):
                        assert "frozen=True" in told or node.name == "Problems", f"{path.name}: {node.name}"


TEXTS = {".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".po", ".sh", ".svg", ".js", ".json", ".yml", ""}
MADE = {".cache", ".venv", ".git", "output", "dist", "build", "htmlcov", "node_modules"}


def project_files() -> Iterator[Path]:
    """Yield the files that belong to the project, not what was installed, built or remembered."""
    for path in sorted(ROOT.iterdir()):
        if path.name in MADE or path.name.endswith("_cache") or path.name in {".hypothesis", "__pycache__"}:
            continue
        if path.name.startswith(".coverage"):
            continue
        if path.is_file():
            yield path
        else:
            inside = (file for file in sorted(path.rglob("*")) if "__pycache__" not in file.parts)
            yield from (file for file in inside if file.is_file() and file.suffix in TEXTS)


def test_no_file_names_a_registry_or_this_machine():
    """The project builds anywhere: no mirror, no index and no path of somebody's machine stands in a file."""
    forbidden = re.compile(
        r"--(?:extra-)?index-url\s|--trusted-host|--find-links\s|/home/[a-z]|/Users/[A-Za-z]|"
        + "|".join(["/" + "work/", r"files\.python" + "hosted", r"pypi" + r"\.org/simple", "/" + "root/"])
    )
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in project_files()
        if path.name not in {".coverage"} and path != Path(__file__)
        if (found := forbidden.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert named == []


def test_the_commands_that_docs_name_exist():
    """Every `make …` and every path under .venv/bin in README and CONTRIBUTING can be run."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    assert {"site", "test", "lint", "lock", "bench", "golden", "clean", "help"} <= targets
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text("utf-8")
        commands = re.findall(r"(?:^ {4}|`)make ([a-z]+)", text, re.MULTILINE)
        assert set(commands) <= targets, name
        for program in re.findall(r"\.venv/bin/([a-z-]+)", text):
            assert program in {"statuspage", "pytest", "ruff", "mypy", "python"}, f"{name}: {program}"


def test_the_folders_that_docs_name_exist():
    """Every path of the project that CONTRIBUTING names is there."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for path in re.findall(r"`((?:tests|statuspage|docs|themes|bench)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
