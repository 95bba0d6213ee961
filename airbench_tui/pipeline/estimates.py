"""The estimate of a run before it starts: calls, tokens, and the cost if the user has set prices.

Prices are the user's own, in ``prices.toml`` of the workspace, in dollars per million tokens::

    ["openai:gpt-4o"]
    input = 2.5
    output = 10.0

A model without prices makes the cost unknown, never zero; a model that runs locally (``gguf:``, ``sample:``,
``phrases``) costs nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from airbench_tui.benchmark.files import RubricText
from airbench_tui.errors import InputError
from airbench_tui.models import spec as specs
from airbench_tui.models.batch import KINDS
from airbench_tui.pipeline.destinations import destinations
from airbench_tui.pipeline.live import Parameters
from airbench_tui.pipeline.plan import RunPlan
from airbench_tui.regular_file import why_not_read
from airbench_tui.text import quote
from airbench_tui.workspace import Workspace

CHARACTERS_PER_TOKEN = 4.0  # a rule of thumb for English, good enough for an estimate
VERDICT_TOKENS = 64  # a judge's sentence and score
_BATCH = 0.5  # the price of a batch, relative to immediate requests
_FREE = ("gguf", "sample", "phrases")

Prices = Mapping[str, tuple[float, float]]
"""Dollars per million tokens read and written, by SPEC."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The number of tokens that a model would read, and the largest number that it could write."""

    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class RunEstimate:
    """The estimate of a run. Token counts come from the length of the texts; answers count at their limit.

    ``cost_at_most`` is in dollars, and None when a price is unknown. ``batched`` lists the parts ("model",
    "judge") that use a Batch API, at half the price. ``asked_at`` holds their addresses.
    """

    items: int
    calls: int
    prompt_tokens: int
    completion_tokens_at_most: int
    cost_at_most: float | None
    batched: tuple[str, ...] = ()
    asked_at: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """Describe the estimate in two lines, and the addresses in a third, if there are any."""
        cost = (
            "cost unknown: no price in prices.toml"
            if self.cost_at_most is None
            else f"at most ${self.cost_at_most:,.2f}"
            if self.cost_at_most
            else "no cost"
        )
        if self.batched:
            cost += f" (the {' and the '.join(self.batched)} by batch, at half price)"
        return (
            f"{self.items:,} prompts, {self.calls:,} calls\nabout {self.prompt_tokens:,} tokens to read, "
            f"at most {self.completion_tokens_at_most:,} to write; {cost}" + self._places()
        )

    def _places(self) -> str:
        parts: dict[str, list[str]] = {}
        for part, address in self.asked_at.items():
            parts.setdefault(address, []).append(part)
        places = "; ".join(f"{' and '.join(names)} at {address}" for address, names in parts.items())
        return f"\n{places}" if places else ""


def estimate(
    asked: Parameters, drawn: RunPlan, rubrics: Mapping[str, RubricText], prices: Prices
) -> RunEstimate:
    """Estimate calls, tokens and cost of a run before it starts. *rubrics* are the judge's, by category."""
    items = len(drawn.items)
    texts = sum(len(text) for _, text in drawn.items)
    target = Tokens(_tokens(texts + len(asked.system) * items), asked.max_tokens * items)
    calls, judge = items, Tokens()
    if asked.judge and specs.parse(asked.judge).kind != "phrases":
        judged = sum(len(rubrics[category].text) for category, _ in drawn.items if category in rubrics)
        judge = Tokens(_tokens(texts + judged) + target.written, VERDICT_TOKENS * items)
        calls *= 2
    batched = in_batches(asked) if asked.batch else ()
    costs = {"model": _cost(asked.model, target, prices), "judge": _cost(asked.judge, judge, prices)}
    known = [cost * (_BATCH if part in batched else 1) for part, cost in costs.items() if cost is not None]
    return RunEstimate(
        items,
        calls,
        target.read + judge.read,
        target.written + judge.written,
        sum(known) if len(known) == len(costs) else None,
        batched,
        destinations(asked),
    )


def in_batches(asked: Parameters) -> tuple[str, ...]:
    """List the parts of a run ("model", "judge") that a Batch API could do."""
    return tuple(
        part
        for part, text in (("model", asked.model), ("judge", asked.judge))
        if text and specs.parse(text).kind in KINDS
    )


def prices(workspace: Workspace) -> Prices:
    """Read the user's prices; empty if there is no file. Raises InputError for a file that cannot be read."""
    path = workspace.folder / "prices.toml"
    if not path.exists():
        return {}
    try:
        if why := why_not_read(path.stat()):
            raise InputError(f"{quote(str(path), 200)} {why}")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return {spec: (float(price["input"]), float(price["output"])) for spec, price in found.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f'{quote(str(path), 200)} has no usable prices: write ["openai:gpt-4o"], then input = 2.5 and output = 10'
        ) from error


def _tokens(characters: int) -> int:
    return round(characters / CHARACTERS_PER_TOKEN)


def _cost(spec: str | None, tokens: Tokens, known: Prices) -> float | None:
    if not spec or specs.parse(spec).kind in _FREE:
        return 0.0
    price = known.get(spec) or known.get(specs.parse(spec).text)
    return None if price is None else (tokens.read * price[0] + tokens.written * price[1]) / 1_000_000
