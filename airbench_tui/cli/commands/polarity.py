"""``polarity``: correct the polarity of a run."""

from __future__ import annotations

from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.linked import linked_as_json, print_linked
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.pipeline.linking import link_rubrics
from airbench_tui.store.database import now
from airbench_tui.store.incoming.polarity import find_run, set_polarity
from airbench_tui.store.reviewing import auditor_rows


@click.command()
@click.argument("run")
@click.argument("polarity", type=click.Choice(options.POLARITIES))
@options.json_flag
@click.pass_obj
def polarity(context: Context, run: str, polarity: Any, as_json: bool) -> None:
    """Correct a RUN that was read with the wrong polarity.

    The run's judgments are normalised again, and the change is recorded. Reviews made while the wrong
    scale was on screen no longer enter the figures; review those responses again (filter reviewed:stale).
    """
    with context.writing() as database:
        connection = database.connection
        run_id, name = find_run(connection, run)
        auditor = auditor_rows.auditor_id(connection, context.workspace().auditor)
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
                **linked_as_json(linked),
            }
        )
    else:
        say(
            f"{name}: now read as {polarity}; {repair.judgments:,} judgments reversed, "
            f"{repair.requeued:,} reviews to make again (filter reviewed:stale)"
        )
        if linked.judgments:
            print_linked(linked)


COMMAND = polarity
