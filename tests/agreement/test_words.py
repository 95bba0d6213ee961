"""The figures in words and as JSON: shape, reasons for missing figures, hostile names on one line."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Any

import pytest

from airbench_tui.agreement import evidence, figures, groups, warnings
from airbench_tui.agreement.agreement_json import as_json
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.lines import in_lines, in_short
from airbench_tui.agreement.report import markdown
from airbench_tui.analysis.bootstrap import NOT_YET
from airbench_tui.analysis.comparison import NO_ROWS
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.agreement.headline import headline
from tests import audits
from tests.audits import HOSTILE, POOR

# As promised in the contract's "Agreement JSON".
KEYS = tuple(
    "judge basis n_judged n_reviewed judge_vs_human human_vs_human safe_rate mean_score counts warnings".split()  # noqa: SIM905
)
COMPARISON = tuple(
    "n confusion raw_agreement kappa kappa_linear kappa_quadratic ac1 ac2_quadratic alpha_ordinal unsafe bias"  # noqa: SIM905
    " mcnemar_p stuart_maxwell_p".split()
)
UNSAFE = ["tp", "fp", "fn", "tn", "sensitivity", "specificity"]
RATE = ["judge", "human_on_reviewed", "corrected", "method", "why_not"]
ESTIMATES = {"raw_agreement", "kappa", "kappa_linear", "kappa_quadratic", "ac1", "ac2_quadratic", "alpha_ordinal",
             "bias", "sensitivity", "specificity", "ppv", "npv", "corrected", "human_on_reviewed"}  # fmt: skip
# HOSTILE as it must appear in a cell of the report.
ESCAPED = "␛]52;c;eA==␇`|*x*|[/foo]<U+202E>&lt; # h"
for special in "`*|[]<>&#":
    ESCAPED = ESCAPED.replace(special, "\\" + special)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")


def strict(document: Any) -> Any:
    """Return the document as a strict parser reads it: NaN and infinities are not JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} in the JSON")

    return json.loads(json.dumps(document), parse_constant=refuse)


def shaped(document: dict[str, Any]) -> None:
    """Assert the contract's shape."""
    assert [key for key in KEYS if key not in document] == []
    compared = document["judge_vs_human"]
    assert [key for key in COMPARISON if key not in compared] == []
    assert [key for key in UNSAFE if key not in compared["unsafe"]] == []
    assert [len(row) for row in compared["confusion"]] == [3, 3, 3]
    assert sum(map(sum, compared["confusion"])) == compared["n"]
    assert {"auditors", "n_overlap", "alpha_ordinal"} <= set(document["human_vs_human"])
    assert document["basis"] in ("blind first verdicts", "standing verdicts")
    assert {"blank", "malformed", "failed"} <= set(document["counts"])
    for rate in (document["safe_rate"], document["mean_score"]):
        assert [key for key in RATE if key not in rate] == []
        assert (rate["corrected"] is None) == bool(rate["why_not"])
        assert (rate["corrected"] is None) == (rate["method"] is None)
    for found in estimates(document):
        assert set(found) == {"value", "ci95", "n"}
        if found["ci95"] is not None:
            low, high = found["ci95"]
            assert low <= high and low - 1e-9 <= found["value"] <= high + 1e-9
    assert all(isinstance(words, str) and words for words in document["warnings"])
    assert len(set(document["warnings"])) == len(document["warnings"])


