"""Rows for exports: responses with their judgments and standing reviews, streamed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from airbench_tui.benchmark import signals, taxonomy
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.reading.signal_sql import DOUBTED
from airbench_tui.store.rules import decisions, latest, provenance
from airbench_tui.store.rules.blindness import RESPONSES
from airbench_tui.store.rules.decisions import DISPUTED
from airbench_tui.store.rules.viewer import Viewer

Rows = Literal["all", "reviewed", "overridden", "disagreed"]

_COLUMNS = """
    SELECT r.id, r.uid AS response_id, r.target AS model, r.category AS key, p.text AS prompt, r.text AS response,
      j.id AS judgment, j.judge, j.judge_snapshot, b.revision AS rubric_revision, j.reason AS score_reason,
      j.score, j.raw_score, j.polarity, j.raw_text,
      coalesce(j.status, CASE r.status WHEN 'blank' THEN 'blank' ELSE 'missing' END) AS judge_status,
      coalesce(ju.name, (SELECT u.name FROM run_items i JOIN runs u ON u.id = i.run
        WHERE i.response = r.id ORDER BY u.created_at, u.uid LIMIT 1)) AS run, r.judgment AS shown,
      (SELECT t.mask FROM triage t WHERE t.response = r.id) AS mask {more}
    FROM responses r JOIN prompts p ON p.id = r.prompt {join}
      LEFT JOIN rubrics b ON b.id = j.rubric LEFT JOIN runs ju ON ju.id = j.run
