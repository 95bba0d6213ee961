"""Rows in batches. ``itertools.batched`` needs Python 3.12, and this program also runs on 3.11."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")

SIZE = 200  # rows per transaction; other writers, such as an auditor at work, wait for about one of these
_PAUSE = 0.01  # seconds between two transactions, in which other writers get the lock


def batched(items: Iterable[T]) -> Iterator[tuple[list[T], bool]]:
    """Yield lists of SIZE items, and whether it is the last list, which may be shorter. Pause after each list."""
    iterator = iter(items)
    while batch := list(islice(iterator, SIZE)):
        following = list(islice(iterator, 1))
        iterator = chain(following, iterator)
        yield batch, not following
        if following:
            time.sleep(_PAUSE)
