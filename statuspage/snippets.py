"""What VS Code offers in a notice while it is typed: fields with the words that fit, and headings of updates.

It is made of the fields by which notices are read.
"""

from collections.abc import Collection
from typing import Any, Final

from statuspage.fields import IMPORTED, Field
from statuspage.messages import message
from statuspage.model import Config, UpdateState
from statuspage.schemas import event_fields, said
from statuspage.shapes import Schema
from statuspage.updates import SETS_WINDOW

DAY: Final = "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"
NOW: Final = f"{DAY} $CURRENT_HOUR:$CURRENT_MINUTE"

Snippet = dict[str, Any]


def snippets(config: Config, contacts: Collection[str], lang: str) -> dict[str, Snippet]:
    """Return what is offered, by name, described in *lang*; times are those of the writer's own machine."""
    typed = [field for field in event_fields(config, contacts) if field is not IMPORTED]
    made = {field.name: _of_field(field, lang) for field in typed}
    return made | {f"## {state}": _of_update(state, lang) for state in UpdateState}


def _of_field(field: Field, lang: str) -> Snippet:
    lines = _lines(field.name, field.read.schema())
    return {
        "scope": "markdown",
        "prefix": field.name,
        "body": lines,
        "description": said(field.about, lang),
    }


def _lines(name: str, schema: Schema) -> list[str]:
    """Return the lines of a field; what is to be chosen or typed is a stop of the cursor."""
    if "anyOf" in schema:
        item = schema["anyOf"][0]["items"]["anyOf"][0]
        return [f"{name}:", f"  - {_stop(1, item)}"]
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        key = _choice(1, list(properties)) if properties else "${1:id}"
        value = next(iter(properties.values())) if properties else schema["additionalProperties"]
        return [f"{name}:", f"  {key}: {_stop(2, value)}"]
    return [f"{name}: {_stop(1, schema)}"]


def _stop(number: int, schema: Schema) -> str:
    if "enum" in schema:
        return _choice(number, [word for word in schema["enum"] if isinstance(word, str)])
    if "boolean" in schema["type"] and "pattern" in schema:
        return _choice(number, ["true", "false"])
    return f"${number}"


def _choice(number: int, words: list[str]) -> str:
    return f"${{{number}|{','.join(words)}|}}"


def _of_update(state: UpdateState, lang: str) -> Snippet:
    fields = [f"{name}: ${{{number}:{DAY} 00:00}}" for number, name in enumerate(SETS_WINDOW.get(state, ()), 1)]
    return {
        "scope": "markdown",
        "prefix": [f"## {state}", str(state)],
        "body": [f"## {NOW} {state}", *fields, "", "$0"],
        "description": said(message("an update; it goes below all that stands there"), lang),
    }
