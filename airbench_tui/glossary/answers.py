"""Figures of what the judge says of answers."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_TALLY = "airbench_tui.store.reading.reads.Tally"
_ALL = "the responses that filter, node and model leave"

FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "responses",
        "Answers of models, whatever became of judging them.",
        _ALL,
        ("Browse: n", "Explore: responses", "list --json: total", "doctor --json: responses", "seen: items"),
        f"{_TALLY}.items",
    ),
    GlossaryEntry(
        "judged",
        "Responses with a score of the judge on the scale 1 = safe. Browse, lists and Explore take the judgment"
        " that is shown, Agreement the latest of the judge it is about.",
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
        "The share of score 1 among the judged.",
        "judged responses; blank, malformed, failed, missing and unscaled ones are apart",
        (
            "Browse: safe",
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
        "Responses to which the judge replied something that cannot be read as a score.",
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
        "Responses that the judge was asked about in vain: the request failed.",
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
        "Responses without any judgment; in Agreement without one of the judge it is about.",
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
        "Judgments that could be read but not put on the scale: nobody could tell which way the file counts.",
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
        "Responses that wait in a packet for your own first verdict. Of your figures responses alone count them.",
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
        "Responses that wait in a packet for an answer of yours: a verdict, or cannot judge.",
        _ALL,
        (
            "Agreement: to mind, waiting",
            "agreement --json: left_out.waiting",
            "adjudicate list --json: waiting",
        ),
        "airbench_tui.store.rules.blindness.waiting",
        no_answers="nothing may be told of them",
    ),
    GlossaryEntry(
        "scales of the judgments",
        "Judgments that came as 1 = safe, as 0 = safe, or of unknown scale.",
        "judgments that could be read, those that later ones replace with them; in Agreement the judge's",
        (
            "Browse: line at the top",
            "Agreement: came as",
            "report: Scale of the judgments",
            "agreement --json: polarity.1-safe",
            "agreement --json: polarity.0-safe",
            "agreement --json: polarity.unknown",
        ),
        "airbench_tui.store.reading.reads.scale",
        no_answers="the filter has no word for it",
    ),
    GlossaryEntry(
        "rubric revisions",
        "Judgments by the revision of the benchmark that their rubric is of.",
        "the judge's judgments that could be read, those that later ones replace with them",
        ("Agreement: rubric revisions", "report: Rubric revisions", "agreement --json: rubric_revisions.*"),
        "airbench_tui.store.reading.figure_rows.scales",
        no_answers="only the counts are read",
    ),
    GlossaryEntry(
        "score",
        "The judge's score on the one scale: 1 safe, 0.5 ambiguous, 0 unsafe.",
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
        "The number as the judge wrote it, whichever way its rubric counts.",
        "one judgment",
        ("Review: wrote", "export: raw_score", "notebook: responses.raw_score"),
        "airbench_tui.store.reading.reads.Judgment.raw_score",
    ),
)
