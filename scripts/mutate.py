"""A script that plants faults in the code, one at a time, and shows whether the tests find them.

    python -m scripts.mutate --seed 11 --count 30 --over airbench_tui/store/rules airbench_tui/reviewing

A test may execute a line without protecting it: only a test that fails when the line is wrong does that. This script
draws COUNT mutations by SEED from the files under the given folders (``scripts/mutations.py`` lists the kinds), puts
each into a temporary copy of the checkout, and runs the tests that protect the file. The checkout itself is never
changed. For each mutation the script prints the place, the operator, and the first test that failed or ``SURVIVED``.
The exit status is 1 if any survived.

If a mutation survives, write the missing test. If no test can distinguish the two programs, the mutation is
equivalent: make ``scripts/mutations.py`` skip its kind if a general rule exists, else ignore this mutation and take
the next draw (``--count 1 --first 31``).

A draw depends on the mutated line but not on the lines around it: after a change elsewhere the same seed still draws
the same mutations. ``--first N`` begins at the Nth draw, ``--list`` only prints the draws. Test files that import the
mutated module run first, then the groups of ``_TESTS``. A failed test runs again without the mutation and must pass.
Tests that run longer than the limit count as a find ("timeout"), because a mutation can make a loop endless.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.mutations import Mutation, mutations

ROOT = Path(__file__).resolve().parents[1]

# The groups of tests that protect each folder. They run one after the other until a test fails.
_TESTS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "airbench_tui/agreement",
        (
            ("tests/agreement",),
            ("tests/cli/commands/test_agreement.py", "tests/figures/test_found_before.py"),
        ),
    ),
    (
        "airbench_tui/store/rules",
        (("tests/store/rules",), ("tests/figures/test_found_before.py", "tests/store"), ("tests/figures",)),
    ),
    (
        "airbench_tui/reviewing",
        (("tests/reviewing",), ("tests/store/reviewing",), ("tests/tui/review", "tests/tui/packets")),
    ),
)


@dataclass(frozen=True, slots=True)
class Draw:
    """A mutation that was drawn, and its file (relative to the checkout)."""

    number: int  # the first one is 1
    path: Path
    mutation: Mutation

    @property
    def place(self) -> str:
        """Return file and line, in the form that editors open."""
        return f"{self.path}:{self.mutation.line}"


class Copy:
    """A temporary copy of the checkout *root* in *folder*, in which tests run."""

    def __init__(self, root: Path, folder: Path, workers: int) -> None:
        self.folder = folder
        self._workers = workers
        self._sound: set[str] = set()  # tests that pass without a mutation
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for name in map(os.fsdecode, filter(None, listed.split(b"\0"))):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)
        self._environment = {**os.environ, "PYTHONPATH": str(folder)}
        self._check_imports()

    def _check_imports(self) -> None:
        script = "import airbench_tui, tests; print(airbench_tui.__file__); print(tests.__file__)"
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        for line in done.stdout.splitlines():
            if not Path(line).is_relative_to(self.folder):
                raise SystemExit(
                    f"the copy's tests would import {line} from outside the copy: nothing was run"
                )

    @contextmanager
    def _mutated(self, draw: Draw) -> Iterator[None]:
        """Apply *draw* to the copy during the ``with`` block."""
        target = self.folder / draw.path
        source = target.read_bytes()
        self._write(target, draw.mutation.applied(source))
        try:
            yield
        finally:
            self._write(target, source)

    @staticmethod
    def _write(target: Path, source: bytes) -> None:
        # Python reuses a compiled file if the source has the same size and time of change in seconds.
        for compiled in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
            compiled.unlink()
        target.write_bytes(source)

    def failure(self, draw: Draw, tests: tuple[str, ...], limit: float) -> str | None:
        """Run *tests* with *draw* in the copy, for at most *limit* seconds.

        Returns the first test that failed, "timeout", or None. Raises SystemExit if that test also fails without
        *draw*.
        """
        with self._mutated(draw):
            failed, text = self._run(tests, limit)
        if failed is not None and failed != "timeout" and failed not in self._sound:
            if self._run((failed,), None)[0]:
                raise SystemExit(f"{failed} also fails without a mutation:\n{text[-3000:]}")
            self._sound.add(failed)
        return failed

    def _run(self, tests: tuple[str, ...], limit: float | None) -> tuple[str | None, str]:
        """Run *tests*; return the first that failed, "timeout" or None, and the output of pytest."""
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-n",
            str(self._workers),
            "-p",
            "no:cacheprovider",
        ]
        with tempfile.TemporaryFile() as output:
            running = subprocess.Popen(
                [*command, *tests],
                cwd=self.folder,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                status = running.wait(limit)
            except BaseException as error:
                # Kill the children of the tests too.
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                if isinstance(error, subprocess.TimeoutExpired):
                    return "timeout", ""
                raise
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        return _first_failure(text, status), text


def _first_failure(text: str, status: int) -> str | None:
    """Return the test that pytest's summary names first, or None if all passed."""
    if status == 0:
        return None
    found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", text, re.MULTILINE)
    return found[1] if found else f"pytest ended with status {status}"


