"""The workspace that the flags name, and the output functions that all commands use."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from airbench_tui.errors import AirbenchError, InputError, StoreError
from airbench_tui.settings import files
from airbench_tui.store.database import Database, open_database, open_for_reading, transaction
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.triage import signals
from airbench_tui.text import quote, safe
from airbench_tui.workspace import Workspace, locate

if TYPE_CHECKING:
    from airbench_tui.interchange.writers.output_file import Output


@dataclass(frozen=True, slots=True)
class Context:
    """The flags given before the command's name."""

    folder: str | None
    database: str | None
    auditor: str | None

    def workspace(self) -> Workspace:
        """Find the workspace that the flags and the environment name, and start its log.

        Raises InputError.
        """
        found = locate(self.folder, self.database, self.auditor)
        log_beside(found)
        return found

    def warn_of_settings(self) -> None:
        """Warn of what is wrong in the files of settings, for a command that can do without them."""
        try:
            workspace = locate(self.folder, self.database, self.auditor)
        except InputError:  # the command itself says so
            return
        try:
            found = files.read(workspace.folder)
        except InputError as error:
            complain(str(error))
            return
        for line in (line for file in found for line in file.ignored):
            complain(line)

    def writing(self) -> Database:
        """Open the database for writing, creating it if it does not exist. Raises StoreError."""
        return _print_notes(open_database(self.workspace().database))

    def before_writing(self) -> Database:
        """Open the database for reading, for the preview of a command that would create it. Raises StoreError."""
        return open_for_reading(self.workspace().database)

    def reading(self) -> Database:
        """Open the database for reading; the default one reads as empty while it does not exist.

        Raises StoreError, and InputError as :meth:`existing` does.
        """
        return open_for_reading(self.existing().database)

    def preview(self) -> Database:
        """Open the database for reading, for the preview of a command that then writes. An older schema is upgraded.

        Raises as :meth:`reading` does.
        """
        path = self.existing().database
        if path.exists():
            self.writing().close()
        return self.reading()

    def existing(self) -> Workspace:
        """Find the workspace for a command that only reads.

        Raises InputError where ``--db`` or ``AIRBENCH_DB`` names a database that does not exist.
        """
        found = self.workspace()
        if found.named and is_missing(found.database):
            raise InputError(
                f"there is no database {quote(str(found.database), 300)}: check --db and AIRBENCH_DB"
            )
        return found

    def output(self, connection: sqlite3.Connection, target: str, *, replace: bool) -> Output:
        """Describe an output that no file of this audit may be lost to. *replace*: ``--force`` was given."""
        from airbench_tui.interchange.writers.output_file import Kept, Output
        from airbench_tui.store.reading.imported_files import imported_files

        return Output(target, Kept(self.workspace().database, imported_files(connection)), replace)

    def wrong_value(self) -> StoreError | None:
        """Return the error that names the first value of a wrong kind in the database, None if there is none."""
        from airbench_tui.store.wrong_values import wrong_values

        path = locate(self.folder, self.database, self.auditor).database  # the log stays the one that is open
        if not path.exists():
            return None
        try:
            with open_for_reading(path) as database:
                line = next(wrong_values(database.connection), None)
        except (AirbenchError, sqlite3.Error):
            return None
        if line is None:
            return None
        return StoreError(
            f"{quote(str(path), 300)} was changed by another program: {line}; "
            "restore a backup or correct the value (`airbench-tui doctor` lists them all)"
        )

    def seen(self, note: Callable[[sqlite3.Connection, int], None]) -> None:
        """Store the scores that this auditor is about to see, by calling *note* with the auditor's id.

        If the database cannot be written, print a warning and return: the command itself only reads.
        """
        if not self.workspace().database.exists():
            return
        try:
            with self.writing() as database, transaction(database.connection) as connection:
                note(connection, auditor_rows.auditor_id(connection, self.workspace().auditor))
        except AirbenchError as error:
            complain(f"cannot note which scores you see, so your reviews may wrongly count as blind: {error}")


def is_missing(path: Path) -> bool:
    """Tell whether there is nothing at *path*. A path that cannot be looked at is not called missing."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def log_beside(workspace: Workspace) -> None:
    """Start the log of *workspace*. Its first line names the command, without arguments."""
    from airbench_tui.cli.log import open_log

    running = click.get_current_context(silent=True)
    open_log(workspace, "unknown" if running is None else running.command_path)


def print_json(document: Any) -> None:
    """Print the one JSON document of ``--json``, in ASCII so that no text in it can control a terminal."""
    # The encoder escapes every control character but this one.
    sys.stdout.write(json.dumps(document, indent=1).replace("\x7f", "\\u007f") + "\n")


def say(words: str) -> None:
    """Print one line of a result, made safe. A line break in it is shown as ␊, or it could fake another line."""
    sys.stdout.write(safe(words).replace("\n", "␊") + "\n")


def complain(words: str) -> None:
    """Print a message for people on standard error, made safe and joined into one line."""
    sys.stderr.write(f"airbench-tui: {' '.join(safe(words).split())}\n")


def _print_notes(database: Database) -> Database:
    """Print what an upgrade changed in *database*, and return *database*."""
    for note in database.notes:
        complain(note)
    return database


def warn_of_incomplete(connection: sqlite3.Connection) -> None:
    """Warn of each import that stored only a part of its file: what a command shows or writes lacks the rest."""
    for one in unfinished(connection):
        complain(one.words)


def need_terminal() -> None:
    """Raise InputError unless standard input and standard error are a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):  # Textual draws on standard error
        raise InputError(
            "the terminal program needs a terminal: `airbench-tui --help` lists the commands for scripts"
        )


def ends_blindness(waiting: int, why: str) -> None:
    """Warn that the first verdict in a packet is no longer blind for *waiting* responses, because of *why*."""
    if waiting:
        them = "1 response waits" if waiting == 1 else f"{waiting:,} responses wait"
        complain(
            f"{them} in packets for your first verdict, and {why}: that verdict no longer counts as blind"
        )


def catch_up(context: Context) -> None:
    """Compute the signals that are missing: usually none, after an upgrade once all of them.

    If the database cannot be written, print how many responses have no signals and return.
    """
    with context.reading() as database:
        waiting = signals.waiting(database.connection)
    if not waiting:
        return
    if waiting > signals.MANY:
        complain(f"computing the signals of {waiting:,} responses, once ...")
    try:
        with context.writing() as database:
            signals.catch_up(database.connection)
    except StoreError as error:
        complain(f"{waiting:,} responses have no signals: {error}")
