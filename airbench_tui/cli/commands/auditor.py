"""``auditor``: the auditors, their disagreements, and the time that hard categories cost them."""

from __future__ import annotations

import dataclasses
import sqlite3
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.settings import files
from airbench_tui.settings.held import what_holds
from airbench_tui.store.reviewing import auditor_rows, auditors, disagreements
from airbench_tui.store.reviewing.auditors import Auditor, Care
from airbench_tui.store.reviewing.disagreements import DifferingPair
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted, one_line
from airbench_tui.workspace import Workspace


@click.group(no_args_is_help=False)
def auditor() -> None:
    """List and describe auditors; show their disagreements and the cost of hard categories."""


@auditor.command("list")
@options.json_flag
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List every auditor with role, language, group and the categories opted out of."""
    with context.reading() as database:
        found = auditors.everyone(database.connection)
    if as_json:
        print_json({"total": len(found), "rows": [_as_json(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    say(counted(len(found), "auditor"))


@auditor.command("set")
@click.argument("name")
@click.option("--role", help="A role, such as lead or expert; empty removes it.")
@click.option("--language", help="The language that the auditor reads best; empty removes it.")
@click.option("--group", help="A team or panel; empty removes it.")
@click.option(
    "--opt-out",
    "out",
    multiple=True,
    metavar="NODE",
    help="Opt out of a category or a node above it; may be repeated.",
)
@click.option("--opt-in", "back", multiple=True, metavar="NODE", help="Cancel an opt-out; may be repeated.")
@options.json_flag
@click.pass_obj
def set_(
    context: Context,
    name: str,
    role: str | None,
    language: str | None,
    group: str | None,
    out: tuple[str, ...],
    back: tuple[str, ...],
    as_json: bool,
) -> None:
    """Describe the auditor NAME, and set which categories future packets give to others instead."""
    if not name.strip():
        raise InputError("the auditor's name is empty: give a NAME")
    with context.writing() as database:
        found = auditors.describe(
            database.connection,
            name.strip(),
            role=role,
            language=language,
            group=group,
            opt_out=out,
            opt_in=back,
        )
    if as_json:
        print_json(_as_json(found))
    else:
        say(_line(found))


@auditor.command("care")
@click.option("--totals", is_flag=True, help="Add up all auditors, without names.")
@options.json_flag
@click.pass_obj
def care(context: Context, totals: bool, as_json: bool) -> None:
    """Show the items and the time that you spent on categories marked as hard or opted out of."""
    with context.reading() as database:
        connection = database.connection
        if totals:
            everybody = auditors.totals(connection)
            own = []
        else:
            own = _own_care(connection, context.workspace())
    if totals:
        if as_json:
            print_json(dataclasses.asdict(everybody))
        else:
            say(
                f"{counted(everybody.people, 'auditor')} marked hard categories: {counted(everybody.items, 'item')},"
                f" {_minutes(everybody.seconds)} of {_minutes(everybody.all_seconds)}"
            )
    elif as_json:
        print_json({"total": len(own), "rows": [dataclasses.asdict(one) for one in own]})
    else:
        for one in own:
            say(
                f"{one.node:<11} {one.name} ({one.why}): {counted(one.items, 'item')}, {_minutes(one.seconds)}"
            )
        say(f"{len(own):,} categories marked")


@auditor.command("disagreements")
@click.option("--by", type=click.Choice(auditors.ATTRIBUTES), help="Pairs of groups instead of auditors.")
@options.json_flag
@click.pass_obj
def differ(context: Context, by: str | None, as_json: bool) -> None:
    """Show which auditors disagree, how often, and on which responses."""
    with context.reading() as database:
        connection = database.connection
        me = Viewer(auditor_rows.known_auditor(connection, context.workspace().auditor))
        found = disagreements.by_attribute(connection, by, me) if by else disagreements.pairs(connection, me)
        uids = disagreements.uids(connection, found)
    if as_json:
        rows = [
            {**dataclasses.asdict(pair), "responses": [uids[one] for one in pair.responses]} for pair in found
        ]
        print_json({"total": len(found), "rows": rows})
        return
    for pair in found:
        say(_pair(pair))
    say(counted(len(found), "pair"))


COMMAND = auditor


def _own_care(connection: sqlite3.Connection, workspace: Workspace) -> list[Care]:
    known = auditor_rows.known_auditor(connection, workspace.auditor)
    held = what_holds(files.read(workspace.folder), auditor_rows.attributes(connection, known))
    return auditors.care(connection, known, held["hard"].value, held["opted_out"].value)


def _as_json(one: Auditor) -> dict[str, Any]:
    row = dataclasses.asdict(one)
    del row["id"]
    return row


def _line(one: Auditor) -> str:
    known = [
        f"{name} {one_line(getattr(one, name), 30)}" for name in auditors.ATTRIBUTES if getattr(one, name)
    ]
    known += [f"not {', '.join(one.opted_out)}"] if one.opted_out else []
    return f"{one_line(one.name, 30)}: {one.reviewed:,} reviewed{''.join(f', {words}' for words in known)}"


def _pair(pair: DifferingPair) -> str:
    names = [one_line(name or "(none)", 30) for name in (pair.first, pair.second)]
    return f"{names[0]} and {names[1]}: differ on {pair.differing:,} of {pair.both:,}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:,.0f} min"
