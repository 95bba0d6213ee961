"""Waiting for a condition, whatever time it takes: tests hold on a busy machine as on an idle one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds until a wait counts as failed
_STEP = 0.005


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until *true* holds. Raises AssertionError after *seconds*."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it did not come about within {seconds:g} s"
        time.sleep(_STEP)


async def until_async(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait as :func:`until` does, while the event loop goes on."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it did not come about within {seconds:g} s"
        await asyncio.sleep(_STEP)
