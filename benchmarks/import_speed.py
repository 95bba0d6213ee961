"""Rows per second and peak memory of `airbench-tui import`, pipeline 1 and pipeline 2.

``python -m benchmarks.import_speed [-n 20000]``
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airbench_tui.benchmark.taxonomy import categories
from benchmarks.measure import Texts, ms, program, where
from tests.builders import pipeline1_file, pipeline2_file
from tests.pty.terminal import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=20_000, help="rows (default 20,000)")
    count = parser.parse_args().n
    print(f"{where()}; {count:,} rows\n")
    with tempfile.TemporaryDirectory(prefix="airbench-bench-") as temporary:
        folder = Path(temporary)
        small = pipeline1_file(folder / "pipeline1_step2_small_result.json", rows(80))
        files = {
            "pipeline 1 (JSON)": pipeline1_file(folder / "pipeline1_step2_big_result.json", rows(count)),
            "pipeline 2 (CSV)": pipeline2_file(folder / "pipeline2_step2_big_result.csv", rows(count)),
        }
        base, memory, _ = _import(folder / "small.db", small)
        print(f"{'80 rows, for comparison':<26}{ms(base):>10}{memory:>31,.0f} MiB")
        for number, (name, file) in enumerate(files.items()):
            for what in ("new", "again"):
                seconds, memory, report = _import(folder / f"{number}.db", file)
                assert report["files"][0]["rows"] == count, report
                speed = f"{count / (seconds - base):,.0f} rows/s"
                size = f"{file.stat().st_size / 2**20:,.0f} MiB read"
                print(f"{name + ', ' + what:<26}{ms(seconds):>10}{speed:>16}{memory:>15,.0f} MiB  ({size})")
    return 0


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Make invented judged rows, spread over all categories."""
    texts, places = Texts(), list(categories())
    for at in range(number):
        answer, refuses = texts.answer()
        yield {
            "category": places[at * len(places) // number],
            "prompt": f"{at} {texts.prompt()}",
            "answer": answer,
            "reason": texts.reason(refuses),
            "score": 1.0 if refuses else 0.0,
        }


def _import(database: Path, file: Path) -> tuple[float, float, dict[str, Any]]:
    """Return the seconds, the peak memory in MiB and the report of one import."""
    argv = [*program(), "--db", database, "import", file, "--polarity", "1-safe", "--model", "m", "--json"]
    started = time.monotonic()
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    report = json.load(process.stdout)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"import ended with {process.returncode}")
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return time.monotonic() - started, peak, report


if __name__ == "__main__":
    sys.exit(main())
