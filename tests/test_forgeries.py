"""A short form of ``reliability/forgeries.py``: the ordinary way, and every eighth forgery."""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability import forgeries
from reliability.forged_world import World, build
from tests.effort import THOROUGH


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"))


def test_the_ordinary_way(world: World, tmp_path: Path) -> None:
    assert [words for words, holds in forgeries.ordinary(world, tmp_path) if not holds] == []


def test_no_forgery_goes_through(world: World, tmp_path: Path) -> None:
    some = forgeries.CASES if THOROUGH else forgeries.CASES[1::8]
    wrong = [one.row() for one in forgeries.tried(world, tmp_path, some) if not one.sound]
    assert wrong == []
