"""The program's log for finding faults: ``airbench-tui.log`` in the folder of the database.

Modules log through ``logging.getLogger(__name__)``. This module decides where the records go and what they may
contain: times, counts, kinds, names of files and runs, and tracebacks. The log contains no key and no text of a
prompt, an answer, a reason or a note. Therefore a traceback shows the lines of code but no values of variables.
An exception's message is left out unless Python or SQLite alone worded it. Anything that looks like a key is
removed from every line.

The first record opens the file, but only if the database exists, so that a command that only reads creates no
file. If the log cannot be written, the program continues without it.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import time
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from airbench_tui import __version__
from airbench_tui.models.keys import known_secrets, redact
from airbench_tui.text import one_line
from airbench_tui.workspace import Workspace

_BYTES = 300_000
_OLDER = 2  # files kept beside the one that is written to
_HELD = 50  # records kept in memory until the database exists
_LONGEST = 500  # characters of one message
_ROOT = logging.getLogger("airbench_tui")
_log = logging.getLogger(__name__)
# The messages of these name types, attributes and modules of the code, never a value.
_SAY_NO_VALUE = (AttributeError, NameError, ImportError, ModuleNotFoundError, TypeError, IndexError)


class LogFile(RotatingFileHandler):
    """The log file in the folder of *database*. Writing to it never raises and never prints."""

    def __init__(self, path: Path, database: Path) -> None:
        super().__init__(
            path, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8", errors="backslashreplace", delay=True
        )
        self.setFormatter(LogFormatter())
        self._database = database
        self._held: list[logging.LogRecord] = []
        self._given_up = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record*, or hold it until the database exists."""
        if self._given_up:
            return
        self._held = [*self._held, record][-_HELD:]
        try:
            there = self._database.is_file()
        except OSError:  # such as a name that is too long
            self.handleError(record)
            return
        if there:
            held, self._held = self._held, []
            for one in held:
                super().emit(one)

    @property
    def is_written(self) -> bool:
        """Tell whether records have been written to the file."""
        return self.stream is not None and not self._given_up

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the standard library named it
        """Stop logging, because the disk is full or the file cannot be written."""
        self._given_up = True
        self._held.clear()

    def _open(self) -> TextIOWrapper:
        opened = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(opened, "a", encoding=self.encoding, errors=self.errors)


class LogFormatter(logging.Formatter):
    """One line for each record, with its traceback indented below it. Times are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record as lines without texts and keys."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        words = one_line(record.getMessage(), _LONGEST)
        lines = [
            f"{moment}.{int(record.msecs):03}Z {record.process} {record.levelname} {record.name}: {words}"
        ]
        if record.exc_info and record.exc_info[1] is not None:
            lines += [f"    {line}" for line in traceback_lines(record.exc_info[1])]
        return redact("\n".join(lines), known_secrets())


def open_log(workspace: Workspace, command: str) -> None:
    """Start logging in the folder of the workspace's database, unless that log is already open."""
    for handler in _ROOT.handlers:
        if isinstance(handler, LogFile):
            if handler.baseFilename == os.path.abspath(workspace.log):  # noqa: PTH100  as the handler does
                return
            _ROOT.removeHandler(handler)
            handler.close()
    _ROOT.addHandler(LogFile(workspace.log, workspace.database))
    _ROOT.setLevel(logging.INFO)
    _log.info("start %s: %s", __version__, command)


def log_refusal(error: Exception) -> None:
    """Log the kind of an expected error that ended a command, and the line of code that raised the error."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
    _log.warning("ended with %s raised at %s", _exception(error), where)


def log_failure(error: Exception) -> None:
    """Log an unexpected error that ended the program, with its whole traceback."""
    _log.error("ended with an unexpected error", exc_info=error)


def log_path() -> Path | None:
    """Return the path of the open log, None if there is none or it could not be written."""
    for handler in _ROOT.handlers:
        if isinstance(handler, LogFile) and handler.is_written:
            return Path(handler.baseFilename)
    return None


def traceback_lines(error: BaseException) -> list[str]:
    """Return the lines of a whole traceback without values, causes first."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    lines: list[str] = []
    for one in reversed(chain):
        for frame in traceback.format_tb(one.__traceback__):
            lines += frame.splitlines()
        lines.append(_exception(one))
        for inner in one.exceptions if isinstance(one, BaseExceptionGroup) else ():
            lines += [f"    {line}" for line in traceback_lines(inner)]
    return lines


def _exception(error: BaseException) -> str:
    """Return an exception's kind, with its message only if the message cannot contain a text."""
    name = type(error).__name__
    status = getattr(error, "status", None) or getattr(error, "status_code", None)
    if type(error) in _SAY_NO_VALUE:
        return f"{name}: {one_line(str(error), _LONGEST)}"
    if isinstance(error, sqlite3.Error):
        return f"{name}: {getattr(error, 'sqlite_errorname', 'of the driver')}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: {errno.errorcode.get(error.errno, error.errno)}"
    return f"{name}: HTTP {status}" if isinstance(status, int) else name
