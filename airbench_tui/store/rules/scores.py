"""The score of a judgment: its raw score on the one scale, 1 = safe."""

from __future__ import annotations


def on_scale(polarity: str = "polarity", judgment: str = "judgments") -> str:
    """Return SQL for the score of a row of judgments, counted in *polarity*; NULL unless judged on a known scale.

    *polarity* is a column or a parameter.
    """
    raw = f"{judgment}.raw_score"
    return (
        f"CASE WHEN {judgment}.status = 'judged' THEN CASE {polarity} WHEN '1-safe' THEN {raw}"
        f" WHEN '0-safe' THEN 1 - {raw} END END"
    )
