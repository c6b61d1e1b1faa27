"""history.json, as `export json` writes it → settings and content."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from statuspage.appending import Unwritable
from statuspage.config import read_settings
from statuspage.content import is_id
from statuspage.fields import read_fields
from statuspage.importers.history import Files, Loss, Sort
from statuspage.importers.own_events import in_languages, in_records, read_event, shape
from statuspage.messages import Message, as_message, message
from statuspage.model import Config, Contact, Content, Event, Page, Question
from statuspage.nodes import Listing, Node, Scalar, Table
from statuspage.outputs.history import VERSION
from statuspage.problems import Place, Problems
from statuspage.prose import CONTACTS, PAGES, QUESTIONS, Item
from statuspage.prose import Sort as Prose
from statuspage.writing import Written, written_event, written_prose

T = TypeVar("T", Event, Question, Contact, Page)

NAME: Final = "history.json"
SETTINGS: Final = ("site", "components", "audiences")
RECORDS: Final = ("events", "questions", "contacts", "pages")
_NESTED: Final = message("lists and tables are nested too deeply here")


class Archive(NamedTuple):
    """What a history.json holds; `settings` are None where no site can be made of it, which then has no content."""

    settings: Config | None
    content: Content
    losses: tuple[Loss, ...]


def wanted(path: str) -> bool:
    """Tell whether a file of a folder is read."""
    return path.rpartition("/")[2] == NAME


def read(files: Files) -> Archive:
    """Read one history.json; what is wrong is told, and the record that it is wrong with is left out."""
    if not files:
        return Archive(None, Content(), ())
    name, *others = sorted(files)
    told = message("one history is read at a time: import it by itself")
    more = tuple(Loss(other, Sort.UNREAD, told) for other in others)
    try:
        archive = _archive(name, files[name])
    except RecursionError:
        archive = _unread(name, _NESTED)
    return archive._replace(losses=archive.losses + more)


def _archive(name: str, data: bytes) -> Archive:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:  # not UTF-8, not JSON, or a number of thousands of digits
        return _unread(name, message("this is not valid JSON: {why}", why=str(error)))
    if not isinstance(document, dict) or document.get("version") != VERSION:
        return _unread(
            name, message("this is no history of version {version}, as `export json` writes it", version=VERSION)
        )
    losses = [
        Loss(name, Sort.LOST, message("unknown field '{name}'", name=_plain(key)))
        for key in document
        if key not in (*SETTINGS, *RECORDS, "version", "as_of")
    ]
    config, wrong = _settings(name, document)
    if config is None:
        return Archive(None, Content(), (*losses, *wrong))
    content, left_out = _content(name, document, config)
    return Archive(config, content, (*losses, *left_out))


def _unread(name: str, told: Message) -> Archive:
    return Archive(None, Content(), (Loss(name, Sort.UNREAD, told),))


def _settings(name: str, document: dict[str, Any]) -> tuple[Config | None, list[Loss]]:
    """Return the site's settings, all else as it is where nothing is set, or why there are none."""
    said = {key: document[key] for key in SETTINGS if document.get(key)}
    if isinstance(said.get("site"), dict):
        said["site"] = {key: value for key, value in said["site"].items() if value not in (None, "", {})}
    problems, place = Problems(), Place(name)
    root = Table(tuple((Scalar(key, place), _node(value, place, problems)) for key, value in said.items()), place)
    config = read_settings(root, said, Path(), problems)
    if config and config.default_language not in config.languages:
        problems.error(place, message("unknown language '{name}'", name=config.default_language))
    losses = [Loss(name, Sort.UNREAD, as_message(problem.message)) for problem in problems.found]
    return None if losses else config, losses


