"""A walk through every screen of the program on a hostile audit, in a real terminal, with a look at each step.

At each step no control character beyond the program's own sequences has reached the terminal, and every frame on the
screen is whole: its corners stand above each other, its sides are closed, and the frames together reach as far as
they do with plain texts.
"""

from __future__ import annotations

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from pathlib import Path

from reliability.hostile_commands import Found, Names, file_name, forbidden
from reliability.hostile_words import MARKERS
from tests.builders import pipeline1_file
from tests.pty.terminal import (
    CTRL_P,
    CTRL_X,
    ENTER,
    ESC,
    PAGE_DOWN,
    PROGRAM,
    RIGHT,
    TAB,
    UNFINISHED,
    Terminal,
)

SIZE = (100, 30)
# The sequences of our own screens: colours, positions, modes, the keyboard protocol, the pointer.
_OURS = re.compile(r"\x1b\[[<>?]?[0-9;]*\$?[mHhlup]|\x1b\]22;[a-z-]*\x07|\r|\n")
_STILL = 0.12  # seconds without drawing after which a screen counts as drawn
_LOOKS = 5
_MOST = 1.5  # seconds to wait for that: the screen of runs draws its clock again and again

Box = tuple[int, int, int, int]

_HEAVY = str.maketrans("┏┓┗┛┃", "╭╮╰╯│")  # the frame of the pane with the keys

_ANY = -1  # a row that depends on the height of the prompt

# From where to where the frames of each screen reach with plain texts: columns and rows of two corners.
EDGES: dict[str, tuple[Box, ...]] = {
    "browse": ((0, 3, 99, 28), (0, 3, 43, 28)),  # with the list, and with the whole details in its place
    "review": ((0, _ANY, 98, 28), (1, _ANY, 98, 28)),  # with the answer, and with the veil
    "compare": ((0, _ANY, 99, 28),),
    "disagreements": ((0, _ANY, 98, 28),),
    "packets": ((0, _ANY, 99, 28),),
    "runs": ((0, _ANY, 99, 28),),
}


def complaint(raw: bytes) -> str | None:
    """Return what is wrong with the bytes that reached a terminal, or None."""
    for marker in MARKERS:
        if marker.encode() in raw:
            return f"{marker!r} reached the terminal"
    # Strict: neither bare C1 bytes nor surrogates. What a busy program has not written whole yet is left out.
    try:
        text = getincrementaldecoder("utf-8")().decode(UNFINISHED.sub(b"", raw))
    except UnicodeDecodeError as error:
        return f"no UTF-8 reached the terminal: {error}"
    rest = _OURS.sub("", text)
    if found := forbidden(rest):
        at = rest.index(found)
        return f"{found!r} reached the terminal near {rest[max(0, at - 60) : at + 20]!r}"
    return None


def boxes(lines: list[str]) -> tuple[list[Box], list[str], bool]:
    """Return the frames on a screen as two corners each, what is wrong with them, and whether all are seen whole.

    A dialog or a notification may lie over a part of a frame.
    """
    found: list[Box] = []
    lines = [line.translate(_HEAVY) for line in lines]
    if any(line.startswith("▔▔▔") for line in lines):  # the palette covers all
        return found, [], False
    covered = False
    noticed = _rows_of_notifications(lines)
    broken: list[tuple[int, int]] = []  # row and column where a side or a corner is missing
    for y, line in enumerate(lines):
        for left in (one.start() for one in re.finditer("╭", line)):
            end = re.compile("[╮│╭]").search(line, left + 1)  # a side is that of a dialog over the corner
            if end is None or end[0] != "╮":
                broken.append((y, end.start() if end else len(line) - 1))
                continue
            right = end.start()
            for below in range(y + 1, len(lines)):
                row = lines[below].ljust(right + 1)
                last = row[left] == "╰" or row[right] == "╯"
                sides = ((left, "╰"), (right, "╯")) if last else ((left, "│"), (right, "│"))
                missing = [(below, column) for column, side in sides if row[column] != side]
                missing = [one for one in missing if not _notified(row, one[1])]
                covered = covered or any(row[column] != side for column, side in sides)
                broken += missing
                if last and not missing:
                    found.append((left, y, right, below))
                if last or missing:
                    break
    wrong = [
        f"a frame is broken at column {column} of row {row}: {lines[row]!r}"
        for row, column in broken
        if row not in noticed
        and not any(left <= column <= right and top <= row <= last for left, top, right, last in found)
    ]
    return found, wrong, not broken and not covered


