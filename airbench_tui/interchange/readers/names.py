"""Model names taken from the names of pipeline files."""

from __future__ import annotations

import os
import re
from pathlib import Path

# The benchmark's repository first spelled the word ``pipline``, and such files are still in use.
_PIPELINE = re.compile(r"pipe?line\d+_step\d+_(?P<model>.+)_(?:response|result)\.(?:json|csv)", re.IGNORECASE)


def model_from_name(path: str | os.PathLike[str]) -> str | None:
    """Return the model that ``pipelineN_stepM_MODEL_response|result.json|csv`` names, else None."""
    match = _PIPELINE.fullmatch(Path(path).name)
    return match["model"].strip() or None if match else None
