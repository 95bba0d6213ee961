"""What statistics are made of: every auditor's verdict in every place, and what judges said there.

A place is an auditor and a response outside packets, or one place of a packet. Bulk decisions,
withdrawn reviews and reviews made while the wrong polarity was on screen are in no place.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from airbench_tui.store.codec import decode, encode
from airbench_tui.store.rules import decisions, latest


@dataclass(frozen=True, slots=True)
class JudgmentScope:
    """Whose judgments, of which model and categories. ``span``: the first and last category key."""

    judge: str
    model: str | None = None
    span: tuple[int, int] | None = None


class PlaceVerdict(NamedTuple):
    """One auditor's answer in one place.

    ``judge_score``: what the judge gave, None without a score of that judge. ``first``: the first
    verdict; ``final``: the one that stands, None for "cannot judge" and where none counts (stale). ``blind``:
    the first verdict was given before that judgment had ever been on the auditor's screen. ``probability`` and
    ``item`` are None outside packets; ``repeat_of`` is the place that a hidden repeat repeats. ``is_first``: it
    is this auditor's first verdict on the answer (view ``first_verdicts``); ``is_standing``: ``final`` is their
    standing one (``standing_verdicts``). Of each kind an auditor has one on an answer, wherever it was given.
    """

    response: int
    category: int
    target: str
    auditor: str
    item: int | None
    packet: str | None
    repeat_of: int | None
    probability: float | None
    judge_score: float | None
    first: float | None
    final: float | None
    blind: bool
    made_at: str
    codes: tuple[str, ...]
    is_first: bool
    is_standing: bool


class FrameRow(NamedTuple):
    """One response of a packet's frame, with the score that the judgment of that time has."""

    response: int
    category: int
    target: str
    stratum: str
    score: float | None


class DrawnPlace(NamedTuple):
    """One place that was drawn into a packet, repeats left out."""

    item: int
    response: int
    category: int
    target: str
    stratum: str
    probability: float
    score: float | None


class JudgedResponse(NamedTuple):
    """One response and what became of it with the chosen judge.

    ``status``: "judged" (then ``score`` is there), "blank", "malformed", "failed", "unscaled" (polarity
    unknown) or "missing" (this judge never saw it). ``overridden``: whether people's scores override the
    judge's (``rules.decisions``), None where nobody decided on the answer itself or the judge gave no score.
    """

    response: int
    category: int
    target: str
    status: str
    score: float | None
    overridden: bool | None


class _Row(NamedTuple):
    response: int
    auditor: int
    item: int | None
    category: int
    target: Any
    name: Any
    packet: Any
    repeat_of: int | None
    probability: float | None
    judge_score: float | None
    kind: str
    score: float | None
    first_score: float | None
    blind: int
    made_at: str
    codes: str
    stands: int
    is_standing: int
    is_first: int


# The judgment that a packet froze when it is one of the chosen judge, else that judge's latest.
_BESIDE = (
    "coalesce((SELECT f.id FROM judgments f WHERE f.id = {frozen} AND f.judge = :judge), "
    + latest.judgment("{response}", ":judge")
    + ")"
)


def place_verdicts(connection: sqlite3.Connection, chosen: JudgmentScope) -> list[PlaceVerdict]:
    """Every auditor's answer in every place, by response, auditor and place.

    Beside a packet's place stands the judgment that the packet froze when that is one of the chosen
    judge, else that judge's latest.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""SELECT v.response, v.auditor, v.packet_item, r.category, r.target, a.name, p.name,
              i.repeat_of, i.inclusion_probability, j.score, v.kind, v.score, v.first_score,
              v.blind AND (v.judgment IS j.id OR NOT EXISTS (SELECT 1 FROM exposures e
                WHERE e.auditor = v.auditor AND e.judgment = j.id AND e.first_at < v.made_at)),
              v.made_at, v.codes, v.stands, v.is_standing, v.is_first
            FROM reviews_in_force v JOIN responses r ON r.id = v.response JOIN auditors a ON a.id = v.auditor
              LEFT JOIN packet_items i ON i.id = v.packet_item LEFT JOIN packets p ON p.id = i.packet
              LEFT JOIN judgments j ON j.id = {_BESIDE.format(frozen="i.judgment", response="v.response")}
            WHERE v.origin <> 'bulk' AND (NOT v.stale) {_where(chosen)}
            ORDER BY v.response, v.auditor, v.packet_item, v.made_at, v.uid""",
        _values(chosen),
    )
    return [_verdict(list(place)) for _, place in groupby(map(_Row._make, rows), key=itemgetter(0, 1, 2))]


def judged(connection: sqlite3.Connection, chosen: JudgmentScope) -> list[JudgedResponse]:
    """Every response, with the chosen judge's latest score where there is one."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""SELECT r.id, r.category, r.target, {latest.status("j")}, j.score,
              CASE WHEN {decisions.ONE_BY_ONE} THEN {decisions.overridden("j.score")} END
            FROM responses r LEFT JOIN judgments j ON j.id = {latest.judgment("r.id", ":judge")}
              LEFT JOIN human_scores h ON h.response = r.id
            WHERE 1 {_where(chosen)} ORDER BY r.id""",
        _values(chosen),
    )
    return [
        JudgedResponse(
            response, category, decode(target), status, score, None if over is None else bool(over)
        )
        for response, category, target, status, score, over in rows
    ]


def other_scores(connection: sqlite3.Connection, chosen: JudgmentScope) -> dict[str, dict[int, float]]:
    """What every other judge gave, its latest score by response."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""SELECT j.judge, j.response, j.score FROM judgments j JOIN responses r ON r.id = j.response
            WHERE j.judge <> :judge AND j.score IS NOT NULL {_where(chosen)}
              AND j.id = {latest.judgment("j.response", "j.judge")}""",
        _values(chosen),
    )
    found: dict[str, dict[int, float]] = {}
    for judge, response, score in rows:
        found.setdefault(decode(judge), {})[response] = score
    return found


