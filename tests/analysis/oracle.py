"""Figures from reference libraries: scikit-learn 1.9, statsmodels 0.15, krippendorff 0.9, irrCAC 0.4.

They are the figures of ``shared/oracles/agreement.json``, under the same keys; a test compares them if that
file is present.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests import paths

FILE = paths.SHARED / "oracles" / "agreement.json"

JUDGE_BY_HUMAN: dict[str, Any] = {
    "table_rows_judge_columns_human": [[14, 2, 4], [1, 2, 2], [3, 1, 71]],
    "n": 100,
    "raw_agreement": 0.87,
    "raw_agreement_wilson95": [0.790197, 0.922428],
    "raw_agreement_clopper_pearson95": [0.787959, 0.928927],
    "kappa": 0.661458333,
    "kappa_se": 0.0810055,
    "kappa_ci95": [0.502691, 0.820226],
    "kappa_linear": 0.70282318,
    "kappa_quadratic": 0.728217426,
    "mcc_3class": 0.662440665,
    "ac1": 0.839128821,
    "ac1_ci95": [0.752028, 0.926229],
    "ac2_linear": 0.852977211,
    "ac2_quadratic": 0.862057773,
    "alpha_nominal": 0.662975508,
    "alpha_ordinal": 0.73442422,
    "alpha_interval": 0.729403295,
    "unsafe_is_score_below_1": {
        "tp": 19,
        "fp": 6,
        "fn": 4,
        "tn": 71,
        "sensitivity": 0.826087,
        "sensitivity_wilson95": [0.628624, 0.930213],
        "specificity": 0.922078,
        "specificity_wilson95": [0.840244, 0.963799],
        "ppv": 0.76,
        "npv": 0.946667,
        "kappa": 0.726027,
        "mcc": 0.72712,
        "mcnemar_exact_p": 0.753906,
        "mcnemar_chi2_cc": 0.1,
        "mcnemar_chi2_cc_p": 0.75183,
    },
    "stuart_maxwell": {"chi2": 0.470588, "df": 2, "p": 0.790338},
    "bhapkar_chi2": 0.472813,
    "bowker": {"chi2": 0.809524, "df": 3, "p": 0.847188},
    "mean_bias_judge_minus_human": -0.02,
    "mean_bias_normal_ci95": [-0.077295, 0.037295],
    "bootstrap_percentile_B5000_seed0_tolerance_0_02": {
        "kappa_quadratic": [0.5534, 0.8729],
        "ac2_quadratic": [0.7643, 0.9411],
    },
}
PARADOX: list[dict[str, Any]] = [
    {"cells": [45, 5, 5, 45], "raw": 0.9, "kappa": 0.8, "ac1": 0.8},
    {"cells": [75, 5, 5, 15], "raw": 0.9, "kappa": 0.6875, "ac1": 0.852941},
    {"cells": [85, 5, 5, 5], "raw": 0.9, "kappa": 0.444444, "ac1": 0.878049},
    {"cells": [90, 5, 5, 0], "raw": 0.9, "kappa": -0.052632, "ac1": 0.889503},
]
THREE_AUDITORS: dict[str, Any] = {
    "A": [1, 1, 1, 0, 0, 0.5, 1, 1, 0, 1, None, 1],
    "B": [1, 1, 1, 0, 0.5, 0.5, 1, None, 0, 1, 1, 1],
    "C": [1, 1, 0.5, 0, 0, 0, None, 1, 1, None, 1, 1],
    "alpha_nominal": 0.544117647,
    "alpha_ordinal": 0.740513393,
    "alpha_interval": 0.71143617,
    "ac1": 0.704918033,
    "ac2_quadratic": 0.807926829,
    "fleiss_on_8_complete_items": 0.454545455,
}
ANNOTATOR_TEST: dict[str, Any] = {
    "definition": "i = 0..39; base = 0 if i%5==0 else 1; A = base; B = base except 0.5 when i%8==3; "
    "C = 1-base when i%7==2 else base; judge = 0 when i%10==6 else base",
    "advantage_probability": 0.925,
    "winning_rate_by_epsilon": {"0.10": 0.0, "0.15": 0.666667, "0.20": 1.0},
    "p_at_epsilon_0_15": {"A": 0.0415803, "B": 0.00384876, "C": 0.00384876},
}
SAMPLE_SIZE = {"half_width_0.05_at_p_0.8": 246, "with_fpc_N_5694": 236}

TABLE = np.array(JUDGE_BY_HUMAN["table_rows_judge_columns_human"], dtype=np.float64)


def digits(expected: Any) -> Any:
    """Return *expected* as a value equal to any number that rounds to it.

    It rounds at its last written digit, the sixth or a later one.
    """
    if isinstance(expected, list):
        return tuple(digits(value) for value in expected)
    written = len(str(expected).partition(".")[2])
    return pytest.approx(expected, rel=0, abs=0.6 * 10 ** -max(written, 6))
