"""How SQLite is told to open a database file, so that reading it leaves no other file beside it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote as url_quote

FROZEN = "mode=ro&immutable=1"
"""The mode for a file that nobody writes to meanwhile, and that has no WAL."""


def uri(path: Path, mode: str) -> str:
    """Return the URI of *path* for :func:`sqlite3.connect`, with *mode* as its query."""
    # A path that begins with two slashes would be read as a host name.
    return f"file:{'//' if path.is_absolute() else ''}{url_quote(os.fsencode(path))}?{mode}"


def reading_mode(path: Path) -> str:
    """Return the URI mode for reading that leaves a single file behind."""
    if os.access(path.parent, os.W_OK):
        return "mode=rw"  # a connection must be able to write in order to remove the WAL
    # In a folder that cannot be written to, SQLite opens a WAL database only as immutable.
    return "mode=ro" if has_log(path) else FROZEN


def has_log(path: Path) -> bool:
    """Tell whether a WAL with contents lies beside *path*."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


def log_of(path: Path) -> Path:
    """Return the path of the WAL beside *path*, whether it exists or not."""
    return path.with_name(path.name + "-wal")
