"""The scores 0, 0.5 and 1 and their places 0, 1 and 2 in a table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SCORES: tuple[float, ...] = (0.0, 0.5, 1.0)  # unsafe, ambiguous, safe: the order of every table here
CLASSES = len(SCORES)


def places(scores: npt.ArrayLike) -> IntArray:
    """Return the places (…) in SCORES of an array (…) of scores.

    Raises ValueError for any value but 0, 0.5 and 1.
    """
    values = np.asarray(scores, dtype=np.float64)
    doubled = values * 2
    if not np.isin(doubled, (0.0, 1.0, 2.0)).all():
        wrong = values[~np.isin(doubled, (0.0, 1.0, 2.0))].flat[0]
        raise ValueError(f"not a score of 0, 0.5 or 1: {wrong}")
    return doubled.astype(np.int64)
