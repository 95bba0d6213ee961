"""Getting the benchmark from the hub that a workspace names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from airbench_tui.models import addresses
from airbench_tui.models.keys import remember
from airbench_tui.workspace import variables

if TYPE_CHECKING:
    from airbench_tui.benchmark.download import Hub

MEGABYTES = 6
"""The size of the default revision's prompts and rubrics, rounded."""


def hub_of(folder: Path) -> tuple[Hub, list[str]]:
    """Return the hub that the environment or the ``.env`` file in *folder* names, and notes for the user.

    ``HF_ENDPOINT`` names the hub and ``HF_TOKEN`` a token for it. A token is not sent where others could read it.
    Raises InputError when ``.env`` cannot be read.
    """
    from airbench_tui.benchmark.download import Hub  # imports ssl and http

    at_hand = variables(folder)
    endpoint = (at_hand.get("HF_ENDPOINT") or "").strip()
    token = (at_hand.get("HF_TOKEN") or "").strip() or None
    notes: list[str] = []
    if token:
        remember(token)
        if addresses.is_open(endpoint):
            notes.append(
                f"HF_TOKEN is not sent to {addresses.shown(endpoint)}, where others could read it: use https"
            )
            token = None
    return (Hub(endpoint, token) if endpoint else Hub(token=token)), notes
