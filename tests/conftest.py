"""Settings of all tests, and the databases that tests copy."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import in_process, templates
from tests.effort import THOROUGH
from tests.processes import Forks

# Takes arguments, environment and folder; returns exit status, standard output and standard error.
RunCommand = Callable[[list[str], dict[str, str], Path], tuple[int, bytes, bytes]]

# Settings of the user who runs the tests must not hold in them.
os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent / "no-config")

# A busy machine is no failure: examples may take as long as they need.
settings.register_profile("quick", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("thorough" if THOROUGH else "quick")


def pytest_collection_finish() -> None:
    """Exclude loaded objects from garbage collection and collect less often; it took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with no rows, to be copied."""
    return templates.made_once(tmp_path_factory, "empty.db", templates.build_empty)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the sample audit, to be copied."""
    return templates.made_once(tmp_path_factory, "sample.db", templates.build_sample)


@pytest.fixture(scope="session")
def audited_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample audit with verdicts of three auditors, to be copied."""
    return templates.made_once(tmp_path_factory, "audited.db", templates.build_audited)


@pytest.fixture(scope="session")
def realistic_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with answers of three models to 1,200 prompts, to be copied."""
    return templates.made_once(tmp_path_factory, "realistic.db", templates.build_realistic)


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the plain and the twisted database of ``tests.planted``, to be copied."""
    return (
        templates.made_once(tmp_path_factory, "plain.db", templates.build_plain),
        templates.made_once(tmp_path_factory, "twisted.db", templates.build_twisted),
    )


@pytest.fixture
def run_command(request: pytest.FixtureRequest) -> RunCommand:
    """Return a function that runs a command: within this process, or forked in a thorough test run."""
    if THOROUGH:
        forks: Forks = request.getfixturevalue("forks")
        return forks.run
    return in_process.run


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Yield a process that has imported the program and forks for each command."""
    made = Forks()
    yield made
    made.close()
