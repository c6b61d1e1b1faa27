"""What will be published: everything an output may look at, and one entry for each file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256

from statuspage import __version__
from statuspage.markup import MarkupError
from statuspage.model import Config, Contact, Content, Event, Page, Question
from statuspage.problems import Place, Problems
from statuspage.snapshot import Snapshot
from statuspage.texts import Text
from statuspage.theme import RenderError, Theme


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """All that an output may look at. `digest` changes with anything that is shown.

    A site is equal to itself alone, so that what is made of it can be remembered without comparing all of it.
    """

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
    # The snapshot holds the events that are shown.
    rest = (__version__, config, shown.questions, shown.contacts, shown.pages, theme.digest)
    digest = sha256(repr((snapshot, rest)).encode()).hexdigest()[:16]
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


def render(planned: Iterable[Output], content: Content, problems: Problems) -> dict[str, bytes]:
    """Render every output to bytes; what a template or the Markdown of *content* doesn't allow becomes a problem."""
    files = {}
    for output in planned:
        try:
            files[output.path] = output.render()
        except RenderError as error:
            problems.found.append(error.problem)
        except MarkupError as error:
            place = _place_of(error.text, content) or Place(output.made_by)
            problems.error(place, f"this text can't be turned into a page: {error}", "write it more simply")
    return files


def _place_of(text: str, content: Content) -> Place | None:
    """Find where a text was written: with its update or field, or else with its file."""
    items: tuple[Event | Question | Contact | Page, ...] = (
        *content.events,
        *content.questions,
        *content.contacts,
        *content.pages,
    )
    for item in items:
        updates = item.updates if isinstance(item, Event) else ()
        for update in updates:
            if _says(update.text, text):
                return update.place
        for field in fields(item):
            if _says(getattr(item, field.name), text):
                return item.place_of(field.name) if isinstance(item, Event) else item.place
    return None


def _says(value: object, text: str) -> bool:
    return isinstance(value, Text) and any(phrase.text == text for phrase in value.said)
