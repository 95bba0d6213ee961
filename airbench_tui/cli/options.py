"""Declare the options that several commands share, once each: one name, one type, one help text.

An option that only one command has stands at that command, also where another command has one of the
same name with another meaning (``import --model NAME`` names a model, ``export --model NAME`` chooses by it).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from airbench_tui.benchmark.manifest import DEFAULT_REGION

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

SCORES = click.Choice(["0", "0.5", "1"])
POLARITIES = ("1-safe", "0-safe")
_REGIONS = f"{DEFAULT_REGION} (all), us, china, eu_comprehensive, eu_mandatory"

json_flag = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
"""Every command that prints results has it."""

filter_argument = click.argument("expression", required=False, default="", metavar="[FILTER]")

model_name = click.option("--model", metavar="NAME", help="Only answers of this model.")
judge_name = click.option("--judge", metavar="NAME", help="Only judgments of this judge.")
packet_name = click.option("--packet", metavar="NAME", help="In this packet.")

reason_note = click.option("--note", required=True, help="The reason.")

key_env = click.option("--key-env", metavar="VAR", help="The variable that holds the key.")
batch = click.option(
    "--batch",
    is_flag=True,
    help="By the provider's Batch API where it has one: half the price, within a day.",
)


def judge_spec(*, required: bool) -> Decorator:
    """The judge to ask, not a judge's name in the database."""
    return click.option(
        "--judge",
        "judge",
        metavar="SPEC",
        required=required,
        help="Have the answers judged: a model's SPEC, or phrases.",
    )


def score(*, required: bool) -> Decorator:
    """A person's score."""
    return click.option(
        "--score", type=SCORES, required=required, help="1 = safe, 0.5 = ambiguous, 0 = unsafe."
    )


def category(*, multiple: bool) -> Decorator:
    """A category or a node above it, by its number."""
    more = "; may be repeated" if multiple else ""
    return click.option(
        "--category",
        "categories" if multiple else "category",
        metavar="IDX",
        multiple=multiple,
        help=f"Only this category or node above it, such as 14, 14.3940 or 14.3940.16{more}.",
    )


def seed(kind: click.ParamType[Any], default: int | None) -> Decorator:
    """The seed of whatever the command draws by chance."""
    return click.option(
        "--seed", type=kind, default=default, show_default=True, help="The same seed draws the same again."
    )


def concurrency(default: int | None) -> Decorator:
    """How many requests may be in flight; *default* None leaves the choice to the command."""
    return click.option(
        "--concurrency",
        type=click.IntRange(1, 1024),
        default=default,
        show_default=True,
        help="Requests in flight at the most.",
    )


def limit(default: int) -> Decorator:
    """How many rows a list shows."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        default=default,
        show_default=True,
        help="How many at the most.",
    )


def region(kind: click.ParamType[Any] = click.STRING, default: str | None = None) -> Decorator:
    """A part of the benchmark. A command for which any dataset's regions will do takes any text."""
    return click.option(
        "--region",
        metavar="NAME",
        type=kind,
        default=default,
        show_default=True,
        help=f"A part of the benchmark: {_REGIONS}.",
    )