def _content(name: str, document: dict[str, Any], config: Config) -> tuple[Content, list[Loss]]:
    questions, lost_questions = _prose(name, "questions", QUESTIONS, document, config)
    contacts, lost_contacts = _prose(name, "contacts", CONTACTS, document, config)
    pages, lost_pages = _prose(name, "pages", PAGES, document, config)
    fields = shape(config, [contact.id for contact in contacts])

    def make(table: Table, problems: Problems) -> Event | None:
        return read_event(table, fields, config, problems)

    def write(event: Event) -> Written:
        return written_event(event, config)

    events, lost_events = _records(name, "events", document, make, write)
    in_time = tuple(sorted(events, key=lambda event: (event.window.start, event.id)))
    losses = [*lost_events, *lost_questions, *lost_contacts, *lost_pages]
    return Content(in_time, questions, contacts, pages), losses


def _prose(
    name: str, kind: str, sort: Prose[Item], document: dict[str, Any], config: Config
) -> tuple[tuple[Item, ...], list[Loss]]:
    fields = (*in_languages(sort.words(""), config), *in_records(sort.facts))

    def make(table: Table, problems: Problems) -> Item | None:
        values = read_fields(table, fields, problems)
        return None if problems.found else sort.make(**values, place=table.place)

    def write(item: Item) -> Written:
        return written_prose(item, config)

    found, losses = _records(name, kind, document, make, write)
    return tuple(sorted(found, key=lambda item: (item.order, item.id))), losses


def _records(
    name: str,
    kind: str,
    document: dict[str, Any],
    make: Callable[[Table, Problems], T | None],
    write: Callable[[T], Written],
) -> tuple[list[T], list[Loss]]:
    """Make what can be made of the records of a kind, and tell of each other one what is wrong with it."""
    listed = document.get(kind) or []
    if not isinstance(listed, list):
        return [], [Loss(f"{name}#{kind}", Sort.UNREAD, message("this must be a list of tables"))]
    made: dict[str, T] = {}
    losses: list[Loss] = []
    for number, record in enumerate(listed, 1):
        problems, place = Problems(), Place(f"{name}#{kind}/{_label(record, number)}")
        node = _node(record, place, problems)
        if not isinstance(node, Table):
            problems.error(place, message("this must be a table"))
        elif (item := make(node, problems)) is not None and not problems.found:
            item = replace(item, id=unicodedata.normalize("NFC", item.id))  # as names of files are read
            _check(item, made, write, problems)
            made |= {} if problems.found else {item.id: item}
        told = dict.fromkeys(problem.message for problem in problems.found)
        losses += [Loss(place.path, Sort.UNREAD, as_message(one), _verbatim(record)) for one in told]
    return list(made.values()), losses


def _check(item: T, others: dict[str, T], write: Callable[[T], Written], problems: Problems) -> None:
    """Note an id that can't be one or is taken, and what no file can hold."""
    if not is_id(item.id):
        problems.error(item.place, message("'{found}' can't be an id", found=item.id))
    elif item.id in others:
        problems.error(item.place, message("the id '{id}' is used twice", id=item.id))
    else:
        try:
            write(item)
        except Unwritable as error:
            problems.error(item.place, error.told)


def _label(record: object, number: int) -> str:
    """Return the id of a record, or its number where it has none."""
    name = record.get("id") if isinstance(record, dict) else None
    return _plain(name) if isinstance(name, str) and name.strip() else str(number)


def _node(value: object, place: Place, problems: Problems) -> Node:
    """Return a JSON value as nodes; what is null, and a text in no language, counts as absent."""
    if isinstance(value, dict) and value:
        entries = ((Scalar(_plain(key), place), _node(one, place, problems)) for key, one in value.items())
        return Table(tuple(entries), place)
    if isinstance(value, list):
        return Listing(tuple(_node(one, place, problems) for one in value), place)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", place)
    text = str(value) if isinstance(value, str | int | float) else ""
    if _plain(text) != text:
        problems.error(place, message("the text is not UTF-8"))
    return Scalar(_plain(text).replace("\r\n", "\n").replace("\r", "\n"), place)


def _plain(text: str) -> str:
    """Return a text as UTF-8 can hold it: JSON may escape halves of characters (RFC 8259, section 8.2)."""
    return text.encode("utf-8", "replace").decode()


def _verbatim(record: object) -> str:
    return _plain(json.dumps(record, ensure_ascii=False, indent=2))
