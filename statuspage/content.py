"""content/**/*.md → Content: finds the files, pairs originals with translations, gives ids."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statuspage.documents import Document, read_document
from statuspage.events import fact_fields, read_event
from statuspage.messages import Message, message
from statuspage.model import Config, Content, Event
from statuspage.problems import Place, Problems, did_you_mean, meant, nearest
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Item, Sort, read_prose
from statuspage.translations import translate

FOLDERS: Final = ("events", "faq", "contacts", "pages")
NOT_READ: Final = "templates"
ID_BYTES: Final = 120


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the id that its name or front matter gives it, and its language."""

    document: Document
    id: str
    stem: str
    lang: str


def load_content(folder: Path, config: Config, problems: Problems) -> Content:
    """Read all of content/; what is wrong is noted, and left out of what is returned."""
    paths = list(_files(folder, folder, problems)) if folder.is_dir() else []
    sources: dict[str, list[Source]] = {name: [] for name in FOLDERS}
    unread: set[str] = set()
    for path in paths:
        first = _folder(path, folder, problems)
        source = _source(path, folder, config, problems) if first else None
        if first and source:
            sources[first].append(source)
        elif first:  # an event that names such a contact is right, and so is a translation of such a file
            unread.add(unicodedata.normalize("NFC", _name(path, folder).removesuffix(".md")))
    contacts = "content/contacts/"
    ids = {source.id for source in sources["contacts"] if source.lang == config.default_language}
    ids |= {name.rpartition("/")[2] for name in unread if name.startswith(contacts)}
    return Content(
        events=_events(sources["events"], config, ids, unread, problems),
        questions=_prose(sources["faq"], QUESTIONS, config, unread, problems),
        contacts=_prose(sources["contacts"], CONTACTS, config, unread, problems),
        pages=_prose(sources["pages"], PAGES, config, unread, problems),
    )


def ids_by_file_name(folder: Path) -> list[str]:
    """Return the ids of the events in content/ as the names of their files give them, without reading one.

    Nothing is told of what can't be looked at: it is for completing what somebody types.
    """
    paths = _files(folder / "events", folder, Problems()) if (folder / "events").is_dir() else ()
    names = {unicodedata.normalize("NFC", path.stem) for path in paths}
    return sorted(name for name in names if is_id(name))


def _files(folder: Path, top: Path, problems: Problems) -> Iterator[Path]:
    """Yield the Markdown files under a folder, sorted; links that lead out of content/ are errors."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        told = message("the folder can't be read: {why}", why=error.strerror)
        problems.error(Place(_name(folder, top)), told)
        return
    for path in paths:
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        place = Place(_name(path, top))
        if path.is_symlink() and not path.exists():  # a link to itself too, which can't be resolved
            problems.error(
                place, message("this symbolic link leads to nothing"), message("link to a file, or remove it")
            )
        elif path.is_symlink() and not path.resolve().is_relative_to(top.resolve()):
            problems.error(place, message("this symbolic link leads out of content/"), message("copy the file instead"))
        elif path.is_symlink() and not path.is_file():
            problems.error(
                place, message("this symbolic link leads to no file"), message("link to a file, or remove it")
            )
        elif path.is_dir():
            if (path.parent, path.name) != (top, NOT_READ):
                yield from _files(path, top, problems)
        elif not path.is_file():  # a pipe would be waited for without end
            problems.error(place, message("this is neither a file nor a folder"), message("remove it"))
        elif path.suffix == ".md":
            yield path
        elif path.suffix.lower() in (".md", ".markdown", ".mdown", ".txt"):
            told = message("'{name}' is not read", name=path.name)
            problems.error(place, told, message("rename it to {name}", name=f"{path.stem}.md"))


def _name(path: Path, top: Path) -> str:
    """Return a path relative to the site's root, as messages show it."""
    return path.relative_to(top.parent).as_posix()


def _folder(path: Path, top: Path, problems: Problems) -> str | None:
    """Return the folder of content/ that a file stands in, if it is one that is read."""
    first, *rest = path.relative_to(top).parts
    if first in FOLDERS and rest:
        return first
    folder = first if rest else ""
    near = nearest(folder, FOLDERS)
    hint = meant(near) if near else message("move it to one of: {folders}", folders=FOLDERS)
    told = message("files right in content/ aren't read")
    if folder:
        told = message("content/{folder}/ is no folder that is read", folder=folder)
    problems.error(Place(_name(path, top)), told, hint)
    return None


