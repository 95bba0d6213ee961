"""Write ``tests/store/schemas/vN.sql``, the newest dump's rows in today's schema, and the schema that files must have.

Run it once with each new migration: ``python -m scripts.dump_schema``.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from airbench_tui.store import known_schema, schema
from airbench_tui.store.database import open_database

SCHEMAS = Path(__file__).parents[1] / "tests" / "store" / "schemas"
KNOWN = Path(known_schema.__file__).with_name(known_schema.FILE)


def main() -> None:
    """Write the dump of the current schema, and the schema itself."""
    target = SCHEMAS / f"v{schema.VERSION}.sql"
    earlier = SCHEMAS / f"v{schema.VERSION - 1}.sql"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(earlier.read_text("utf-8"))
        open_database(path).close()
        with closing(sqlite3.connect(path)) as connection:
            target.write_text(_dump(connection), "utf-8")
            KNOWN.write_text(known_schema.packed(known_schema.read(connection)), "utf-8")
    print(f"wrote {target.name} and {KNOWN.name}")


def _dump(connection: sqlite3.Connection) -> str:
    lines = [
        f"-- A database as schema {schema.VERSION} left it: made with airbench-tui,"
        " read by tests/store/test_database.py.",
        "BEGIN;",
    ]
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    search = [name for _, name, sql in found if sql.startswith("CREATE VIRTUAL TABLE")]
    ours = [
        (kind, name, sql)
        for kind, name, sql in found
        if not name.startswith("sqlite_") and not any(name.startswith(f"{table}_") for table in search)
    ]
    tables = [(name, sql) for kind, name, sql in ours if kind == "table" and name not in search]
    lines += [f"{sql};" for _, sql in tables]
    for name, _ in tables:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        quoted = ", ".join(f"quote({column})" for column in columns)
        for row in connection.execute(f'SELECT {quoted} FROM "{name}"'):
            lines.append(f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({", ".join(row)});')
    # A search table's triggers have its name; they are included, its shadow tables are not.
    triggers = [sql for kind, _, sql in found if kind == "trigger"]
    rest = [sql for kind, name, sql in ours if kind in ("index", "view") or name in search]
    lines += [f"{sql};" for sql in (*rest, *triggers)]
    lines += [f"INSERT INTO {table}({table}) VALUES ('rebuild');" for table in search]
    lines += [
        f"PRAGMA application_id = {schema.APPLICATION_ID};",
        f"PRAGMA user_version = {schema.VERSION};",
        "COMMIT;",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
