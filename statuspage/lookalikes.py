"""Lines that read like an update and aren't one: taken for text, what they say would be lost without a word."""

import re
import unicodedata
from typing import Final

from statuspage.model import UpdateState

_BEFORE: Final = " #*>-+=_[("
_AFTER: Final = " #*_])"
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_HEADING: Final = re.compile(r"\s*(?:[-*>]\s*)?(?:#+|\*\*|[\uff03]+)")
_DATE: Final = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{8}\b")
_CLOCK: Final = re.compile(r"\d{1,2}[:点时]\d{0,2}|\b\d{4}\b")
_STATE: Final = re.compile(rf"(?:^|[\s\])*:,])(?:{'|'.join(UpdateState)})$")

_ANY_STATE: Final = re.compile("|".join(UpdateState), re.IGNORECASE)
# A heading 'Note' or 'Reminder' is as likely to be meant as text.
_ALONE: Final = frozenset(UpdateState) - {UpdateState.NOTE, UpdateState.REMINDER}


def reads_like_update(line: str) -> bool:
    """Tell whether a line has what makes an update, but not in its form.

    That is a date, an hour and a state at its end, whatever the marks around them; a heading with an hour and a
    state; or a heading that is a state and nothing else. Full-width and invisible characters make no difference.
    """
    if not _ANY_STATE.search(line):
        return False
    shown = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", line)).split())
    words = shown.lstrip(_BEFORE).rstrip(_AFTER).lower().removeprefix("update").lstrip(" :")
    if not _STATE.search(words):
        return False
    heading = _HEADING.match(shown) is not None
    timed = _CLOCK.search(words) is not None
    return (timed and (heading or _DATE.match(words) is not None)) or (heading and words in _ALONE)
