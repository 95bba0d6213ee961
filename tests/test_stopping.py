"""Signals that ask the program to end: which are heeded, and what a command leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui import stopping
from tests import paths, templates
from tests.effort import cases

NUMBERS = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    """Restore the test process's handlers."""
    handlers = {number: signal.getsignal(number) for number in [*NUMBERS, signal.SIGINT]}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_an_ignored_signal_is_not_heeded() -> None:
    for number in NUMBERS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert set(stopping.heeded()) == {signal.SIGINT, signal.SIGTERM, signal.SIGQUIT}
    with stopping.raised():
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_is_raised_once_and_then_ends_the_process(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_DFL)
    with stopping.raised():
        with pytest.raises(stopping.Stopped) as caught:
            os.kill(os.getpid(), number)
        assert signal.getsignal(number) == signal.SIG_DFL
    assert caught.value.code == 128 + number


def test_an_event_loop_that_handled_a_signal_leaves_the_handlers_as_they_were() -> None:
    async def handle() -> None:
        handled = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, handled.set)
        os.kill(os.getpid(), signal.SIGHUP)
        await handled.wait()

    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with stopping.raised():
        with stopping.handlers_kept():
            asyncio.run(handle())
        with pytest.raises(stopping.Stopped):
            os.kill(os.getpid(), signal.SIGHUP)


def test_an_event_loop_reports_no_signal_once_it_is_about_to_close() -> None:
    """The pipe for that report is closed before the handlers are given up, and Python would print an error."""

    async def handle() -> int:
        handled = asyncio.Event()
        with stopping.handlers_kept():
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, handled.set)
            os.kill(os.getpid(), signal.SIGHUP)
            await handled.wait()
        return signal.set_wakeup_fd(-1)

    with stopping.raised():
        raising = signal.getsignal(signal.SIGHUP)
        assert asyncio.run(handle()) == -1
        assert signal.getsignal(signal.SIGHUP) == raising


@pytest.mark.parametrize(
    ("number", "raised"),
    [(signal.SIGTERM, stopping.Stopped), (signal.SIGINT, KeyboardInterrupt)],
    ids=["SIGTERM", "SIGINT"],
)
def test_a_signal_that_comes_in_a_callback_of_python_is_raised_after_it(
    number: int, raised: type[BaseException], capfd: pytest.CaptureFixture[str]
) -> None:
    class Thing:
        pass

    def end(_: weakref.ref[Thing]) -> None:
        os.kill(os.getpid(), number)
        for _turn in range(1000):
            pass

    signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    thing = Thing()
    watched = weakref.ref(thing, end)
    with stopping.raised(), pytest.raises(raised):
        del thing
        assert watched() is None
        time.sleep(30)
    assert capfd.readouterr().err == ""


# A command that is stopped by a signal while it writes its file.
STOPPED = """
import os, sys
from airbench_tui.interchange.writers import exporter
number, target = int(sys.argv.pop(1)), sys.argv[-1]
def export(connection, kind, file, *_, **__):
    with exporter.written(file) as opened:
        opened.write("half a file")
        opened.flush()
        assert len(os.listdir(os.path.dirname(target))) == 1
        os.kill(os.getpid(), number)
        print("stays", file=sys.stderr)
exporter.export = export
from airbench_tui.cli import main
main()
"""


@pytest.mark.parametrize("number", cases(NUMBERS, 2))
def test_a_stopped_command_leaves_no_file(tmp_path: Path, audited_file: Path, number: signal.Signals) -> None:
    database = templates.copy(audited_file, tmp_path / "audit.db")
    target = tmp_path / "out" / "reviews.csv"
    target.parent.mkdir()
    done = subprocess.run(
        [
            *(sys.executable, "-c", STOPPED, str(int(number))),
            *("--db", str(database), "export", "-o", str(target)),
        ],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (128 + number, "")
    assert list(target.parent.iterdir()) == []
