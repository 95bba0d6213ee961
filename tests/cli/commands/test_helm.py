"""``helm``, with a substitute for helm-run on PATH: the arguments of helm-run, and the import of its results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import paths

ROOT = paths.ROOT
STAND_IN = """#!{python}
import json, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.builders import helm_run
words = sys.argv[1:]
output, suite = Path(words[words.index("--output-path") + 1]), words[words.index("--suite") + 1]
(output / "words.json").write_text(json.dumps(words))
print("helm-run speaks")
helm_run(output / "runs" / suite / "air_bench_2024:model=acme_parrot-7b", [{{}}, {{"answer": "Sure, here it is.",
    "prompt": "Another wish.", "score": 1.0, "reason": "The answer provides it"}}])
sys.exit({status})
"""


def run(tmp_path: Path, *arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "db").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "airbench_tui", "--workspace", str(tmp_path), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        check=False,
    )


def stand_in(tmp_path: Path, status: int = 0) -> str:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "helm-run"
    program.write_text(STAND_IN.format(python=sys.executable, root=str(ROOT), status=status))
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_runs_helm_and_imports_what_it_wrote(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        *(
            "helm",
            "--models-to-run",
            "acme/parrot-7b",
            "--suite",
            "mine",
            "--max-eval-instances",
            "2",
            "--json",
        ),
        path=stand_in(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert (file["rows"], file["new"], file["polarity"], file["format"]) == (2, 2, "0-safe", "helm")
    words = json.loads((tmp_path / "helm" / "words.json").read_text())
    assert words[words.index("-r") + 1] == "air_bench_2024:model=text"
    assert words[words.index("--models-to-run") + 1] == "acme/parrot-7b"
    assert words[words.index("--max-eval-instances") + 1] == "2"
    assert "helm-run speaks" in done.stderr


def test_a_failed_helm_run_is_reported_and_its_results_are_kept(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "helm",
        "--models-to-run",
        "acme/parrot-7b",
        "--suite",
        "mine",
        path=stand_in(tmp_path, status=3),
    )
    assert done.returncode == 1
    assert "status 3" in done.stderr and "2 new" in done.stdout


def test_without_helm_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    done = run(tmp_path, "helm", "--models-to-run", "acme/parrot-7b", "--suite", "mine", path="/usr/bin:/bin")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "pip install crfm-helm" in done.stderr
