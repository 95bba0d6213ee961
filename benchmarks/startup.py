"""Start-up time from exec to the first draw on a real pty, compared with an empty Textual program.

``python -m benchmarks.startup [-n 10]``
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import BIN, FIRST_PAINT, empty_program, median, ms, p95, program, where
from tests.pty.terminal import ROOT, Terminal

_LIMIT = 2.0  # seconds by which the second `make demo` may be slower than an empty program


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=10, help="paired runs (default 10)")
    rounds = parser.parse_args().n
    with tempfile.TemporaryDirectory(prefix="airbench-bench-") as temporary:
        folder = Path(temporary)
        starts = _starts(folder)
        env = {"TMPDIR": temporary}
        for argv, wanted in starts.values():  # warms the caches and writes the byte code
            _first_draw(argv, wanted, env)
        taken: dict[str, list[float]] = {name: [] for name in starts}
        for _ in range(rounds):
            for name, (argv, wanted) in starts.items():
                taken[name].append(_first_draw(argv, wanted, env))
    return _report(taken, rounds)


def _starts(folder: Path) -> dict[str, tuple[Sequence[str], bytes]]:
    """Return the commands to start, and the bytes that show that their content is drawn."""
    database = folder / "audit.db"
    _fill(database)
    starts: dict[str, tuple[Sequence[str], bytes]] = {
        "empty Textual program": (empty_program(folder), FIRST_PAINT),
        "airbench-tui demo": ([*program(), "demo"], b"SAMPLE"),
        "airbench-tui, 160 rows": ([*program(), "--db", str(database)], b"audit.db"),
    }
    stamp = ROOT / ".venv" / ".installed"
    if stamp.exists() and stamp.stat().st_mtime >= (ROOT / "pyproject.toml").stat().st_mtime:
        starts["make demo, installed"] = (["make", "--no-print-directory", "demo"], b"SAMPLE")
    else:
        print("make demo is left out: it has not been run since pyproject.toml changed", file=sys.stderr)
    return starts


def _fill(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from airbench_tui import sample;"
        "from airbench_tui.store.database import open_database;"
        "database = open_database(Path(sys.argv[1])); sample.install(database.connection); database.close()"
    )
    subprocess.run([BIN / "python", "-c", code, database], check=True, cwd=ROOT)


def _first_draw(argv: Sequence[str], wanted: bytes, env: Mapping[str, str]) -> float:
    with Terminal(argv, size=(120, 40), env=env) as terminal:
        return terminal.wait_bytes(wanted) - terminal.started


def _report(taken: dict[str, list[float]], rounds: int) -> int:
    names = list(taken)
    base = taken[names[0]]
    print(f"{where()}; {rounds} paired runs, median (p95), each from exec to its content on a real pty\n")
    print(f"{'':<26}{'ratio':>7}  {'behind empty':>13}  {'first draw':>11}")
    worst = 0.0
    for name in names:
        behind = [mine - empty for mine, empty in zip(taken[name], base, strict=True)]
        ratio = median([mine / empty for mine, empty in zip(taken[name], base, strict=True)])
        worst = max(worst, median(behind))
        figures = f"{ratio:>6.1f}×  {ms(median(behind)):>13}  {ms(median(taken[name])):>11}"
        print(f"{name:<26}{figures}  ({ms(p95(taken[name]))})")
    print(f"\n{'within' if worst <= _LIMIT else 'NOT WITHIN'} {_LIMIT:g} s of the empty program's first draw")
    return 0 if worst <= _LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