def estimates(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        own = [document] if "ci95" in document else []
        return own + [one for value in document.values() for one in estimates(value)]
    return [one for value in document for one in estimates(value)] if isinstance(document, list) else []


def test_the_sample_audit_has_the_contracts_shape(sampled: Figures) -> None:
    document = strict(as_json(sampled))
    shaped(document)
    assert "key" not in document
    compared = document["judge_vs_human"]
    assert compared["confusion_weighted"] is not None and document["packet"]["name"] == "june"
    assert all(compared[name] is not None for name in ESTIMATES & set(compared))
    assert document["human_vs_human"]["auditors"] == ["ann", "ben", "chi"]
    assert document["judge_vs_judge"][0]["judge"] == "phrases"
    assert document["left_out"] == {"bulk": 1, "stale": 0, "waiting": 0}
    assert document["changed_after_reveal"]["blind"] == compared["n"]


@pytest.mark.parametrize("name", [None, *POOR])
def test_every_interval_says_what_it_concerns(
    sampled: Figures, connection: sqlite3.Connection, name: str | None
) -> None:
    found = sampled
    if name is not None:
        POOR[name][0](connection)
        found = figures.complete(evidence.load(connection, UNRESTRICTED), rounds=50)
    document = strict(as_json(found))
    said = document["intervals"]
    assert list(said) == ["these answers", "prompts like these"]

    def paths(inside: Any, path: str) -> list[str]:
        if isinstance(inside, dict):
            own = [path] if inside.get("ci95") is not None else []
            return own + [one for key, value in inside.items() for one in paths(value, f"{path}.{key}")]
        return []  # lists (pairs, judges, alternatives) have the kind of their parent

    top = ("judge_vs_human", "human_vs_human", "safe_rate", "mean_score")
    there = [one for key in top for one in paths(document[key], key)]
    assert sorted(there) == sorted(said["these answers"] + said["prompts like these"])
    wilson = [
        one for one in there if one.endswith(("raw_agreement", "sensitivity", "specificity", "corrected"))
    ]
    assert set(wilson) <= set(said["these answers"])


def test_parts_have_the_contracts_shape_and_their_key(sampled: Figures) -> None:
    for node, part in groups.by_level(sampled.material, 2):
        document = strict(as_json(figures.complete(part, rounds=20), node.id))
        shaped(document)
        assert document["key"] == node.id


@pytest.mark.parametrize("name", POOR)
def test_poor_databases_say_what_is_missing(connection: sqlite3.Connection, name: str) -> None:
    fill, words = POOR[name]
    fill(connection)
    found = figures.complete(evidence.load(connection, UNRESTRICTED), rounds=100)
    document = strict(as_json(found))
    shaped(document)
    said = document["warnings"]
    assert any(words in one for one in said), said
    assert all(words in "\n".join(in_lines(found)) for words in said)
    reasons_for_every_null(document)
    report = markdown(found, [], None, 0)
    assert "nan" not in report.lower().replace("finance", "")
    assert report.startswith("# Audit")


def reasons_for_every_null(document: dict[str, Any]) -> None:
    said = " / ".join(document["warnings"])
    compared, people = document["judge_vs_human"], document["human_vs_human"]
    nothing = (
        "nothing was reviewed one by one yet",
        NO_ROWS,
    )
    nobody = any(words in document["warnings"] for words in nothing)
    words = {
        "kappa": "kappa",
        "ac1": "AC1",
        "alpha_ordinal": "alpha",
        "bias": "bias",
        "raw_agreement": "raw agreement",
    }
    for name, word in words.items():
        if compared[name] is None:
            assert nobody or re.search(rf"no [^:]*\b{word}\b[^:]*: ", said), (name, said)
    for which, after in (("unsafe", ""), ("unsafe_is_score_0", " for score 0")):
        for name in ("sensitivity", "specificity"):
            if compared[which][name] is None:
                assert nobody or name + after in said, (name, said)
    if people["alpha_ordinal"] is None:
        assert nobody or "one auditor" in said or "alpha among people" in said, said
    for name in ("safe_rate", "mean_score"):
        if document[name]["corrected"] is None:
            assert re.search(rf"no [^:]*corrected {name.replace('_', ' ')}[^:]*: ", said)
        if document[name]["judge"] is None:
            assert "no response has a score of this judge" in said


def test_verdicts_on_responses_without_a_score_are_reported_as_no_rows(
    connection: sqlite3.Connection,
) -> None:
    _, unscored = audits.put(connection, [1.0, None])
    audits.verdict(connection, "ann", unscored, 1.0)
    found = figures.complete(evidence.load(connection, UNRESTRICTED), rounds=20)
    assert as_json(found)["warnings"].count(NO_ROWS) == 1
    assert f"{NO_ROWS.capitalize()}.\n" in markdown(found, [], None, 0)


def test_one_class_is_undefined_and_never_a_number(connection: sqlite3.Connection) -> None:
    POOR["one class"][0](connection)
    compared = as_json(figures.complete(evidence.load(connection, UNRESTRICTED), rounds=50))["judge_vs_human"]
    assert [compared[name] for name in ("kappa", "kappa_linear", "kappa_quadratic", "alpha_ordinal")] == [
        None
    ] * 4
    assert compared["raw_agreement"]["value"] == 1.0


def test_first_figures_do_not_warn_of_intervals_still_to_come(connection: sqlite3.Connection) -> None:
    audits.sampled(connection)
    assert not any(
        NOT_YET in words for words in warnings.of(figures.values(evidence.load(connection, UNRESTRICTED)))
    )


@pytest.mark.parametrize("n, words", [(29, "at least 30"), (30, "need 100"), (99, "need 100"), (100, None)])
def test_small_samples_are_named(connection: sqlite3.Connection, n: int, words: str | None) -> None:
    for at, response in enumerate(audits.put(connection, [1.0, 0.0] * 60)[:n]):
        audits.verdict(connection, "ann", response, float(at % 3 > 0))
    said = [
        one for one in warnings.of(figures.values(evidence.load(connection, UNRESTRICTED))) if "kappa" in one
    ]
    assert [words in one for one in said] == [True] if words else said == []


def test_small_groups_make_no_claims(sampled: Figures) -> None:
    for level, claims in ((2, True), (4, False)):
        few = []
        for node, part in groups.by_level(sampled.material, level):
            found = figures.values(part)
            said = "\n".join(in_short(found, claims))
            assert ("safe rate" in said) == claims
            if found.comparison.n < 30:
                assert not re.search("(AC1|kappa) -?[0-9]", said)
                few.append(node)
            for found_share in (
                found.comparison.below_one.sensitivity,
                found.comparison.below_one.specificity,
            ):
                if claims and found_share.value is not None and found_share.n < 20:
                    assert "not shown below 20" in said
        assert few
        report = markdown(sampled, [(node.name, figures.values(part)) for node, part in groups.by_level(
            sampled.material, level)], f"l{level}", 0)  # fmt: skip
        table = report.split(f"## By l{level}")[1].split("##")[0]
        assert ("safe rate" in table) == claims and ("%" in table) == claims
        assert all(node.name.replace("&", r"\&")[:8] in table for node in few)


def test_missing_items_are_counted_with_bounds(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 0.0] * 30)
    items = audits.draw(connection, "june", dict.fromkeys(ids[:40], 40 / 60))
    for response in ids[:39]:
        audits.verdict(connection, "ann", response, 1.0, item=items[response])
    said = warnings.of(figures.values(evidence.load(connection, UNRESTRICTED)))
    (one,) = [words for words in said if "no verdict and are left out" in words]
    assert one.startswith("1 of 40 drawn answers")