"""


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """The rows to export. Names must match exactly; a ``judge`` of None takes every judgment.

    ``within`` is a filter that the responses must match too. ``viewer`` is "me" in it, and no match reveals data that
    is hidden from them. The viewer UNRESTRICTED exports everything.
    """

    viewer: Viewer
    rows: Rows = "all"
    category: str | None = None
    model: str | None = None
    judge: str | None = None
    within: Filter = Filter()

    def filter(self) -> Filter:
        """Return the selection as a filter of responses. No term selects ``disagreed`` rows (see :func:`_where`)."""
        terms = {
            "all": [],
            "reviewed": [Term("reviewed", ":", ("yes",))],
            "overridden": [Term("decision", ":", ("overridden",))],
            "disagreed": [],
        }[self.rows]
        if self.category:
            terms.append(Term("cat", ":", (self.category,)))
        if self.model:
            terms.append(Term("model", "=", (self.model,)))
        if self.judge:
            terms.append(Term("judge", "=", (self.judge,)))
        return Filter((*terms, *self.within.terms))


# SQL for responses whose score is overridden, or on which auditors differ.
_DISAGREED = f""" AND (r.id IN (SELECT response FROM decisions WHERE decision = 'overridden')
    OR r.id IN ({DISPUTED}))"""


def _where(chosen: ExportSelection) -> tuple[str, list[Any]]:
    """Return a condition on ``responses r`` for the chosen rows, and its parameters."""
    condition, values = where(chosen.filter(), chosen.viewer)
    return condition + (_DISAGREED if chosen.rows == "disagreed" else ""), values


def judged_rows(connection: sqlite3.Connection, chosen: ExportSelection) -> Iterator[dict[str, Any]]:
    """Yield a row for each response and judgment, in natural order.

    ``reviews`` has the standing reviews given beside that judgment; those that belong to no judgment come with the
    response's first row. ``places`` has the places in packets without a verdict, and the answers "cannot judge".
    ``settled`` is the final score or None. ``people`` is the human score, or None if nobody decided on the response one
    by one. ``signals`` has the names of the signals on the shown judgment; rows of other judgments have none.
    """
    condition, values = _where(chosen)
    join, parameters = "LEFT JOIN judgments j ON j.response = r.id", list[Any]()
    if chosen.judge:
        join += " AND j.judge = ?"
        parameters.append(encode(chosen.judge))
    doubted = {row["response"] for row in connection.execute(DOUBTED, [None])}
    more = f", h.settled, CASE WHEN {decisions.ONE_BY_ONE} THEN h.score END AS people"
    join += " LEFT JOIN human_scores h ON h.response = r.id"
    cursor = connection.execute(
        _COLUMNS.format(join=join, more=more)
        + f" WHERE {condition} ORDER BY {_NATURAL}, j.created_at, j.uid",
        parameters + values,
    )
    reviews = _Reviews(connection, condition, values)
    waiting = _without_verdict(connection) if chosen.rows == "all" else {}
    last: int | None = None
    for row in cursor:
        first, last = row["id"] != last, row["id"]
        found = reviews.of(row["id"])
        places = waiting.get(row["id"], [])
        mine, its = (
            [one for one in some if one["judgment"] == row["judgment"]]
            + [one for one in some if first and one["judgment"] is None is not row["judgment"]]
            for some in (found, places)
        )
        mask = (row["mask"] or 0) | signals.RUBRIC_OVERRIDDEN * (row["id"] in doubted)
        shown = signals.names(mask) if row["judgment"] == row["shown"] else ()
        yield _named({**row, "signals": list(shown), "reviews": mine, "places": its})


def answer_rows(connection: sqlite3.Connection, chosen: ExportSelection) -> Iterator[dict[str, Any]]:
    """Yield a row for each response with the judgment that is shown (or the latest of ``judge``), as imported."""
    condition, values = _where(chosen)
    join, parameters = "LEFT JOIN judgments j ON j.id = r.judgment", list[Any]()
    if chosen.judge:
        join = f"LEFT JOIN judgments j ON j.id = {latest.judgment('r.id', '?')}"
        parameters.append(encode(chosen.judge))
    # In the order of their file; files are in the order of import.
    order = (
        " ORDER BY (SELECT printf('%s %s %010d', u.created_at, u.uid, i.position) FROM run_items i"
        " JOIN runs u ON u.id = i.run WHERE i.response = r.id ORDER BY u.created_at, u.uid, i.position LIMIT 1), r.id"
    )
    for row in connection.execute(
        _COLUMNS.format(join=join, more="") + f" WHERE {condition}" + order, parameters + values
    ):
        yield _named(row)


def expose(connection: sqlite3.Connection, auditor: int, chosen: ExportSelection, *, headlines: bool) -> None:
    """Record that this auditor has seen the scores of the chosen rows. Call inside a transaction.

    With *headlines* these are the rows of :func:`answer_rows` (one judgment for each response), otherwise those of
    :func:`judged_rows`.
    """
    condition, values = _where(chosen)
    join = "n.id = r.judgment" if headlines and not chosen.judge else "n.response = r.id"
    if chosen.judge:
        condition += " AND n.judge = ?"
        values.append(encode(chosen.judge))
        if headlines:
            condition += f" AND n.id = {latest.judgment('r.id', 'n.judge')}"
    connection.execute(
        "INSERT INTO exposures(auditor, judgment, place, first_at) SELECT ?, n.id, 'export', ?"
        f" FROM responses r JOIN judgments n ON {join} WHERE {condition} ORDER BY n.id ON CONFLICT DO NOTHING",
        [auditor, now(), *values],
    )


def hidden_in(connection: sqlite3.Connection, auditor: int, chosen: ExportSelection) -> int:
    """Count the chosen responses that wait in packets for this auditor's first verdict."""
    condition, values = _where(chosen)
    row = connection.execute(
        f"SELECT count(*) AS n FROM responses r WHERE r.id IN ({RESPONSES}) AND {condition}",
        [auditor, *values],
    ).fetchone()
    return int(row["n"])


