"""The progress bar of a run: one line of a terminal, and nothing elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.cli.terminals import WIDTH, drawn_by
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, TARGET, Desk
from tests.pipeline.conftest import benchmark_folder as benchmark_folder
from tests.pipeline.conftest import desk as desk
from tests.pipeline.conftest import stub as stub


@pytest.fixture
def drawn(desk: Desk) -> list[str]:
    """Return the drawings of a run that sometimes waits."""
    desk.stub.replan(Plan(latency=0.05, rate_limited_wait=0.3, retry_after="1", cut=0.1))
    argv = desk.argv("run", "--model", TARGET, "--judge", JUDGE, "--concurrency", "8", "--json")
    return drawn_by(argv, desk.environment, desk.folder.parent).drawings


def test_the_bar_is_always_one_line(drawn: list[str]) -> None:
    assert drawn[-1].endswith("\n") and not any("\n" in line for line in drawn[:-1])
    assert max(len(line.rstrip("\r\n")) for line in drawn) <= WIDTH
    assert any("waiting, the next for" in line for line in drawn)
    assert re.match("━{12} 100 % asked 80/80, judged 80/80", drawn[-1]), drawn[-1]
    assert any(re.match("━{1,11}[╸╺]?━* [1-9][0-9]? % asked", line) for line in drawn), drawn
