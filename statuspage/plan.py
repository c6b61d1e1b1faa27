"""What will be published: everything an output may look at, and one entry for each file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from statuspage import __version__
from statuspage.model import Config, Content
from statuspage.problems import Place, Problems
from statuspage.state import Snapshot
from statuspage.theme import RenderError, Theme


@dataclass(frozen=True, slots=True)
class Site:
    """All that an output may look at. `digest` changes with anything that is shown."""

    config: Config
    content: Content
    snapshot: Snapshot
    theme: Theme
    digest: str


@dataclass(frozen=True, slots=True)
class Output:
    """One file to publish: its path, the file or part of the program that it is made by, and its bytes on demand."""

    path: str
    made_by: str
    render: Callable[[], bytes]


Outputs = Callable[[Site], Iterator[Output]]


def make_site(config: Config, content: Content, snapshot: Snapshot, theme: Theme) -> Site:
    """Bring together what outputs look at; what isn't public yet is no part of it."""
    shown = Content(
        events=tuple(state.event for state in snapshot.events),
        questions=content.questions,
        contacts=content.contacts,
        pages=content.pages,
    )
    digest = sha256(repr((__version__, config, shown, snapshot, theme.digest)).encode()).hexdigest()[:16]
    return Site(config, shown, snapshot, theme, digest)


def plan(site: Site, makers: Iterable[Outputs], problems: Problems) -> tuple[Output, ...]:
    """Collect the outputs; two for one path are an error that names both."""
    planned: dict[str, Output] = {}
    for maker in makers:
        for output in maker(site):
            other = planned.setdefault(output.path, output)
            if other is not output:
                told = f"made twice, by {other.made_by} and by {output.made_by}"
                problems.error(Place(f"output/{output.path}"), told, "rename one of the two")
    return tuple(planned.values())


def render(planned: Iterable[Output], problems: Problems) -> dict[str, bytes]:
    """Render every output to bytes; what a template can't do becomes a problem."""
    files = {}
    for output in planned:
        try:
            files[output.path] = output.render()
        except RenderError as error:
            problems.found.append(error.problem)
        except RecursionError:
            hint = "lists or quotes stand too deeply inside each other"
            problems.error(Place(output.made_by), "the text can't be turned into a page", hint)
    return files