def in_bulk_alone(connection: sqlite3.Connection, chosen: ExportSelection) -> int:
    """Count the responses decided only in bulk, which an export of ``reviewed`` rows leaves out; 0 for other rows."""
    if chosen.rows != "reviewed":
        return 0
    of_bulk = Filter((*replace(chosen, rows="all").filter().terms, Term("reviewed", ":", ("bulk",))))
    condition, values = where(of_bulk, chosen.viewer)
    row = connection.execute(f"SELECT count(*) AS n FROM responses r WHERE {condition}", values).fetchone()
    return int(row["n"])


def models(connection: sqlite3.Connection, chosen: ExportSelection) -> list[str]:
    """List the models of the chosen responses, in order of name."""
    condition, values = _where(chosen)
    rows = connection.execute(
        f"SELECT DISTINCT r.target AS name FROM responses r WHERE {condition} ORDER BY 1", values
    )
    return [row["name"] for row in rows]


# SQL for who brought the review, from which file, and its own hash. The alias of the review is to be filled in.
_BROUGHT = (
    f"{provenance.BY} AS brought_by, {provenance.FILES} AS brought_from,"
    " (SELECT l.said FROM trail l WHERE l.review = {}.id ORDER BY l.link LIMIT 1) AS trail"
)
_NATURAL = "r.category, r.prompt, r.id"


class _Reviews:
    """The standing reviews, read in one pass along with their responses: both are in natural order."""

    def __init__(self, connection: sqlite3.Connection, condition: str, values: list[Any]) -> None:
        self._rows = connection.execute(
            "SELECT s.response, s.judgment, a.name AS auditor, s.score, s.decision, s.stale, s.note, s.codes,"
            " s.blind, s.first_score, s.seconds, s.made_at, s.origin, k.name AS packet, t.inclusion_probability,"
            f" s.repeat, {_BROUGHT.format('s')} FROM standing_reviews s JOIN responses r ON r.id = s.response"
            f" JOIN auditors a ON a.id = s.auditor {provenance.JOINS.format('s')}"
            " LEFT JOIN packet_items t ON t.id = s.packet_item LEFT JOIN packets k ON k.id = t.packet"
            f" WHERE {condition} ORDER BY {_NATURAL}, s.made_at, s.uid",
            values,
        )
        self._next: dict[str, Any] | None = self._rows.fetchone()
        self._response: int | None = None
        self._found: list[dict[str, Any]] = []

    def of(self, response: int) -> list[dict[str, Any]]:
        """Return the reviews of *response*, oldest first. Responses must come in natural order; one may come again."""
        if response != self._response:
            self._response, self._found = response, []
            while self._next is not None and self._next["response"] == response:
                self._found.append({**self._next, "codes": json.loads(self._next["codes"])})
                self._next = self._rows.fetchone()
        return self._found


def _without_verdict(connection: sqlite3.Connection) -> dict[int, list[dict[str, Any]]]:
    """Return, by response, the answers "cannot judge" in packets and the drawn places that nobody answered.

    Hidden repeats are left out, so that an export does not reveal them.
    """
    rows = connection.execute(
        f"""SELECT t.response, t.judgment, k.name AS packet, t.inclusion_probability, a.name AS auditor,
              c.note, c.codes, c.blind, c.seconds, c.made_at, {_BROUGHT.format("c")}
            FROM packet_items t JOIN packets k ON k.id = t.packet
              LEFT JOIN cannot_judge c ON c.packet_item = t.id LEFT JOIN auditors a ON a.id = c.auditor
              {provenance.JOINS.format("c")}
            WHERE t.repeat_of IS NULL AND (c.id IS NOT NULL OR NOT EXISTS
              (SELECT 1 FROM standing_reviews s WHERE s.packet_item = t.id))
            ORDER BY t.response, k.name, c.made_at"""
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        codes = None if row["codes"] is None else json.loads(row["codes"])
        found.setdefault(row.pop("response"), []).append({**row, "codes": codes})
    return found


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "category": _CATEGORIES[row["key"]]}


_CATEGORIES = {category.key: category for category in taxonomy.categories().values()}
