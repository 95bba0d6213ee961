"""The tables that are merged: what identifies their rows, and how their columns are mapped from one copy to another."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from airbench_tui.store.merging import merge_reviews
from airbench_tui.store.reviewing import unfinished, whereabouts

# The columns that identify a row in every database. Each table comes after the tables that it refers to.
IDENTITY: dict[str, tuple[str, ...]] = {
    "auditors": ("folded",),
    "prompts": ("uid",),
    "rubrics": ("uid",),
    "runs": ("uid",),
    "responses": ("uid",),
    "judgments": ("uid",),
    "run_items": ("run", "position"),
    "batches": ("run", "kind", "submitted_at"),
    "packets": ("uid",),
    "packet_frame": ("packet", "response"),
    "packet_items": ("uid",),
    "packet_places": ("packet_item", "auditor"),
    "bulk_actions": ("uid",),
    "review_sources": ("uid",),
    "reviews": ("uid",),
    "trail": ("link",),
    "adjudications": ("uid",),
    "exposures": ("auditor", "judgment"),
    "log": ("at", "event", "auditor", "run", "details"),
}
# These tables are the same in every database, or belong to one copy only.
LEFT_OUT = (
    "categories",
    "drafts",
    "packet_secrets",
    "review_states",
    "signal_names",
    "trail_heads",
    "triage",
    "triage_prompts",
)
# These columns are computed here, after all judgments have been added.
DERIVED = {
    "responses": ("judgment", "judge_status", "score"),
    "judgments": ("linked_rubric",),  # from the benchmark that was fetched here
}


@dataclass(frozen=True, slots=True)
class MergedTable:
    """A table's columns to copy (without the local id), and the table to which each reference points."""

    name: str
    columns: tuple[str, ...]
    references: dict[str, str]
    numbered: bool

    def theirs(self, column: str) -> str:
        """Return SQL for a column of their row ``o``, with a local id mapped to ours.

        An id that cannot be mapped becomes -1, which breaks a foreign key.
        """
        if (self.name, column) == ("auditors", "attributes"):
            return _shared_attributes("o.attributes")
        into = self.references.get(column)
        if into is None:
            return f"o.{column}"
        ours = f"(SELECT ours FROM temp.merged_{into} WHERE theirs = o.{column})"
        return f"CASE WHEN o.{column} IS NOT NULL THEN coalesce({ours}, -1) END"

    def same(self) -> str:
        """Return SQL for the condition that their row ``o`` is our row ``m``."""
        if self.name == "reviews":
            return f"m.uid = {merge_reviews.UID}"
        return " AND ".join(f"m.{column} IS {self.theirs(column)}" for column in IDENTITY[self.name])


def table(connection: sqlite3.Connection, name: str) -> MergedTable:
    """Return the table *name* of schema ``main``, which has the same columns in both databases."""
    columns = [row["name"] for row in connection.execute(f"PRAGMA main.table_info({name})")]
    keys = connection.execute(f"PRAGMA main.foreign_key_list({name})").fetchall()
    return MergedTable(
        name,
        tuple(column for column in columns if column not in ("id", *DERIVED.get(name, ()))),
        {key["from"]: key["table"] for key in keys if key["table"] in IDENTITY},
        "id" in columns,
    )


def _shared_attributes(column: str) -> str:
    """Return SQL for an auditor's attributes without those that belong to one copy, as drafts do.

    Attributes without any of these stay as they are written: SQLite writes JSON in another way than Python.
    """
    paths = [f"'$.{name}'" for name in (unfinished.NAME, whereabouts.NAME)]
    there = " OR ".join(f"json_type({column}, {path}) IS NOT NULL" for path in paths)
    return (
        f"CASE WHEN NOT json_valid({column}) THEN {column}"
        f" WHEN {there} THEN json_remove({column}, {', '.join(paths)}) ELSE {column} END"
    )
