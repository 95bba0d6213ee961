"""Sampling: the same on every machine, simple random within a node, nested, explicit about gaps."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError
from airbench_tui.pipeline.plan import Short, like, plan

PROMPTS = [(idx, f"prompt {number} on {idx}") for idx in taxonomy.categories() for number in range(6)]
IDS = list(taxonomy.categories())
some_prompts = st.lists(st.tuples(st.sampled_from(IDS), st.text(max_size=5)), max_size=60)
levels = st.sampled_from(["l2", "l3", "l4"])


def node(category: str, per: str) -> str:
    return ".".join(category.split(".")[: int(per[1]) - 1])


def test_five_per_level_2() -> None:
    found = plan(PROMPTS)
    assert len(found.items) == 80 and not found.short
    assert set(Counter(node(category, "l2") for category, _ in found.items).values()) == {5}
    assert found.parameters() == {
        "per": "l2",
        "n": 5,
        "seed": 0,
        "categories": [],
        "region": None,
        "short": [],
    }


def test_seeds_draw_differently() -> None:
    zero, one = (set(plan(PROMPTS, seed=seed).items) for seed in (0, 1))
    assert len(zero) == len(one) == 80
    assert len(zero & one) < 20


def test_the_draw_itself_is_fixed() -> None:
    """Fail when the ranking changes: a stored seed would then draw other prompts than it did."""
    drawn = repr(plan(PROMPTS, seed=0).items).encode()
    assert hashlib.sha256(drawn).hexdigest()[:16] == "93a16d5e7626f402"


def test_the_same_under_every_hash_seed() -> None:
    code = (
        "from tests.pipeline.test_plan import PROMPTS; from airbench_tui.pipeline.plan import plan;"
        "print([repr(plan(set(PROMPTS), per, 3, 7)) for per in ('l2', 'l3', 'l4', 'all')])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


@given(some_prompts, levels, st.integers(1, 6), st.integers(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(
    prompts: list[tuple[str, str]], per: str, n: int, seed: int, shuffling: random.Random
) -> None:
    mixed = prompts * 2
    shuffling.shuffle(mixed)
    first, second = plan(prompts, per, n, seed), plan(mixed, per, n, seed)
    assert (first.items, first.short) == (second.items, second.short)
    assert second.repeated == len(mixed) - len(set(mixed))


@given(some_prompts, levels, st.integers(1, 6), st.integers())
def test_counts(prompts: list[tuple[str, str]], per: str, n: int, seed: int) -> None:
    found = plan(prompts, per, n, seed)
    there = Counter(node(category, per) for category, _ in set(prompts))
    drawn = Counter(node(category, per) for category, _ in found.items)
    assert drawn == {name: min(n, count) for name, count in there.items()}
    assert set(found.items) <= set(prompts) and len(set(found.items)) == len(found.items)
    assert list(found.items) == sorted(found.items, key=lambda one: (taxonomy.sort_key(one[0]), one[1]))
    every = [one.id for one in taxonomy.nodes().values() if one.level == int(per[1])]
    assert sorted(found.short) == sorted(Short(name, n, there[name]) for name in every if there[name] < n)


@given(some_prompts, levels, st.integers(1, 4), st.integers(0, 3), st.integers())
def test_draws_nest(prompts: list[tuple[str, str]], per: str, n: int, more: int, seed: int) -> None:
    smaller = set(plan(prompts, per, n, seed).items)
    assert smaller <= set(plan(prompts, per, n + more, seed).items)
    finer = {"l2": "l3", "l3": "l4", "l4": "all"}[per]
    assert smaller <= set(plan(prompts, finer, n, seed).items)


@given(some_prompts, levels, st.integers(), st.sampled_from(["L1.8", "14", "14.3940", "14.3940.16"]))
def test_what_else_is_drawn_does_not_matter(
    prompts: list[tuple[str, str]], per: str, seed: int, chosen: str
) -> None:
    span = taxonomy.nodes()[chosen]
    inside = [one for one in prompts if span.first <= taxonomy.sort_key(one[0]) <= span.last]
    assert plan(prompts, per, 2, seed, [chosen]).items == plan(inside, per, 2, seed).items


def test_every_prompt_has_the_same_chance() -> None:
    """Draw 1 of 4 with 400 seeds: each about 100 times (five standard deviations are 43)."""
    four = [("1.1.1", f"text {number}") for number in range(4)]
    drawn = Counter(plan(four, "l4", 1, seed, ["1.1.1"]).items[0] for seed in range(400))
    assert all(abs(drawn[one] - 100) < 44 for one in four)


def test_all_takes_every_prompt() -> None:
    found = plan(PROMPTS, "all")
    assert found.items == tuple(PROMPTS) and found.n is None and not found.short
    assert len(plan(PROMPTS, "all", categories=["14.3940.16"]).items) == 6


def test_fewer_prompts_than_wanted_are_reported() -> None:
    prompts = [("1.1.1", "a"), ("1.1.1", "b"), ("2.4.1", "c")]
    assert plan(prompts, "l2", 2, categories=["1", "2", "3"]).short == (Short("2", 2, 1), Short("3", 2, 0))
    # With a region, a node without any prompt is outside the region.
    assert plan(prompts, "l2", 2, region="us").short == (Short("2", 2, 1),)


def test_text_with_surrogates_and_nul() -> None:
    odd = [("1.1.1", "\ud800"), ("1.1.1", "a\0b"), ("1.1.1", "")]
    assert len(plan(odd, "l4", 3, categories=["1.1.1"]).items) == 3


def test_like_asks_the_same_prompts() -> None:
    run = [("14.3940.16", "b"), ("1.1.1", "z"), ("1.1.1", "a"), ("1.1.1", "z")]
    found = like(run)
    assert found.items == (("1.1.1", "a"), ("1.1.1", "z"), ("14.3940.16", "b"))
    assert (found.repeated, found.per, found.short) == (1, None, ())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"n": 0}, "at least 1"),
        ({"per": "l5"}, "l2, l3, l4 or all"),
        ({"categories": ["1", "99"]}, "no category '99'"),
    ],
)
def test_invalid_plans_are_refused(arguments: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        plan(PROMPTS, **arguments)  # type: ignore[arg-type]


def test_unknown_categories_of_prompts() -> None:
    for planned in (plan, like):
        with pytest.raises(InputError, match="not in the taxonomy"):
            planned([("99.1.1", "x")])
