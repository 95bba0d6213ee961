"""Rows for figures: every auditor's verdict in every place, and the judges' scores there.

A place is an auditor and a response outside packets, or one place in a packet. Bulk decisions, withdrawn reviews and
reviews made while the wrong polarity was on screen belong to no place.
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
from airbench_tui.store.rules.views import proven


@dataclass(frozen=True, slots=True)
class JudgmentScope:
    """The judge, model and categories to read. ``span`` has the first and last category key; None takes all."""

    judge: str
    model: str | None = None
    span: tuple[int, int] | None = None


class PlaceVerdict(NamedTuple):
    """One auditor's answer in one place.

    ``judge_score`` is the judge's score, or None. ``first`` is the score of the first verdict. ``final`` is
    the score of the verdict that stands; it is None for "cannot judge" and if no verdict counts (stale). ``blind`` says
    that the first verdict was given before that judgment had ever been on the auditor's screen. ``probability`` (of
    inclusion) and ``item`` are None outside packets. ``repeat_of`` is the place that a hidden repeat repeats.
    ``is_first`` says that ``first`` is this auditor's first verdict on the answer (view ``first_verdicts``), and
    ``is_standing`` that ``final`` is their standing one (``standing_verdicts``). Over all places, an auditor has at
    most one verdict of each kind on an answer. ``proven`` is False for an answer that a file brought without evidence
    that it is its auditor's.
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
    proven: bool = True


class FrameRow(NamedTuple):
    """One response of a packet's frame, with the chosen judge's score or None (see :func:`place_verdicts`)."""

    response: int
    category: int
    target: str
    stratum: str
    score: float | None


class DrawnPlace(NamedTuple):
    """One item that was drawn into a packet; never a hidden repeat."""

    item: int
    response: int
    category: int
    target: str
    stratum: str
    probability: float
    score: float | None


class JudgedResponse(NamedTuple):
    """One response with the chosen judge's status and score.

    ``status`` is "judged" (only then is there a ``score``), "blank", "malformed", "failed", "unscaled" (polarity
    unknown) or "missing" (this judge has no judgment of it). ``overridden`` says whether the human scores override the
    judge's (``rules.decisions``); it is None if nobody decided on the answer one by one, or if the judge gave no score.
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
    proven: int


# The judgment that the packet froze if it is the chosen judge's, else the latest one of that judge.
_BESIDE = (
    "coalesce((SELECT f.id FROM judgments f WHERE f.id = {frozen} AND f.judge = :judge), "
    + latest.judgment("{response}", ":judge")
    + ")"
)


def place_verdicts(connection: sqlite3.Connection, chosen: JudgmentScope) -> list[PlaceVerdict]:
    """List every auditor's answer in every place, in order of response, auditor and place.

    In a packet, the judge's score is that of the judgment that the packet froze if it is the chosen judge's, else of
    that judge's latest judgment.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""SELECT v.response, v.auditor, v.packet_item, r.category, r.target, a.name, p.name,
              i.repeat_of, i.inclusion_probability, j.score, v.kind, v.score, v.first_score,
              v.blind AND (v.judgment IS j.id OR NOT EXISTS (SELECT 1 FROM exposures e
                WHERE e.auditor = v.auditor AND e.judgment = j.id AND e.first_at < v.made_at)),
              v.made_at, v.codes, v.stands, v.is_standing, v.is_first, {proven("v")}
            FROM reviews_in_force v JOIN responses r ON r.id = v.response JOIN auditors a ON a.id = v.auditor
              LEFT JOIN packet_items i ON i.id = v.packet_item LEFT JOIN packets p ON p.id = i.packet
              LEFT JOIN judgments j ON j.id = {_BESIDE.format(frozen="i.judgment", response="v.response")}
            WHERE {decisions.counts("v.origin")} AND (NOT v.stale) {_where(chosen)}
            ORDER BY v.response, v.auditor, v.packet_item, v.made_at, v.uid""",
        _values(chosen),
    )
    return [_verdict(list(place)) for _, place in groupby(map(_Row._make, rows), key=itemgetter(0, 1, 2))]


def judged(connection: sqlite3.Connection, chosen: JudgmentScope) -> list[JudgedResponse]:
    """List every response in order of id, with the latest score of the chosen judge, if any."""
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
    """Return the latest scores of every other judge, by the judge's name and the response."""
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
    """List a packet's frame with the chosen judge's scores; empty if the frame is not in this database."""
    rows = _of_packet(connection, "packet_frame x", "x.packet = :packet", "NULL, NULL", packet, chosen)
    return [
        FrameRow(response, category, decode(target), stratum, score)
        for response, category, target, stratum, score, _, _ in rows
    ]


def drawn(connection: sqlite3.Connection, packet: int, chosen: JudgmentScope) -> list[DrawnPlace]:
    """List the items drawn into a packet, without hidden repeats."""
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
    """Return the final score of every settled response, by its id."""
    return {
        row["response"]: row["score"]
        for row in connection.execute("SELECT response, score FROM final_scores")
    }


def packets(connection: sqlite3.Connection) -> dict[str, tuple[int, dict[str, Any], int]]:
    """Return the id, design and seed of every packet, by name."""
    rows = connection.execute("SELECT id, name, design, seed FROM packets ORDER BY id")
    return {row["name"]: (row["id"], json.loads(row["design"]), row["seed"]) for row in rows}


def left_out(connection: sqlite3.Connection, chosen: JudgmentScope) -> dict[str, int]:
    """Count the chosen model's verdicts that no figure counts: standing ``bulk`` decisions, and ``stale`` verdicts."""
    # The common table expression applies the views' costly conditions only to the few rows that matter.
    conditions = {
        "bulk": ("standing_verdicts", decisions.in_bulk("v.origin")),
        "stale": (
            "stale_reviews",
            f"{decisions.counts('v.origin')}"
            " AND v.shown_polarity <> (SELECT polarity FROM judgments WHERE id = v.judgment)",
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
    """Count the chosen judge's judgments by polarity, and by rubric revision; "unknown" without one."""
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
    """Combine the answers in one place, oldest first, into one; their flags say which is first and which stands."""
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
        bool(counts.proven),
    )
