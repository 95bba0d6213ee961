"""Fixtures of the Explore tests: a database of 5,694 prompts and three models."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.explore.heat_map import HeatMap
from airbench_tui.workspace import Workspace

SIZES = [(80, 24), (100, 30), (160, 50)]


@pytest.fixture
def large(tmp_path: Path, realistic_file: Path, monkeypatch: pytest.MonkeyPatch) -> AuditApp:
    monkeypatch.chdir(tmp_path)
    Path("db").mkdir()
    shutil.copy(realistic_file, "db/audit.db")
    return AuditApp(Workspace(Path(), Path("db/audit.db"), "ann"))


def heat(app: AuditApp) -> HeatMap:
    return app.screen.query_one(HeatMap)
