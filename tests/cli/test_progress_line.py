"""The progress bar on standard error: there on a terminal, one line of it, and gone elsewhere."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios

import pytest

from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, TARGET, Desk

WIDTH = 100


@pytest.fixture
def drawn(desk: Desk) -> list[str]:
    """What a run that waits now and then draws on a terminal of 100 columns."""
    desk.stub.replan(Plan(latency=0.05, rate_limited_wait=0.3, retry_after="1", cut=0.1))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    process = subprocess.Popen(
        desk.argv("run", "--model", TARGET, "--judge", JUDGE, "--concurrency", "8", "--json"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=desk.folder.parent,
        env=desk.environment,
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
    assert process.wait(60) == 0
    os.close(ours)
    return said.decode().split("\r\x1b[K")[1:]


def test_one_line_of_the_terminal_at_every_moment(drawn: list[str]) -> None:
    assert drawn[-1].endswith("\n") and not any("\n" in line for line in drawn[:-1])
    assert max(map(len, drawn)) - 2 <= WIDTH - 1  # the last ends with \r\n
    assert any("waiting, the next for" in line for line in drawn)
    assert drawn[-1].startswith(f"{'━' * 12} 100 % asked 80/80, judged 80/80")
    assert any("─" in line for line in drawn)
