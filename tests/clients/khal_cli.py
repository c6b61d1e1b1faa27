"""Calendars as khal sees them, by its command line, all in one process: starting it for each takes a third of a second.

Run by the Python that khal is installed for; reads the names of files from standard input, and prints
{file: [[uid, start, end, state], …]} as JSON, in UTC; {file: {"error": …}} for what khal doesn't take.
"""

import contextlib
import io
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

SETTINGS = """\
[calendars]
[[tried]]
path = {folder}/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M:%S
longdatetimeformat = %Y-%m-%d %H:%M:%S
[sqlite]
path = {folder}/khal.db
"""
SHOWN = "\x1f{uid}\t{start-full}\t{end-full}\t{status}\x1e"
FIRST, DAYS = "2024-01-01", "1500d"
"""What is listed: the years of the sites that are tried; khal looks at each day."""

MEMORY = Path("/dev/shm")
"""Where files stay in memory, on Linux: khal waits for the disk after each event."""


def command(*arguments: str) -> str:
    """Run khal with arguments, and return what it printed; what it logs counts as a complaint."""
    from khal.cli import main_khal  # type: ignore[import-not-found]  # it has a Python of its own

    told, logged = io.StringIO(), io.StringIO()
    logging.getLogger("khal").handlers[:] = [logging.StreamHandler(logged)]
    with contextlib.redirect_stdout(told):
        main_khal.main(list(arguments), prog_name="khal", standalone_mode=False)
    if logged.getvalue():
        raise ValueError(logged.getvalue())
    return told.getvalue()


def events(calendar: str) -> list[list[str]]:
    """Import a calendar into an empty one of khal's, and return what khal lists of it."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        settings = Path(folder, "settings")
        settings.write_text(SETTINGS.format(folder=folder), "utf-8")
        Path(folder, "calendar").mkdir()
        with_settings = ("-c", str(settings))
        command(*with_settings, "import", "--batch", "-a", "tried", calendar)
        listed = command(*with_settings, "list", "--once", "--day-format", "", "--format", SHOWN, FIRST, DAYS)
    return [part.split("\x1e")[0].split("\t") for part in listed.split("\x1f")[1:]]


def main() -> None:
    found: dict[str, Any] = {}
    for calendar in json.load(sys.stdin):
        try:
            found[calendar] = events(calendar)
        except Exception as error:
            found[calendar] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
