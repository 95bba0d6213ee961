"""``run``: draw prompts, ask a model, judge its answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from airbench_tui.cli import options
from airbench_tui.cli.driving import drive_run
from airbench_tui.cli.key_safety import allow_http, warn_of_env_file
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.polarity import find_run

if TYPE_CHECKING:
    from airbench_tui.pipeline.estimates import RunEstimate

_DRAWN_BY = {"per": "--per", "n": "-n", "seed": "--seed", "categories": "--category", "region": "--region"}


@click.command()
@click.option(
    "--model",
    metavar="SPEC",
    required=True,
    help="openai:M, together:M, http://host/v1#M, gguf:PATH, sample:NAME.",
)
@click.option(
    "--per",
    type=click.Choice(["l2", "l3", "l4", "all"]),
    default="l2",
    show_default=True,
    help="Draw from each node of this level.",
)
@click.option("-n", "n", type=click.IntRange(min=1), default=5, show_default=True, help="Prompts from each.")
@options.seed(click.INT, default=0)
@options.category(multiple=True)
@options.region(click.Choice(["default", "us", "china", "eu_comprehensive", "eu_mandatory"]))
@click.option("--like", metavar="FILE|RUN", help="Ask the prompts of a file or an earlier run again.")
@options.judge_spec(required=False)
@options.concurrency(64)
@click.option("--system", metavar="TEXT", help="The system prompt [default: the original pipelines'].")
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    help="The length limit of an answer.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(0, 2),
    default=0.0,
    show_default=True,
    help="The temperature of the model that answers.",
)
@click.option("--name", metavar="NAME", help="A name for the run.")
@options.key_env
@options.accept_http
@options.batch
@click.option("--dry-run", is_flag=True, help="Show what the run would ask, and ask nothing.")
@options.json_flag
@click.pass_context
def run(
    ctx: click.Context,
    /,
    model: str,
    judge: str | None,
    like: str | None,
    system: str | None,
    name: str | None,
    dry_run: bool,
    accept_http: bool,
    as_json: bool,
    **drawn_by: Any,
) -> int:
    """Sample prompts, ask a model, judge its answers, and save each result as it arrives.

    A run may be stopped with Ctrl+C or killed. `resume` finishes it and repeats no request whose result
    was saved.
    """
    from airbench_tui.models.spec import HOW_TO_ACCEPT
    from airbench_tui.pipeline import session
    from airbench_tui.pipeline.live import SYSTEM, Parameters

    context: Context = ctx.obj
    given = [name for name in _DRAWN_BY if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if like is not None and given:
        options = ", ".join(_DRAWN_BY[name] for name in given)
        raise InputError(f"--like repeats the same prompts and draws none: leave {options} out")
    system = SYSTEM if system is None else system
    asked = Parameters(model=model, judge=judge, system=system, like=like, **drawn_by)
    workspace = context.workspace()
    lacking = session.missing(workspace, asked)
    if lacking and not dry_run:
        raise InputError("; then ".join(lacking))
    if not dry_run:
        accept_http = allow_http(workspace, asked, accept_http)
    elif not lacking and not accept_http:
        lacking = [f"{line}: {HOW_TO_ACCEPT}" for line in session.exposed_keys(workspace, asked)]
    warn_of_env_file(workspace)
    with context.before_writing() if dry_run else context.writing() as database:
        again = None
        if like is not None:
            name_of_it, again = _prompts_like(database, like)
            asked = replace(asked, like=name_of_it)
        plan = session.draw(workspace, asked, again)
        for short in plan.short:
            complain(f"category {short.node}: only {short.there} prompts of the {short.wanted} requested")
        if dry_run:
            _print_estimate(session.estimate(workspace, asked, plan), as_json)
            for line in lacking:
                complain(f"the run cannot start yet: {line}")
            return 0
        run_id = session.create(database.connection, asked, plan, name)
        return drive_run(workspace, database, run_id, as_json, accept_http=accept_http)


COMMAND = run


def _prompts_like(database: Database, like: str) -> tuple[str, list[tuple[str, str]]]:
    """Find the file or run named *like*; return its name in words and its prompts."""
    from pathlib import Path

    from airbench_tui.interchange.importing import importer
    from airbench_tui.interchange.importing.importer import Options
    from airbench_tui.interchange.readers.records import AnswerRecord
    from airbench_tui.interchange.readers.registry import ANSWER_READERS

    if not Path(like).exists():
        run_id, name = find_run(database.connection, like)
        return f"run {name}", runs.prompts_of(database.connection, run_id)
    found = []
    for source in importer.sources(like, Options()):
        reader = ANSWER_READERS.get(source.format)
        if reader is None:
            raise InputError(f"{like} contains reviews: --like takes a run, or a file of answers or results")
        found += [(row.category, row.prompt) for row in reader.rows(source) if isinstance(row, AnswerRecord)]
    return f"file {like}", found


def _print_estimate(found: RunEstimate, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
    else:
        for line in found.in_words().splitlines():
            say(line)
