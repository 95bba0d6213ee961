"""Noticing that an open database file was overwritten in place, as ``cp`` does.

In WAL mode only a checkpoint writes to the database file. SQLite notes every checkpoint in the ``-shm`` file
(https://sqlite.org/walformat.html). A file that was written to while no checkpoint was noted was written to by
something else. Where a checkpoint was noted too, the last page that it copied must be in the file.

What cannot be noticed: another program overwrites the file and, before the next look, another process copies its WAL
into that file and begins the WAL anew, and the file's change counter has not gone back.
"""

from __future__ import annotations

import os
import struct
import threading
import zlib
from pathlib import Path
from typing import NamedTuple

from airbench_tui.store.database_files import index_of, log_of

_TRIES = 5  # looks at a file that other processes write to meanwhile
_HEADER = 100  # bytes at the beginning of a database
_MAGIC = b"SQLite format 3\0"
_INDEX_VERSION = 3_007_000
_INDEX = 136  # bytes of the -shm file that say what the WAL holds
_FRAMES_AT = 16  # where it says how many frames the WAL has
_MOST_LATER = 1_000  # frames that are read after the last one that was copied: 4 MB
_LOG_HEADER, _FRAME_HEADER = 32, 24
_CHUNK = 1 << 20
_MOST_READ = 128 << 20  # bytes: 0.1 s


class _Checkpoints(NamedTuple):
    """The generation of the WAL, and how many of its frames SQLite has begun to copy, and copied, into the file."""

    generation: bytes
    begun: int
    done: int


class _Stamp(NamedTuple):
    size: int
    changed_at: int  # in nanoseconds


class _Seen(NamedTuple):
    """The file at the last look at which it was sound."""

    stamp: _Stamp
    noted: _Checkpoints
    sum: int | None  # checksum of the file, if it has been read since


class FileWatch:
    """Watches a database in WAL mode that is open in this process.

    Create it after the first connection and close it after the last one: SQLite's locks are the process's, and
    closing any descriptor of a file removes all of them. Raises OSError where there is no WAL.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDONLY)
        try:
            self._index = os.open(index_of(path), os.O_RDONLY)
            self._index_file, self._log_file = _identity(index_of(path)), _identity(log_of(path))
            header = os.pread(self._file, _HEADER, 0)
        except OSError:
            os.close(self._file)
            raise
        self._kind = _kind(header)
        self._counter = _counter(header)  # SQLite's file change counter, which only grows
        self._seen: _Seen | None = None

    def intact(self) -> bool:
        """Tell whether the file holds what SQLite wrote, with its own WAL beside it. Takes some microseconds."""
        with self._lock:
            try:
                return self._intact()
            except OSError:
                return False

    def remember(self) -> None:
        """Read the whole file, so that a new time of it alone, as from ``touch``, is no change.

        A large file is not read: after every pause of an auditor that would take a second of a processor. A new time of
        it alone then counts as a change.
        """
        with self._lock:
            seen = self._seen
        if seen is None or seen.sum is not None or seen.stamp.size > _MOST_READ:
            return
        try:
            found = self._sum()
        except OSError:
            return
        with self._lock:
            if self._seen is seen and self._stamp() == seen.stamp:
                self._seen = seen._replace(sum=found)

    def close(self) -> None:
        """Stop watching."""
        os.close(self._file)
        os.close(self._index)

    def _intact(self) -> bool:
        if (
            _identity(index_of(self._path)) != self._index_file
            or _identity(log_of(self._path)) != self._log_file
        ):
            return False
        for _ in range(_TRIES):
            noted, stamp, seen = self._checkpoints(), self._stamp(), self._seen
            if noted is None or self._checkpoints() != noted:
                continue
            under_way = noted.begun != noted.done  # or it was cut short
            if seen is not None and stamp == seen.stamp:
                if not under_way:
                    self._seen = seen._replace(noted=noted)
                return True
            if seen is not None and noted == seen.noted:
                return self._only_touched(seen, stamp)
            if under_way:
                break
            header = os.pread(self._file, _HEADER, 0)
            sound = self._header_fits(header) and self._last_copied_fits(noted)
            if self._checkpoints() == noted and self._stamp() == stamp:
                if sound:
                    self._counter, self._seen = _counter(header), _Seen(stamp, noted, None)
                return sound
        return self._header_fits(os.pread(self._file, _HEADER, 0))

    def _only_touched(self, seen: _Seen, stamp: _Stamp) -> bool:
        """Tell whether the file, whose time or size changed without a checkpoint, still has the same content."""
        if seen.sum is None or stamp.size != seen.stamp.size or self._sum() != seen.sum:
            return False
        self._seen = seen._replace(stamp=stamp)
        return True

    def _header_fits(self, header: bytes) -> bool:
        return _kind(header) == self._kind and _counter(header) >= self._counter

    def _last_copied_fits(self, noted: _Checkpoints) -> bool:
        """Tell whether the page that the latest checkpoint copied last is in the file.

        A checkpoint leaves out a page of which a later frame is in the WAL, so such a page proves nothing.
        """
        if noted.done == 0:
            return True
        frames = _number(os.pread(self._index, _INDEX, 0), _FRAMES_AT)
        if frames - noted.done > _MOST_LATER:
            return True
        with log_of(self._path).open("rb") as log:
            header = log.read(_LOG_HEADER)
            if header[16:24] != noted.generation:
                return True  # it has begun anew meanwhile
            size = int.from_bytes(header[8:12], "big")
            log.seek(_LOG_HEADER + (noted.done - 1) * (_FRAME_HEADER + size))
            frame = log.read(_FRAME_HEADER + size)
            for _ in range(noted.done, frames):
                if log.read(_FRAME_HEADER + size)[:4] == frame[:4]:
                    return True
        page, pages = int.from_bytes(frame[:4], "big"), int.from_bytes(frame[4:8], "big")
        if frame[8:16] != noted.generation or page > pages:  # the latter: not the end of a transaction
            return True
        return os.pread(self._file, size, (page - 1) * size) == frame[_FRAME_HEADER:]

    def _checkpoints(self) -> _Checkpoints | None:
        """Return what SQLite has noted, None if it is just being changed or has an unknown form."""
        index = os.pread(self._index, _INDEX, 0)
        if len(index) < _INDEX or index[:48] != index[48:96]:
            return None
        if _number(index, 0) != _INDEX_VERSION:
            return None
        return _Checkpoints(index[32:40], begun=_number(index, 128), done=_number(index, 96))

    def _stamp(self) -> _Stamp:
        status = os.fstat(self._file)
        return _Stamp(status.st_size, status.st_mtime_ns)

    def _sum(self) -> int:
        found, at = 0, 0
        while piece := os.pread(self._file, _CHUNK, at):
            found, at = zlib.crc32(piece, found), at + len(piece)
        return found


def _kind(header: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what never changes in a database's header: SQLite's mark, page size, application."""
    return header[:16], header[16:18], header[68:72]


def _counter(header: bytes) -> int:
    return int.from_bytes(header[24:28], "big")


def _number(index: bytes, at: int) -> int:
    (found,) = struct.unpack_from("=I", index, at)  # in the machine's order of bytes
    return int(found)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
