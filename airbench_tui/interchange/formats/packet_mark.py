"""The mark by which a packet file is recognised."""

from __future__ import annotations

FORMAT = "airbench-tui packet"
"""The value of ``format`` in every packet file."""

MARK = f'"{FORMAT}"'.encode()
"""The bytes that every packet file contains, however its JSON is laid out."""
