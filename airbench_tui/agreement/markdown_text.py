"""Texts from files, escaped for Markdown: they format nothing and link to nothing."""

from __future__ import annotations

import re

from airbench_tui.text import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
# What viewers turn into links without brackets: addresses with and without a scheme, mail addresses, bare domains.
_LINK = re.compile(r"//|@|www\.|mailto:|xmpp:|\w\.[^\W\d_]{2,}", re.IGNORECASE)


def escaped(words: str | None, limit: int = 300) -> str:
    """Escape *words* for Markdown, on one line of at most *limit* characters before escaping.

    A word that a viewer could turn into a link becomes a code span. Backslashes are not enough: GitHub looks for
    mail addresses in the text after it has removed them.
    """
    return " ".join(_word(word) for word in one_line(words or "", limit).split(" "))


def _word(word: str) -> str:
    if not _LINK.search(word):
        return _SPECIAL.sub(r"\\\1", word)
    # A bar would end a table's cell even in a code span, so it stays outside, escaped.
    return r"\|".join(_code(part) for part in word.split("|"))


def _code(part: str) -> str:
    """Return *part* as a code span. The fence is longer than any run of backticks inside (CommonMark, 6.1)."""
    if not part:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", part)), default=0) + 1)
    space = " " if "`" in part else ""
    return f"{fence}{space}{part}{space}{fence}"
