"""``settings``: the value of each setting, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.settings import files
from airbench_tui.settings.files import SettingsFile
from airbench_tui.settings.held import Held, what_holds
from airbench_tui.settings.registry import in_words
from airbench_tui.store.reviewing import auditor_rows


@click.command()
@options.json_flag
@click.pass_obj
def settings(context: Context, as_json: bool) -> int:
    """Show which settings hold and where each comes from: default, settings.toml, or auditor.

    From weak to strong: the default, settings.toml in the config folder, settings.toml in the workspace, what the
    auditor chose in the program. docs/SETTINGS.md describes each.
    """
    workspace = context.existing()
    found = files.read(workspace.folder)
    with context.reading() as database:
        connection = database.connection
        own = auditor_rows.attributes(connection, auditor_rows.known_auditor(connection, workspace.auditor))
    held, keys = what_holds(found, own), _keys(found)
    ignored = [line for file in found for line in file.ignored]
    ignored += [line] if (line := _fault_of_theme(held["theme"])) else []
    if as_json:
        print_json(
            {
                "files": [{"path": str(file.path.absolute()), "exists": file.exists} for file in found],
                "auditor": workspace.auditor,
                "settings": {name: _as_json(one) for name, one in held.items()},
                "keys": keys,
                "ignored": ignored,
            }
        )
    else:
        for file in found:
            say(f"{file.path.absolute()}{'' if file.exists else ' (not there)'}")
        for name, one in held.items():
            where = f"  ({one.where})" if one.where else ""
            say(f"{name:<16} {one.origin:<14} {in_words(one.value)}{where}")
        for name, action in keys.items():
            say(f"keys.{name}  {' '.join(action['keys'])}  ({action['where']})")
    for line in ignored:
        complain(line)
    return 1 if ignored else 0


COMMAND = settings


def _keys(found: Sequence[SettingsFile]) -> dict[str, dict[str, Any]]:
    """Return the keys that the files change, by action. Raises InputError for what the program would refuse."""
    entries = [entry for file in found for entry in file.keys]
    if not entries:
        return {}
    from airbench_tui.tui.keymap import with_keys  # only now: screens take long to import

    with_keys(entries)
    return {entry.action: {"keys": list(entry.keys), "where": entry.where} for entry in entries}


def _fault_of_theme(theme: Held) -> str | None:
    if theme.origin == "default":
        return None
    from airbench_tui.tui.theme.choice import fault_of_theme

    return fault_of_theme(theme)


def _as_json(one: Held) -> dict[str, Any]:
    return {"value": one.value, "from": one.origin, "where": one.where or None}
