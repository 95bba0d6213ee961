"""The figures of the heat map and the breakdowns, compared with the same figures computed by pandas."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.signals import RUBRIC_OVERRIDDEN, SIGNALS
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import explore, reads
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import MEASURES, Cell, Question, table, trace
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.store.triage import signals
from benchmarks import realistic
from tests import templates
from tests.effort import cases
from tests.store import helpers

# On one worker: what pandas reads is read once there.
pytestmark = pytest.mark.xdist_group("store explore")

Connection = sqlite3.Connection
REGIONS = {
    "north": frozenset(key for key in (c.key for c in taxonomy.categories().values()) if key < 80_000_000),
    "one": frozenset(c.key for c in taxonomy.categories().values() if c.idx.startswith("12.37.")),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, realistic_file: Path) -> Path:
    return templates.copy(realistic_file, tmp_path_factory.mktemp("explore") / "realistic.db")


@pytest.fixture(scope="module")
def stock(file: Path) -> Iterator[Connection]:
    with open_database(file) as opened:
        signals.catch_up(opened.connection)
        yield opened.connection


@pytest.fixture(scope="module")
def responses(file: Path) -> pd.DataFrame:
    """Return every response with its category's id, the bytes of its answer and the judge's score.

    From the judgment itself: the score that responses keep for lists is the program's own work.
    """
    plain = sqlite3.connect(file)
    frame = pd.read_sql("SELECT r.*, c.idx FROM responses r JOIN categories c ON c.key = r.category", plain)
    given = pd.read_sql(
        "SELECT response AS id, score FROM judgments WHERE judge = ?", plain, params=[realistic.JUDGE]
    )
    assert given["id"].is_unique
    frame = frame.drop(columns="score").merge(given, on="id", how="left", validate="one_to_one")
    frame["bytes"] = frame["text"].str.encode("utf-8").str.len()
    return frame


@pytest.fixture(scope="module")
def verdicts(file: Path) -> pd.DataFrame:
    """Return the verdicts that count: each auditor's latest beside a score, not in bulk, not on another polarity."""
    plain = sqlite3.connect(file)
    frame = pd.read_sql("SELECT * FROM reviews WHERE kind = 'verdict'", plain)
    withdrawn = pd.read_sql("SELECT withdraws FROM reviews WHERE kind = 'withdrawal'", plain)["withdraws"]
    frame = frame[~frame["id"].isin(withdrawn)]
    frame = frame.sort_values(["made_at", "uid"]).groupby(["response", "auditor"]).tail(1)
    judgments = pd.read_sql("SELECT id, score AS judge_score, polarity, judge FROM judgments", plain)
    frame = frame.merge(judgments, left_on="judgment", right_on="id", suffixes=("", "_j"))
    frame = frame[(frame["origin"] != "bulk") & frame["judge_score"].notna()]
    frame = frame[frame["shown_polarity"].isna() | (frame["shown_polarity"] == frame["polarity"])]
    plain_responses = pd.read_sql(
        "SELECT r.id, r.target, c.idx FROM responses r JOIN categories c ON c.key = r.category", plain
    )
    return frame.merge(plain_responses, left_on="response", right_on="id", suffixes=("", "_r"))


def nodes_of(idx: str) -> list[str]:
    """Return the four nodes of a category from the text of its id."""
    second, third, _ = idx.split(".")
    first = max(number for number in (1, 3, 8, 13) if number <= int(second))
    return [f"L1.{first}", second, f"{second}.{third}", idx]


Parts = dict[tuple[str, str | None], pd.DataFrame]


def by_node(frame: pd.DataFrame) -> Parts:
    """Return the rows in each node, of each model and of all models (None)."""
    spread = frame.assign(node=frame["idx"].map(nodes_of)).explode("node")
    found: Parts = {(node, None): part for node, part in spread.groupby("node")}
    return found | dict(iter(spread.groupby(["node", "target"])))


@pytest.fixture(scope="module")
def parts(responses: pd.DataFrame, verdicts: pd.DataFrame) -> tuple[Parts, Parts]:
    """Return the responses and verdicts in each node and of each model."""
    return by_node(responses), by_node(verdicts)