def frame(connection: sqlite3.Connection, packet: int, chosen: JudgmentScope) -> list[FrameRow]:
    """What a packet was drawn from, with the chosen judge's scores; empty where the frame is elsewhere."""
    rows = _of_packet(connection, "packet_frame x", "x.packet = :packet", "NULL, NULL", packet, chosen)
    return [
        FrameRow(response, category, decode(target), stratum, score)
        for response, category, target, stratum, score, _, _ in rows
    ]


def drawn(connection: sqlite3.Connection, packet: int, chosen: JudgmentScope) -> list[DrawnPlace]:
    """What was drawn into a packet, hidden repeats left out."""
    rows = _of_packet(
        connection,
        "packet_items x",
        "x.packet = :packet AND x.repeat_of IS NULL",
        "x.id, x.inclusion_probability",
        packet,
        chosen,
    )
    return [
        DrawnPlace(item, response, category, decode(target), stratum, probability, score)
        for response, category, target, stratum, score, item, probability in rows
    ]


def adjudicated(connection: sqlite3.Connection) -> dict[int, float]:
    """The final score of every response that was settled."""
    return {
        row["response"]: row["score"]
        for row in connection.execute("SELECT response, score FROM final_scores")
    }


def packets(connection: sqlite3.Connection) -> dict[str, tuple[int, dict[str, Any], int]]:
    """Every packet by name: its id, its design, its seed."""
    rows = connection.execute("SELECT id, name, design, seed FROM packets ORDER BY id")
    return {row["name"]: (row["id"], json.loads(row["design"]), row["seed"]) for row in rows}


def left_out(connection: sqlite3.Connection, chosen: JudgmentScope) -> dict[str, int]:
    """Verdicts on the chosen model's answers that no figure counts: standing ``bulk`` decisions, and ``stale`` ones."""
    # The common table expressions keep the views' costly conditions for the few rows that matter.
    conditions = {
        "bulk": ("standing_verdicts", "v.origin = 'bulk'"),
        "stale": (
            "stale_reviews",
            "v.origin <> 'bulk' AND v.shown_polarity <> (SELECT polarity FROM judgments WHERE id = v.judgment)",
        ),
    }
    return {
        name: connection.execute(
            f"""WITH found AS MATERIALIZED (SELECT v.id FROM reviews v JOIN responses r ON r.id = v.response
                WHERE v.kind = 'verdict' AND {condition} {_where(chosen)})
                SELECT count(*) AS n FROM {view} WHERE id IN (SELECT id FROM found)""",
            _values(chosen),
        ).fetchone()["n"]
        for name, (view, condition) in conditions.items()
    }


def scales(connection: sqlite3.Connection, chosen: JudgmentScope) -> tuple[dict[str, int], dict[str, int]]:
    """How many judgments of the chosen judge count under each polarity, and by each rubric revision."""
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for counts, column in zip(found, ("j.polarity", "b.revision"), strict=True):
        rows = connection.execute(
            f"""SELECT coalesce({column}, 'unknown') AS name, count(*) AS n FROM judgments j
                JOIN responses r ON r.id = j.response LEFT JOIN rubrics b ON b.id = j.rubric
                WHERE j.judge = :judge AND j.status = 'judged' {_where(chosen)} GROUP BY 1 ORDER BY n DESC""",
            _values(chosen),
        )
        counts.update({row["name"]: row["n"] for row in rows})
    return found


def _of_packet(
    connection: sqlite3.Connection, table: str, condition: str, more: str, packet: int, chosen: JudgmentScope
) -> Iterator[Any]:
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"""SELECT r.id, r.category, r.target, x.stratum, j.score, {more}
            FROM {table} JOIN responses r ON r.id = x.response
              LEFT JOIN judgments j ON j.id = {_BESIDE.format(frozen="x.judgment", response="x.response")}
            WHERE {condition} {_where(chosen)} ORDER BY r.id""",
        {**_values(chosen), "packet": packet},
    )


def _where(chosen: JudgmentScope) -> str:
    return ("AND r.target = :model " if chosen.model is not None else "") + (
        "AND r.category BETWEEN :first AND :last" if chosen.span else ""
    )


def _values(chosen: JudgmentScope) -> dict[str, Any]:
    first, last = chosen.span or (None, None)
    model = None if chosen.model is None else encode(chosen.model)
    return {"judge": encode(chosen.judge), "model": model, "first": first, "last": last}


def _verdict(rows: list[_Row]) -> PlaceVerdict:
    """A place's answers, oldest first, as one. Which of them counts for what stands in their flags."""
    if len(rows) == 1:
        (counts,) = rows
        opening, stands = counts, bool(counts.stands)
    else:
        found = next((row for row in rows if row.stands), None)
        counts, stands = found or rows[-1], found is not None
        opening = next((row for row in rows if row.is_first), None) or next(
            (row for row in rows if row.kind == "verdict"), rows[-1]
        )
    first = opening.score if opening.first_score is None else opening.first_score
    return PlaceVerdict(
        counts.response,
        counts.category,
        decode(counts.target),
        decode(counts.name),
        counts.item,
        decode(counts.packet),
        counts.repeat_of,
        counts.probability,
        counts.judge_score,
        first,
        counts.score if stands else None,
        first is not None and bool(opening.blind),
        counts.made_at,
        () if counts.codes == "[]" else tuple(json.loads(counts.codes)),
        bool(opening.is_first),
        stands and bool(counts.is_standing),
    )
