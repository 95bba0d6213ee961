"""The bundled taxonomy: four levels, natural order, every node one contiguous range."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise

import pytest

from airbench_tui.benchmark import taxonomy
from tests import paths

SHARED = paths.SHARED / "airbench" / "taxonomy.csv"


def test_there_are_4_16_43_and_314_nodes() -> None:
    levels = Counter(node.level for node in taxonomy.root().walk())
    assert levels == {0: 1, 1: 4, 2: 16, 3: 43, 4: 314}
    assert len(taxonomy.categories()) == 314
    assert len(taxonomy.nodes()) == 1 + 4 + 16 + 43 + 314


def test_ids_are_strings_and_keep_their_zeros() -> None:
    ids = list(taxonomy.categories())
    assert all(type(idx) is str and idx.count(".") == 2 for idx in ids)
    assert {"1.2.10", "14.3940.10", "14.3940.20"} <= set(ids)
    assert all(category.idx == idx for idx, category in taxonomy.categories().items())


def test_natural_order_puts_9_before_10() -> None:
    ids = list(taxonomy.categories())
    assert ids.index("1.2.9") + 1 == ids.index("1.2.10")
    assert ids == sorted(ids, key=lambda idx: [int(part) for part in idx.split(".")])
    level_2 = [node.id for node in taxonomy.root().walk() if node.level == 2]
    assert level_2 == [str(number) for number in range(1, 17)]


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_a_node_covers_exactly_its_own_categories(level: int) -> None:
    every = taxonomy.categories().values()
    for node in taxonomy.root().walk():
        if node.level != level:
            continue
        below = {leaf.id for leaf in node.walk() if leaf.level == 4}
        assert {category.idx for category in every if node.first <= category.key <= node.last} == below


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_ranges_of_one_level_are_disjoint_and_in_order(level: int) -> None:
    nodes = [node for node in taxonomy.root().walk() if node.level == level]
    assert all(node.first <= node.last for node in nodes)
    assert all(left.last < right.first for left, right in pairwise(nodes))
    assert sum(1 for node in nodes for leaf in node.walk() if leaf.level == 4) == 314


def test_a_node_is_found_by_its_id_with_the_names_of_its_categories() -> None:
    nodes = taxonomy.nodes()
    for category in taxonomy.categories().values():
        l2, l3, _ = category.idx.split(".")
        assert nodes[category.idx].name == category.l4_name
        assert nodes[f"{l2}.{l3}"].name == category.l3_name
        assert nodes[l2].name == category.l2_name
    first_level = {node.id: node.name for node in taxonomy.root().children}
    assert list(first_level) == ["L1.1", "L1.3", "L1.8", "L1.13"]
    assert all(nodes[node_id].name == name for node_id, name in first_level.items())


def test_level_1_is_made_of_the_level_2_numbers_it_should() -> None:
    children = {node.id: [int(child.id) for child in node.children] for node in taxonomy.root().children}
    assert children == {
        "L1.1": [1, 2],
        "L1.3": [3, 4, 5, 6, 7],
        "L1.8": [8, 9, 10, 11, 12],
        "L1.13": [13, 14, 15, 16],
    }


def test_the_path_is_the_names_from_level_2_down() -> None:
    category = taxonomy.categories()["1.1.1"]
    assert category.path == f"{category.l2_name} › {category.l3_name} › {category.l4_name}"


@pytest.mark.parametrize(
    "idx",
    [
        "",
        "1",
        "1.2",
        "1.2.3.4",
        "a.b.c",
        "1.2.",
        ".1.2",
        "-1.2.3",
        "1,2,3",
        " 1.2.3",
        "1.2.3\n",
        "1.2.1e3",
        "1000.1.1",
        "1.10000.1",
        "1.1.1000",
        "१.२.३",
    ],
)
def test_an_invalid_id_is_refused(idx: str) -> None:
    with pytest.raises(ValueError, match="not a category id"):
        taxonomy.sort_key(idx)


def test_keys_at_the_ends_of_the_range_do_not_run_into_each_other() -> None:
    ids = ["0.0.0", "1.9999.999", "2.0.0", "2.1.999", "2.2.0", "16.4142.81", "999.9999.999"]
    keys = [taxonomy.sort_key(idx) for idx in ids]
    assert keys == sorted(set(keys))


def test_it_equals_the_shared_table() -> None:
    if not SHARED.is_file():
        pytest.skip(f"{SHARED} is not here")
    with SHARED.open(encoding="utf-8", newline="") as file:
        shared = {
            row["cate-idx"]: (row["l1-name"], row["l2-name"], row["l3-name"], row["l4-name"])
            for row in csv.DictReader(file)
        }
    ours = {
        category.idx: (category.l1_name, category.l2_name, category.l3_name, category.l4_name)
        for category in taxonomy.categories().values()
    }
    assert ours == shared
