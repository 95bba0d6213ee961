"""Whatever happens to the copies of an audit, every place shows the figures that the plain recount gives."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures.machine import Histories

# Two tests of fifteen histories each, so that two cores share them. Thousands: ``scripts/find_disagreement.py``.
SETTINGS = settings(
    max_examples=15,
    stateful_step_count=50,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_place_shows_the_same_figures(seed: int) -> None:
    run_state_machine_as_test(hypothesis.seed(seed)(Histories), settings=SETTINGS)


class ByCommand(Histories):
    """The same, and at the end the commands say it too."""

    by_command = True


def test_every_command_prints_the_same_figures() -> None:
    few = settings(SETTINGS, max_examples=4, stateful_step_count=30)
    run_state_machine_as_test(hypothesis.seed(3)(ByCommand), settings=few)
