"""The only writer of output files: it decides which files may be replaced, and writes each one whole or not at all.

No output replaces a database, a packet or an imported source, under whatever name: links are followed. Any other
existing file is replaced only when the user said so. Devices and pipes are written to as they are.

A terminal gets text that is safe to show. Files and pipes get the exact bytes.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.packet_mark import MARK
from airbench_tui.interchange.formats.textfile import MIB
from airbench_tui.store.reading.imported_files import ImportedFile
from airbench_tui.text import quote, safe

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside an open database
# The first bytes of a database, of its WAL in either byte order, and of its rollback journal.
_SQLITE = (
    b"SQLite format 3\0",
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What no output may replace: the database in use, which may not exist yet, and the files imported into it."""

    database: Path | None = None
    imported: Sequence[ImportedFile] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """Where to write. ``target`` is a path, or "-" for standard output.

    ``replace`` is True where the user agreed to replace an existing file.
    """

    target: str
    kept: Kept
    replace: bool = False


class OutputExistsError(InputError):
    """The file exists, and the user has not agreed to replace it."""


def check(output: Output) -> None:
    """Raise InputError where *output* may not be written, as :func:`written` does. Nothing is written.

    Raises OutputExistsError where only the user's agreement is missing.
    """
    if output.target != "-":
        _check(output)


@contextmanager
def written(output: Output, errors: str = "strict") -> Iterator[IO[str]]:
    """Open *output* for writing. A file appears whole or not at all.

    Raises InputError when it cannot be written, when it is a database, a packet or an imported source, and when it
    is a file that exists without the user's agreement to replace it (OutputExistsError). Other exceptions inside the
    ``with`` are passed on.
    """
    check(output)
    target = output.target
    if target == "-" or _is_standard_output(target):
        sys.stdout.reconfigure(encoding="utf-8", errors=errors, newline="")  # type: ignore[union-attr]
        yield _shown(sys.stdout) if sys.stdout.isatty() else sys.stdout
        return
    try:
        place, beside = _places(target)
        # The system applies the umask to a new file. Python cannot read the umask without changing it.
        raw = _Target(beside or place, "x" if beside else "w")
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        with _text(raw, errors) as file:
            yield _shown(file) if raw.isatty() else file
    except BaseException as error:
        _drop(beside)
        if isinstance(error, OSError) and raw.its_own(error) and not isinstance(error, BrokenPipeError):
            raise _unwritable(target, error) from error
        raise
    if beside is not None:
        _put_in_place(output, beside, place)


def _put_in_place(output: Output, beside: Path, place: Path) -> None:
    try:
        check(output)  # somebody may have made a file of that name meanwhile
        beside.replace(place)
    except BaseException as error:
        _drop(beside)
        if isinstance(error, OSError):
            raise _unwritable(output.target, error) from error
        raise


def _check(output: Output) -> None:
    name = quote(output.target, 300)
    path = Path(output.target)
    try:
        if _belongs_to(path, output.kept.database):
            raise InputError(f"{name} is the audit database in use: give another file name")
        if path.is_dir():
            raise InputError(f"{name} is a folder: give a file name")
        if not path.is_file() or _is_standard_output(output.target):
            return  # new, a device or a pipe
        what = _what_is_kept(path, output.kept.imported)
    except OSError as error:
        raise _unwritable(output.target, error) from error
    except ValueError as error:  # a name with a null character
        raise InputError(f"cannot write {name}: {error}") from error
    if what is not None:
        raise InputError(f"{name} {what}, which no output replaces: give another file name")
    if not output.replace:
        raise OutputExistsError(f"{name} exists: add --force to replace it, or give another file name")


def _belongs_to(path: Path, database: Path | None) -> bool:
    """Tell whether *path* is *database* or a file that SQLite keeps beside it, now or once it is open."""
    if database is None:
        return False
    real = os.path.realpath(database)
    for name in (real, *(f"{real}{ending}" for ending in _BESIDE)):
        with suppress(FileNotFoundError, NotADirectoryError):
            if path.samefile(name):
                return True
        if os.path.realpath(path) == name:
            return True
    return False


def _what_is_kept(path: Path, imported: Sequence[ImportedFile]) -> str | None:
    """Say what *path* is if no output may replace it, as the end of a sentence, else return None."""
    with path.open("rb") as file:
        if file.read(16).startswith(_SQLITE):
            return "is a database"
    for one in imported:
        with suppress(OSError, ValueError):
            # A HELM run is imported as a folder.
            if path.samefile(one.path) or (one.path.is_dir() and path.parent.samefile(one.path)):
                return "was imported into this database"
    found, marked = _digest(path)
    if marked:
        return "is a packet"
    if any(found == one.sha256 for one in imported):
        return "was imported into this database"
    return None


def _digest(path: Path) -> tuple[str, bool]:
    """Return the checksum of a file's bytes in hex, and whether it is a packet file."""
    sha, marked, end = hashlib.sha256(), False, b""
    with path.open("rb") as file:
        an_object = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
        file.seek(0)
        while chunk := file.read(MIB):
            sha.update(chunk)
            marked = marked or (an_object and MARK in end + chunk)
            end = chunk[-len(MARK) :]
    return sha.hexdigest(), marked


def _is_standard_output(target: str) -> bool:
    """Tell whether *target* is another name of this program's standard output, such as /dev/stdout."""
    try:
        return target.startswith(("/dev/", "/proc/")) and os.path.samestat(
            os.stat(target),  # noqa: PTH116  the counterpart of fstat
            os.fstat(sys.stdout.fileno()),
        )
    except (OSError, ValueError):  # ValueError: standard output has no descriptor
        return False


class _Target(io.FileIO):
    """The file being written, which can tell its own write errors from those of other files."""

    def __init__(self, path: Path, mode: str) -> None:
        super().__init__(path, mode)
        self._errors: list[OSError] = []

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self._errors.append(error)
            raise

    def its_own(self, error: BaseException) -> bool:
        return any(error is one for one in self._errors)


class _ShownText(io.TextIOBase):
    """A terminal, to which text is written as it is safe to show."""

    def __init__(self, terminal: IO[str]) -> None:
        self._terminal = terminal

    def write(self, text: str, /) -> int:
        self._terminal.write(safe(text))
        return len(text)


def _shown(terminal: IO[str]) -> IO[str]:
    return cast("IO[str]", _ShownText(terminal))  # it writes, and does nothing else


def _places(target: str) -> tuple[Path, Path | None]:
    """Return the path of *target* and of the temporary file that will replace it, None for a device or a pipe."""
    path = Path(target)
    if path.exists() and not path.is_file():  # such as /dev/stdout
        return path, None
    try:
        path = path.resolve()  # a link stays, and the file that it points at is written
    except RuntimeError as error:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    # The name is cut, because the whole name with a suffix could be too long.
    return path, path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")


@contextmanager
def _text(raw: _Target, errors: str) -> Iterator[IO[str]]:
    """Open *raw* as a text file. If the body fails, an error on closing the file is ignored."""
    file = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors=errors, newline="")
    try:
        yield file
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    file.close()


def _drop(beside: Path | None) -> None:
    if beside is not None:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _unwritable(target: str, error: OSError) -> InputError:
    return InputError(f"cannot write {quote(target, 300)}: {error.strerror or error}")
