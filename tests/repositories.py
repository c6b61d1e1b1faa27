"""Git repositories that tests make, whatever the settings of who runs them."""

import os
import subprocess
from pathlib import Path
from typing import Final

SETTINGS: Final = (
    *("-c", "user.name=Editor", "-c", "user.email=editor@status.example"),
    *("-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "init.defaultBranch=main"),
)


def git(folder: Path, *arguments: str, told: str = "") -> str:
    """Run git in a folder, without anybody's own settings, and return what it printed."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *SETTINGS, *arguments]
    environment = {**os.environ, **alone}
    ran = subprocess.run(command, cwd=folder, env=environment, input=told, capture_output=True, text=True, check=True)
    return ran.stdout


def tree(folder: Path, *entries: str) -> str:
    """Make a tree of entries as `git ls-tree` tells them, whatever their names, and return its own name."""
    return git(folder, "mktree", told="".join(f"{entry}\n" for entry in entries)).strip()


def committed(folder: Path, what: str = "As it stood") -> Path:
    """Commit all that stands in a folder, which becomes a repository if it is none, and return the folder."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", what)
    return folder
