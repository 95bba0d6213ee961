"""The categories that each region's benchmark covers, read from the files in ``data/``."""

from __future__ import annotations

from pathlib import Path

from airbench_tui.benchmark import files
from airbench_tui.benchmark.taxonomy import sort_key


def categories_by_region(data: Path) -> dict[str, frozenset[int]]:
    """Map each region whose files are all in *data* to the keys of its categories; {} without files.

    The keys come from the prompts of the revision that a run would use. Raises InputError when a fetched file
    is gone or cannot be read.
    """
    revision = next((one for one in files.available(data) if one.regions), None)
    if revision is None:
        return {}
    return {
        region: frozenset(sort_key(prompt.category) for prompt in files.prompts(revision.folder, region))
        for region in revision.regions
    }
