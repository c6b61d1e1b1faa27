"""`statuspage new`: write the file of a new event or question, with what was given or answered, and nothing guessed."""

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import click

from statuspage.commands.asking import ask, not_lost, on_terminal, require, text_of
from statuspage.commands.editing import (
    COMMIT,
    COMPONENTS,
    DRY_RUN,
    PRESENT,
    commit_alone,
    impacts_of,
    open_desk,
    settle,
    stop,
    typed,
)
from statuspage.commands.helping import Command
from statuspage.commands.options import ROOT
from statuspage.commands.site import Desk
from statuspage.commands.telling import say, tell
from statuspage.messages import Message, message

if TYPE_CHECKING:
    from datetime import datetime

    from statuspage.typed_times import Sense
    from statuspage.yaml_lines import Value

QUESTION: Final = "question"
KINDS: Final = ("maintenance", "emergency", "incident", "drill", QUESTION)
TIMES: Final = {
    "start": message("when it begins"),
    "end": message("when it is planned to end"),
    "announced": message("when the notice becomes public"),
}
TEXTS: Final = (
    ("reason", "TEXT", "Why, in plain words."),
    ("alternatives", "TEXT", "What people can use meanwhile."),
    ("before", "TEXT", "What to do before it starts."),
    ("during", "TEXT", "What to do while it lasts."),
    ("after", "TEXT", "What to do when it is over."),
    ("data", "TEXT", "What happens to data; backups."),
    ("rollback", "TEXT", "What happens if it fails."),
    ("apology", "TEXT", "An apology."),
    ("compensation", "TEXT", "What people get for the trouble."),
    ("signed", "TEXT", "The unit that signs the notice."),
    ("contact", "ID", "Whom to ask: a file in content/contacts."),
    ("update_every", "DURATION", "How often an update is promised, as 30m."),
    ("auto_complete", "true|false", "Whether the clock closes the window."),
)
LISTS: Final = (
    ("audiences", "--audience", "ID", "Who is affected; everyone without it. May be repeated."),
    ("timetable", "--timetable", "STAGE", "A stage, as '23:00 backup'. May be repeated."),
    ("revised", "--revised", "TIME", "When words were corrected. May be repeated."),
)
OF_QUESTIONS: Final = (("group", "TEXT", "The heading of a question."), ("order", "N", "The place of a question."))
Function = Callable[..., None]


def _fields(command: Function) -> Function:
    """Give the command one option for each field of an event and of a question."""
    for name, metavar, about in reversed((*TEXTS, *OF_QUESTIONS)):
        command = click.option(f"--{name.replace('_', '-')}", name, metavar=metavar, help=about)(command)
    for name, option, metavar, about in reversed(LISTS):
        command = click.option(option, name, metavar=metavar, multiple=True, help=about)(command)
    return command


@click.command(
    cls=Command,
    examples=(
        'statuspage new maintenance "Orders database upgrade"',
        'statuspage new maintenance "Orders database upgrade" --component orders=outage --start "Sat 23:00" --end +4h',
        'statuspage new incident "Login is slow" --component login=degraded --start 09:40 -m "We are looking into it."',
        'statuspage new question "How often is there maintenance?" -m "Once a month."',
    ),
)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("title")
@ROOT
@click.option("--id", "name", metavar="ID", help="Its name in addresses.  [default: made of an English title]")
@COMPONENTS
@click.option(
    "--start", metavar="TIME", help="When it begins, or began: 23:00, tomorrow 23:00, 2026-11-28 23:00, +30m."
)
@click.option("--end", metavar="TIME", help="When it is planned to end; +4h counts from the start.")
@click.option("--announced", metavar="TIME", help="When the notice becomes public.")
@_fields
@click.option("-m", "--message", metavar="TEXT", help="The notice's own text, or the answer, in Markdown.")
@DRY_RUN
@COMMIT
@PRESENT
def new(kind: str, title: str, root: Path, now: str | None, dry_run: bool, commit: bool, **given: Any) -> None:
    """Write the file of a new event or question.

    KIND is maintenance, emergency, incident, drill or question. What is missing is asked for on a terminal.
    """
    from statuspage.drafting import drafted, text_in
    from statuspage.saving import Change

    desk, title, text = open_desk(root, now), " ".join(title.split()), given.pop("message")
    if not title:
        raise click.BadParameter(message("the title is empty"), param_hint="TITLE")
    _check_fit(kind, title, given, text)
    template = _template(kind, desk)
    values = _question(title, given, desk) if kind == QUESTION else _event(kind, title, given, template, desk)
    name = str(values["id"])
    folder = "content/faq" if kind == QUESTION else f"content/events/{str(values['start'])[:4]}"
    if template is None or text is not None or kind == QUESTION:
        begun = text_in(template) if template else ""
        text = text_of(text, message("{title}. Write above the line what to tell.", title=title), begun)
    with not_lost(text or ""):
        change = Change(root, f"{folder}/{name}.md", None, drafted(values, _body(text or ""), template))
        settle(desk, change, (), dry_run)
    if commit and not dry_run:
        commit_alone(change, _subject(kind, name, title))


