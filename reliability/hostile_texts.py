"""Hostile texts wherever an audit has text: through every command, and every screen on a real terminal.

    python -m reliability.hostile_texts [--texts 10000] [--seed 1]

The texts are prompts, answers, reasons, raw replies, rubrics, names of models, judges, runs, files, folders, auditors
and packets, notes, codes, saved searches, arguments of commands, and what is typed and pasted. Nothing of them may
reach a terminal that controls it or that hides something, no command and no screen may crash, every frame stays whole,
and no cell of an exported sheet is a formula. Exits with 1 if anything did.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from reliability.hostile_commands import Found, build, file_name, try_commands
from reliability.hostile_screens import try_screens
from reliability.hostile_words import texts
from tests.templates import copy

ROWS = 730  # of one audit, which has about 5,000 texts


def attempt(folder: Path, number: int, seed: int, rows: int, read: int) -> Found:
    """Try *number* texts or a few more, in audits of *rows* responses, of which *read* are opened one by one."""
    found = Found()
    source = texts(seed)
    while found.texts < number:
        database = folder / f"{found.texts} {file_name(next(source))}" / f"{file_name(next(source))}.db"
        database.parent.mkdir()
        names = build(database, source, rows)
        found.texts += names.texts + 2
        other = copy(database, folder / f"{found.texts} commands" / "audit.db")
        try_screens(database, names, source, found, read)
        try_commands(other, names, source, found)
    return found


def main() -> int:
    """Print what was tried and each fault, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="airbench-texts-") as folder:
        found = attempt(Path(folder), options.texts, options.seed, ROWS, ROWS)
    print(*found.faults, sep="\n")
    print(
        f"{found.texts:,} texts, {found.commands:,} commands, {found.screens:,} screens, {found.bytes:,} bytes read,"
        f" {len(found.faults)} faults, {time.monotonic() - began:.0f} s"
    )
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
