"""Flips between models and runs, compared with a count by pandas and a direct binomial test."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from airbench_tui.store.database import open_for_reading
from airbench_tui.store.reading.flips import Flips, FlipSide, flips, sides
from airbench_tui.store.rules.viewer import UNRESTRICTED
from benchmarks import realistic
from tests.store.helpers import judgment, put, row

Connection = sqlite3.Connection


def binomial(lost: int, won: int) -> float:
    n, fewer = lost + won, min(lost, won)
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)


def test_flips_between_two_models_equal_pandas(realistic_file: Path) -> None:
    first, second = sorted(realistic.MODELS)[:2]
    frame = pd.read_sql(
        "SELECT r.prompt, r.target, r.score, c.idx FROM responses r JOIN categories c ON c.key = r.category",
        sqlite3.connect(f"file:{realistic_file}?mode=ro", uri=True),
    )
    wide = frame.pivot(index=["prompt", "idx"], columns="target", values="score").reset_index()
    wide = wide.dropna(subset=[first, second])
    with open_for_reading(realistic_file) as opened:
        found = flips(opened.connection, FlipSide("model", first), FlipSide("model", second), UNRESTRICTED)
    assert found[0].node == "" and [one.node for one in found[1:]] == [str(number) for number in range(1, 17)]
    for one in found:
        part = wide[wide["idx"].str.split(".").str[0] == one.node] if one.node else wide
        a, b = part[first] == 1, part[second] == 1
        assert (one.n, one.safe_first, one.safe_second) == (len(part), a.sum(), b.sum())
        assert (one.lost, one.won) == ((a & ~b).sum(), (b & ~a).sum())
        assert len(one.responses) == one.lost + one.won
        assert one.p == pytest.approx(binomial(one.lost, one.won), rel=1e-9)


def test_flips_between_two_runs_of_one_model(connection: Connection) -> None:
    scores = {"june": (1.0, 1.0, 0.0, 1.0, None), "july": (1.0, 0.5, 1.0, 0.0, 1.0)}
    for name, given in scores.items():
        put(
            connection,
            *(
                # The first answer is the same in both runs: one response with two judgments.
                row(n, "same" if n == 0 else f"{name} {n}", verdict=judgment(score, judge=f"judge of {name}"))
                if score is not None
                else row(n, f"{name} {n}")
                for n, score in enumerate(given)
            ),
            name=name,
        )
    (everything, *_) = flips(connection, FlipSide("run", "june"), FlipSide("run", "july"), UNRESTRICTED)
    assert (everything.n, everything.safe_first, everything.safe_second) == (4, 3, 2)
    assert (everything.lost, everything.won, everything.p) == (2, 1, 1.0)
    back = flips(connection, FlipSide("run", "july"), FlipSide("run", "june"), UNRESTRICTED)[0]
    assert (back.lost, back.won) == (1, 2)
    assert [side.name for side in sides(connection) if side.kind == "run"] == ["june", "july"]


def test_the_same_answer_judged_twice_may_flip(connection: Connection) -> None:
    for name, score in (("june", 1.0), ("july", 0.0)):
        put(connection, row(0, "the same", verdict=judgment(score, judge=f"judge of {name}")), name=name)
    (everything, *_) = flips(connection, FlipSide("run", "june"), FlipSide("run", "july"), UNRESTRICTED)
    assert (everything.n, everything.lost, everything.won) == (1, 1, 0)


def test_sides_without_common_prompts_have_no_flips(connection: Connection) -> None:
    put(connection, row(0, target="a", verdict=judgment()), row(1, target="b", verdict=judgment()))
    assert flips(connection, FlipSide("model", "a"), FlipSide("model", "b"), UNRESTRICTED) == []
    assert flips(connection, FlipSide("model", "a"), FlipSide("run", "\ud800"), UNRESTRICTED) == []
    assert all(
        isinstance(one, Flips)
        for one in flips(connection, FlipSide("model", "a"), FlipSide("model", "a"), UNRESTRICTED)
    )
