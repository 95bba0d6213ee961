"""The places that show figures: each as a function of an :class:`Audit` that gives its values by group.

The functions are thin: each converts the result of a call that a screen or command makes to the groups and names of
``recount.py``. If a name in the program changes, one line changes here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from airbench_tui.agreement import evidence, figures, tables
from airbench_tui.agreement.agreement_json import as_json
from airbench_tui.agreement.evidence import Material
from airbench_tui.agreement.figures import Figures
from airbench_tui.benchmark import taxonomy
from airbench_tui.interchange.writers import exporter
from airbench_tui.store.reading import export_rows, reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditors, progress
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer

PEOPLE = ("ann", "ben", "chi")
WITHOUT_SCORE = ("blank", "malformed", "failed", "missing", "unscaled")
Values = Iterator[tuple[str, Any]]
T = TypeVar("T")


class Audit:
    """A database, and the names of its local ids that are the same in every database.

    ``turn``: in each step of a history only some are asked, by turns: one of the auditors, one of the packets
    and models. None: everything.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, turn: int | None = None) -> None:
        self.connection = connection
        self.path = path
        self.turn = turn
        rows = self._rows(
            "SELECT r.id, p.text, r.target, r.text, r.repeat, r.uid FROM responses r JOIN prompts p ON p.id = r.prompt"
        )
        self.called = {
            id: f"{prompt} | {target} | {text} | {repeat}" for id, prompt, target, text, repeat, _ in rows
        }
        self.by_uid = {uid: self.called[id] for id, *_, uid in rows}
        self.models = sorted({target for _, _, target, *_ in rows})
        self.judges = [name for (name,) in self._rows("SELECT DISTINCT judge FROM judgments ORDER BY 1")]
        self.packets = dict(self._rows("SELECT name, id FROM packets ORDER BY name"))
        self.auditors = dict(self._rows("SELECT name, id FROM auditors"))
        self._figures: dict[tuple[str | None, ...], Figures] = {}

    def _rows(self, sql: str) -> list[Any]:
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(sql).fetchall()

    def names(self, responses: Any) -> set[str]:
        """Return the uids of responses."""
        return {self.called[response] for response in responses}

    def viewers(self) -> Iterator[tuple[str, int | None]]:
        """Yield the viewers: the group of what they see, and their id; None is the unrestricted viewer."""
        yield "all", None
        for name in self.some(PEOPLE):
            yield f"as {name} sees it", self.auditors.get(name)

    def some(self, all_of_them: Sequence[T]) -> Sequence[T]:
        """Return one of them in turn, or all."""
        if self.turn is None or not all_of_them:
            return all_of_them
        return [all_of_them[self.turn % len(all_of_them)]]

    def figures(
        self, judge: str | None = None, model: str | None = None, packet: str | None = None
    ) -> Figures:
        """Return the figures of Agreement, computed once."""
        key = judge, model, packet
        if key not in self._figures:
            self._figures[key] = figures.values(
                evidence.load(self.connection, UNRESTRICTED, judge, model, packet)
            )
        return self._figures[key]

    @cached_property
    def chosen(self) -> list[tuple[str, str | None, str | None]]:
        """Return the judges, models and packets for which Agreement is computed."""
        if not self.judges:
            return []
        default = self._rows("SELECT judge FROM judgments GROUP BY 1 ORDER BY count(*) DESC, judge LIMIT 1")[
            0
        ][0]
        parts = [*((model, None) for model in self.models), *((None, packet) for packet in self.packets)]
        found = [(judge, None, None) for judge in self.some(self.judges)]
        return found + [(default, *part) for part in self.some(parts)]

    def material(self, judge: str) -> Material:
        """Return the material of the figures of the report and the table."""
        return self.figures(judge).material

    @cached_property
    def lines(self) -> list[tuple[str, str, tables.GroupRow]]:
        """Return the lines of the table of figures and of the report: the judge, the subject of the line, the line."""
        found = []
        for judge in self.some(self.judges):
            read = self.material(judge)
            found += [(judge, f"category {line.key}", line) for line in tables.by_level(read, 2)]
            found += [(judge, f"model {line.key}", line) for line in tables.by_model(read)]
        return found

    @cached_property
    def exported(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of ``export --format json``, for each value of ``--rows``."""
        return {
            rows: list(exporter.review_rows(self.connection, export_rows.ExportSelection(UNRESTRICTED, rows)))
            for rows in ("all", "reviewed", "overridden", "disagreed")
        }


# -- what is shown --------------------------------------------------------------------------------


def shown_column(audit: Audit) -> Values:
    """Return the headline that responses keep, which lists and figures read."""
    for id, reason, status, score in audit._rows(
        "SELECT r.id, coalesce(j.reason, ''), r.judge_status, r.score FROM responses r"
        " LEFT JOIN judgments j ON j.id = r.judgment"
    ):
        yield audit.called[id], (reason, status, score)


def shown_item(audit: Audit) -> Values:
    """Return the item that Browse opens; a response that was not judged has no judgment to show."""
    for id, name in audit.called.items():
        judgment = reads.item(audit.connection, id, UNRESTRICTED).judgment
        if judgment is not None:
            yield name, (judgment.reason, judgment.status, judgment.score)


def list_lines(audit: Audit) -> Values:
    """Return the rows of a list."""
    for group, who in audit.viewers():
        for line in reads.lines(audit.connection, list(audit.called), Viewer(who)):
            own = line.review_score, line.decision, line.stale
            shown = line.judge_status, line.score, *own, line.other_reviews
            yield f"{audit.called[line.id]}, {group}", shown


def filtered(audit: Audit, expressions: tuple[str, ...]) -> Values:
    """Return the responses that filters match, as in ``list`` and on the screens."""
    for group, who in audit.viewers():
        for expression in expressions:
            ids = reads.response_ids(audit.connection, parse(expression), Viewer(who))
            yield f"{expression}, {group}", audit.names(ids)


def counted(audit: Audit, expressions: tuple[str, ...]) -> Values:
    """Return the number of responses that a filter matches, as in the head of a list."""
    for expression in expressions:
        yield f"{expression}, all", reads.count(audit.connection, parse(expression), UNRESTRICTED)


def listed(audit: Audit, expression: str, of: str = "") -> Values:
    """Return what a list shows for *expression*: all, each category and model, as each auditor sees it."""
    for group, who in audit.viewers():
        ids = reads.response_ids(audit.connection, parse(expression), Viewer(who))
        yield of + group, audit.names(ids)
    for model in audit.some(audit.models):
        ids = reads.response_ids(audit.connection, parse(f"{expression} model={model}"), UNRESTRICTED)
        yield f"{of}model {model}", audit.names(ids)


def listed_own(audit: Audit, expression: str) -> Values:
    """Return each auditor's own part of a list."""
    for group, who in audit.viewers():
        if who is not None:
            ids = reads.response_ids(audit.connection, parse(expression), Viewer(who))
            yield f"by {group.split()[1]}, {group}", audit.names(ids)


# -- Browse ---------------------------------------------------------------------------------------


def browse(audit: Audit, name: str) -> Values:
    """Return a column of Browse's counts."""
    for group, who in audit.viewers():
        found = reads.tallies(audit.connection, Filter(), Viewer(who))
        yield group, sum(getattr(tally, name) for tally in found.values())
        if who is None:
            for key, tally in found.items():
                yield f"category {_idx()[key]}", getattr(tally, name)
    for model in audit.some(audit.models):
        found = reads.tallies(audit.connection, parse(f"model={model}"), UNRESTRICTED)
        yield f"model {model}", sum(getattr(tally, name) for tally in found.values())


def browse_without_score(audit: Audit) -> Values:
    """Return Browse's counts of responses without a score."""
    for group, who in audit.viewers():
        whole = reads.Tally()
        for tally in reads.tallies(audit.connection, Filter(), Viewer(who)).values():
            whole.add(tally)
        yield group, {name: getattr(whole, name) for name in WITHOUT_SCORE}


@cache
def _idx() -> dict[int, str]:
    """Return the ids of level-4 categories by key."""
    return {one.key: one.idx for one in taxonomy.categories().values()}


def own_tally(audit: Audit, name: str) -> Values:
    """Return an auditor's own counts at the foot of the screens."""
    for group, who in audit.viewers():
        if who is not None:
            done, overrode = progress.tally(audit.connection, who)
            person = group.split()[1]
            yield (f"by {person}", done) if name == "reviewed" else (f"by {person}, {group}", overrode)


def team(audit: Audit) -> Values:
    """Return the list of auditors."""
    for one in auditors.everyone(audit.connection):
        if one.name in PEOPLE:
            yield f"by {one.name}", one.reviewed


# -- Agreement, report, table -----------------------------------------------------------------------


def agreement(audit: Audit) -> Values:
    """Return ``agreement --json`` for each judge, and for the default judge also by model and packet."""
    for judge, model, packet in audit.chosen:
        key = f"judge {judge}, " + (f"packet {packet}" if packet else f"model {model}" if model else "all")
        for name, value in agreement_values(as_json(audit.figures(judge, model, packet))).items():
            yield f"{key}: {name}", value


def agreement_values(found: dict[str, Any]) -> dict[str, Any]:
    """Return the compared part of the document of ``agreement``."""
    matrix, safe, mean = found["judge_vs_human"], found["safe_rate"], found["mean_score"]
    return {
        "basis": found["basis"],
        "n": matrix["n"],
        "confusion": matrix["confusion"],
        "judge's safe rate": _estimate(safe["judge"]),
        "judge's mean score": _estimate(mean["judge"]),
        "people's safe rate": _estimate(safe["human_on_reviewed"]),
        "people's mean score": _estimate(mean["human_on_reviewed"]),
        "counts": found["counts"] | found["not_judged"],
        "left out": {name: found["left_out"][name] for name in ("bulk", "stale")},
        "other judges": {one["judge"]: one["n"] for one in found["judge_vs_judge"]},
    }


def _estimate(found: dict[str, Any] | None) -> tuple[float, int] | None:
    return None if found is None else (found["value"], found["n"])


def agreement_reviewed(audit: Audit) -> Values:
    """Return ``n_reviewed`` of ``agreement --json``, which is the same for every judge."""
    for judge, model, packet in audit.chosen:
        group = f"packet {packet}" if packet else f"model {model}" if model else "all"
        yield group, audit.figures(judge, model, packet).n_reviewed
    if audit.judges:
        whole = audit.material(audit.judges[0])
        for person in audit.some(PEOPLE):
            yield f"by {person}", figures.values(whole.of_auditor(person)).n_reviewed


def agreement_judged(audit: Audit) -> Values:
    """Return ``n_judged`` of ``agreement --json``."""
    for judge in audit.some(audit.judges):
        yield f"judge {judge}, all", audit.figures(judge).n_judged


def table_lines(audit: Audit, name: str, *, of_judge: bool = True) -> Values:
    """Return a column of the table of figures and of the report, by category and by model."""
    for judge, group, line in audit.lines:
        yield (f"judge {judge}, " if of_judge else "") + group, audit.names(getattr(line, name))
