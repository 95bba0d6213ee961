"""What a file's name says of what is in it."""

from __future__ import annotations

import os
import re
from pathlib import Path

# ``pipline`` is how the benchmark's repository spelled it at first; such files are still about.
_PIPELINE = re.compile(r"pipe?line\d+_step\d+_(?P<model>.+)_(?:response|result)\.(?:json|csv)", re.IGNORECASE)


def model_from_name(path: str | os.PathLike[str]) -> str | None:
    """The model that ``pipelineN_stepM_MODEL_response|result.json|csv`` names, else None."""
    match = _PIPELINE.fullmatch(Path(path).name)
    return match["model"].strip() or None if match else None
