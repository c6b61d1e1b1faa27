"""What will be published: everything an output may look at, and one entry for each file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from statuspage import __version__
from statuspage.messages import message
from statuspage.model import Config, Content
from statuspage.problems import Place, Problems
from statuspage.redirects import Redirect
from statuspage.snapshot import Snapshot
from statuspage.theme import Theme


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """All that an output may look at. `digest` changes with anything that is shown.

    `assets` is the folder of the theme's files and the logo. Its name changes with any of them, so that whoever has
    fetched them once needn't ask again.

    A site is equal to itself alone, so that what is made of it can be remembered without comparing all of it.
    """

    config: Config
    content: Content
    snapshot: Snapshot
    theme: Theme
    digest: str
    assets: str
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One file to publish: its path, the file or part of the program that it is made by, and its bytes on demand."""

    path: str
    made_by: str
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Joined:
    """One file to publish that is made of others: their paths, and how it is joined of their bytes."""

    path: str
    made_by: str
    of: tuple[str, ...]
    join: Callable[[Iterable[bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Part(Output):
    """What several files are made of; not published itself, and its path is only a name."""


Planned = Output | Joined
Outputs = Callable[[Site], Iterator[Planned]]


def make_site(
    config: Config, content: Content, snapshot: Snapshot, theme: Theme, redirects: tuple[Redirect, ...] = ()
) -> Site:
    """Bring together what outputs look at; what isn't public yet is no part of it."""
    shown = Content(
        events=tuple(state.event for state in snapshot.events),
        questions=content.questions,
        contacts=content.contacts,
        pages=content.pages,
    )
    # The snapshot holds the events that are shown.
    rest = (__version__, config, shown.questions, shown.contacts, shown.pages, theme.digest)
    digest = sha256(repr((snapshot, rest)).encode()).hexdigest()[:16]
    return Site(config, shown, snapshot, theme, digest, f"assets/{_digest_of_assets(config, theme)}/", redirects)


def _digest_of_assets(config: Config, theme: Theme) -> str:
    """Digest what browsers keep; another version of the program may minify it in another way."""
    logo = config.appearance.logo
    kept = {**theme.assets, **({logo.name: logo.data} if logo else {})}
    return sha256(repr((__version__, sorted(kept.items()))).encode()).hexdigest()[:8]


def plan(site: Site, makers: Iterable[Outputs], problems: Problems) -> tuple[Planned, ...]:
    """Collect the outputs; two for one path, or a file where others need a folder, are an error that names both."""
    planned: dict[str, Planned] = {}
    for maker in makers:
        for output in maker(site):
            other = planned.setdefault(output.path, output)
            if other is not output:
                told = message("made twice, by {one} and by {other}", one=other.made_by, other=output.made_by)
                problems.error(Place(f"output/{output.path}"), told, message("rename one of the two"))
    _check_folders(planned, problems)
    return tuple(planned.values())


def _check_folders(planned: Mapping[str, Planned], problems: Problems) -> None:
    """Note files in what is a file itself; the path of a part is only a name."""
    files = {path: output for path, output in planned.items() if not isinstance(output, Part)}
    for path, output in files.items():
        end = path.find("/")
        while end > 0:
            if above := files.get(path[:end]):
                names = {"above": above.path, "one": above.made_by, "other": output.made_by}
                told = message("'{above}' is a file, made by {one}, and a folder of what is made by {other}", **names)
                problems.error(Place(f"output/{path}"), told, message("rename one of the two"))
            end = path.find("/", end + 1)
