"""Write the generated documentation: docs/KEYS.md, docs/COMMANDS.md, docs/FIGURES.md and the pictures.

Run it with ``make docs``; a test fails when the tables differ from what this would write.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import click

from airbench_tui import glossary, sample
from airbench_tui.cli import cli
from airbench_tui.store.database import open_database
from airbench_tui.store.reading.filters.registry import FIELDS
from airbench_tui.tui.actions import ACTIONS, PLACES, shown_keys
from airbench_tui.tui.shared.dialogs.help_dialog import HEAT, MARKS
from airbench_tui.workspace import Workspace

_COLUMNS = ("export", "notebook", "seen")
DOCS = Path(__file__).parents[1] / "docs"
_GENERATED = "<!-- Written by `make docs`; edit the code it comes from. -->\n"


def keys() -> str:
    """Describe every key of every place, from the registry of actions."""
    parts = ["# Keys\n", _GENERATED]
    parts.append("`?` shows those of where you are; `Ctrl+P` lists every action by name.\n")
    for place, title in PLACES.items():
        parts.append(f"## {title}\n\n| key | does |\n|---|---|")
        for action in ACTIONS[place]:
            shown = " ".join(f"`{key}`" for key in shown_keys(action).split()) or "`Ctrl+P`"
            parts.append(f"| {shown} | {action.help} |")
        parts.append("")
    parts.append(f"## Marks\n\n```text\n{MARKS}\n```\n")
    parts.append(f"## Figures of Explore\n\n```text\n{HEAT}\n```\n")
    parts.append("## Filter\n\n| field | matches | values |\n|---|---|---|")
    parts += [f"| `{field.name}` | {field.meaning} | {field.values} |" for field in FIELDS.values()]
    parts.append(
        '\nWords (and what begins with them) and "phrases" are searched in prompt, answer, reason and note; `"a phr*"`'
        " finds what the last word begins; `-` or `NOT` negates a term; `model=`, `judge=`, `code=`, `run=` and"
        ' `auditor=` take a name exactly; within quotation marks `""` stands for one.'
    )
    return "\n".join(parts) + "\n"


def figures() -> str:
    """Describe every figure that is shown, from the glossary."""
    parts = ["# Figures\n", _GENERATED]
    parts.append(
        "The name and meaning of each figure, what it is a share of or counted over, its places, and the code that"
        " computes it. In the program `?` on a figure shows the first three. Places:\n"
    )
    parts.append("| place | what its words are |\n|---|---|")
    parts += [f"| {place} | {what} |" for place, what in glossary.PLACES.items()]
    parts.append(
        "\nIn `agreement --json` a figure is null or `{value, ci95, n}`, a count or a list; `*` stands for any name,"
        " `[]` for each of a list, and each of `groups` is the same document of a part.\n"
    )
    for room, found in glossary.ROOMS.items():
        parts.append(f"## {room}\n\n| figure | is | of | shown in | computed by |\n|---|---|---|---|---|")
        parts += [_figure(one) for one in found]
        parts.append("")
    parts.append("## Figures without a list of answers\n\n| figure | why |\n|---|---|")
    parts += [f"| {one.name} | {one.no_answers} |" for one in glossary.FIGURES.values() if one.no_answers]
    return "\n".join(parts) + "\n"


def _figure(one: glossary.GlossaryEntry) -> str:
    shown = "<br>".join(_shown(one.shown)).replace("\\", "\\\\")
    return f"| **{one.name}** | {one.definition} | {one.denominator} | {shown} | `{one.computed_by}` |"


def _shown(shown: tuple[str, ...]) -> list[str]:
    """Return the places, each once, with all its words."""
    words: dict[str, list[str]] = {}
    for where in shown:
        place, _, what = where.partition(": ")
        words.setdefault(place, []).append(f"`{what}`" if "--json" in place or place in _COLUMNS else what)
    return [f"{place}: {'; '.join(found)}" for place, found in words.items()]


def commands() -> str:
    """Return ``--help`` of every command."""
    parts = ["# Commands\n", _GENERATED]
    # Use the program's own settings, because click caches a command's help option at its first use.
    settings = {**cli.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(cli, info_name="airbench-tui", **settings)
    parts.append(_help(cli, context))
    for name, command in sorted(cli.commands.items()):
        parts.append(_help(command, click.Context(command, parent=context, info_name=name)))
        if isinstance(command, click.Group):
            group = click.Context(command, parent=context, info_name=name)
            for inner, sub in sorted(command.commands.items()):
                parts.append(_help(sub, click.Context(sub, parent=group, info_name=inner)))
    parts.append(
        "Exit status: 0 done; 1 done in part (rows left out, each named); 2 could not start (one clear line).\n"
    )
    return "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = 100
    return f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"


async def _pictures(folder: Path) -> None:
    from airbench_tui.tui.app import AuditApp

    database = folder / "db" / "sample.db"
    with open_database(database) as opened:
        sample.install(opened.connection)
    app = AuditApp(Workspace(folder, database, "ann", sample=True))
    async with app.run_test(size=(150, 36)) as pilot:

        async def press(*pressed: str) -> None:
            await pilot.press(*pressed)
            for _ in range(4):
                await app.workers.wait_for_complete()
                await pilot.pause(0.1)

        await press("slash", *"score:0 model:*marble*", "enter")
        (DOCS / "browse.svg").write_text(app.export_screenshot(title="airbench-tui"), encoding="utf-8")
        await press("R")
        await pilot.pause(0.4)
        await press("1")
        (DOCS / "review.svg").write_text(app.export_screenshot(title="airbench-tui"), encoding="utf-8")
    app.shut_down()


def main() -> None:
    """Write all generated files."""
    DOCS.mkdir(exist_ok=True)
    (DOCS / "KEYS.md").write_text(keys(), encoding="utf-8")
    (DOCS / "FIGURES.md").write_text(figures(), encoding="utf-8")
    (DOCS / "COMMANDS.md").write_text(commands(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_pictures(Path(folder)))


if __name__ == "__main__":
    main()