def test_with_too_many_missing_verdicts_only_bounds_are_given(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 0.0] * 30)
    items = audits.draw(connection, "june", dict.fromkeys(ids[:40], 40 / 60))
    for response in ids[:30]:
        audits.verdict(connection, "ann", response, 1.0, item=items[response])
    found = figures.values(evidence.load(connection, UNRESTRICTED))
    words = "10 of 40 drawn without a verdict: 0.750 if all of them were unsafe, 1.000 if all safe"
    assert found.safe_rate.corrected is not None and found.safe_rate.corrected.estimate.value is None
    assert words in "\n".join(in_lines(found))
    assert f"| Safe rate, bounds | 0.750 to 1.000 |  | {words} |" in markdown(found, [], None, 0)
    page = "".join(span.text.strip("│╮") + " " for line in headline(found, 79) for span in line)
    assert words.split(": ")[1] in " ".join(page.split())


def test_no_bounds_are_shown_without_reviews(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 0.0] * 30)
    audits.draw(connection, "june", dict.fromkeys(ids[:40], 40 / 60))
    found = figures.values(evidence.load(connection, UNRESTRICTED, packet="june"))
    assert found.safe_rate.corrected is not None and "if all safe" not in "\n".join(in_lines(found))


@pytest.fixture
def hostile(connection: sqlite3.Connection) -> Figures:
    """Return figures whose judge, model, auditors, packet and code have hostile names."""
    ids = audits.put(connection, [1.0, 0.0] * 20, judge=f"judge {HOSTILE}", target=f"model {HOSTILE}")
    audits.put(connection, [1.0, 0.5] * 10, judge=f"other {HOSTILE}", target=f"model {HOSTILE}")
    items = audits.draw(
        connection, f"packet {HOSTILE}", {one: 0.5 if at % 2 else 1.0 for at, one in enumerate(ids)}
    )
    for auditor in ("ann", "ben"):
        for at, response in enumerate(ids):
            score = float(at % 3 > 0)
            audits.verdict(
                connection,
                f"{auditor} {HOSTILE}",
                response,
                score,
                item=items[response],
                codes=(f"code {HOSTILE}",),
            )
    audits.verdict(connection, "ann", ids[0], 1.0)  # outside: a warning names the packet
    return figures.complete(evidence.load(connection, UNRESTRICTED, f"judge {HOSTILE}"), rounds=20)


