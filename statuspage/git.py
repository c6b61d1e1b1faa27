"""git, asked for something: what it answers, or why it didn't."""

import subprocess
from pathlib import Path

from statuspage.messages import message


class GitError(Exception):
    """git didn't do it; carries its own words."""


def git(root: Path, *arguments: str, told: bytes | None = None) -> bytes:
    """Run git in a folder and return what it prints; *told* is what it reads. Raises GitError."""
    try:
        ran = subprocess.run(["git", *arguments], cwd=root, input=told, capture_output=True, check=False)
    except OSError as error:
        raise GitError(message("git can't be run: {why}", why=error.strerror)) from error
    if ran.returncode:
        words = (ran.stderr or ran.stdout).decode("utf-8", "replace").strip()
        raise GitError(words or message("git {command} failed", command=arguments[0]))
    return ran.stdout
