"""The program, with a note of every trigger and view through which its SQL goes.

    python -m reliability.watched NOTES ARGUMENT...

Runs ``airbench-tui ARGUMENT...`` and then writes the names to the file NOTES as a JSON list. SQLite says, while it
compiles a statement, which trigger or view each part of it comes from, so nothing can run unseen.
"""

from __future__ import annotations

import contextlib
import functools
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airbench_tui import cli


class _Watched(sqlite3.Connection):
    """A connection that notes the triggers and views of each statement in :attr:`names`."""

    names: set[str]

    def __init__(self, *arguments: Any, names: set[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names = names
        self.set_authorizer(self._note)

    def _note(
        self, action: int, one: str | None, two: str | None, where: str | None, through: str | None
    ) -> int:
        if through is not None:
            self.names.add(through)
        return sqlite3.SQLITE_OK


@contextlib.contextmanager
def watching() -> Iterator[set[str]]:
    """Yield a set to which each trigger and view is added that SQL of connections made meanwhile goes through."""
    names: set[str] = set()
    connect = sqlite3.connect
    sqlite3.connect = functools.partial(connect, factory=functools.partial(_Watched, names=names))  # type: ignore[assignment]
    try:
        yield names
    finally:
        sqlite3.connect = connect


def main() -> None:
    """Run the program on the arguments after the first one."""
    notes = Path(sys.argv[1])
    sys.argv = ["airbench-tui", *sys.argv[2:]]
    with watching() as names:
        try:
            cli.main()
        finally:
            notes.write_text(json.dumps(sorted(names)))


if __name__ == "__main__":
    main()
