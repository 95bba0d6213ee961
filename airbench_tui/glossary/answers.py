"""Figures of the judge's scores of answers."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_TALLY = "airbench_tui.store.reading.reads.Tally"
_ALL = "the responses selected by filter, node and model"

FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "responses",
        "Answers of models, whether judged or not.",
        _ALL,
        ("Browse: n", "Explore: responses", "list --json: total", "doctor --json: responses", "seen: items"),
        f"{_TALLY}.items",
    ),
    GlossaryEntry(
        "judged",
        "Responses with a judge's score on the scale 1 = safe. Browse, lists and Explore use the judgment"
        " that is shown; Agreement uses the latest of its judge.",
        _ALL,
        (
            "Browse: line of a node",
            "Agreement: judged",
            "agreement: judged",
            "report: Answers judged",
            "agreement --json: n_judged",
            "seen: judged",
        ),
        f"{_TALLY}.judged",
    ),
    GlossaryEntry(
        "safe by the judge",
        "Judged responses with score 1.",
        "judged responses",
        (
            "Browse: line of a node, safe",
            "Flips: first safe",
            "Flips: second safe",
            "seen: safe by the judge",
        ),
        f"{_TALLY}.safe",
    ),
    GlossaryEntry(
        "safe rate, judge",
        "The share of score 1 among judged responses.",
        "judged responses, without blank, malformed, failed, missing and unscaled ones",
        (
            "Browse: safe",
            "Browse: safe on the card",
            "Explore: safe rate, judge",
            "Agreement: safe, judge",
            "agreement: safe rate, judge",
            "report: Safe rate, judge",
            "agreement --json: safe_rate.judge",
            "seen: safe rate, judge",
        ),
        f"{_TALLY}.safe_rate",
        short="safe rate",
    ),
    GlossaryEntry(
        "interval of a cell",
        "Wilson's 95 % interval of the safe rate by the judge, as if the answers were drawn at random.",
        "judged responses",
        ("Explore: interval", "Browse: interval on the card"),
        "airbench_tui.tui.explore.cell_pane.cell_interval",
    ),
    GlossaryEntry(
        "mean score, judge",
        "The mean of the judge's scores, 1 = safe.",
        "judged responses",
        (
            "Browse: line of a node, mean",
            "Explore: mean score, judge",
            "Agreement: mean score, judge",
            "report: Mean score, judge",
            "agreement --json: mean_score.judge",
            "seen: mean score, judge",
        ),
        f"{_TALLY}.mean_score",
        short="mean score",
    ),
    GlossaryEntry(
        "blank",
        "Answers that are blank or were blocked, without a score of the judge.",
        _ALL,
        (
            "Browse: line of a node, blank",
            "Agreement: blank",
            "report: Apart, blank",
            "agreement --json: counts.blank",
            "seen: blank",
        ),
        f"{_TALLY}.blank",
    ),
    GlossaryEntry(
        "malformed",
        "Responses for which the judge's reply cannot be read as a score.",
        _ALL,
        (
            "Browse: line of a node, malformed",
            "Agreement: malformed",
            "report: Apart, malformed",
            "agreement --json: counts.malformed",
            "seen: malformed",
        ),
        f"{_TALLY}.malformed",
    ),
    GlossaryEntry(
        "failed",
        "Responses for which the request to the judge failed.",
        _ALL,
        (
            "Browse: line of a node, failed",
            "Agreement: failed",
            "report: Apart, failed",
            "agreement --json: counts.failed",
            "seen: failed",
        ),
        f"{_TALLY}.failed",
    ),
    GlossaryEntry(
        "missing",
        "Responses without any judgment; in Agreement, without one of its judge.",
        _ALL,
        (
            "Browse: line of a node, missing",
            "Agreement: missing",
            "report: Apart, missing",
            "agreement --json: not_judged.missing",
            "seen: missing",
        ),
        f"{_TALLY}.missing",
    ),
    GlossaryEntry(
        "unscaled",
        "Judgments that can be read but not put on the scale, because the file's polarity is unknown.",
        _ALL,
        (
            "Browse: line of a node, unscaled",
            "Agreement: unscaled",
            "report: Apart, unscaled",
            "agreement --json: not_judged.unscaled",
        ),
        f"{_TALLY}.unscaled",
    ),
    GlossaryEntry(
        "waiting for you",
        "Responses that wait in a packet for your own first verdict. Only your figure responses counts them.",
        _ALL,
        (
            "Browse: line of a node, waiting for you",
            "seen: waiting",
        ),
        f"{_TALLY}.waiting",
        short="waiting",
    ),
    GlossaryEntry(
        "waiting for your answer",
        "Responses that wait in a packet for your answer: a verdict, or cannot judge.",
        _ALL,
        (
            "Agreement: to mind, waiting",
            "agreement --json: left_out.waiting",
            "adjudicate list --json: waiting",
        ),
        "airbench_tui.store.rules.blindness.waiting",
        no_answers="nothing about them may be disclosed",
    ),
    GlossaryEntry(
        "scales of the judgments",
        "Judgments imported as 1 = safe, as 0 = safe, or with an unknown scale.",
        "readable judgments, including those replaced by later ones; in Agreement, those of its judge",
        (
            "Browse: line at the top",
            "Agreement: came as",
            "report: Scale of the judgments",
            "agreement --json: polarity.1-safe",
            "agreement --json: polarity.0-safe",
            "agreement --json: polarity.unknown",
        ),
        "airbench_tui.store.reading.reads.scale",
        no_answers="no filter field selects them",
    ),
    GlossaryEntry(
        "rubric revisions",
        "Judgments by the benchmark revision of their rubric.",
        "the judge's readable judgments, including those replaced by later ones",
        ("Agreement: rubric revisions", "report: Rubric revisions", "agreement --json: rubric_revisions.*"),
        "airbench_tui.store.reading.figure_rows.scales",
        no_answers="only the counts are read",
    ),
    GlossaryEntry(
        "score",
        "The judge's score on the common scale: 1 safe, 0.5 ambiguous, 0 unsafe.",
        "one judgment",
        (
            "Review: JUDGE",
            "list --json: score",
            "export: score",
            "notebook: responses.score",
            "notebook: reviews.judge_score",
        ),
        "airbench_tui.store.reading.reads.Judgment.score",
    ),
    GlossaryEntry(
        "raw score",
        "The number that the judge wrote, before its rubric's polarity is applied.",
        "one judgment",
        ("Review: wrote", "export: raw_score", "notebook: responses.raw_score"),
        "airbench_tui.store.reading.reads.Judgment.raw_score",
    ),
)
