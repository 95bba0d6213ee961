"""Heat: the steps of values, and their inks."""

from __future__ import annotations

import pytest

from airbench_tui.agreement.corrected_cells import CORRECTED
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.tui.shared import heat
from airbench_tui.tui.theme.contrast import contrast
from airbench_tui.tui.theme.tokens import CONTRAST, DARK, HEAT, LIGHT


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (0.0, 1),
        (0.194, 1),
        (0.195, 2),
        (0.39, 2),
        (0.4, 3),
        (0.55, 4),
        (0.7, 5),
        (0.8, 6),
        (0.9, 7),
        (1.0, 7),
    ],
)
def test_the_steps_of_a_safe_rate(value: float, step: int) -> None:
    for measure in (MEASURES["safe"], MEASURES["mean"], CORRECTED):
        assert heat.step(measure, value) == step


def test_other_measures_are_hot_where_they_are_high() -> None:
    for name in ("override", "difference"):
        steps = [heat.step(MEASURES[name], at / 100) for at in range(101)]
        assert steps[0] == 7 and steps[10] == 5 and steps[20] == 3 and steps[100] == 1
        assert steps == sorted(steps, key=lambda step: -(step or 0))
    assert heat.step(MEASURES["difference"], -0.31) == heat.step(MEASURES["difference"], 0.31) == 2
    assert heat.step(MEASURES["n"], 5.0) is None and heat.bounds(MEASURES["n"]) == ()


@pytest.mark.parametrize("tokens", [DARK, LIGHT, CONTRAST])
def test_figures_read_on_every_step(tokens: dict[str, str]) -> None:
    for token in HEAT:
        ink, hatch = heat.inks(tokens[token])
        assert contrast(ink, tokens[token]) >= 5.0
        assert 1.2 < contrast(hatch, tokens[token]) < contrast(ink, tokens[token])
