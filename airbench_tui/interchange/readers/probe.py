"""What can be seen of a file or folder before its format is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.csvstream import read_header
from airbench_tui.interchange.formats.textfile import KIB, AnyPath, opened, shown

Shape = Literal["folder", "JSON list", "JSON object", "database", "ZIP archive", "text"]


@dataclass(frozen=True)
class Probe:
    """A path and the outer shape of what is there. Names and extensions can mislead, so they do not count."""

    path: AnyPath
    shape: Shape

    @cached_property
    def columns(self) -> list[str]:
        """The column names if the file is text, else an empty list.

        Raises InputError as :func:`~airbench_tui.interchange.formats.csvstream.read_header` does.
        """
        return read_header(self.path) if self.shape == "text" else []


def look_at(path: AnyPath) -> Probe:
    """Find the shape of *path*. Raises InputError when it does not exist, cannot be read, or is an empty file."""
    if Path(path).is_dir():
        return Probe(path, "folder")
    with opened(path) as file:
        start = file.read(64 * KIB)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        raise InputError(f"{shown(path)} is empty")
    return Probe(path, _shape(start, bare))


def _shape(start: bytes, bare: bytes) -> Shape:
    """Return the shape of the file that begins with *start*. *bare* is *start* without byte order mark and space."""
    if bare.startswith(b"["):
        return "JSON list"
    if bare.startswith(b"{"):
        return "JSON object"
    if start.startswith(b"SQLite format 3\0"):
        return "database"
    if start.startswith(b"PK"):
        return "ZIP archive"
    return "text"
