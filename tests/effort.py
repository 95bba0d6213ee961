"""How long the tests may search: a few minutes in all, or with THOROUGH=1 in the environment as long as it takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")

THOROUGH = bool(os.environ.get("THOROUGH"))


def cases(some: Sequence[_T], quick: int) -> Sequence[_T]:
    """Return the first *quick* cases of a parametrized test, or all in a thorough test run."""
    return some if THOROUGH else some[:quick]


def times(quick: int, thorough: int) -> int:
    """Return the number of attempts of a test."""
    return thorough if THOROUGH else quick
