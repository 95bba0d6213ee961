"""The text of a FILE.heads: where the chains of the trail ended when FILE was written.

Lines that begin with ``#`` say who wrote it, and which file it belongs to. Every other line is a head: its hash, the
number of reviews in the chain, and the auditor's name as a JSON text. The file is ASCII.

    # airbench-tui: heads of the trail of reviews (docs/TRAIL.md)
    # written by "ann"
    # beside 8d0c…e1 "reviews.csv"
    5f21…9c 120 "ann"
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from airbench_tui.errors import InputError

_TITLE = "# airbench-tui: heads of the trail of reviews (docs/TRAIL.md)"
_BY = re.compile(r"# written by (.+)")
_BESIDE = re.compile(r"# beside ([0-9a-f]{64}) (.+)")
_HEAD = re.compile(r"([0-9a-f]{64}) ([0-9]{1,12}) (.+)")


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head: its hash (64 hex digits), the number of reviews in its chain, and the auditor's name."""

    link: str
    reviews: int
    auditor: str


@dataclass(frozen=True, slots=True)
class HeadsText:
    """What a FILE.heads says. ``by`` is the auditor who wrote it.

    ``sha256`` is the checksum of the bytes of FILE, and ``name`` its name without the folder; both are "" if unknown.
    """

    by: str
    sha256: str
    name: str
    heads: Sequence[KeptHead]

    def text(self) -> str:
        """Return the contents of the file."""
        lines = [_TITLE, f"# written by {json.dumps(self.by)}"]
        if self.sha256:
            lines.append(f"# beside {self.sha256} {json.dumps(self.name)}")
        lines += [f"{head.link} {head.reviews} {json.dumps(head.auditor)}" for head in self.heads]
        return "".join(f"{line}\n" for line in lines)


def parsed(text: str) -> HeadsText:
    """Read the contents of a FILE.heads. Raises InputError, with the number of the line, for anything else."""
    by, sha256, name, heads = "", "", "", list[KeptHead]()
    lines = text.split("\n")
    if lines[0] != _TITLE:
        raise InputError("it is not a file of heads that `export` wrote")
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        try:
            if found := _BY.fullmatch(line):
                by = _name(found[1])
            elif found := _BESIDE.fullmatch(line):
                sha256, name = found[1], _name(found[2])
            elif found := _HEAD.fullmatch(line):
                heads.append(KeptHead(found[1], int(found[2]), _name(found[3])))
            else:
                raise ValueError
        except ValueError:
            raise InputError(f"line {number} is not a head") from None
    return HeadsText(by, sha256, name, heads)


def _name(written: str) -> str:
    """Return a name that is written as a JSON text. Raises ValueError."""
    name = json.loads(written)
    if not isinstance(name, str):
        raise ValueError
    return name
