"""An action: something that a user can do with a key or from the command palette."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What a user wants to do with an action: the groups of the help, in its order.
SAY = "say what it is"
WHY = "say why"
READ = "read"
FIND = "find answers"
MOVE = "move"
VIEW = "see it another way"
MAKE = "make, send, keep"
GO = "go elsewhere"
GROUPS = (SAY, WHY, READ, FIND, MOVE, VIEW, MAKE, GO)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a user can do with a key or from the command palette.

    ``run`` is Textual's action string and ``keys`` are comma-separated key names. ``label`` is a word or two
    for the key bar, empty to leave the action out; ``group`` is one of GROUPS; ``short`` is a few words and
    ``help`` a sentence. ``palette`` tells whether the command palette lists the action,
    ``priority`` whether its keys come before those of the focused widget.
    """

    run: str
    keys: str
    label: str
    group: str
    short: str
    help: str
    palette: bool = True
    priority: bool = False

    @property
    def leads(self) -> bool:
        """Tell whether the action comes first in the key bar: it decides, or does the likeliest thing."""
        return self.run.startswith(
            ("decide(", "settle(", "as_before", "reveal")
        ) or "enter" in self.keys.split(",")

    @property
    def name(self) -> str:
        """Return the action's name in its place, as ``settings.toml`` has it: ``decide_half`` for ``decide(0.5)``."""
        name, *arguments = re.findall(r"[\w.-]+", self.run.removeprefix("app.").removeprefix("screen."))
        words = (one.removesuffix(".0").replace("0.5", "half").replace("-", "minus_") for one in arguments)
        return "_".join((name, *words))
