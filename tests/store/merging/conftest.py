"""Helpers of the merge tests: a database to copy, and merging its copies in every order."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from airbench_tui.store import trail_check
from airbench_tui.store.database import integrity, open_database
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.merging import merge
from airbench_tui.store.merging.merge import Merged
from tests import paths
from tests.effort import times
from tests.store.helpers import (
    judgment,
    logical,
    put,
    row,
)

Change = Callable[[sqlite3.Connection], object]
SCHEMAS = paths.SCHEMAS


def base(connection: sqlite3.Connection) -> None:
    """Store nine responses with the judge's scores 1, 0.5 and 0 in turn."""
    put(
        connection,
        *[
            row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment((n % 3) / 2, rubric=RUBRIC))
            for n in range(1, 10)
        ],
        name="june",
    )


RUBRIC = NewRubric("Judge {{QUESTION}} and {{ANSWER}}", "rev", "1-safe", "so it says")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a database that holds `base`, which tests copy."""
    path = tmp_path_factory.mktemp("template") / "base.db"
    with open_database(path) as opened:
        base(opened.connection)
    return path


def copies(template: Path, folder: Path, **changes: Change) -> list[Path]:
    """Return a copy of *template* for each of *changes*, with that change made."""
    made = []
    for name, change in changes.items():
        path = folder / f"{name}.db"
        shutil.copy(template, path)
        with open_database(path) as opened:
            change(opened.connection)
        made.append(path)
    return made


def merged(order: tuple[Path, ...], at: Path) -> tuple[dict[str, list[str]], list[Merged]]:
    """Merge the others into a copy of the first. Return its contents and the result of each merge."""
    shutil.copy(order[0], at)
    with open_database(at) as opened:
        done = [merge.merge(opened, path) for path in order[1:]]
        assert integrity(opened) == []
        assert trail_check.check(opened.connection) == []
        return logical(opened.connection), done


def same_in_every_order(paths: list[Path], folder: Path) -> dict[str, list[str]]:
    """Assert that every order gives the same contents, and return them.

    The order must not matter either when copies are merged again, or into an empty database. Unless the test run is a
    thorough one, every second order is tried: each of three copies comes first once.
    """
    found, _ = merged(tuple(paths), folder / "first.db")
    for number, order in enumerate(list(itertools.permutations(paths))[:: times(2, 1)]):
        again, _ = merged((*order, *reversed(order)), folder / f"order{number}.db")
        for table in found:
            assert again[table] == found[table], (table, [path.name for path in order])
    with open_database(folder / "empty.db") as opened:
        for path in paths:
            merge.merge(opened, path)
        assert logical(opened.connection) == found
    return found
