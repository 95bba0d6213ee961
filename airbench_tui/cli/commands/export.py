"""``export``: write reviewed results for other programs."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from airbench_tui.benchmark import taxonomy
from airbench_tui.cli import audit_lines, options, signed_heads
from airbench_tui.cli.output import (
    Context,
    catch_up,
    complain,
    ends_blindness,
    print_json,
    warn_of_incomplete,
)
from airbench_tui.errors import InputError
from airbench_tui.store import trail_heads
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import asks_for_signals
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.text import counted, quote


@click.command()
@options.filter_argument
@click.option(
    "-o", "--output", metavar="FILE", help="The file; - is standard output (default for reviews and json)."
)
@options.force
@click.option(
    "--format",
    "kind",
    type=click.Choice(["reviews", "pipeline1", "pipeline2", "json"]),
    default="reviews",
    show_default=True,
    help="The format; pipeline1 and pipeline2 are those of the original pipelines.",
)
@click.option(
    "--rows",
    type=click.Choice(["all", "reviewed", "overridden", "disagreed"]),
    default="all",
    show_default=True,
    help="The responses: all, reviewed, overridden by an auditor, or those that auditors disagree on.",
)
@options.category(multiple=False)
@options.model_name
@options.judge_name
@click.option("--exact", is_flag=True, help="Do not escape cells that a spreadsheet would run as a formula.")
@options.sign
@options.json_flag
@click.pass_obj
def export(
    context: Context,
    expression: str,
    output: str | None,
    force: bool,
    kind: str,
    rows: Any,
    category: str | None,
    model: str | None,
    judge: str | None,
    exact: bool,
    key: str | None,
    as_json: bool,
) -> int:
    """Write reviewed results: CSV, JSON, or the original pipelines' files.

    FILTER selects the responses, as in `list`; without FILTER all are written.
    reviews and json go to standard output unless -o names a file. pipeline1 and pipeline2 go to the
    original file name, such as pipeline1_step2_MODEL_result.json, in the current folder. A file that
    exists is replaced only with --force.

    Beside a file with reviews, FILE.heads keeps the heads of the trail: with one of them a chain that is rebuilt
    later shows (`doctor --audit --heads FILE.heads`). With standard output they go to standard error.
    """
    from airbench_tui.interchange.writers import exporter, heads_file

    if category is not None and category not in taxonomy.nodes():
        raise InputError(f"there is no category {quote(category)}: write 14, 14.3940 or 14.3940.16")
    within = parse(expression)  # report a mistake before opening anything
    chosen = ExportSelection(UNRESTRICTED, rows, category, model, judge, within)
    if as_json and output == "-":
        raise InputError("--json uses standard output: write the export to a file with -o FILE")
    if kind in ("reviews", "json") or asks_for_signals(within):
        catch_up(context)
    with context.reading() as database:
        connection = database.connection
        if within.terms:  # the responses that a filter matches depend on the viewer
            me = auditor_rows.known_auditor(connection, context.workspace().auditor)
            chosen = replace(chosen, viewer=Viewer(me))
        to_output = kind in ("reviews", "json") and not as_json
        target = output or ("-" if to_output else exporter.default_name(connection, kind, chosen))
        file = context.output(connection, target, replace=force)
        reviews = exporter.has_reviews(kind)
        key = signed_heads.asked_for(key, _why_no_heads(kind, target))
        if reviews:
            heads_file.check(file)  # before anything is written
        if target == "-":  # the reader of a pipe may stop in the middle
            _note_shown_scores(context, kind, chosen)
        written = exporter.export(connection, kind, file, chosen, exact=exact)
        in_bulk = export_rows.in_bulk_alone(connection, chosen)
        heads = heads_file.write(connection, file, context.workspace().auditor) if reviews else None
        if reviews and heads is None:
            for line in audit_lines.head_lines([one.as_json() for one in trail_heads.heads(connection)]):
                complain(line)
        warn_of_incomplete(connection)
    if in_bulk:
        complain(f"{in_bulk:,} answers decided only in bulk are left out: --rows all includes them")
    if target != "-":
        _note_shown_scores(context, kind, chosen)
    if as_json:
        print_json(
            {
                "path": str(Path(target).resolve()),
                "format": kind,
                "rows": written,
                "heads": None if heads is None else str(Path(heads.target).resolve()),
            }
        )
    elif target != "-":
        beside = "" if heads is None else f", and the heads of the trail to {heads.target}"
        complain(f"{counted(written, 'row')} written to {target}{beside}")
    return signed_heads.signed(heads, key)


COMMAND = export


def _why_no_heads(kind: str, target: str) -> str | None:
    """Say why an export has no file of heads, as the end of a sentence; None where it has one."""
    from airbench_tui.interchange.writers import exporter

    if not exporter.has_reviews(kind):
        return f"a {kind} file contains no reviews"
    return "standard output has none: write the export to a file with -o FILE" if target == "-" else None


def _note_shown_scores(context: Context, kind: str, chosen: ExportSelection) -> None:
    """Record that this auditor has the scores of an export; warn if that ends blindness."""
    from airbench_tui.interchange.writers import exporter

    def note(connection: sqlite3.Connection, auditor: int) -> None:
        exporter.expose(connection, auditor, kind, chosen)
        waiting = export_rows.hidden_in(connection, auditor, chosen)
        ends_blindness(waiting, "this export contains the judge's scores of them")

    context.seen(note)
