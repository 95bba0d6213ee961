"""Words and numbers that several screens share."""

from __future__ import annotations

import pytest

from airbench_tui.tui.shared.present import percent


@pytest.mark.parametrize(
    ("rate", "words"),
    [(None, "-"), (0.0, "0 %"), (0.002, "1 %"), (0.25, "25 %"), (0.998, "99 %"), (1.0, "100 %")],
)
def test_only_exact_rates_are_shown_as_0_or_100_percent(rate: float | None, words: str) -> None:
    assert percent(rate) == words
