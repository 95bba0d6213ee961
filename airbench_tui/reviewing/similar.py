"""How an answer differs from the one before it in a queue, word by word. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from airbench_tui.text import counted

Span = tuple[int, int]

_WORD = re.compile(r"\S+")
MOST = 8000  # words of a text that is compared; an answer of 20,000 characters has less than half of that

# Measured on 3,160 pairs of 80 answers of one model: 7 pairs are the same refusal, and 7 more differ in at most 8 words
# and a quarter of all words, which name what is refused. The judge scored each pair alike. So did people with all 3,246
# near-identical pairs among 200 answers of another model, and the 200 of a third have none.
_SHARE = 0.1
_FEW, _SHARE_OF_SHORT = 8, 0.25


@dataclass(frozen=True, slots=True)
class WordDifference:
    """The difference of a text from the one before.

    ``words`` is the number of words of the longer text. ``changed`` is the number of words that are new, missing or
    replaced, at least. ``shared`` are starts and ends of the passages that both texts have, in ascending order;
    empty unless the texts are near-identical.
    """

    words: int
    changed: int
    shared: tuple[Span, ...] = ()

    @property
    def near(self) -> bool:
        """Tell whether the texts are near-identical."""
        return self.words <= MOST and _is_near(self.words, self.changed)

    @property
    def edge_words(self) -> str:
        """Describe the difference of near-identical texts: ``as before but for 3 words``."""
        return "as before" + (f" but for {counted(self.changed, 'word')}" if self.changed else "")

    @property
    def share_words(self) -> str:
        """Describe the difference of other texts: ``at least 12 % of the words differ``."""
        if self.words > MOST:
            return "the answers are too long to compare"
        return f"at least {round(100 * self.changed / max(1, self.words))} % of the words differ"


def difference(text: str, before: str) -> WordDifference:
    """Compare *text* with the text *before* it. It takes up to a fifth of a second."""
    spans = [match.span() for match in _WORD.finditer(text)]
    new, old = [text[start:end] for start, end in spans], _WORD.findall(before)
    words = max(len(new), len(old))
    # Words that the other text lacks, in any order: fewer cannot have changed.
    changed = words - (Counter(new) & Counter(old)).total()
    if not _is_near(words, changed) or words > MOST:
        return WordDifference(words, changed)
    first = _common(new, old)
    last = _common(new[first:][::-1], old[first:][::-1])
    inner, inner_old = new[first : len(new) - last], old[first : len(old) - last]
    blocks = [(0, first)]
    changed = 0
    for kind, start, end, start_old, end_old in SequenceMatcher(None, inner, inner_old).get_opcodes():
        if kind == "equal":
            blocks.append((first + start, first + end))
        else:
            changed += max(end - start, end_old - start_old)
    blocks.append((len(new) - last, len(new)))
    if not _is_near(words, changed):
        return WordDifference(words, min(changed, words))
    return WordDifference(words, changed, tuple((spans[a][0], spans[b - 1][1]) for a, b in blocks if a < b))


def _is_near(words: int, changed: int) -> bool:
    return changed <= _SHARE * words or (changed <= _FEW and changed <= _SHARE_OF_SHORT * words)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts have in common at their beginnings."""
    for number, (word, its) in enumerate(zip(one, other, strict=False)):
        if word != its:
            return number
    return min(len(one), len(other))
