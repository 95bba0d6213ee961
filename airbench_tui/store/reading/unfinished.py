"""The imports that stored only a part of their file: killed, stopped by a full disk, or still going on elsewhere."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import PurePath

from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An imported run of which only ``read`` of the ``of`` rows in its file are in the database.

    ``uid`` is the run's, and ``sha256`` the checksum of the file.
    """

    run: str
    file: str
    read: int
    of: int
    uid: str
    sha256: str | None
    model: str | None
    judge: str | None

    @property
    def words(self) -> str:
        """Return the warning that every output about these rows gives."""
        name = quote(PurePath(self.file).name, 80)
        return f"incomplete: {self.read:,} of {self.of:,} rows of {name} were imported; import it again to finish"


def unfinished(connection: sqlite3.Connection) -> list[Unfinished]:
    """List the imports that stored only a part of their file, oldest first."""
    rows = connection.execute(
        "SELECT name AS run, coalesce(source, name) AS file, rows_read AS read, rows_in_file AS 'of', uid, sha256,"
        " target AS model, judge FROM runs"
        " WHERE rows_read < rows_in_file ORDER BY created_at, uid"
    )
    return [Unfinished(**row) for row in rows]
