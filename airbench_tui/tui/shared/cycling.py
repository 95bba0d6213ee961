"""One key for a round of choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def after(choices: Iterable[T], one: T) -> T:
    """Return the next choice, wrapping around; the first where *one* is none of them."""
    found = list(choices)
    return found[(found.index(one) + 1) % len(found)] if one in found else found[0]