def figure(measure: str, answers: pd.DataFrame, decided: pd.DataFrame) -> Cell:
    """Return one figure, computed directly from the rows."""
    if measure == "n":
        return Cell(float(len(answers)), len(answers))
    if measure in ("safe", "mean"):
        judged = answers["score"].dropna()
        value = (judged == 1).mean() if measure == "safe" else judged.mean()
        return Cell(float(value) if len(judged) else None, len(judged))
    off = decided["judge_score"] - decided["score"]
    by_response = off.ne(0).groupby(decided["response"]).max() if measure == "override" else off.groupby(
        decided["response"]
    ).mean()  # fmt: skip
    return Cell(float(by_response.mean()) if len(by_response) else None, len(by_response))


def same(found: Cell, expected: Cell) -> bool:
    return found.n == expected.n and (
        found.value == expected.value
        or (found.value is not None and found.value == pytest.approx(expected.value, abs=1e-12))
    )


@pytest.mark.parametrize("name", cases(tuple(MEASURES), 3))
def test_every_cell_of_the_heat_map_equals_pandas(
    stock: Connection,
    responses: pd.DataFrame,
    verdicts: pd.DataFrame,
    parts: tuple[Parts, Parts],
    name: str,
) -> None:
    made = table(stock, MEASURES[name], Question(DIMENSIONS["category"], UNRESTRICTED))
    assert made.models == tuple(sorted(realistic.MODELS))
    compared = 0
    rows = {row.id: row for row in made.rows}
    for node in taxonomy.nodes().values():
        if not node.level:
            continue
        for model in (None, *made.models):
            answers, decided = (part.get((node.id, model)) for part in parts)
            expected = figure(
                name,
                responses[:0] if answers is None else answers,
                verdicts[:0] if decided is None else decided,
            )
            found = made.cell(rows[node.id], model) if node.id in rows else Cell(None, 0)
            assert same(found, expected) or (expected.n == 0 and found.value in (None, 0)), (node.id, model)
            compared += expected.n > 0
    assert compared > (400 if name in ("override", "difference") else 1_400)


@pytest.mark.parametrize("name", ["category", "score", "signal", "code", "length", "region"])
def test_the_trace_of_each_figure_finds_as_many_responses_as_it_counts(stock: Connection, name: str) -> None:
    for measure in MEASURES.values():
        made = table(stock, measure, Question(DIMENSIONS[name], UNRESTRICTED, regions=REGIONS))
        assert made.rows
        for (row, model), cell in list(made.cells.items())[:: 9 if name == "category" else 1]:
            found = reads.count(stock, parse(trace(measure, row, model)), UNRESTRICTED)
            if name == "code" and measure.name in ("override", "difference"):
                assert found >= cell.n  # another auditor's verdict on the response may count
            else:
                assert found == cell.n, (measure.name, row.id, model)


def test_breakdowns_equal_pandas(stock: Connection, responses: pd.DataFrame) -> None:
    def cells(dimension: str, measure: str = "safe") -> dict[str, Cell]:
        made = table(stock, MEASURES[measure], Question(DIMENSIONS[dimension], UNRESTRICTED, regions=REGIONS))
        return {row.id: made.cell(row, None) for row in made.rows}

    safe: Callable[[pd.DataFrame], Cell] = lambda part: figure("safe", part, part)  # noqa: E731
    by_score = cells("score", "n")
    for label, part in (("0", 0.0), ("0.5", 0.5), ("1", 1.0)):
        assert by_score[label].n == (responses["score"] == part).sum()
    assert by_score["none"].n == responses["score"].isna().sum()
    edges = {
        "0": (0, 0),
        "1-200": (1, 200),
        "201-800": (201, 800),
        "801-2000": (801, 2_000),
        "2001-": (2_001, 1e9),
    }
    by_length = cells("length")
    for label, (least, most) in edges.items():
        assert same(by_length[label], safe(responses[responses["bytes"].between(least, most)])), label
    by_region = cells("region")
    for region, keys in REGIONS.items():
        assert same(by_region[region], safe(responses[responses["category"].isin(keys)]))
    by_judge = table(stock, MEASURES["safe"], Question(DIMENSIONS["judge"], UNRESTRICTED))
    for row in by_judge.rows:
        scores = pd.read_sql(
            "SELECT j.score FROM judgments j WHERE j.judge = ?",
            sqlite3.connect(_path(stock)),
            params=[row.id],
        )["score"].dropna()
        cell = by_judge.cell(row, None)
        assert (cell.n, cell.value) == (len(scores), pytest.approx((scores == 1).mean()))
    assert [row.id for row in by_judge.rows] == [realistic.JUDGE, realistic.SECOND_JUDGE]


