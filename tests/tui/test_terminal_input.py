"""Keys and texts in what a terminal sends."""

from __future__ import annotations

import time

import pytest
from textual import constants, events

from airbench_tui.tui.terminal_input import Burst, KeyAmidText, TerminalInput


def received(*reads: str) -> list[object]:
    """Return what these reads yield: the name of a key, a text in a list.

    "<" stands before a text that came without brackets, "*" before a key amid text.
    """
    terminal = TerminalInput()
    found: list[object] = []
    for read in reads:
        for event in (*terminal.feed(read), *terminal.tick()):
            if isinstance(event, events.Paste):
                found.append(["<" * isinstance(event, Burst) + event.text])
            else:
                name = event.key if isinstance(event, events.Key) else type(event).__name__
                found.append(f"*{name}" if isinstance(event, KeyAmidText) else name)
    return found


@pytest.mark.parametrize(
    ("reads", "wanted"),
    [
        (["1"], ["1"]),
        (["15n"], ["1", "5", "n"]),  # three keys over a slow line
        (["jjjjjj"], ["j"] * 6),  # a held key
        (["1 is safe\r", "5"], [["<1 is safe\r"], ["<5"]]),
        (["good\r\nday\r", "\nsir\r"], [["<good\r\nday"], ["<\r\nsir"]]),
        (["june\t\x155"], [["<june\t"], "*ctrl+u", "*5"]),
        (["\x1b[A1\x1b[<35;10;1", "0M\x1b", "[B"], ["up", "1", "MouseMove", "down"]),
        (["abc\x1b[31m 1"], [["<abc"], ["<\x1b[31m"], ["< 1"]]),  # a text with colours
        (["1\x1b[49;1u"], ["1", "1"]),  # a key spelled as a sequence, which is no key amid text
        (["text\x1b[49;1u"], [["<text"], ["<\x1b[49;1u"]]),
        (["\x1b]11;rgb:0000/1111/5555\x07x"], ["x"]),  # the colour that the terminal was asked for
        (["\x1b[200~a\r\n\t1 \x1b[31m5\x1b[20", "1~0"], [["a\r\n\t1 \x1b[31m5"], "0"]),
        (["j\x1b[20", "0~1\n", "0\n\x1b", "[201~k"], ["j", ["1\n0\n"], "k"]),
    ],
)
def test_keys_and_texts(reads: list[str], wanted: list[object]) -> None:
    assert received(*reads) == wanted


def test_escape_and_a_paste_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = TerminalInput(), 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [*terminal.feed("\x1b"), *terminal.tick()] == []  # the beginning of a sequence, perhaps
    now += 2 * constants.ESCAPE_DELAY
    (escape,) = terminal.tick()
    assert isinstance(escape, events.Key) and escape.key == "escape"
    assert [*terminal.feed("\x1b[200~cut"), *terminal.tick()] == []
    now += 60
    (paste,) = terminal.tick()
    assert isinstance(paste, events.Paste) and paste.text == "cut"
