"""The estimate of a run: calls, tokens, cost by the user's own prices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from airbench_tui.benchmark.files import RubricText
from airbench_tui.errors import InputError
from airbench_tui.pipeline.estimates import estimate, prices
from airbench_tui.pipeline.live import Parameters
from airbench_tui.pipeline.plan import like
from airbench_tui.workspace import Workspace

PLAN = like([("12.37.2", "p" * 400), ("1.1.1", "q" * 400)])
RUBRICS = {category: RubricText("r" * 800, "x") for category in ("12.37.2", "1.1.1")}


def test_calls_and_tokens() -> None:
    asked = Parameters(model="openai:gpt-4o", judge="openai:gpt-4o", system="s" * 40, max_tokens=100)
    found = estimate(asked, PLAN, RUBRICS, {})
    assert (found.items, found.calls) == (2, 4)
    assert found.prompt_tokens == 220 + 600 + 200  # prompts and system; prompts, rubrics and answers
    assert found.completion_tokens_at_most == 200 + 128
    assert found.cost_at_most is None and "cost unknown" in found.in_words()


def test_cost_by_the_users_prices() -> None:
    asked = Parameters(model="openai:a", judge="openai:b", system="s" * 40, max_tokens=100)
    found = estimate(asked, PLAN, RUBRICS, {"openai:a": (1.0, 2.0), "openai:b": (10.0, 20.0)})
    assert found.cost_at_most == pytest.approx((220 * 1 + 200 * 2 + 800 * 10 + 128 * 20) / 1_000_000)


@pytest.mark.parametrize(
    ("model", "judge", "batched", "cost"),
    [
        ("openai:a", "together:b", ("model", "judge"), (220 + 400 + 8000 + 2560) / 2),
        ("http://127.0.0.1:1/v1#a", "together:b", ("judge",), 220 + 400 + (8000 + 2560) / 2),
        ("openai:a", "http://127.0.0.1:1/v1#b", ("model",), (220 + 400) / 2 + 8000 + 2560),
        ("openai:a", "phrases", ("model",), (220 + 400) / 2),
    ],
)
def test_batches_cost_half(model: str, judge: str, batched: tuple[str, ...], cost: float) -> None:
    asked = Parameters(model, judge, system="s" * 40, max_tokens=100, batch=True)
    found = estimate(asked, PLAN, RUBRICS, {model: (1.0, 2.0), judge: (10.0, 20.0)})
    assert found.batched == batched and found.cost_at_most == pytest.approx(cost / 1_000_000)
    assert f"(the {' and the '.join(batched)} by batch, at half price)" in found.in_words()
    assert estimate(replace(asked, batch=False), PLAN, RUBRICS, {}).batched == ()


def test_one_unknown_price_makes_the_cost_unknown() -> None:
    asked = Parameters(model="openai:a", judge="openai:b")
    assert estimate(asked, PLAN, RUBRICS, {"openai:a": (1.0, 2.0)}).cost_at_most is None


def test_local_models_cost_nothing() -> None:
    found = estimate(Parameters(model="sample:Quill", judge="phrases"), PLAN, {}, {})
    assert found.cost_at_most == 0 and "no cost" in found.in_words()


def test_prices_file(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "a.db", "ann")
    assert prices(workspace) == {}
    (tmp_path / "prices.toml").write_text('["openai:gpt-4o"]\ninput = 2.5\noutput = 10\n')
    assert prices(workspace) == {"openai:gpt-4o": (2.5, 10.0)}
    for broken in ("nonsense", '["openai:gpt-4o"]\ninput = 2.5\n', "a = 1\n"):
        (tmp_path / "prices.toml").write_text(broken)
        with pytest.raises(InputError, match=r"prices\.toml"):
            prices(workspace)
