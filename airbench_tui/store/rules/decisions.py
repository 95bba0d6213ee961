"""Whether an answer's verdicts confirm or override a judge's score.

An answer is overridden if its settled score, else the verdict of at least one auditor, differs from the judge's.
The SQL here refers to a row ``h`` of the view ``human_scores``. A judge's *score* is a column.
"""

from __future__ import annotations

ONE_BY_ONE = "(h.auditors > 0 OR h.settled IS NOT NULL)"
"""Whether somebody decided on this answer by itself. Figures count nothing else, so not what was decided in bulk."""


DISPUTED = (
    "SELECT response FROM standing_verdicts WHERE origin <> 'bulk'"
    " GROUP BY response HAVING min(score) < max(score)"
)
"""Selects the responses on which auditors differ, settled or not."""


def against(score: str) -> str:
    """Return SQL for how people's scores compare with the judge's *score*: "confirmed", "overridden" or NULL."""
    return (
        f"CASE WHEN {score} IS NULL THEN NULL"
        f" WHEN h.lowest = {score} AND h.highest = {score} THEN 'confirmed' ELSE 'overridden' END"
    )


def overridden(score: str) -> str:
    """Return SQL for whether people's scores override the judge's *score*, which is not NULL."""
    return f"(h.lowest <> {score} OR h.highest <> {score})"
