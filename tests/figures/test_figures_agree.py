"""Whatever happens to the copies of an audit, every place shows the figures that the plain recount gives."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.figures.machine import Histories

SETTINGS = settings(
    max_examples=30,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)

TestFiguresAgree = Histories.TestCase
TestFiguresAgree.settings = SETTINGS
