"""airbench-tui: where people check the judge behind AIR-Bench 2024's safety figures."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airbench_tui.notebooks import Audit

__version__ = "0.1.0"

# Where nobody opened a log, nothing is said; without this Python would print errors on a screen.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def load(workspace: str | Path | None = None) -> Audit:
    """An audit as pandas frames: ``audit = airbench_tui.load("my-audit"); audit.reviews.head()``.

    See :class:`airbench_tui.notebooks.Audit` for the frames, and :func:`airbench_tui.notebooks.load` for
    what *workspace* may be and what is raised.
    """
    from airbench_tui.notebooks import load as load_frames

    return load_frames(workspace)
