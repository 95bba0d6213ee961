"""Warnings: each reason for what is missing is said once, and nothing is said of what nobody expects."""

from __future__ import annotations

import sqlite3

from airbench_tui.agreement import evidence, figures, warnings
from airbench_tui.agreement.agreement_json import as_json
from airbench_tui.agreement.report import markdown
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import audits
from tests.agreement.helpers import material, place

JUDGED: dict[int, float | None] = {at: float(at % 2) for at in range(40)}


def test_a_rate_without_rows_is_not_said_to_lack_a_value() -> None:
    nobody = warnings.of(figures.values(material([], JUDGED)))
    assert nobody and not any("rate by people" in words or "score by people" in words for words in nobody)
    no_judge = warnings.of(figures.values(material([place(1, judge_score=None)], {1: None})))
    assert no_judge and not any("by the judge" in words for words in no_judge)


def test_verdicts_without_evidence_are_counted_in_every_form(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 0.0] * 4)
    for response in ids[:3]:
        audits.verdict(connection, "ann", response, 1.0, blind=False)
    found = figures.values(evidence.load(connection, UNRESTRICTED))
    assert not any("without evidence" in words for words in warnings.of(found))
    for response in ids[
        2:5
    ]:  # ann decided on the first by hand, so that the file's verdict does not count there
        audits.verdict(connection, "ann", response, 0.0, blind=False, origin="import", evidence="none")
    found = figures.values(evidence.load(connection, UNRESTRICTED))
    words = "2 of 5 verdicts came from files without evidence that they are their auditors' own"
    assert words in warnings.of(found) and words in as_json(found)["warnings"]
    assert words in markdown(found, [], None, 0)
