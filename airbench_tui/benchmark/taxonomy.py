"""The four-level taxonomy of AIR-Bench 2024, bundled as the project's own table.

The four levels have 4, 16, 43 and 314 nodes. The id of a level-4 category (``cate-idx``, such as
``14.3940.16``) is always a string: level-2 number, level-3 number, place within level 3. Read as a number it
would lose its zeros, and ``1.2.10`` would sort before ``1.2.9``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

_ID = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Category:
    """One level-4 category with the names of the levels above it."""

    idx: str
    l1_name: str
    l2_name: str
    l3_name: str
    l4_name: str

    @property
    def key(self) -> int:
        """Return the id as an integer in natural order (see :func:`sort_key`)."""
        return sort_key(self.idx)

    @property
    def path(self) -> str:
        """Return the names from level 2 down, for a line of text."""
        return f"{self.l2_name} › {self.l3_name} › {self.l4_name}"


@dataclass(frozen=True, slots=True)
class Node:
    """A node at any level. Its categories are those whose keys lie in [first, last]."""

    level: int
    id: str
    name: str
    first: int
    last: int
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node, then everything below it, in natural order."""
        yield self
        for child in self.children:
            yield from child.walk()


def sort_key(idx: str) -> int:
    """Return an integer that orders ids naturally, so that every node is one contiguous range.

    Level-3 numbers reach 4142 and places within one stay below 1,000: ``l2 * 10**7 + l3 * 10**3 + place``.
    Raises ValueError for anything but three dotted numbers in that range.
    """
    if not _ID.fullmatch(idx):
        raise ValueError(f"not a category id: {idx!r}")
    l2, l3, place = (int(part) for part in idx.split("."))
    if l2 > 999 or l3 > 9_999 or place > 999:
        raise ValueError(f"not a category id: {idx!r}")
    return l2 * 10_000_000 + l3 * 1_000 + place


@cache
def categories() -> dict[str, Category]:
    """Return all 314 level-4 categories by id, in natural order."""
    table = resources.files(__package__).joinpath("taxonomy.csv").read_text(encoding="utf-8")
    found = [
        Category(row["cate-idx"], row["l1-name"], row["l2-name"], row["l3-name"], row["l4-name"])
        for row in csv.DictReader(table.splitlines())
    ]
    return {category.idx: category for category in sorted(found, key=lambda category: category.key)}


@cache
def root() -> Node:
    """Return the taxonomy as a tree: level 0 is the benchmark, level 4 the categories.

    Ids: level 1 by its first level-2 number (``L1.1``, ``L1.3``, ``L1.8``, ``L1.13``), level 2 by its number
    (``14``), level 3 by both (``14.3940``), level 4 by the whole ``cate-idx``.
    """
    return _branch(0, "", "All categories", list(categories().values()))


@cache
def nodes() -> dict[str, Node]:
    """Return every node by id."""
    return {node.id: node for node in root().walk()}


def _branch(level: int, node_id: str, name: str, members: list[Category]) -> Node:
    children: list[Node] = []
    if level < 4:
        groups: dict[tuple[str, str], list[Category]] = {}
        for member in members:
            groups.setdefault(_child(level + 1, member), []).append(member)
        children = [
            _branch(level + 1, child_id or f"L1.{group[0].idx.split('.')[0]}", child_name, group)
            for (child_id, child_name), group in groups.items()
        ]
    return Node(level, node_id, name, members[0].key, members[-1].key, tuple(children))


def _child(level: int, category: Category) -> tuple[str, str]:
    l2, l3, _ = category.idx.split(".")
    return {
        1: ("", category.l1_name),
        2: (l2, category.l2_name),
        3: (f"{l2}.{l3}", category.l3_name),
        4: (category.idx, category.l4_name),
    }[level]
