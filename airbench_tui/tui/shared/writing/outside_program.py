"""Another program that gets the terminal and a file: an editor or a pager."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.text import quote


def named(environment: Mapping[str, str], *variables: str) -> list[str] | None:
    """Return the program with its arguments that the first variable names which is set; None for none.

    Raises InputError if its value is no command.
    """
    for variable in variables:
        if words := environment.get(variable, "").strip():
            try:
                return shlex.split(words)
            except ValueError as error:
                raise InputError(f"{variable} is no command: {quote(words)}: {error}") from None
    return None


@contextlib.contextmanager
def private_file(name: str, text: str) -> Iterator[Path]:
    """Yield a file with *text*, in a folder that only the user can read. Both are removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="airbench-tui-"))  # private; editors put copies beside the file
    try:
        file = folder / name
        file.touch(0o600, exist_ok=False)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        yield file
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def run(program: Sequence[str], file: Path, environment: Mapping[str, str] | None = None) -> int:
    """Run *program* on *file* until it ends, and return its status; with other variables of the *environment*.

    Raises OSError if it cannot be started. It is ended where this program ends first.
    """
    process = await asyncio.create_subprocess_exec(
        *program, str(file), env={**os.environ, **environment} if environment else None
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:  # this program ends
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
