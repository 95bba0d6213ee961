"""A short form of ``reliability/hostile_texts.py``: none controls the terminal, crashes or breaks a frame."""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability.hostile_commands import faults, file_name, forbidden
from reliability.hostile_screens import boxes, complaint
from reliability.hostile_texts import attempt
from reliability.hostile_words import FAMILIES, MARKERS, texts
from tests.effort import times
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.xdist_group("pty hostile text")


def test_hostile_texts(tmp_path: Path) -> None:
    found = attempt(tmp_path, times(250, 2_000), seed=3, rows=times(30, 70), read=times(4, 64))
    assert not found.faults, "\n".join(found.faults)
    assert found.texts >= 250 and found.commands > 70 and found.screens > 100


def test_an_empty_database_under_a_hostile_name(tmp_path: Path) -> None:
    folder = tmp_path / file_name(" ".join(MARKERS))
    folder.mkdir()
    with Terminal([*PROGRAM, "--db", str(folder / "new.db")], cwd=folder) as terminal:
        terminal.wait("This database is empty")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert complaint(terminal.raw) is None


def test_each_family_of_hostile_texts_comes_soon() -> None:
    source = texts(1)
    some = "".join(next(source) for _ in range(3 * len(FAMILIES)))
    for first, last in (
        ("\x1b", "\x1b"),
        ("\u202a", "\u202e"),
        ("\ud800", "\udfff"),
        ("\U000e0020", "\U000e007f"),
    ):
        assert any(first <= one <= last for one in some), ascii(first)
    for words in ("[", "=1", "javascript", "\u0301", "\r"):
        assert words in some, ascii(words)


@pytest.mark.parametrize("raw", [*MARKERS, "\x00", "\x85", "\u202e", "\u200b", "\U000e0041", "\ufdd0"])
def test_what_reaches_a_terminal_is_noticed(raw: str) -> None:
    assert complaint(f"\x1b[1;31mfine\x1b[0m {raw} end".encode()) is not None
    assert forbidden(f"fine {raw}") is not None


def test_what_is_fine_is_no_fault() -> None:
    assert complaint("\x1b[?25l\x1b[1;31mé日👍 \x1b[0m\r\n".encode()) is None
    assert complaint(b"\xff") is not None
    assert list(faults(2, b"", "'é': not a filter\n".encode(), False)) == []
    assert list(faults(1, b"\x1b[2J", b"Traceback", False)) and list(faults(3, b"", b"", False))


def test_a_broken_frame_is_noticed_and_a_covered_one_is_not() -> None:
    frame = ["╭──────╮", "│ text │", "│ text │", "╰──────╯"]
    assert boxes(frame) == ([(0, 0, 7, 3)], [], True)
    for row in ("│ te│", "│ text  │", "│ text"):
        _, wrong, whole = boxes([*frame[:2], row, frame[3]])
        assert len(wrong) == 1 and not whole
    assert boxes([*frame[:3], "│──────╯"])[1] and boxes(["╭──────", *frame[1:]])[1]
    notified = [*frame[:2], "│ ▌ note", frame[3]]
    assert not boxes(notified)[1]
    dialog = ["╭────────╮", "│ a ╭──────╮", "│ b │ text │", "╰───╰──────╯"]
    assert not boxes(dialog)[1]
