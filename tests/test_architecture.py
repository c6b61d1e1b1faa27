"""The shape of the code: who may import whom, who may touch disk and clock, and how long things get."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sites import ROOT

PACKAGE = ROOT / "statuspage"
LINE = (
    *(
        "messages",
        "catalogues",
        "problems",
        "times",
        "typed_times",
        "encoding",
        "texts",
        "looks",
        "channels",
        "model",
        "synonyms",
        "nodes",
        "shapes",
        "fields",
        "described",
        "toml",
        "documents",
        "settings",
    ),
    *("contrast", "appearance", "config"),
    *(
        "lookalikes",
        "body",
        "appending",
        "updates",
        "timetable",
        "events",
        "translations",
        "prose",
        "schemas",
        "cms",
        "snippets",
        "schema_files",
        "starting",
        "content",
    ),
    *(
        "state",
        "lifecycle",
        "refusals",
        "snapshot",
        "progress",
        "incidents",
        "notices",
        "spoken",
        "completeness",
        "timeliness",
        "policy",
        "agenda",
        "dialect",
        "markup",
        "words",
        "plaintext",
        "stylesheet",
        "theme",
        "plan",
        "entries",
        "live",
        "days",
        "qr",
        "rendering",
        "view",
        "sharing",
        "timeline",
        "told",
        "feed",
        "icalendars",
        "vevent",
        "outputs",
    ),
    *(
        "publish",
        "build",
        "git",
        "saving",
        "yaml_lines",
        "drafting",
        "writing",
        "revisions",
        "differences",
        "change_report",
    ),
    *(f"importers.{name}" for name in ("history", "hypertext", "stamps", "labels", "tidying", "values")),
    *(f"importers.{name}" for name in ("front_matter", "github_issues", "upptime_sites")),
    *(f"importers.{name}" for name in ("loose_json", "v2_components", "v2_updates", "v2_events")),
    *(f"importers.{name}" for name in ("feed_updates", "feeds")),
    "importers",
    *(f"importers.{name}" for name in ("sources", "readable", "mapping", "mapping_file", "moments", "log", "adopting")),
    *(f"importers.{name}" for name in ("ledger", "placing", "settling", "redirecting", "before", "moving_in")),
    *(f"importers.{name}" for name in ("report", "summary")),
    *("watching", "builder", "rebuilding", "preview", "loopback"),
    *("commands", "cli", "__main__"),
)
"""The line from files to output: a module imports only from those before it."""

SHARED = {"statuspage.outputs.pages"}
SHARED |= {
    f"statuspage.commands.{name}" for name in ("asking", "editing", "lines", "moving", "options", "site", "telling")
}
SHARED |= {f"statuspage.commands.{name}" for name in ("helping", "language", "progress", "wrapping")}
