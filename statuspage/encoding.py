"""Data as compact JSON (RFC 8259): a file of its own, or a block inside a page."""

import json
import re
from typing import Final

from markupsafe import Markup

_HIDDEN: Final = re.compile("[<>&\u2028\u2029]")
"""What could end a script element, or a line of JavaScript, as JSON writes it."""


def as_json(data: object) -> bytes:
    """Write data as a file in UTF-8, ending with a line feed."""
    return (_compact(data) + "\n").encode()


def embedded(data: object) -> Markup:
    """Write data that may stand in a script element: nothing in it can end one (HTML, section 4.12.1.3)."""
    return Markup(_HIDDEN.sub(lambda char: f"\\u{ord(char[0]):04x}", _compact(data)))


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
