"""Rows in batches. ``itertools.batched`` needs Python 3.12, and this program also runs on 3.11."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")

SIZE = 500  # rows per transaction; other writers, such as an auditor at work, wait for at most one of these


def batched(items: Iterable[T]) -> Iterator[tuple[list[T], bool]]:
    """Yield lists of SIZE items, and whether it is the last list, which may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, SIZE)):
        following = list(islice(iterator, 1))
        iterator = chain(following, iterator)
        yield batch, not following
