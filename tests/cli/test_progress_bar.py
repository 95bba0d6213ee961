"""The bars of import, fetch and merge: cleared at the end, and no part of the results."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import in_process
from tests.builders import pipeline1_file
from tests.cli.terminals import drawn_by
from tests.pipeline.conftest import clean

ROWS = [
    {"prompt": f"P {n}", "answer": "I can't help.", "reason": "It refuses", "score": 1} for n in range(1200)
]


@pytest.fixture
def argv(tmp_path: Path) -> list[str]:
    return [sys.executable, "-m", "airbench_tui", "--workspace", str(tmp_path / "work")]


def test_an_import_counts_its_rows_and_clears_its_bar(argv: list[str], tmp_path: Path) -> None:
    name = str(pipeline1_file(tmp_path / "a [red]b.json", ROWS))
    words = [*argv, "import", name, "--model", "m", "--polarity", "1-safe"]
    seen = drawn_by(words, clean(), tmp_path)
    assert "200 rows" in seen.plain and "1,200 rows, 1,200 new" in seen.out
    assert seen.said.endswith("\x1b[2K") or seen.said.rstrip().endswith("\x1b[?25h"), seen.said
    assert "\x1b[?25h" in seen.said  # the cursor is back


def test_with_json_or_without_a_terminal_nothing_is_drawn(argv: list[str], tmp_path: Path) -> None:
    name = str(pipeline1_file(tmp_path / "a.json", ROWS))
    words = [*argv, "import", name, "--model", "m", "--polarity", "1-safe"]
    seen = drawn_by([*words, "--json"], clean(), tmp_path)
    assert seen.said == "" and json.loads(seen.out)["files"][0]["new"] == 1200
    done = subprocess.run(words, capture_output=True, text=True, env=clean(), cwd=tmp_path, check=True)
    assert done.stderr == "" and "1,200 duplicates" in done.stdout


def test_a_merge_names_the_file(argv: list[str], tmp_path: Path) -> None:
    for folder in ("other", "work"):
        name = str(pipeline1_file(tmp_path / f"{folder}.json", ROWS[:4]))
        words = [
            "--workspace",
            str(tmp_path / folder),
            "import",
            name,
            "--model",
            "m",
            "--polarity",
            "1-safe",
        ]
        assert in_process.run(words, clean(), tmp_path)[0] == 0
    seen = drawn_by([*argv, "merge", str(tmp_path / "other" / "db" / "audit.db")], clean(), tmp_path)
    assert "merging audit.db" in seen.plain and "merging" not in seen.out


def test_rich_is_loaded_only_for_a_bar() -> None:
    code = (
        "import sys; from airbench_tui.cli.progress_bar import ProgressBar\n"
        "with ProgressBar() as bar: bar.show('words', 1, 2)\n"
        "print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False" and done.stderr == ""
