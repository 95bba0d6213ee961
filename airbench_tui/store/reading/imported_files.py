"""The files that were imported into this database, which no output may replace."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was imported, or the folder of a HELM run.

    ``path`` is as it was given to the import, so it may be relative to a folder that is not known any more.
    ``sha256`` is the checksum of the bytes, in hex; a folder's is of several files together.
    """

    path: Path
    sha256: str | None


def imported_files(connection: sqlite3.Connection) -> list[ImportedFile]:
    """List the files whose answers and judgments were imported. Files of reviews alone are not recorded."""
    rows = connection.execute("SELECT DISTINCT source, sha256 FROM runs WHERE source IS NOT NULL")
    return [ImportedFile(Path(row["source"]), row["sha256"]) for row in rows]
