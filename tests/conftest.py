"""How all tests run, and the databases that they begin with."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests import templates


def pytest_collection_finish() -> None:
    """Leave what is loaded out of garbage collections, and collect less often: a quarter of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without anything in it, to be copied."""
    return templates.made_once(tmp_path_factory, "empty.db", templates.build_empty)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample audit, to be copied."""
    return templates.made_once(tmp_path_factory, "sample.db", templates.build_sample)


@pytest.fixture(scope="session")
def audited_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample audit with verdicts of three auditors, to be copied."""
    return templates.made_once(tmp_path_factory, "audited.db", templates.build_audited)


@pytest.fixture(scope="session")
def realistic_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers of three models to 1,200 prompts, to be copied."""
    return templates.made_once(tmp_path_factory, "realistic.db", templates.build_realistic)
