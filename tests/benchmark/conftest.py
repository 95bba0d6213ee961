"""Fixtures for benchmark tests: a stand-in hub, a workspace, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmark.stand_in import StandIn

Fetch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hub() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


def environment(workspace: Path, endpoint: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "AIRBENCH_"))}
    return {
        **kept,
        "AIRBENCH_WORKSPACE": str(workspace),
        "AIRBENCH_AUDITOR": "ann",
        "HF_ENDPOINT": endpoint,
        "NO_PROXY": "*",
        **more,
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airbench_tui", "fetch", *arguments]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def fetch(workspace: Path, hub: StandIn) -> Fetch:
    def run(*arguments: str, endpoint: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments),
            env=environment(workspace, endpoint or hub.endpoint, **more),
            capture_output=True,
            text=True,
            timeout=30,
        )

    return run
