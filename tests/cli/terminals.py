"""A command run on its own terminal, and what it draws there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from dataclasses import dataclass
from pathlib import Path

WIDTH = 100
_COLOURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[hl]")
_ANEW = re.compile(r"\r\x1b\[2K")  # rich clears its line with this


@dataclass(frozen=True)
class OnTerminal:
    """The output of a command whose standard error is a terminal."""

    out: str
    said: str

    @property
    def plain(self) -> str:
        """Return the output without colours."""
        return _COLOURS.sub("", self.said)

    @property
    def drawings(self) -> list[str]:
        """List every drawing of the bar, without colours."""
        return [line for line in _ANEW.split(self.plain) if line.strip()]


def drawn_by(argv: list[str], environment: dict[str, str], folder: Path) -> OnTerminal:
    """Run *argv* with a terminal of 100 columns as standard error, and assert that it succeeds."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=folder,
        env={**environment, "TERM": "xterm-256color"},
        text=True,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            came = os.read(ours, 65536)
        except OSError:  # Linux: the other end was closed
            break
        if not came:
            break
        said += came
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()
    os.close(ours)
    return OnTerminal(out, said.decode())
