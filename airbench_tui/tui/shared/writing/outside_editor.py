"""An editor outside of the program, such as vim or nano, for a text of several lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from signal import Signals

from airbench_tui.errors import InputError
from airbench_tui.text import quote
from airbench_tui.tui.shared.writing.outside_program import named, private_file, run

_LARGEST = 16 << 20  # bytes of a file that is read back


def command(environment: Mapping[str, str]) -> list[str]:
    """Return the user's editor with its arguments, from VISUAL or else EDITOR. Raises InputError if there is none."""
    if program := named(environment, "VISUAL", "EDITOR"):
        return program
    raise InputError("no editor is named: set EDITOR, for example to nano, and start the program again")


async def edited(text: str, editor: Sequence[str]) -> str:
    """Return *text* as the user left it in *editor*, which gets the terminal.

    The file is in a folder that only the user can read, and both are removed. Raises InputError if the editor cannot be
    started or fails, with a message that names it.
    """
    name = quote(editor[0])
    try:
        with private_file("note.txt", text) as file:
            status = await run(editor, file)
            if status < 0:
                raise InputError(f"{name} was ended by {Signals(-status).name}: the text is as it was before")
            if status:
                raise InputError(f"{name} ended with status {status}: the text is as it was before")
            if file.stat().st_size > _LARGEST:
                raise InputError(f"{name} left a file of more than 16 MiB: the text is as it was before")
            return _decoded(file.read_bytes())
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}: the text is as it was before") from None


def _decoded(data: bytes) -> str:
    """Return the text of *data*. Bytes that are no UTF-8 become lone surrogates, which are shown and kept."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")
