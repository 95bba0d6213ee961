"""Hits marked in the texts of panes and in other texts."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from airbench_tui.reviewing.hits import Hits
from airbench_tui.text import safe
from airbench_tui.tui.shared.text_pane import TextPane

_HIT, _HIT_NOW = "underline on $hit", "bold $on-fill on $hit-now"


def mark_panes(panes: Mapping[str, TextPane], hits: Hits, *, go: bool, all_go: bool = False) -> None:
    """Mark hits in panes of one text each, given by source. With *go*, the pane of the hit in hand scrolls to it.

    With *all_go*, every other pane scrolls to its first hit.
    """
    for source, pane in panes.items():
        spans, now = hits.of(source), hits.now(source)
        in_hand = None if now is None else (0, now)
        first = (0, 0) if all_go and spans else None
        pane.mark({0: spans}, in_hand, go=(in_hand or first) if go else None)


def marked(text: str, hits: Hits, source: str) -> Content:
    """Return an untrusted text, made safe, with the hits in *source* marked."""
    content, now = Content(safe(text)), hits.now(source)
    for number, (start, end) in enumerate(hits.of(source)):
        content = content.stylize(_HIT_NOW if number == now else _HIT, start, end)
    return content
