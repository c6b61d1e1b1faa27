"""What statuspage-prometheus-exporter makes of pages: {name: its answer} as JSON on standard output.

Run by the Python of .cache/clients, with the addresses of pages as {name: address} on standard input.
"""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    pages = json.load(sys.stdin)
    services = {name: {"name": name, "url": f"{address}api/v2/summary.json"} for name, address in pages.items()}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # it remembers what it has read in the folder that it runs in
        Path("services.json").write_text(json.dumps(services), "utf-8")
        os.environ["SERVICES_JSON_PATH"] = f"{folder}/services.json"
        logging.disable(logging.CRITICAL)
        from statuspage_prometheus_exporter import (  # type: ignore[import-not-found]  # it has a Python of its own
            service_checker,
        )

        answers = {name: service_checker.check_service_status(name, asked) for name, asked in services.items()}
    json.dump(answers, sys.stdout, default=str)


if __name__ == "__main__":
    main()
