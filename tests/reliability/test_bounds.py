"""A short form of ``reliability/bounds.py``: what is too large is refused, within the memory allowed."""

from __future__ import annotations

import pytest

from reliability import bounds


@pytest.mark.parametrize("case", [case for case in bounds.CASES if case.short], ids=lambda case: case.name)
def test_a_bound_holds(case: bounds.Case) -> None:
    outcome = bounds.measured(case)
    assert bounds.holds(case, outcome), outcome
