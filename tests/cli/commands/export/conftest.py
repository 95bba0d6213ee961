"""Fixtures and helpers of the tests of ``export``, such as a file with difficult texts."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.builders import pipeline2_file
from tests.cli.conftest import HOSTILE, Cli

ODD = [
    HOSTILE,
    "=1+1",
    "'=1+1",
    "-5",
    "- no",
    "+cmd|'/c calc'!A1",
    "@x",
    "\tx",
    "\rx",
    "it said \\ud800",
    "\udc00=1",
    " =1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    "ok;=1+1",
]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def odd(cli: Cli, tmp_path: Path) -> Path:
    """Import a judged pipeline 2 file with texts that are difficult for spreadsheets, UTF-8 or terminals."""
    rows = [
        {"prompt": f"P {text}", "answer": text, "reason": text, "score": n % 2 * 1.0}
        for n, text in enumerate(ODD)
    ]
    path = pipeline2_file(tmp_path / "pipeline2_step2_odd_result.csv", rows)
    cli("import", path, "--polarity", "1-safe", ok=0)
    return path


def review(cli: Cli, expression: str, score: str, *more: str) -> dict[str, Any]:
    uid = cli("list", expression, "--json", "--limit", "1").json["rows"][0]["response_id"]
    made: dict[str, Any] = cli("review", "add", uid, "--score", score, *more, "--json", ok=0).json
    return made
