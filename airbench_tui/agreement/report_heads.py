"""The section of a report with the heads of the trail: they show later whether a chain was rebuilt since."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.agreement.markdown_text import escaped
from airbench_tui.store.trail_heads import TrailHead

_MOST = 40  # chains that are listed
_WORDS = """\
Each auditor's reviews form a chain of hashes, of which this is the last one. `airbench-tui doctor --audit --head HASH`
tells whether a database still has the reviews up to it, unchanged. See docs/TRAIL.md for what a head proves.
"""


def section(heads: Sequence[TrailHead]) -> str:
    """Return the section's text in Markdown, without its heading."""
    lines = ["| Auditor | Reviews | Head |", "|---|---|---|"]
    lines += [f"| {escaped(one.auditor, 60)} | {one.reviews:,} | `{one.link}` |" for one in heads[:_MOST]]
    more = f"\nAnd {len(heads) - _MOST:,} more chains.\n" if len(heads) > _MOST else ""
    return "\n".join([_WORDS, *lines]) + "\n" + more
