"""Random designs: correct probabilities, the same draw everywhere, a fair share of the work."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError
from airbench_tui.reviewing.packet_design import PRIOR_SAFE, PacketDraw, Unit, allocate, draw, select
from airbench_tui.reviewing.packet_sharing import AssignedItem, share
from airbench_tui.store.identity import digest
from tests.effort import times

KEYS = [category.key for category in taxonomy.categories().values()]
WHOLE = 5_694


def units(count: int = WHOLE) -> list[Unit]:
    """Return as many responses as the benchmark has: a quarter not safe, a few ambiguous."""
    return [
        Unit(
            digest("test", number),
            KEYS[number % len(KEYS)],
            0.5 if number % 25 == 7 else 0.0 if number % 4 == 1 else 1.0,
        )
        for number in range(count)
    ]


def uids(frame: list[Unit], drawn: PacketDraw) -> list[str]:
    return [frame[index].uid for index, _ in drawn.items]


# --- probabilities ------------------------------------------------------------------------------


@pytest.mark.parametrize("allocation", ["proportional", "equal"])
def test_thousands_of_draws_agree_with_the_probabilities(allocation: str) -> None:
    """Draw 100 of 5,694 by judge score, and count how often each response and some pairs are drawn."""
    rounds, frame = times(4_000, 10_000), units()
    drawn = draw(frame, 100, 0, "judge-score", allocation)  # type: ignore[arg-type]
    members: list[list[int]] = [[] for _ in drawn.strata]
    for index, stratum in enumerate(drawn.stratum_of):
        members[stratum].append(index)
    watched = [inside[:8] for inside in members]
    single, pairs = Counter[int](), Counter[tuple[int, int]]()
    marked = {index for some in watched for index in some}
    for seed in range(rounds):
        found = [index for index, _ in select(drawn.strata, members, seed)]
        assert len(set(found)) == 100
        single.update(found)
        seen = sorted(marked.intersection(found))
        pairs.update(combinations(seen, 2))

    def near(observed: int, probability: float, sigmas: float) -> bool:
        return abs(observed - rounds * probability) <= sigmas * math.sqrt(
            rounds * probability * (1 - probability)
        )

    squares = 0.0
    for stratum, inside in zip(drawn.strata, members, strict=True):
        p = stratum.probability
        assert p == stratum.take / len(inside)
        # Among 5,694 normal deviates the largest is near 3.7, and beyond 5.5 in 1 of 5,000 tests.
        assert all(near(single[index], p, 5.5) for index in inside)
        assert sum(single[index] for index in inside) == rounds * stratum.take
        squares += sum((single[index] - rounds * p) ** 2 / (rounds * p * (1 - p)) for index in inside)
    # The counts are neither more uneven than chance nor more even (chi-squared, 5,694 cells: sd of the mean
    # .019).
    assert 0.9 < squares / WHOLE < 1.1
    for some, stratum in zip(watched, drawn.strata, strict=True):
        joint = stratum.take * (stratum.take - 1) / (stratum.size * (stratum.size - 1))
        together = sum(pairs[pair] for pair in combinations(some, 2))
        expected = rounds * joint * math.comb(len(some), 2)
        assert abs(together - expected) <= 6 * math.sqrt(max(expected, 1.0)), stratum
    for (one, p), (other, q) in combinations(
        [(some, stratum.probability) for some, stratum in zip(watched, drawn.strata, strict=True)], 2
    ):
        expected = rounds * p * q * len(one) * len(other)  # strata are drawn independently
        together = sum(pairs[min(a, b), max(a, b)] for a in one for b in other)
        assert abs(together - expected) <= 6 * math.sqrt(max(expected, 1.0))


@given(
    st.lists(st.tuples(st.integers(1, 400), st.floats(0.01, 1)), min_size=1, max_size=20),
    st.integers(0, 10_000),
    st.booleans(),
)
def test_allocation(strata: list[tuple[int, float]], extra: int, equal: bool) -> None:
    sizes = [size for size, _ in strata]
    n = min(len(sizes) + extra % (sum(sizes) + 1), sum(sizes))
    weights = [1.0 if equal else size * deviation for size, deviation in strata]
    takes = allocate(sizes, weights, n)
    assert sum(takes) == n
    assert all(1 <= take <= size for take, size in zip(takes, sizes, strict=True))
    if n >= sum(min(2, size) for size in sizes):
        assert all(take >= min(2, size) for take, size in zip(takes, sizes, strict=True))
    # Takes are in proportion, up to rounding, wherever neither bound applies.
    free = [
        (take, weight) for take, size, weight in zip(takes, sizes, weights, strict=True) if 2 < take < size
    ]
    for (take, weight), (other, its) in combinations(free, 2):
        assert (take - 1) / weight <= (other + 1) / its * (1 + 1e-6)
        assert (other - 1) / its <= (take + 1) / weight * (1 + 1e-6)


def test_allocations_by_hand() -> None:
    assert allocate([200, 50, 750], [200, 50, 750], 100) == [20, 5, 75]
    assert allocate([200, 50, 750], [1, 1, 1], 100) == [34, 33, 33]
    assert allocate([200, 10, 750], [1, 1, 1], 100) == [
        45,
        10,
        45,
    ]  # the excess goes to the others
    assert allocate([1, 1, 998], [1, 1, 998], 100) == [1, 1, 98]
    assert allocate([5, 5, 5000], [5, 5, 5000], 5) == [1, 1, 3]
    assert allocate([30, 30, 40], [30, 30, 40], 3) == [1, 1, 1]
    assert allocate([3, 4], [3, 4], 7) == [3, 4]


def test_optimal_puts_reviews_where_the_judge_is_doubtful() -> None:
    takes = {
        allocation: {
            stratum.name: stratum.take for stratum in draw(units(), 200, 1, "judge-score", allocation).strata
        }
        for allocation in ("proportional", "optimal")
    }  # type: ignore[misc]
    assert takes["optimal"]["0.5"] > takes["proportional"]["0.5"]
    assert takes["optimal"]["0"] > takes["proportional"]["0"]
    assert takes["optimal"]["1"] < takes["proportional"]["1"]
    deviation = {score: math.sqrt(safe * (1 - safe)) for score, safe in PRIOR_SAFE.items()}
    sizes = Counter(unit.score for unit in units())
    total = sum(sizes[score] * deviation[score] for score in sizes)
    for score, name in ((0.0, "0"), (0.5, "0.5"), (1.0, "1")):
        assert abs(takes["optimal"][name] - 200 * sizes[score] * deviation[score] / total) < 1


@pytest.mark.parametrize(("stratify", "count"), [("l1", 4), ("l2", 16), ("none", 1), ("judge-score", 3)])
@pytest.mark.parametrize("allocation", ["proportional", "equal", "optimal"])
def test_strata(stratify: str, count: int, allocation: str) -> None:
    frame = units()
    drawn = draw(frame, 120, 3, stratify, allocation)  # type: ignore[arg-type]
    assert len(drawn.strata) == count and sum(stratum.take for stratum in drawn.strata) == 120
    assert sum(stratum.size for stratum in drawn.strata) == WHOLE
    assert len({index for index, _ in drawn.items}) == 120
    assert Counter(stratum.name for _, stratum in drawn.items) == {
        stratum.name: stratum.take for stratum in drawn.strata
    }
    assert all(drawn.strata[drawn.stratum_of[index]] == stratum for index, stratum in drawn.items)
    if stratify in ("l1", "l2"):
        assert all(stratum.name in taxonomy.nodes() for stratum in drawn.strata)
        for index, stratum in drawn.items:
            node = taxonomy.nodes()[stratum.name]
            assert node.first <= frame[index].category <= node.last
    # A design's weights add up to the whole, which the statistics rely on.
    assert math.isclose(math.fsum(1 / stratum.probability for _, stratum in drawn.items), WHOLE)


# --- the same everywhere ------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_whatever_the_order_of_rows() -> None:
    frame = units(600)
    first = uids(frame, draw(frame, 60, 11))
    backwards = list(reversed(frame))
    assert uids(backwards, draw(backwards, 60, 11)) == first
    assert uids(frame, draw(frame, 60, 12)) != first


def test_the_same_seed_draws_the_same_under_any_hash_seed() -> None:
    code = (
        "from tests.reviewing.test_packet_design import units, uids, draw, share\n"
        "frame = units(500)\n"
        "drawn = draw(frame, 40, 5, 'l2', 'optimal')\n"
        "who = {'zoe': ['14'], 'ann': [], 'bob': []}\n"
        "print(uids(frame, drawn), share([frame[i].category for i, _ in drawn.items], who, 5))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(found) == 1


def test_a_draw_is_pinned() -> None:
    """Fail when the draw changes, which changes everybody's packets and must not happen by accident."""
    frame = units(200)
    assert [uid[:4] for uid in uids(frame, draw(frame, 6, 1))] == PINNED


