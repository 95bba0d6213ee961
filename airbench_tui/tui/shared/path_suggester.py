"""Completing a path while it is typed."""

from __future__ import annotations

import os
from pathlib import Path

from textual.suggester import Suggester


class PathSuggester(Suggester):
    """Completes a path as far as the disk knows one."""

    async def get_suggestion(self, value: str) -> str | None:
        folder, start = os.path.split(value)
        if not start:
            return None
        try:
            with os.scandir(Path(folder or ".").expanduser()) as entries:
                found = sorted(entry.name for entry in entries if entry.name.startswith(start))
        except OSError:
            return None
        return value + found[0][len(start) :] if found else None
