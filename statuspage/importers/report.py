"""What an import lost or assumed, as a table for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Final

from statuspage.importers.history import Loss, Sort
from statuspage.messages import Message, message

HEADINGS: Final = (message("source"), message("line"), message("what"), message("told"), message("original text"))
SORTS: Final = {
    Sort.LOST: message("lost"),
    Sort.ASSUMED: message("assumed"),
    Sort.UNREAD: message("not read"),
}
_A_FORMULA: Final = ("=", "+", "-", "@", "\t")


def table(losses: Iterable[Loss], said: Callable[[Message], str]) -> bytes:
    """Return the losses as CSV (RFC 4180) in UTF-8 with a byte order mark, by which spreadsheets know it.

    A text that a spreadsheet would reckon with begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([said(heading) for heading in HEADINGS])
    for loss in losses:
        row = (loss.source, loss.line or "", said(SORTS[loss.sort]), said(loss.told), loss.original)
        rows.writerow([f"'{cell}" if str(cell).startswith(_A_FORMULA) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")
