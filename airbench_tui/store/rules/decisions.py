"""Which reviews count, and the comparison of an answer's verdicts with a judge's score: confirmed or overridden.

An answer is overridden if its settled score, else the verdict of at least one auditor, differs from the judge's.
The SQL of comparisons refers to a row ``h`` of the view ``human_scores``. A judge's *score* is a column.
"""

from __future__ import annotations


def counts(origin: str = "origin") -> str:
    """Return SQL for whether a review makes its response reviewed: a bulk decision does not.

    *origin* is the column of the review's origin.
    """
    return f"{origin} <> 'bulk'"


def in_bulk(origin: str = "origin") -> str:
    """Return SQL for the opposite of :func:`counts`: whether a review is a bulk decision."""
    return f"{origin} = 'bulk'"


def one_by_one(origin: str) -> bool:
    """Return whether a review with this *origin* was given on its response alone, not in a bulk decision."""
    return origin != "bulk"


ONE_BY_ONE = "(h.auditors > 0 OR h.settled IS NOT NULL)"
"""SQL for whether an auditor decided on this answer one by one. Figures count only these, not bulk decisions."""

DISPUTED = (
    f"SELECT response FROM standing_verdicts WHERE {counts()}"
    " GROUP BY response HAVING min(score) < max(score)"
)
"""SQL that selects the responses on which auditors differ, settled or not."""


def compared(verdict: str, score: str) -> str:
    """Return SQL for how one *verdict* compares with the judge's *score*: "confirmed", "overridden" or NULL.

    Both are columns of scores.
    """
    return f"""CASE WHEN {verdict} IS NULL OR {score} IS NULL THEN NULL
               WHEN {verdict} = {score} THEN 'confirmed' ELSE 'overridden' END"""


def against(score: str) -> str:
    """Return SQL for how people's scores compare with the judge's *score*: "confirmed", "overridden" or NULL."""
    return (
        f"CASE WHEN {score} IS NULL THEN NULL"
        f" WHEN h.lowest = {score} AND h.highest = {score} THEN 'confirmed' ELSE 'overridden' END"
    )


def overridden(score: str) -> str:
    """Return SQL for whether people's scores override the judge's *score*, which is not NULL."""
    return f"(h.lowest <> {score} OR h.highest <> {score})"
