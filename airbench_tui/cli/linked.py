"""Output about judgments that were imported without a rubric and linked to the benchmark's rubrics."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from airbench_tui.cli.output import say
from airbench_tui.pipeline.linking import Linked


def linked_as_json(linked: Linked) -> dict[str, Any]:
    """Return the entry for `--json`, empty if there was no judgment to link or no rubric was fetched."""
    return {} if linked == Linked() else {"rubrics": asdict(linked)}


def print_linked(linked: Linked) -> None:
    """Print how many judgments without a rubric were linked to one."""
    for line in linked.lines:
        say(f"  {line}")
