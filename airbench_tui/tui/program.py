"""What screens may ask of the program that shows them. The program itself stands above all screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.widget import Widget


class Program(App[str]):
    """The ways from one screen to another. Other ways are actions, run by name (``AuditScreen.run_in_program``)."""

    def places(self, screen: Screen[Any]) -> list[str]:
        """Return where the user of *screen* is, nearest first: keys of ``actions.PLACES``."""
        raise NotImplementedError

    async def show_responses(self, responses: Sequence[int], words: str) -> None:
        """List exactly these responses in Browse; *words* say what they are."""
        raise NotImplementedError

    async def show_matching(self, expression: str) -> None:
        """List what a filter matches in Browse. Raises FilterError."""
        raise NotImplementedError

    async def review_packet(self, name: str) -> None:
        """Review this auditor's part of a packet, from the first open place on."""
        raise NotImplementedError


def program_of(widget: Widget) -> Program:
    """Return the program that shows *widget*. Raises TypeError where another app does."""
    app = widget.app
    if not isinstance(app, Program):
        raise TypeError(f"{type(widget).__name__} is shown by {type(app).__name__}, which is no Program")
    return app
