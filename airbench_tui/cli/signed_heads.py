"""The heads of the trail beside an output, signed if that was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from airbench_tui.cli.output import complain
from airbench_tui.errors import InputError

if TYPE_CHECKING:
    from airbench_tui.interchange.writers.output_file import Output


def asked_for(key: str | None, why_not: str | None) -> str | None:
    """Return the key of ``--sign``, None where the output has no file of heads for the reason *why_not*.

    Raises InputError, which gives that reason, where the option was given on the command line.
    """
    if key is None or why_not is None:
        return key
    source = click.get_current_context().get_parameter_source("key")
    if source is click.core.ParameterSource.COMMANDLINE:
        raise InputError(f"--sign signs FILE.heads, and {why_not}")
    return None


def signed(heads: Output | None, key: str | None) -> int:
    """Sign *heads* with *key*, if there is one, and return the exit status: 1 where they are not signed."""
    from airbench_tui.interchange.writers import heads_file

    if key is None:
        return 0
    if heads is None:
        complain("nothing is signed: there are no reviews, so there is no head")
        return 1
    if sys.stdin.isatty():
        complain("ssh-keygen signs the heads and may ask for the passphrase of your key")
    try:
        made = heads_file.sign(heads, key)
    except (InputError, OSError) as error:
        complain(f"{heads.target} is not signed: {error}")
        return 1
    complain(f"signature written to {made.target}")
    return 0
