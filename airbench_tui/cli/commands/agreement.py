"""``agreement``: how well the judge agrees with people, as lines, JSON or a report."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from airbench_tui.cli import options, signed_heads
from airbench_tui.cli.output import Context, complain, ends_blindness, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store import trail_heads
from airbench_tui.store.incoming import asked_addresses
from airbench_tui.store.rules.viewer import UNRESTRICTED

if TYPE_CHECKING:
    from airbench_tui.agreement.disclosure import Told
    from airbench_tui.agreement.figures import Figures
    from airbench_tui.interchange.writers.output_file import Output


@click.command()
@click.option(
    "--by",
    type=click.Choice(["l1", "l2", "l3", "l4", "model", "judge", "auditor"]),
    help="Also compute the figures for each node, model, judge or auditor.",
)
@options.packet_name
@options.judge_name
@options.model_name
@click.option("--report", metavar="FILE", help="Write a report in Markdown, suitable as an appendix.")
@options.force
@options.sign
@options.seed(click.INT, default=0)
@options.json_flag
@click.pass_obj
def agreement(
    context: Context,
    by: Any,
    packet: str | None,
    judge: str | None,
    model: str | None,
    report: str | None,
    force: bool,
    key: str | None,
    seed: int,
    as_json: bool,
) -> int:
    """Show how far judge and people agree, and the safe rate corrected by their reviews.

    Without --judge the figures are about the judge with the most judgments. The seed determines the
    resampling behind the intervals.
    """
    if seed < 0:
        raise InputError(f"--seed {seed} is negative: give 0 or a larger number")
    if as_json and report == "-":
        raise InputError("--json uses standard output: write the report to a file with --report FILE")
    from airbench_tui.agreement import disclosure, evidence, figures, groups
    from airbench_tui.agreement.agreement_json import as_json as document
    from airbench_tui.agreement.lines import in_lines
    from airbench_tui.agreement.report import markdown
    from airbench_tui.interchange.writers import heads_file
    from airbench_tui.interchange.writers.output_file import check

    no_file = "standard output has none" if report == "-" else "there is none without --report FILE"
    key = signed_heads.asked_for(key, no_file if report in (None, "-") else None)
    with context.reading() as database:
        connection = database.connection
        output = None if report is None else context.output(connection, report, replace=force)
        if output is not None:
            (check if key is None else heads_file.check)(
                output
            )  # before anything is computed and recorded as seen
        # Unrestricted: a figure that will be quoted must not depend on the auditor who computes it.
        read = evidence.load(connection, UNRESTRICTED, judge, model, packet)
        parts = list(groups.parts(connection, UNRESTRICTED, read, by, packet)) if by else []
        heads = trail_heads.heads(connection)
        asked = asked_addresses.of_runs(connection)
    # To this auditor, a figure may reveal the judge's score of a response that waits for their verdict.
    _note_disclosed(context, disclosure.told([read, *(part for _, part in parts)]))
    whole = figures.complete(read, seed=seed)
    by_group = [(key, figures.complete(part, seed=seed)) for key, part in parts]
    status = 0
    if output is not None:
        _write(output, markdown(whole, by_group, by, seed, heads, asked))
        status = _sign(context, output, key)
    if as_json:
        found = document(whole)
        if by:
            found["groups"] = [document(part, key) for key, part in by_group]
        found["heads"] = [one.as_json() for one in heads]
        found["asked_at"] = [asdict(one) for one in asked]
        print_json(found)
        return status
    for line in in_lines(whole):
        say(line)
    for name, part in by_group:
        say("")
        _say_group(name, part, claims=by != "l4")
    return status


def _note_disclosed(context: Context, told: Told) -> None:
    """Record the single scores that the figures reveal to this auditor; warn if that ends blindness."""
    from airbench_tui.agreement import disclosure

    def note(connection: sqlite3.Connection, auditor: int) -> None:
        waiting = disclosure.note(connection, auditor, told)
        ends_blindness(waiting, "figures about answers with equal judge scores reveal the judge's score")

    if told:
        context.seen(note)


def _say_group(key: str, part: Figures, *, claims: bool) -> None:
    from airbench_tui.agreement.lines import in_short

    say(key)
    for line in in_short(part, claims):
        say(f"  {line}")


def _write(output: Output, text: str) -> None:
    from airbench_tui.interchange.writers import tables

    tables.write_text(output, text)
    complain(f"report written to {output.target}")


def _sign(context: Context, output: Output, key: str | None) -> int:
    """Write the heads beside a report and sign them, if there is a *key*. Return the exit status."""
    from airbench_tui.interchange.writers import heads_file

    if key is None:
        return 0
    with context.reading() as database:
        heads = heads_file.write(database.connection, output, context.workspace().auditor)
    return signed_heads.signed(heads, key)


COMMAND = agreement
