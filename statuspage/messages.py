"""What the program says to editors: English, and what it was made of, so that another language can be asked for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Message(str):
    """English words with what was put into them, so that another language can be asked for it later.

    It is the English text itself wherever a text is wanted, and stays a message in `str(error)` of an exception that
    was raised with it.
    """

    __slots__ = ("template", "variables")

    template: str
    variables: Mapping[str, Any]

    def __new__(cls, template: str, variables: Mapping[str, Any] = NOTHING, shown: str | None = None) -> "Message":
        """Put variables into a template as str.format does, lists of them with commas; *shown* is the result, if known.

        Without variables the template is the text, braces and all.
        """
        if shown is None:
            filled = {name: _listed(value) for name, value in variables.items()}
            shown = template.format(**filled) if filled else template
        made = super().__new__(cls, shown)
        made.template, made.variables = template, variables
        return made

    def __str__(self) -> str:
        """Stay a message."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes."""
        return Message, (self.template, dict(self.variables), str.__str__(self))

    def shown_as(self, text: str) -> "Message":
        """Return the message with another English text, as one that is cut."""
        return Message(self.template, self.variables, text)


def message(template: str, /, **variables: Any) -> Message:
    """Return a message; what is a message among its variables, or in a list of them, is translated with it."""
    return Message(template, variables)


def plural(number: int, one: str, many: str, /, **variables: Any) -> Message:
    """Return the one message or the other, as the number of things asks for; both may say `{number}`."""
    return Message(one if number == 1 else many, {"number": number, **variables})


def as_message(text: str) -> Message:
    """Return a text as a message, which it may be already: what it stands in was given it as plain words."""
    return text if isinstance(text, Message) else Message(text)


def _listed(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