def _subject(kind: str, name: str, title: str) -> Message:
    """Return what the commit says."""
    from statuspage.model import Kind
    from statuspage.spoken import KINDS

    if kind == QUESTION:
        return message("{id}: new question, {title}", id=name, title=title)
    return message("{id}: new {kind}, {title}", id=name, kind=KINDS[Kind(kind)], title=title)


def _check_fit(kind: str, title: str, given: Mapping[str, Any], text: str | None) -> None:
    """Refuse options that have no field in such a file; where nobody can be asked, name those that it needs."""
    from statuspage.drafting import id_of

    own = {"name", *(name for name, *_ in OF_QUESTIONS)}
    asked = {name for name, value in given.items() if value not in (None, ())}
    wrong = asked - own if kind == QUESTION else asked & (own - {"name"})
    if wrong:
        options = ", ".join(sorted(map(_option, wrong)))
        raise click.UsageError(message("{options} can't be given for a new {kind}", options=options, kind=kind))
    needed = {QUESTION: (), "incident": ("start",)}.get(kind, ("start", "end"))
    missing = {_option(name): TIMES[name] for name in needed if not given[name]}
    if not given["name"] and id_of(title, None) is None:
        missing["--id"] = message("its name in addresses, which only an English title gives")
    if kind == QUESTION and not text:
        missing["--message"] = message("the answer")
    if not on_terminal():
        require(missing)


def _option(name: str) -> str:
    named = {"components": "--component"} | {field: option for field, option, *_ in LISTS}
    return named.get(name, f"--{name.replace('_', '-')}")


def _question(title: str, given: Mapping[str, Any], desk: Desk) -> "dict[str, Value]":
    values: dict[str, Value] = {"id": _id(QUESTION, title, given["name"], None, desk), "title": title}
    return values | {name: given[name] for name, *_ in OF_QUESTIONS if given[name]}


def _event(kind: str, title: str, given: Mapping[str, Any], template: bytes | None, desk: Desk) -> "dict[str, Value]":
    """Return the fields of an event in the order of its file; what it needs is asked for on a terminal."""
    from statuspage.drafting import ORDER
    from statuspage.typed_times import ahead, near, past, written

    local, minute = desk.config.zone, desk.minute
    begins = {"incident": past(minute), "emergency": near(minute)}.get(kind, ahead(minute))
    start = _time("start", given, begins, desk, "now" if kind == "incident" else None)
    end = None
    if given["end"] or kind != "incident":
        end = _time("end", given, ahead(minute, start), desk, None)
    announced = None
    if given["announced"] or (on_terminal() and kind in ("maintenance", "drill")):
        announced = _time("announced", given, ahead(minute), desk, "now")
    revised = [written(typed("--revised", text, past(minute), desk), local) for text in given["revised"]]
    impacts = _impacts(kind, given["components"], template, desk)
    values: dict[str, Value] = {
        "id": _id(kind, title, given["name"], start, desk),
        "title": title,
        "kind": kind,
        "components": "" if impacts is None else impacts,
        "start": written(start, local),
        "end": written(end, local) if end else "",
        "announced": written(announced, local) if announced else "",
        "audiences": list(given["audiences"]),
        "timetable": list(given["timetable"]),
        "revised": revised,
    }
    values |= {name: given[name] or "" for name, *_ in TEXTS}
    return {name: values[name] for name in ORDER}


