"""``fetch``: get the benchmark's files into the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from airbench_tui.benchmark import files, rubrics
from airbench_tui.benchmark.files import Problem
from airbench_tui.benchmark.manifest import DEFAULT_REGION, REVISION
from airbench_tui.cli import options
from airbench_tui.cli.key_safety import warn_of_env_file
from airbench_tui.cli.linked import print_linked
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.cli.progress_bar import ProgressBar
from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.pipeline.fetching import hub_of
from airbench_tui.pipeline.linking import Linked, link_rubrics
from airbench_tui.text import quote

if TYPE_CHECKING:
    from airbench_tui.benchmark.hub import Fetched

_NAMED = 20  # rows named on the terminal; --json has them all


@click.command()
@click.option(
    "--revision",
    metavar="SHA",
    help=f"The dataset's revision [default: {REVISION[:12]}, which HELM uses].",
)
@options.region(default=DEFAULT_REGION)
@click.option("--from", "source", metavar="DIR", help="Copy the files from a folder, without the network.")
@options.json_flag
@click.pass_obj
def fetch(context: Context, revision: str | None, region: str, source: str | None, as_json: bool) -> int:
    """Get the benchmark's prompts and rubrics into data/.

    Files already in data/ are not downloaded again, so a second fetch works offline. HF_ENDPOINT names
    another hub, HF_TOKEN a token for it. The files of a folder count as their own revision unless
    --revision names one.
    """
    from airbench_tui.benchmark import hub  # imports ssl and http

    workspace = context.workspace()
    if source is not None:
        fetched = hub.copy_from(_folder(source), workspace.data, revision, region)
    else:
        warn_of_env_file(workspace)
        source_hub, notes = hub_of(workspace.folder)
        for note in notes:
            complain(note)
        with ProgressBar(shown=not as_json) as bar:
            fetched = hub.fetch(
                workspace.data,
                revision or REVISION,
                region,
                hub=source_hub,
                progress=lambda there, wanted: bar.show(f"{there} of {wanted} files", there, wanted),
            )
    problems: list[Problem] = []
    counts = _counts(fetched, problems)
    left_out = [*fetched.notes, *(f"{name} is not in {fetched.manifest.folder}" for name in fetched.missing)]
    left_out += [
        f"there are no {kind} in {fetched.folder}" for kind in ("prompts", "rubrics") if not counts[kind]
    ]
    left_out += map(str, problems[:_NAMED])
    if len(problems) > _NAMED:
        left_out.append(f"{len(problems) - _NAMED:,} more rows left out")
    for line in left_out:
        complain(line)
    linked, unlinked = _linked(context)
    if as_json:
        print_json({**_document(fetched, counts, problems), "linked": asdict(linked)})
    else:
        _print_summary(fetched, counts)
        print_linked(linked)
    partly = unlinked or problems or fetched.missing or not counts["prompts"] or not counts["rubrics"]
    return 1 if partly else 0


COMMAND = fetch


def _linked(context: Context) -> tuple[Linked, bool]:
    """Link stored judgments to the rubrics; also return whether the database failed, which is reported."""
    workspace = context.workspace()
    if not workspace.database.exists():
        return Linked(), False
    try:
        with context.writing() as database:
            return link_rubrics(workspace, database), False
    except AirbenchError as error:
        complain(str(error))
        return Linked(), True


def _folder(source: str) -> Path:
    try:
        folder = Path(source).expanduser()
        if folder.is_dir():
            return folder
    except (OSError, ValueError, RuntimeError):
        pass
    raise InputError(f"{quote(source, 300)}: there is no such folder")


def _counts(fetched: Fetched, problems: list[Problem]) -> dict[str, Any]:
    """Count the region's prompts, categories and rubrics as a run would read them, and the rubrics' polarities."""
    categories: Counter[str] = Counter()
    manifest = fetched.manifest
    there = set(manifest.regions.get(fetched.region, ())) <= manifest.files.keys()
    for prompt in files.prompts(
        fetched.folder, fetched.region if there and manifest.regions else None, problems
    ):
        categories[prompt.category] += 1
    texts = files.rubrics(fetched.folder, problems)
    scales = Counter(rubrics.polarity(one.text).polarity or "unknown" for one in texts.values())
    return {
        "prompts": categories.total(),
        "categories": len(categories),
        "rubrics": len(texts),
        "polarity": dict(scales),
    }


def _document(fetched: Fetched, counts: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    manifest = fetched.manifest
    return {
        "revision": manifest.revision,
        "folder": str(fetched.folder.resolve()),
        "region": fetched.region,
        "endpoint": manifest.endpoint,
        "from": manifest.folder,
        "fetched": list(fetched.written),
        "kept": list(fetched.kept),
        "missing": list(fetched.missing),
        "notes": list(fetched.notes),
        **counts,
        "regions": {name: list(names) for name, names in manifest.regions.items()},
        "files": {name: asdict(one) for name, one in manifest.files.items()},
        "problems": [asdict(problem) for problem in problems],
    }


def _print_summary(fetched: Fetched, counts: dict[str, Any]) -> None:
    manifest = fetched.manifest
    origin = (
        f" from {manifest.endpoint or manifest.folder}" if fetched.written else "; nothing was downloaded"
    )
    say(f"{fetched.folder}: {len(fetched.written)} files fetched, {len(fetched.kept)} there already{origin}")
    scales = ", ".join(
        f"{number} count {scale.replace('-', ' = ')}" if scale != "unknown" else f"{number} unclear"
        for scale, number in sorted(counts["polarity"].items())
    )
    say(
        f"  region {fetched.region}: {counts['prompts']:,} prompts in {counts['categories']} categories; "
        f"{counts['rubrics']} rubrics{f' ({scales})' if scales else ''}"
    )
