"""Commands of the program that run within the process of the test, at a quarter of the cost of a new process.

The arguments, the environment, the folder, the standard streams and the exit status are those of a process.
``tests/cli/test_processes.py`` compares both ways, and ``THOROUGH=1`` runs every command in a process.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from airbench_tui import cli
from airbench_tui.cli.log import LogFile


def run(args: list[str], environment: dict[str, str], folder: Path) -> tuple[int, bytes, bytes]:
    """Run the program with *args*; return its exit status, standard output and standard error."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):  # files, as some code needs a fileno
        with _standing_in(args, environment, folder, out.fileno(), err.fileno()):
            status = run_main()
        found = []
        for file in (out, err):
            file.seek(0)
            found.append(file.read())
        return status, found[0], found[1]


def write_to(out: int, err: int) -> None:
    """Let standard output and standard error write to these file descriptors, as Python opens them in UTF-8."""
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(out, "w", closefd=False)), "utf-8")
    errors = io.BufferedWriter(io.FileIO(err, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(errors, "utf-8", "backslashreplace", line_buffering=True)


def run_main() -> int:
    """Run the program on ``sys.argv`` and return its exit status."""
    try:
        cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


@contextlib.contextmanager
def _standing_in(
    args: list[str], environment: dict[str, str], folder: Path, out: int, err: int
) -> Iterator[None]:
    """Give this process what a process of the program has, and take it back at the end."""
    kept = dict(os.environ), Path.cwd(), sys.argv, sys.stdin, sys.stdout, sys.stderr
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        try:
            _become(environment)
            os.chdir(folder)
            sys.argv, sys.stdin = ["airbench-tui", *args], nothing
            write_to(out, err)
            yield
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            _become(kept[0])
            os.chdir(kept[1])
            _, _, sys.argv, sys.stdin, sys.stdout, sys.stderr = kept
            _end_log()


def _become(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


def _end_log() -> None:
    """Close the log that the command opened."""
    program = logging.getLogger("airbench_tui")
    for handler in program.handlers[:]:
        if isinstance(handler, LogFile):
            program.removeHandler(handler)
            with contextlib.suppress(OSError):  # as at the end of a process: the disk may be full
                handler.close()
    program.setLevel(logging.NOTSET)
