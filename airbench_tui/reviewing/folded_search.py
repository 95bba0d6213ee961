"""Finding words in a text as a reader does. Pure.

Letter case, accents, the shape of quotation marks, line breaks and hidden characters make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Span = tuple[int, int]
"""The place of a passage in a text: its start and its end, in characters."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼ´`′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_PIECES = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
_PIECES_WITHOUT_MARKUP = re.compile(r"(?:(?![*_~`#])[\x00-\x7f])+|[^\x00-\x7f]")


def find(text: str, words: str, *, markup: bool = True) -> list[Span]:
    """Return where *words* stand in *text*, within longer words too, in ascending order and without overlaps.

    Without *markup*, the marks of Markdown make no difference either. Returns nothing if *words* has only characters
    that make no difference.
    """
    wanted = _fold(words, markup)[0].split()
    if not wanted:
        return []
    folded, places = _fold(text, markup)
    pattern = r"\s+".join(map(re.escape, wanted))
    found = (match.span() for match in re.finditer(pattern, folded))
    return [(places[start], _end(text, places[end - 1] + 1)) for start, end in found]


def _fold(text: str, markup: bool) -> tuple[str, list[int]]:
    """Return *text* with what makes no difference taken out, and the place in *text* of each character."""
    pieces = _PIECES if markup else _PIECES_WITHOUT_MARKUP
    folded, places = list[str](), list[int]()
    for match in pieces.finditer(text):
        piece, place = match[0], match.start()
        if piece.isascii():  # whole words at once: most of any text
            folded.append(piece.lower().translate(_ALIKE))
            places.extend(range(place, match.end()))
        else:
            plain = _plain(piece)
            folded.append(plain)
            places.extend([place] * len(plain))
    return "".join(folded), places


@lru_cache(4096)
def _plain(character: str) -> str:
    """Return the letters that *character* counts as: "" for an accent or a character without width."""
    decomposed = unicodedata.normalize("NFKD", character.translate(_ALIKE))
    return "".join(
        part for part in decomposed if unicodedata.category(part) not in ("Mn", "Me", "Cf")
    ).casefold()


def _end(text: str, end: int) -> int:
    """Return the end of a passage with the accents on its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
