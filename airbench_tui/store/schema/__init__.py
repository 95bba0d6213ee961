"""The schema as a list of migrations, which only go forward, and the function that applies them.

Each version has a file of its own. Such a file is history: it imports nothing of the program or of another version,
so that a change to the program cannot change what an old database becomes. Everything that a migration needs is
frozen in its file. ``user_version`` counts the migrations applied, so the program can tell an older database from a
newer one without loading anything. sqlite-utils' own table keeps the migrations' names and times.

Views hold no data, and neither do the triggers that update ``review_states``, so no migration creates those of
:mod:`airbench_tui.store.rules.views`. :mod:`airbench_tui.store.database` drops them before the first due migration and
creates them again after the last, so a migration may alter any table without regard to them. A changed view reaches
existing databases with the next migration. It therefore needs a migration too, even an empty one.

To change the schema: add ``vN_….py`` with a function ``migrate`` and its line below, describe the change in
``db/README.md``, and run ``python -m scripts.dump_schema``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from airbench_tui.store.schema import (
    v1_first_schema,
    v2_live_runs,
    v3_batches,
    v4_sound_audits,
    v5_triage,
    v6_linked_rubrics,
    v7_rules,
    v8_one_name,
    v9_provenance,
)
from airbench_tui.store.schema.v1_first_schema import APPLICATION_ID

if TYPE_CHECKING:
    import sqlite_utils

__all__ = ["APPLICATION_ID", "MIGRATIONS", "VERSION", "migrate"]

# Databases keep these names: a migration whose name changed would be applied again.
MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("m001_first_schema", v1_first_schema.migrate),
    ("m002_live_runs", v2_live_runs.migrate),
    ("m003_batches", v3_batches.migrate),
    ("m004_sound_audits", v4_sound_audits.migrate),
    ("m005_triage", v5_triage.migrate),
    ("m006_linked_rubrics", v6_linked_rubrics.migrate),
    ("m007_rules", v7_rules.migrate),
    ("m008_one_name", v8_one_name.migrate),
    ("m009_provenance", v9_provenance.migrate),
)
VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, last: int | None = None) -> None:
    """Apply the migrations that are due, up to version *last*, or all of them.

    Call inside a transaction, on a connection whose rows are tuples.
    Raises sqlite3.Error where a migration fails. Call only when a migration is due, because the import of
    sqlite-utils is slow.
    """
    import sqlite_utils

    ours = sqlite_utils.Migrations("airbench_tui")
    for version, (name, step) in enumerate(MIGRATIONS[:last], start=1):
        ours(name=name)(_counted(version, step))
    ours.apply(sqlite_utils.Database(connection))


def _counted(
    version: int, step: Callable[[sqlite3.Connection], None]
) -> Callable[[sqlite_utils.Database], None]:
    """Return *step* as a function for sqlite-utils, which also sets ``user_version`` after it."""

    def apply(database: sqlite_utils.Database) -> None:
        step(database.conn)
        database.execute(f"PRAGMA user_version = {version}")

    return apply