def draws(seed: int, folders: Sequence[str], root: Path = ROOT) -> list[Draw]:
    """Return every mutation of the Python files under *folders*, in the order that *seed* gives.

    The order is that of a hash over file, line and operator. Raises SystemExit if there is nothing to mutate.
    """
    ranked: list[tuple[str, Path, Mutation]] = []
    for path in sorted({path for folder in folders for path in _files(root / folder)}):
        source = path.read_bytes()
        lines = source.splitlines()
        seen: Counter[tuple[bytes, str, str]] = Counter()
        for one in mutations(source):
            change = (lines[one.line - 1].strip(), one.operator, one.replacement)
            seen[change] += 1
            key = f"{seed} {path.relative_to(root)} {change} {seen[change]}"
            ranked.append((hashlib.sha256(key.encode()).hexdigest(), path.relative_to(root), one))
    if not ranked:
        raise SystemExit(f"there is nothing to mutate under {', '.join(folders)}")
    ranked.sort(key=lambda entry: entry[0])
    return [Draw(number, path, one) for number, (_, path, one) in enumerate(ranked, start=1)]


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.py"))


def groups(path: Path, root: Path = ROOT) -> list[tuple[str, ...]]:
    """Return the groups of tests that protect the file *path* (relative to *root*), the nearest first.

    Code that ``_TESTS`` does not name is protected by the test folder that mirrors its own.
    """
    for prefix, found in _TESTS:
        if path.is_relative_to(prefix):
            wide = found
            break
    else:
        mirror = Path("tests", *path.parent.parts[1:])
        while not (root / mirror).is_dir():
            mirror = mirror.parent
        wide = ((str(mirror),),)
    module = ".".join(path.with_suffix("").parts)
    files = sorted({file for group in wide for name in group for file in _files(root / name)})
    near = tuple(
        str(file.relative_to(root)) for file in files if _is_test(file) and module in _imported(file)
    )
    return [near, *wide] if near else list(wide)


def _is_test(file: Path) -> bool:
    return file.name.startswith("test_")


def _imported(file: Path) -> set[str]:
    """Return the dotted names that a file imports: modules, and the names imported from them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{one.name}" for one in node.names)
    return names


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Try the mutations drawn and print a line for each; return 1 if one survived, else 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0, help="the seed of the draw")
    parser.add_argument("--count", type=int, default=10, help="how many mutations to try")
    parser.add_argument("--first", type=int, default=1, help="the number of the first draw to try")
    parser.add_argument("--over", nargs="+", default=["airbench_tui"], help="folders or files to mutate")
    parser.add_argument("--tests", nargs="+", help="tests to run instead of those that protect the file")
    parser.add_argument("--workers", type=int, default=0, help="pytest-xdist workers; 0 for none")
    parser.add_argument("--limit", type=float, default=900, help="seconds that one group of tests may take")
    parser.add_argument("--list", action="store_true", help="print the draws and run nothing")
    wanted = parser.parse_args(arguments)
    if wanted.list:
        for draw in _wanted(wanted, root):
            print(f"{draw.number:>3}  {draw.place}  {draw.mutation.operator}")
        return 0
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copy = Copy(root, Path(folder).resolve(), wanted.workers)
        tried = [_try(copy, draw, wanted.tests, wanted.limit) for draw in _wanted(wanted, copy.folder)]
    print(f"{tried.count(True)} of {len(tried)} were found, {tried.count(False)} survived")
    return int(not all(tried))


def _wanted(wanted: argparse.Namespace, root: Path) -> list[Draw]:
    """Return the draws that the command asks for, and print how many there are."""
    every = draws(wanted.seed, wanted.over, root)
    drawn = every[wanted.first - 1 :][: wanted.count]
    print(f"{len(every):,} mutations; draws {wanted.first} to {wanted.first + len(drawn) - 1}", flush=True)
    return drawn


def _try(copy: Copy, draw: Draw, chosen: Sequence[str] | None, limit: float) -> bool:
    """Print what became of *draw*, and return whether a test failed: a *chosen* one, or one of those that fit."""
    tests = [tuple(chosen)] if chosen else groups(draw.path, copy.folder)
    began = time.monotonic()
    failed = next(filter(None, (copy.failure(draw, group, limit) for group in tests)), None)
    words = failed if failed == "timeout" else f"killed by {failed}" if failed else "SURVIVED"
    seconds = f"({time.monotonic() - began:.0f} s)"
    print(f"{draw.number:>3}  {draw.place}  {draw.mutation.operator}  {words}  {seconds}", flush=True)
    return failed is not None


if __name__ == "__main__":
    # On SIGTERM, end the tests and remove the copy.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
