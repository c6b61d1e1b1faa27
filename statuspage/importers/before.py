"""The site that an import goes into, as it stands before: settings, ids, the mapping file, the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from statuspage.config import is_site, load_config
from statuspage.content import load_content
from statuspage.importers.ledger import Entry, read_ledger
from statuspage.importers.mapping import Words
from statuspage.importers.mapping_file import read_mapping
from statuspage.messages import message
from statuspage.model import Config, Content
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
    """

    config: Config | None
    said: Words | None
    ledger: Mapping[str, Entry]
    taken: frozenset[str]
    texts: Mapping[str, str]


def before(wish: Wish, paths: tuple[str, ...]) -> Before:
    """Read what stands in the site; *paths* are of other text files that are asked for.

    Raises SiteError for settings or a mapping file that can't be read.
    """
    problems = Problems()
    config = load_config(wish.root / "config.toml", problems) if is_site(wish.root) else None
    texts = {path: _text(wish.root, path, problems) for path in ("config.toml", wish.mapping_path, *paths)}
    mapping = texts[wish.mapping_path]
    said = read_mapping(mapping, wish.mapping_path, problems) if mapping else None
    ledger = read_ledger(standing(wish.root, wish.ledger_path))
    if ledger is None:
        told = message("it doesn't tell any more which files an import wrote")
        problems.error(Place(wish.ledger_path), told, message("restore it, as from git; of a merge keep all lines"))
    problems.stop_if_any()
    assert ledger is not None  # or it was told
    ids = _ids(load_content(wish.root / "content", config, Problems())) if config else frozenset()
    return Before(config, said, ledger, ids - {entry.id for entry in ledger.values()}, texts)


def _ids(content: Content) -> frozenset[str]:
    ids = {event.id for event in content.events} | {page.id for page in content.pages}
    return frozenset(ids | {one.id for one in content.questions} | {one.id for one in content.contacts})


def _text(root: Path, path: str, problems: Problems) -> str:
    """Return a file's text, or nothing where there is none."""
    try:
        return (standing(root, path) or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error(Place(path), message("the file is not UTF-8"), message("save it again as UTF-8"))
        return ""
