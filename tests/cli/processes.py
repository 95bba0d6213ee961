"""Processes of the program that start fast, forked from a process that has imported it.

Each has its own arguments, environment, folder, output files and exit status, as if a shell had started it.
Settings that Python reads only when it starts (``PYTHON…``, the locale) need a new process instead.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Forks:
    """A process that has imported the program and forks to run it."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, args: list[str], environment: dict[str, str], folder: Path) -> tuple[int, bytes, bytes]:
        """Run the program with *args*; return its exit status, standard output and standard error."""
        assert self._server.stdin is not None and self._server.stdout is not None
        out, err = folder / ".stdout", folder / ".stderr"
        asked = {
            "args": args,
            "environment": environment,
            "folder": str(folder),
            "out": str(out),
            "err": str(err),
        }
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        status = int(self._server.stdout.readline())
        found = status, out.read_bytes(), err.read_bytes()
        out.unlink()
        err.unlink()
        return found

    def close(self) -> None:
        """End the process that forks."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(10)


def _serve() -> None:
    import pandas  # noqa: F401  sqlite-utils imports it to create a database
    import sqlite_utils  # noqa: F401

    import airbench_tui.cli  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(asked: dict[str, Any]) -> None:
    """Run the program in this process. Never returns."""
    status = 70
    try:
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        for number, name, flags in (
            (0, os.devnull, os.O_RDONLY),
            (1, asked["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
            (2, asked["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ):
            opened = os.open(name, flags, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8")
        errors = io.BufferedWriter(io.FileIO(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(errors, "utf-8", "backslashreplace", line_buffering=True)
        sys.argv = ["airbench-tui", *asked["args"]]
        from airbench_tui.cli import main

        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except BaseException:
            import traceback

            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    _serve()
