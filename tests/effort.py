"""How long the tests may search: a few minutes in all, or with THOROUGH=1 in the environment as long as it takes."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))


def times(quick: int, thorough: int) -> int:
    """Return how often a test tries something."""
    return thorough if THOROUGH else quick
