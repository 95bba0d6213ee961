"""The merge of other copies of a database into this one, by content, in any order and any number of times.

Every row is identified by its content (its ``uid``, an auditor's folded name, a run item's position), never by a
local id. Rows that are missing here are added, with the rows that they refer to. ``merge_rules`` settles rows that
differ between the copies. Drafts stay in the copy in which they are being written.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airbench_tui.errors import AirbenchError, InputError, StoreError
from airbench_tui.store import identity, spellings, trail
from airbench_tui.store.attaching import attached
from airbench_tui.store.codec import encode
from airbench_tui.store.database import Database, transaction
from airbench_tui.store.faults import failure
from airbench_tui.store.merging import (
    merge_differences,
    merge_links,
    merge_names,
    merge_reviews,
    merge_rules,
    merge_tables,
)
from airbench_tui.store.merging.merge_rules import Row
from airbench_tui.store.merging.merge_tables import IDENTITY, MergedTable
from airbench_tui.store.reviewing import new_reviews, review_sources
from airbench_tui.store.rules import latest, scores
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)

# SQLite errors that must come from our own file, because the other file is only read and cannot be locked.
_OURS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)
_COUNTED = (
    "reviews",
    "auditors",
    "packets",
    "adjudications",
    "bulk_actions",
    "runs",
    "responses",
    "judgments",
)


@dataclass(slots=True)
class Merged:
    """The result of merging one file: the number of new rows by table, and a message for each settled conflict."""

    path: str
    new: dict[str, int] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)


def merge(database: Database, path: Path, auditor: str | None = None, *, accept: bool = False) -> Merged:
    """Add the contents of the audit database *path* in one transaction. *path* itself is not changed.

    *auditor* is the name of the auditor who merges; the reviews that are new keep it. *accept*: they say that the
    reviews under their name are theirs, although their trail in *path* is broken.
    Raises StoreError where *path* is not an audit database or comes from a newer program, and where *database*
    cannot be written to; the message names the file at fault. Raises InputError where *path* is *database* itself,
    or where its rows are inconsistent. After an error nothing of *path* is kept.
    """
    connection = database.connection
    if database.path is not None and path.exists() and path.samefile(database.path):
        raise InputError(f"{quote(str(path), 300)} is the database that you merge into")
    merged = Merged(str(path))
    with attached(connection, path):
        try:
            with transaction(connection, durable=True):
                _Merge(connection, merged, path, auditor, accept=accept).all()
        except BaseException as error:
            # A signal or a text that is not UTF-8 leaves a query unfinished, and SQLite keeps the tables that it reads.
            traceback.clear_frames(error.__traceback__)
            if isinstance(error, sqlite3.Error | ValueError):
                raise _refusal(database, path, error) from error
            raise
        finally:
            for table in (*(f"merged_{name}" for name in IDENTITY), *merge_reviews.TABLES):
                connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    new = ", ".join(f"{count} {table}" for table, count in merged.new.items() if count)
    _log.info("merged %s: %s new, %d conflicts", one_line(path.name), new or "nothing", len(merged.conflicts))
    return merged


def _refusal(database: Database, path: Path, error: Exception) -> AirbenchError:
    """Return the error that names the file at fault, for *error* raised while merging *path* into *database*."""
    name = quote(str(path), 300)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)  # missing for attributes that are not JSON
    damaged = code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    ours = code & 0xFF in _OURS or (code & 0xFF == sqlite3.SQLITE_IOERR and code not in _READING)
    if damaged:
        ours = _is_sound(database.connection, "other")
    if ours and database.path is not None:
        return StoreError(f"{name} was not merged: {failure(database.path, error)}")
    if damaged:
        return failure(path, error)
    # Rows that break the schema's rules, a missing table, or attributes that are not JSON.
    return InputError(f"{name} cannot be merged ({quote(str(error), 120)}): nothing of it was kept")


def _is_sound(connection: sqlite3.Connection, schema: str) -> bool:
    try:
        return bool(connection.execute(f"PRAGMA {schema}.quick_check(1)").fetchone()["quick_check"] == "ok")
    except sqlite3.Error:
        return False


class _Merge:
    """One merge, inside its transaction, with the other database attached as ``other``."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        merged: Merged,
        path: Path,
        auditor: str | None,
        *,
        accept: bool,
    ) -> None:
        self.connection = connection
        self.merged = merged
        self.path = path
        self.auditor = auditor
        self.accept = accept
        self.conditions = merge_reviews.conditions()
        self.settled = defaultdict[str, set[str]](set)  # the columns that may differ, by table
        self.tables = {name: merge_tables.table(connection, name) for name in IDENTITY}
        # Counts judgments that were read both ways, by run, the polarity that stays, and whether it was set by hand.
        self.clashes: Counter[tuple[int, str, bool]] = Counter()
        self._by_hand: dict[tuple[Any, Any], str] | None = None
        self.spelled: list[tuple[str, str]] = []  # names that differ in case alone, ours and theirs

    def all(self) -> None:
        """Run all steps of the merge, in order."""
        before = trail.last_review(self.connection)
        self.merged.conflicts += merge_reviews.sort(self.connection, self.auditor, accept=self.accept)
        for table in self.tables.values():
            if table.name == "trail":
                merge_links.choose(self.connection)
            fresh = self._add(table)
            if table.name in _COUNTED:
                self.merged.new[table.name] = fresh
        self._settle_differences()
        self.merged.conflicts += spellings.settle(self.connection, self.spelled)
        self.merged.conflicts += merge_differences.find(self.connection, self.tables.values(), self.settled)
        merge_reviews.chain(self.connection, before)
        merge_reviews.withdraw_twins(self.connection)

    def _add(self, table: MergedTable) -> int:
        """Add the rows that are missing here and return how many."""
        run, columns = self.connection.execute, ", ".join(table.columns)
        taken = self.conditions.get(table.name, "true")
        values = {
            # Names must be unique. The uid is used as the name until `merge_names` sets the name.
            column: "o.uid" if table.name in merge_names.UNIQUE and column == "name" else table.theirs(column)
            for column in table.columns
        }
        if not table.numbered:
            return run(
                f"INSERT INTO main.{table.name}({columns}) SELECT {', '.join(values.values())}"
                f" FROM other.{table.name} o WHERE {taken} ON CONFLICT DO NOTHING"
            ).rowcount
        known = f"temp.merged_{table.name}"
        run(
            f"CREATE TABLE {known}(theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL, fresh INTEGER NOT NULL)"
        )
        run(
            f"INSERT OR IGNORE INTO {known} SELECT o.id, m.id, 0 FROM other.{table.name} o"
            f" JOIN main.{table.name} m ON {table.same()} WHERE {taken}"
        )
        # New rows get their ids before they are written, so that rows can refer to each other.
        run(
            f"INSERT INTO {known} SELECT o.id, (SELECT coalesce(max(id), 0) FROM main.{table.name})"
            f" + row_number() OVER (ORDER BY o.id), 1 FROM other.{table.name} o"
            f" WHERE {taken} AND o.id NOT IN (SELECT theirs FROM {known})"
        )
        source = f"FROM {known} k JOIN other.{table.name} o ON o.id = k.theirs WHERE k.fresh ORDER BY k.ours"
        if table.name == "reviews":
            stored = merge_reviews.columns(values, self._source())
            return new_reviews.add_selected(
                self.connection, {"id": "k.ours", **stored}, source, chained=False
            )
        return run(
            f"INSERT INTO main.{table.name}(id, {columns}) SELECT k.ours, {', '.join(values.values())} {source}"
        ).rowcount

    def _settle_differences(self) -> None:
        rules = merge_rules
        self.merged.conflicts += merge_names.settle(self.connection)
        self._settle("auditors", ("name", "attributes", "created_at"), self._auditor)
        self._settle("rubrics", ("revision", "polarity", "evidence"), rules.fullest)
        self._settle("runs", ("created_at", "source", "parameters"), rules.earliest)
        self._settle("runs", ("rows_read", "rows_in_file"), rules.most)
        self._settle(
            "runs",
            ("polarity", "polarity_evidence"),
            lambda mine, theirs: rules.polarity(mine, theirs, self._set_at),
        )
        self._settle("responses", ("created_at",), rules.earliest)
        turned = self._settle(
            "judgments", ("run", "created_at", "polarity", "polarity_evidence"), self._judgment
        )
        self._settle(
            "run_items",
            ("state", "judge_state", "response", "judgment", "details"),
            lambda mine, theirs: rules.furthest(mine, theirs, self._identity_of),
        )
        self._settle("batches", ("provider_id", "file_id", "status", "ended_at", "details"), rules.collected)
        self._settle("packets", ("created_at", "created_by"), self._drawn)
        self._settle("packet_items", ("former_uid",), rules.fullest)
        self._settle("packet_places", ("position", "deferred_at"), rules.place)
        self._settle("exposures", ("first_at", "place"), rules.earliest)
        self._rescore([key["id"] for key in turned])

    def _settle(self, name: str, columns: Sequence[str], rule: Callable[[Row, Row], Row]) -> list[Row]:
        """Settle the rows that are in both databases and differ in *columns*, and return the keys of changed rows."""
        table = self.tables[name]
        self.settled[name].update(columns)
        keys = ("id",) if table.numbered else IDENTITY[name]
        wanted = [f"m.{key} AS key_{key}" for key in keys]
        wanted += [
            f"m.{column} AS mine_{column}, {table.theirs(column)} AS theirs_{column}" for column in columns
        ]
        joined = (
            f"temp.merged_{name} k JOIN other.{name} o ON o.id = k.theirs"
            f" JOIN main.{name} m ON m.id = k.ours AND NOT k.fresh"
            if table.numbered
            else f"other.{name} o JOIN main.{name} m ON {table.same()}"
        )
        differ = " OR ".join(f"m.{column} IS NOT {table.theirs(column)}" for column in columns)
        changed = []
        for row in self.connection.execute(
            f"SELECT {', '.join(wanted)} FROM {joined} WHERE {differ}"
        ).fetchall():
            mine, theirs = (
                {column: row[f"{side}_{column}"] for column in columns} for side in ("mine", "theirs")
            )
            settled = rule(mine, theirs)
            if settled != mine:
                key = {name: row[f"key_{name}"] for name in keys}
                self.connection.execute(
                    f"UPDATE main.{name} SET {', '.join(f'{column} = ?' for column in columns)}"
                    f" WHERE {' AND '.join(f'{name} = ?' for name in keys)}",
                    [encode(v) if isinstance(v, str) else v for v in (*settled.values(), *key.values())],
                )
                changed.append(key)
        return changed

    def _auditor(self, mine: Row, theirs: Row) -> Row:
        attributes, differing = merge_rules.attributes(mine["attributes"], theirs["attributes"])
        kept = json.loads(attributes)
        first = min((mine, theirs), key=lambda row: (row["created_at"], row["name"]))
        if mine["name"] != theirs["name"]:
            self.spelled.append((mine["name"], theirs["name"]))
        self.merged.conflicts += [
            f"auditor {quote(first['name'])}: {quote(name)} differs, {quote(json.dumps(kept[name]))} stays"
            for name in differing
        ]
        return {"name": first["name"], "attributes": attributes, "created_at": first["created_at"]}

    def _drawn(self, mine: Row, theirs: Row) -> Row:
        """Return the earlier creator and time of a packet that was drawn in both copies."""
        return min(
            (mine, theirs),
            key=lambda row: (row["created_at"], self._identity_of("auditors", row["created_by"])),
        )

    def _judgment(self, mine: Row, theirs: Row) -> Row:
        first = min(
            (mine, theirs), key=lambda row: (row["created_at"], self._identity_of("runs", row["run"]))
        )
        mine_read, theirs_read = (
            {name: row[name] for name in ("polarity", "polarity_evidence")} for row in (mine, theirs)
        )
        stays = merge_rules.polarity(mine_read, theirs_read, self._set_at)
        known = {row["polarity"] for row in (mine, theirs)} - {None}
        if len(known) > 1:
            by_hand = bool(self._set_at(stays["polarity"], stays["polarity_evidence"]))
            self.clashes[first["run"], stays["polarity"], by_hand] += 1
        return {"run": first["run"], "created_at": first["created_at"], **stays}

    def _rescore(self, turned: list[int]) -> None:
        """Set the scores of judgments whose polarity changed, then the judgment shown for each response."""
        run = self.connection.execute
        self.connection.executemany(
            f"UPDATE judgments SET score = {scores.on_scale()},"
            " linked_rubric = (SELECT b.id FROM rubrics b WHERE b.id = linked_rubric"
            " AND b.polarity = judgments.polarity) WHERE id = ?",
            [[judgment] for judgment in turned],
        )
        touched = run(
            "SELECT DISTINCT response FROM judgments WHERE id IN (SELECT ours FROM temp.merged_judgments"
            " WHERE fresh UNION SELECT value FROM json_each(?))",
            [json.dumps(turned)],
        ).fetchall()
        latest.show(self.connection, [row["response"] for row in touched])
        latest.show(self.connection)
        for (run_id, polarity, by_hand), count in self.clashes.items():
            name = run("SELECT name FROM runs WHERE id = ?", [run_id]).fetchone()["name"]
            why = (
                "set by hand last"
                if by_hand
                else f"if that is wrong: airbench-tui polarity {quote(name)} 1-safe (or 0-safe)"
            )
            self.merged.conflicts.append(
                f"run {quote(name)}: {count:,} judgments were read both ways; {polarity} stays, {why}"
            )

    def _source(self) -> int:
        """Return the id of the merged file, which is written if it brings a review; 0 if it brings none."""
        fresh = self.connection.execute("SELECT 1 FROM temp.merged_reviews WHERE fresh LIMIT 1").fetchone()
        if fresh is None:
            return 0
        sha = identity.file_sha256((str(self.path),))
        return review_sources.add(self.connection, "merge", self.path.name, sha, self.auditor)

    def _identity_of(self, table: str, row: int | None) -> str:
        """Return a row's identity, which is the same in every database, or "" for no row."""
        (name,) = IDENTITY[table]
        found = self.connection.execute(f"SELECT {name} FROM main.{table} WHERE id = ?", [row]).fetchone()
        return str(found[name]) if found else ""

    def _set_at(self, polarity: str | None, why: str) -> str:
        """Return the time at which an auditor set *polarity* by hand with the reason *why*, or ""."""
        if self._by_hand is None:
            self._by_hand = {}
            for row in self.connection.execute(
                "SELECT at, details FROM main.log WHERE event = 'polarity' AND auditor IS NOT NULL ORDER BY at"
            ).fetchall():
                details = json.loads(row["details"])
                self._by_hand[details.get("to"), details.get("why")] = row["at"]
        return self._by_hand.get((polarity, why), "")
