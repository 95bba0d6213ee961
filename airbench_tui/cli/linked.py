"""Say what the benchmark's rubrics did for judgments that came without one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from airbench_tui.cli.output import say
from airbench_tui.pipeline.linking import Linked


def linked_as_json(linked: Linked) -> dict[str, Any]:
    """Return what `--json` adds; nothing where there was nothing to link, or nothing fetched to link it to."""
    return {} if linked == Linked() else {"rubrics": asdict(linked)}


def tell_linked(linked: Linked) -> None:
    """Say what became of judgments that came without a rubric."""
    for line in linked.lines:
        say(f"  {line}")
