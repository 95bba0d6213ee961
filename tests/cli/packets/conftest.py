"""Fixtures and helpers of the tests of packets, such as a database with 40 judged responses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.store.database import open_database
from tests.builders import ITEM, pipeline1_file
from tests.cli.conftest import Cli

SCORES = (1.0, 1.0, 0.0, 1.0, 0.5)


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Cli:
    """Import 40 judged responses whose reasons reveal the judge's score."""
    rows = [
        {**ITEM, "prompt": f"P{n}", "answer": f"Answer {n}", "reason": f"secret{n}", "score": SCORES[n % 5]}
        for n in range(40)
    ]
    path = pipeline1_file(tmp_path / "june.json", rows)
    options = Options(model="m", polarity="1-safe")
    with open_database(tmp_path / "work" / "db" / "audit.db") as database:
        for source in importer.sources(str(path), options):
            importer.import_source(database.connection, source, options)
    return cli


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def waiting(cli: Cli, packet: str = "june", **environment: str) -> list[str]:
    found: list[str] = cli("packet", "status", packet, "--json", ok=0, **environment).json["waiting"]
    return found


# --- new, list, status --------------------------------------------------------------------------


def elsewhere(cli: Cli, tmp_path: Path) -> Callable[..., Any]:
    database = tmp_path / "elsewhere.db"
    return lambda *args, **more: cli("--db", database, *args, **more)
