"""A real terminal for tests and benchmarks: a program in a pty, with its bytes stored and its screen emulated.

A thread keeps what the program writes, with the time of each piece. The emulation (pyte) runs only
when somebody looks at the screen, so that it costs a benchmark nothing. Everything that waits takes
a condition and a deadline: tests hold on a busy machine as on an idle one.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests import paths

ROOT = paths.ROOT
PROGRAM = (sys.executable, "-m", "airbench_tui")
PATIENCE = 30.0  # seconds any wait may take before it counts as failed
SETTLE = 0.3  # a deciding key is ignored for a quarter second after its item was drawn
TOO_SOON = b"Too soon: "  # how the program says that it ignored a deciding key
TRIES = 20  # how often a deciding key is typed until it counts as ignored for another reason

# What a terminal sends for a key.
ESC, ENTER, TAB = "\x1b", "\r", "\t"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
PAGE_DOWN, PAGE_UP, F5 = "\x1b[6~", "\x1b[5~", "\x1b[15~"
CTRL_P, CTRL_X = "\x10", "\x18"

# sh, as the leader of a session, makes the pty its controlling terminal by opening it, then becomes
# the program: no Python code has to run between fork and exec.
_LAUNCH = 'exec "$@" <"$0"'

# Modes that the program may switch, and how a shell expects them: cursor and line wrap on; the others (mouse,
# alternate screen, reports of focus, paste and resizing) off.
_ON, _OFF = b"h", b"l"
_MODES = {7: _ON, 25: _ON} | dict.fromkeys((1000, 1003, 1004, 1006, 1015, 1049, 2004, 2048), _OFF)

# Private sequences that draw nothing and that pyte would print or misread; colours, which no test looks at and on which
# pyte spends half of its time; a sequence cut short.
_DRAWS_NOTHING = re.compile(rb"\x1b\[(?:[<>=?][0-9;]*[$]?[a-gi-km-z]|[0-9;]*m)")
UNFINISHED = re.compile(rb"\x1b(\[[^\x40-\x7e]{0,40})?\Z")


class Terminal:
    """A program running in a pty of a given size (columns, rows). Leaving the context ends it."""

    def __init__(
        self,
        argv: Sequence[str | bytes] = PROGRAM,
        *,
        size: tuple[int, int] = (100, 30),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.size = size
        self.pieces: list[tuple[float, bytes]] = []  # when each piece was read, and its bytes
        self._emulated = 0
        self._lines: list[str] = []  # as emulated
        self._held = b""
        self._stream: Any = None
        self._changed = threading.Condition()
        self._ended = False
        self._master, slave = os.openpty()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._attributes = self.attributes
        try:
            self.started = time.monotonic()
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", _LAUNCH, os.ttyname(slave), *argv],
                stdin=slave,
                stdout=slave,
                stderr=slave,  # where Textual draws
                start_new_session=True,
                env=_environment(env or {}),
                cwd=cwd or ROOT,
            )
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # -- what the program wrote ---------------------------------------------------------------

    @property
    def raw(self) -> bytes:
        """Return every byte that reached the terminal."""
        with self._changed:
            return b"".join(data for _, data in self.pieces)

    @property
    def lines(self) -> list[str]:
        """List the rows of the screen as a person sees them."""
        if self._stream is None:
            self._screen, self._stream, self._width = _emulation(self.size)
        with self._changed:
            new = [data for _, data in self.pieces[self._emulated :]]
            self._emulated = len(self.pieces)
        if new or not self._lines:
            self._feed(b"".join(new))
            self._lines = ["".join(self._cells(y)).rstrip() for y in range(self.size[1])]
        return self._lines

    @property
    def columns(self) -> list[str]:
        """List the rows of the screen with one character for each column: without marks, wide ones with a space."""
        assert len(self.lines) == self.size[1]  # emulates what came
        rows = range(self.size[1])
        return ["".join(self._screen.buffer[y][x].data[:1] or " " for x in range(self.size[0])) for y in rows]

    def _cells(self, y: int) -> Iterator[str]:
        """Yield what each column of a row shows. The second column of a wide character shows nothing of its own."""
        before = ""
        for x in range(self.size[0]):
            data = self._screen.buffer[y][x].data
            yield data or ("" if before and self._width(before[0]) == 2 else " ")
            before = data

    @property
    def text(self) -> str:
        """Return the screen as one text."""
        return "\n".join(self.lines)

    @property
    def attributes(self) -> list[Any]:
        """Return the terminal's attributes (termios)."""
        return termios.tcgetattr(self._master)

    def assert_restored(self) -> None:
        """Assert that the terminal is as it was before the start: attributes, screen, cursor, mouse, reports."""
        assert self.attributes == self._attributes
        for mode, before in _MODES.items():
            switched = re.findall(rb"\x1b\[\?%d([hl])" % mode, self.raw)
            assert not switched or switched[-1] == before, f"mode {mode} was left switched"

    # -- waiting ------------------------------------------------------------------------------

    def wait(self, *wanted: str | Callable[[str], object], seconds: float = PATIENCE) -> str:
        """Wait until the screen contains all these texts and meets all these conditions; return the screen."""
        return self._wait(
            lambda: all(self._holds(one) for one in wanted),
            "not on screen: " + " and ".join(map(repr, wanted)),
            seconds,
        )

    def wait_gone(self, unwanted: str, seconds: float = PATIENCE) -> str:
        """Wait until a text has left the screen; return the screen."""
        return self._wait(lambda: not self._holds(unwanted), f"still on screen: {unwanted}", seconds)

    def wait_bytes(self, wanted: bytes, start: int = 0, seconds: float = PATIENCE) -> float:
        """Wait until *wanted* was read from piece *start* on, and return the time of that. Emulates nothing."""
        self._wait(lambda: wanted in self._since(start), f"never written: {wanted!r}", seconds)
        seen = b""
        for at, data in self.pieces[start:]:
            seen += data
            if wanted in seen:
                return at
        raise AssertionError  # the wait above found it

    def wait_drawn(self, known: int, seconds: float = PATIENCE) -> None:
        """Wait until more than *known* pieces were read. Emulates nothing."""
        self._wait(lambda: len(self.pieces) > known, "nothing was drawn", seconds)

    def quiet(self, for_seconds: float = SETTLE, seconds: float = PATIENCE) -> str:
        """Wait until nothing was drawn for *for_seconds*; return the screen."""
        self.settle(for_seconds, seconds)
        return self.text

    def settle(self, for_seconds: float = SETTLE, seconds: float = PATIENCE) -> None:
        """Wait as :meth:`quiet` does, without emulating the screen."""
        called = time.monotonic()

        def still() -> bool:
            last = self.pieces[-1][0] if self.pieces else called
            return time.monotonic() - max(last, called) >= for_seconds

        self._wait(still, "never quiet", seconds)

    def wait_exit(self, seconds: float = PATIENCE) -> int:
        """Wait until the program has ended by itself; return its exit status."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {seconds} s:\n{self.text}") from None
        self._reader.join(seconds)
        return status

    # -- doing --------------------------------------------------------------------------------

    def send(self, *keys: str | bytes) -> None:
        """Type *keys*, one write each."""
        for key in keys:
            data = key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key
            while data:
                data = data[os.write(self._master, data) :]

    def press(self, key: str, *wanted: str | Callable[[str], object]) -> str:
        """Type a key and wait for its effect."""
        self.send(key)
        return self.wait(*wanted)

    def decide(self, key: str, *wanted: str | Callable[[str], object]) -> str:
        """Type a deciding key as soon as the item has been on screen long enough; return the screen."""
        self._decide(
            key, lambda _: all(self._holds(one) for one in wanted), f"no effect of {key!r}: {wanted}"
        )
        return self.text

    def decide_bytes(self, key: str, wanted: bytes) -> None:
        """Type a deciding key, and return at the moment at which *wanted* is read. Emulates nothing."""
        self._decide(key, lambda start: wanted in self._since(start), f"never written: {wanted!r}")

    def _decide(self, key: str, done: Callable[[int], bool], otherwise: str) -> None:
        """Type a key again as long as the program says that it came too soon.

        A busy program may draw an item later than a test can know.
        """
        for _ in range(TRIES):
            self.settle()
            start = len(self.pieces)
            self.send(key)
            self._wait(functools.partial(self._decided_or_too_soon, done, start), otherwise, PATIENCE)
            if TOO_SOON not in self._since(start):
                return
        raise AssertionError(f"{key!r} always came too soon:\n{self.text}")

    def _decided_or_too_soon(self, done: Callable[[int], bool], start: int) -> bool:
        return TOO_SOON in self._since(start) or done(start)

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """Kill the program with SIGKILL, and wait until it has ended."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._reader.join(PATIENCE)

    def close(self) -> None:
        """End the program if it still runs, and close the pty."""
        if self.process.poll() is None:
            self.kill()
        self._reader.join(PATIENCE)
        with contextlib.suppress(OSError):
            os.close(self._master)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    # -- inner --------------------------------------------------------------------------------

    def _feed(self, data: bytes) -> None:
        """Emulate *data*, but hold back an escape sequence that is cut off until its rest arrives."""
        data = self._held + data
        cut = UNFINISHED.search(data)
        self._held = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        self._stream.feed(_DRAWS_NOTHING.sub(b"", data))

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # EIO: the program has ended
            while True:
                select.select([self._master], [], [])
                data = os.read(self._master, 1 << 16)
                if not data:
                    break
                with self._changed:
                    self.pieces.append((time.monotonic(), data))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _since(self, start: int) -> bytes:
        return b"".join(data for _, data in self.pieces[start:])

    def _holds(self, wanted: str | Callable[[str], object]) -> bool:
        return wanted in self.text if isinstance(wanted, str) else bool(wanted(self.text))

    def _wait(self, done: Callable[[], bool], otherwise: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while True:
            known, ended = len(self.pieces), self._ended
            if done():
                return self.text if self._stream else ""
            if ended and known == len(self.pieces):
                raise AssertionError(f"{otherwise}; the program ended ({self.process.wait()}):\n{self.text}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{otherwise} after {seconds} s:\n{self.text}")
            with self._changed:
                if len(self.pieces) == known:
                    self._changed.wait(0.05)


def _emulation(size: tuple[int, int]) -> tuple[Any, Any, Callable[[str], int]]:
    """Return an emulated screen, the stream that feeds it, and the columns that a character takes.

    pyte drops the rest of a text after a character without width that is no combining mark, such as a Hangul vowel, and
    its table of widths gives two columns to half a flag: terminals draw nothing for the one, and one column for the
    other.
    """
    import pyte
    import pyte.screens
    import wcwidth

    def width(character: str) -> int:
        return 1 if "\U0001f1e6" <= character <= "\U0001f1ff" else wcwidth.wcwidth(character)

    class Screen(pyte.Screen):  # type: ignore[misc]
        def draw(self, data: str) -> None:
            if not data.isascii():
                data = "".join(one for one in data if width(one) or unicodedata.combining(one))
            super().draw(data)

    pyte.screens.wcwidth = width = functools.lru_cache(4096)(width)
    screen = Screen(*size)
    return screen, pyte.ByteStream(screen), width


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRBENCH_", "TEXTUAL", "PYTEST_"))
        and name not in ("COLUMNS", "LINES", "NO_COLOR", "COLORTERM", "TERM_PROGRAM", "FORCE_COLOR")
    }
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **changes}
