"""Figures of the rates: by people, corrected, and what they are made of."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_RATE = "airbench_tui.agreement.rates.Rate"
_CORRECTED = "airbench_tui.analysis.corrected.Corrected"
_COUNT = "answers with a verdict that counts, each weighted as it was drawn"
_FRAME = "the answers that the packet was drawn from; of a census all judged ones"


def _measures(key: str) -> tuple[str, str]:
    return f"agreement --json: safe_rate.{key}", f"agreement --json: mean_score.{key}"


FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "safe rate, people",
        "The share of score 1 by people. An answer counts with its settled score, else the mean of its verdicts.",
        _COUNT,
        (
            "Agreement: people",
            "agreement: safe rate, people",
            "report: Safe rate, people",
            "agreement --json: safe_rate.human_on_reviewed",
        ),
        f"{_RATE}.human",
    ),
    GlossaryEntry(
        "mean score, people",
        "The mean score by people. An answer counts with its settled score, else the mean of its verdicts.",
        _COUNT,
        (
            "Agreement: mean score, people",
            "report: Mean score, people",
            "agreement --json: mean_score.human_on_reviewed",
        ),
        f"{_RATE}.human",
    ),
    GlossaryEntry(
        "safe rate, corrected",
        "The judge's safe rate as people's verdicts in a random packet, or on every answer, correct it.",
        _FRAME,
        (
            "Explore: safe rate, corrected",
            "Agreement: corrected",
            "agreement: safe rate, corrected",
            "report: Safe rate, corrected",
            "agreement --json: safe_rate.corrected",
            "seen: safe rate, corrected",
        ),
        "airbench_tui.agreement.rates.corrected_safe_rate",
        short="corrected",
    ),
    GlossaryEntry(
        "mean score, corrected",
        "The judge's mean score as people's verdicts in a random packet, or on every answer, correct it.",
        _FRAME,
        (
            "Agreement: mean score, corrected",
            "report: Mean score, corrected",
            "agreement --json: mean_score.corrected",
        ),
        f"{_RATE}.corrected",
    ),
    GlossaryEntry(
        "corrected, final verdicts",
        "The corrected figure with final verdicts in place of first ones: how much the reveal moved it.",
        _FRAME,
        (
            "Agreement: from final verdicts",
            "report: Safe rate, final verdicts",
            "report: Mean score, final verdicts",
            *_measures("final_verdicts"),
        ),
        f"{_RATE}.final",
    ),
    GlossaryEntry(
        "corrected, bounds",
        "What the corrected figure would be if all drawn answers without a verdict were unsafe, or all safe.",
        _FRAME,
        (
            "Agreement: if all of them were unsafe",
            "report: Safe rate, bounds",
            "report: Mean score, bounds",
            *_measures("bounds"),
        ),
        f"{_CORRECTED}.bounds",
        no_answers="it is about answers that have no verdict",
    ),
    GlossaryEntry(
        "corrected, other methods",
        "The corrected figure by other methods, from the same verdicts: no confirmation of it.",
        _FRAME,
        (
            "Agreement: below the corrected rate",
            "report: Safe rate, beside",
            "report: Mean score, beside",
            *_measures("alternatives[].estimate"),
        ),
        f"{_CORRECTED}.alternatives",
    ),
    GlossaryEntry(
        "safe rate, from elsewhere",
        "The judge's safe rate of a model that nothing was drawn from, if the judge errs on it as on other models.",
        "judged responses of that model",
        ("Agreement: if the judge errs here as in packet", "report: Safe rate, from elsewhere"),
        f"{_RATE}.elsewhere",
        no_answers="its verdicts are on other models' answers",
    ),
    GlossaryEntry(
        "judge on the frame",
        "The judge's own figure on the answers that the corrected one speaks of.",
        _FRAME,
        ("Agreement: judge, packet's", *_measures("judge_on_frame")),
        f"{_CORRECTED}.judge",
    ),
    GlossaryEntry(
        "drawn, for a rate",
        "Answers that were drawn into the packet which a corrected figure is made of.",
        _FRAME,
        _measures("n_drawn"),
        f"{_CORRECTED}.n_drawn",
    ),
    GlossaryEntry(
        "drawn without a verdict",
        "Drawn answers that have no verdict and no settled score. With more than 5 % there is no corrected figure.",
        "drawn answers",
        ("Agreement: drawn without a verdict", *_measures("n_missing")),
        f"{_CORRECTED}.n_missing",
    ),
    GlossaryEntry(
        "strata of the corrected rate",
        "By the judge's score: answers, drawn ones, drawn ones with a verdict, and how safe people call those.",
        _FRAME,
        ("report: What the corrected safe rate is made of",),
        f"{_CORRECTED}.strata",
        no_answers="it stands in the report alone",
    ),
    GlossaryEntry(
        "95 % interval",
        "Where the figure lies with a confidence of 95 %: of raw agreement and shares Wilson's, of a corrected figure"
        " Agresti and Caffo's, of the others by resampling level-4 categories.",
        "the answers that were sampled, or prompts like these: the page says which",
        (
            "Agreement: (… to …)",
            "agreement: 95 % CI",
            "report: 95 % CI",
            "agreement --json: *.ci95",
            "seen: corrected ci95 low",
            "seen: corrected ci95 high",
        ),
        "airbench_tui.analysis.estimate.Estimate.ci95",
    ),
    GlossaryEntry(
        "n of a figure",
        "How many answers, or verdicts, a figure stands on.",
        "what the figure's own entry says",
        ("Explore: n", "report: n", "agreement --json: *.n"),
        "airbench_tui.analysis.estimate.Estimate.n",
    ),
    GlossaryEntry(
        "reviews still needed",
        "Verdicts, or drawn answers, that bring the corrected safe rate to a half-width.",
        "the packet's frame; where there is no packet the judged responses",
        ("Agreement: REVIEWS STILL NEEDED", "Agreement: REVIEWS A RANDOM PACKET WOULD TAKE"),
        "airbench_tui.agreement.figures.needed",
        no_answers="it counts reviews that are not there yet",
    ),
)
