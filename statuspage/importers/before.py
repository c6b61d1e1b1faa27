"""The site that an import goes into, as it stands before: settings, ids, the mapping file, the ledger."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from statuspage.config import is_site, load_config
from statuspage.content import load_content
from statuspage.importers.ledger import SETTINGS, Entry, digest, read_ledger
from statuspage.importers.mapping import Words
from statuspage.importers.mapping_file import read_mapping
from statuspage.messages import message
from statuspage.model import Component, Config, Content
from statuspage.problems import Place, Problems
from statuspage.saving import standing


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants imported, and how: `zone` and `mapping` are None where nobody said."""

    format: str
    source: Path
    root: Path
    zone: str | None = None
    mapping: Path | None = None

    @property
    def mapping_path(self) -> str:
        """Where the mapping file stands, as seen from the site's root, or from everywhere."""
        return f"imports/{self.format}.toml" if self.mapping is None else self.mapping.absolute().as_posix()

    @property
    def ledger_path(self) -> str:
        """Where the ledger stands: in the site that it tells of, called as the mapping file, which may serve others."""
        return f"imports/{Path(self.mapping_path).name.removesuffix('.toml')}.json"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands in the site: no `config` for a new one, no `said` without a mapping file.

    `texts` has the settings, the mapping file and the redirects, by path; `taken` are the ids that no import gave.
    `made` tells that an import wrote the settings and nobody has touched them; `used` are the components that events
    of editors name.
    """

    config: Config | None
    said: Words | None
    ledger: Mapping[str, Entry]
    taken: frozenset[str]
    texts: Mapping[str, str]
    made: bool = False
    used: tuple[Component, ...] = ()


def before(wish: Wish, paths: tuple[str, ...]) -> Before:
    """Read what stands in the site; *paths* are of other text files that are asked for.

    Raises SiteError for settings or a mapping file that can't be read.
    """
    problems = Problems()
    config = load_config(wish.root / SETTINGS, problems) if is_site(wish.root) else None
    texts = {path: _text(wish.root, path, problems) for path in (SETTINGS, wish.mapping_path, *paths)}
    mapping = texts[wish.mapping_path]
    said = read_mapping(mapping, wish.mapping_path, problems) if mapping else None
    ledger = _ledger(wish, said is not None and wish.mapping is None, problems)
    problems.stop_if_any()
    content = load_content(wish.root / "content", config, Problems()) if config else Content()
    given = {entry.id for entry in ledger.values()}
    entry = ledger.get(SETTINGS)
    return Before(
        config,
        said,
        ledger,
        _ids(content) - given,
        texts,
        made=entry is not None and digest(texts[SETTINGS].encode()) == entry.digest,
        used=tuple(_used(content, given, config.components if config else ())),
    )


def _ledger(wish: Wish, expected: bool, problems: Problems) -> Mapping[str, Entry]:
    """Read the ledger: without it an import would take its own files for an editor's, and bring all a second time."""
    data = standing(wish.root, wish.ledger_path)
    ledger = read_ledger(data)
    hint = message(
        "take it back from git, and of a merge keep all lines: without it all would be brought a second time"
    )
    if ledger is None:
        problems.error(Place(wish.ledger_path), message("this isn't what the last import wrote"), hint)
    elif data is None and expected:
        problems.error(Place(wish.ledger_path), message("the last import wrote a file here, which is gone"), hint)
    return ledger or {}


def _ids(content: Content) -> frozenset[str]:
    ids = {event.id for event in content.events} | {page.id for page in content.pages}
    return frozenset(ids | {one.id for one in content.questions} | {one.id for one in content.contacts})


def _used(content: Content, given: Collection[str], components: Iterable[Component]) -> Iterator[Component]:
    """Yield the components that events name which no import wrote."""
    own = [event for event in content.events if event.id not in given]
    named = {id for event in own for id, _ in event.components}
    named |= {id for event in own for update in event.updates for id, _ in update.impacts}
    yield from (component for component in components if component.id in named)


def _text(root: Path, path: str, problems: Problems) -> str:
    """Return a file's text, or nothing where there is none."""
    try:
        return (standing(root, path) or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error(Place(path), message("the file is not UTF-8"), message("save it again as UTF-8"))
        return ""
