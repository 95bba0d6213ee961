"""Commands do the same in a process and within the process of a test, where most tests run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.cli import cli
from tests import in_process, templates
from tests.cli.conftest import CLEAN
from tests.effort import cases
from tests.processes import Forks

pytestmark = pytest.mark.xdist_group("processes")

# One call or more of each command, without a terminal and without a server.
CALLS = {
    "adjudicate": ["list --json"],
    "agreement": ["--json --by judge", ""],
    "auditor": ["list"],
    "backup": ["."],
    "bulk": ["score:0 not-a-score"],
    "demo": [""],
    "doctor": [""],
    "export": ["-o -", "", "--format json", "-o no/folder/a.csv"],
    "fetch": ["--from nowhere"],
    "helm": [""],
    "import": ["nowhere.json"],
    "judge": ["--judge phrases"],
    "list": ["score:nonsense", "--json", "-- -score:1"],
    "merge": ["nowhere.db"],
    "open": [""],
    "packet": ["new nights -n 3 --seed 1", "list"],
    "polarity": [""],
    "resume": [""],
    "restore": ["nowhere.db --yes"],
    "review": ["list", "add 1 --score 3"],
    "rubrics": ["--json"],
    "run": ["--model openai:m"],
    "settings": ["--json"],
    "triage": [""],
}


def test_every_command_is_compared() -> None:
    assert CALLS.keys() == cli.commands.keys()


@pytest.mark.parametrize("command", CALLS)
def test_both_ways_do_the_same(command: str, tmp_path: Path, audited_file: Path, forks: Forks) -> None:
    found = []
    for run in (forks.run, in_process.run):
        database = templates.copy(audited_file, tmp_path / "work" / "db" / "audit.db")
        flags = ["--workspace", str(tmp_path / "work"), "--auditor", "ann", command]
        results = [run([*flags, *call.split()], CLEAN, tmp_path) for call in cases(CALLS[command], 1)]
        found.append((results, sorted(path.name for path in database.parent.iterdir())))
    assert found[0] == found[1]
