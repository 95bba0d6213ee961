"""Texts that would control a terminal, hide something, break a layout or be executed: a seeded generator.

Every text begins with a plain tag such as ``t17``, by which it can be found on a screen. None contains a character of
a frame (``╭ │ ╯``), so that a frame on the screen is the program's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

# Sequences that neither Textual nor the program ever writes, so that each one found proves a fault.
MARKERS = (
    "\x1b]52;c;SEFDS0VE\x07",  # writes the clipboard
    "\x1b]0;PWNED\x07",  # sets the title
    "\x1b]8;;http://pwned.invalid\x1b\\",  # a link
    "\x1b[2J",  # clears the screen
    "\x1b[6;66r",  # sets the scrolling region
    "\x1b[7;7;77m",
    "\x9b7;7;78m",  # the same with C1
    "\x1bc",  # resets the terminal
)
MARKUP = "[/foo] [bold]fat[/] [@click=app.quit]out[/] [unended"

_ESCAPES = (
    *MARKERS,
    "\x1b[3J\x1b[999;999H",
    "\x1b[?1049l",
    "\x1b[20t\x1b[6n",  # asks the terminal to type
    "\x1b]4;1;rgb:00/00/00\x1b\\",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1b]133;A\x07",
    "\x1bP$q\x1b\\",
    "\x1bPq#0;2;0;0;0#0~~\x1b\\",  # sixel
    "\x1b_Ga=T,f=24;AAAA\x1b\\",
    "\x1b^hidden\x1b\\",
    "\x1bXhidden\x1b\\",
    "\x1b#8",
    "\x1b(0qqq\x1b(B",
    "\x9d52;c;SEFDS0VE\x9c",
    "\x90q~~\x9c",
    "\x1b",
    "\x1b[",
)
_MARKUP = (
    *MARKUP.split(" "),
    "[link=javascript:alert(1)]x[/link]",
    "[on red]",
    "[[[",
    "\\[",
    "[]",
    "[$primary]",
    ":warning:",
    "{0} {} %s %n ${x}",
)
_DOCUMENTS = (
    "[a](javascript:alert(1))",
    "![a](http://pwned.invalid/a.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- --",
    "&lt;&#27;",
    "| a | b |",
    "```",
    "# heading",
    "https://pwned.invalid",
    "'; DROP TABLE reviews; --",
    '{"a": "\\u001b[2J"',
    "../../etc/passwd",
)
_FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "\u200b=1+1",
    "'=1+1",
    ";=1+1",
    '=HYPERLINK("http://pwned.invalid")',
)
_BREAKS = ("\r", "\r\n", "\x85", "\u2028", "\u2029", "\n", "\n" * 40, "\v", "\f", "\t" * 30, "\n\r\n\r")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_ZERO = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e\u115f\u3164"
_WIDE = "日本語한국어ｆｕｌｌ。、「」ｶﾅ\u1112\u1161\u11ab€"
_AMBIGUOUS = "§±×÷■①ΩЯ…—‘’“”°¶†‡•"
_EMOJI = (
    "👩\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "👍\U0001f3fd",
    "🧑\U0001f3ff\u200d💻",
    "🇩🇪🇫",
    "1\ufe0f\u20e3",
    "❤\ufe0f",
    "❤\ufe0e",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)
_PRIVATE = "\ue000\uf8ff\U000f0000\U0010fffd"
_NO_CHARACTERS = (
    "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U000fffff\U0010ffff\ufff9\ufffa\ufffb\ufffc"
)


def _some(characters: str, most: int = 6) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choices(characters, k=chance.randint(1, most)))


def _one(of: tuple[str, ...]) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(of)


def _span(first: int, last: int, most: int) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, most)))


def _undecodable(chance: random.Random) -> str:
    return chance.randbytes(6).decode("utf-8", "surrogateescape").replace("\n", "?")


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    "C0 controls and DEL": _some("".join(map(chr, range(32))) + "\x7f"),
    "C1 controls": _span(0x80, 0x9F, 4),
    "escape sequences": _one(_ESCAPES),
    "bidirectional controls": _some(_BIDI),
    "zero width": _some(_ZERO, 12),
    "lone surrogates": _span(0xD800, 0xDFFF, 3),
    "bytes that are no UTF-8": _undecodable,
    "floods of combining marks": lambda chance: "e" + _span(0x300, 0x36F, 80)(chance),
    "wide characters": _some(_WIDE, 60),
    "ambiguous widths": _some(_AMBIGUOUS, 60),
    "emoji": _one(_EMOJI),
    "markup": _one(_MARKUP),
    "documents": _one(_DOCUMENTS),
    "formulas": _one(_FORMULAS),
    "line breaks": _one(_BREAKS),
    "long lines": lambda chance: chance.choice(("x", "long ", "長", "e\u0301")) * chance.randint(300, 3000),
    "tags": _span(0xE0020, 0xE007F, 20),
    "variation selectors": lambda chance: (
        "a" + _span(0xFE00, 0xFE0F, 8)(chance) + _span(0xE0100, 0xE01EF, 8)(chance)
    ),
    "private use": _some(_PRIVATE),
    "no characters": _some(_NO_CHARACTERS),
}


def texts(seed: int) -> Iterator[str]:
    """Yield hostile texts without end, from each of the families in turn, mixed with others and with plain words."""
    chance = random.Random(seed)
    makers = tuple(FAMILIES.values())
    number = 0
    while True:
        pieces = [makers[number % len(makers)](chance)]
        pieces += [chance.choice(makers)(chance) for _ in range(chance.randint(0, 3))]
        chance.shuffle(pieces)
        glue = chance.choice((" ", " ", "", " and "))
        body = glue.join(pieces)
        # Some begin at once with the attack: a cell of a sheet is a formula only by its beginning.
        yield body + f" t{number}" if number % 4 == 3 else f"t{number} {body} t{number}end"
        number += 1
