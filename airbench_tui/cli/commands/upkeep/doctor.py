"""``doctor``: the installed versions, the keys that are present, and a check of the database."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from airbench_tui import __version__
from airbench_tui.cli import audit_lines, options, recovery
from airbench_tui.cli.audit_lines import Compared
from airbench_tui.cli.key_safety import warn_of_env_file
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.models import addresses
from airbench_tui.workspace import Workspace


@click.command()
@click.option(
    "--audit",
    is_flag=True,
    help="Compute ids, scores and the trail of reviews again, and name each row that differs.",
)
@click.option(
    "--head",
    "heads",
    metavar="HASH",
    multiple=True,
    help="With --audit: a head of the trail that was noted earlier, and must still be in it. Can be repeated.",
)
@click.option(
    "--recover",
    "new",
    metavar="NEW.db",
    help="Save what can be read from a damaged database in the new file NEW.db, and say what is lost.",
)
@click.option(
    "--heads",
    "kept",
    metavar="FILE",
    help="With --audit: a FILE.heads that `export` wrote. Its heads must be in the trail, and its signature good.",
)
@click.option(
    "--signers",
    metavar="FILE",
    help="With --heads: allowed signers (ssh-keygen). The key must be that of the auditor who wrote FILE.heads.",
)
@options.json_flag
@click.pass_obj
def doctor(
    context: Context,
    audit: bool,
    heads: Sequence[str],
    kept: str | None,
    signers: str | None,
    new: str | None,
    as_json: bool,
) -> int:
    """Show versions and which keys are present, and check the database.

    A head is the hash that ends an auditor's chain of reviews (docs/TRAIL.md).
    """
    compared = audit_lines.compared(audit, heads, kept, signers)
    workspace = context.existing()
    if new is not None:
        if audit:
            raise InputError("--recover and --audit do not go together: audit the new file")
        return recovery.recover(workspace, Path(new), as_json)
    found: dict[str, Any] = {
        "airbench_tui": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {
            name: metadata.version(name)
            for name in ("textual", "sqlite-utils", "openai", "together", "pandas")
        },
        "workspace": str(workspace.folder),
        "database": str(workspace.database),
        "log": str(workspace.log),
        "auditor": workspace.auditor,
        "addresses": {
            provider: addresses.described(addresses.of_provider(provider))
            for provider in ("openai", "together")
        },
        "keys": {provider: name is not None for provider, name in workspace.keys_present().items()},
        **_examine(workspace, compared),
    }
    warn_of_env_file(workspace)
    if as_json:
        print_json(found)
    else:
        for name, value in found.items():
            for line in _lines(name, value):
                say(line)
    return 1 if found["problems"] or found.get("audit") else 0


COMMAND = doctor

_NOTHING: dict[str, Any] = {
    "schema": None,
    "rows": {},
    "heads": [],
    "spellings": [],
    "unknown": [],
    "problems": [],
}


def _examine(workspace: Workspace, compared: Compared | None) -> dict[str, Any]:
    """Check the database. With heads to be *compared*, audit it."""
    from airbench_tui.store import schema, spellings, trail_heads
    from airbench_tui.store.database import (
        Database,
        integrity,
        older_words,
        open_for_reading,
    )
    from airbench_tui.store.faults import failure
    from airbench_tui.store.file_check import examine
    from airbench_tui.store.reading import reads
    from airbench_tui.store.reading.unfinished import unfinished
    from airbench_tui.store.reviewing import auditor_rows
    from airbench_tui.store.schema_check import Findings
    from airbench_tui.store.wrong_values import wrong_values

    path = workspace.database
    findings = Findings()
    try:
        version, findings = examine(path)
        findings.need_readable(path)
        if 0 < version < schema.VERSION:  # its integrity can be checked as it is
            with Database(path, read_only=True) as database:
                complain(older_words(path, version))
                problems = [*findings.problems, *integrity(database)]
                if compared is not None:
                    problems.append("only a database with the newest schema can be audited")
                return {
                    "schema": version,
                    "rows": reads.totals(database.connection),
                    "heads": [],
                    "spellings": [],
                    "unknown": findings.unknown,
                    "problems": problems,
                }
        with open_for_reading(path) as database:
            connection = database.connection
            if not path.exists():
                return {**_NOTHING, **audit_lines.audited(connection, compared)}
            me = auditor_rows.known_auditor(connection, workspace.auditor)
            return {
                "auditor": workspace.auditor if me is None else auditor_rows.called(connection, me),
                "schema": schema.VERSION,
                "rows": reads.totals(connection),
                "heads": [one.as_json() for one in trail_heads.heads(connection)],
                "spellings": [asdict(one) for one in spellings.known(connection)],
                "unknown": findings.unknown,
                "problems": [
                    *findings.problems,
                    *integrity(database),
                    *wrong_values(connection),
                    *(one.words for one in unfinished(connection)),
                ],
                **audit_lines.audited(connection, compared),
            }
    except (
        AirbenchError,
        sqlite3.Error,
        OSError,
        ValueError,
    ) as error:  # ValueError: stored JSON edited by hand
        problem = str(failure(path, error) if isinstance(error, sqlite3.Error | OSError) else error)
        complain(problem)
        return {**_NOTHING, "unknown": findings.unknown, "problems": [problem, *findings.problems]}


def _lines(name: str, value: Any) -> list[str]:
    label = name.replace("_", "-")
    if name == "keys":
        return [f"key {provider}: {'present' if there else 'not set'}" for provider, there in value.items()]
    if name == "addresses":
        return [f"address {provider}: {address}" for provider, address in value.items()]
    if isinstance(value, dict):
        return [f"{key}: {inner}" for key, inner in value.items()]
    if name == "heads":
        return audit_lines.head_lines(value)
    if name == "signature":
        return [f"signature of the heads: {value}"]
    if name == "audit":
        return audit_lines.audit_lines(value)
    if name == "spellings":
        return [f"auditor {one['kept']}: also written {', '.join(one['also'])}" for one in value]
    if name == "unknown":
        return [f"not part of an audit, and not read: {one}" for one in value]
    if name == "problems":
        return [f"problem: {line}" for line in value] or ["problems: none"]
    return [f"{label}: {'none yet' if value is None else value}"]
