"""Rules of the whole program: light start-up, up-to-date documents, keys and actions that exist."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import click
import pytest
from textual.app import App
from textual.widget import Widget

from airbench_tui.cli import cli
from airbench_tui.tui.actions import ACTIONS, PLACES, bindings
from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.bulk_actions_dialog import BulkActionsDialog
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.browse.welcome_dialog import WelcomeDialog
from airbench_tui.tui.explore.compare_screen import CompareScreen
from airbench_tui.tui.explore.explore_screen import ExploreScreen
from airbench_tui.tui.explore.flips_screen import FlipsScreen
from airbench_tui.tui.packets.packets_screen import PacketsScreen
from airbench_tui.tui.preferences.settings_dialog import SettingsDialog
from airbench_tui.tui.review.end_dialog import EndDialog
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.runs.plain_http_dialog import PlainHttpDialog
from airbench_tui.tui.runs.run_details_dialog import RunDetailsDialog
from airbench_tui.tui.settling.pairs_screen import PairsScreen
from airbench_tui.tui.settling.settling_screen import SettlingScreen
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.dialogs.fetch_dialog import FetchDialog
from airbench_tui.tui.shared.dialogs.help_dialog import HelpDialog
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog
from airbench_tui.tui.shared.dialogs.searches_dialog import SearchesDialog
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.writing.code_list import CodeList
from airbench_tui.tui.shared.writing.note_field import NoteField
from scripts import generate_docs
from tests import paths

ROOT = paths.ROOT
HEAVY = ("pandas", "numpy", "openai", "together", "sqlite_utils")
OWNERS: dict[str, type[App[str]] | type[Widget]] = {
    "app": AuditApp,
    "browse": BrowseScreen,
    "tree": CategoryTree,
    "list": ResponseList,
    "pane": TextPane,
    "review": ReviewScreen,
    "run": ModelRunScreen,
    "explore": ExploreScreen,
    "compare": CompareScreen,
    "flips": FlipsScreen,
    "agreement": AgreementScreen,
    "packets": PacketsScreen,
    "settle": SettlingScreen,
    "pairs": PairsScreen,
    "figures": FigurePage,
    "dialog": AuditDialog,
    "list_dialog": ListDialog,
    "writing": NoteField,
    "codes": CodeList,
    "searches": SearchesDialog,
    "settings_dialog": SettingsDialog,
    "bulk_actions": BulkActionsDialog,
    "rubrics": RubricsDialog,
    "plain_http": PlainHttpDialog,
    "fetch": FetchDialog,
    "end": EndDialog,
    "welcome": WelcomeDialog,
    "run_details": RunDetailsDialog,
    "help": HelpDialog,
}


@pytest.mark.parametrize(
    ("module", "banned"),
    [("airbench_tui.cli", (*HEAVY, "textual")), ("airbench_tui.tui.app", HEAVY)],
)
def test_start_up_loads_nothing_heavy(module: str, banned: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {banned!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_generated_documentation_is_up_to_date() -> None:
    for name, made in (
        ("KEYS.md", generate_docs.keys()),
        ("COMMANDS.md", generate_docs.commands()),
        ("SETTINGS.md", generate_docs.settings()),
        ("FIGURES.md", generate_docs.figures()),
    ):
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, f"run `make docs` ({name})"


def every_command() -> list[click.Command]:
    """List the program's main command, its commands, and their subcommands."""
    found: list[click.Command] = [cli, *cli.commands.values()]
    return found + [sub for one in found[1:] if isinstance(one, click.Group) for sub in one.commands.values()]


def test_every_command_and_option_says_what_it_does() -> None:
    for command in every_command():
        assert command.help, command.name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{command.name} {option.opts}"


def test_each_command_has_a_module_of_its_name() -> None:
    modules = {path.stem.rstrip("_") for path in (ROOT / "airbench_tui/cli/commands").rglob("[!_]*.py")}
    assert modules == set(cli.commands)


# In import these options name a model or a judge, elsewhere they select by name. A review's note need not be a reason.
OTHER_MEANINGS = {
    "--model NAME at import",
    "--judge NAME at import",
    "--note text at add",
    "--force boolean at backup",
}


