"""redirects.txt: addresses that a site had elsewhere, each with the one that holds now.

Each line is `OLD NEW`, two paths of this site, percent-encoded where they have to be. Blank lines are passed over, and
what begins with `#`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from statuspage.documents import read_text
from statuspage.messages import Message, message
from statuspage.problems import Place, Problems

FILE: Final = "redirects.txt"
FED: Final = (".xml", ".rss", ".atom", ".json", ".ics")
"""Endings of what programs fetch, who can't be led on by a page."""
LONGEST_PART: Final = 200
"""Bytes of one part of a path; file systems hold 255, and a host may add something."""

_ENDING: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$", re.ASCII)
_WORD: Final = re.compile(r"[^ \t]+")
_COMMENT: Final = re.compile(r"(?:^|[ \t])#.*")
_HOST: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}", re.ASCII)
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.ASCII)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_OLD: Final = re.compile(r"[?#\\]")
_NOT_IN_NEW: Final = re.compile(r"[?\\]")

Told = tuple[Message, Message]


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that was, and the one that is: paths below the site's own, decoded, without a slash before them.

    `fragment` is what *new* goes on with after `#`, if it does.
    """

    old: str
    new: str
    fragment: str
    place: Place

    @property
    def path(self) -> str:
        """The file that hosts look for at the old address."""
        return _file_at(self.old)

    @property
    def has_page(self) -> bool:
        """Tell whether people come to the old address, whom a page leads on."""
        return not self.old.lower().endswith(FED)

    @property
    def target(self) -> str:
        """The new address as a link holds it, below the site's own."""
        return quote(self.new) + (f"#{quote(self.fragment)}" if self.fragment else "")


def load_redirects(path: Path, problems: Problems) -> tuple[Redirect, ...]:
    """Read redirects.txt, which a site may lack; what is wrong is noted with its line, and left out."""
    if not path.exists() and not path.is_symlink():
        return ()
    if not path.is_file():
        problems.error(Place(FILE), message("this is not a file"), message("write a text file, or remove it"))
        return ()
    return parse_redirects(read_text(path, FILE, problems) or "", problems)


def parse_redirects(text: str, problems: Problems) -> tuple[Redirect, ...]:
    """Read the text of a redirects.txt; what is wrong is noted with its line, and left out."""
    found = [redirect for redirect in _lines(text, problems) if redirect]
    return tuple(_consistent(found, problems))


def _file_at(address: str) -> str:
    """Return the file that an address leads to: itself if its last part has an ending, else its folder's page."""
    if _ENDING.search(address):
        return address
    return f"{address.removesuffix('/')}/index.html".removeprefix("/")


def _lines(text: str, problems: Problems) -> Iterator[Redirect | None]:
    for number, line in enumerate(text.split("\n"), 1):
        words = list(_WORD.finditer(_COMMENT.sub("", line)))
        if len(words) == 2:
            old, new = ((word[0], Place(FILE, number, word.start() + 1)) for word in words)
            yield _redirect(old, new, problems)
        elif words:
            odd = words[2] if len(words) > 2 else words[0]
            told = message("there is no new address beside '{word}'", word=odd[0])
            if len(words) > 2:
                told = message("'{word}' is a third word on this line", word=odd[0])
            hint = message("write the old address, a blank and the new one; a blank in an address is %20")
            problems.error(Place(FILE, number, odd.start() + 1), told, hint)


def _redirect(old: tuple[str, Place], new: tuple[str, Place], problems: Problems) -> Redirect | None:
    address, _, fragment = new[0].partition("#")
    wrong = (_wrong_in_old(old[0]), _wrong(address, _NOT_IN_NEW) or _badly_encoded(fragment))
    for (_, place), told in zip((old, new), wrong, strict=True):
        if told:
            problems.error(place, *told)
    return None if any(wrong) else Redirect(_decoded(old[0]), _decoded(address), _decoded(fragment), old[1])


def _decoded(word: str) -> str:
    return unquote_to_bytes(word).decode().removeprefix("/")


def _wrong_in_old(word: str) -> Told | None:
    if wrong := _wrong(word, _NOT_IN_OLD):
        return wrong
    parts, hint = _decoded(word).split("/"), message("leave this redirect to the host's own settings")
    if hidden := next((part for part in parts if part.startswith(".")), ""):
        return message("'{name}' can't be published: it begins with a dot", name=hidden), hint
    if long := next((part for part in parts if len(part.encode()) > LONGEST_PART), ""):
        return message("'{name}' is too long for the name of a file", name=long), hint
    return None


def _wrong(word: str, forbidden: re.Pattern[str]) -> Told | None:
    """Return why a word is no path of this site, and what to write."""
    hint = message("write the path alone, as seen from the first page: events/2020-12-13-db/")
    if _HOST.match(word):
        return message("'{word}' names a host", word=word), hint
    if wrong := _badly_encoded(word):
        return wrong
    plain = _decoded(word)
    if mark := forbidden.search(plain):
        return message("'{mark}' can't stand in the path '{word}'", mark=mark[0], word=word), hint
    if {".", ".."} & {*plain.split("/")} or "//" in f"/{plain}":
        return message("'{word}' has a part that is empty, '.' or '..'", word=word), hint
    return None


def _badly_encoded(word: str) -> Told | None:
    """Return what is wrong with characters, which stand for themselves or as %20."""
    hint = message("write letters as they are, or as UTF-8 in %XX, and % itself as %25")
    if odd := _BAD_ESCAPE.search(word):
        return message("'{escape}' in '{word}' stands for nothing", escape=odd[0], word=word), hint
    try:
        plain = unquote_to_bytes(word).decode()
    except UnicodeDecodeError:
        return message("'{word}' is not UTF-8", word=word), hint
    if hidden := _CONTROL.search(plain):
        told = message("control character U+{code:04X} in '{word}'", code=ord(hidden[0]), word=word)
        return told, message("remove it")
    return None


def _consistent(found: list[Redirect], problems: Problems) -> Iterator[Redirect]:
    """Yield the redirects that hold together: one for each old address, and none that leads to another."""
    first: dict[str, Redirect] = {}
    for redirect in found:
        first.setdefault(redirect.path, redirect)
    for redirect in found:
        known, onward = first[redirect.path], first.get(_file_at(redirect.new))
        names = {"old": redirect.old, "new": redirect.new}
        if known is not redirect:
            told = message("'{old}' is redirected twice", **names)
            hint = message("it stands already on line {line}; keep one of the two", line=known.place.line)
        elif onward is redirect:
            told, hint = message("'{old}' leads to itself", **names), message("write another new address, or remove it")
        elif onward:
            line = onward.place.line
            told = message("'{old}' leads to '{new}', which line {line} redirects itself", **names, line=line)
            hint = message("write where that leads: {new}", new=onward.new or "/")
        else:
            yield redirect
            continue
        problems.error(redirect.place, told, hint)
