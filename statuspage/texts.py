"""A text in one or more languages."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in the language that it is written in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages; the first is the original and stands in where a translation is missing."""

    said: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.said)

    @classmethod
    def of(cls, text: str, lang: str) -> "Text":
        """Return a text in one language; without a word of it, no text."""
        return cls((Phrase(text, lang),)) if text else cls()

    def in_lang(self, lang: str) -> Phrase:
        """Return the text in *lang*, or the original."""
        for phrase in self.said:
            if phrase.lang == lang:
                return phrase
        return self.original

    def has(self, lang: str) -> bool:
        """Tell whether the text was written in *lang*."""
        return any(phrase.lang == lang for phrase in self.said)

    @property
    def original(self) -> Phrase:
        """The text as it was first written; empty if nothing was."""
        return self.said[0] if self.said else Phrase("", "")


NO_TEXT: Final = Text()
