"""The errors raised when figures disagree."""

from __future__ import annotations

from functools import cache
from typing import Any


class DisagreementError(AssertionError):
    """An error for a place that shows another figure than a second place or the recount.

    ``name``: the figure and the place, ``story``: the steps before.
    """

    name = ""

    def __init__(self, words: str, story: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__(words)
        self.story = story


@cache
def kind_of(name: str) -> type[DisagreementError]:
    """Return an error class for each figure and place, so that Hypothesis distinguishes them."""
    return type(f"DisagreementError[{name}]", (DisagreementError,), {"name": name})
