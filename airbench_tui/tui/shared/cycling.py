"""Cycling through choices with one key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def after(choices: Iterable[T], one: T) -> T:
    """Return the choice after *one*, wrapping around; the first choice if *one* is not among them."""
    found = list(choices)
    return found[(found.index(one) + 1) % len(found)] if one in found else found[0]
