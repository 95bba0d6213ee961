"""``import``: read answers, judged results and exported reviews into the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.linked import linked_as_json, print_linked
from airbench_tui.cli.output import Context, complain, print_json, say, warn_of_incomplete
from airbench_tui.cli.progress_bar import ProgressBar
from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.readers.records import Source
from airbench_tui.interchange.readers.registry import KNOWN_FORMATS, READERS
from airbench_tui.pipeline.linking import Linked, link_rubrics
from airbench_tui.store.database import Database
from airbench_tui.store.faults import failure
from airbench_tui.text import quote

_NAMED = 20  # rejected rows named on the terminal; --json has them all


_HELP = f"""Read answers, judged results or exported reviews into the database.

Reading a file again changes nothing, and finishes an import that was stopped before its end.
Formats: {KNOWN_FORMATS}.
"""


@click.command("import", help=_HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", *READERS]),
    default="auto",
    show_default=True,
    help="The format of the files; auto recognises it by content.",
)
@click.option("--model", metavar="NAME", help="The model that answered, if the file does not name it.")
@click.option("--judge", metavar="NAME", help="The judge, if the file does not name it.")
@click.option(
    "--polarity",
    type=click.Choice(["auto", *options.POLARITIES]),
    default="auto",
    show_default=True,
    help="The score that means safe in the files; auto finds it.",
)
@options.accept
@options.json_flag
@click.pass_obj
def import_(
    context: Context,
    paths: tuple[str, ...],
    kind: str,
    model: str | None,
    judge: str | None,
    polarity: Any,
    accept: bool,
    as_json: bool,
) -> int:
    me = context.workspace().auditor
    return import_paths(
        context, paths, Options(kind, model, judge, polarity, auditor=me, accept=accept), as_json
    )


def import_paths(context: Context, paths: tuple[str, ...], options: Options, as_json: bool) -> int:
    """Import *paths*, report on each file, and return the exit status."""
    reports: list[Report] = []
    failed: list[str] = []
    with context.writing() as database:
        for path in paths:
            with _errors_reported(path, failed, database):
                for source in importer.sources(path, options):
                    with _errors_reported(source.path, failed, database):
                        report = _read(database, source, options, as_json=as_json)
                        reports.append(report)
                        _print_report(report, as_json)
        linked = link_rubrics(context.workspace(), database) if reports else Linked()
        if reports:
            warn_of_incomplete(database.connection)
    if as_json:
        print_json({"files": [report.as_json() for report in reports], **linked_as_json(linked)})
    elif linked.judgments:
        print_linked(linked)
    if failed and not reports:
        return 2
    partly = any(report.rejected or report.unscaled for report in reports)
    return 1 if failed or partly else 0


COMMAND = import_


@contextmanager
def _errors_reported(path: str, failed: list[str], database: Database) -> Iterator[None]:
    """Report an error in reading or storing one file and add *path* to *failed*, so that the others continue."""
    try:
        yield
    except BrokenPipeError:
        raise
    except AirbenchError as error:
        failed.append(path)
        complain(str(error))
    except OSError as error:
        failed.append(path)
        complain(f"{quote(path, 300)}: {error.strerror or error}")
    except sqlite3.Error as error:
        failed.append(path)
        why = failure(database.path, error) if database.path is not None else error
        complain(f"{quote(path, 300)} could not be stored: {why}")


def _read(database: Database, source: Source, options: Options, *, as_json: bool) -> Report:
    """Import one source, with a bar that counts its rows."""
    with ProgressBar(shown=not as_json) as bar:
        return importer.import_source(
            database.connection, source, options, lambda rows: bar.show(f"{rows:,} rows")
        )


def _print_report(report: Report, as_json: bool) -> None:
    """Print what went wrong on standard error and, unless *as_json*, the report in words."""
    for reject in report.rejected[:_NAMED]:
        complain(f"{report.path}: row {reject.number} left out: {reject.why}")
    more = report.left_out - _NAMED
    if more > 0:
        complain(f"{report.path}: {more:,} more rows left out")
    for note in report.notes:
        complain(f"{report.path}: {note}")
    if report.unscaled:
        complain(
            f"{report.path}: cannot tell which score counts as safe ({report.polarity_evidence}); "
            f"{report.unscaled:,} judgments have no score until you set the polarity: "
            f"airbench-tui polarity {quote(report.run)} 1-safe (or 0-safe)"
        )
    if as_json:
        return
    say(
        f"{report.path}: {report.format}, {report.rows:,} rows, {report.new:,} new, {report.duplicates:,} duplicates, "
        f"{report.left_out:,} left out"
    )
    if report.judge:
        sure = "" if report.sure else ", likely"
        say(
            f"  model {report.model}, judge {report.judge}, scale {report.polarity}{sure}: {report.polarity_evidence}"
        )
    elif report.model:
        say(f"  model {report.model}, not judged yet")
