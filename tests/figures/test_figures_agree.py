"""Whatever happens to the copies of an audit, every place shows the figures that the plain recount gives.

A history that shows something else is told in few steps. Thousands of them: ``scripts/find_disagreement.py``.
"""

from __future__ import annotations

import pytest

from tests.effort import times
from tests.figures.machine import Histories
from tests.figures.stories import search, told


@pytest.mark.parametrize("seed", [1, 2])  # two tests, so that two cores share them
def test_every_place_shows_the_same_figures(seed: int) -> None:
    found = search(Histories, times(1, 100), 50, seed)
    if found:
        pytest.fail("\n\n".join(map(told, found)), pytrace=False)


class ByCommand(Histories):
    """The same, and at the end the commands say it too."""

    by_command = True


def test_every_command_prints_the_same_figures() -> None:
    found = search(ByCommand, times(1, 30), 30, 3)
    if found:
        pytest.fail("\n\n".join(map(told, found)), pytrace=False)
