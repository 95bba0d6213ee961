"""What an answer's verdicts say of a judge's score: confirmed or overridden.

An answer is overridden if its settled score, else the verdict of at least one auditor, differs from the judge's.
The pieces of SQL here speak of a row ``h`` of the view ``human_scores`` and of a judge's score, a column.
"""

from __future__ import annotations

ONE_BY_ONE = "(h.auditors > 0 OR h.settled IS NOT NULL)"
"""Whether somebody decided on the answer itself: figures count nothing else. In bulk nobody did."""


DISPUTED = (
    "SELECT response FROM standing_verdicts WHERE origin <> 'bulk'"
    " GROUP BY response HAVING min(score) < max(score)"
)
"""The responses on which auditors differ, settled or not."""


def against(score: str) -> str:
    """SQL for "confirmed", "overridden" or NULL: what people say of the judge's *score*."""
    return (
        f"CASE WHEN {score} IS NULL THEN NULL"
        f" WHEN h.lowest = {score} AND h.highest = {score} THEN 'confirmed' ELSE 'overridden' END"
    )


def overridden(score: str) -> str:
    """SQL for whether people's scores override the judge's *score* (not NULL)."""
    return f"(h.lowest <> {score} OR h.highest <> {score})"
