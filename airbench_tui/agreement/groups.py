"""The material split into groups: by node, model, judge or auditor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Literal, get_args

from airbench_tui.agreement import evidence as materials
from airbench_tui.agreement.evidence import Material
from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.rules.viewer import Viewer

By = Literal["l1", "l2", "l3", "l4", "model", "judge", "auditor"]
BY: tuple[By, ...] = get_args(By)


def parts(
    connection: sqlite3.Connection,
    viewer: Viewer,
    material: Material,
    by: By,
    packet: str | None = None,
) -> Iterator[tuple[str, Material]]:
    """Yield (key, part) for each group with a response or a verdict, in natural order.

    Keys are a node's id with its name, or the name of the model, judge or auditor. For judges the material is
    read again for each, for the *viewer* of *material*.
    """
    if by == "judge":
        for judge in known_names.of_kind(connection, "judge"):
            yield judge, materials.load(connection, viewer, judge, material.model, packet)
    elif by == "auditor":
        for auditor in sorted({row.auditor for row in material.places}):
            yield auditor, material.of_auditor(auditor)
    elif by == "model":
        yield from by_model(material).items()
    else:
        for node, part in by_level(material, int(by[1])):
            yield f"{node.id} {node.name}", part


def by_model(material: Material) -> dict[str, Material]:
    """Return the part of each model, by name."""
    names = {row.target: row.target for row in material.responses}
    return dict(sorted(material.split("target", names).items()))


def by_level(material: Material, level: int) -> list[tuple[Node, Material]]:
    """Return each node of *level* (1 to 4) that has a response, with its part, in natural order."""
    nodes = [node for node in taxonomy.nodes().values() if node.level == level]
    keys = [category.key for category in taxonomy.categories().values()]
    of_category = {key: node.id for node in nodes for key in keys if node.first <= key <= node.last}
    found = material.split("category", of_category)
    return [(node, found[node.id]) for node in nodes if node.id in found]
