"""Fixtures for benchmark tests: a stand-in hub, a workspace, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmark.stand_in import StandIn
from tests.conftest import RunCommand

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


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def fetch(workspace: Path, hub: StandIn, run_command: RunCommand) -> Fetch:
    def run(*arguments: str, endpoint: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        words = ["fetch", *arguments]
        variables = environment(workspace, endpoint or hub.endpoint, **more)
        status, out, err = run_command(words, variables, workspace.parent)
        return subprocess.CompletedProcess(words, status, out.decode(), err.decode())

    return run
