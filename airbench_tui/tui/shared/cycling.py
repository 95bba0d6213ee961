"""Cycling through choices with one key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def after(choices: Iterable[T], current: T) -> T:
    """Return the choice after *current*, wrapping around; the first choice if *current* is not among them."""
    found = list(choices)
    return found[(found.index(current) + 1) % len(found)] if current in found else found[0]