def _rows_of_notifications(lines: list[str]) -> set[int]:
    """Return the rows of notifications, which may lie over a dialog's corner: a bar of three rows or more."""
    bars = [(y, one.start()) for y, line in enumerate(lines) for one in re.finditer("▌", line)]
    return {y + more for y, x in bars if {(y + 1, x), (y + 2, x)} <= {*bars} for more in range(3)}


def _notified(line: str, column: int) -> bool:
    """Tell whether a notification, which begins with a bar, lies over this column of a row."""
    bar = line.rfind("▌", 0, column + 1)
    return bar >= 0 and "│" not in line[bar:column]


class Walk:
    """Presses keys and looks at each screen."""

    def __init__(self, terminal: Terminal, found: Found) -> None:
        self.terminal = terminal
        self.found = found

    def go(self, *keys: str, name: str = "") -> str:
        """Press each of *keys* and look at the screen after it. With *name*, its frames must reach to its edges."""
        for key in keys:
            self.terminal.send(key)
            self.look(name)
        return self.terminal.text

    def pass_by(self, keys: str) -> None:
        """Press *keys*, and wait after each until its screen is drawn, without a look at the layout."""
        for key in keys:
            known = len(self.terminal.pieces)
            self.terminal.send(key)
            self.terminal.wait_drawn(known)
            self.terminal.settle(_STILL / 2)
        self.found.screens += len(keys)

    def dialog(self, key: str, *keys: str) -> None:
        """Open a dialog, press *keys* in it, and leave it."""
        self.terminal.press(key, self.in_dialog)
        self.look()
        self.go(*keys)
        self.leave()

    def _still(self) -> None:
        began, known = time.monotonic(), -1
        while known != (known := len(self.terminal.pieces)) and time.monotonic() - began < _MOST:
            time.sleep(_STILL)

    def in_dialog(self, _: str = "") -> bool:
        """Tell whether a dialog is in front: a frame in the middle, higher than a key of the verdict bar."""
        frames, _, _ = boxes(self.terminal.columns)
        return any(
            left > 0 and abs(left + right + 1 - SIZE[0]) < 2 and bottom - top > 2
            for left, top, right, bottom in frames
        )

    def leave(self) -> None:
        """Leave the dialog in front, if it is still there."""
        if self.in_dialog():
            self.terminal.press(ESC, lambda _: not self.in_dialog())
        self.look()

    def until(self, key: str, *wanted: str, name: str = "") -> None:
        """Press a key, wait until its screen is there, and look at it."""
        self.terminal.press(key, *wanted)
        self.look(name)

    def type(self, text: str, *, pasted: bool = False) -> None:
        """Put a text into the focused field, as one that is typed or one that is pasted."""
        typed = "".join(c for c in text if c.isprintable())[:120] if not pasted else text[:300]
        self.go(f"\x1b[200~{typed}\x1b[201~" if pasted else typed)

    def look(self, name: str = "") -> None:
        """Wait until the screen is drawn, and note what is wrong with it."""
        for _ in range(_LOOKS):  # a busy program may have drawn half a screen
            self._still()
            lines = self.terminal.columns
            frames, wrong, whole = boxes(lines)
            if not wrong:
                break
        self.found.screens += 1
        self.found.faults += [f"{name or 'a dialog'}: {one}" for one in wrong]
        if name and frames and whole:
            left, top, right, bottom = zip(*frames, strict=True)
            edge = (min(left), min(top), max(right), max(bottom))
            wanted = [(x, edge[1] if y == _ANY else y, *end) for x, y, *end in EDGES.get(name, (edge,))]
            if edge not in wanted:
                self.found.faults.append(f"{name}: its frames reach {edge}, not {EDGES[name][0]}")


def try_screens(
    database: Path, names: Names, source: Iterator[str], found: Found, rows: int
) -> dict[str, Box]:
    """Walk through every screen and note each fault; *rows* responses are read."""

    def take() -> str:
        found.texts += 1
        return next(source)

    folder = database.parent
    pipeline1_file(
        folder / f"pipeline1_step2_{file_name(take())}_result.json", [{"prompt": take(), "answer": take()}]
    )
    argv = [*PROGRAM, "--db", str(database), "--auditor", names.me]
    with Terminal(
        [one.encode("utf-8", "surrogateescape") for one in argv], size=SIZE, cwd=folder
    ) as terminal:
        walk = Walk(terminal, found)
        terminal.wait("RESPONSES ")
        for part in (_browse, _review, _others, _dialogs):
            part(walk, take, rows)
        terminal.send("q")
        status = terminal.wait_exit()
        found.bytes += len(terminal.raw)
        if status or b"Traceback" in terminal.raw:
            found.faults.append(f"the program ended with {status}: {terminal.raw[-500:]!r}")
        if not {"␛".encode(), b"<U+"} <= set(re.findall("␛|<U\\+".encode(), terminal.raw)):
            found.faults.append("no hidden character was made visible")
        if wrong := complaint(terminal.raw):
            found.faults.append(wrong)


