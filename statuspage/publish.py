"""Make output/ equal to the plan, touching only what differs, whole files only."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from statuspage.messages import message
from statuspage.problems import Place, Problem, SiteError

MANIFEST: Final = ".statuspage"
"""Lists the files that we made; a folder that has it is ours, and what isn't in it is not."""
TEMPORARY: Final = ".statuspage.tmp"
"""Where each file is written before it takes its place; what a build that was killed left there is overwritten."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was done, as paths in the output folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def publish(files: Mapping[str, bytes], out: Path) -> Published:
    """Write the files that differ, each whole; then remove what we made before and is no longer planned.

    Raises SiteError where *out* holds files but wasn't made by us, or can't be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        ours = _read_manifest(out)
        _write_manifest(out, {*ours, *files})
        early = {path for path in ours - set(files) if _in_the_way(path, files)}
        for path in early:
            _remove(out, path)
        written = tuple(path for path, data in files.items() if _write_if_changed(out, path, data))
        removed = tuple(path for path in sorted(ours - set(files)) if path in early or _remove(out, path))
        _write_manifest(out, files)
    except OSError as error:
        place = Place(str(error.filename or out))
        told = message("the output can't be written: {why}", why=error.strerror)
        hint = message("what was published before may be partly replaced")
        raise SiteError([Problem(place, told, hint)]) from error
    return Published(written, removed, len(files) - len(written))


def check_folder(out: Path) -> None:
    """Raise SiteError where *out* holds files that we didn't make."""
    if out.exists() and not out.is_dir():
        told, hint = message("this is a file, not a folder"), message("name another with --out")
        raise SiteError([Problem(Place(str(out)), told, hint)])
    if out.is_dir() and not (out / MANIFEST).is_file():
        foreign = sorted(path.name for path in out.iterdir() if not path.name.startswith((".git", TEMPORARY)))
        if foreign:
            told = message("this folder holds '{name}', and wasn't made by statuspage", name=foreign[0])
            raise SiteError([Problem(Place(str(out)), told, message("name an empty or a new folder with --out"))])


def _in_the_way(path: str, files: Mapping[str, bytes]) -> bool:
    """Tell whether a file of ours stands where a folder is needed, or in a folder where a file is."""
    parents = {str(parent) for parent in PurePosixPath(path).parents}
    return bool(parents & set(files)) or any(other.startswith(f"{path}/") for other in files)


def _read_manifest(out: Path) -> set[str]:
    check_folder(out)
    path = out / MANIFEST
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {line for line in lines if line and not line.startswith("/") and ".." not in line.split("/")}


def _write_manifest(out: Path, paths: Iterable[str]) -> None:
    _write_if_changed(out, MANIFEST, "".join(f"{path}\n" for path in sorted(paths)).encode())


def _write_if_changed(out: Path, name: str, data: bytes) -> bool:
    """Write a file by way of a temporary one, unless it holds these bytes already.

    Paths are plain texts here: of thousands of files, making Path objects takes as long as writing.
    """
    path, temporary = f"{out}/{name}", f"{out}/{TEMPORARY}"
    try:
        with open(path, "rb") as current:
            if current.read() == data:
                return False
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _remove(out: Path, name: str) -> bool:
    """Remove a file, and the folders that it leaves empty."""
    path = out / name
    if not path.is_file():
        return False
    path.unlink()
    for parent in path.parents:
        if parent == out or any(parent.iterdir()):
            break
        parent.rmdir()
    return True
