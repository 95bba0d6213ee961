"""Fixtures for pipeline tests: a synthetic benchmark, a stub and the program as a process."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark import hub
from tests import paths
from tests.benchmark.stand_in import judgeable
from tests.conftest import RunCommand
from tests.models.stub import Stub
from tests.models.stub_plan import Plan
from tests.processes import Forked, Forks
from tests.virtual_time import VirtualTimeLoop

ROOT = paths.ROOT
KEY = "sk-Wq7Zr29f8e7d6c5b4a39281706"
TARGET, JUDGE = "openai:target-1", "openai:judge-1"


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Choose the event loop of an asynchronous test."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual time": VirtualTimeLoop}
    return {"real time": asyncio.new_event_loop}


def clean(**more: str) -> dict[str, str]:
    """Return the environment without providers' variables."""
    ours = ("AIRBENCH", "OPENAI", "TOGETHER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    return {**kept, "AIRBENCH_AUDITOR": "ann", "PYTHONPATH": str(ROOT), **more}


@dataclass
class Done:
    """The result of a command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """Return the only line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1 and lines[0].startswith("airbench-tui: "), self.err
        return lines[0]


@dataclass
class Desk:
    """A workspace with the synthetic benchmark, and the stub that stands in for every provider."""

    folder: Path
    stub: Stub
    forks: Forks
    run_command: RunCommand
    said: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "db" / "audit.db"

    @property
    def environment(self) -> dict[str, str]:
        url = self.stub.url
        keys = {"OPENAI_API_KEY": KEY, "TOGETHER_API_KEY": KEY}
        return clean(**keys, OPENAI_BASE_URL=url, TOGETHER_BASE_URL=url.removesuffix("/v1"))

    def argv(self, *arguments: object) -> list[str]:
        """Return what starts a command in an interpreter of its own."""
        words = ["--workspace", str(self.folder), *map(str, arguments)]
        return [sys.executable, "-m", "airbench_tui", *words]

    def start(self, *arguments: object, **environment: str | None) -> Forked:
        """Start a command in the background, in a process. A variable set to None is removed."""
        return self.forks.start(*self._command(arguments, environment))

    def end(self, process: Forked) -> Done:
        """Wait for the end of a command in the background; return its result."""
        out, err = process.communicate()
        assert process.returncode is not None
        return self._done(process.returncode, out, err)

    def __call__(self, *arguments: object, status: int | None = 0, **environment: str | None) -> Done:
        """Run a command to its end. A variable set to None is removed."""
        done = self._done(*self.run_command(*self._command(arguments, environment)))
        assert status is None or done.status == status, done.err
        return done

    def _command(
        self, arguments: tuple[object, ...], environment: dict[str, str | None]
    ) -> tuple[list[str], dict[str, str], Path]:
        given = {**self.environment, **environment}
        return (
            ["--workspace", str(self.folder), *map(str, arguments)],
            {name: value for name, value in given.items() if value is not None},
            self.folder.parent,
        )

    def _done(self, status: int, out: bytes, err: bytes) -> Done:
        done = Done(status, out.decode(), err.decode())
        self.said += [done.out, done.err]
        assert "Traceback" not in done.err, done.err
        return done

    def copy(self, name: str) -> Desk:
        """Return another workspace with the same benchmark and stub, without a database."""
        folder = self.folder.parent / name
        shutil.copytree(self.folder / "data", folder / "data")
        return Desk(folder, self.stub, self.forks, self.run_command)


@pytest.fixture(scope="session")
def benchmark_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for `fetch --from`: every category, with two prompts each."""
    folder = tmp_path_factory.mktemp("benchmark")
    for name, body in judgeable().items():
        (folder / name).write_bytes(body)
    return folder


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(Plan()) as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, stub: Stub, forks: Forks, run_command: RunCommand, benchmark_folder: Path) -> Desk:
    """Return a workspace as `fetch --from` leaves it."""
    hub.copy_from(benchmark_folder, tmp_path / "work" / "data", "synthetic")
    return Desk(tmp_path / "work", stub, forks, run_command)
