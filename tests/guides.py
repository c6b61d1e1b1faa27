"""Guides of docs/ as tests read them: what they show in fenced blocks, and whether that is what was printed."""

import re
import shlex
import textwrap
from dataclasses import dataclass

BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?:[^\n]*\\\n)*[^\n]*\n", re.MULTILINE)
TIME = re.compile(r"\*\*(\d{4}-\d\d-\d\d \d\d:\d\d)\*\*")


@dataclass(frozen=True)
class Shown:
    """A fenced block of a guide: its text, the instant before it, and the file that was named last."""

    kind: str
    body: str
    at: str | None
    path: str | None

    @property
    def commands(self) -> list[tuple[str, list[str]]]:
        """Each command as it stands there, and as words."""
        return [(text, shlex.split(text.removeprefix("$ ").replace("\\\n", ""))) for text in COMMAND.findall(self.body)]

    @property
    def prints(self) -> bool:
        """Whether it shows anything besides commands."""
        return bool(COMMAND.sub("", self.body))


def blocks(text: str) -> list[Shown]:
    """Return the fenced blocks of a text in their order."""
    shown = []
    for found in BLOCK.finditer(text):
        before = text[: found.start()]
        times, paths = TIME.findall(before), re.findall(r"`(content/[^`]+\.md)`", before)
        body = textwrap.dedent(found["body"])
        shown.append(Shown(found["kind"], body, times[-1] if times else None, paths[-1] if paths else None))
    return shown


def steady(told: str) -> str:
    """Leave out what differs from run to run: names of commits, seconds, the port; and how many files a theme makes."""
    told = re.sub(r"(committed |已提交)[0-9a-f]{7,}", r"\1…", told)
    told = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:…", told)
    told = re.sub(r"files: \d+$|\d+个文件", "… files", told, flags=re.MULTILINE)
    return re.sub(r"\d+\.\d\d(?= ?(s|秒))", "…", told)


def agrees(shown: str, told: str) -> bool:
    """Tell whether what is shown was printed; a line of `…` stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"(?m)^…\n", steady(shown))]
    return re.fullmatch("(?:.*\n)*".join(parts), steady(told)) is not None