def _source(path: Path, top: Path, config: Config, problems: Problems) -> Source | None:
    document = read_document(path, _name(path, top), problems)
    if document is None:
        return None
    try:
        stem = unicodedata.normalize("NFC", path.stem)
        stem.encode()
    except UnicodeEncodeError:
        problems.error(document.place, message("the file's name is not UTF-8"), message("rename it"))
        return None
    base, dot, lang = stem.rpartition(".")
    if dot and lang in config.languages:
        stem = base
    elif dot and lang.isalpha() and len(lang) in (2, 3):
        told = message("unknown language '{lang}' in the file's name", lang=lang)
        problems.error(document.place, told, did_you_mean(lang, config.languages))
        return None
    else:
        lang = config.default_language
    name, place = _written_id(document, stem, lang == config.default_language)
    if not is_id(name):
        problems.error(place, message("'{found}' can't be an id", found=name), _id_hint(name, place))
        return None
    return Source(document, name, stem, lang)


def _written_id(document: Document, stem: str, original: bool) -> tuple[str, Place]:
    for key, node in document.table.entries:
        if original and key.text == "id" and getattr(node, "text", "").strip():
            return unicodedata.normalize("NFC", getattr(node, "text", "").strip()), node.place
    return stem, document.place


def is_id(name: str) -> bool:
    """Tell whether a name is letters, digits and hyphens, in small letters where the script has two cases."""
    plain = all(unicodedata.category(char)[0] in "LMN" or char == "-" for char in name)
    short = 0 < len(name.encode()) <= ID_BYTES
    return plain and short and name == name.lower() and name[0] not in "-" and name[-1] not in "-"


def _id_hint(name: str, place: Place) -> Message:
    if len(name.encode()) > ID_BYTES:
        return message("it is too long: write one of at most {number} letters as 'id: …'", number=ID_BYTES // 3)
    near = nearest_id(name)
    if not near:
        return message("write an id of letters, digits and hyphens as 'id: …' in the file")
    if place.line > 1:
        return message("write '{word}'", word=near)
    return message("rename the file to '{id}.md', or write 'id: {id}' in it", id=near)


def nearest_id(name: str) -> str:
    """Return a name with all that can't stand in an id as single hyphens; it may be empty."""
    kept = (char if unicodedata.category(char)[0] in "LMN" else "-" for char in name.lower())
    return "-".join(part for part in "".join(kept).split("-") if part)


def _by_id(
    sources: Sequence[Source], config: Config, unread: Collection[str], problems: Problems
) -> dict[str, dict[str, Document]]:
    """Group documents as {id: {language: document}}, the original first.

    A translation of an *unread* file, whose errors are told, is no error of its own.
    """
    groups: dict[str, dict[str, Document]] = {}
    by_path: dict[str, str] = {}
    originals = [source for source in sources if source.lang == config.default_language]
    for source in originals:
        if source.id in groups:
            other = groups[source.id][source.lang].name
            hint = message("it stands also in {path}; change one of them", path=other)
            problems.error(source.document.place, message("the id '{id}' is used twice", id=source.id), hint)
            continue
        groups[source.id] = {source.lang: source.document}
        by_path[_beside(source)] = source.id
    for source in (source for source in sources if source.lang != config.default_language):
        name = source.id if source.id in groups else by_path.get(_beside(source))
        if name is None and _beside(source) in unread:
            continue
        if name is None:
            hint = message("write {name}, or rename this file after its original", name=f"{source.stem}.md")
            problems.error(source.document.place, message("this translation has no original"), hint)
        elif source.lang in groups[name]:
            hint = message("it stands also in {path}; change one of them", path=groups[name][source.lang].name)
            told = message("'{id}' is translated twice into '{lang}'", id=name, lang=source.lang)
            problems.error(source.document.place, told, hint)
        else:
            groups[name][source.lang] = source.document
    return groups


def _beside(source: Source) -> str:
    return f"{source.document.name.rpartition('/')[0]}/{source.stem}"


def _prose(
    sources: Sequence[Source], sort: Sort[Item], config: Config, unread: Collection[str], problems: Problems
) -> tuple[Item, ...]:
    """Read the questions, contacts or pages, in the order that they ask for."""
    groups = _by_id(sources, config, unread, problems)
    found = (read_prose(sort, name, documents, problems) for name, documents in groups.items())
    return tuple(sorted((item for item in found if item), key=lambda item: (item.order, item.id)))


def _events(
    sources: Sequence[Source], config: Config, contacts: set[str], unread: Collection[str], problems: Problems
) -> tuple[Event, ...]:
    """Read the events, the earliest start first."""
    events, facts = [], fact_fields(config, contacts)
    for name, documents in _by_id(sources, config, unread, problems).items():
        (_, original), *translations = documents.items()
        event = read_event(original, name, config, facts, problems)
        for lang, document in translations:
            event = translate(event, document, lang, config, facts, problems) if event else None
        if event is not None:
            events.append(event)
    return tuple(sorted(events, key=lambda event: (event.window.start, event.id)))
