"""Documents in content/faq, content/contacts and content/pages → questions, contacts and pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from statuspage.documents import Document
from statuspage.fields import IMPORTED, Field, Reader, flag, number, one_line, read_fields, text, words
from statuspage.model import Contact, Page, Question
from statuspage.nodes import Listing, Node
from statuspage.problems import Problems
from statuspage.shapes import TEXT, list_of, shaped
from statuspage.texts import Text
from statuspage.translations import merge, read_words

Item = TypeVar("Item", Question, Contact, Page)

FACTS: Final = (
    Field("id", text, "its name in addresses; without it the file's name"),
    Field("order", number, "its place in the list: 1 comes first", 1000),
    IMPORTED,
)
CONTACT_FACTS: Final = (*FACTS, Field("urgent", flag, "whether it is for what can't wait", False))


def question_words(lang: str) -> tuple[Field, ...]:
    """Return the fields of a question that hold words."""
    return (
        Field("title", one_line(words(lang)), "the question", Text(), required=True),
        Field("group", one_line(words(lang)), "the heading that it stands under", Text()),
    )


def contact_words(lang: str) -> tuple[Field, ...]:
    """Return the fields of a contact that hold words."""
    return (
        Field("title", one_line(words(lang)), "the channel", Text(), required=True),
        Field("reach", _lines(lang, ""), "number, address or link; several as a list", Text(), required=True),
        Field("hours", words(lang), "when somebody answers", Text()),
        Field("good_for", words(lang), "what it is good at", Text()),
        Field("drawback", words(lang), "what it is bad at", Text()),
        Field("use_when", words(lang), "when to choose it", Text()),
        Field("steps", _lines(lang, "1. "), "how to use it, a list", Text()),
    )


def page_words(lang: str) -> tuple[Field, ...]:
    """Return the fields of a page that hold words."""
    return (Field("title", one_line(words(lang)), "the page's heading", Text(), required=True),)


def _lines(lang: str, bullet: str) -> Reader:
    """Read a text, or a list of texts as lines that each begin with *bullet* (Markdown)."""

    @shaped(lambda: list_of(TEXT))
    def read(node: Node, problems: Problems) -> Text | None:
        items = node.items if isinstance(node, Listing) else (node,)
        lines = [line for item in items if (line := text(item, problems)) is not None]
        begin = bullet if isinstance(node, Listing) else ""
        return Text.of("\n".join(begin + line for line in lines), lang)

    return read


@dataclass(frozen=True, slots=True)
class Sort(Generic[Item]):
    """A sort of prose: what is made of it, its fields that hold words in a language, and those that hold facts."""

    make: type[Item]
    words: Callable[[str], tuple[Field, ...]]
    facts: tuple[Field, ...]


QUESTIONS: Final = Sort(Question, question_words, FACTS)
CONTACTS: Final = Sort(Contact, contact_words, CONTACT_FACTS)
PAGES: Final = Sort(Page, page_words, FACTS)


def read_prose(sort: Sort[Item], name: str, documents: Mapping[str, Document], problems: Problems) -> Item | None:
    """Make a question, contact or page of its documents by language; the first is the original."""
    noted = len(problems.found)
    values = _values(sort.words, sort.facts, documents, problems)
    if len(problems.found) > noted:
        return None
    return sort.make(**{**values, "id": name, "place": next(iter(documents.values())).place})


def _values(
    words: Callable[[str], tuple[Field, ...]],
    facts: tuple[Field, ...],
    documents: Mapping[str, Document],
    problems: Problems,
) -> dict[str, Any]:
    (lang, original), *translations = documents.items()
    values = read_fields(original.table, (*words(lang), *facts), problems)
    del values[IMPORTED.attribute]
    values["body"] = Text.of(original.body, lang)
    for other, document in translations:
        said = read_words(document, words(other), facts, original.name, problems)
        said["body"] = Text.of(document.body, other)
        values |= {name: merge(values[name] or Text(), text) for name, text in said.items()}
    return values
