"""The workspace: its folder, its database, the auditor's name and the API keys that are present.

A workspace is any folder with benchmark files in ``data/``, audit databases in ``db/`` and, optionally, a
``.env`` file with keys. Flags override environment variables, which override defaults.
"""

from __future__ import annotations

import getpass
import os
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.regular_file import why_not_read
from airbench_tui.text import quote

# The variables that may hold each provider's key; the first one that is set counts.
KEY_NAMES = {
    "openai": ("OPENAI_API_KEY", "OPENAI_KEY"),
    "together": ("TOGETHER_API_KEY", "TOGETHERAI_KEY"),
    "server": ("AIRBENCH_API_KEY",),
}

_PATIENCE = 2.0  # seconds that Git gets to answer


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace folder, the database in use and the auditor's name.

    ``sample`` marks the bundled audit. ``named`` is True where the user named the database, by flag or variable.
    """

    folder: Path
    database: Path
    auditor: str
    sample: bool = False
    named: bool = False

    @property
    def data(self) -> Path:
        """Return the folder of benchmark files."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the path of the program's log, beside the database in use."""
        return self.database.parent / "airbench-tui.log"

    def keys_present(self) -> dict[str, str | None]:
        """Map each provider to the name of the variable that holds its key, or to None.

        Never returns a key itself.

        Raises InputError when ``.env`` cannot be read.
        """
        at_hand = variables(self.folder)
        return {
            provider: next((name for name in names if at_hand.get(name)), None)
            for provider, names in KEY_NAMES.items()
        }


def variables(folder: Path) -> dict[str, str | None]:
    """Read the environment's variables and, where those lack one, the ``.env`` file's in *folder*.

    The only reader of ``.env``. A line there with a name alone gives None. Raises InputError when the file
    cannot be read.
    """
    from dotenv import dotenv_values

    file = folder / ".env"
    try:
        if file.exists() and (why := why_not_read(file.stat())):
            raise InputError(f"{quote(str(file), 300)} {why}")
        return {**dotenv_values(file), **os.environ}
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"{quote(str(file), 300)} cannot be read: save it as a text file in UTF-8"
        ) from error


def env_file_warning(folder: Path) -> str | None:
    """Say in one line how others could read the ``.env`` in *folder*; None if they cannot or there is none.

    Others are the file's group, all users, and everyone who gets the Git repository that tracks it.
    """
    file = folder / ".env"
    try:
        found = file.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    name = quote(str(file), 300)
    ways = []
    if os.name == "posix" and found.st_mode & (stat.S_IRGRP | stat.S_IROTH):
        ways.append(f"other users can read it (`chmod 600 {name}`)")
    if _is_tracked(file):
        ways.append("Git tracks it (`git rm --cached`, and new keys if it was ever pushed)")
    return f"{name} holds keys, but {' and '.join(ways)}" if ways else None


def _is_tracked(file: Path) -> bool:
    """Tell whether Git tracks *file*. Without Git, or without an answer in time, it counts as not tracked."""
    whole = file.absolute()
    if not any((folder / ".git").exists() for folder in whole.parents):
        return False
    # No variable may point to another repository, and no program that the repository names may run.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", whole.name]
    try:
        done = subprocess.run(
            command,
            cwd=whole.parent,
            env=ours,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def locate(folder: str | None = None, database: str | None = None, auditor: str | None = None) -> Workspace:
    """Find the workspace from the flags, the environment and the current folder.

    Raises InputError when no auditor name can be found, when the name is empty, or when the home folder in a
    path does not exist.
    """
    chosen = folder or os.environ.get("AIRBENCH_WORKSPACE")
    home = expanded(chosen) if chosen else _default_folder()
    path = database or os.environ.get("AIRBENCH_DB")
    return Workspace(
        folder=home,
        database=expanded(path) if path else home / "db" / "audit.db",
        auditor=_auditor(auditor),
        named=bool(path),
    )


def expanded(path: str) -> Path:
    """Return *path* with a leading ``~`` replaced by the home folder. Raises InputError if there is none."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InputError(f"{quote(path, 300)}: the user in this path has no home folder") from error


def _default_folder() -> Path:
    here = Path.cwd()
    if (here / "data").is_dir() or (here / "db").is_dir():
        return here
    from platformdirs import user_data_dir

    return Path(user_data_dir("airbench-tui", appauthor=False))


def _auditor(name: str | None) -> str:
    chosen = name if name is not None else os.environ.get("AIRBENCH_AUDITOR")
    if chosen is None:
        try:
            chosen = getpass.getuser()
        except (OSError, KeyError, ImportError) as error:
            raise InputError(
                "no login name was found: give the auditor's name with --auditor NAME"
            ) from error
    chosen = chosen.strip()
    if not chosen:
        raise InputError("the auditor's name is empty: give a name with --auditor NAME")
    return chosen
