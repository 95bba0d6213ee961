"""The signals that ask the program to end: SIGINT (Ctrl+C), SIGTERM, SIGHUP (a closed terminal) and SIGQUIT.

A program that a signal ended exits with 128 + the signal's number, as shells report it. A signal that the parent
process had this one ignore stays ignored, so that ``nohup`` works.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

_SHORTLY = 0.01  # seconds
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")  # Windows lacks the last two


class Stopped(SystemExit):
    """A signal asked the program to end. The exception's ``code`` is the exit status."""

    def __init__(self, number: int) -> None:
        super().__init__(exit_status(number))
        self.number = number


def exit_status(number: int) -> int:
    """Return the exit status of a program that the signal *number* ended."""
    return 128 + number


def heeded() -> list[signal.Signals]:
    """List the signals that end the program. Those that the parent process had ignored are left out."""
    known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    return [number for number in known if signal.getsignal(number) != signal.SIG_IGN]


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Raise :class:`Stopped` in the main thread when a signal asks to end, so that temporary files are removed.

    SIGINT still raises KeyboardInterrupt. A second signal of the same kind ends the program at once.
    """
    if threading.current_thread() is not threading.main_thread():  # Python allows handlers only there
        yield
        return
    handlers = {number: signal.signal(number, _raise) for number in heeded() if number != signal.SIGINT}
    hook = sys.unraisablehook

    def swallowed(found: sys.UnraisableHookArgs) -> None:
        if isinstance(found.exc_value, Stopped):
            signal.signal(found.exc_value.number, _raise)
            _send_again(found.exc_value.number)
        elif isinstance(found.exc_value, KeyboardInterrupt):
            _send_again(signal.SIGINT)
        else:
            hook(found)

    sys.unraisablehook = swallowed
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def handlers_kept() -> Iterator[None]:
    """Restore the handlers of the signals afterwards. An event loop that handled one leaves the system's default.

    Inside a running event loop, the loop handles none of them afterwards: when it closes, it closes the pipe to which
    Python reports signals before it gives the handlers up, and Python prints an error for a signal in between.
    """
    handlers = {number: signal.getsignal(number) for number in heeded()}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():  # Python allows handlers only there
            _take_from_loop()
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _take_from_loop() -> None:
    import asyncio

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    with contextlib.suppress(NotImplementedError):  # Windows
        for number in heeded():
            loop.remove_signal_handler(number)


def _send_again(number: int) -> None:
    """Send a signal again shortly: it came in a callback of Python's own, from which no exception gets out."""
    timer = threading.Timer(_SHORTLY, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


def _raise(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)
