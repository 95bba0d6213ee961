"""Words and numbers that several screens share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.tui.shared.present import percent, review_words


@pytest.mark.parametrize(
    ("rate", "words"),
    [(None, "-"), (0.0, "0 %"), (0.002, "1 %"), (0.25, "25 %"), (0.998, "99 %"), (1.0, "100 %")],
)
def test_only_exact_rates_are_shown_as_0_or_100_percent(rate: float | None, words: str) -> None:
    assert percent(rate) == words


def test_a_review_from_a_file_names_it() -> None:
    review = Review(
        **dict.fromkeys(Review.__dataclass_fields__),  # type: ignore[arg-type]
    )
    made = {
        "made_at": "2026-01-02T03:04:05.000006Z",
        "auditor": "ann",
        "kind": "verdict",
        "score": 1.0,
        "codes": (),
        "note": "",
    }
    brought = replace(review, **made, brought_by="bob", brought_from="june\x1b.csv", evidence="none")  # type: ignore[arg-type]
    words = review_words(brought)
    assert "brought by bob from june␛.csv, without evidence" in words
    assert "brought" not in review_words(replace(review, **made))  # type: ignore[arg-type]
    made["note"] = "so\x1b\n\tand so  \n"  # whole, below the line
    words = review_words(replace(review, **made, withdrawn=True))  # type: ignore[arg-type]
    assert words.endswith("1 safe · withdrawn\n    so␛\n        and so")
    made["note"] = "so "
    assert review_words(replace(review, **made)).endswith("1 safe “so”")  # type: ignore[arg-type]
