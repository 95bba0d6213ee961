"""Verdicts and material built without a database."""

from __future__ import annotations

from typing import Any

from airbench_tui.agreement import basis
from airbench_tui.agreement.evidence import Material, PacketEvidence
from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.reading.figure_rows import DrawnPlace, FrameRow, JudgedResponse, PlaceVerdict

KEYS = [category.key for category in categories().values()]


def place(response: int, auditor: str = "ann", first: float | None = 1.0, **more: Any) -> PlaceVerdict:
    """Return a blind verdict outside packets on an answer scored 1.0, in its own category."""
    given: dict[str, Any] = {
        "category": KEYS[response % len(KEYS)],
        "target": "acme",
        "item": None,
        "packet": None,
        "repeat_of": None,
        "probability": None,
        "judge_score": 1.0,
        "final": first,
        "blind": True,
        "made_at": f"2026-11-20T00:{response // 60 % 60:02}:{response % 60:02}Z",
        "codes": (),
    }
    given |= more
    counts = given["repeat_of"] is None
    given.setdefault("is_first", counts and given["blind"] and first is not None)
    given.setdefault("is_standing", counts and given["final"] is not None)
    return PlaceVerdict(response=response, auditor=auditor, first=first, **given)


def drawn(
    response: int, probability: float, auditor: str = "ann", first: float | None = 1.0, **more: Any
) -> PlaceVerdict:
    """Return such a verdict in packet june."""
    item = more.pop("item", response)
    packet = more.pop("packet", "june")
    return place(response, auditor, first, item=item, packet=packet, probability=probability, **more)


def material(
    places: list[PlaceVerdict],
    judged: dict[int, float | None],
    *,
    packet: dict[int, float] | None = None,
    frame: bool = True,
    asked: str | None = None,
    **more: Any,
) -> Material:
    """Return what ``evidence.load`` would give.

    *judged* has the judge's scores by response; *packet* has june's inclusion probability by response drawn.
    """
    responses = [
        JudgedResponse(
            response,
            KEYS[response % len(KEYS)],
            "acme",
            "judged" if score is not None else "missing",
            score,
            None,
        )
        for response, score in judged.items()
    ]
    found = None
    if packet is not None:
        rows = [FrameRow(*row[:3], "all", row.score) for row in responses if row.score is not None]
        items = [
            DrawnPlace(
                response, response, KEYS[response % len(KEYS)], "acme", "all", probability, judged[response]
            )
            for response, probability in packet.items()
        ]
        found = PacketEvidence("june", {"stratify": "judge-score"}, 7, rows if frame else [], items)
    given: dict[str, Any] = {
        "judge": "gpt-4o",
        "model": None,
        "settled": {},
        "left_out": {"bulk": 0, "stale": 0},
        "polarity": {"1-safe": len(responses)},
        "revisions": {"unknown": len(responses)},
        "others": {},
    }
    return Material(
        places=places,
        basis=basis.choose(places, asked),
        responses=responses,
        packet=found,
        **(given | more),
    )