PINNED = ["09f6", "5681", "bebb", "8434", "dd5e", "638d"]


@pytest.mark.parametrize("n", [0, -1, 51, 10**9])
def test_more_than_there_is_or_nothing(n: int) -> None:
    with pytest.raises(InputError, match="cannot be drawn from 50 judged responses"):
        draw(units(50), n, 0)


def test_designs_without_a_sound_draw_are_refused() -> None:
    with pytest.raises(InputError, match="nothing to draw from"):
        draw([], 5, 0)
    with pytest.raises(InputError, match="10 responses cannot come from 16 strata"):
        draw(units(), 10, 0, "l2")
    whole = draw(units(50), 50, 0)
    assert {stratum.probability for stratum in whole.strata} == {1.0}


# --- who reviews what ---------------------------------------------------------------------------

TEAM = ["ann", "bob", "cleo", "dan"]
CATEGORIES = [unit.category for unit in units(400)]


@given(
    st.integers(1, 4),
    st.integers(1, 150),
    st.floats(0, 1),
    st.floats(0, 0.5),
    st.integers(0, 2**31),
    st.lists(st.sampled_from(["3", "14", "L1.3", "nowhere"]), max_size=2, unique=True),
)
def test_everything_goes_to_somebody(
    people: int, n: int, overlap: float, repeat: float, seed: int, out: list[str]
) -> None:
    team: dict[str, list[str]] = {name: [] for name in TEAM[:people]}
    team["ann"] = out
    shared = share(CATEGORIES[:n], team, seed, overlap, repeat)
    assert dict(share(CATEGORIES[:n], dict(reversed(team.items())), seed, overlap, repeat).places) == dict(
        shared.places
    )
    owners = Counter[int]()
    for name, places in shared.places.items():
        own = [place.item for place in places if not place.repeat]
        assert len(set(own)) == len(own)
        owners.update(own)
        again = [place.item for place in places if place.repeat]
        assert set(again) <= set(own) and len(set(again)) == len(again)
        assert len(again) == min(int(len(own) * 0.5), int(repeat * len(own) + 0.5 + 1e-9))
        for item in again:
            gap = places.index(AssignedItem(item, True)) - places.index(AssignedItem(item))
            assert gap >= max(1, len(own) // 4)
        if name == "ann":
            spans = [taxonomy.nodes()[node] for node in out if node in taxonomy.nodes()]
            assert not any(span.first <= CATEGORIES[item] <= span.last for item in own for span in spans)
    assert set(owners) | set(shared.unassigned) == set(range(n))
    assert set(owners).isdisjoint(shared.unassigned)
    if people > 1:
        assert not shared.unassigned
    doubled = sum(count == 2 for count in owners.values())
    assert set(owners.values()) <= {1, 2}
    if people == 1:
        assert doubled == 0
    elif people > 2 or not out:
        assert doubled == int(overlap * n + 0.5 + 1e-9)
    if not out:
        loads = [sum(not place.repeat for place in places) for places in shared.places.values()]
        assert max(loads) - min(loads) <= max(1, people - 1)


def test_every_pair_shares_some() -> None:
    shared = share(CATEGORIES[:100], {name: [] for name in TEAM}, 1)
    own = {name: {place.item for place in places} for name, places in shared.places.items()}
    together = [len(own[one] & own[other]) for one, other in combinations(TEAM, 2)]
    assert sum(together) == 20 and set(together) == {3, 4}
    assert [len(items) for items in own.values()] == [30] * 4
    orders = [[place.item for place in places] for places in shared.places.values()]
    assert all(order != sorted(order) for order in orders)


def test_items_that_everybody_opted_out_of_stay_drawn_and_are_unassigned() -> None:
    shared = share(CATEGORIES, {"ann": ["14", "3"], "bob": ["14"]}, 1)
    fourteen = {item for item in range(400) if CATEGORIES[item] // 10_000_000 == 14}
    assert set(shared.unassigned) == fourteen and fourteen
