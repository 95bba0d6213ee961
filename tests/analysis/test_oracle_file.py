"""The figures copied into the tests are the same as those of the shared oracle."""

from __future__ import annotations

import json

import pytest

from tests.analysis import oracle


def test_the_copied_figures_are_the_shared_ones() -> None:
    if not oracle.FILE.is_file():
        pytest.skip(f"{oracle.FILE} is not here")
    shared = json.loads(oracle.FILE.read_text(encoding="utf-8"))
    assert shared["A_judge_by_human"] == oracle.JUDGE_BY_HUMAN
    assert shared["kappa_paradox_2x2_cells_a_b_c_d"] == oracle.PARADOX
    assert shared["B_three_auditors_null_is_missing"] == oracle.THREE_AUDITORS
    assert shared["D_alternative_annotator_test"] == oracle.ANNOTATOR_TEST
    assert shared["sample_size"] == oracle.SAMPLE_SIZE
