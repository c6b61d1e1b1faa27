"""Fields as JSON Schema: a table of them, each with what it is for and what holds without it."""

from collections.abc import Iterable

from statuspage.fields import Field
from statuspage.shapes import Schema, optional


def table_of(fields: Iterable[Field]) -> Schema:
    """Return the schema of a table of these fields and no others."""
    listed = tuple(fields)
    made: Schema = {
        "type": "object",
        "properties": {field.name: field_schema(field) for field in listed},
        "additionalProperties": False,
    }
    required = [field.name for field in listed if field.required]
    return made | ({"required": required} if required else {})


def field_schema(field: Field) -> Schema:
    """Return the schema of one field."""
    made: Schema = {"description": field.about}
    if isinstance(field.default, str | bool | int) and field.default != "":
        made["default"] = field.default
    shape = field.read.schema()
    return made | (optional(shape) if shape and not field.required else shape)
