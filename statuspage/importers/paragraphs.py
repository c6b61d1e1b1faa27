"""A body of Markdown as paragraphs with the labels and times that they carry: `*Update* - … {{< track "TIME" >}}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from statuspage.body import prose_lines
from statuspage.importers.history import Stamp
from statuspage.importers.labels import state_of
from statuspage.importers.stamps import read_stamp
from statuspage.model import UpdateState

QUOTES: Final = " \t\"'`\\“”‘’"
TRACK: Final = re.compile(r"\{\{[<%][ \t]*track\b(?P<time>(?:(?!\{\{|[>%]\}\})[^\n])*)[>%]\}\}")
ITEM: Final = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+")
_BEGUN: Final = re.compile(r"\{\{[<%][ \t]*track\b")
_LED: Final = re.compile(rf"[ \t]*{TRACK.pattern}[ \t]*[^\s\\]")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")
_RULE: Final = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,}|\\-{3,})")
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(?P<label>[^\n]{1,100})(?:\n|$)")
_EMPHASIS: Final = re.compile(
    r" {0,3}(?P<mark>\*{1,3}|_{1,3})(?P<label>[^\s*_\n](?:[^*\n]{0,98}[^\s*\n])?)(?P=mark)"
    r"[^\S\n]*(?P<dash>[-–—:：]*)[^\S\n]*"
)
_PLAIN: Final = re.compile(r"(?P<label>[^\W\d_][^\n:：*_\[\]()<>]{0,30}?)(?:[^\S\n]+[-–—][^\S\n]+|[:：][^\S\n]*)")
_TIMED: Final = re.compile(r"(?P<words>.*?)(?:\b(?:at|on)\b)?\s*(?P<time>\d{4}-\d{1,2}-\d{1,2}[Tt\s]+\d{1,2}:\d{2}.*)")


@dataclass(frozen=True, slots=True)
class Label:
    """Words with which a block begins, and the text behind them; `opens` tells whether they open an update.

    `time` is the time that stands in the words themselves, behind others or alone.
    """

    words: str
    rest: str
    opens: bool
    is_heading: bool = False
    time: Stamp | None = None

    @property
    def state(self) -> UpdateState | None:
        """The state that the words stand for, if it is known."""
        return state_of(self.words)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `number` counts blocks, `tight` means that no blank line stands above.

    `times` are those of its tracks, and `broken` means that one isn't written as Hugo reads it.
    """

    text: str
    number: int
    line: int
    tight: bool
    times: tuple[str, ...]
    broken: bool
    label: Label | None

    @property
    def stamp(self) -> Stamp | None:
        """The one time that it carries."""
        return read_stamp(self.times[0]) if len(self.times) == 1 and not self.broken else None

    @property
    def is_rule(self) -> bool:
        """Whether it is a line across the page, also as an editor for Markdown escapes it."""
        return _RULE.fullmatch(self.text.rstrip()) is not None


def blocks(text: str, first_line: int) -> Iterator[Block]:
    """Yield the paragraphs of a text, of which the first line is that of its file; code and comments stay whole."""
    lines = text.split("\n")
    prose = set(prose_lines(lines)[0])
    shown = [_COMMENT.sub("-->", line) if number in prose else "x" for number, line in enumerate(lines)]
    starts = list(_starts(shown))
    for count, (start, end) in enumerate(pairwise([*starts, len(lines)])):
        written, seen = "\n".join(lines[start:end]).rstrip(), "\n".join(shown[start:end])
        tracks = TRACK.findall(seen)
        yield Block(
            text=written,
            number=count,
            line=first_line + start,
            tight=start > 0 and shown[start - 1].strip() != "",
            times=tuple(time.strip(QUOTES) for time in tracks),
            broken=len(_BEGUN.findall(seen)) > len(tracks),
            label=_label(written),
        )


def _starts(lines: list[str]) -> Iterator[int]:
    """Yield the lines on which blocks begin: below blank ones, at headings and at labels.

    Where more than one time stands in a paragraph, they begin at its items and behind times too.
    """
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        several = len(TRACK.findall("\n".join(lines[start:end]))) > 1
        for number in range(start, end):
            before, line = lines[number - 1] if number > start else "", lines[number]
            new = not before or _HEADING.match(line) or _HEADING.match(before) or _is_labelled(line)
            if new or (several and (ITEM.match(line) or _LED.match(line) or _is_ended(before))):
                yield number
        start = end + 1


def _is_labelled(line: str) -> bool:
    """Tell whether a line in a paragraph begins with a label; in lower case it would be a word of the sentence."""
    label = _label(line) if _EMPHASIS.match(line) else None
    return label is not None and label.state is not None and not label.words[0].islower()


def _is_ended(line: str) -> bool:
    """Tell whether a line ends what is said at a time: with the time itself, or a line break alone."""
    matches = list(TRACK.finditer(line))
    return line.strip() == "\\" or bool(matches and not line[matches[-1].end() :].strip(" \t\\"))


def _label(text: str) -> Label | None:
    """Return the label with which a text begins: a heading, emphasised words, or plain ones that are known."""
    if match := _HEADING.match(text.partition("\n")[0]):
        return _timed(Label(match["label"].strip(" \t#"), text.partition("\n")[2], opens=True, is_heading=True))
    text = text[item.end() :] if (item := ITEM.match(text)) else text
    if match := _EMPHASIS.match(text):
        words = match["label"].strip()
        return _timed(Label(words, text[match.end() :], bool(match["dash"]) or state_of(words) is not None))
    match = _PLAIN.match(text)
    return Label(match["label"], text[match.end() :], opens=True) if match and state_of(match["label"]) else None


def _timed(label: Label) -> Label:
    match = _TIMED.fullmatch(label.words.rstrip(":："))
    stamp = read_stamp(match["time"]) if match else None
    return Label(match["words"].strip(), label.rest, True, label.is_heading, stamp) if match and stamp else label
