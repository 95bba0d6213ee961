"""Opening files that this program did not write. Every failure is an InputError of one line that names the file.

Files are UTF-8, read with surrogates passed through: Python texts can hold lone surrogates (from JSON's
``"\\ud800"``), and a writer that also passes them through loses nothing.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from airbench_tui.errors import InputError
from airbench_tui.regular_file import why_not_read
from airbench_tui.text import one_line

KIB = 1 << 10
MIB = 1 << 20
ENCODING = "utf-8-sig"  # with or without a byte order mark
ERRORS = "surrogatepass"

AnyPath = str | os.PathLike[str]


def shown(path: AnyPath) -> str:
    """Return *path* made safe for a message, because file names are untrusted text too."""
    return one_line(os.fspath(path), 1_000)


@contextmanager
def opened(path: AnyPath) -> Iterator[IO[bytes]]:
    """Open *path* for reading bytes.

    Raises InputError when there is no such file, when it is not a regular file (a pipe would hang), when it cannot
    be read (on opening or inside the ``with``), or when it is empty.
    """
    missing = f"{shown(path)}: no such file or folder"
    try:
        if b"\0" in os.fsencode(path):
            raise InputError(missing)
        status = Path(path).stat()
        if why := why_not_read(status):
            raise InputError(f"{shown(path)} {why}")
        if not status.st_size:
            raise InputError(f"{shown(path)} is empty")
        with Path(path).open("rb") as file:
            yield file
    except (FileNotFoundError, NotADirectoryError, UnicodeEncodeError):
        raise InputError(missing) from None
    except OSError as error:
        raise InputError(f"{shown(path)} cannot be read: {error.strerror or error}") from None


def not_utf8(path: AnyPath) -> InputError:
    """Return the error for a file that is not UTF-8, which gives the offset and line of its first wrong byte.

    Reads the file again, because the caller knows only the block in which decoding failed.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(ERRORS)
    offset, line = 0, 1
    with opened(path) as file:
        while True:
            chunk = file.read(MIB)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                start = offset - pending + error.start
                line += error.object[: error.start].count(b"\n")
                wrong = error.object[error.start]
                return InputError(
                    f"{shown(path)} is not UTF-8: byte 0x{wrong:02x} at offset {start} (line {line});"
                    " save the file as UTF-8 and try again"
                )
            if not chunk:
                return InputError(f"{shown(path)} changed while it was being read: try again")
            offset += len(chunk)
            line += chunk.count(b"\n")
