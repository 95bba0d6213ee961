"""Processes of the program without the wait for its imports: forked from one that has done them.

Each is a process of its own with its own arguments, environment, folder, output files and exit status, as
the shell would start it. What Python reads only when it starts (``PYTHON…``, the locale) needs a fresh one.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import pkgutil
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.in_process import run_main, write_to


class Forked:
    """A running program: as much of ``subprocess.Popen`` as tests need. Its output is kept in files."""

    def __init__(self, forks: Forks, pid: int, out: Path, err: Path) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._forks, self._out, self._err = forks, out, err

    def poll(self) -> int | None:
        """Return the exit status, None while the program runs. A signal's is negative."""
        return self.wait(0)

    def wait(self, seconds: float = 60.0) -> int | None:
        """Wait at most *seconds* for the end; the exit status, None while the program still runs."""
        if self.returncode is None:
            self.returncode = self._forks.ended(self.pid, seconds)
        return self.returncode

    def communicate(self, seconds: float = 60.0) -> tuple[bytes, bytes]:
        """Wait for the end; standard output and standard error. Raises AssertionError after *seconds*."""
        assert self.wait(seconds) is not None, f"still running after {seconds} s"
        return self._out.read_bytes(), self._err.read_bytes()

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the program has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL, unless the program has ended."""
        self.send_signal(signal.SIGKILL)


class Forks:
    """Starts the program by forking a process that has imported it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="forks-"))
        self._number = 0
        self._statuses: dict[int, int] = {}
        self._told = b""
        self._server = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def start(self, args: list[str], environment: dict[str, str], folder: Path) -> Forked:
        """Start the program with *args* in *folder*."""
        assert self._server.stdin is not None
        self._number += 1
        out, err = self._folder / f"{self._number}.out", self._folder / f"{self._number}.err"
        for path in (out, err):
            path.touch()  # a process may be killed before it opens them
        asked = {
            "args": args,
            "environment": environment,
            "folder": str(folder),
            "out": str(out),
            "err": str(err),
        }
        self._server.stdin.write(json.dumps(asked).encode() + b"\n")
        while (pid := self._listen(60.0)) is None:
            pass
        return Forked(self, pid, out, err)

    def run(self, args: list[str], environment: dict[str, str], folder: Path) -> tuple[int, bytes, bytes]:
        """Run the program with *args* to its end; its exit status, standard output and standard error."""
        started = self.start(args, environment, folder)
        out, err = started.communicate()
        assert started.returncode is not None
        return started.returncode, out, err

    def ended(self, pid: int, seconds: float) -> int | None:
        """Wait at most *seconds* for a process to end; its exit status, None while it runs."""
        end = time.monotonic() + seconds
        while pid not in self._statuses:
            left = end - time.monotonic()
            if not self._ready(max(0.0, left)) and left <= 0:
                return None
            if self._ready(0):
                self._listen(0)
        return self._statuses[pid]

    def close(self) -> None:
        """End the process that is forked, and what still runs of the program."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(30)
        shutil.rmtree(self._folder)

    def _ready(self, seconds: float) -> bool:
        if b"\n" in self._told:
            return True
        assert self._server.stdout is not None
        return bool(select.select([self._server.stdout], [], [], seconds)[0])

    def _listen(self, seconds: float) -> int | None:
        """Take the next line that the server says: the process that it has started, or (None) one that ended."""
        assert self._server.stdout is not None
        while b"\n" not in self._told:
            assert self._ready(seconds + 30), "the process that is forked says nothing"
            came = os.read(self._server.stdout.fileno(), 1 << 16)
            assert came, "the process that is forked has ended"
            self._told += came
        line, _, self._told = self._told.partition(b"\n")
        said = json.loads(line)
        if "status" in said:
            self._statuses[said["pid"]] = said["status"]
            return None
        return int(said["pid"])


def _load() -> None:
    """Import what the program's commands import when they need it."""
    for name in ("pandas", "sqlite_utils", "openai", "together"):
        importlib.import_module(name)
    import airbench_tui

    for found in pkgutil.walk_packages(airbench_tui.__path__, "airbench_tui."):
        if not found.name.startswith(("airbench_tui.tui", "airbench_tui.__main__")):
            importlib.import_module(found.name)
    gc.collect()
    gc.freeze()  # else a collection in a fork copies all that is shared


def _serve() -> None:
    _load()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    running: set[int] = set()
    asked = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            for pid, status in _reaped():
                running.discard(pid)
                print(json.dumps({"pid": pid, "status": status}), flush=True)
        if 0 in ready:
            came = os.read(0, 1 << 16)
            if not came:
                break
            *lines, asked = (asked + came).split(b"\n")
            for line in lines:
                pid = os.fork()
                if pid == 0:
                    os.close(woken)
                    signal.set_wakeup_fd(-1)
                    os.close(wake)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    _become(json.loads(line))
                running.add(pid)
                print(json.dumps({"pid": pid}), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _reaped() -> list[tuple[int, int]]:
    """The processes that have ended, and their exit statuses."""
    found = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        found.append((pid, os.waitstatus_to_exitcode(status)))


def _become(asked: dict[str, Any]) -> None:
    """Be the program until it ends. Never returns."""
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
        write_to(1, 2)
        sys.argv = ["airbench-tui", *asked["args"]]
        status = run_main()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    _serve()
