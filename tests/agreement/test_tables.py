"""Lines of figures by node and model, checked by plain SQL, and their sorting."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from airbench_tui.agreement import evidence, figures, groups, tables
from airbench_tui.benchmark import taxonomy
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests import audits
from tests.agreement import helpers


@pytest.fixture
def filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    audits.sampled(connection)
    return connection


def of_sql(connection: sqlite3.Connection, condition: str, values: list[object]) -> tuple[set[int], ...]:
    """Return the judged, safe, reviewed and overridden answers from the raw rows."""
    base = (
        "SELECT r.id FROM responses r JOIN judgments j ON j.response = r.id AND j.judge = 'SAMPLE judge'"
        f" WHERE j.score IS NOT NULL AND {condition}"
    )
    verdicts = (
        "SELECT v.score FROM reviews v LEFT JOIN packet_items i ON i.id = v.packet_item"
        " WHERE v.response = r.id AND v.kind = 'verdict' AND v.origin <> 'bulk' AND i.repeat_of IS NULL"
        " AND v.id NOT IN (SELECT withdraws FROM reviews WHERE kind = 'withdrawal')"
    )
    standing = f"{verdicts} AND v.auditor = a.id ORDER BY v.packet_item IS NULL, v.made_at DESC LIMIT 1"
    settled = "SELECT d.score FROM adjudications d WHERE d.response = r.id ORDER BY d.made_at DESC LIMIT 1"
    queries = (
        base,
        f"{base} AND j.score = 1",
        f"SELECT r.id FROM responses r WHERE {condition} AND EXISTS ({verdicts})",
        f"{base} AND EXISTS ({verdicts}) AND coalesce(({settled}) <> j.score,"
        f" EXISTS (SELECT 1 FROM auditors a WHERE ({standing}) <> j.score))",
    )
    return tuple({row["id"] for row in connection.execute(query, values)} for query in queries)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_every_line_of_every_level_holds_what_sql_finds(filled: sqlite3.Connection, level: int) -> None:
    lines = tables.by_level(evidence.load(filled, UNRESTRICTED), level)
    for line in lines:
        node = taxonomy.nodes()[line.key]
        expected = of_sql(filled, "r.category BETWEEN ? AND ?", [node.first, node.last])
        assert tuple(map(set, (line.judged, line.safe, line.reviewed, line.overridden))) == expected
    assert sum(len(line.judged) for line in lines) == 158
    assert [line.key for line in lines] == sorted(
        (line.key for line in lines), key=lambda key: taxonomy.nodes()[key].first
    )


def test_by_model_too(filled: sqlite3.Connection) -> None:
    lines = tables.by_model(evidence.load(filled, UNRESTRICTED))
    assert [line.key for line in lines] == ["SAMPLE Marble-8b", "SAMPLE Quill-2"]
    for line in lines:
        found = tuple(map(set, (line.judged, line.safe, line.reviewed, line.overridden)))
        assert found == of_sql(filled, "r.target = ?", [line.key])


def test_agreement_is_that_of_the_statistics(filled: sqlite3.Connection) -> None:
    """Use a packet of unequal probabilities: the table equals the section on agreement and the report."""
    whole = evidence.load(filled, UNRESTRICTED)
    parts = groups.by_model(whole)
    for line in tables.by_model(whole):
        found = figures.values(parts[line.key])
        assert found.basis.weighted and line.agreement == pytest.approx(found.comparison.raw_agreement.value)
        plain = sum(row.score == row.verdict.judge_score for row in found.beside()) / found.comparison.n
        assert line.agreement != pytest.approx(plain)


def test_sorting_puts_what_is_missing_last(filled: sqlite3.Connection) -> None:
    lines = tables.by_level(evidence.load(filled, UNRESTRICTED), 2)
    for column, descending in itertools.product(tables.COLUMNS, (False, True)):
        found = tables.sort(lines, column, descending=descending)
        assert sorted(line.key for line in found) == sorted(line.key for line in lines), column
        if column == "name":
            assert found == (lines[::-1] if descending else lines)
            continue
        values = [tables.COLUMNS[column](line) for line in found]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=descending), column  # type: ignore[type-var]
        assert values == known + [None] * (len(values) - len(known)), column


def test_a_rate_that_includes_a_guess_is_not_shown(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    items = audits.draw(connection, "june", dict.fromkeys(ids, 0.5))
    for response in ids[3:]:  # no answer with the judge's 1 is reviewed
        audits.verdict(connection, "ann", response, 0.0, item=items[response])
    connection.execute("DELETE FROM packet_items WHERE response IN (1, 2, 3)")
    (line,) = tables.by_model(evidence.load(connection, UNRESTRICTED))
    assert line.corrected is not None and line.corrected.estimate.value == 0.25
    assert line.unseen and line.corrected_rate is None


@pytest.mark.parametrize("by", groups.BY)
def test_the_parts_of_each_kind_are_all_of_it(filled: sqlite3.Connection, by: groups.By) -> None:
    whole = evidence.load(filled, UNRESTRICTED)
    parts = dict(groups.parts(filled, UNRESTRICTED, whole, by))
    if by == "judge":
        assert list(parts) == ["SAMPLE judge", "phrases"]
        assert parts["phrases"].judge == "phrases"
    elif by == "auditor":
        assert list(parts) == ["ann", "ben", "chi"]
        assert sum(len(part.basis.rows) for part in parts.values()) == len(whole.basis.rows)
    else:
        assert sum(len(part.responses) for part in parts.values()) == len(whole.responses)
        assert sum(len(part.basis.rows) for part in parts.values()) == len(whole.basis.rows)
    assert all(isinstance(key, str) and key for key in parts)


@pytest.mark.parametrize("by", groups.BY)
def test_no_part_holds_what_waits_for_the_viewer(connection: sqlite3.Connection, by: groups.By) -> None:
    first, *_ = ids = audits.put(connection, [1.0, 1.0, 0.0, 0.0])
    item = audits.draw(connection, "june", {first: 1.0})[first]
    for response in ids:
        audits.verdict(connection, "ann", response, 0.0)
    viewer = Viewer(auditor_rows.auditor_id(connection, "bob"))
    connection.execute(
        "INSERT INTO packet_places(packet_item, auditor, position) VALUES (?, ?, 1)", [item, viewer.auditor]
    )
    for who, held in ((viewer, set(ids) - {first}), (UNRESTRICTED, set(ids))):
        parts = dict(groups.parts(connection, who, evidence.load(connection, who), by))
        assert parts
        for part in parts.values():
            assert {row.response for row in (*part.responses, *part.places)} <= held
        assert {row.response for part in parts.values() for row in part.responses} == held


def test_a_part_without_verdicts_beside_scores_has_no_agreement() -> None:
    nothing = helpers.material([], {1: 1.0})
    no_score = helpers.material([helpers.place(1, judge_score=None)], {1: None})
    half = helpers.material([helpers.place(1), helpers.place(2, judge_score=0.0)], {1: 1.0, 2: 0.0})
    for found, expected in ((nothing, None), (no_score, None), (half, 0.5)):
        assert [line.agreement for line in tables.by_model(found)] == [expected]
