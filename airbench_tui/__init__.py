"""airbench-tui: a terminal program for people who check the judge behind AIR-Bench 2024's safety figures."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airbench_tui.notebooks import Audit

__version__ = "0.1.0"

# Without this handler Python would print log records to the screen while no log is open.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def load(workspace: str | Path | None = None) -> Audit:
    """Load an audit as pandas frames: ``audit = airbench_tui.load("my-audit"); audit.reviews.head()``.

    See :class:`airbench_tui.notebooks.Audit` for the frames, and :func:`airbench_tui.notebooks.load` for
    the values of *workspace* and the errors raised.
    """
    from airbench_tui.notebooks import load as load_frames

    return load_frames(workspace)
