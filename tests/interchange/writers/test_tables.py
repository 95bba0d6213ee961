"""The export of a screen's table to a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.interchange.writers.tables import as_text, write_table

ROWS = [["12 Defamation", "0.5", "20"], ["=cmd()", "", "-3"], ["\x1b[2J ünï\ud800", "1", "0"]]


def test_csv_is_guarded_and_exact(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    assert write_table(Output(str(path), Kept()), ["=name", "rate", "n"], ROWS) == 3
    assert path.read_bytes().startswith(b'"\'=name","rate","n"\r\n"12 Defamation","0.5","20"\r\n')
    with path.open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        found = list(csv.reader(file))
    assert found == [["'=name", "rate", "n"], ROWS[0], ["'=cmd()", "", "-3"], ROWS[2]]


def test_text_is_aligned_and_safe(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    write_table(Output(str(path), Kept()), ["name", "rate", "n"], ROWS)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].split() == ["name", "rate", "n"] and lines[1].split()[-2:] == ["0.5", "20"]
    assert len({len(line) for line in lines}) == 1
    assert "\x1b" not in path.read_text(encoding="utf-8") and "<U+D800>" in lines[3]
    assert as_text(["a"], []) == "a\n"


def test_a_file_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        write_table(Output(str(tmp_path), Kept()), ["a"], [])
    with pytest.raises(InputError, match="cannot write"):
        write_table(Output(str(tmp_path / "no" / "x.csv"), Kept()), ["a"], [])
