"""The section of a report with the heads of the trail."""

from __future__ import annotations

from airbench_tui.agreement.report_heads import section
from airbench_tui.store.trail_heads import TrailHead


def test_many_chains_and_hostile_names_stay_one_short_table() -> None:
    heads = [TrailHead(f"*a|{n}*\n\x1b[2J {'x' * 300}", n, f"{n:064x}", here=True) for n in range(1, 101)]
    lines = section(heads).splitlines()
    rows = [line for line in lines if line.startswith("| ") and "`" in line]
    assert len(rows) == 40 and "And 60 more chains." in lines
    assert all(line.count(" | ") == 2 and len(line) < 200 for line in rows)
    assert "\x1b" not in section(heads)
