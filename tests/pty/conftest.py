"""Fixtures of the pty tests: audit databases made with the program's own import."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.builders import pipeline1_file
from tests.pty.terminal import PROGRAM, ROOT


def imported(database: Path, source: Path) -> Path:
    """Import *source* into *database* with `airbench-tui import`."""
    subprocess.run(
        [*PROGRAM, "--db", database, "import", source, "--polarity", "1-safe"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return database


def built(folder: Path, rows: Iterable[Mapping[str, Any]], model: str = "Parrot-7b") -> Path:
    """Make a database in *folder* from *rows* (see tests.builders), answered by *model*."""
    file = pipeline1_file(folder / f"pipeline1_step2_{model}_result.json", rows)
    return imported(folder / "audit.db", file)
