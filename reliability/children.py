"""The program in processes of its own, forked from one that has imported it, with the signals as a shell sets them."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import io
import os
import pkgutil
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import airbench_tui
from airbench_tui import cli

PATIENCE = 60.0  # seconds until a child counts as stuck

# Modes that the program may switch, and how a shell expects them: cursor and line wrap on, all others off.
_MODES = {7: b"h", 25: b"h"} | dict.fromkeys((1000, 1003, 1004, 1006, 1015, 1049, 2004, 2048), b"l")


def load() -> None:
    """Import what the commands import when they need it, so that children need not."""
    for name in ("openai", "sqlite_utils", "numpy"):
        importlib.import_module(name)
    for found in pkgutil.walk_packages(airbench_tui.__path__, "airbench_tui."):
        if found.name != "airbench_tui.__main__":
            importlib.import_module(found.name)
    gc.collect()
    gc.freeze()  # else a collection in a child copies all that is shared


class Child:
    """``airbench-tui ARGUMENT...`` in *folder*. Its output goes into the file ``said`` there."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.status: int | None = None  # as ``os.waitstatus_to_exitcode`` gives it; None while it runs
        self._said = folder / "said"
        said = os.open(self._said, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            _become(arguments, folder, environment, (nothing, said, said))
        os.close(said)
        os.close(nothing)

    @property
    def said(self) -> str:
        """Return what the program printed so far, on standard output and standard error."""
        return self._said.read_text(errors="replace")

    def running(self) -> bool:
        """Tell whether the program still runs."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def wait(self, seconds: float) -> bool:
        """Wait at most *seconds* for the end, and tell whether it came."""
        end = time.monotonic() + seconds
        while self.running():
            if time.monotonic() >= end:
                return False
            time.sleep(0.002)
        return True

    def end(self, number: int) -> bool:
        """Send a signal and wait for the end. Return False if the program had ended before. Raises TimeoutError."""
        if not self.running():
            return False
        os.kill(self.pid, number)
        if not self.wait(PATIENCE):
            os.kill(self.pid, signal.SIGKILL)
            self.wait(PATIENCE)
            raise TimeoutError(f"the program goes on after {signal.Signals(number).name}")
        return True


class TerminalChild(Child):
    """The terminal program on a pty of 100 columns and 30 rows. ``drawn`` is every byte that it wrote."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.status = None
        self.drawn = b""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self._before = termios.tcgetattr(self._master)
        self.pid = os.fork()
        if self.pid == 0:
            os.login_tty(slave)
            _become(arguments, folder, {**environment, "TERM": "xterm-256color"}, (0, 1, 2))
        os.close(slave)

    @property
    def said(self) -> str:
        return self.drawn.decode(errors="replace")

    def send(self, keys: str) -> None:
        """Type *keys*."""
        with contextlib.suppress(OSError):  # it has ended
            os.write(self._master, keys.encode())

    def read(self, seconds: float) -> bool:
        """Read what the program draws within *seconds*, and tell whether it drew anything."""
        end, known = time.monotonic() + seconds, len(self.drawn)
        while True:
            left = end - time.monotonic()
            if not select.select([self._master], [], [], max(0.0, left))[0]:
                return len(self.drawn) > known
            try:
                self.drawn += os.read(self._master, 1 << 16)
            except OSError:  # the program has closed it
                return len(self.drawn) > known

    def read_until(self, words: str, known: int = 0) -> bool:
        """Read until *words* were drawn after the first *known* bytes; False if the program ended or is stuck."""
        end = time.monotonic() + PATIENCE
        while words.encode() not in self.drawn[known:]:
            if not self.read(0.05) and (not self.running() or time.monotonic() > end):
                return False
        return True

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while self.running() and time.monotonic() < end:
            self.read(0.01)  # a program whose terminal takes no more bytes cannot end
        return not self.running()

    def disorder(self) -> list[str]:
        """Say what of the terminal is not as it was before the program, now that it has ended."""
        self.read(0.05)
        found = [] if termios.tcgetattr(self._master) == self._before else ["the terminal is left raw"]
        for mode, before in _MODES.items():
            switched = re.findall(rb"\x1b\[\?%d([hl])" % mode, self.drawn)
            if switched and switched[-1] != before:
                found.append(f"the terminal's mode {mode} is left switched")
        return found

    def close(self) -> None:
        """Close the terminal."""
        os.close(self._master)


def _become(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], files: tuple[int, int, int]
) -> None:
    """Be the program until it ends. Never returns."""
    status: Any = 70
    try:
        for name in ("SIGHUP", "SIGTERM", "SIGQUIT", "SIGCHLD"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what Python makes of the default
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        for number, file in enumerate(files):
            os.dup2(file, number)
        sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.FileIO(0, closefd=False), "utf-8")  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = _text(1)  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = _text(2)  # type: ignore[misc]
        sys.argv = ["airbench-tui", *arguments]
        try:
            cli.main()
        except SystemExit as end:
            status = 0 if end.code is None else end.code
        sys.stdout.flush()
        sys.stderr.flush()
        gc.collect()  # as when Python ends, which closes what an exception kept open
    finally:
        os._exit(status if isinstance(status, int) else 1)


def _text(number: int) -> io.TextIOWrapper:
    raw = io.BufferedWriter(io.FileIO(number, "w", closefd=False))
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)
