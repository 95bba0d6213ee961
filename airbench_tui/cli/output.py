"""What all commands share: the workspace behind the flags, and how they speak."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from airbench_tui.errors import AirbenchError, InputError, StoreError
from airbench_tui.store.database import Database, open_database, open_for_reading, transaction
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.triage import signals
from airbench_tui.text import safe
from airbench_tui.workspace import Workspace, locate


@dataclass(frozen=True, slots=True)
class Context:
    """The flags that stand before every command."""

    folder: str | None
    database: str | None
    auditor: str | None

    def workspace(self) -> Workspace:
        """Locate what the flags and the environment name, and log beside its database from now on.

        Raises InputError.
        """
        found = locate(self.folder, self.database, self.auditor)
        log_beside(found)
        return found

    def writing(self) -> Database:
        """The database to write to, made where it is not there. Raises StoreError."""
        return _told(open_database(self.workspace().database))

    def reading(self) -> Database:
        """The database to read; not there is empty. Raises StoreError."""
        return _told(open_for_reading(self.workspace().database))

    def seen(self, note: Callable[[sqlite3.Connection, int], None]) -> None:
        """Store with *note*, called with the auditor's id, which scores this auditor is about to see.

        Where nothing can be written that is said: the command only reads, and goes on.
        """
        if not self.workspace().database.exists():
            return
        try:
            with self.writing() as database, transaction(database.connection) as connection:
                note(connection, auditor_rows.auditor_id(connection, self.workspace().auditor))
        except AirbenchError as error:
            complain(f"which scores you see cannot be noted, your reviews may pass for blind: {error}")


def log_beside(workspace: Workspace) -> None:
    """Log beside the database of *workspace*; the log's first line names the command, without its arguments."""
    from airbench_tui.cli.log import open_log

    running = click.get_current_context(silent=True)
    open_log(workspace, "unknown" if running is None else running.command_path)


def print_json(document: Any) -> None:
    """The one JSON document of ``--json``; ASCII, so that no text in it can act on a terminal."""
    sys.stdout.write(json.dumps(document, indent=1) + "\n")


def say(words: str) -> None:
    """A line of a result, made safe; a line break in it would pass for a line of ours."""
    sys.stdout.write(safe(words).replace("\n", "␊") + "\n")


def complain(words: str) -> None:
    """A line for people on standard error, made safe and one line."""
    sys.stderr.write(f"airbench-tui: {' '.join(safe(words).split())}\n")


def _told(database: Database) -> Database:
    """*database*, once what an upgrade changed in it is said."""
    for note in database.notes:
        complain(note)
    return database


def need_terminal() -> None:
    """Refuse to draw where nobody would see it. Raises InputError."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):  # Textual draws on standard error
        raise InputError(
            "the terminal program needs a terminal: `airbench-tui --help` lists the commands for scripts"
        )


def ends_blindness(waiting: int, why: str) -> None:
    """Say that on *waiting* responses the first verdict in a packet is not blind any more, because of *why*."""
    if waiting:
        them = "1 response waits" if waiting == 1 else f"{waiting:,} responses wait"
        complain(f"{them} in packets for your first verdict, and {why}: there it no longer counts as blind")


_MANY = 5_000  # rows whose signals take a second or so


def catch_up(context: Context) -> None:
    """Work out the signals that wait, in most databases none; after an upgrade, once, all of them.

    Where the database cannot be written to, what is missing is said and the rest goes on.
    """
    with context.reading() as database:
        waiting = signals.waiting(database.connection)
    if not waiting:
        return
    if waiting > _MANY:
        complain(f"working out the signals of {waiting:,} responses, once ...")
    try:
        with context.writing() as database:
            signals.catch_up(database.connection)
    except StoreError as error:
        complain(f"{waiting:,} responses are without signals: {error}")
