"""The addresses that a run sends its requests to."""

from __future__ import annotations

from airbench_tui.models import addresses
from airbench_tui.models import spec as specs
from airbench_tui.pipeline.live import Parameters


def destinations(asked: Parameters) -> dict[str, str]:
    """Return the addresses of a run's "model" and "judge" as shown to people, without those that run here.

    They are the addresses really asked: a variable or a proxy of the environment is taken into account.
    """
    named = (("model", asked.model), ("judge", asked.judge))
    urls = {part: specs.parse(text).address for part, text in named if text}
    return {part: addresses.described(url) for part, url in urls.items() if url is not None}
