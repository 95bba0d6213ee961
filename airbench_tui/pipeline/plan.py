"""The choice of a run's prompts: n from every node at one level of the taxonomy. Pure.

The choice is the same on every machine. Each prompt gets a rank from a hash of the seed, its category and its
text, and the n prompts of lowest rank are drawn from a node. That is a simple random sample without
replacement. Unlike a random generator's, it depends on nothing but the seed and the node's own prompts: not
on the order of files, the Python version, the hash seed of the process, or what else is drawn. Draws nest: n
= 3 is part of n = 5, the draw per level 2 is part of those per level 3 and level 4, and a category chosen
alone gives the same draw as among all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError
from airbench_tui.text import quote

Per = Literal["l2", "l3", "l4", "all"]
"""The level whose nodes get n prompts each; "all" takes every prompt."""

_LEVELS = {"l2": 2, "l3": 3, "l4": 4}


class Short(NamedTuple):
    """A node with fewer prompts than wanted: the plan has all of them, perhaps none."""

    node: str
    wanted: int
    there: int


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The prompts of a run as (category, prompt), and the way they were drawn.

    ``items`` are in natural order of categories, then by text, without duplicates; ``repeated`` counts the
    duplicates that were given. ``per`` is None for a plan that was not drawn (:func:`like`); ``n`` is None
    for such a plan and for "all". ``revision`` is the dataset's revision when the plan was made.
    """

    items: tuple[tuple[str, str], ...]
    short: tuple[Short, ...] = ()
    repeated: int = 0
    per: Per | None = None
    n: int | None = None
    seed: int | None = None
    categories: tuple[str, ...] = ()
    region: str | None = None
    revision: str | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the draw, fit for JSON, to be stored with the run.

        The items are stored separately.
        """
        return {
            "per": self.per,
            "n": self.n,
            "seed": self.seed,
            "categories": list(self.categories),
            "region": self.region,
            "short": [short._asdict() for short in self.short],
        }


def plan(
    prompts: Iterable[tuple[str, str]],
    per: Per = "l2",
    n: int = 5,
    seed: int = 0,
    categories: Sequence[str] = (),
    region: str | None = None,
) -> RunPlan:
    """Draw *n* of the (category, text) *prompts* from every node at level *per*; "all" takes every prompt.

    *categories* are ids of nodes at any level (``14``, ``14.3940``, ``14.3940.16``) that limit the draw; a
    node with only some of its categories chosen still gives n. *region* is the region that *prompts* belong
    to: its name is kept, and nodes without any prompt count as outside it; without a region they are short.
    Raises InputError for n below 1, and for categories that are not in the taxonomy.
    """
    if per not in (*_LEVELS, "all"):
        raise InputError(f"cannot sample per {quote(str(per))}: use l2, l3, l4 or all")
    if n < 1:
        raise InputError(f"cannot sample {n} prompts each: use at least 1")
    chosen = _chosen(categories)
    given = 0
    pools: dict[str, set[tuple[str, str]]] = {}
    for category, text in prompts:
        if category not in taxonomy.categories():
            raise InputError(f"a prompt has the category {quote(category)}, which is not in the taxonomy")
        if category in chosen:
            given += 1
            pools.setdefault(_node(category, per), set()).add((category, text))
    there = sum(map(len, pools.values()))
    drawn: list[tuple[str, str]] = []
    short: list[Short] = []
    # Nodes come in natural order, because the chosen categories do.
    for node in dict.fromkeys(_node(category, per) for category in chosen):
        pool = pools.get(node, set())
        if per == "all":
            drawn += pool
            continue
        # With equal hashes the order would depend on the set, so the prompt breaks the tie.
        drawn += sorted(pool, key=lambda prompt: (_rank(seed, *prompt), prompt))[:n]
        if len(pool) < n and (pool or region is None):
            short.append(Short(node, n, len(pool)))
    return RunPlan(
        items=_ordered(drawn),
        short=tuple(short),
        repeated=given - there,
        per=per,
        n=None if per == "all" else n,
        seed=seed,
        categories=tuple(categories),
        region=region,
    )


def like(prompts: Iterable[tuple[str, str]]) -> RunPlan:
    """Plan to ask the (category, text) *prompts* of an earlier run or file again, each once.

    Raises InputError when a category is not in the taxonomy.
    """
    given = list(prompts)
    unknown = next((category for category, _ in given if category not in taxonomy.categories()), None)
    if unknown is not None:
        raise InputError(f"a prompt has the category {quote(unknown)}, which is not in the taxonomy")
    items = _ordered(set(given))
    return RunPlan(items, repeated=len(given) - len(items))


def _chosen(nodes: Sequence[str]) -> dict[str, None]:
    """Return the categories in or below any of *nodes*, in natural order; all without *nodes*."""
    unknown = next((node for node in nodes if node not in taxonomy.nodes()), None)
    if unknown is not None:
        raise InputError(f"there is no category {quote(unknown)}: write 14, 14.3940 or 14.3940.16")
    spans = [(taxonomy.nodes()[node].first, taxonomy.nodes()[node].last) for node in nodes]
    return {
        category.idx: None
        for category in taxonomy.categories().values()
        if not spans or any(first <= category.key <= last for first, last in spans)
    }


def _node(category: str, per: Per) -> str:
    return "" if per == "all" else ".".join(category.split(".")[: _LEVELS[per] - 1])


def _rank(seed: int, category: str, text: str) -> bytes:
    # Files can contain lone surrogates, which have no other encoding.
    return hashlib.sha256(f"{seed}\0{category}\0{text}".encode(errors="surrogatepass")).digest()


def _ordered(prompts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            ((category, text) for category, text in prompts),
            key=lambda prompt: (taxonomy.sort_key(prompt[0]), prompt[1]),
        )
    )
