"""Functions that make untrusted text safe to show.

They are pure, and model text reaches a screen only through them.

Terminals obey control characters wherever they come from, and neither Textual nor Rich removes them: an
answer could write to the clipboard (OSC 52), clear the screen or set the title. This module makes control
characters, bidirectional controls, zero-width characters and lone surrogates visible (``␛``, ``<U+202E>``).
It never changes what is stored or exported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# Characters without a glyph, or that a terminal obeys: the inside of a character class.
HIDDEN_CHARACTERS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 except tab and newline, DEL, C1
    r"\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"  # soft hyphen, format signs
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"  # letters without a glyph
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, separators, bidi
    r"\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\uffff"  # non-characters, variation selectors, BOM, annotation
    r"\ud800-\udfff"  # lone surrogates
    r"\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"  # tags and further variation selectors: they can hide whole messages
    + "".join(
        f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17)
    )  # non-characters
)
_COMBINING = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_HIDDEN = re.compile(
    # One presentation selector after an emoji is common and harmless; several in a row may hide text.
    rf"(?P<presentation>(?<=[^\ufe0e\ufe0f])[\ufe0e\ufe0f])"
    # Some scripts put a few marks on a letter; a longer pile draws over the lines above and below.
    rf"|(?<={_COMBINING}{{4}})(?P<pile>{_COMBINING}+)"
    # Terminals disagree on whether a skin tone takes cells of its own: what follows on its line would shift.
    r"|(?P<tone>[\U0001f3fb-\U0001f3ff])"
    rf"|(?P<control>[{HIDDEN_CHARACTERS}])"
)
_REPLACED = re.compile(rf"(?P<newline>\r\n)|(?P<tab>\t)|{_HIDDEN.pattern}")
_HIDDEN_ASCII = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Shown:
    """Text that is safe to show, and the number of hidden characters made visible in it."""

    text: str
    hidden: int


def show(text: str) -> Shown:
    """Make every character of *text* visible that a terminal could obey or hide.

    Newlines stay, CRLF becomes one newline, and a tab becomes four spaces. The result holds no control
    character except newline, no surrogate, and no zero-width character except combining marks.
    """
    if text.isascii() and text.isprintable():
        return Shown(text, 0)
    hidden = 0

    def visible(match: re.Match[str]) -> str:
        nonlocal hidden
        if match["control"] or match["pile"]:  # a skin tone is no secret
            hidden += len(match[0])
        return _replacement(match)

    return Shown(_REPLACED.sub(visible, text), hidden)


def shown_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where passages of *text* stand in the text that :func:`show` makes of it.

    *spans* are pairs of a start and an end. A passage that begins or ends within characters that are replaced
    together is widened to include them.
    """
    if not spans or (text.isascii() and text.isprintable()):
        return list(spans)
    begins, ends, shifts = (
        [0],
        [0],
        [0],
    )  # of each replaced part: where it stands, and how far it moves the rest
    for match in _REPLACED.finditer(text):
        begins.append(match.start())
        ends.append(match.end())
        shifts.append(shifts[-1] + len(_replacement(match)) - len(match[0]))

    def start(place: int) -> int:
        before = bisect_right(ends, place) - 1
        inside = before + 1 < len(begins) and begins[before + 1] < place
        return (begins[before + 1] if inside else place) + shifts[before]

    def end(place: int) -> int:
        before = bisect_left(begins, place, 1) - 1
        return max(place, ends[before]) + shifts[before]

    return [(start(first), end(last)) for first, last in spans]


def hides(text: str) -> bool:
    """Tell whether *text* has hidden characters, as counted by :func:`show`."""
    if text.isascii():
        text = text.replace("\r\n", "\n")
        return _HIDDEN_ASCII.search(text) is not None
    return show(text).hidden > 0


def mask(text: str) -> str:
    """Replace each hidden character of *text* by one character that is safe to draw, so that positions stay the same.

    It is a visible one, except for a single presentation selector, which is harmless: its place is blank.
    """
    if text.isascii() and text.isprintable():
        return text

    def masked(match: re.Match[str]) -> str:
        return " " if match["presentation"] else "".join(_one_cell(ord(character)) for character in match[0])

    return _HIDDEN.sub(masked, text)


def safe(text: str) -> str:
    """Return *text* as :func:`show` makes it, without the count of hidden characters."""
    return show(text).text


def one_line(text: str, limit: int = 400) -> str:
    """Return the beginning of *text* as one safe line.

    White space is folded, and the line has at most *limit* characters.
    """
    head = " ".join(text[: limit * 2].split())
    line = safe(head[: limit + 1])
    return line[: limit - 1] + "…" if len(line) > limit else line


def quote(text: str, limit: int = 60) -> str:
    """Return *text* in quotes for a message: safe, on one line, and shortened to *limit* characters."""
    return f"'{one_line(text, limit)}'"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an *s* in the plural: ``1 answer``, ``1,200 answers``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _replacement(match: re.Match[str]) -> str:
    """Return what is shown for a part that ``_REPLACED`` found."""
    if match["newline"]:
        return "\n"
    if match["tab"]:
        return "    "
    return "" if match["presentation"] else "".join(_picture(ord(character)) for character in match[0])


def _one_cell(code: int) -> str:
    return _picture(code) if code < 0x20 or code == 0x7F else "\ufffd"


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"<U+{code:04X}>"
