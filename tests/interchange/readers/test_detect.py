"""Detection of formats by content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from airbench_tui.interchange.readers.detect import detect
from tests import paths
from tests.builders import helm_run, pipeline1_file, pipeline2_file

REAL = paths.SHARED / "airbench"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real benchmark files are not here")
def test_real_files() -> None:
    assert detect(REAL / "pipeline1_step1_Llama-3-8b_response.json") == "pipeline1"
    assert detect(str(REAL / "pipeline1_step2_Llama-3-8b_result.json")) == "pipeline1"
    with pytest.raises(InputError, match="in an unknown format"):
        detect(REAL / "taxonomy.csv")


def test_names_and_extensions_do_not_matter(tmp_path: Path) -> None:
    assert detect(pipeline1_file(tmp_path / "a.csv", [{}])) == "pipeline1"
    assert detect(pipeline2_file(tmp_path / "b.json", [{}], bom=True)) == "pipeline2"
    reviews = tmp_path / "c.txt"
    reviews.write_text(",".join(REVIEW_COLUMNS) + "\n")
    assert detect(reviews) == "reviews"
    run = helm_run(tmp_path / "suite" / "run", [{}])
    assert detect(run) == detect(run / "scenario_state.json") == detect(tmp_path / "suite") == "helm"
    (run / "scenario_state.json").rename(tmp_path / "state.txt")
    assert detect(tmp_path / "state.txt") == "helm"


@pytest.mark.parametrize(
    "content", ["[]", " \ufeff[]", '[1, "a", {"response": "b"}]', '[{"cate_idx": "1.1.1"}, oops']
)
def test_json_lists(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a"
    path.write_text(content.strip())
    assert detect(path) == "pipeline1"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\xff\xfe[\0]\0", "not UTF-8"),
        (b"[1, 2, 3]", "a JSON list without cate_idx"),
        (b'[{"a": 1}]', "a JSON list without cate_idx"),
        (b'[{"cate', "ends in the middle of item 1"),
        (b'{"samples": []}', "a JSON object of an unknown kind"),
        (b'{"request_states": {}}', "not a list"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"name,age\nann,3\n", "in an unknown format (it begins with 'name', 'age')"),
        (b"cate-idx,l2-name,l3-name,l4-name,prompt\n", "in an unknown format"),
        (b"just a note\n", "in an unknown format (it begins with 'just a note')"),
        (b"\x00\x01\x02", "in an unknown format (it begins with '␀"),
        (b"x" * 100_000, "the first line is longer than 64 KiB"),
    ],
)
def test_an_unknown_format_is_refused_in_one_line(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        detect(path)
    message = str(caught.value)
    assert why in message
    assert str(path) in message and message.isprintable()


def test_a_missing_file_a_pipe_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        detect(tmp_path / "nothing\n\x1b")
    with pytest.raises(InputError, match="no HELM run in"):
        detect(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        detect(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pipeline1_file(tmp_path / "a.json", [{}])

    def refuse(*_: object) -> None:  # chmod does not stop root, and containers run tests as root
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        detect(path)
