"""Hits marked in the texts of panes and in other texts."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from airbench_tui.reviewing.hits import Hits
from airbench_tui.store.reading.search import Match
from airbench_tui.text import one_line, safe
from airbench_tui.tui.shared.text_pane import TextPane

HIT_WORDS = "bold $hit-now"
"""The style of words about the hits, in an edge."""

_BEFORE = 16  # characters before a match, so that it is in view at any width
_HIT, _HIT_NOW = "underline $fg on $hit", "bold $on-fill on $hit-now"


def mark_panes(panes: Mapping[str, TextPane], hits: Hits, *, go: bool, all_go: bool = False) -> None:
    """Mark hits in panes of one text each, given by source. With *go*, the pane of the hit in hand scrolls to it.

    With *all_go*, every other pane scrolls to its first hit.
    """
    for source, pane in panes.items():
        spans, now = hits.of(source), hits.now(source)
        in_hand = None if now is None else (0, now)
        first = (0, 0) if all_go and spans else None
        pane.mark({0: spans}, in_hand, go=(in_hand or first) if go else None)


def marked_match(match: Match) -> Content:
    """Return a match as one line, with a few words before it and its source."""
    before = match.before
    if len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:].partition(" ")[2]
    left = " " if before[-1:].isspace() else ""
    right = " " if match.after[:1].isspace() else ""
    return Content.assemble(
        (f"{match.source} ", "$muted"),
        f"{one_line(before)}{left}",
        (one_line(match.match), _HIT),
        f"{right}{one_line(match.after)}",
    )


def hit_marks(hits: Hits, source: str) -> list[tuple[int, int, str]]:
    """Return the hits in *source*: start and end in its safe text, and style."""
    now = hits.now(source)
    return [
        (start, end, _HIT_NOW if number == now else _HIT)
        for number, (start, end) in enumerate(hits.of(source))
    ]


def marked(text: str, hits: Hits, source: str) -> Content:
    """Return an untrusted text, made safe, with the hits in *source* marked."""
    content = Content(safe(text))
    for start, end, style in hit_marks(hits, source):
        content = content.stylize(style, start, end)
    return content
