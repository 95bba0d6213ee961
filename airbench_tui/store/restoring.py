"""Going back to a backup: what would be lost by it, and the exchange of the files."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from airbench_tui.errors import InputError, StoreError
from airbench_tui.store import backups
from airbench_tui.store.codec import row_factory
from airbench_tui.store.faults import failure
from airbench_tui.store.file_check import examine, schema_version
from airbench_tui.text import counted, quote

# An early schema lacks some of these tables.
_OTHERS = {"adjudication": "adjudications", "bulk decision": "bulk_actions", "packet": "packets"}


@dataclass(frozen=True, slots=True)
class LostReview:
    """A review that is in one file and not in another; ids are content hashes."""

    uid: str
    auditor: str
    response: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The decisions that are in one file and not in another."""

    reviews: list[LostReview]  # oldest first
    others: dict[str, int]  # how many of each other kind, if any; the kind is in the singular

    def __bool__(self) -> bool:
        return bool(self.reviews or self.others)

    @property
    def words(self) -> str:
        """Count them in words, such as "2 reviews, 1 packet"."""
        counts = {"review": len(self.reviews), **self.others}
        return ", ".join(counted(number, kind) for kind, number in counts.items() if number)


def lost(path: Path, kept: Path) -> Lost | None:
    """Return the decisions of the database *path* that *kept* lacks.

    Nothing where *path* does not exist; None where it is too damaged to say. Raises StoreError where *kept* is not
    an audit database that this program can read.
    """
    try:
        if schema_version(kept) == 0:
            raise StoreError(f"{quote(str(kept), 300)} does not exist or holds no audit")
        there, others_there = {review.uid for review in _reviews(kept)}, _others(kept)
    except (sqlite3.Error, OSError) as error:
        raise failure(kept, error) from error
    try:
        if schema_version(path) == 0:
            return Lost([], {})
        missing = {kind: len(uids - others_there[kind]) for kind, uids in _others(path).items()}
        return Lost(
            [review for review in _reviews(path) if review.uid not in there],
            {kind: number for kind, number in missing.items() if number},
        )
    except (sqlite3.Error, OSError, StoreError):
        return None


def restore(path: Path, backup: Path) -> Path | None:
    """Replace the database *path* by a verified copy of *backup*; return the backup of what was there, if anything.

    Raises InputError where both are one file, and StoreError where *backup* cannot be used, where another program
    has *path* open, and where the disk does not take the copies. Then *path* is as it was.
    """
    if path.exists() and backup.exists() and path.samefile(backup):
        raise InputError(f"{quote(str(backup), 300)} is the database itself")
    version, findings = examine(backup)
    if version == 0:
        raise StoreError(f"{quote(str(backup), 300)} does not exist or holds no audit")
    findings.need_writable(backup)
    try:
        before = None
        if path.exists():
            _need_alone(path)
            try:
                before = backups.before(path, "restore")
            except (sqlite3.DatabaseError, StoreError):  # damaged, which is a reason to restore
                before = backups.set_aside(path)
        # Of a damaged file; `before` has a copy. SQLite would apply them to the file that takes its place.
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        backups.copy(backup, path)
    except (sqlite3.Error, OSError) as error:
        raise failure(path, error) from error
    return before


def _reviews(path: Path) -> list[LostReview]:
    with contextlib.closing(backups.connect(path)) as connection:
        connection.row_factory = row_factory
        found = connection.execute(
            "SELECT v.uid, a.name AS auditor, r.uid AS response, v.made_at FROM reviews v"
            " JOIN auditors a ON a.id = v.auditor JOIN responses r ON r.id = v.response ORDER BY v.made_at, v.id"
        )
        return [LostReview(**row) for row in found]


def _others(path: Path) -> dict[str, set[str]]:
    """Return the ids of the decisions of *path* that are no reviews, by kind."""
    with contextlib.closing(backups.connect(path)) as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        return {
            kind: {uid for (uid,) in connection.execute(f"SELECT uid FROM {table}")}
            if table in tables
            else set()
            for kind, table in _OTHERS.items()
        }


def _need_alone(path: Path) -> None:
    """Raise StoreError where another program has the database *path* open."""
    with contextlib.closing(backups.connect(path)) as connection:
        connection.execute("PRAGMA busy_timeout = 200")
        try:
            # SQLite leaves the WAL only where no other connection is open.
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreError(
                    f"{quote(str(path), 300)} is open in another program: close it there and try again"
                ) from error
        except sqlite3.DatabaseError:
            return  # damaged
