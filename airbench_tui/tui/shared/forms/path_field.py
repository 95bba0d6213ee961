"""A field for a path, with completion."""

from __future__ import annotations

import os

from textual.suggester import Suggester

from airbench_tui.errors import InputError
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.workspace import expanded

EXISTS = "That file exists: Enter again replaces it · Esc leaves"
"""What such a dialog that writes the file in its path field says before it replaces one."""


def path_field(value: str = "", *, placeholder: str = "") -> SafeInput:
    """Return the field ``#path``, which completes paths while they are typed."""
    return SafeInput(value, placeholder=placeholder, suggester=_Paths(), id="path", compact=True)


class _Paths(Suggester):
    """Completes a path with the first matching file or folder on disk."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        folder, start = os.path.split(value)
        if not start:
            return None
        try:
            with os.scandir(expanded(folder or ".")) as entries:
                found = sorted(entry.name for entry in entries if entry.name.startswith(start))
        except (InputError, OSError, ValueError):  # ValueError: a null character was pasted
            return None
        return value + found[0][len(start) :] if found else None
