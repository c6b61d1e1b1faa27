"""What was lost or assumed can be read in a spreadsheet."""

import csv
import io

from statuspage.importers.history import Loss, Sort
from statuspage.importers.report import table
from statuspage.messages import message


def test_each_loss_is_a_row_with_its_source_and_its_own_words():
    """Line breaks, quotes and Chinese stay; a cell that would be reckoned with is text."""
    losses = [
        Loss("a.md", Sort.LOST, message("the title is cut"), 'one,\n"two"', 7),
        Loss("=b.md", Sort.UNREAD, message("nothing says when it began: it isn't brought over"), "标题"),
    ]
    data = table(losses, str)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["source", "line", "what", "told", "original text"],
        ["a.md", "7", "lost", "the title is cut", 'one,\n"two"'],
        ["'=b.md", "", "not read", "nothing says when it began: it isn't brought over", "标题"],
    ]
