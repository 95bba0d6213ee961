"""An auditor's own part of a response: the verdict that counts, what they wrote, and their next verdict. Pure."""

from __future__ import annotations

from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict

Own = tuple[str, tuple[str, ...]]
"""An auditor's note and codes."""

NOTHING_WRITTEN: Own = ("", ())


def counting(standing: Review | None) -> Review | None:
    """Return the standing verdict, None if there is none or the judgment was read the other way round since."""
    return None if standing is None or standing.stale else standing


def written(standing: Review | None, draft: Own) -> Own:
    """Return note and codes: those of the draft if there is one, else those of the standing verdict."""
    if standing is not None and draft == NOTHING_WRITTEN:
        return standing.note, standing.codes
    return draft


def next_verdict(
    item: Item,
    score: float,
    standing: Review | None,
    own: Own,
    *,
    revealed: bool,
    makes_final: bool = False,
    seconds: float | None = None,
    read_share: float | None = None,
) -> NewVerdict:
    """Return the verdict to be stored on *item*, after the *standing* one.

    *revealed*: the judge's score is on screen. *makes_final*: the standing verdict is a blind first one, after which
    the judge was just revealed. A verdict that began blind keeps its first score, whatever follows.
    """
    note, codes = own
    return NewVerdict(
        response=item.id,
        score=score,
        judgment=item.judgment.id if item.judgment else None,
        note=note,
        codes=codes,
        blind=not revealed,
        revealed=revealed,
        follows=standing.id if standing and (standing.blind or makes_final) else None,
        seconds=None if seconds is None else round(seconds, 1),
        read_share=None if read_share is None else round(read_share, 3),
    )