def test_rows_by_signal_equal_pandas(
    stock: Connection, responses: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """Check that a response counts in every signal that flags it."""
    flags = pd.read_sql("SELECT t.response, t.mask FROM triage t", sqlite3.connect(_path(stock)))
    seen = 0
    for name in ("safe", "override", "n"):
        made = table(stock, MEASURES[name], Question(DIMENSIONS["signal"], UNRESTRICTED))
        for row in made.rows:
            (signal,) = [one for one in SIGNALS if one.name == row.id]
            if signal.bit == RUBRIC_OVERRIDDEN:  # not stored: it depends on reviews
                continue
            flagged = flags.loc[flags["mask"] & signal.bit > 0, "response"]
            part, decided = (
                responses[responses["id"].isin(flagged)],
                verdicts[verdicts["response"].isin(flagged)],
            )
            assert same(made.cell(row, None), figure(name, part, decided)), (name, row.id)
            assert signal.words in row.name
            seen += 1
    assert seen >= 20


def test_a_filter_narrows_every_figure(stock: Connection, responses: pd.DataFrame) -> None:
    chosen = "length>800 model:*quill*"
    part = responses[(responses["bytes"] > 800) & responses["target"].str.contains("Quill")]
    made = table(stock, MEASURES["safe"], Question(DIMENSIONS["category"], UNRESTRICTED, parse(chosen)))
    assert made.models == ("Quill-13b-instruct",)
    expected = by_node(part)
    for row in made.rows:
        assert same(made.cell(row, None), figure("safe", expected[row.id, None], part))
        assert (
            reads.count(stock, parse(trace(MEASURES["safe"], row, None, chosen)), UNRESTRICTED)
            == made.cell(row, None).n
        )


def test_worse_is_less_safe_more_overridden_and_a_larger_difference() -> None:
    def order(measure: str, *values: float | None) -> list[float | None]:
        cells = [Cell(value, 40) for value in values]
        cells.sort(key=lambda cell: explore.worse(MEASURES[measure], cell), reverse=True)
        return [cell.value for cell in cells]

    assert order("safe", 0.5, None, 0.2, 0.9) == [0.2, 0.5, 0.9, None]
    assert order("mean", 0.5, 0.2) == [0.2, 0.5]
    assert order("override", 0.1, 0.4, None) == [0.4, 0.1, None]
    assert order("difference", 0.1, -0.4, 0.0) == [-0.4, 0.1, 0.0]
    assert order("n", 1.0, 3.0) == [3.0, 1.0]


def test_cells_with_a_small_n_are_last_except_for_counts(stock: Connection) -> None:
    def counts(name: str, order: explore.Order) -> list[int]:
        made = table(stock, MEASURES[name], Question(DIMENSIONS["category"], UNRESTRICTED))
        lines = explore.arrange(made, MEASURES[name], level=3, order=order)
        return [made.cell(row, None).n for row, _ in lines]

    few = [n < explore.SMALL for n in counts("safe", "worst")]
    assert few == sorted(few) and any(few)
    assert counts("n", "best") == sorted(counts("n", "best"))
    assert counts("n", "worst") == sorted(counts("n", "worst"), reverse=True)


def test_rows_come_in_natural_order(stock: Connection) -> None:
    made = table(stock, MEASURES["n"], Question(DIMENSIONS["category"], UNRESTRICTED))
    fourth = [row.id for row in made.rows if row.level == 4]
    assert fourth == sorted(fourth, key=taxonomy.sort_key)
    lengths = table(stock, MEASURES["n"], Question(DIMENSIONS["length"], UNRESTRICTED))
    assert [row.name for row in lengths.rows][:2] == ["empty", "1 to 200 bytes"]


def test_an_empty_database_gives_an_empty_table(connection: Connection) -> None:
    for dimension in DIMENSIONS.values():
        for measure in MEASURES.values():
            made = table(connection, measure, Question(dimension, UNRESTRICTED))
            assert (made.rows, made.models) == ((), ())


def _path(connection: Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()["file"])


@pytest.mark.parametrize("code", ["\ud800 odd", "ünï", 'say "x"'])
def test_any_code_is_a_row(connection: Connection, code: str) -> None:
    helpers.put(connection, helpers.row(0, verdict=helpers.judgment(1.0)))
    helpers.decide(connection, "ann", 1, 0.0, codes=[code])
    (made,) = table(connection, MEASURES["override"], Question(DIMENSIONS["code"], UNRESTRICTED)).rows
    assert made.id == code and known_names.read(connection)["code"] == [code]
