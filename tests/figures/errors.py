"""What is raised where figures disagree."""

from __future__ import annotations

from functools import cache


class DisagreementError(AssertionError):
    """Two places say different things of one audit, or a place says another than the recount.

    ``args``: what they say, and the history.
    """

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def kind_of(name: str) -> type[DisagreementError]:
    """A kind of its own for each figure and place, so that Hypothesis tells them apart."""
    return type(f"DisagreementError[{name}]", (DisagreementError,), {})
