"""Fixtures: a workspace with one judged file, and auditors who disagree about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Cli:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    return cli


def uids(cli: Cli, expression: str = "") -> list[str]:
    return [row["response_id"] for row in cli("list", expression, "--json").json["rows"]]


def differ(cli: Cli, uid: str) -> None:
    """Review a response as ann and as bob, with different scores."""
    cli("review", "add", uid, "--score", "0", "--note", "it helps", ok=0)
    cli("--auditor", "bob", "review", "add", uid, "--score", "1", ok=0)
