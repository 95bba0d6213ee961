"""A pager outside of the program, such as less, for a text to be read."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from airbench_tui.errors import InputError
from airbench_tui.text import quote, safe
from airbench_tui.tui.shared.writing.outside_program import named, private_file, run

_USUAL = ("less", "more")
_SECURE = {"LESSSECURE": "1"}  # less then starts no shell and no editor, whatever is typed in it


def command(environment: Mapping[str, str]) -> list[str]:
    """Return the user's pager with its arguments: that of PAGER, else less or more. Raises InputError for none."""
    if program := named(environment, "PAGER"):
        return program
    for usual in _USUAL:
        if shutil.which(usual, path=environment.get("PATH")):
            return [usual]
    raise InputError("there is no pager: set PAGER to one, and start the program again")


async def page(text: str, pager: Sequence[str]) -> None:
    """Show *text*, made safe, in *pager*, which gets the terminal.

    Raises InputError if the pager cannot be started or fails.
    """
    name = quote(pager[0])
    try:
        with private_file("answer.txt", f"{safe(text)}\n") as file:
            status = await run(pager, file, _SECURE)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None
    if status > 0:  # a pager that a signal ended did its work
        raise InputError(f"{name} ended with status {status}")
