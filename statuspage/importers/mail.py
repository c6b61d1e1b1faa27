"""The calendars that a mail carries, as parts of it or as attached files (MIME), and what it says itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Final

CALENDAR: Final = "text/calendar"
TYPES: Final = frozenset({CALENDAR, "application/ics"})
TEXTS: Final = ("text/plain", "text/html")
SUFFIXES: Final = (".ics", ".ical", ".icalendar")
CROOKED: Final = (LookupError, TypeError, ValueError)
"""What the library raises for parameters of headers that are cut, numbered wrongly or in an encoding that is none."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a mail holds: calendars, in UTF-8 where it says in what they were written, and the text that people read."""

    calendars: tuple[bytes, ...]
    text: str


def carried(data: bytes) -> Carried | None:
    """Return what a mail holds, or None if it can't be taken apart; of a text in two forms the plain one counts."""
    try:
        parts = list(_parts(message_from_bytes(data)))
    except (RecursionError, *CROOKED):  # parts in parts in parts, or a header that stands above them all
        return None
    found = [body for kind, body in parts if kind == CALENDAR]
    texts = [[body.decode("utf-8", "replace").strip() for kind, body in parts if kind == form] for form in TEXTS]
    return Carried(tuple(found), next(("\n\n".join(filter(None, each)) for each in texts if any(each)), ""))


def _parts(mail: "Message[str, str]") -> Iterator[tuple[str, bytes]]:
    """Yield each calendar and each text of a mail with its media type, in their order."""
    parts = [mail]
    while parts:
        part = parts.pop()
        kind = CALENDAR if part.get_content_type() in TYPES or _name(part).endswith(SUFFIXES) else ""
        kind = kind or (part.get_content_type() if not _name(part) else "")
        if part.is_multipart():
            parts += reversed([one for one in part.get_payload() if isinstance(one, Message)])
        elif kind in (CALENDAR, *TEXTS):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield kind, _in_utf8(payload, part)


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
