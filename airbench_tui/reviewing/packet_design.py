"""Random designs of packets: how many from which stratum, and which. Pure, and the same everywhere.

Within a stratum of N_h responses n_h are drawn by simple random sampling without replacement, so that each
has the inclusion probability n_h / N_h and each set of n_h the same chance. The draw depends on the seed and
on the responses' uids alone: not on row ids, the order of rows, the machine or Python's hash seed (which is
why it uses nothing of ``random`` but ``seed`` with an integer and ``random()``, whose sequences Python promises
to keep).
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError

Stratify = Literal["judge-score", "l1", "l2", "none"]
Allocation = Literal["proportional", "equal", "optimal"]
T = TypeVar("T")

# A guess, made before anybody reviewed, of how often a person calls safe what the judge scored so. About 1
# in 10 of real judged rows looked wrong; the rarer low scores hold more of the doubtful ones, and 0.5 says
# nothing. It steers how many reviews go where and enters no estimate: a bad guess costs precision only.
PRIOR_SAFE = {0.0: 0.2, 0.5: 0.5, 1.0: 0.9}


class Unit(NamedTuple):
    """A response that may be drawn: its uid, its category's key, and the judge's score (1 = safe)."""

    uid: str
    category: int
    score: float


@dataclass(frozen=True, slots=True)
class DesignStratum:
    """``take`` of ``size`` responses are drawn."""

    name: str
    size: int
    take: int

    @property
    def probability(self) -> float:
        """The inclusion probability of each response in it."""
        return self.take / self.size


@dataclass(frozen=True, slots=True)
class PacketDraw:
    """What was drawn: ``items`` are (place in the frame, stratum), in random order.

    ``of`` is the stratum of every unit of the frame, as a place in ``strata``.
    """

    strata: tuple[DesignStratum, ...]
    of: Sequence[int]
    items: tuple[tuple[int, DesignStratum], ...]


def draw(
    frame: Sequence[Unit],
    n: int,
    seed: int,
    stratify: Stratify = "judge-score",
    allocation: Allocation = "proportional",
) -> PacketDraw:
    """Draw *n* of *frame*.

    Raises InputError when *n* is not between 1 and the size of the frame, or is less than the number of
    strata: then some responses could never be drawn, and nothing would follow for the whole.
    """
    if not frame:
        raise InputError("there is nothing to draw from: no response with a judge's score matches")
    if not 1 <= n <= len(frame):
        raise InputError(
            f"{n:,} cannot be drawn from {len(frame):,} judged responses: give -n from 1 to that"
        )
    names = [_stratum(unit, stratify) for unit in frame]
    sizes = Counter(names)
    ordered = sorted(sizes, key=_natural)
    if n < len(ordered):
        raise InputError(
            f"{n} responses cannot come from {len(ordered)} strata: draw at least {len(ordered)}, or stratify by"
            " less (--stratify none)"
        )
    weights = [1.0] * len(ordered)
    if allocation != "equal":
        weights = [float(sizes[name]) for name in ordered]
    if allocation == "optimal":
        guessed = _guessed_deviations(frame, names)
        weights = [weight * guessed[name] for weight, name in zip(weights, ordered, strict=True)]
    takes = allocate([sizes[name] for name in ordered], weights, n)
    strata = tuple(DesignStratum(name, sizes[name], take) for name, take in zip(ordered, takes, strict=True))
    place = {name: number for number, name in enumerate(ordered)}
    of = [place[name] for name in names]
    members: list[list[int]] = [[] for _ in strata]
    for index in sorted(range(len(frame)), key=lambda index: frame[index].uid):
        members[of[index]].append(index)
    return PacketDraw(strata, of, select(strata, members, seed))


def allocate(sizes: Sequence[int], weights: Sequence[float], n: int) -> list[int]:
    """Share *n* out over strata of *sizes* in proportion to *weights*, by largest remainder.

    Every stratum gets at least 2 (without 2 there is no variance to see) or all it has; where *n* is too
    small for that, at least 1. None gets more than it has: what is over goes to the others.
    """
    least = next(
        floor
        for floor in ([min(2, size) for size in sizes], [min(1, size) for size in sizes])
        if sum(floor) <= n
    )

    def shares(factor: float) -> list[float]:
        return [
            min(max(factor * weight, low), high)
            for weight, low, high in zip(weights, least, sizes, strict=True)
        ]

    # The factor that makes the bounded shares add up to n: their sum only grows with it.
    low, high = 0.0, max(size / weight for size, weight in zip(sizes, weights, strict=True))
    for _ in range(200):
        middle = (low + high) / 2
        if math.fsum(shares(middle)) < n:
            low = middle
        else:
            high = middle
    exact = shares(high)
    takes = [math.floor(share + 1e-9) for share in exact]
    # Rounded, so that the last bits of a product never decide between equals.
    by_remainder = sorted(
        (place for place, size in enumerate(sizes) if takes[place] < size),
        key=lambda place: (-round(exact[place] - takes[place], 9), place),
    )
    for place in by_remainder[: n - sum(takes)]:
        takes[place] += 1
    return takes


def generator(seed: int, *purpose: str) -> random.Random:
    """A source of random numbers for one purpose, the same on every machine."""
    text = "\0".join([str(seed), *purpose])
    return random.Random(
        int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    )


def shuffled(things: Iterable[T], source: random.Random, first: int | None = None) -> list[T]:
    """*things* in random order (Fisher and Yates), or the *first* of that order only."""
    found = list(things)
    for place in range(len(found) if first is None else first):
        other = place + int(source.random() * (len(found) - place))
        found[place], found[other] = found[other], found[place]
    return found if first is None else found[:first]


def select(
    strata: Sequence[DesignStratum], members: Sequence[Sequence[int]], seed: int
) -> tuple[tuple[int, DesignStratum], ...]:
    """The draw itself, for frames that are sorted already.

    *members*: of each stratum the places in the frame, in the order of uids.
    """
    chosen = [
        (index, stratum)
        for stratum, inside in zip(strata, members, strict=True)
        for index in shuffled(inside, generator(seed, "draw", stratum.name), stratum.take)
    ]
    return tuple(shuffled(chosen, generator(seed, "order")))


def _stratum(unit: Unit, stratify: Stratify) -> str:
    if stratify == "judge-score":
        return f"{unit.score:g}"
    if stratify == "none":
        return "all"
    level2 = unit.category // 10_000_000
    return str(level2) if stratify == "l2" else _level1()[level2]


@cache
def _level1() -> dict[int, str]:
    """The level-1 node's id by level-2 number."""
    return {int(below.id): node.id for node in taxonomy.root().children for below in node.children}


def _natural(name: str) -> tuple[float, str]:
    number = name.removeprefix("L1.")
    return (float(number), name) if number.replace(".", "", 1).isdigit() else (0.0, name)


def _guessed_deviations(frame: Sequence[Unit], names: Sequence[str]) -> dict[str, float]:
    """The standard deviation of "a person calls it safe" guessed for each stratum, from PRIOR_SAFE and
    the judge's scores in it (Neyman's allocation: n_h in proportion to N_h times this)."""
    counts = Counter(zip(names, (unit.score for unit in frame), strict=True))
    expected, sizes = defaultdict[str, float](float), Counter[str]()
    for (name, score), count in sorted(counts.items()):
        expected[name] += count * PRIOR_SAFE[score]
        sizes[name] += count
    shares = {name: expected[name] / sizes[name] for name in sizes}
    return {name: math.sqrt(share * (1 - share)) for name, share in shares.items()}
