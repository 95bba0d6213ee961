"""What a terminal sends, told apart: keys, and text that was pasted with or without paste brackets.

A terminal without bracketed paste types a pasted text like a very fast person. So do ``tmux paste-buffer`` and scripts.
Such a burst arrives in one read, which single keys do not. It is text and never keys: a pasted "1" must not decide.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterable

from textual import _xterm_parser as xterm
from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.message import Message

BURST = 4  # characters that arrive together before they count as text; fewer may be keys over a slow line
_TOGETHER = 0.005  # seconds between two reads of one burst
_CUT_OFF = 2.0  # seconds without input after which a paste without an end counts as ended
_BEGIN, _END = xterm.BRACKETED_PASTE_START, xterm.BRACKETED_PASTE_END
_PIECE = re.compile(
    r"(?P<reply>\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\))"  # an answer of the terminal, such as its colours
    r"|(?P<sequence>\x1b(?:\[M.{3}|\[[0-?]*[ -/]*[@-~]|O.|[^\[O\x1b])?)"
    r"|(?P<text>(?:[^\x00-\x1f\x7f]|[\t\r\n])+)"
    r"|(?P<control>.)",
    re.DOTALL,
)
_CUT_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*)?\Z")
_REPORTS = (  # what is no key, but meant for the program
    re.compile(r"\x1b\[(?:<|M)"),  # the mouse
    xterm._re_terminal_mode_response,
    xterm._re_cursor_position,
    xterm._re_in_band_window_resize,
)


class Burst(events.Paste):
    """Text that arrived at once, without paste brackets."""


class KeyAmidText(events.Key):
    """A key that arrived together with a text: perhaps typed after it by a script, perhaps a part of it."""


Burst.handler_name = events.Paste.handler_name  # widgets handle it as a paste
KeyAmidText.handler_name = events.Key.handler_name


class TerminalInput(xterm.XTermParser):
    """A parser of terminal input that yields keys, and pastes and bursts as whole texts.

    A paste keeps every character. Textual's own parser, to which only keys are passed on, takes an escape character in
    a paste for the beginning of a key, and the characters after it for keys.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: str | None = None  # what has come of the current paste, None outside of pastes
        self._held = ""  # the beginning of a sequence, or of a line end in a burst, that the last read cut
        self._in_burst = False  # whether the last read ended with text that came at once
        self._read_at = float("-inf")

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events of the next characters that were read together; an empty text ends the input."""
        if not data:
            yield from super().feed(data)
            return
        now = time.monotonic()
        self._in_burst = self._in_burst and now - self._read_at < _TOGETHER
        self._read_at = now
        held, self._held = self._held, ""
        if held == "\r" and not self._in_burst:
            yield Burst(held)
            held = ""
        data = held + data
        while data:
            if self._pasted is not None:
                data = yield from self._paste(data)
                continue
            typed, begun, data = data.partition(_BEGIN)
            if not begun and (cut := _CUT_SEQUENCE.search(typed)):
                typed, self._held = typed[: cut.start()], cut[0]
            yield from self._typed(typed)
            if begun:
                self._pasted = ""

    def tick(self) -> Iterable[Message]:
        """Yield the events of what was held back, once nothing follows it. The driver calls this often."""
        waited = time.monotonic() - self._read_at
        if self._held and waited >= constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            if held == "\x1b":
                yield events.Key("escape", held)
            elif held == "\r":
                yield Burst(held)
            else:
                yield from super().feed(held)
        if self._pasted is not None and waited >= _CUT_OFF:
            pasted, self._pasted = self._pasted, None
            yield events.Paste(pasted)
        yield from super().tick()

    def _paste(self, data: str) -> Generator[Message, None, str]:
        """Add *data* to the paste up to its end, and return what follows."""
        known = self._pasted or ""
        at = (whole := known + data).find(_END, max(0, len(known) - len(_END)))
        if at < 0:
            self._pasted = whole
            return ""
        self._pasted = None
        yield events.Paste(whole[:at])
        return whole[at + len(_END) :]

    def _typed(self, data: str) -> Iterable[Message]:
        """Yield the events of what came outside of pastes."""
        pieces, keys = list(_PIECE.finditer(data)), ""
        coloured = any(piece.lastgroup == "sequence" and not _is_meant(piece[0]) for piece in pieces)
        amid = self._in_burst or coloured or any(_came_at_once(piece["text"] or "") for piece in pieces)
        for piece in pieces:
            kind, found = piece.lastgroup, piece[0]
            if kind == "text" and (self._in_burst or coloured or _came_at_once(found)):
                yield from self._keys(keys, amid=amid)
                keys, self._in_burst = "", True
                if found.endswith("\r") and "\r\n" in found and piece.end() == len(data):
                    found, self._held = found[:-1], "\r"  # its line feed may be in the next read
                yield Burst(found)
            elif kind == "sequence" and not _is_meant(found, in_text=self._in_burst):
                if self._in_burst:
                    yield Burst(found)
            elif kind != "reply":
                self._in_burst = False
                keys += found
        yield from self._keys(keys, amid=amid)

    def _keys(self, keys: str, *, amid: bool) -> Iterable[Message]:
        for event in super().feed(keys) if keys else ():
            if amid and isinstance(event, events.Key):
                yield KeyAmidText(event.key, event.character)
            else:
                yield event


def _came_at_once(text: str) -> bool:
    """Tell whether characters of one read are too many to be keys. A held key may be repeated any number of times."""
    return len(text) >= BURST and len(set(text)) > 1


def _is_meant(sequence: str, *, in_text: bool = False) -> bool:
    """Tell whether a sequence is a key or a report of the terminal, and not part of a text, such as a colour.

    *in_text*: it came amid text. A character may be spelled as a sequence there, which is no key.
    """
    if sequence[1:2] != "[":  # Escape, or a key with Alt
        return True
    known = sequence in ANSI_SEQUENCES_KEYS or sequence in xterm.SPECIAL_SEQUENCES
    spelled = not in_text and xterm._re_extended_key.fullmatch(sequence)
    return known or bool(spelled) or any(one.match(sequence) for one in _REPORTS)
