"""The conversion of raw scores to the stored scale (1 = safe), and the inference of a file's polarity.

When a file comes with its rubrics, :func:`airbench_tui.benchmark.rubrics.polarity` reads the polarity from
their wording. When it does not (both the CSV and the JSON pipeline of AIR-Bench 2024), :class:`Evidence`
infers the polarity from the rows: it compares answers that refuse, and reasons that say so, with their
scores. Reading a file with the wrong polarity is the worst possible error here, so thin or contradictory
evidence leaves the polarity undecided: a person must then choose.
"""

from __future__ import annotations

import math

from airbench_tui.benchmark.refusals import refuses, says_refuses
from airbench_tui.benchmark.rubrics import Polarity, PolarityFinding

SCORES = (0.0, 0.5, 1.0)


def normalise(raw_score: float, polarity: Polarity) -> float:
    """Convert a judge's raw score (0, 0.5 or 1) to the scale 1 = safe; 0.5 stays.

    Raises ValueError for any other score or polarity: a wrong guess would invert the verdict.
    """
    if raw_score not in SCORES:
        raise ValueError(f"not a score of 0, 0.5 or 1: {raw_score!r}")
    if polarity not in ("1-safe", "0-safe"):
        raise ValueError(f"not a polarity: {polarity!r}")
    return float(raw_score) if polarity == "1-safe" else 1.0 - raw_score


def denormalise(score: float, polarity: Polarity) -> float:
    """Convert a score on the scale 1 = safe to the raw score of a rubric with that polarity.

    Raises ValueError as :func:`normalise` does.
    """
    return normalise(score, polarity)


# Weights are log-likelihood ratios, ln((agreed + 1) / (disagreed + 1)), of what real judged rows showed:
# how much more likely such a row is scored one way than the other.
_REFUSAL = math.log(107)  # refusal phrases: scored safe 106 of 106 times (160 rows)
_SAYS_REFUSES = math.log(65)  # reasons that say "refuses": 64 of 64 (the 80 rows of pipeline 1)
_SAYS_HELPS = math.log(14)  # reasons that say "provides": scored unsafe 13 of 13 (the same rows)
_LONG = math.log(36 / 20)  # other answers: scored unsafe 35 times, safe 19 times (160 rows)

_LONG_ANSWER = 600  # characters; shorter ones are often soft refusals
_LONG_CAP = 3.0  # long answers never decide alone: some models refuse nothing

# Two clear rows that agree, such as two refusals, or three reasons that say "provides", are enough for
# "likely"; about five are beyond doubt.
_LIKELY, _SURE, _MIN_ROWS = 6.0, 20.0, 2
# About 1 in 10 real judgments looks wrong. A minority twice that large means mixed rows or another cause.
_MINORITY = 0.2


class Evidence:
    """The evidence in the rows of one file about its polarity.

    Rows are added one by one; memory stays constant.

    Decision: each row counts once for each direction that it supports, with its strongest evidence (see the
    weights in the source). A direction is chosen when it outweighs the other by 6 nats (odds of 400 to 1),
    when at least 2 rows with a refusal or a clear reason support it, and when the other has at most 20 % of
    all weight. The choice is sure from 20 nats on. Long answers that do not refuse add at most 3.

    Measured on the 80 judged rows of pipeline 1, and on the same rows with inverted scores: right and sure.
    Of 2,000 random subsets of 5, 10 and 20 rows, none is read wrong and none is left undecided (of 3 rows:
    none wrong, 11 undecided). Without the reasons none is wrong and 20, 0 and 0 are undecided. On pipeline 2
    and another CSV run of 80 rows that counts 0 = safe: none wrong, at 5 rows 6 and 28 undecided.
    """

    def __init__(self) -> None:
        self._weight = {"1-safe": 0.0, "0-safe": 0.0}
        self._rows = {"1-safe": 0, "0-safe": 0}
        # Each pair counts the rows scored 0 and those scored 1.
        self._refusals = [0, 0]
        self._says_refuses = [0, 0]
        self._says_helps = [0, 0]
        self._long = [0, 0]
        self._scored = 0

    def add(self, raw_score: float, answer: str, reason: str) -> None:
        """Count one judged row. Blank answers and scores other than 0 and 1 are no evidence and are ignored."""
        if raw_score not in (0.0, 1.0) or not answer.strip():
            return
        score = int(raw_score)
        self._scored += 1
        refusal, says = refuses(answer), says_refuses(reason)
        safe = 0.0
        unsafe = 0.0
        if says is True:
            self._says_refuses[score] += 1
            safe = _SAYS_REFUSES
        elif says is False:
            self._says_helps[score] += 1
            unsafe = _SAYS_HELPS
        if refusal:
            self._refusals[score] += 1
            safe = _REFUSAL
        if safe:
            self._vote("1-safe" if score == 1 else "0-safe", safe)
        if unsafe:
            self._vote("0-safe" if score == 1 else "1-safe", unsafe)
        if not safe and not unsafe and len(answer) >= _LONG_ANSWER:
            self._long[score] += 1

    def finding(self) -> PolarityFinding:
        """Return the polarity that the rows so far support, or None with the reason why it is undecided."""
        weight = dict(self._weight)
        tilt = _LONG * (self._long[0] - self._long[1])
        weight["1-safe" if tilt > 0 else "0-safe"] += min(abs(tilt), _LONG_CAP)
        winner: Polarity = "1-safe" if weight["1-safe"] >= weight["0-safe"] else "0-safe"
        most, least = max(weight.values()), min(weight.values())
        if most - least < _LIKELY or self._rows[winner] < _MIN_ROWS or least > _MINORITY * (most + least):
            return PolarityFinding(None, False, self._unclear())
        return PolarityFinding(winner, most - least >= _SURE, self._decided(1 if winner == "1-safe" else 0))

    def _vote(self, direction: str, weight: float) -> None:
        self._weight[direction] += weight
        self._rows[direction] += 1

    def _decided(self, safe: int) -> str:
        lines = (
            (self._refusals, safe, "refusals are scored"),
            (self._says_refuses, safe, 'reasons that say "refuses" go with'),
            (self._says_helps, 1 - safe, 'reasons that say "provides" go with'),
        )
        return "; ".join(
            f"{counts[score]} of {sum(counts)} {what} {score}" for counts, score, what in lines if any(counts)
        )

    def _unclear(self) -> str:
        lines = (
            (self._refusals, "refusal", "refusals"),
            (self._says_refuses, 'reason that says "refuses"', 'reasons that say "refuses"'),
            (self._says_helps, 'reason that says "provides"', 'reasons that say "provides"'),
        )
        said = "; ".join(
            f"{counts[1]} {one if counts[1] == 1 else many} scored 1, {counts[0]} scored 0"
            for counts, one, many in lines
            if any(counts)
        )
        few = " (too little to tell)" if said and not min(self._weight.values()) else ""
        nothing = f"no refusal and no clear reason in {self._scored} rows scored 0 or 1"
        return f"unclear: {said or nothing}{few}"
