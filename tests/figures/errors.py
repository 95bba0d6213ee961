"""What is raised where figures disagree."""

from __future__ import annotations

from functools import cache
from typing import Any


class DisagreementError(AssertionError):
    """Two places say different things of one audit, or a place says another than the recount.

    ``name``: the figure and the place, ``story``: the steps before.
    """

    name = ""

    def __init__(self, words: str, story: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__(words)
        self.story = story


@cache
def kind_of(name: str) -> type[DisagreementError]:
    """A kind of its own for each figure and place, so that Hypothesis tells them apart."""
    return type(f"DisagreementError[{name}]", (DisagreementError,), {"name": name})