def test_shared_options_read_alike_at_every_command() -> None:
    """Options with the same flag and kind of value have the same help text, unless their meaning differs."""
    helps: dict[str, set[str]] = {}
    for command in every_command():
        for option in command.params:
            if not isinstance(option, click.Option) or not option.opts[-1].startswith("--"):
                continue
            kind = option.metavar or option.type.to_info_dict().get("choices") or option.type.name
            name = f"{option.opts[-1]} {kind}"
            if f"{name} at {command.name}" not in OTHER_MEANINGS:
                helps.setdefault(name, set()).add(
                    str(option.help).removesuffix("; may be repeated.").removesuffix(".")
                )
    assert {name: texts for name, texts in helps.items() if len(texts) > 1} == {}


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "CHANGELOG.md").read_text() + (ROOT / "README.md").read_text()
    assert [
        name for name in cli.commands if f"`{name}`" not in readme and f"airbench-tui {name}" not in readme
    ] == []


@pytest.mark.parametrize(
    ("heading", "contract"),
    [("## Layers", "Arrows point down"), ("### Rooms of the store", "The rooms of the store")],
)
def test_the_architecture_page_draws_the_layers_that_are_held(heading: str, contract: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(found["layers"] for found in contracts if found["name"] == contract)
    held = [{room.strip().removeprefix("airbench_tui.") for room in layer.split("|")} for layer in layers]
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    table = page.split(heading + "\n", 1)[1].split("\n#", 1)[0].splitlines()
    drawn = [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table if row.startswith("| `")]
    assert drawn == held


PATH = re.compile(r"[\w./-]*/[\w./-]*|[\w-]+\.(?:py|md|toml|sql)")
MODULE = re.compile(r"python -m ((?:scripts|benchmarks|reliability|airbench_tui)[\w.]*)")


def missing_paths(page: str) -> list[str]:
    """List the paths and modules in backticks that do not exist.

    A path is relative to the checkout or to the package. NAME in capitals is a placeholder.
    """
    missing = []
    for words in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)):
        module = MODULE.match(words)
        name = module[1].replace(".", "/") + ".py" if module else words
        is_path = PATH.fullmatch(name) and "NAME" not in name
        if is_path and not any((folder / name).exists() for folder in (ROOT, ROOT / "airbench_tui")):
            missing.append(words)
    return missing


@pytest.mark.parametrize("page", ["docs/ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_paths_in_a_document_exist(page: str) -> None:
    assert missing_paths((ROOT / page).read_text(encoding="utf-8")) == []


def test_missing_paths_are_found() -> None:
    page = (
        "`store/rules/views.py` `store/rules/gone.py` `gone.md` `gone/` `python -m scripts.gone -n 1` `store`"
    )
    assert missing_paths(page) == ["store/rules/gone.py", "gone.md", "gone/", "python -m scripts.gone -n 1"]
    assert (
        missing_paths("`cli/commands/NAME.py` `README.md` `python -m scripts.mutate --seed 1` `a b/c`") == []
    )


def test_the_architecture_page_names_the_rooms_of_the_store_in_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "The rooms of the store")
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.split("### Rooms of the store", 1)[1].split("###", 1)[0].splitlines()
    named = [
        name for row in table if row.startswith("| `") for name in re.findall(r"`(\w+)`", row.split("|")[1])
    ]
    assert named == [room.strip() for layer in layers for room in layer.split("|")]
    modules = {path.stem for path in (ROOT / "airbench_tui" / "store").iterdir()}
    assert set(named) == {name for name in modules if not name.startswith("_")}


@pytest.mark.parametrize("place", PLACES)
def test_every_action_exists_and_every_key_is_from_the_registry(place: str) -> None:
    owner = OWNERS[place]
    for action in ACTIONS[place]:
        where, _, name = action.run.split("(")[0].rpartition(".")
        screen = NoteDialog if place in ("writing", "codes") else BrowseScreen
        does = {"app": AuditApp, "screen": screen, "": owner}[where]
        assert hasattr(does, f"action_{name}"), action.run
        assert action.help
    assert owner.__dict__["BINDINGS"] == bindings(place)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_does_two_things_in_one_place(place: str) -> None:
    keys = [key for action in ACTIONS[place] for key in action.keys.split(",") if key]
    assert len(keys) == len(set(keys))


SOURCE = ("airbench_tui", "tests", "scripts", "benchmarks", "reliability")
MOST_LINES, MOST_FILES = 400, 24


def source_files() -> list[Path]:
    return sorted(path for folder in SOURCE for path in (ROOT / folder).rglob("*.py"))


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    assert len(lengths) > 300
    assert {str(path): length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_folder_has_too_many_files() -> None:
    counts = Counter(path.parent for path in source_files())
    assert {str(folder): count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_no_class_name_is_used_twice() -> None:
    where: dict[str, list[str]] = {}
    for path in sorted((ROOT / "airbench_tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert len(where) > 200
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}
