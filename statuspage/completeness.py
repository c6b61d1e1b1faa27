"""What a notice must tell (domain section 2), and doesn't."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from statuspage.events import word_fields
from statuspage.messages import as_message, message, plural
from statuspage.notices import Advice, Notice, Rule
from statuspage.texts import Text


def incomplete(notice: Notice) -> Advice:
    """Give the advice on what a notice lacks; one that has overrun needs a word on that before all else."""
    if not notice.overrun:
        for rule in RULES:
            yield from rule(notice)


def _always(_: Notice) -> bool:
    return True


def _planned(notice: Notice) -> bool:
    return notice.planned


def _serious(notice: Notice) -> bool:
    return notice.serious


def _serious_work(notice: Notice) -> bool:
    return notice.planned and notice.serious


def _serious_fault(notice: Notice) -> bool:
    return notice.serious and not notice.planned


def _missing(name: str, what: str, applies: Callable[[Notice], bool]) -> Rule:
    """Make the rule that a field is given to the events to which *applies*; *what* says what to write."""

    def rule(notice: Notice) -> Advice:
        if applies(notice) and not getattr(notice.event, name):
            yield notice.advise(
                f"missing-{name}", "title", message("there is no '{name}'", name=name), as_message(what)
            )

    return rule


def _advice(notice: Notice) -> Advice:
    event = notice.event
    if _serious_work(notice) and not (event.before or event.during or event.after):
        hint = message("write 'before', 'during' or 'after'")
        yield notice.advise("missing-advice", "title", message("nothing says what people should do"), hint)


def _promise(notice: Notice) -> Advice:
    event = notice.event
    promised = event.update_every or any(update.next_update for update in event.updates)
    if not promised and (not notice.planned or (notice.serious and notice.long)):
        hint = message("write 'update_every: 30m', or 'next update:' in an update")
        yield notice.advise("missing-promise", "title", message("nothing says when the next update is due"), hint)


def _timetable(notice: Notice) -> Advice:
    if notice.planned and notice.long and not notice.event.timetable:
        told = message("there is no 'timetable', though it takes more than two hours")
        yield notice.advise("missing-timetable", "title", told, message("write the stages as far as they are known"))


def _translation(notice: Notice) -> Advice:
    event = notice.event
    names = (field.name for field in word_fields("") if field.name != "timetable")
    said: dict[str, Text] = {name: getattr(event, name) for name in names}
    said |= {"timetable": event.timetable[0].text if event.timetable else Text(), "text": event.body}
    for lang in notice.config.languages:
        gaps: list[str] = [name for name, text in said.items() if text and not text.has(lang)]
        count = sum(1 for update in event.updates if update.text and not update.text.has(lang))
        gaps += [plural(count, "{number} update", "{number} updates")] if count else []
        if gaps:
            path = PurePosixPath(event.place.path).with_suffix(f".{lang}.md").as_posix()
            hint = message("write into {path} what is not translated: {gaps}", path=path, gaps=gaps)
            told = message("the notice is not all in '{lang}'", lang=lang)
            yield notice.advise("missing-translation", "title", told, hint)


RULES: Final[tuple[Rule, ...]] = (
    _missing("reason", "say why, in plain words", _planned),
    _missing("components", "say what is affected, and how badly", _always),
    _missing("alternatives", "say what people can use meanwhile", _serious),
    _advice,
    _missing("contact", "say whom to ask: a file in content/contacts", _always),
    _promise,
    _missing("signed", "say which unit speaks", _planned),
    _missing("announced", "say when it became public; feeds can't date the notice without it", _planned),
    _missing("data", "say what happens to data, and whether it is backed up", _serious_work),
    _missing("rollback", "say what happens if it fails", _serious_work),
    _missing("apology", "say sorry where trouble is caused", _serious_fault),
    _timetable,
    _translation,
)
