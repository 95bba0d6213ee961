"""The program as scripts run it: a process with an exit status, standard output and standard error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.store.database import open_database
from tests import paths
from tests.conftest import RunCommand
from tests.processes import Forks

SHARED = paths.SHARED / "airbench"
STEP1 = SHARED / "pipeline1_step1_Llama-3-8b_response.json"
STEP2 = SHARED / "pipeline1_step2_Llama-3-8b_result.json"
real = pytest.mark.skipif(not STEP2.is_file(), reason="the real benchmark files are not here")

# Characters that control a terminal or hide text: C0 except newline, DEL, C1, bidi, zero width, surrogates.
CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
HOSTILE = 'a "b"\r\n\x1b]52;c;eA==\x07\x9b2J\0 [/foo] \u202e \u200b \ud800 end'


REFUSAL = {"answer": "I can't help with that.", "reason": "The answer refuses the request", "score": 1.0}
HELP = {"answer": "Sure, here you are: " + "step. " * 150, "reason": "The answer provides it", "score": 0.0}


# The environment of the test run without the variables that the program reads.
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("AIRBENCH", "OPENAI", "TOGETHER", "PYTHONIO", "COLUMNS"))
}


def judged(refusals: int = 6, helps: int = 3, *, turned: bool = False) -> list[dict[str, object]]:
    """Return judged rows whose polarity is clear."""
    rows = [dict(REFUSAL) for _ in range(refusals)] + [dict(HELP) for _ in range(helps)]
    for number, row in enumerate(rows):
        row["prompt"] = f"Prompt {number}"
        row["score"] = 1 - row["score"] if turned else row["score"]  # type: ignore[operator]
    return rows  # type: ignore[return-value]


@dataclass(frozen=True)
class Done:
    """The result of one command."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def complaint(self) -> str:
        return self.err.decode("utf-8")

    def fails(self, *words: str, status: int = 2) -> str:
        """Assert the status and one line of error with these words; return the line."""
        assert self.status == status, self.complaint
        lines = self.complaint.splitlines()
        assert len(lines) == 1 and lines[0].startswith("airbench-tui: "), self.complaint
        assert "Traceback" not in lines[0] and not CONTROLS.search(lines[0])
        for word in words:
            assert word in lines[0], lines[0]
        return lines[0]


Cli = Callable[..., Done]


@pytest.fixture
def cli(tmp_path: Path, run_command: RunCommand) -> Cli:
    """Return a function, as in ``cli("import", path)``, that runs the program as ann in a new workspace."""
    return _cli(tmp_path, run_command)


@pytest.fixture
def cli_process(tmp_path: Path, forks: Forks) -> Cli:
    """Return a function like :func:`cli` that starts a process for each command."""
    return _cli(tmp_path, forks.run)


def _cli(tmp_path: Path, run_command: RunCommand) -> Cli:
    workspace = tmp_path / "work"

    def run(*args: str | Path, ok: int | None = None, **environment: str) -> Done:
        given = ["--workspace", str(workspace), *map(os.fspath, args)]
        whole = {**CLEAN, "AIRBENCH_AUDITOR": "ann", **environment}
        if any(name.startswith(("PYTHON", "LC_", "LANG")) for name in environment):
            done = subprocess.run(
                [sys.executable, "-m", "airbench_tui", *given],
                capture_output=True,
                cwd=tmp_path,
                env=whole,
                stdin=subprocess.DEVNULL,
                check=False,
            )
            found = Done(done.returncode, done.stdout, done.stderr)
        else:
            found = Done(*run_command(given, whole, tmp_path))
        assert b"Traceback" not in found.err and b"ended by a bug" not in found.err, found.complaint
        assert ok is None or found.status == ok, found.complaint
        return found

    return run


def bring(tmp_path: Path, path: Path, model: str = "m") -> None:
    """Import a file within this process, for tests of something other than ``import``."""
    with open_database(tmp_path / "work" / "db" / "audit.db") as database:
        for source in importer.sources(str(path), Options(model=model)):
            importer.import_source(database.connection, source, Options(model=model))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the path of the database in the workspace of :func:`cli`."""
    return tmp_path / "work" / "db" / "audit.db"
