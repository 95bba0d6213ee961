"""Fixtures of the pty tests: audit databases made with the program's own import."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests import in_process
from tests.builders import pipeline1_file
from tests.pty.terminal import ROOT


def imported(database: Path, source: Path) -> Path:
    """Import *source* into *database* with `airbench-tui import`."""
    arguments = ["--db", str(database), "import", str(source), "--polarity", "1-safe"]
    status, _, complaint = in_process.run(arguments, dict(os.environ), ROOT)
    assert status == 0, complaint.decode()
    return database


def built(folder: Path, rows: Iterable[Mapping[str, Any]], model: str = "Parrot-7b") -> Path:
    """Make a database in *folder* from *rows* (see tests.builders), answered by *model*."""
    file = pipeline1_file(folder / f"pipeline1_step2_{model}_result.json", rows)
    return imported(folder / "audit.db", file)
