"""What commands that write content share: the site as it stands, events by id, a change that is tried and saved."""

import unicodedata
from collections.abc import Collection
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

import click

from statuspage.commands.language import said
from statuspage.commands.site import Desk, desk_at
from statuspage.commands.telling import say, tell
from statuspage.messages import Message, message

if TYPE_CHECKING:
    from statuspage.model import Event
    from statuspage.problems import Problem
    from statuspage.saving import Change
    from statuspage.typed_times import Sense

COMPONENTS = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID=IMPACT",
    help="What is affected, and how badly: none, degraded, partial or outage. May be repeated.",
)
UNTRANSLATED = "missing-translation"
"""The rule of the policy that one file alone can't keep."""
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
PRESENT = click.option("--now", metavar="TIME", help="The instant that counts as the present, to rehearse or replay.")
COMMIT = click.option("--commit", is_flag=True, help="Commit that file alone with git.")


def open_desk(root: Path, now: str | None) -> Desk:
    """Read the site; errors in its content don't matter here, one in config.toml ends the command."""
    from statuspage.problems import SiteError

    try:
        return desk_at(root, now)
    except SiteError as error:
        tell(error.problems, root)
        stop()


def event_called(desk: Desk, name: str) -> "Event":
    """Return the event with an id, or end the command: it is unknown, or its own file has errors."""
    from statuspage.problems import did_you_mean

    wanted = unicodedata.normalize("NFC", name)
    for event in desk.content.events:
        if event.id == wanted:
            return event
    own = [problem for problem in desk.problems if _may_be(problem.place.path, wanted)]
    if own:
        tell(own, desk.root)
        raise click.ClickException(message("mend the file of '{id}' first; nothing was written", id=name))
    near = did_you_mean(wanted, [event.id for event in reversed(desk.content.events)])
    raise click.ClickException(
        message("unknown event '{id}'; {hint}", id=name, hint=near or message("there is none yet"))
    )


def _may_be(path: str, name: str) -> bool:
    return path.startswith("content/events/") and PurePosixPath(path).stem == name


def typed(option: str, text: str, sense: "Sense", desk: Desk) -> datetime:
    """Return the instant that an option names, and tell what was understood; what isn't a time is a usage error."""
    from statuspage.times import TimeError
    from statuspage.typed_times import typed_time

    try:
        at = typed_time(text, sense, desk.config.zone)
    except TimeError as error:
        told = message("{problem}; {hint}", problem=error.args[0], hint=error.hint)
        raise click.BadParameter(told, param_hint=option) from None
    tell_understood(option, text, at, desk)
    return at


def tell_understood(option: str, text: str, at: datetime, desk: Desk) -> None:
    """Show what was understood of a time, so that a slip is seen."""
    from statuspage.typed_times import understood

    time = understood(at, desk.config.zone)
    say(message("{option} '{text}' is {time}", option=option, text=text, time=time), err=True)


def impacts_of(written: Collection[str], desk: Desk) -> dict[str, str]:
    """Return the components and impacts that options name; what is unknown is a usage error with the near word."""
    from statuspage.fields import choice
    from statuspage.model import Impact
    from statuspage.nodes import Scalar
    from statuspage.problems import Place, Problems

    component, impact = choice([item.id for item in desk.config.components], "component"), choice(Impact, "impact")
    problems, found = Problems(), {}
    for pair in written:
        name, equals, word = pair.partition("=")
        if not equals:
            told = message("'{pair}' names no impact: write it as '{pair}=outage'", pair=pair)
            raise click.BadParameter(told, param_hint="--component")
        read = [
            reader(Scalar(part.strip(), Place("")), problems) for reader, part in ((component, name), (impact, word))
        ]
        for problem in problems.found[:1]:
            told = message("{problem}; {hint}", problem=problem.message, hint=problem.hint)
            raise click.BadParameter(told, param_hint="--component")
        found[str(read[0])] = str(read[1])
    return found


def settle(desk: Desk, change: "Change", before: "Collection[Problem]", dry_run: bool) -> None:
    """Try a change, tell what a check would, and save it if it has no error.

    What was told of the file *before* is only counted; advice of it that is enforced doesn't keep a right change from
    being written.
    """
    from statuspage.problems import Level
    from statuspage.saving import difference, tried

    problems = tried(change, desk.config, desk.content, desk.now)
    new = [problem for problem in problems if problem not in before]
    tell(new, desk.root)
    codes = {problem.code for problem in before}
    refused = {problem.code for problem in new if problem.level is Level.ERROR and problem.code not in codes}
    if UNTRANSLATED in refused:
        hint = message(
            "write the translation first, that of an update below '## ' and its time; then give this command again, an"
            " update's with that time as --at"
        )
        say(hint, err=True)
    if refused:
        stop()
    if same := len(problems) - len(new):
        say(message("advice as before: {number}; see `statuspage check`", number=same), err=True)
    if dry_run:
        say(difference(change), nl=False)
        return
    _write(change)


def _write(change: "Change") -> None:
    from statuspage.saving import ChangedMeanwhile, save

    path = (change.root / change.path).as_posix()
    try:
        save(change)
    except FileExistsError:
        raise click.ClickException(message("{path} stands there already; nothing was written", path=path)) from None
    except ChangedMeanwhile:
        raise click.ClickException(message("{path} was changed meanwhile; nothing was written", path=path)) from None
    except OSError as error:
        raise click.ClickException(message("{path} can't be written: {why}", path=path, why=error.strerror)) from None
    say(message("wrote {path}", path=path))


def commit_alone(change: "Change", subject: Message) -> None:
    """Commit the file of a change that was saved, or end the command with what git says."""
    from statuspage.saving import CommitError, commit

    try:
        name = commit(change, said(subject))
    except CommitError as error:
        raise click.ClickException(message("the file is written, but not committed: {why}", why=str(error))) from None
    say(message("committed {name}: {subject}", name=name, subject=subject))


def stop() -> NoReturn:
    """End the command after its problems were told."""
    raise click.ClickException(message("nothing was written"))
