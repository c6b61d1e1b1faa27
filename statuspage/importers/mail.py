"""The calendars that a mail carries, as parts of it or as attached files (MIME)."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Final

TYPES: Final = frozenset({"text/calendar", "application/ics"})
SUFFIXES: Final = (".ics", ".ical", ".icalendar")
CROOKED: Final = (LookupError, TypeError, ValueError)
"""What the library raises for parameters of headers that are cut, numbered wrongly or in an encoding that is none."""


def calendars(data: bytes) -> list[bytes] | None:
    """Return the calendars in a mail, in UTF-8 where it says in what they were written; None if it can't be read."""
    try:
        return list(_calendars(message_from_bytes(data)))
    except (RecursionError, *CROOKED):  # parts in parts in parts, or a header that stands above them all
        return None


def _calendars(mail: "Message[str, str]") -> Iterator[bytes]:
    """Yield the calendars in the parts of a mail, in their order."""
    parts = [mail]
    while parts:
        part = parts.pop()
        if part.is_multipart():
            parts += reversed([one for one in part.get_payload() if isinstance(one, Message)])
        elif part.get_content_type() in TYPES or _name(part).endswith(SUFFIXES):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield _in_utf8(payload, part)


def _name(part: "Message[str, str]") -> str:
    try:
        return (part.get_filename() or "").lower()
    except CROOKED:
        return ""


def _in_utf8(payload: bytes, part: "Message[str, str]") -> bytes:
    """Return bytes in UTF-8; as they are where the charset is none, or isn't theirs."""
    try:
        charset = part.get_content_charset() or "utf-8"
        return payload if "utf-8" in charset or "escape" in charset else payload.decode(charset).encode()
    except CROOKED:
        return payload