def _time(name: str, given: Mapping[str, Any], sense: "Sense", desk: Desk, default: str | None) -> "datetime":
    """Return the instant that an option names, or what a person answers."""
    option = f"--{name}"
    if given[name]:
        return typed(option, given[name], sense, desk)
    return ask(TIMES[name], lambda answer: typed(option, answer, sense, desk), default)


def _impacts(kind: str, pairs: tuple[str, ...], template: bytes | None, desk: Desk) -> dict[str, str] | None:
    """Return what is affected; a person on a terminal is asked, and may name nothing.

    None leaves what the template says, which is told: it was written for another day.
    """
    from statuspage.drafting import modelled

    if pairs:
        return impacts_of(pairs, desk)
    model = [f"{name}={impact}" for name, impact in modelled(template, "components").items()] if template else []
    if not on_terminal():
        if model:
            path = f"content/templates/{kind}.md"
            say(message("--component {impacts}: so says {path}", impacts=model, path=path), err=True)
        return None
    known = [component.id for component in desk.config.components]
    question = message(
        "what is affected, as {example} (known are: {known}; '-' for nothing)", example="ID=outage", known=known
    )
    return ask(
        question,
        lambda answer: {} if answer == "-" else impacts_of(answer.replace(",", " ").split(), desk),
        ", ".join(model) or None,
    )


def _id(kind: str, title: str, given: str | None, start: "datetime | None", desk: Desk) -> str:
    """Return the new id: as given, made of an English title, or what a person answers."""
    from statuspage.drafting import id_of

    if given:
        return _free_id(kind, given, desk)
    made = id_of(title, start.astimezone(desk.config.zone).date() if start else None)
    if not on_terminal():
        return _free_id(kind, made or "", desk)
    return ask(message("its id, in addresses and the file's name"), lambda answer: _free_id(kind, answer, desk), made)


def _free_id(kind: str, name: str, desk: Desk) -> str:
    """Return the id if it can be one and nothing has it yet."""
    from statuspage.content import is_id, nearest_id

    name = unicodedata.normalize("NFC", name)
    if not name or not is_id(name):
        near = nearest_id(name) or "orders-db"
        told = message("'{id}' can't be an id; write letters, digits and hyphens, as '{near}'", id=name, near=near)
        raise click.BadParameter(told, param_hint="--id")
    items = desk.content.questions if kind == QUESTION else desk.content.events
    paths = {item.place.path for item in items if item.id == name} | {
        problem.place.path for problem in desk.problems if PurePosixPath(problem.place.path).stem == name
    }
    if paths:
        told = message("the id '{id}' stands in {path} already; choose another", id=name, path=min(paths))
        raise click.BadParameter(told, param_hint="--id")
    return name


def _template(kind: str, desk: Desk) -> bytes | None:
    """Return what content/templates holds for this sort of file, or None; one with errors ends the command."""
    from statuspage.documents import read_document
    from statuspage.problems import Problems
    from statuspage.saving import standing

    path, problems = f"content/templates/{kind}.md", Problems()
    found = standing(desk.root, path)
    if found is not None and read_document(desk.root / path, path, problems) is None:
        tell(problems.found, desk.root)
        stop()
    return found


def _body(text: str) -> str:
    """Return a text as the file holds it: in an event no line of it may read as an update."""
    from statuspage.appending import Unwritable, as_text

    try:
        return as_text(text, ())
    except Unwritable as error:
        told = message("{problem}; {hint}", problem=error.told, hint=error.hint)
        raise click.BadParameter(told, param_hint="--message") from None
