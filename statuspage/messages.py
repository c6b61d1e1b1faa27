"""What the program says to editors: English, and the same in other languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Message(str):
    """English words with what was put into them, so that another language can be asked for it later.

    It is the English text itself wherever a text is wanted.
    """

    __slots__ = ("template", "variables")

    template: str
    variables: Mapping[str, Any]

    def __new__(cls, template: str, variables: Mapping[str, Any] = MappingProxyType({})) -> "Message":
        """Put variables into a template as str.format does."""
        made = super().__new__(cls, template.format(**variables) if variables else template)
        made.template, made.variables = template, variables
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes."""
        return Message, (self.template, dict(self.variables))


def message(template: str, /, **variables: Any) -> Message:
    """Return a message; a variable that is a message itself is translated with it."""
    return Message(template, variables)