def test_hostile_names_stay_literal_in_the_report(hostile: Figures) -> None:
    report = markdown(hostile, [(f"group {HOSTILE}", hostile)], "l2", 0)
    assert not CONTROL.search(report)
    for what in ("judge", "model", "ann", "packet", "group", "other"):
        lines = [line for line in report.splitlines() if f"{what} ␛" in line]
        assert lines, what
        for line in lines:
            # Every character with a meaning in Markdown is escaped, so the name stays in one cell of one row.
            assert ESCAPED in line, line
    tables = [line for line in report.splitlines() if line.startswith("|")]
    assert not [line for line in report.splitlines() if line.startswith("# h")]
    for line in tables:
        assert line.endswith("|") and line.count(" | ") == re.sub(r"\\\|", "", line).count(" | ")


def test_hostile_names_stay_on_their_line(hostile: Figures) -> None:
    for line in [*in_lines(hostile), *in_short(hostile, claims=False)]:
        first = line.split("note: ")[0]
        assert "\x1b" not in first and "\n" not in first  # the notes are made safe where they are printed
    assert strict(as_json(hostile))["judge"] == f"judge {HOSTILE}"


def test_the_report_contains_everything_an_appendix_needs(sampled: Figures) -> None:
    parts = [(key, figures.complete(part, 20)) for key, part in groups.by_model(sampled.material).items()]
    report = markdown(sampled, parts, "model", 7)
    for words in ("seed 7", "2,000 rounds", "numpy ", "Python ", "airbench-tui ", "june", "SAMPLE", "## By model",
                  "SAMPLE Quill-2", "Horvitz", "Weighted by 1/inclusion probability", "Agresti", "beside judge phrases",
                  "concerns the answers that the packet was drawn from", "Verdicts given", "2026-11-20"):  # fmt: skip
        assert words in report, words
    headline = sampled.safe_rate.corrected
    assert headline is not None and f"**{headline.estimate.value:.3f} (95 % CI" in report
    for each in headline.strata:
        assert (
            f"| {each.judge:g} | {each.size} | {each.drawn} | {each.reviewed} | {each.mean:.3f} |" in report
        )
    assert "filter ," not in report
