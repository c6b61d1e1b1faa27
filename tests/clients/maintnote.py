"""Maintenance notifications as circuit-maintenance-parser sees them: {file: its notifications} as JSON.

Run by the Python of .cache/clients, with the names of files on standard input; {file: {"error": …}} for what it refuses.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Any


def notifications(data: bytes) -> list[Any]:
    """Return what the parser's general provider finds in a calendar."""
    import circuit_maintenance_parser as parser  # type: ignore[import-not-found]  # it has a Python of its own

    given = parser.NotificationData.init_from_raw("ical", data)
    return [json.loads(found.to_json()) for found in parser.init_provider("genericprovider").get_maintenances(given)]


def main() -> None:
    logging.disable(logging.CRITICAL)
    found: dict[str, Any] = {}
    for file in json.load(sys.stdin):
        try:
            found[file] = notifications(Path(file).read_bytes())
        except Exception as error:
            found[file] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
