"""``helm``: run the user's installed HELM on AIR-Bench, and import the result."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import click

from airbench_tui.cli import options
from airbench_tui.cli.commands.import_ import import_paths
from airbench_tui.cli.output import Context, complain
from airbench_tui.errors import InputError
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.text import quote

# "model=text" means every text model; --models-to-run selects among them.
_ENTRY = "air_bench_2024:model=text"
_ALL = 10_000  # HELM requires a number; the benchmark has 5,694 prompts


@click.command()
@click.option(
    "--models-to-run",
    "models",
    metavar="M",
    required=True,
    multiple=True,
    help="A model by HELM's name, such as openai/gpt-4o; may be repeated.",
)
@click.option("--suite", metavar="S", required=True, help="HELM's name for this set of runs.")
@click.option("--max-eval-instances", "most", type=click.IntRange(min=1), help="The most prompts to ask.")
@options.json_flag
@click.pass_obj
def helm(context: Context, /, models: tuple[str, ...], suite: str, most: int | None, as_json: bool) -> int:
    """Run an installed helm-run on AIR-Bench 2024 and import the result.

    HELM writes into helm/ in the workspace and uses its own keys. Its messages go to standard error.
    """
    if "/" in suite or suite in (".", "..", "latest"):
        raise InputError(
            f"--suite {quote(suite)} cannot name HELM's folder: give a name without a slash, and not 'latest'"
        )
    program = shutil.which("helm-run")
    if program is None:
        raise InputError(
            "helm-run is not installed: pip install crfm-helm (in an environment of its own, on PATH)"
        )
    output = context.workspace().folder / "helm"
    output.mkdir(parents=True, exist_ok=True)
    # -r is the short form of --run-entries, and of --run-specs in older versions.
    words = [program, "-r", _ENTRY, "--suite", suite, "--output-path", str(output)]
    words += ["--max-eval-instances", str(most or _ALL), "--models-to-run", *models]
    status = subprocess.run(words, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False).returncode
    folder = output / "runs" / suite
    if status != 0:
        complain(f"helm-run failed with status {status}; the results that it wrote are imported anyway")
    if not Path(folder).is_dir():
        raise InputError(f"helm-run wrote nothing to {folder}: see its messages above")
    imported = import_paths(
        context, (str(folder),), Options(format="helm", auditor=context.workspace().auditor), as_json
    )
    return imported or (1 if status else 0)


COMMAND = helm