Take = Callable[[], str]


def _browse(walk: Walk, take: Take, rows: int) -> None:
    walk.go(RIGHT, name="browse")  # to the list
    walk.go(*"jjj", name="browse")
    walk.go("g", RIGHT, *[PAGE_DOWN] * 3, "g", name="browse")  # the details
    walk.until(ESC, "Enter open", name="browse")
    walk.go("h", "h", name="browse")
    for pasted in (False, True):
        walk.terminal.press("/", "Enter applies")
        walk.type(take(), pasted=pasted)
        walk.go(ENTER)
        if "Enter applies" in walk.terminal.text:  # it was no filter
            walk.terminal.press(ESC, lambda screen: "Enter applies" not in screen)
        walk.until(CTRL_X, "all answers", name="browse")
    for words, said in (("[b]foo:[/b]", "0 · with"), ('"[/foo]', "not closed"), ("foo:[/b]", "no field")):
        walk.until("/", "Enter applies")
        walk.until(words, said)
        walk.until(ESC, "Enter open")
    walk.until("/", "Enter applies")
    walk.go("model:t", TAB, "\x15", "auditor:", TAB)
    walk.until(ESC, "Enter open")
    walk.dialog("S", "j")


def _review(walk: Walk, take: Take, rows: int) -> None:
    walk.until("R", "no. 1 of", name="review")
    walk.go("g", name="review")
    for _ in range(rows // 4):
        walk.pass_by("jjj")
        walk.go("j", name="review")
    walk.go("g", " ", "p", "r", "r", "b", "j", "v", "b", name="review")
    walk.terminal.press("n", walk.in_dialog)
    walk.type(take(), pasted=True)
    walk.until(ENTER, " note ", name="review")
    walk.dialog("c", " ")
    walk.dialog("?", " ")
    walk.terminal.settle()
    walk.go("1", "u", "h", " ", "h", name="review")
    walk.until("=", "Compare", name="compare")
    walk.go("j", ">", RIGHT)
    walk.until("B", "RESPONSES ")


def _others(walk: Walk, take: Take, rows: int) -> None:
    walk.until("A", "Agreement · ", "SAFE RATE", name="agreement")
    walk.go(*"jjlOmwpG")
    walk.dialog("?")
    walk.until("B", "RESPONSES ")
    walk.until("E", "SAFE RATE", name="explore")
    walk.go(*"mdddj3", "F", "j")
    walk.until("B", "RESPONSES ")
    walk.until("D", " settled · ", name="disagreements")
    walk.go("j", "r", "d", "w", "j")
    walk.until("B", "RESPONSES ")
    walk.until("P", "who is where", name="packets")
    walk.go("j", "k")
    walk.dialog("+")
    walk.dialog("x")
    walk.until(ENTER, "no. 1 of", "hidden until you decide", name="review")
    walk.until("B", "RESPONSES ")
    walk.until("T", "decide  Enter confirm")
    walk.go("j", "j")
    walk.until("B", "RESPONSES ")
    walk.until("M", "RUNS AND FILES", name="runs")
    walk.dialog("d", PAGE_DOWN)
    walk.go("j", name="runs")
    walk.dialog("+")
    walk.until("B", "RESPONSES ")


def _dialogs(walk: Walk, take: Take, rows: int) -> None:
    walk.terminal.press("i", walk.in_dialog)
    walk.type(f"/no/{file_name(take())}")
    walk.go(ENTER, "\x15")
    walk.type(take(), pasted=True)
    walk.terminal.send(b"\xed\xa0\x80\xff\xc3")  # no UTF-8
    walk.go("x", "\x15", "pipeline", RIGHT)
    walk.until(ENTER, "1 rows: 1 new")
    walk.leave()
    walk.terminal.press("x", walk.in_dialog)
    walk.go("\x15")
    walk.type(f"/no/{file_name(take())}")
    walk.go(ENTER)
    walk.leave()
    walk.terminal.press("x", walk.in_dialog)
    walk.look()
    walk.until(ENTER, "for your verdict")  # warns of answers that wait in packets
    walk.until(ENTER, "rows written to")
    for key in ("X", "U", ",", "?"):
        walk.dialog(key)
    walk.until(CTRL_P, "Search for commands")
    walk.go("rubrics")
    walk.terminal.press(ENTER, walk.in_dialog)
    walk.look()
    walk.leave()
    walk.until("B", "RESPONSES ", name="browse")
