"""Hits marked in texts that are not drawn by a TextPane."""

from __future__ import annotations

from textual.content import Content

from airbench_tui.reviewing.hits import Hits
from airbench_tui.text import safe

_HIT, _HIT_NOW = "underline on $hit", "bold $on-fill on $hit-now"


def marked(text: str, hits: Hits, source: str) -> Content:
    """Return an untrusted text, made safe, with the hits in *source* marked."""
    content, now = Content(safe(text)), hits.now(source)
    for number, (start, end) in enumerate(hits.of(source)):
        content = content.stylize(_HIT_NOW if number == now else _HIT, start, end)
    return content
