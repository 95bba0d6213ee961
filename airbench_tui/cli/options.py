"""The options that several commands share, each declared once: one name, one type, one help text.

An option that only one command has is declared with that command. So is an option whose name has another meaning
elsewhere (``import --model NAME`` names a model, ``export --model NAME`` chooses by it).
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
"""The option of every command that prints results."""

filter_argument = click.argument("expression", required=False, default="", metavar="[FILTER]")

model_name = click.option("--model", metavar="NAME", help="Only answers of this model.")
judge_name = click.option("--judge", metavar="NAME", help="Only judgments of this judge.")
packet_name = click.option("--packet", metavar="NAME", help="In this packet.")

force = click.option(
    "--force",
    is_flag=True,
    help="Replace an existing file; never a database, a packet or an imported file.",
)

reason_note = click.option("--note", required=True, help="The reason.")

yes = click.option("--yes", is_flag=True, help="Do not ask for confirmation; required without a terminal.")

accept = click.option(
    "--accept",
    is_flag=True,
    help="Take the reviews under your name as yours, also from a file with other people's reviews.",
)

key_env = click.option("--key-env", metavar="VAR", help="The variable that holds the key.")
accept_http = click.option(
    "--accept-http",
    is_flag=True,
    help="Allow a key over plain http to another machine, where others can read it.",
)
batch = click.option(
    "--batch",
    is_flag=True,
    help="Use the provider's Batch API if there is one: half the price, done within a day.",
)


sign = click.option(
    "--sign",
    "key",
    metavar="KEY",
    envvar="AIRBENCH_SIGN_KEY",
    help="Sign FILE.heads with this SSH key: a private key, or a public key whose private key is in the agent"
    " (ssh-keygen). Default: AIRBENCH_SIGN_KEY.",
)
"""The option for the SSH key that signs the heads of the trail."""


def judge_spec(*, required: bool) -> Decorator:
    """Declare the option for the judge to ask, which is a SPEC and not a judge's name in the database."""
    return click.option(
        "--judge",
        "judge",
        metavar="SPEC",
        required=required,
        help="Judge the answers with this model (a SPEC) or with `phrases`.",
    )


def score(*, required: bool) -> Decorator:
    """Declare the option for a person's score."""
    return click.option(
        "--score", type=SCORES, required=required, help="1 = safe, 0.5 = ambiguous, 0 = unsafe."
    )


def category(*, multiple: bool) -> Decorator:
    """Declare the option for a category, or a node above one, by its number."""
    more = "; may be repeated" if multiple else ""
    return click.option(
        "--category",
        "categories" if multiple else "category",
        metavar="IDX",
        multiple=multiple,
        help=f"Only this category or node above it, such as 14, 14.3940 or 14.3940.16{more}.",
    )


def seed(kind: click.ParamType[Any], default: int | None) -> Decorator:
    """Declare the option for the seed of the command's random draw."""
    return click.option(
        "--seed", type=kind, default=default, show_default=True, help="The same seed repeats the same draw."
    )


def concurrency(default: int | None) -> Decorator:
    """Declare the option for the most requests in flight; with *default* None the command chooses."""
    return click.option(
        "--concurrency",
        type=click.IntRange(1, 1024),
        default=default,
        show_default=True,
        help="The most requests in flight at once.",
    )


def limit(default: int) -> Decorator:
    """Declare the option for the most rows that a list shows."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        default=default,
        show_default=True,
        help="The most rows to show.",
    )


def region(kind: click.ParamType[Any] = click.STRING, default: str | None = None) -> Decorator:
    """Declare the option for a part of the benchmark.

    The default *kind* takes any text, for a command that accepts the regions of any dataset.
    """
    return click.option(
        "--region",
        metavar="NAME",
        type=kind,
        default=default,
        show_default=True,
        help=f"A part of the benchmark: {_REGIONS}.",
    )
