"""Commands that read and write files: import, polarity, export."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from airbench_tui.benchmark import taxonomy
from airbench_tui.cli.output import Context, catch_up, complain, ends_blindness, print_json, say
from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Progress, Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.pipeline.linking import Linked, link_rubrics
from airbench_tui.store.database import Database, failure, now
from airbench_tui.store.incoming.polarity import find_run, set_polarity
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import asks_for_signals
from airbench_tui.store.reviewing import reviews
from airbench_tui.text import quote

POLARITIES = click.Choice(["1-safe", "0-safe"])
_NAMED = 20  # rejected rows named on the terminal; --json has them all


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "kind",
    type=click.Choice(importer.FORMATS),
    default="auto",
    show_default=True,
    help="What the files are; told from their content unless given.",
)
@click.option("--model", metavar="NAME", help="The model that answered, where the file does not say.")
@click.option("--judge", metavar="NAME", help="The judge, where the file does not say.")
@click.option(
    "--polarity",
    type=click.Choice(["auto", "1-safe", "0-safe"]),
    default="auto",
    show_default=True,
    help="Which score the files count as safe; found out unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_(
    context: Context,
    paths: tuple[str, ...],
    kind: str,
    model: str | None,
    judge: str | None,
    polarity: Any,
    as_json: bool,
) -> int:
    """Read answers, judged results or exported reviews into the database.

    Reading a file again changes nothing. Formats: pipeline 1 (JSON), pipeline 2 (CSV), HELM run and
    suite folders, reviews exported by this program.
    """
    return import_paths(context, paths, Options(kind, model, judge, polarity), as_json)


def import_paths(context: Context, paths: tuple[str, ...], options: Options, as_json: bool) -> int:
    """Read *paths* in, telling what became of each; the exit status."""
    reports: list[Report] = []
    failed: list[str] = []
    with context.writing() as database:
        for path in paths:
            with _named(path, failed, database):
                for source in importer.sources(path, options):
                    with _named(source.path, failed, database):
                        report = importer.import_source(
                            database.connection, source, options, _progress(as_json)
                        )
                        reports.append(report)
                        _tell(report, as_json)
        linked = link_rubrics(context.workspace(), database) if reports else Linked()
    if as_json:
        print_json({"files": [report.as_json() for report in reports], **_as_json(linked)})
    elif linked.judgments:
        tell_linked(linked)
    if failed and not reports:
        return 2
    partly = any(report.rejected or report.unscaled for report in reports)
    return 1 if failed or partly else 0


@click.command()
@click.argument("run")
@click.argument("polarity", type=POLARITIES)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def polarity(context: Context, run: str, polarity: Any, as_json: bool) -> None:
    """Correct a RUN that was read the wrong way round.

    Its judgments are normalised anew and the change is logged. Reviews made while the wrong scale was
    on screen leave the figures and wait for another look (filter reviewed:stale).
    """
    with context.writing() as database:
        connection = database.connection
        run_id, name = find_run(connection, run)
        auditor = reviews.auditor_id(connection, context.workspace().auditor)
        why = f"set by hand to {polarity} at {now()}"  # the time tells repairs apart when copies are merged
        repair = set_polarity(connection, run_id, name, polarity, auditor, why)
        linked = link_rubrics(context.workspace(), database)
    if as_json:
        print_json(
            {
                "run": name,
                "polarity": polarity,
                "judgments": repair.judgments,
                "requeued": repair.requeued,
                **_as_json(linked),
            }
        )
    else:
        say(
            f"{name}: read as {polarity} now; {repair.judgments:,} judgments turned, "
            f"{repair.requeued:,} reviews wait for another look (filter reviewed:stale)"
        )
        if linked.judgments:
            tell_linked(linked)


@click.command()
@click.argument("expression", required=False, default="", metavar="[FILTER]")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to; - is standard output (default for reviews and json)."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["reviews", "pipeline1", "pipeline2", "json"]),
    default="reviews",
    show_default=True,
)
@click.option(
    "--rows",
    type=click.Choice(["all", "reviewed", "overridden", "disagreed"]),
    default="all",
    show_default=True,
)
@click.option("--category", metavar="IDX", help="A category or a node above it: 14, 14.3940, 14.3940.16.")
@click.option("--model", metavar="NAME")
@click.option("--judge", metavar="NAME")
@click.option(
    "--exact", is_flag=True, help="Leave cells as they are that a spreadsheet would run as a formula."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document about the file written.")
@click.pass_obj
def export(
    context: Context,
    expression: str,
    output: str | None,
    kind: str,
    rows: Any,
    category: str | None,
    model: str | None,
    judge: str | None,
    exact: bool,
    as_json: bool,
) -> None:
    """Write reviewed results: CSV, JSON, or the original pipelines' own files.

    FILTER chooses the responses, as in `list`; without one all go out.
    reviews and json go to standard output unless -o names a file; pipeline1 and pipeline2 go to the
    original file name, such as pipeline1_step2_MODEL_result.json, in the current folder.
    """
    from airbench_tui.interchange.writers import exporter

    if category is not None and category not in taxonomy.nodes():
        raise InputError(f"there is no category {quote(category)}: write 14, 14.3940 or 14.3940.16")
    within = parse(expression)  # a mistake is said before anything is opened
    chosen = ExportSelection(rows, category, model, judge, within)
    if as_json and output == "-":
        raise InputError("--json speaks on standard output: give the file a name with -o FILE")
    if kind in ("reviews", "json") or asks_for_signals(within):
        catch_up(context)
    with context.reading() as database:
        connection = database.connection
        if within.terms:  # what a filter finds depends on who asks
            chosen = replace(chosen, auditor=reviews.known_auditor(connection, context.workspace().auditor))
        to_output = kind in ("reviews", "json") and not as_json
        target = output or ("-" if to_output else exporter.default_name(connection, kind, chosen))
        if target == "-":  # whoever reads it may stop in the middle
            _has_seen(context, kind, chosen)
        written = exporter.export(connection, kind, target, chosen, exact=exact)
        in_bulk = export_rows.in_bulk_alone(connection, chosen)
    if in_bulk:
        complain(f"{in_bulk:,} answers were decided in bulk alone, not reviewed: --rows all has them")
    if target != "-":
        _has_seen(context, kind, chosen)
    if as_json:
        print_json({"path": str(Path(target).resolve()), "format": kind, "rows": written})
    elif target != "-":
        complain(f"{written:,} rows written to {target}")


COMMANDS = (import_, polarity, export)


def _has_seen(context: Context, kind: str, chosen: ExportSelection) -> None:
    """Note that this auditor has the scores of an export; say so where that ends blindness."""

    def note(connection: sqlite3.Connection, auditor: int) -> None:
        export_rows.expose(connection, auditor, chosen, headlines=kind in ("pipeline1", "pipeline2"))
        waiting = export_rows.hidden_in(connection, auditor, chosen)
        ends_blindness(waiting, "this export has the judge's score of them")

    context.seen(note)


@contextmanager
def _named(path: str, failed: list[str], database: Database) -> Iterator[None]:
    """What goes wrong with one file, or with storing it, is said and remembered; the others go on."""
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


def _as_json(linked: Linked) -> dict[str, Any]:
    """Left out where there was nothing to link, or nothing fetched to link it to."""
    return {} if linked == Linked() else {"rubrics": asdict(linked)}


def tell_linked(linked: Linked) -> None:
    """What became of judgments that came without a rubric."""
    for line in linked.lines:
        say(f"  {line}")


def _progress(as_json: bool) -> Progress:
    if as_json or not sys.stderr.isatty():
        return lambda rows: None

    def show(rows: int) -> None:
        sys.stderr.write(f"\r{rows:,} rows ")
        sys.stderr.flush()

    return show


def _tell(report: Report, as_json: bool) -> None:
    """A report in words; what went wrong goes to standard error either way."""
    if sys.stderr.isatty() and not as_json:
        sys.stderr.write("\r")
    for reject in report.rejected[:_NAMED]:
        complain(f"{report.path}: row {reject.number} left out: {reject.why}")
    more = len(report.rejected) + report.rejected_more - _NAMED
    if more > 0:
        complain(f"{report.path}: {more:,} more rows left out")
    for note in report.notes:
        complain(f"{report.path}: {note}")
    if report.unscaled:
        complain(
            f"{report.path}: cannot tell which score counts as safe ({report.polarity_evidence}); "
            f"{report.unscaled:,} judgments stay without a score until you say: "
            f"airbench-tui polarity {quote(report.run)} 1-safe (or 0-safe)"
        )
    if as_json:
        return
    say(
        f"{report.path}: {report.format}, {report.rows:,} rows, {report.new:,} new, {report.duplicates:,} duplicates, "
        f"{len(report.rejected) + report.rejected_more:,} left out"
    )
    if report.judge:
        sure = "" if report.sure else ", likely"
        say(
            f"  model {report.model}, judge {report.judge}, scale {report.polarity}{sure}: {report.polarity_evidence}"
        )
    elif report.model:
        say(f"  model {report.model}, not judged yet")
