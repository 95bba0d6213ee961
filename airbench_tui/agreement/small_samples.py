"""The numbers of verdicts from which figures are shown to people.

``agreement --json`` gives every value, with a warning.
"""

from __future__ import annotations

KAPPA_FROM, KAPPA_GOOD = 30, 100  # verdicts, for kappa and its relatives
SHARE_FROM = 20  # in the denominator of sensitivity and specificity
POINT_FROM = 4  # answers with a verdict, for a rate to be drawn with a full point
