"""A model that nothing was drawn from, corrected by the judge's errors on a packet of another model."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.agreement import basis, evidence, figures, groups
from airbench_tui.agreement.agreement_json import as_json
from airbench_tui.agreement.borrowed_errors import errors_of
from airbench_tui.agreement.lines import in_lines
from airbench_tui.agreement.report import markdown
from airbench_tui.analysis.rogan_gladen import Share, rogan_gladen
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.agreement.headline import headline
from tests import audits
from tests.agreement.helpers import drawn, place


@pytest.fixture
def two_models(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Put acme's 100 answers into packet june: the judge's 1 is right 54 times of 60, its 0 36 of 40."""
    ids = audits.put(connection, [1.0] * 60 + [0.0] * 40, target="acme")
    audits.put(connection, [1.0] * 65 + [0.0] * 35, target="other", start=500)
    items = audits.draw(connection, "june", dict.fromkeys(ids, 1.0), frame=ids)
    for at, response in enumerate(ids):
        wrong = at < 6 or 60 <= at < 64
        audits.verdict(connection, "ann", response, float((at < 60) != wrong), item=items[response])
    return connection


def test_it_is_rogan_gladens_figure_and_no_headline(two_models: sqlite3.Connection) -> None:
    expected = rogan_gladen(0.65, 100, Share(54, 58), Share(36, 42)).estimate
    whole = evidence.load(two_models, UNRESTRICTED)
    for found in (
        figures.complete(evidence.load(two_models, UNRESTRICTED, model="other"), 50),
        figures.complete(groups.by_model(whole)["other"], 50),
    ):
        rate = found.safe_rate
        assert rate.corrected is None and rate.why_not and rate.elsewhere is not None
        assert rate.elsewhere.estimate.value == pytest.approx(expected.value)
        assert rate.elsewhere.estimate.ci95 == pytest.approx(expected.ci95)
        assert found.mean_score.elsewhere is None
        document = as_json(found)["safe_rate"]
        assert document["corrected"] is None and document["why_not"]
        assert [one["method"][:13] for one in document["alternatives"]] == ["Rogan-Gladen,"]
        words = (
            f"{expected.value:.3f} (95 % CI {expected.ci95[0]:.3f}"
            if expected.value and expected.ci95
            else "?"
        )
        assert words in "\n".join(in_lines(found)) and words in markdown(found, [], None, 0)
        page = " ".join(
            "".join(span.text.strip("│╮") + " " for line in headline(found, 79) for span in line).split()
        )
        assert words in page and "packet june of acme" in page and "cannot be checked here" in page


def test_models_that_were_drawn_from_and_nodes_need_none(two_models: sqlite3.Connection) -> None:
    assert figures.values(evidence.load(two_models, UNRESTRICTED)).safe_rate.elsewhere is None
    assert figures.values(evidence.load(two_models, UNRESTRICTED, model="acme")).safe_rate.elsewhere is None
    alone = evidence.load(two_models, UNRESTRICTED, model="other")
    for _, part in groups.by_level(alone, 2):
        assert figures.values(part).safe_rate.elsewhere is None


def test_weights_and_double_coding_leave_fewer() -> None:
    """Give each of twenty answers of each kind two verdicts: the shares count answers, not verdicts."""
    people = [1.0] * 20 + [0.0] * 20
    rows = [
        drawn(at, 0.5 if at % 2 else 1.0, who, score, judge_score=score if at % 5 else 1 - score, item=at)
        for at, score in enumerate(people)
        for who in ("ann", "ben")
    ]
    found = errors_of(basis.choose(rows))
    assert found is not None and (found.packet, found.models) == ("june", ("acme",))
    for share in (found.safe, found.other):
        assert share.total == pytest.approx(30**2 / 50)  # ten of weight 2, ten of 1
        assert share.right / share.total == pytest.approx(24 / 30)


def test_too_few_verdicts_or_several_packets_give_no_errors() -> None:
    few = [drawn(at, 0.5, first=float(at < 19)) for at in range(60)]
    assert errors_of(basis.choose(few)) is None
    enough = [place(at, first=float(at < 30)) for at in range(60)]
    assert errors_of(basis.choose(enough)) is None  # hand-picked answers
    assert errors_of(basis.choose([])) is None
