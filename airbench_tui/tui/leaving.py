"""The end of the terminal program by a signal: pending writes are finished and the terminal is restored.

A thread waits for the signals, because the main thread may be busy in a call that no signal interrupts. If an
orderly end takes too long, because another program holds the database's lock, the thread restores the terminal
and ends the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Self

from airbench_tui import stopping

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

PATIENCE = 5.0  # seconds that an orderly end may take
_FROM_KEYS = ("SIGINT", "SIGQUIT")
_log = logging.getLogger(__name__)

# What Textual's driver switches on, switched off: paste, resize and focus reports, the mouse, Kitty's keyboard.
_RESTORED = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


class SignalWatch:
    """Ends the program when a signal asks for it. Used as a context around the whole life of the program.

    ``number`` is the first signal received, None before. Later signals change nothing: the end is under way.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._heeded = stopping.heeded()
        self._deaf_to: tuple[int, ...] = ()
        self._leave: Callable[[int], object] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = threading.Event()
        self._drawing = False
        self._terminal = _attributes()
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._thread = threading.Thread(target=self._watch, name="signals", daemon=True)

    def __enter__(self) -> Self:
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._handlers = {number: signal.signal(number, _do_nothing) for number in self._heeded}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._writer.close()  # ends the thread
        self._thread.join()
        self._reader.close()

    def draws(self, leave: Callable[[int], object]) -> None:
        """Take note that the program, which runs in the calling event loop, now draws on the terminal.

        ``leave(status)`` is called in that loop when a signal asks to end.
        """
        self._leave, self._loop = leave, asyncio.get_running_loop()
        self._drawing = True
        if self.number is not None:
            leave(stopping.exit_status(self.number))

    def drew(self) -> None:
        """Take note that the program has restored the terminal."""
        self._drawing = False

    @contextlib.contextmanager
    def deaf_to_keys(self) -> Iterator[None]:
        """Take no notice of the signals that keys send, because another program has the terminal and gets them, too."""
        self._deaf_to = tuple(getattr(signal, name) for name in _FROM_KEYS if hasattr(signal, name))
        try:
            yield
        finally:
            self._deaf_to = ()

    # -- in the thread ------------------------------------------------------------------------

    def _watch(self) -> None:
        while received := self._reader.recv(1):
            if (
                received[0] in self._heeded and received[0] not in self._deaf_to
            ):  # others, such as a resize, are the driver's
                self._end(received[0])
                return

    def _end(self, number: int) -> None:
        self.number = number
        name = signal.Signals(number).name
        _log.info("%s received", name)
        if self._loop is not None and self._leave is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the program is ending
                self._loop.call_soon_threadsafe(self._leave, stopping.exit_status(number))
        if self._ended.wait(PATIENCE):
            return
        _log.warning("ended without waiting longer for pending work")
        try:
            if self._drawing:
                _restore(self._terminal)
            _write(
                f"airbench-tui: {name} ended the program before its pending work was done: "
                "what was not yet shown as stored may be missing\n".encode()
            )
        finally:
            os._exit(stopping.exit_status(number))


def _do_nothing(_: int, __: FrameType | None) -> None:
    """Handle a signal that the thread is told about. Without a handler the process would end."""


def _attributes() -> list[Any] | None:
    """Return the attributes of the terminal that is standard input, None if it is no terminal."""
    if termios is None:
        return None
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _restore(attributes: list[Any] | None) -> None:
    """Give the terminal back as it was. Keys typed for the program do not reach the shell."""
    if attributes is not None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, attributes)
            termios.tcflush(0, termios.TCIFLUSH)
    _write(_RESTORED)


def _write(data: bytes) -> None:
    """Write to standard error, unless the terminal takes nothing (Ctrl+S) or is gone."""
    with contextlib.suppress(OSError, ValueError):
        if select.select([], [2], [], 1.0)[1]:
            os.write(2, data)
