"""A file or folder that a person names, as bytes by path: bounded, never run, and never out of itself by a link."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from statuspage.importers.history import Files, Loss, Sort
from statuspage.messages import Message, message

MB: Final = 1_000_000
MOST_FILES: Final = 50_000
MOST_BYTES: Final = 64 * MB
MOST_BYTES_IN_ALL: Final = 512 * MB
NOT_LOOKED_INTO: Final = frozenset({".git", "node_modules"})

_LINK_TO_A_FOLDER: Final = message("this symbolic link leads to a folder, and isn't followed")


class SourceError(Exception):
    """The source can't be read at all; `told` says why, `hint` what to do."""

    def __init__(self, told: Message, hint: Message) -> None:
        super().__init__(told)
        self.told, self.hint = told, hint


def read_source(path: Path, wanted: Callable[[str], bool], site: Path) -> tuple[Files, tuple[Loss, ...]]:
    """Read the one file, or those of a folder that are *wanted* by their path in it; what isn't read is told.

    The folder of the *site* that all goes into isn't looked into: it is no part of what another system left. Raises
    SourceError where there is nothing of that name, or too much of it, or where it is the site itself.
    """
    if wrong := _unnameable(path):
        raise SourceError(wrong, message("name a file, or the folder of a checkout"))
    top, left_out = Path(os.path.realpath(path)), Path(os.path.realpath(site))
    if top == left_out:
        told = message("'{path}' is to be read and to be the site", path=path)
        raise SourceError(told, message("name another folder with --into, or a single file to read"))
    inside = path / left_out.relative_to(top) if left_out.is_relative_to(top) else None
    losses: list[Loss] = []
    found = list(_walked(path, wanted, inside, losses)) if path.is_dir() else [(path.name, path)]
    if not found and not losses:
        told = message("no file of this format stands in '{path}'", path=path)
        raise SourceError(told, message("name the folder itself that the guide to moving names, or a single file"))
    if len(found) > MOST_FILES:
        told = message("'{path}' holds {number} files to read", path=path, number=len(found))
        raise SourceError(told, message("at most {number} are read: import it in parts", number=MOST_FILES))
    return _read(path, found, losses), tuple(losses)


def _unnameable(path: Path) -> Message | None:
    """Say why nothing can be read at a path; a pipe or a device may never end."""
    try:
        if not path.exists():
            return message("there is no '{path}'", path=path)
    except OSError as error:
        return message("'{path}' can't be read: {why}", path=path, why=error.strerror)
    return None if path.is_dir() or path.is_file() else message("'{path}' is neither a file nor a folder", path=path)


def _walked(
    top: Path, wanted: Callable[[str], bool], but: Path | None, losses: list[Loss]
) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder that are wanted, in the order of their paths; no folder is entered by a link."""

    def untold(error: OSError) -> None:
        told = message("the folder can't be read: {why}", why=error.strerror)
        losses.append(Loss(_name(Path(error.filename), top), Sort.UNREAD, told))

    files: list[tuple[str, Path]] = []
    for folder, inner, names in os.walk(top, onerror=untold):
        here = Path(folder)
        inner[:] = [name for name in inner if name not in NOT_LOOKED_INTO and here / name != but]
        links = [here / name for name in inner if (here / name).is_symlink()]
        losses += [Loss(_name(link, top), Sort.LOST, _LINK_TO_A_FOLDER) for link in links]
        files += [(name, here / file) for file in names if wanted(name := _name(here / file, top))]
    for name, file in sorted(files):
        if told := _refused(file, top):
            losses.append(Loss(name, Sort.UNREAD, told))
        else:
            yield name, file


def _refused(file: Path, top: Path) -> Message | None:
    """Say why a file isn't read: a link that leads out of the source, a name that isn't text, or no file at all."""
    if file.is_symlink() and not (file.exists() and file.resolve().is_relative_to(top.resolve())):
        return message("this symbolic link leads out of the source, and isn't followed")
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return message("the file's name is not UTF-8")
    return None if file.is_file() else message("this is no file")


def _name(file: Path, top: Path) -> str:
    return file.relative_to(top).as_posix().encode("utf-8", "replace").decode()


def _read(path: Path, found: list[tuple[str, Path]], losses: list[Loss]) -> Files:
    files: dict[str, bytes] = {}
    in_all = 0
    for name, file in found:
        try:
            size = file.stat().st_size
            if size <= MOST_BYTES:
                files[name] = file.read_bytes()
                in_all += len(files[name])
        except OSError as error:
            losses.append(Loss(name, Sort.UNREAD, message("the file can't be read: {why}", why=error.strerror)))
            continue
        if size > MOST_BYTES:
            told = message(
                "the file has {size:.1f} MB; at most {most} MB are read", size=size / MB, most=MOST_BYTES // MB
            )
            losses.append(Loss(name, Sort.UNREAD, told))
        elif in_all > MOST_BYTES_IN_ALL:
            told = message("'{path}' holds more than {most} MB to read", path=path, most=MOST_BYTES_IN_ALL // MB)
            raise SourceError(told, message("import it in parts"))
    return files
