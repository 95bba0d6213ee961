"""The registry of formats: each format has one reader that recognises it, and people are told of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from airbench_tui.interchange.readers.probe import look_at
from airbench_tui.interchange.readers.registry import ANSWER_READERS, READERS
from tests import paths
from tests.builders import helm_run, pipeline1_file, pipeline2_file


def reviews_file(path: Path) -> Path:
    path.write_text(",".join(REVIEW_COLUMNS) + "\n")
    return path


# One file of each format. A new format needs one here.
WRITERS: dict[str, Callable[[Path], Path]] = {
    "pipeline1": lambda path: pipeline1_file(path, [{}]),
    "pipeline2": lambda path: pipeline2_file(path, [{}]),
    "helm": lambda path: helm_run(path, [{}]),
    "reviews": reviews_file,
}


@pytest.mark.parametrize("kind", READERS)
def test_exactly_one_reader_recognises_a_file(tmp_path: Path, kind: str) -> None:
    path = WRITERS[kind](tmp_path / "a")
    probe = look_at(path)
    assert [name for name, reader in READERS.items() if reader.recognises(probe)] == [kind]
    assert [source.format for source in READERS[kind].sources(str(path))] == [kind]


def test_only_reviews_are_not_answers() -> None:
    assert READERS.keys() - ANSWER_READERS.keys() == {"reviews"}


@pytest.mark.parametrize("kind", READERS)
def test_the_readme_names_every_format(kind: str) -> None:
    readme = " ".join((paths.ROOT / "README.md").read_text(encoding="utf-8").split())
    assert READERS[kind].NAME in readme
