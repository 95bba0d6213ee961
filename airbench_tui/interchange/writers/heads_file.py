"""The heads of the trail, written beside a file that contains reviews: FILE.heads, and its signature FILE.heads.sig.

Both are guarded as the file itself is (``output_file``).
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from airbench_tui.interchange.formats import ssh_signature
from airbench_tui.interchange.formats.heads_text import HeadsText, KeptHead
from airbench_tui.interchange.writers import output_file
from airbench_tui.interchange.writers.output_file import Output
from airbench_tui.store import identity, trail_heads

ENDING, SIGNATURE = ".heads", ".sig"
_SIGNED = b"-----BEGIN SSH SIGNATURE-----"


def beside(output: Output) -> Output | None:
    """Return where the heads beside *output* are written; None for standard output, a device and a pipe."""
    path = Path(output.target)
    with suppress(OSError, ValueError):
        if output.target == "-" or (path.exists() and not path.is_file()):
            return None
    return replace(output, target=output.target + ENDING)


def signature_of(heads: Output) -> Output:
    """Return where the signature of the file *heads* is written."""
    return replace(heads, target=heads.target + SIGNATURE)


def check(output: Output) -> None:
    """Raise InputError where *output*, its heads or their signature may not be written.

    Raises OutputExistsError where only the user's agreement is missing. Nothing is written.
    """
    output_file.check(output)
    heads = beside(output)
    if heads is not None:
        output_file.check(heads)
        output_file.check(signature_of(heads))


def write(connection: sqlite3.Connection, output: Output, by: str) -> Output | None:
    """Write the heads beside *output*, which is written already. Return where they are, None if there are none.

    *by* is the name of the auditor who writes. A signature of the heads that were there before is removed. Raises
    InputError as :func:`check` does.
    """
    heads = beside(output)
    kept = [KeptHead(one.link, one.reviews, one.auditor) for one in trail_heads.heads(connection)]
    if heads is None or not kept:
        return None
    path = Path(output.target)
    found = HeadsText(by, identity.file_sha256((output.target,)), path.name, kept)
    with output_file.written(heads) as file:
        file.write(found.text())
    _drop_signature(signature_of(heads))
    return heads


def sign(heads: Output, key: str) -> Output:
    """Sign the heads that were written to *heads* with an SSH *key*, and return where the signature is.

    Raises InputError (SignatureError) where ssh-keygen does not sign.
    """
    signature = signature_of(heads)
    made = ssh_signature.sign(Path(heads.target).read_text("ascii"), key)
    with output_file.written(signature) as file:
        file.write(made)
    return signature


def _drop_signature(signature: Output) -> None:
    output_file.check(signature)
    path = Path(signature.target)
    with suppress(FileNotFoundError), path.open("rb") as file:
        if file.read(len(_SIGNED)) == _SIGNED:
            path.unlink()
