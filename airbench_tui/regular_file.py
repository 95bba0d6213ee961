"""The check before a file of somebody else is opened: a pipe or a device could block for ever."""

from __future__ import annotations

import os
import stat


def why_not_read(status: os.stat_result) -> str | None:
    """Say why a path with this *status* is not read, as the end of a sentence; None for a regular file."""
    if stat.S_ISDIR(status.st_mode):
        return "is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file: save its contents to a file first"
    return None
